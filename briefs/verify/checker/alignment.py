"""How well each word of a sentence is carried by each sentence of the evidence, and which stretch of the evidence carries it best."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from briefs.verify.checker.reading import Piece
from briefs.verify.checker.words import Array, word_table

WINDOWS = (1, 2, 3, 5)
"""Sentences in a row that are read as one stretch."""
CHOSEN = 4
"""Sentences picked one by one, wherever they stand: what a page says of a thing in several places."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Alignment:
    """Carried shares, 0..1. n words of the sentence, m sentences of evidence."""

    sentence: Piece
    evidence: tuple[Piece, ...]
    weights: Array
    """(n) rarity of each word, sum 1."""
    exact: Array
    """(n, m) whether the evidence sentence has the word's stem."""
    soft: Array
    """(n, m) similarity of the nearest word."""
    window: range
    """The three sentences in a row that carry most."""
    chosen: tuple[int, ...]
    """Places of the sentences that together carry most, best first, at most four."""

    def exact_in(self, places: Sequence[int]) -> Array:
        """(n) whether any of the sentences has the word."""
        return self._best(self.exact, places)

    def soft_in(self, places: Sequence[int]) -> Array:
        """(n) the nearest word in any of them."""
        return self._best(self.soft, places)

    def _best(self, matrix: Array, places: Sequence[int]) -> Array:
        if not len(places) or not matrix.shape[1]:
            return np.zeros(matrix.shape[0], dtype=np.float32)
        best: Array = matrix[:, list(places)].max(axis=1)
        return best


def align(sentence: Piece, evidence: Sequence[Piece]) -> Alignment:
    """The sentence against every sentence of the evidence; both may be empty."""
    stems = sentence.stems
    table = word_table()
    vocabulary = sorted({stem for piece in evidence for stem in piece.stems})
    places = {stem: place for place, stem in enumerate(vocabulary)}
    similar = table.similarity(stems, vocabulary)
    soft = np.zeros((len(stems), len(evidence)), dtype=np.float32)
    for column, piece in enumerate(evidence):
        if piece.tokens:
            soft[:, column] = similar[:, [places[stem] for stem in piece.stems]].max(axis=1)
    exact = (soft >= 0.99).astype(np.float32)
    rarity = table.rarities(stems)
    weights = rarity / rarity.sum() if len(stems) else rarity
    mixed = 0.5 * exact + 0.5 * soft
    return Alignment(
        sentence=sentence,
        evidence=tuple(evidence),
        weights=weights,
        exact=exact,
        soft=soft,
        window=best_window(mixed, weights, 3),
        chosen=_chosen(mixed, weights),
    )


def best_window(matrix: Array, weights: Array, size: int) -> range:
    """The run of `size` sentences whose best words weigh most; the first of equals."""
    count = matrix.shape[1]
    if count == 0:
        return range(0)
    size = min(size, count)
    scores = weights @ window_best(matrix, size)
    start = int(np.argmax(scores))
    return range(start, start + size)


def window_best(matrix: Array, size: int) -> Array:
    """(n, m - size + 1): the largest value in each run of `size` columns."""
    best = matrix[:, : matrix.shape[1] - size + 1]
    for shift in range(1, size):
        best = np.maximum(best, matrix[:, shift : matrix.shape[1] - size + 1 + shift])
    return best


def _chosen(matrix: Array, weights: Array) -> tuple[int, ...]:
    picked: list[int] = []
    carried = np.zeros(matrix.shape[0], dtype=np.float32)
    for _ in range(min(CHOSEN, matrix.shape[1])):
        gains = weights @ np.maximum(matrix - carried[:, None], 0.0)
        place = int(np.argmax(gains))
        if gains[place] < 0.02:
            break
        picked.append(place)
        carried = np.maximum(carried, matrix[:, place])
    return tuple(picked)
