"""A sentence read into what can be compared: content words with their concepts, names, figures, dates, polarity."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from briefs import language as lang
from briefs.assess.concepts import concepts_of
from briefs.assess.states import is_state_name, states_in
from briefs.assess.tables import cue_pattern, has_cue, scope_patterns
from briefs.domain import Span

_CUES = "stance_cues.yaml"


@dataclass(frozen=True, slots=True)
class Term:
    """A content word that is no name, figure or date."""

    stem: str
    concepts: frozenset[str]
    at: int = 0
    """Offset of the word in its stretch."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What a stretch of text says, ready to be compared. `span` is in the source's text; names are as written."""

    span: Span
    text: str
    language: str
    terms: tuple[Term, ...]
    name_concepts: frozenset[str]
    """Concepts of words inside names ("Munich Public Prosecutor" is a prosecutor)."""
    names: tuple[str, ...]
    states: frozenset[str]
    """States named in it, by noun or adjective; such words are not among the names."""
    figures: tuple[lang.Figure, ...]
    dates: tuple[str, ...]
    negations: tuple[int, ...]
    """Offsets of negating words in the stretch."""
    denials: tuple[int, ...]
    """Offsets of words of denial."""
    scopes: frozenset[str]
    """How much of a thing is meant: all, only, half, ..."""
    is_debunk: bool
    is_retraction: bool
    is_hedged: bool
    is_inconclusive: bool

    @property
    def marks(self) -> tuple[str, ...]:
        """Names, and states as "§state": what must be the same when two sentences speak of the same people and places."""
        return (*self.names, *(f"§{state}" for state in sorted(self.states)))

    @property
    def is_negated(self) -> bool:
        """Whether it holds a negating word."""
        return bool(self.negations)

    @property
    def is_denial(self) -> bool:
        """Whether it holds a word of denial."""
        return bool(self.denials)

    @property
    def concepts(self) -> frozenset[str]:
        """All concepts of its words."""
        return self.name_concepts.union(*(term.concepts for term in self.terms))


def read_sentences(text: str, language: str) -> tuple[Reading, ...]:
    """Every sentence of a text, in order; none for an empty text."""
    return tuple(read_stretch(text, span, language) for span in lang.split_sentences(text, language))


@lru_cache(maxsize=4096)
def read_text(text: str, language: str) -> Reading:
    """A whole short text (a claim) as one reading; the text is not empty."""
    return read_stretch(text, Span(0, len(text)), language)


def read_stretch(text: str, span: Span, language: str) -> Reading:
    """The stretch `span` of `text` as one reading."""
    part = span.of(text)
    names = [name for name in lang.find_names(part, language) if not _is_common(name, part, language)]
    figures = tuple(
        figure for figure in lang.find_figures(part, language) if not (figure.is_year or figure.is_identifier or figure.is_weak)
    )
    dates = lang.find_dates(part, language)
    taken = [*(name.span for name in names), *(figure.span for figure in figures), *(date.span for date in dates)]
    return Reading(
        span=span,
        text=part,
        language=language,
        terms=_terms(part, language, taken),
        name_concepts=_name_concepts(part, language, [name.span for name in names]),
        names=tuple(dict.fromkeys(name.span.of(part) for name in names if not is_state_name(name.span.of(part)))),
        states=states_in(part),
        figures=figures,
        dates=tuple(dict.fromkeys(date.value for date in dates if date.value)),
        negations=_negations(part, language),
        denials=_offsets(part, "denial", language),
        scopes=frozenset(name for name, pattern in scope_patterns() if pattern.search(part)),
        is_debunk=_has(part, "debunk", language),
        is_retraction=_has(part, "retraction", language),
        is_hedged=_has(_blanked(part, [date.span for date in dates]), "hedge", language),
        is_inconclusive=_has(part, "inconclusive", language),
    )


def _is_common(name: lang.NameMention, part: str, language: str) -> bool:
    """A capitalised common word: at the start of a sentence, or any German noun that the concept table knows."""
    word = name.span.of(part)
    if not (name.opens_sentence or language == "de"):
        return False
    last = word.split()[-1]
    return len(word.split()) <= 2 and not last.isupper() and bool(concepts_of(last, language))


def _name_concepts(part: str, language: str, spans: list[Span]) -> frozenset[str]:
    words = (word for span in spans for word in span.of(part).split())
    return frozenset().union(*(concepts_of(word.strip(".,'’"), language) for word in words))


def _terms(part: str, language: str, taken: list[Span]) -> tuple[Term, ...]:
    terms: dict[str, Term] = {}
    for token in lang.content_tokens(part, language):
        word = token.span.of(part)
        if word[0].isdigit() or any(token.span.overlaps(span) for span in taken):
            continue
        terms.setdefault(token.stem, Term(token.stem, concepts_of(word, language), token.span.start))
    return tuple(terms.values())


def _negations(part: str, language: str) -> tuple[int, ...]:
    """Where words negate; "no fewer than" and "whom it did not name" turn nothing of what is told."""
    pattern = cue_pattern(_CUES, "not_negating", language)
    idle = [match.span() for match in pattern.finditer(part)] if pattern else []
    return tuple(at for at in _offsets(part, "negation", language) if not any(start <= at < end for start, end in idle))


def clause_ends(part: str, language: str) -> tuple[int, ...]:
    """Where the reach of a word ends: at marks, and at words that open another clause."""
    marks = [match.start() for match in re.finditer(r"[,;:()–—]", part)]
    return tuple(sorted([*marks, *_offsets(part, "clause_openers", language)]))


def _has(part: str, group: str, language: str) -> bool:
    return has_cue(part, table=_CUES, group=group, language=language)


def _blanked(part: str, spans: Sequence[Span]) -> str:
    """The text without its dates: the month of May hedges nothing."""
    for span in spans:
        part = part[: span.start] + " " * len(span) + part[span.end :]
    return part


def _offsets(part: str, group: str, language: str) -> tuple[int, ...]:
    pattern = cue_pattern(_CUES, group, language)
    return tuple(match.start() for match in pattern.finditer(part)) if pattern else ()
