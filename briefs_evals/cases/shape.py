"""The types of a case's fields, looked at before anything else: a name where a list belongs would else be read letter by letter."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, StrictBool, StrictInt, StrictStr, ValidationError

from briefs_evals.cases.label_rules import Found, Place

_Text = StrictStr | None
_Names = list[StrictStr] | None
_Day = StrictStr | StrictInt | datetime.date | datetime.datetime | None
"""YAML reads 2026-03-08 without quotes as a date and 2026 as a number; both are days here."""


class _Shape(BaseModel):
    """Unknown fields are the validator's business, and so is what is missing."""

    model_config = ConfigDict(extra="allow", strict=True)


class _Quote(_Shape):
    source: _Text = None
    quote: _Text = None


class _Claim(_Shape):
    id: _Text = None
    text: _Text = None
    article_quote: _Text = None
    checkworthy: StrictBool | None = None
    status: _Text = None
    alt_status: StrictStr | list[StrictStr] | None = None
    why: _Text = None
    alleged_by: _Names = None
    supporting: list[_Quote] | None = None
    refuting: list[_Quote] | None = None


class _Source(_Shape):
    id: _Text = None
    url: _Text = None
    publisher: _Text = None
    kind: _Text = None
    author: _Text = None
    published_at: _Day = None
    language: _Text = None
    original_language: _Text = None
    title: _Text = None
    text: _Text = None
    text_kind: _Text = None
    origins: _Names = None


class _Article(_Shape):
    title: _Text = None
    text: _Text = None
    byline: _Text = None
    published_at: _Day = None
    url: _Text = None
    language: _Text = None


class _Line(_Shape):
    text: _Text = None
    sources: _Names = None
    claims: _Names = None


class _Case(_Shape):
    format: StrictInt | None = None
    version: StrictInt | None = None
    split: _Text = None
    id: _Text = None
    title: _Text = None
    as_of: _Day = None
    language: _Text = None
    article: _Article | None = None
    sources: list[_Source] | None = None
    claims: list[_Claim] | None = None
    reference_brief: dict[StrictStr, list[StrictStr | _Line] | None] | None = None


_WANTED = {
    "string_type": "write text; in quotes where it looks like a number, a date or yes and no",
    "list_type": "write a list: [one, other]",
    "bool_type": "write true or false",
    "int_type": "write a whole number",
    "model_type": "write a mapping of fields",
    "model_attributes_type": "write a mapping of fields",
    "dict_type": "write a mapping of fields",
}


def shape_faults(data: Mapping[Any, Any]) -> Found:
    """(place, what is wrong) of every field whose value is of another type than the format's."""
    try:
        _Case.model_validate(data)
    except ValidationError as error:
        found: dict[Place, str] = {}
        for item in error.errors(include_url=False, include_context=False):
            place, value = _inside(data, item["loc"])
            found.setdefault(place, f"is {_short(value)}; {_WANTED.get(item['type'], item['msg'])}")
        yield from found.items()


def keys_given_twice(node: yaml.Node, at: Place = ()) -> Iterator[tuple[Place, int]]:
    """(place, line) of each key that stands a second time in one mapping: YAML would keep the last, in silence."""
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            name = str(key.value)
            if name in seen:
                yield (*at, name), key.start_mark.line + 1
            seen.add(name)
            yield from keys_given_twice(value, (*at, name))
    elif isinstance(node, yaml.SequenceNode):
        for number, item in enumerate(node.value):
            yield from keys_given_twice(item, (*at, number))


def _inside(data: Any, steps: tuple[int | str, ...]) -> tuple[Place, Any]:
    """The place in the file and what stands there: what the checker adds to a place (which of several types it tried) is left out."""
    place: Place = ()
    for step in steps:
        is_there = step in data if isinstance(data, dict) else isinstance(data, list) and isinstance(step, int) and step < len(data)
        if not is_there:
            break
        data = data[step]
        place = (*place, step)
    return place, data


def _short(value: object) -> str:
    text = repr(value) if isinstance(value, (str, int, float, bool)) else str(value)
    return text if len(text) <= 60 else f"{text[:57]}…"
