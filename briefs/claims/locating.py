"""Where an article says a claim that somebody else worded: stems, names and figures over clauses, sentences and pairs of sentences.

Works for every language that `briefs.language` cuts into words; nothing here parses. Claim and article must be in one language, except for
what crosses languages by itself: names and figures.
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from briefs.claims.extraction import extract_claims
from briefs.domain import Article, Claim, Span
from briefs.language import content_tokens, detect_language, find_dates, find_figures, find_names, name_key, split_sentences

THRESHOLD = 0.34
"""Least share of the claim's weight that its place must hold. Tuned on labelled stories with odd numbers (evals/claims_score.py)."""

CLAUSE_THRESHOLD = 0.34
"""The same for a clause of the article with its references made whole; under it, windows of sentences are tried."""

_PRECISION_SHARE = 0.2
"""What it counts that a clause says little besides the claim."""

_PARSED_LENGTH = 100_000
"""Characters of an article whose clauses are used; a longer one is searched by windows of sentences."""

_CONTEXT_SHARE = 0.8
"""What a name counts that stands not in the place but in the sentences before it or the title: pronouns and "the group" point there."""

_CONTEXT_SENTENCES = 3

_PAIR_MARGIN = 1.35
"""How much more of the claim two sentences must hold than the better of them alone."""

_CLAUSE_MARGIN = 0.8
"""How much of its sentence's share a clause must hold to stand for it."""

_WEIGHTS = {"figure": 2.0, "date": 1.5, "name": 1.0, "stem": 1.0}

_RARITY_OF_NEW = 0.8
"""Weight of a claim's word that the article never uses."""

_CLAUSE_BREAK = re.compile(r"[,;:()]\s+|\s+[–—-]\s+|[“”„«»]")
_MIN_CLAUSE = 12
_STEM_PREFIX = 5
_LEAST_STEMS = 0.25
"""Share of the claim's plain words that its place must have: names and dates alone make no statement."""
_MOST_STEMS = 0.6
"""With this share a place may have another figure than the claim's."""
_SENTENCE_CAP = 20_000
"""Sentences looked at; a text with more is no article."""


@dataclass(frozen=True, slots=True)
class _Term:
    """Something that two wordings of one fact share: ("stem", "leav"), ("figure", "90.0"), ("name", "kyiv"), ("date", "2022-04-13")."""

    kind: str
    key: str


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A term of the claim, with everything in the article that is the same."""

    term: _Term
    matching: frozenset[_Term]


@dataclass(frozen=True, slots=True)
class _Placed:
    start: int
    term: _Term
    weight: float


def locate_claim(text: str, article: Article) -> Span | None:
    """The clause, sentence or pair of sentences of `article.text` that says it; None when no place holds enough of it."""
    return Locator(article, clauses=clauses_of(article)).locate(text)


def clauses_of(article: Article) -> Sequence[Claim]:
    """The article's own clauses with references made whole, where it can be parsed; else none."""
    is_parsed = article.language in ("en", "und") and len(article.text) <= _PARSED_LENGTH
    return extract_claims(article) if is_parsed and (article.language == "en" or detect_language(article.text) == "en") else ()


class Locator:
    """One article, read once, for any number of claims."""

    def __init__(self, article: Article, *, clauses: Sequence[Claim] = ()) -> None:
        """`clauses`: what `clauses_of` gives; without any, sentences are cut at their punctuation."""
        self._clauses = [(clause, _keys(_placed(clause.text, 0, article.language))) for clause in clauses if clause.span is not None]
        self._text = article.text
        self._language = article.language
        self._sentences = split_sentences(article.text, article.language)[:_SENTENCE_CAP]
        self._terms = [_placed(sentence.of(article.text), sentence.start, article.language) for sentence in self._sentences]
        self._sets = [_keys(placed) for placed in self._terms]
        self._title = _keys(_placed(article.title, 0, article.language))
        self._rarity = _rarities(self._sets)
        self._vocabulary = set().union(self._title, *self._sets, *(keys for _, keys in self._clauses))

    def locate(self, text: str) -> Span | None:
        """See `locate_claim`."""
        clause = self.clause(text)
        return clause.span if clause is not None else self._by_windows(text)

    def clause(self, text: str) -> Claim | None:
        """The article's own clause that says it, or None when none says enough of it."""
        wanted = self._weights(text)
        total = sum(wanted.values())
        if not total or not self._clauses:
            return None
        ranked = [(*self._fit(wanted, total, index), -index) for index in range(len(self._clauses))]
        _, share, index = max(ranked)
        found, keys = self._clauses[-index]
        return found if share >= CLAUSE_THRESHOLD and _says_it(wanted, keys) else None

    def _fit(self, wanted: dict[_Wanted, float], total: float, index: int) -> tuple[float, float]:
        """(how well claim and clause cover each other, share of the claim that the clause holds)."""
        keys = self._clauses[index][1]
        before = self._title.union(*(other for _, other in self._clauses[max(0, index - _CONTEXT_SENTENCES) : index]))
        missing = {term: weight for term, weight in wanted.items() if term.term.kind == "name" and not _has(term, keys)}
        own = sum(_WEIGHTS[term.kind] * self._rarity.get(term, _RARITY_OF_NEW) for term in keys)
        held = _held(wanted, keys)
        share = (held + _CONTEXT_SHARE * _held(missing, before)) / total
        return share + _PRECISION_SHARE * min(1.0, held / own if own else 0.0), share

    def _by_windows(self, text: str) -> Span | None:
        wanted = self._weights(text)
        total = sum(wanted.values())
        if not total or not self._sentences:
            return None
        shares = [self._share(wanted, index, 1) / total for index in range(len(self._sentences))]
        best = max(range(len(shares)), key=lambda index: (shares[index], -index))
        share, span, keys = shares[best], self._narrowed(wanted, best, total), self._sets[best]
        pair = self._best_pair(wanted, best, total)
        if pair is not None and pair[0] > share * _PAIR_MARGIN:
            share, span = pair
            keys = set().union(*(s for s, sentence in zip(self._sets, self._sentences, strict=True) if span.contains(sentence)))
        return span if share >= THRESHOLD and _says_it(wanted, keys) else None

    def _weights(self, text: str) -> dict[_Wanted, float]:
        wanted: dict[_Wanted, float] = {}
        for placed in _placed(text, 0, self._language):
            matching = frozenset(other for other in self._vocabulary if _is_same(placed.term, other))
            wanted[_Wanted(placed.term, matching)] = placed.weight * self._rarity.get(placed.term, _RARITY_OF_NEW)
        return wanted

    def _share(self, wanted: dict[_Wanted, float], index: int, count: int) -> float:
        here: set[_Term] = set().union(*self._sets[index : index + count])
        before: set[_Term] = self._title.union(*self._sets[max(0, index - _CONTEXT_SENTENCES) : index])
        missing = {term: weight for term, weight in wanted.items() if term.term.kind == "name" and not _has(term, here)}
        return _held(wanted, here) + _CONTEXT_SHARE * _held(missing, before)

    def _best_pair(self, wanted: dict[_Wanted, float], best: int, total: float) -> tuple[float, Span] | None:
        pairs = [
            (self._share(wanted, start, 2) / total, Span(self._sentences[start].start, self._sentences[start + 1].end))
            for start in (best - 1, best)
            if start >= 0 and start + 1 < len(self._sentences)
        ]
        return max(pairs, key=lambda pair: pair[0], default=None)

    def _parts(self, index: int) -> bool:
        """Whether a paragraph ends behind this sentence."""
        return "\n\n" in self._text[self._sentences[index].end : self._sentences[index + 1].start]

    def _narrowed(self, wanted: dict[_Wanted, float], index: int, total: float) -> Span:
        """The shortest run of clauses that holds nearly as much of the claim as the whole sentence."""
        sentence = self._sentences[index]
        whole = _held(wanted, self._sets[index])
        cuts = _clause_cuts(self._text, sentence)
        runs = [Span(start, end) for i, (start, _) in enumerate(cuts) for _, end in cuts[i:]]
        fitting = [run for run in runs if _held(wanted, self._within(index, run)) >= _CLAUSE_MARGIN * whole and whole > 0]
        return min(fitting, key=lambda run: (len(run), run.start), default=sentence)

    def _within(self, index: int, run: Span) -> set[_Term]:
        return _keys(placed for placed in self._terms[index] if run.start <= placed.start < run.end)


def _says_it(wanted: dict[_Wanted, float], keys: set[_Term]) -> bool:
    """Whether a place has enough of the claim's plain words, at least one, and no other figures in place of all of the claim's."""
    stems = [term for term in wanted if term.term.kind == "stem"]
    held = sum(_has(term, keys) for term in stems)
    figures = [term for term in wanted if term.term.kind == "figure"]
    has_figure = any(_has(term, keys) for term in figures)
    if stems and held < (1 if has_figure else max(1, round(_LEAST_STEMS * len(stems)))):
        return False
    has_other = bool(figures) and any(key.kind == "figure" for key in keys) and not has_figure
    return not has_other or held >= _MOST_STEMS * len(stems)


def _clause_cuts(text: str, sentence: Span) -> list[tuple[int, int]]:
    """(start, end) of the pieces between commas, dashes and quotation marks; at most sixteen, or the sentence as it is."""
    inside = sentence.of(text)
    pieces: list[tuple[int, int]] = []
    start = 0
    for match in _CLAUSE_BREAK.finditer(inside):
        if match.start() - start >= _MIN_CLAUSE and len(inside) - match.end() >= _MIN_CLAUSE:
            pieces.append((sentence.start + start, sentence.start + match.start()))
            start = match.end()
    pieces.append((sentence.start + start, sentence.end))
    return pieces if len(pieces) <= 16 else [(sentence.start, sentence.end)]


def _placed(text: str, offset: int, language: str) -> list[_Placed]:
    """Figures, dates, names and stems with where they start; a word counts as one of them only."""
    taken: list[Span] = []
    found: list[_Placed] = []
    for date in find_dates(text, language):
        taken.append(date.span)
        found.append(_Placed(offset + date.span.start, _Term("date", date.value), _WEIGHTS["date"]))
    for figure in find_figures(text, language):
        if figure.is_weak or figure.is_identifier or any(figure.span.overlaps(span) for span in taken):
            continue
        taken.append(figure.span)
        found.append(_Placed(offset + figure.span.start, _Term("figure", f"{figure.value:g}"), _WEIGHTS["figure"]))
    for name in find_names(text, language):
        if any(name.span.overlaps(span) for span in taken):
            continue
        taken.append(name.span)
        found.extend(_name_words(text, name.span, offset))
    for token in content_tokens(text, language):
        if not any(token.span.overlaps(span) for span in taken):
            found.append(_Placed(offset + token.span.start, _Term("stem", token.stem), _WEIGHTS["stem"]))
    return sorted(found, key=lambda placed: placed.start)


def _name_words(text: str, span: Span, offset: int) -> Iterable[_Placed]:
    words = [(match.start(), key) for match in re.finditer(r"\w+", span.of(text)) if (key := name_key(match.group()))]
    for start, key in words:
        # a name of four words says one thing: it must not outweigh the event
        yield _Placed(offset + span.start + start, _Term("name", key), _WEIGHTS["name"] / len(words))


def _keys(placed: Iterable[_Placed]) -> set[_Term]:
    return {item.term for item in placed}


def _rarities(sets: Sequence[set[_Term]]) -> dict[_Term, float]:
    counts = Counter(term for terms in sets for term in terms)
    total = len(sets)
    return {term: 0.3 + math.log((total + 1) / count) / math.log(total + 2) for term, count in counts.items()}


def _held(wanted: dict[_Wanted, float], here: set[_Term]) -> float:
    return sum(weight for term, weight in wanted.items() if _has(term, here))


def _has(wanted: _Wanted, here: set[_Term]) -> bool:
    return not wanted.matching.isdisjoint(here)


def _is_same(term: _Term, other: _Term) -> bool:
    """Whether a claim's term and the article's are one: equal, one day, or inflections and compounds of one word."""
    if term == other:
        return True
    if term.kind == "date":
        return other.kind == "date" and _same_day(term.key, other.key)
    if term.kind == "figure" or other.kind not in ("stem", "name"):
        return False
    prefix = term.key[: max(_STEM_PREFIX, len(term.key) - 2)]
    return len(term.key) > _STEM_PREFIX and other.key.startswith(prefix)


def _same_day(a: str, b: str) -> bool:
    """Whether one partial date is part of the other: 2022-04-13 and --04-13, 2022-04 and 2022-04-13."""
    short, long = sorted((a, b), key=len)
    return long.startswith(short) or long.endswith(short.removeprefix("-")) if short.startswith("--") else long.startswith(short)
