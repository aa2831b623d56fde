"""Says what is wrong with a case file and where: the path inside the file, the line, and what to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from briefs.domain import PartialDate, SourceKind, TextKind
from briefs.language import content_tokens
from briefs_evals.cases.case import FORMAT, HEADINGS, SPLITS, STANDINGS, point_of

Place = tuple[str | int, ...]
_TOP = ("id", "title", "as_of", "language", "article", "sources", "claims")
_SOURCE = ("id", "publisher", "kind", "language", "title", "text", "text_kind")
_CLAIM = ("id", "text", "article_quote", "status", "independent_origins")


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with a case."""

    file: Path
    line: int
    """1-based; of the nearest enclosing value when the value itself is missing."""
    place: str
    """E.g. `claims[2].supporting[0].quote`."""
    message: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.place}: {self.message}"


def validate_case(path: Path) -> list[Fault]:
    """Every fault of a case file, in the order of the file; empty when it is sound."""
    try:
        text = path.read_text(encoding="utf-8")
        data, root = yaml.safe_load(text), yaml.compose(text, Loader=yaml.SafeLoader)
    except OSError as error:
        return [Fault(path, 1, "", f"cannot be read: {error.strerror}")]
    except UnicodeDecodeError as error:
        return [Fault(path, 1, "", f"not UTF-8 (byte {error.start})")]
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        return [Fault(path, mark.line + 1 if mark else 1, "", f"not YAML: {getattr(error, 'problem', error)}")]
    if not isinstance(data, dict) or root is None:
        return [Fault(path, 1, "", "a case is a mapping; `briefs eval new` writes the skeleton of one")]
    return sorted((Fault(path, _line(root, place), _shown(place), message) for place, message in _faults(data)), key=lambda f: f.line)


def _faults(data: Mapping[str, Any]) -> Iterator[tuple[Place, str]]:
    missing = [name for name in _TOP if data.get(name) in (None, "", [], {})]
    for name in missing:
        yield (name,), "is missing or empty"
    if data.get("format", FORMAT) != FORMAT:
        yield ("format",), f"is {data['format']!r}; this program reads format {FORMAT}"
    if data.get("split", "dev") not in SPLITS:
        yield ("split",), f"is {data['split']!r}; write {' or '.join(SPLITS)}"
    yield from _date(data.get("as_of"), ("as_of",))
    if missing:
        return
    if not all(isinstance(data[name], list) and all(isinstance(item, dict) for item in data[name]) for name in ("sources", "claims")):
        yield ("sources",), "sources and claims are lists of mappings"
        return
    article = data["article"].get("text") if isinstance(data["article"], dict) else None
    if not isinstance(article, str) or not article.strip() or not data["article"].get("title"):
        yield ("article",), "needs a title and a text"
        return
    texts = {source.get("id"): source.get("text") or "" for source in data["sources"]}
    yield from _sources(data["sources"], as_of=str(data["as_of"]))
    yield from _claims(data["claims"], article=article, texts=texts)
    yield from _reference(data.get("reference_brief") or {}, texts, {claim.get("id") for claim in data["claims"]})


def _sources(sources: list[dict[str, Any]], *, as_of: str) -> Iterator[tuple[Place, str]]:
    seen: set[object] = set()
    for number, source in enumerate(sources):
        at: Place = ("sources", number)
        for name in _SOURCE:
            if source.get(name) in (None, ""):
                yield (*at, name), "is missing or empty"
        if source.get("id") in seen:
            yield (*at, "id"), f"{source.get('id')!r} stands twice"
        seen.add(source.get("id"))
        if source.get("kind") not in (None, *list(SourceKind)):
            yield (*at, "kind"), f"is {source['kind']!r}; write one of {', '.join(SourceKind)}"
        if source.get("text_kind") not in (None, *list(TextKind)):
            yield (*at, "text_kind"), f"is {source['text_kind']!r}; write one of {', '.join(TextKind)}"
        yield from _date(source.get("published_at"), (*at, "published_at"), not_after=as_of)


def _claims(claims: list[dict[str, Any]], *, article: str, texts: Mapping[Any, str]) -> Iterator[tuple[Place, str]]:
    seen: set[object] = set()
    for number, claim in enumerate(claims):
        at: Place = ("claims", number)
        for name in _CLAIM:
            if claim.get(name) in (None, ""):
                yield (*at, name), "is missing or empty"
        if claim.get("id") in seen:
            yield (*at, "id"), f"{claim.get('id')!r} stands twice"
        seen.add(claim.get("id"))
        alternatives = claim.get("alt_status") or []
        for status in (claim.get("status"), *([alternatives] if isinstance(alternatives, str) else alternatives)):
            if status is not None and status not in STANDINGS:
                yield (*at, "status"), f"{status!r} is no standing; write one of {', '.join(STANDINGS)}"
        if claim.get("article_quote") and claim["article_quote"] not in article:
            yield (*at, "article_quote"), "does not stand in the article word for word"
        count = claim.get("independent_origins")
        if count is not None and (not isinstance(count, int) or isinstance(count, bool) or count < 0):
            yield (*at, "independent_origins"), "is a whole number, 0 when nobody asserts it"
        for side in ("supporting", "refuting"):
            yield from _quotes(claim.get(side) or [], (*at, side), texts)


def _quotes(quotes: list[Any], at: Place, texts: Mapping[Any, str]) -> Iterator[tuple[Place, str]]:
    for number, item in enumerate(quotes):
        if not isinstance(item, dict) or not item.get("source") or not item.get("quote"):
            yield (*at, number), "needs source and quote"
        elif item["source"] not in texts:
            yield (*at, number, "source"), f"there is no source {item['source']!r}"
        elif item["quote"] not in texts[item["source"]]:
            yield (*at, number, "quote"), f"does not stand in {item['source']} word for word"


def _reference(brief: Mapping[str, Any], texts: Mapping[Any, str], claims: set[Any]) -> Iterator[tuple[Place, str]]:
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


def _date(value: object, at: Place, *, not_after: str | None = None) -> Iterator[tuple[Place, str]]:
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
