"""Reciprocal rank fusion."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

_K = 20
"""60 in Cormack et al. (2009). Lower here: what one ranking alone puts first (a text in another language has no stem in common with the
query) must not lose to what all rankings put in the middle."""


@dataclass(frozen=True, slots=True)
class Ranking:
    """Ids, best first, and how much this ranking counts."""

    ids: Sequence[str]
    weight: float = 1.0


def fuse(rankings: Sequence[Ranking], *, constant: float = _K) -> list[tuple[str, float]]:
    """(id, score), best first: the sum of weight / (constant + rank) over the rankings that name the id; equal scores by id."""
    scores: dict[str, float] = defaultdict(float)
    for ranking in rankings:
        for rank, name in enumerate(ranking.ids, start=1):
            scores[name] += ranking.weight / (constant + rank)
    return sorted(scores.items(), key=lambda item: (-item[1], item[0]))
