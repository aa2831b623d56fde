"""Which words of a sentence say what a cited span says in others: forms of one word, and the paraphrases of `data/paraphrases.*.yaml`.

Nearness of meaning in a vector space is no such thing ("bought" lies nearer to "sold" than to "acquired"), and the small checker cannot
tell a paraphrase from an exchanged word (`docs/checker.md`): a word is carried by the word itself or by a listed one.

Keys of the data: `forms` (irregular forms of one word), `same` (words and phrases that may stand for each other) and `narrower` (what the
sentence may say, with the narrower words that a span may have for it; never the reverse).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any

from briefs.errors import BriefsError
from briefs.language import fold, stem_of
from briefs.language.yaml_data import load_yaml_words
from briefs.verify.case import Case
from briefs.verify.reading import tokens_of

_KEYS = {"version", "language", "forms", "same", "narrower"}
_WORD = re.compile(r"[^\W_]+(?:['’ʼ][^\W\d_]+)*")

_REACH = 10
"""Words on each side of a paraphrase, small ones included, in which its company is looked for."""

Phrase = tuple[str, ...]
"""Stems of its words in a row."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Paraphrases:
    """The lists of one language."""

    forms: Mapping[str, int]
    """Stem to the number of its group of forms."""
    said_by: Mapping[Phrase, frozenset[Phrase]]
    """What the sentence has -> what a span may have for it."""
    openings: Mapping[str, tuple[Phrase, ...]]
    """First stem -> phrases of `said_by` that begin with it, longest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """How the words of one sentence hang together with the words of its spans."""

    forms: Mapping[str, frozenset[str]]
    """Stem of the sentence -> stems of the spans that are another form of it."""
    paraphrases: Mapping[str, frozenset[str]]
    """Stem of the sentence -> content stems of the spans that say the same or something narrower."""

    def has(self, stem: str) -> bool:
        """Whether the spans have the word in another form or in other words."""
        return stem in self.forms or stem in self.paraphrases

    def of(self, stem: str) -> frozenset[str]:
        """The span's stems that stand for this one, itself included."""
        return frozenset((stem, *self.forms.get(stem, ()), *self.paraphrases.get(stem, ())))


def links_of(case: Case) -> Links:
    """The links of the sentence to its readable spans, read with the whole sentences that they stand in."""
    return _links(case.text, tuple(span.context_text for span in case.readable), case.language)


def links_in_spans(case: Case) -> Links:
    """The same to the cited words alone: what carries the sentence must be cited."""
    return _links(case.text, tuple(span.text for span in case.readable), case.language)


@lru_cache(maxsize=1024)
def _links(text: str, spans: tuple[str, ...], language: str) -> Links:
    known = paraphrases(language)
    if known is None or not spans:
        return Links(forms={}, paraphrases={})
    rows = [_stems(span, language) for span in spans]
    there = {stem for row in rows for stem in row}
    content = [token.stem for token in tokens_of(text, language)]
    forms = {stem: found for stem in content if stem not in there and (found := _forms_of(stem, there, known))}
    places = _places(_stems(text, language), rows, known)
    loose = Links(forms=forms, paraphrases={stem: frozenset(s for p in rivals for s in p.phrase) for stem, rivals in places.items()})
    said: dict[str, set[str]] = {}
    for stem, rivals in places.items():
        company = [loose.of(other) for other in _company(stem, content)]
        for place in rivals:
            around = rows[place.row][max(0, place.at - _REACH) : place.at + len(place.phrase) + _REACH]
            if 2 * sum(bool(some & set(around)) for some in company) >= len(company):
                said.setdefault(stem, set()).update(place.phrase)
    return Links(forms=forms, paraphrases={stem: frozenset(others) for stem, others in said.items()})


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a span has a phrase that may stand for a word of the sentence."""

    phrase: Phrase
    row: int
    at: int


def _places(here: list[str], rows: Sequence[list[str]], known: Paraphrases) -> dict[str, list[_Place]]:
    found: dict[str, list[_Place]] = {}
    for start, stem in enumerate(here):
        for phrase in known.openings.get(stem, ()):
            if tuple(here[start : start + len(phrase)]) != phrase:
                continue
            for other in known.said_by[phrase]:
                for number, row in enumerate(rows):
                    for at in _runs(other, row):
                        for part in phrase:
                            found.setdefault(part, []).append(_Place(other, number, at))
    return found


def _company(stem: str, content: Sequence[str]) -> list[str]:
    """The two content words before it and after it: half of them must stand near what stands for it, or it was put in another place."""
    return [
        other
        for i, one in enumerate(content)
        if one == stem
        for other in (*content[max(0, i - 2) : i], *content[i + 1 : i + 3])
        if other != stem
    ]


def _forms_of(stem: str, there: Iterable[str], known: Paraphrases) -> frozenset[str]:
    group = known.forms.get(stem)
    return frozenset(other for other in there if group is not None and known.forms.get(other) == group)


@lru_cache(maxsize=4096)
def _stems(text: str, language: str) -> list[str]:
    return [stem_of(fold(match.group()).removesuffix("'s").removesuffix("’s"), language) for match in _WORD.finditer(text)]


def _runs(phrase: Phrase, row: list[str]) -> list[int]:
    return [i for i in range(len(row) - len(phrase) + 1) if tuple(row[i : i + len(phrase)]) == phrase]


@cache
def paraphrases(language: str) -> Paraphrases | None:
    """The lists of an ISO 639-1 code, None for a language without a file.

    Raises:
        BriefsError: the data file has a key that is not described above.
    """
    code = language.split("-")[0].lower()
    file = resources.files("briefs.verify").joinpath("data", f"paraphrases.{code}.yaml")
    if not file.is_file():
        return None
    data: dict[str, Any] = load_yaml_words(file.read_text(encoding="utf-8"))
    if unknown := sorted(set(data) - _KEYS):
        raise BriefsError(f"verify data paraphrases.{code}.yaml: unknown keys {', '.join(unknown)}; see briefs/verify/paraphrase.py")
    forms: dict[str, int] = {}
    alike: dict[str, set[str]] = {}
    for number, group in enumerate(data.get("forms", ())):
        stems = {stem_of(fold(word), code) for word in group}
        forms |= dict.fromkeys(stems, number)
        for stem in stems:
            alike.setdefault(stem, set()).update(stems)
    said_by: dict[Phrase, set[Phrase]] = {}
    for group in data.get("same", ()):
        for entry in group:
            _add(said_by, entry, [other for other in group if other != entry], code)
    for entry, narrower in data.get("narrower", {}).items():
        _add(said_by, entry, narrower, code)
    said_by = _with_forms(said_by, alike)
    openings: dict[str, list[Phrase]] = {}
    for phrase in said_by:
        openings.setdefault(phrase[0], []).append(phrase)
    return Paraphrases(
        forms=forms,
        said_by={phrase: frozenset(others) for phrase, others in said_by.items()},
        openings={stem: tuple(sorted(rows, key=lambda row: (-len(row), row))) for stem, rows in openings.items()},
    )


def _add(said_by: dict[Phrase, set[Phrase]], entry: str, others: Iterable[str], code: str) -> None:
    said_by.setdefault(_phrase(entry, code), set()).update(_phrase(other, code) for other in others)


def _phrase(entry: str, code: str) -> Phrase:
    return tuple(stem_of(fold(word), code) for word in str(entry).split())


def _with_forms(said_by: Mapping[Phrase, set[Phrase]], alike: Mapping[str, set[str]]) -> dict[Phrase, set[Phrase]]:
    """Every single word in its irregular forms as well; phrases are listed in the forms that they are used in."""
    wider: dict[Phrase, set[Phrase]] = {}
    for phrase, others in said_by.items():
        spread = set(others) | {(form,) for other in others if len(other) == 1 for form in alike.get(other[0], ())}
        for same in [(form,) for form in alike.get(phrase[0], ())] if len(phrase) == 1 else []:
            wider.setdefault(same, set()).update(spread)
        wider.setdefault(phrase, set()).update(spread)
    return wider
