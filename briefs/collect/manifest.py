"""`manifest.jsonl`: one JSON object a line, one source a line, checked strictly because a typo here could free a confidential name."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from briefs.collect.durable import write_atomically
from briefs.collect.layout import MANIFEST, resolve_inside, shown
from briefs.domain import Handling, HandlingRule, PartialDate, SourceKind, TextKind
from briefs.errors import CorpusError

_ID = re.compile(r"[^\W_][\w.@+~-]{0,119}")


def _known_id(value: object) -> object:
    if isinstance(value, str) and not _ID.fullmatch(value):
        raise ValueError("starts with a letter or digit and holds letters, digits and . _ - @ + ~ only, at most 120")
    return value


def _partial_date(value: object) -> object:
    """A year written as a number is as legal as one in quotation marks."""
    if value is None:
        return None
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str):
        raise ValueError("a date is text: 2023, 2023-09 or 2023-09-26")  # noqa: TRY004 - pydantic collects ValueError alone
    return str(PartialDate.parse(value))


def _handling(value: object) -> object:
    if value is not None:
        read_handling(value)
    return value


DateText = Annotated[str | None, BeforeValidator(_partial_date)]


class ManifestLine(BaseModel):
    """One source. Only `id` and `path` must be there; null means the same as absent."""

    model_config = ConfigDict(extra="forbid", strict=False, frozen=True)

    id: Annotated[str, BeforeValidator(_known_id)]
    path: str = Field(min_length=1)
    """Relative to the corpus folder."""
    url: str | None = None
    publisher: str | None = None
    kind: SourceKind | None = None
    author: str | None = None
    published_at: DateText = None
    retrieved_at: DateText = None
    language: str | None = Field(default=None, pattern=r"^[a-z]{2,3}$")
    original_language: str | None = Field(default=None, pattern=r"^[a-z]{2,3}$")
    title: str | None = None
    text_kind: TextKind | None = None
    handling: Annotated[str | None, BeforeValidator(_handling)] = None
    """`open` | `local-only` | `embargoed-until DATE`."""
    confidential: bool | None = None
    display_name: str | None = None
    """What readers see of a confidential source."""
    interested_in: list[str] | None = None
    """Parties that this publisher belongs to or speaks for."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A manifest line with its number, counted from 1, and where its file really is."""

    number: int
    line: ManifestLine
    file: Path


def read_handling(value: object) -> Handling:
    """The rule that a `handling` text states.

    Raises:
        ValueError: it states none.
    """
    text = value.strip() if isinstance(value, str) else ""
    if text in ("open", "local-only"):
        return Handling(HandlingRule(text))
    match = re.fullmatch(r"embargoed-until\s+(\S+)", text)
    if match is None:
        raise ValueError("is one of: open, local-only, embargoed-until DATE")
    return Handling(HandlingRule.EMBARGOED, PartialDate.parse(match[1]))


def read_manifest(root: Path) -> list[Entry]:
    """The entries of `root/manifest.jsonl` in order; none when there is no such file.

    Raises:
        CorpusError: a line is broken (named by its number), an id stands twice (both lines named), a path leaves the corpus.
    """
    path = root / MANIFEST
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return []
    except OSError as error:
        raise CorpusError(f"{path} cannot be read ({error.strerror})") from error
    entries: list[Entry] = []
    seen: dict[str, int] = {}
    for number, raw in enumerate(data.removeprefix(b"\xef\xbb\xbf").split(b"\n"), start=1):
        if not raw.strip():
            continue
        line = _parse(raw, place=f"{path}, line {number}")
        if line.id in seen:
            raise CorpusError(f"{path}: id {line.id!r} stands in line {seen[line.id]} and in line {number}; rename one of them")
        seen[line.id] = number
        try:
            file = resolve_inside(root, line.path)
        except CorpusError as error:
            raise CorpusError(f"{path}, line {number}: {error}") from error
        entries.append(Entry(number, line, file))
    return entries


def check_line(fields: Mapping[str, object], *, place: str) -> ManifestLine:
    """A line from its fields.

    Raises:
        CorpusError: naming `place`, and every field at fault.
    """
    try:
        return ManifestLine.model_validate(fields)
    except ValidationError as error:
        raise CorpusError(f"{place}: {_faults(error)}") from error


def append_line(root: Path, line: ManifestLine) -> None:
    """Write the manifest anew with one more line; the other lines stay as they are, byte for byte.

    Raises:
        StorageError: the disk refuses.
    """
    path = root / MANIFEST
    before = path.read_bytes() if path.exists() else b""
    if before and not before.endswith(b"\n"):
        before += b"\n"
    write_atomically(path, before + dump_line(line) + b"\n")


def drop_lines(root: Path, numbers: Sequence[int]) -> None:
    """Write the manifest anew without the lines of these numbers.

    Raises:
        StorageError: the disk refuses.
    """
    path = root / MANIFEST
    lines = path.read_bytes().split(b"\n")
    write_atomically(path, b"\n".join(raw for number, raw in enumerate(lines, start=1) if number not in numbers))


def dump_line(line: ManifestLine) -> bytes:
    """The line as it stands in the file: fields that say something, in the model's order."""
    fields = line.model_dump(mode="json", exclude_none=True)
    return json.dumps(fields, ensure_ascii=False).encode("utf-8")


def _parse(raw: bytes, *, place: str) -> ManifestLine:
    try:
        fields = json.loads(raw.decode("utf-8"), object_pairs_hook=_no_duplicates)
    except UnicodeDecodeError as error:
        raise CorpusError(f"{place}: not UTF-8; save the manifest as UTF-8") from error
    except (json.JSONDecodeError, RecursionError) as error:
        column = f" at character {error.pos + 1}" if isinstance(error, json.JSONDecodeError) else ""
        raise CorpusError(f"{place}: not a JSON object on one line{column}") from error
    except ValueError as error:
        raise CorpusError(f"{place}: {error}") from error
    if not isinstance(fields, dict):
        raise CorpusError(f"{place}: not a JSON object; write {{'id': ..., 'path': ...}} with double quotation marks")
    return check_line(fields, place=place)


def _no_duplicates(pairs: list[tuple[str, object]]) -> dict[str, object]:
    fields = dict(pairs)
    if len(fields) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise ValueError(f"field {shown(twice)} stands twice")
    return fields


def _faults(error: ValidationError) -> str:
    """Field and fault, never the value: a value may be a confidential name."""
    faults = []
    for item in error.errors(include_url=False, include_input=False, include_context=False):
        name = ".".join(str(part) for part in item["loc"]) or "line"
        if item["type"] == "extra_forbidden":
            faults.append(f"unknown field {shown(name)} (known: {', '.join(ManifestLine.model_fields)})")
        else:
            faults.append(f"{name}: {item['msg'].removeprefix('Value error, ')}")
    return "; ".join(faults)
