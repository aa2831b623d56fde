"""Hybrid search: BM25 over stems, BM25 over names and figures, and vectors, fused by reciprocal rank; then a closer look at the best.

Reciprocal rank fusion: Cormack, Clarke, Büttcher, "Reciprocal Rank Fusion outperforms Condorcet and individual Rank Learning Methods"
(SIGIR 2009); BM25: Robertson, Zaragoza, "The Probabilistic Relevance Framework" (2009), by the library bm25s.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

import numpy as np

from briefs.domain import PartialDate, Passage, Source
from briefs.errors import BriefsError
from briefs.language import detect_language
from briefs.ports import Embedder, Hit, PassageIndex, Vectors
from briefs.retrieve.fusion import Ranking, fuse
from briefs.retrieve.lexical import TermIndex
from briefs.retrieve.reranking import Reranker
from briefs.retrieve.terms import bridges, stems

DEPTH = 200
"""How many passages each ranking names."""
CANDIDATES = 60
"""Passages that the reranker reads for a query, or k when that is more."""
COARSE_SHARE = 0.1
"""How much of the index's own cosine is added to the reranker's."""
OTHER_LANGUAGE = 0.04
"""What another language costs in cosine under multilingual-e5-small: vectors of one language lie closer together than translations do. It
is made up for where a name or a figure of the query stands in the passage. These constants were set on the odd-numbered stories
(benchmarks/README.md)."""
_UNKNOWN = "und"
_DECIMALS = 5


class Search:
    """Search over the passages of a refreshed index.

    Args:
        passages: what may be found; their ids must all be in the index.
        sources: by id; their languages choose the stemmer, their dates the filter.
        reranker: reads the candidates closely; without one the fused order stands.

    Raises:
        BriefsError: the index lacks a passage: it was not refreshed.
    """

    def __init__(
        self,
        index: PassageIndex,
        embedder: Embedder,
        passages: Sequence[Passage],
        sources: Mapping[str, Source],
        *,
        reranker: Reranker | None = None,
    ) -> None:
        self._index = index
        self._embedder = embedder
        self._reranker = reranker
        self._passages = {passage.id: passage for passage in passages}
        self._sources = sources
        held = index.ids()
        lacking = len(self._passages.keys() - held)
        if lacking:
            raise BriefsError(f"the index lacks {lacking} of {len(self._passages)} passages: refresh it before searching")
        self._strangers = len(held) - len(self._passages)
        ids = list(self._passages)
        read = [(passage.text, sources[passage.source_id].language) for passage in self._passages.values()]
        self._stems = TermIndex(ids, [stems(text, language) for text, language in read])
        self._bridges = TermIndex(ids, [bridges(text, language) for text, language in read])

    def search(self, query: str, *, k: int = 10, as_of: PartialDate | None = None) -> list[Hit]:
        """At most k passages, best first, in the same order every time; none for an empty query.

        Sources certainly published after `as_of` are not found; an undated one is. Of passages with the same words in one source
        only the first is found; the same words from another publisher are kept, since who carries a text matters.

        Raises:
            StorageError: the disk refuses what the reranker read.
        """
        if not query.strip() or k <= 0 or not self._passages:
            return []
        language = detect_language(query)
        vector = self._embedder.embed_queries([query])[0]
        fused = self._fused(query, language, vector)
        if self._reranker is None:
            return list(islice(self._findable(fused, as_of), k))
        candidates = [hit.passage for hit in islice(self._findable(fused, as_of), max(CANDIDATES, k))]
        return self._reranked(query, language, vector, candidates)[:k]

    def _fused(self, query: str, language: str, vector: Vectors) -> list[tuple[str, float]]:
        nearest = self._index.nearest(vector, DEPTH + self._strangers)
        near = [passage_id for passage_id, _ in nearest if passage_id in self._passages][:DEPTH]
        return fuse(
            [
                Ranking(self._stems.best(stems(query, language), DEPTH)),
                Ranking(self._bridges.best(bridges(query, language), DEPTH)),
                Ranking(near),
            ]
        )

    def _findable(self, fused: Sequence[tuple[str, float]], as_of: PartialDate | None) -> Iterator[Hit]:
        """Without what is too late, and without repeats inside a source."""
        seen: set[tuple[str, str]] = set()
        for passage_id, score in fused:
            passage = self._passages[passage_id]
            words = passage.source_id, " ".join(passage.text.split())
            published = self._sources[passage.source_id].published_at
            is_too_late = as_of is not None and published is not None and published.is_certainly_after(as_of)
            if not is_too_late and words not in seen:
                seen.add(words)
                yield Hit(passage, score)

    def _reranked(self, query: str, language: str, vector: Vectors, candidates: Sequence[Passage]) -> list[Hit]:
        assert self._reranker is not None
        languages = [self._sources[passage.source_id].language for passage in candidates]
        close = self._reranker.cosines(query, candidates, languages=languages)
        asked = set(bridges(query, language))
        coarse = self._index.vectors([passage.id for passage in candidates])
        hits = []
        for passage, spoken, cosine in zip(candidates, languages, close, strict=True):
            score = cosine + COARSE_SHARE * float(np.dot(coarse[passage.id], vector))
            is_other = spoken != language and _UNKNOWN not in (spoken, language)
            if is_other and not asked.isdisjoint(bridges(passage.text, spoken)):
                score += OTHER_LANGUAGE
            # rounded: the last bits of a vector depend on which texts were embedded together
            hits.append(Hit(passage, round(score, _DECIMALS)))
        return sorted(hits, key=lambda hit: (-hit.score, hit.passage.id))
