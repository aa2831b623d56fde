"""Says what is wrong with a case file and where: the path inside the file, the line, and what to do."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from briefs.domain import PartialDate, SourceKind, TextKind
from briefs.errors import InputError
from briefs.language import content_tokens
from briefs_evals.cases.case import FORMAT, HEADINGS, SPLITS, Case, case_files, load_cases, point_of
from briefs_evals.cases.label_rules import TODO, Found, Place, count_faults, label_faults
from briefs_evals.cases.shape import keys_given_twice, shape_faults

_ID = re.compile(r"[^\W_][\w.@+~-]{0,119}")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_LISTED = 5
"""So many faults stand in one error message."""
_TOP = ("version", "id", "title", "as_of", "language", "article", "sources", "claims")
_SOURCE = ("id", "publisher", "kind", "language", "title", "text", "text_kind")
_CLAIM = ("id", "text", "article_quote", "status", "independent_origins")
_KNOWN = {
    "case": frozenset({*_TOP, "format", "version", "split", "reference_brief"}),
    "article": frozenset({"title", "text", "byline", "published_at", "url", "language"}),
    "source": frozenset({*_SOURCE, "url", "author", "published_at", "original_language", "basis", "origins"}),
    "claim": frozenset({*_CLAIM, "checkworthy", "alt_status", "why", "alleged_by", "supporting", "refuting"}),
    "quote": frozenset({"source", "quote"}),
}
"""Every field that a case may have: a misspelt label would else be read as one that is not there."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a case."""

    file: Path
    line: int
    """1-based; of the nearest enclosing value when the value itself is missing."""
    place: str
    """E.g. `claims[2].supporting[0].quote`."""
    message: str
    subject: str = ""
    """The claim or source by its id, e.g. `claim c3`."""
    is_warning: bool = False
    """Worth a second look, and no reason to refuse the case."""

    def __str__(self) -> str:
        message = f"warning: {self.message}" if self.is_warning else self.message
        return ": ".join(part for part in (f"{self.file}:{self.line}", self.subject, self.place, message) if part)


class UnsoundCase(InputError):
    """A case that the validator finds fault with: scoring against it would give figures that mean nothing."""


def sound_cases(paths: Sequence[Path]) -> list[Case]:
    """The cases of the files and folders given, by id, each one found sound.

    Raises:
        UnsoundCase: one is not; the message names case, claim and field, up to five of them.
        CaseError: see `load_cases`.
    """
    faults = [fault for file in case_files(paths) for fault in validate_case(file) if not fault.is_warning]
    if faults:
        more = f"\n… and {len(faults) - _LISTED} more" if len(faults) > _LISTED else ""
        listed = "\n".join(map(str, faults[:_LISTED]))
        raise UnsoundCase(f"a case is not sound, so nothing was run; `briefs eval validate` lists all faults:\n{listed}{more}")
    return load_cases(paths)


def validate_case(path: Path) -> list[Fault]:
    """Every fault of a case file, in the order of the file; where it is sound, none but warnings.

    Types come first: a case with a value of the wrong type, or with a key that stands twice, is looked at no further.
    """
    try:
        text = path.read_text(encoding="utf-8")
        root = yaml.compose(text, Loader=yaml.CSafeLoader)
        data = yaml.load(text, Loader=yaml.CSafeLoader)
    except OSError as error:
        return [Fault(path, 1, "", f"cannot be read ({error.strerror})")]
    except UnicodeDecodeError as error:
        return [Fault(path, 1, "", f"not UTF-8 (byte {error.start})")]
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        return [Fault(path, mark.line + 1 if mark else 1, "", f"not YAML: {getattr(error, 'problem', error)}")]
    except (ValueError, RecursionError) as error:
        return [Fault(path, 1, "", f"cannot be read as a case: {error}")]
    if not isinstance(data, dict) or root is None:
        return [Fault(path, 1, "", "a case is a mapping; `briefs eval new` writes the skeleton of one")]
    try:
        twice = [Fault(path, line, _shown(at), "stands twice", _subject(data, at)) for at, line in keys_given_twice(root)]
        found = dict.fromkeys(shape_faults(data))
        if not twice and not found:
            found = dict.fromkeys([*_faults(data), *_todos(data, ())])
            warned = _warnings(data)
        else:
            warned = iter(())
    except RecursionError:
        return [Fault(path, 1, "", "a value holds itself (an anchor inside what it names)")]
    said = [(place, message, False) for place, message in found] + [(place, message, True) for place, message in warned]
    faults = [
        Fault(path, _line(root, place), _shown(place), message, _subject(data, place), is_warning=mild) for place, message, mild in said
    ]
    return sorted([*twice, *faults], key=lambda fault: fault.line)


def _warnings(data: Mapping[str, Any]) -> Found:
    """What is allowed and seldom meant: a confirmed claim with words against it."""
    for number, claim in enumerate(data.get("claims") or []):
        if claim.get("status") == "confirmed" and claim.get("refuting") and "disputed" not in str(claim.get("alt_status")):
            yield ("claims", number, "refuting"), "has words against the claim, and the claim is confirmed: is it not disputed?"


def _todos(value: object, at: Place) -> Found:
    """Every place that `briefs eval new` left for a person to fill in."""
    if isinstance(value, dict):
        for name, item in value.items():
            yield from _todos(item, (*at, str(name)))
    elif isinstance(value, list):
        for number, item in enumerate(value):
            yield from _todos(item, (*at, number))
    elif isinstance(value, str) and value.strip() == TODO:
        yield at, "is still TODO"


def _subject(data: Mapping[str, Any], place: Place) -> str:
    match place:
        case (("claims" | "sources") as kind, int(number), *_):
            item = data[kind][number] if isinstance(data[kind], list) and number < len(data[kind]) else None
            return f"{kind.removesuffix('s')} {item.get('id', number) if isinstance(item, dict) else number}"
    return ""


def _unknown(item: Mapping[Any, Any], kind: str, at: Place) -> Found:
    for name in item:
        if name not in _KNOWN[kind]:
            near = difflib.get_close_matches(str(name), sorted(_KNOWN[kind]), n=1)
            yield (*at, str(name)), f"is no field of a {kind}" + (f"; do you mean {near[0]}?" if near else "")


def _faults(data: Mapping[str, Any]) -> Found:
    yield from _unknown(data, "case", ())
    missing = [name for name in _TOP if data.get(name) in (None, "", [], {})]
    for name in missing:
        yield (name,), "is missing or empty"
    if data.get("format", FORMAT) != FORMAT:
        yield ("format",), f"is {data['format']!r}; this program reads format {FORMAT}"
    yield from _name(data.get("id"), ("id",))
    if data.get("split", "dev") not in SPLITS:
        yield ("split",), f"is {data['split']!r}; write {' or '.join(SPLITS)}"
    if data.get("version") is not None and data["version"] < 1:
        yield ("version",), f"is {data['version']}; count versions from 1"
    yield from _language(data.get("language"), ("language",))
    yield from _date(data.get("as_of"), ("as_of",))
    if missing:
        return
    article = data["article"].get("text") or ""
    if not article.strip() or not data["article"].get("title"):
        yield ("article",), "needs a title and a text"
        return
    yield from _unknown(data["article"], "article", ("article",))
    yield from _language(data["article"].get("language"), ("article", "language"))
    yield from _date(data["article"].get("published_at"), ("article", "published_at"))
    texts = {source.get("id"): str(source.get("text") or "") for source in data["sources"]}
    yield from _sources(data["sources"], as_of=str(data["as_of"]))
    yield from _claims(data["claims"], article=article, texts=texts)
    yield from count_faults(data["claims"], {source.get("id"): source.get("origins") or [] for source in data["sources"]})
    yield from _reference(data.get("reference_brief") or {}, texts, {claim.get("id") for claim in data["claims"]})


def _sources(sources: list[dict[str, Any]], *, as_of: str) -> Found:
    seen: set[object] = set()
    for number, source in enumerate(sources):
        at: Place = ("sources", number)
        yield from _unknown(source, "source", at)
        for name in _SOURCE:
            if source.get(name) in (None, ""):
                yield (*at, name), "is missing or empty"
        if source.get("id") in seen:
            yield (*at, "id"), f"{source.get('id')!r} stands twice"
        seen.add(source.get("id"))
        yield from _name(source.get("id"), (*at, "id"))
        if source.get("kind") not in (None, *list(SourceKind)):
            yield (*at, "kind"), f"is {source['kind']!r}; write one of {', '.join(SourceKind)}"
        if source.get("text_kind") not in (None, *list(TextKind)):
            yield (*at, "text_kind"), f"is {source['text_kind']!r}; write one of {', '.join(TextKind)}"
        for name in ("language", "original_language"):
            yield from _language(source.get(name), (*at, name))
        yield from _date(source.get("published_at"), (*at, "published_at"), not_after=as_of)


def _claims(claims: list[dict[str, Any]], *, article: str, texts: Mapping[Any, str]) -> Found:
    seen: set[object] = set()
    for number, claim in enumerate(claims):
        at: Place = ("claims", number)
        yield from _unknown(claim, "claim", at)
        for name in _CLAIM:
            if claim.get(name) in (None, ""):
                yield (*at, name), "is missing or empty"
        if claim.get("id") in seen:
            yield (*at, "id"), f"{claim.get('id')!r} stands twice"
        seen.add(claim.get("id"))
        if claim.get("article_quote") not in (None, "", TODO) and str(claim["article_quote"]) not in article:
            yield (*at, "article_quote"), "does not stand in the article word for word"
        yield from label_faults(claim, at)
        for side in ("supporting", "refuting"):
            yield from _quotes(claim.get(side) or [], (*at, side), texts)


def _quotes(quotes: list[Any], at: Place, texts: Mapping[Any, str]) -> Found:
    for number, item in enumerate(quotes):
        if not isinstance(item, dict) or not item.get("source") or not item.get("quote"):
            yield (*at, number), "needs source and quote"
            continue
        yield from _unknown(item, "quote", (*at, number))
        if item["source"] not in texts:
            yield (*at, number, "source"), f"there is no source {item['source']!r}"
        elif item["quote"] not in texts[item["source"]]:
            yield (*at, number, "quote"), f"does not stand in {item['source']} word for word"


def _reference(brief: Mapping[str, Any], texts: Mapping[Any, str], claims: set[Any]) -> Found:
    for heading, lines in brief.items():
        if heading not in HEADINGS:
            yield ("reference_brief", heading), f"is no heading; write one of {', '.join(HEADINGS)}"
            continue
        for number, line in enumerate(lines or []):
            at: Place = ("reference_brief", heading, number)
            if isinstance(line, dict) and not line.get("text"):
                yield at, "needs a text"
                continue
            point = point_of(line, heading)
            if not content_tokens(point.text, "en"):
                yield at, "says nothing"
            for source in point.sources:
                if source not in texts:
                    yield at, f"there is no source {source!r}"
            for claim in point.claims:
                if claim not in claims:
                    yield at, f"there is no claim {claim!r}"


def _name(value: object, at: Place) -> Found:
    """Ids become names of files; the rule is that of a corpus's manifest, which would refuse others when the case is run."""
    fault = id_fault(value) if isinstance(value, str) and value and value != TODO else None
    if fault:
        yield at, fault


def id_fault(value: str) -> str | None:
    """What is wrong with an id; None when nothing is."""
    if _ID.fullmatch(value):
        return None
    return f"{value!r} is no id: start with a letter or digit, and use letters, digits and . _ - @ + ~ only, at most 120"


def _language(value: str | None, at: Place) -> Found:
    """As a corpus's manifest wants it."""
    if value not in (None, "", TODO) and not _LANGUAGE.fullmatch(value):
        yield at, f"is {value!r}; write a code of two or three letters, such as en or uk"


def _date(value: object, at: Place, *, not_after: str | None = None) -> Found:
    if value is None:
        return
    try:
        date = PartialDate.parse(str(value))
        if not_after is not None and date.is_certainly_after(PartialDate.parse(not_after)):
            yield at, f"{date} is after as_of ({not_after}): the program would leave this source out"
    except ValueError as error:
        yield at, str(error)


def _line(node: yaml.Node, place: Place) -> int:
    """The line of the value at `place`, or of the deepest one on the way that exists."""
    line = node.start_mark.line + 1
    for step in place:
        found: yaml.Node | None = None
        if isinstance(node, yaml.MappingNode):
            found = next((value for key, value in node.value if key.value == str(step)), None)
        elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
            found = node.value[step]
        if found is None:
            break
        node, line = found, found.start_mark.line + 1
    return int(line)


def _shown(place: Place) -> str:
    text = "".join(f"[{step}]" if isinstance(step, int) else f".{step}" for step in place)
    return text.removeprefix(".")
