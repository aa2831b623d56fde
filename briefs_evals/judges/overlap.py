"""A lexical judge of another kind than the gate: how much of the sentence's weight finds a like word in the evidence.

Each word of the sentence is aligned with the evidence's most similar word by character n-grams (Dice over padded trigrams), in Latin
letters, so that inflection, derivation and script cost little; figures must be there by value; words of reporting weigh nothing; a
negation on one side only halves the score. After soft-alignment measures of overlap (Jimenez et al. 2012, soft cardinality). It shares no
rule, lexicon or threshold with `briefs.verify`; the threshold comes from WiCE (see `data/overlap.yaml`). It knows words, not meaning: it
cannot see a swapped subject and object, and a fair paraphrase may fail it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache, lru_cache
from importlib import resources
from typing import Any

import yaml

from briefs.language import find_figures, name_key, same_figure
from briefs_evals.judges.port import Evidence, Question, Verdict

_WORD = re.compile(r"[^\W_]+(?:['’ʼ][^\W_]+)?")


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

    def score(self, sentence: str, evidence: Sequence[Evidence], *, language: str = "en") -> float:
        """The weight of the sentence's words that the evidence has, 0..1; 0 for no evidence or a sentence without words."""
        languages = self._rules["languages"]
        texts = [f"{item.publisher} {item.published_at} {languages.get(item.language, '')} {item.text}" for item in evidence]
        if not texts:
            return 0.0
        words = [word for text in texts for word in _words(text)]
        total = found = 0.0
        for word in _words(sentence):
            weight = self._weight(word, sentence)
            if weight:
                total += weight
                found += weight * _best(word, words, floor=self._rules["floor"])
        wanted, there = (
            _figures(sentence, language),
            [f for item in evidence for f in _figures(f"{item.published_at} {item.text}", item.language)],
        )
        for figure in wanted:
            total += self._rules["figure_weight"]
            found += self._rules["figure_weight"] * any(same_figure(figure, other) for other in there)
        if not total:
            return 0.0
        factor = 1.0 if self._negated([sentence]) <= self._negated(item.text for item in evidence) else self._rules["negation_factor"]
        return round(factor * found / total, 6)

    def _one(self, question: Question) -> Verdict:
        score = self.score(question.sentence, question.evidence, language=question.language)
        return Verdict(score >= self._rules["threshold"], score=score)

    def _weight(self, word: str, sentence: str) -> float:
        folded = _latin(word)
        if word.isdigit() or len(folded) < 2 or folded in self._rules["weightless"]:
            return 0.0
        is_name = word[0].isupper() and not sentence.startswith(word)
        return float(self._rules["name_weight"] if is_name else 1.0)

    def _negated(self, texts: Iterable[str]) -> bool:
        return any(_latin(word) in self._rules["negations"] or word.endswith(("n't", "n’t")) for text in texts for word in _words(text))


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


def _best(word: str, others: Sequence[str], *, floor: float) -> float:
    """The closest word's likeness, 0 below the floor: unlike words share a trigram by chance."""
    mine = _trigrams(word)
    best = max((2 * len(mine & _trigrams(other)) / (len(mine) + len(_trigrams(other))) for other in others), default=0.0)
    return best if best >= floor else 0.0


@cache
def _rules() -> dict[str, Any]:
    text = resources.files("briefs_evals.judges").joinpath("data", "overlap.yaml").read_text(encoding="utf-8")
    rules: dict[str, Any] = yaml.safe_load(text)
    rules["weightless"] = frozenset(rules["weightless"].split())
    rules["negations"] = frozenset(rules["negations"].split())
    return rules
