"""Hybrid search: BM25 over stems, BM25 over names and figures, and vectors, fused by reciprocal rank.

Reciprocal rank fusion: Cormack, Clarke, Büttcher, "Reciprocal Rank Fusion outperforms Condorcet and individual Rank Learning Methods"
(SIGIR 2009); BM25: Robertson, Zaragoza, "The Probabilistic Relevance Framework" (2009), by the library bm25s.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from briefs.domain import PartialDate, Passage, Source
from briefs.errors import BriefsError
from briefs.language import detect_language
from briefs.ports import Embedder, Hit, PassageIndex
from briefs.retrieve.fusion import Ranking, fuse
from briefs.retrieve.lexical import TermIndex
from briefs.retrieve.terms import bridges, stems

_DEPTH = 200
"""Candidates each ranking names; below that a passage hardly ever reaches the first 40."""
_WEIGHTS = {"stems": 1.0, "bridges": 0.5, "vectors": 1.0}


class Search:
    """Search over the passages of a refreshed index.

    Args:
        passages: what may be found; their ids must all be in the index.
        sources: by id; their languages choose the stemmer, their dates the filter.

    Raises:
        BriefsError: the index lacks a passage: it was not refreshed.
    """

    def __init__(self, index: PassageIndex, embedder: Embedder, passages: Sequence[Passage], sources: Mapping[str, Source]) -> None:
        self._index = index
        self._embedder = embedder
        self._passages = {passage.id: passage for passage in passages}
        self._sources = sources
        lacking = len(self._passages.keys() - index.ids())
        if lacking:
            raise BriefsError(f"the index lacks {lacking} of {len(self._passages)} passages: refresh it before searching")
        ids = list(self._passages)
        languages = [sources[passage.source_id].language for passage in self._passages.values()]
        texts = [passage.text for passage in self._passages.values()]
        self._languages = sorted(set(languages))
        self._stems = TermIndex(ids, [stems(text, language) for text, language in zip(texts, languages, strict=True)])
        self._bridges = TermIndex(ids, [bridges(text, language) for text, language in zip(texts, languages, strict=True)])

    def search(self, query: str, *, k: int = 10, as_of: PartialDate | None = None) -> list[Hit]:
        """At most k passages, best first, in the same order every time; none for an empty query.

        Sources certainly published after `as_of` are not found; an undated one is. Of passages with the same words in one source
        only the first is found; the same words from another publisher are kept, since who carries a text matters.
        """
        if not query.strip() or k <= 0 or not self._passages:
            return []
        language = detect_language(query)
        rankings = [
            Ranking(self._stems.best(stems(query, language), _DEPTH), _WEIGHTS["stems"]),
            Ranking(self._bridges.best(bridges(query, language), _DEPTH), _WEIGHTS["bridges"]),
            Ranking(self._nearest(query), _WEIGHTS["vectors"]),
        ]
        hits: list[Hit] = []
        seen: set[tuple[str, str]] = set()
        for passage_id, score in fuse(rankings):
            passage = self._passages[passage_id]
            words = passage.source_id, " ".join(passage.text.split())
            if words in seen or self._is_too_late(passage, as_of):
                continue
            seen.add(words)
            hits.append(Hit(passage, score))
            if len(hits) == k:
                break
        return hits

    def _nearest(self, query: str) -> list[str]:
        vector = self._embedder.embed_queries([query])[0]
        extra = len(self._index.ids()) - len(self._passages)
        found = self._index.nearest(vector, _DEPTH + extra)
        return [passage_id for passage_id, _ in found if passage_id in self._passages][:_DEPTH]

    def _is_too_late(self, passage: Passage, as_of: PartialDate | None) -> bool:
        published = self._sources[passage.source_id].published_at
        return as_of is not None and published is not None and published.is_certainly_after(as_of)
