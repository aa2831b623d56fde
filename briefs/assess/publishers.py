"""Who wrote a source and who only carries it: publisher lines, credit lines, agencies, newsroom families.

"Associated Press, carried by CBC" is Associated Press; "X (company statement, quoted by Y)" is X. The tables are `data/publishers.yaml`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from briefs.assess.tables import load_table
from briefs.domain import Source, SourceKind

_TABLE = "publishers.yaml"
_CREDIT_HEAD = re.compile(r"^[^\n.]{0,80}?[(/]\s*([A-Za-zА-Яа-яІіЇїЄєЁё' .-]{2,30}?)\s*[)/]")
_CREDIT_TAIL = re.compile(
    r"(?:with (?:a report|reporting|reports|inputs?|files) (?:from|by)|\(with|source:|quelle:|"
    r"mit material (?:von|der)|avec|con información de|źródło:) "
    r"([A-Za-z' -]{2,30}?)[.)\]]*\s*$",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Authorship:
    """Whose words a source is: the `author` wrote it, `carrier` ("" when none) only passes it on."""

    author: str
    carrier: str = ""
    is_agency: bool = False
    is_compiled: bool = False
    is_unnamed: bool = False
    """The original is some agency or newsroom that nobody names."""


def read_authorship(source: Source) -> Authorship:
    """Author and carrier of a source, from its publisher line, else from the credit line in its text.

    A party's, a body's or a tribunal's own document keeps its publisher as author whatever its text credits.
    """
    publisher = source.publisher or source.author or source.id
    author, carrier = split_publisher(publisher)
    if not carrier and source.kind in (SourceKind.OUTLET, SourceKind.WIRE, SourceKind.SOCIAL, SourceKind.UNKNOWN):
        credited = _credited_agency(source.text)
        if credited is not None and family_of(credited) != family_of(author):
            author, carrier = credited, author
    folded = author.casefold()
    return Authorship(
        author=author,
        carrier=carrier,
        is_agency=_agency_key(author) is not None,
        is_compiled=any(word in folded for word in load_table(_TABLE)["compiled"]),
        is_unnamed=folded in load_table(_TABLE)["unnamed_publisher"],
    )


@cache
def split_publisher(publisher: str) -> tuple[str, str]:
    """(author, carrier) of a publisher line; the carrier is "" when the line names one voice only."""
    line = " ".join(publisher.split())
    for pattern in _patterns():
        match = pattern.match(line)
        if match:
            groups = match.groupdict()
            return _plain_name(groups.get("origin") or ""), _plain_name(groups.get("carrier") or "")
    return _plain_name(line), ""


@cache
def family_of(name: str) -> str:
    """A key for the newsroom or owner behind a name: the family's own name where the table has one, else the case-folded name."""
    folded = _folded(name)
    agency = _agency_key(name)
    if agency is not None:
        return agency.casefold()
    return _families().get(folded, folded)


@cache
def newsroom_families() -> frozenset[str]:
    """Keys of `family_of` that are newsrooms or agencies by the table."""
    table = load_table(_TABLE)
    return frozenset(name.casefold() for group in ("agencies", "families") for name in table[group])


@cache
def _agency_key(name: str) -> str | None:
    folded = _folded(name)
    for part in re.split(r"\s*/\s*|\s+and\s+", folded):
        key = _agencies().get(part)
        if key is not None:
            return key
    return None


def _credited_agency(text: str) -> str | None:
    head = _CREDIT_HEAD.match(text)
    if head and _agency_key(head.group(1)):
        return _agency_key(head.group(1))
    tail = _CREDIT_TAIL.search(text[-160:])
    if tail and _agency_key(tail.group(1)):
        return _agency_key(tail.group(1))
    return None


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern, re.IGNORECASE) for pattern in load_table(_TABLE)["patterns"])


@cache
def _agencies() -> dict[str, str]:
    return {_folded(alias): name for name, aliases in load_table(_TABLE)["agencies"].items() for alias in (*aliases, name)}


@cache
def _families() -> dict[str, str]:
    return {_folded(alias): name.casefold() for name, aliases in load_table(_TABLE)["families"].items() for alias in aliases}


def _folded(name: str) -> str:
    return re.sub(r"^(the|der|die|das|la|le|el)\s+", "", " ".join(name.casefold().split()).strip(" .,'\"„“”«»‚‘’"))


@cache
def _document_words() -> re.Pattern[str]:
    words = sorted((str(word) for word in load_table(_TABLE)["document_words"]), key=len, reverse=True)
    return re.compile(rf"(?:[\s,]+|^)(?:'s |’s )?(?:{'|'.join(re.escape(word) for word in words)})$")


def _plain_name(name: str) -> str:
    """The name without brackets, quotation marks and the words that describe the document."""
    plain = re.sub(r"\s*\([^()]*\)?\s*$", "", name).strip(' ,.;:"„“”«»')
    if plain.casefold() in load_table(_TABLE)["unnamed_publisher"]:
        return plain
    while True:
        shorter = re.sub(r"['’]s$", "", _document_words().sub("", plain)).strip(" ,")
        if shorter == plain or not shorter:
            return plain or name
        plain = shorter
