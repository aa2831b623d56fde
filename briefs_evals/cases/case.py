"""A case file in its two halves: what the system under test may see, and the labels for scoring. The format is `references/README.md`."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import yaml

from briefs.domain.wire import canonical_sha256
from briefs.errors import InputError

FORMAT = 1
STANDINGS = ("confirmed", "alleged", "disputed", "refuted", "unverified")
SPLITS = ("dev", "held-out")
HEADINGS = {
    "what_is_alleged": "alleged",
    "what_is_confirmed": "confirmed",
    "what_is_disputed": "disputed",
    "what_is_refuted": "refuted",
    "not_known": "unknown",
}
"""Headings of a reference brief and the section they stand for when no claim decides it."""

_MANIFEST_FIELDS = ("id", "url", "publisher", "kind", "author", "published_at", "language", "original_language", "title", "text_kind")
_ARTICLE_FIELDS = ("byline", "published_at", "language", "url")
_SOURCES_AT_END = re.compile(r"\s*\[([^\[\]]+)\]\s*$")


class CaseError(InputError):
    """A case file cannot be read; the message names the file and the place."""


@dataclass(frozen=True, slots=True)
class Quote:
    """A labelled span: exact words of one source."""

    source: str
    quote: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelledClaim:
    """A claim with what a careful reader says about it."""

    id: str
    text: str
    article_quote: str
    checkworthy: bool
    standing: str
    accepted: frozenset[str]
    """The standing and its accepted alternatives (`alt_status`)."""
    alleged_by: tuple[str, ...]
    supporting: tuple[Quote, ...]
    refuting: tuple[Quote, ...]
    independent_origins: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One line of the reference brief: a thing that a good document says."""

    text: str
    heading: str
    sources: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    """Ids of the claims that it is about, when the case says so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """Never given to the system under test."""

    claims: tuple[LabelledClaim, ...]
    points: tuple[Point, ...]
    origins_by_source: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One story."""

    id: str
    title: str
    version: int
    split: str
    as_of: str
    sha256: str
    """Over the parsed file, so comments and line breaks do not change it."""
    article: Mapping[str, Any]
    """headline, body and what is known of byline, published_at, language, url: the program's article JSON."""
    sources: tuple[tuple[Mapping[str, Any], str], ...]
    """(manifest fields without a path, text) a source."""
    labels: Labels


def load_case(path: Path) -> Case:
    """Read one case file.

    Raises:
        CaseError: not YAML, or a field that every case has is missing; run the validator for every fault at once.
    """
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        return _case(data)
    except OSError as error:
        raise CaseError(f"{path}: {error.strerror}") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise CaseError(f"{path}: not a YAML file in UTF-8: {error}") from error
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise CaseError(f"{path}: a field is missing or has the wrong shape ({error}); run `briefs eval validate {path}`") from error


def load_cases(paths: Sequence[Path]) -> list[Case]:
    """Every case of the files and folders given, by id.

    Raises:
        CaseError: a file cannot be read, no case was found, or two cases have one id.
    """
    cases = sorted((load_case(file) for file in case_files(paths)), key=lambda case: case.id)
    twice = sorted({a.id for a, b in itertools.pairwise(cases) if a.id == b.id})
    if twice:
        raise CaseError(f"two cases have the id {', '.join(twice)}")
    return cases


def case_files(paths: Sequence[Path]) -> list[Path]:
    """The files given, and every `*.yaml` of the folders given.

    Raises:
        CaseError: there is none, or one that was named is not there.
    """
    for path in paths:
        if not path.exists():
            raise CaseError(f"{path}: there is no such case file or folder")
    files = [file for path in paths for file in (sorted(path.glob("*.yaml")) if path.is_dir() else [path])]
    if not files:
        raise CaseError(f"no case files (*.yaml) in {', '.join(map(str, paths))}")
    return files


def packaged_cases() -> Path:
    """The folder of the cases that come with the package."""
    return Path(str(resources.files("briefs_evals") / "references"))


def case_sha256(data: Mapping[str, Any]) -> str:
    """sha256 over canonical JSON (RFC 8785) of the parsed file."""
    return canonical_sha256(_jsonable(dict(data)))


def suite_sha256(cases: Sequence[Case]) -> str:
    """The hash of a set of cases, whatever their order."""
    return canonical_sha256({case.id: case.sha256 for case in cases})


def point_of(line: object, heading: str) -> Point:
    """A reference line: a string that ends in `[source, source]`, or a mapping with `text`, `sources`, `claims`."""
    if isinstance(line, Mapping):
        return Point(text=line["text"], heading=heading, sources=tuple(line.get("sources") or ()), claims=tuple(line.get("claims") or ()))
    text = str(line).strip()
    match = _SOURCES_AT_END.search(text)
    if match is None:
        return Point(text=text, heading=heading)
    return Point(text=text[: match.start()], heading=heading, sources=tuple(part.strip() for part in match.group(1).split(",")))


def _case(data: Mapping[str, Any]) -> Case:
    article = {"language": data["language"], **data["article"]}
    return Case(
        id=data["id"],
        title=data["title"],
        version=int(data.get("version", 1)),
        split=data.get("split", "dev"),
        as_of=str(data["as_of"]),
        sha256=case_sha256(data),
        article={
            "headline": article["title"],
            **{name: str(article[name]) for name in _ARTICLE_FIELDS if article.get(name) is not None},
            "body": article["text"],
        },
        sources=tuple((_manifest_fields(source), source["text"]) for source in data["sources"]),
        labels=Labels(
            claims=tuple(_claim(claim) for claim in data["claims"]),
            points=tuple(
                point_of(line, heading) for heading in HEADINGS for line in (data.get("reference_brief") or {}).get(heading) or ()
            ),
            origins_by_source={source["id"]: tuple(source.get("origins") or ()) for source in data["sources"]},
        ),
    )


def _claim(data: Mapping[str, Any]) -> LabelledClaim:
    return LabelledClaim(
        id=data["id"],
        text=data["text"],
        article_quote=data["article_quote"],
        checkworthy=bool(data.get("checkworthy", True)),
        standing=data["status"],
        accepted=frozenset({data["status"], *_listed(data.get("alt_status"))}),
        alleged_by=tuple(str(name) for name in data.get("alleged_by") or ()),
        supporting=tuple(Quote(item["source"], item["quote"]) for item in data.get("supporting") or ()),
        refuting=tuple(Quote(item["source"], item["quote"]) for item in data.get("refuting") or ()),
        independent_origins=int(data["independent_origins"]),
    )


def _manifest_fields(source: Mapping[str, Any]) -> Mapping[str, Any]:
    return {name: str(source[name]) for name in _MANIFEST_FIELDS if source.get(name) is not None}


def _listed(value: object) -> list[str]:
    if value is None:
        return []
    return [value] if isinstance(value, str) else list(value)  # type: ignore[call-overload]


def _jsonable(value: Any) -> Any:
    """YAML reads an unquoted date as a date: as text it hashes the same everywhere."""
    if isinstance(value, dict):
        return {str(key): _jsonable(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_jsonable(item) for item in value]
    return value if value is None or isinstance(value, (str, bool, int, float)) else str(value)
