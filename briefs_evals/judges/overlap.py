"""A lexical judge of another kind than the gate: how much of the sentence's weight finds a like word in the evidence.

Each word of the sentence is aligned with the evidence's most similar word by character n-grams (Dice over padded trigrams), in Latin
letters, so that inflection, derivation and script cost little; figures must be there by value; words of reporting weigh nothing. A sentence
is cut at semicolons, and each part is held against the one evidence sentence that has most of its weight: a negation in one of the two
alone halves the part's score, so that a denial carries no assertion and an assertion no denial, and a negated span about something else
changes nothing. The name of a publisher is no content: it weighs nothing where a span of that publisher shares a word with what is
asserted, and counts as missing where none does. A bare sentence ("X reports it", `is_bare`) is judged together with its
claim; where it denies ("X contradicts it") negations are not compared. Over spans in another language it mostly fails: nothing that words
can tell speaks for it.

After soft-alignment measures of overlap (Jimenez et al. 2012, soft cardinality). It shares no rule, lexicon or threshold with
`briefs.verify`; the threshold comes from WiCE (see `data/overlap.yaml`). It knows words, not meaning: it cannot see a swapped subject and
object, a fair paraphrase may fail it, and a "not" in an aside counts as one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import resources
from typing import Any

import yaml

from briefs.language import find_figures, name_key, same_figure
from briefs_evals.judges.port import Evidence, Question, Verdict

_WORD = re.compile(r"[^\W_]+(?:['’ʼ][^\W_]+)?")
_PART = re.compile(r"(?<=;)\s+|(?<=[.!?])\s+(?=[^\W\d_a-z])")
_SAME_NAME = 0.8
"""Likeness from which two words are one name in another inflection."""


@dataclass(frozen=True, slots=True)
class _Heard:
    """A part of a cited span."""

    publisher: str
    words: tuple[str, ...]
    is_negated: bool


class OverlapJudge:
    """Implements `Judge`. Deterministic, no model, no network."""

    is_the_gate = False

    def __init__(self) -> None:
        self._rules = _rules()

    @property
    def name(self) -> str:
        """Name and version of the word lists and threshold."""
        return f"overlap-{self._rules['version']}"

    def judge(self, questions: Sequence[Question]) -> list[Verdict]:
        """Supported when the score reaches the threshold."""
        return [self._one(question) for question in questions]

    def score(
        self, sentence: str, evidence: Sequence[Evidence], *, language: str = "en", claim: str = "", publishers: Sequence[str] = ()
    ) -> float:
        """The weight of the sentence's words that the evidence has, 0..1; 0 for no evidence or a sentence without words.

        A bare sentence is taken together with `claim`. Evidence that shares neither word nor figure with them changes nothing.
        """
        if not evidence:
            return 0.0
        bare = is_bare(sentence, publishers, language=language)
        texts = [sentence, claim] if bare else [sentence]
        denies = bare and any(_latin(word) in self._rules["denials"] for word in _words(sentence))
        parts = [part for text in texts for part in _PART.split(text) if part.strip()]
        weighed = [[(word, weight) for word in _words(part) if (weight := _weight(word, part))] for part in parts]
        heard = [
            _Heard(item.publisher, tuple(_words(text)), _is_negated(text)) for item in evidence for text in _PART.split(item.text) if text
        ]
        silent = self._publishers(weighed, heard)
        told = [word for item in evidence for word in (*_words(item.published_at), self._rules["languages"].get(item.language, ""))]
        figures = [figure for item in evidence for figure in _figures(f"{item.published_at} {item.text}", item.language)]
        total = found = 0.0
        for part, words in zip(parts, weighed, strict=True):
            mine = [(word, weight) for word, weight in words if not _names(word, silent)]
            wanted = _figures(part, language)
            here = sum(weight * self._best(word, [*told, *(w for h in heard for w in h.words)]) for word, weight in mine)
            here += self._rules["figure_weight"] * sum(any(same_figure(figure, other) for other in figures) for figure in wanted)
            total += sum(weight for _, weight in mine) + self._rules["figure_weight"] * len(wanted)
            found += here * (1.0 if denies or self._agrees(part, mine, heard) else self._rules["negation_factor"])
        return round(found / total, 6) if total else 0.0

    def _one(self, question: Question) -> Verdict:
        score = self.score(
            question.sentence, question.evidence, language=question.language, claim=question.claim, publishers=question.publishers
        )
        return Verdict(score >= self._rules["threshold"], score=score)

    def _publishers(self, weighed: Sequence[Sequence[tuple[str, float]]], heard: Sequence[_Heard]) -> frozenset[str]:
        """Words of the names of publishers whose spans share a word with what is asserted, their names left aside."""
        names = {item.publisher: frozenset(_words(item.publisher)) for item in heard if item.publisher}
        every = frozenset(word for words in names.values() for word in words)
        asserted = [word for words in weighed for word, _ in words if not _names(word, every)]
        speaking = {item.publisher for item in heard if any(self._best(word, item.words) for word in asserted)}
        return frozenset(word for name in speaking for word in names.get(name, ()))

    def _agrees(self, part: str, words: Sequence[tuple[str, float]], heard: Sequence[_Heard]) -> bool:
        """Whether both or neither are negated: the part, and the evidence sentence with most of its weight (one of equally good ones)."""
        scores = [sum(weight * self._best(word, item.words) for word, weight in words) for item in heard]
        best = max(scores, default=0.0)
        return not best or any(item.is_negated == _is_negated(part) for item, score in zip(heard, scores, strict=True) if score == best)

    def _best(self, word: str, others: Sequence[str]) -> float:
        return max((_likeness(word, other) for other in others), default=0.0)


def is_bare(sentence: str, publishers: Iterable[str] = (), *, language: str = "en") -> bool:
    """Whether it says nothing but who reports or says it, and when: no word with weight but names, no figure in digits but a year.

    In German, where every noun is written like a name, a sentence of nouns alone passes for one.
    """
    known = frozenset(word for name in publishers for word in _words(name))
    words = [word for word in _words(sentence) if _weight(word, sentence) and not _names(word, known)]
    counts = any(not figure.is_year and figure.span.of(sentence)[0].isdigit() for figure in _figures(sentence, language))
    return not counts and all(any(letter.isupper() for letter in word) for word in words)


def _weight(word: str, sentence: str) -> float:
    folded, rules = _latin(word), _rules()
    if word.isdigit() or len(folded) < 2 or folded in rules["weightless"] or _is_negation(word):
        return 0.0
    is_name = word[0].isupper() and not sentence.startswith(word)
    return float(rules["name_weight"] if is_name else 1.0)


def _is_negated(text: str) -> bool:
    return any(map(_is_negation, _words(text)))


def _is_negation(word: str) -> bool:
    """Such a word weighs nothing: it turns the rest, and one in another sentence is no evidence of it."""
    return _latin(word) in _rules()["negations"] or word.endswith(("n't", "n’t"))


def _names(word: str, names: Iterable[str]) -> bool:
    return any(_likeness(word, name) >= _SAME_NAME for name in names)


def _words(text: str) -> list[str]:
    return _WORD.findall(text)


def _figures(text: str, language: str) -> list[Any]:
    return list(find_figures(text, language))


@lru_cache(maxsize=50_000)
def _latin(word: str) -> str:
    """Lower-case Latin letters: `Атеш` and `Atesh` become one."""
    key = word.casefold()
    return key if key.isascii() else (name_key(word) or key)


@lru_cache(maxsize=50_000)
def _trigrams(word: str) -> frozenset[str]:
    padded = f"  {_latin(word)} "
    return frozenset(padded[i : i + 3] for i in range(len(padded) - 2))


@lru_cache(maxsize=500_000)
def _likeness(word: str, other: str) -> float:
    """Dice over trigrams, 0..1; 0 below the floor: unlike words share a trigram by chance."""
    mine, theirs = _trigrams(word), _trigrams(other)
    found = 2 * len(mine & theirs) / (len(mine) + len(theirs))
    return found if found >= _rules()["floor"] else 0.0


@cache
def _rules() -> dict[str, Any]:
    text = resources.files("briefs_evals.judges").joinpath("data", "overlap.yaml").read_text(encoding="utf-8")
    rules: dict[str, Any] = yaml.safe_load(text)
    rules["weightless"] = frozenset(rules["weightless"].split())
    rules["negations"] = frozenset(rules["negations"].split())
    rules["denials"] = frozenset(rules["denials"].split())
    return rules
