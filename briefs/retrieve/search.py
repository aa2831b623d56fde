"""Hybrid search: a first look that ranks every passage, a second look that reads the best closely, and hits as windows of a source."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

import numpy as np

from briefs.domain import PartialDate, Passage, Source
from briefs.errors import BriefsError
from briefs.ports import Embedder, Hit, PassageIndex
from briefs.retrieve.first_look import CONTEXT_LEAD, FirstLook, Question
from briefs.retrieve.reranking import Reranker
from briefs.retrieve.terms import bridges
from briefs.retrieve.windows import Neighbourhood

CANDIDATES = 60
"""Passages that the reranker reads for a query, or k when that is more."""
COARSE_SHARE = 0.1
"""How much of the index's own cosine is added to the reranker's."""
CONTEXT_SHARE = 0.1
"""How much of a passage's cosine to the context is added: enough to put unrelated news behind, too little to outweigh the claim."""
OTHER_LANGUAGE = 0.05
"""What another language costs in cosine under multilingual-e5-small: vectors of one language lie closer together than translations do. It
is made up for where a name or a figure of the query stands in the passage. These constants were set on the odd-numbered stories, in the
middle of where they make no difference (benchmarks/README.md)."""
_UNREAD = -3.0
"""Added to the score of a passage that was not read closely: behind all that were."""
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
        self._reranker = reranker
        self._passages = {passage.id: passage for passage in passages}
        self._sources = sources
        lacking = len(self._passages.keys() - index.ids())
        if lacking:
            raise BriefsError(f"the index lacks {lacking} of {len(self._passages)} passages: refresh it before searching")
        self._first_look = FirstLook(index, embedder, list(self._passages.values()), sources)
        self._neighbourhood = Neighbourhood(list(self._passages.values()), sources)

    def search(self, query: str, *, k: int = 10, as_of: PartialDate | None = None, context: str = "") -> list[Hit]:
        """At most k windows, best first, in the same order every time; none for an empty query.

        Sources certainly published after `as_of` are not found; an undated one is. Of passages with the same words in one source
        only the first is found; the same words from another publisher are kept, since who carries a text matters.

        Args:
            context: the article that the query comes from, so that its names and subject weigh in.

        Raises:
            StorageError: the disk refuses what the reranker read.
        """
        if not query.strip() or k <= 0 or not self._passages:
            return []
        question = self._first_look.question(query, context=context)
        findable = self._findable(self._first_look.ranked(question), as_of)
        return list(islice(self._neighbourhood.widened(self._read_closely(question, findable, k)), k))

    def _findable(self, fused: Sequence[tuple[str, float]], as_of: PartialDate | None) -> Iterator[Hit]:
        for passage_id, score in fused:
            passage = self._passages[passage_id]
            published = self._sources[passage.source_id].published_at
            if as_of is None or published is None or not published.is_certainly_after(as_of):
                yield Hit(passage, score)

    def _read_closely(self, question: Question, findable: Iterator[Hit], k: int) -> Iterator[Hit]:
        """The candidates in the reranker's order, then the rest as they come."""
        if self._reranker is not None:
            candidates = [hit.passage for hit in islice(_without_repeats(findable), max(CANDIDATES, k))]
            yield from self._reranked(self._reranker, question, candidates)
            findable = (Hit(hit.passage, hit.score + _UNREAD) for hit in findable)
        yield from findable

    def _reranked(self, reranker: Reranker, question: Question, candidates: Sequence[Passage]) -> list[Hit]:
        languages = [self._sources[passage.source_id].language for passage in candidates]
        close = reranker.cosines(question.text, candidates, languages=languages)
        about = reranker.context_cosines(question.context[:CONTEXT_LEAD], candidates)
        asked = set(question.names)
        coarse = self._index.vectors([passage.id for passage in candidates])
        hits = []
        for passage, spoken, cosine, of_context in zip(candidates, languages, close, about, strict=True):
            score = cosine + COARSE_SHARE * float(np.dot(coarse[passage.id], question.vector)) + CONTEXT_SHARE * of_context
            is_other = spoken != question.language and _UNKNOWN not in (spoken, question.language)
            if is_other and not asked.isdisjoint(bridges(passage.text, spoken)):
                score += OTHER_LANGUAGE
            # rounded: the last bits of a vector depend on which texts were embedded together
            hits.append(Hit(passage, round(score, _DECIMALS)))
        return sorted(hits, key=lambda hit: (-hit.score, hit.passage.id))


def _without_repeats(hits: Iterator[Hit]) -> Iterator[Hit]:
    """Without the same words in the same source: reading them again would cost a candidate's place."""
    seen: set[tuple[str, str]] = set()
    for hit in hits:
        words = hit.passage.source_id, " ".join(hit.passage.text.split())
        if words not in seen:
            seen.add(words)
            yield hit
