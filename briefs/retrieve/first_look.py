"""The first look: which of many thousand passages are worth reading closely, by rankings that cost milliseconds, fused by rank.

Reciprocal rank fusion: Cormack, Clarke, Büttcher, "Reciprocal Rank Fusion outperforms Condorcet and individual Rank Learning Methods"
(SIGIR 2009); BM25: Robertson, Zaragoza, "The Probabilistic Relevance Framework" (2009), by the library bm25s.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from briefs.domain import Passage, Source
from briefs.language import detect_language
from briefs.ports import Embedder, PassageIndex, Vectors
from briefs.retrieve.fusion import Ranking, fuse
from briefs.retrieve.lexical import TermIndex
from briefs.retrieve.terms import bridges, stems

DEPTH = 200
"""How many passages each ranking names."""
_CONTEXT_NAMES = 20_000
"""Characters of a context whose names and figures are looked up."""
CONTEXT_LEAD = 1_500
"""Characters of a context that a model reads: what a text is about stands at its beginning."""


@dataclass(frozen=True, slots=True)
class Question:
    """A query as the rankings ask it."""

    text: str
    language: str
    names: tuple[str, ...]
    """Its names and figures, as `terms.bridges`."""
    vector: Vectors
    """By the index's model."""
    context: str
    """The article that the query comes from, "" for none."""


class FirstLook:
    """Ranks all passages for a question. Safe to share between threads.

    Args:
        passages: what may be found; all of them are in the index.
        sources: by id; their languages choose the stemmer.
    """

    def __init__(self, index: PassageIndex, embedder: Embedder, passages: Sequence[Passage], sources: Mapping[str, Source]) -> None:
        self._index = index
        self._embedder = embedder
        self._all = len(index.ids())
        self._languages = {passage.id: sources[passage.source_id].language for passage in passages}
        ids = [passage.id for passage in passages]
        read = [(passage.text, sources[passage.source_id].language) for passage in passages]
        self._stems = TermIndex(ids, [stems(text, language) for text, language in read])
        self._bridges = TermIndex(ids, [bridges(text, language) for text, language in read])
        # the claims of an article share its text: asked once
        self._of_context = lru_cache(maxsize=4)(self._rank_by_context)

    def question(self, query: str, *, context: str) -> Question:
        """The query read: its language, names and vector."""
        language = detect_language(query)
        vector = self._embedder.embed_queries([query])[0]
        return Question(query, language, tuple(bridges(query, language)), vector, context)

    def ranked(self, question: Question) -> list[tuple[str, float]]:
        """(passage id, fused score), best first.

        Each language has a vector ranking of its own, since vectors of one language lie closer together than translations do, and a
        corpus mostly in one language would crowd the others out.
        """
        rankings = [
            Ranking(self._stems.best(stems(question.text, question.language), DEPTH)),
            Ranking(self._bridges.best(question.names, DEPTH)),
            *(Ranking(near) for near in self._nearest_by_language(question.vector)),
        ]
        return fuse([*rankings, *(self._of_context(question.context) if question.context.strip() else ())])

    def _nearest_by_language(self, vector: Vectors) -> Iterable[list[str]]:
        near: dict[str, list[str]] = {}
        for passage_id, _ in self._index.nearest(vector, self._all):
            language = self._languages.get(passage_id)
            if language is not None and len(ranking := near.setdefault(language, [])) < DEPTH:
                ranking.append(passage_id)
        return [near[language] for language in sorted(near)]

    def _rank_by_context(self, context: str) -> tuple[Ranking, ...]:
        """Passages about what the article is about: they share its names, and its beginning."""
        names = bridges(context[:_CONTEXT_NAMES], detect_language(context))
        nearest = self._index.nearest(self._embedder.embed_queries([context[:CONTEXT_LEAD]])[0], self._all)
        near = [passage_id for passage_id, _ in nearest if passage_id in self._languages][:DEPTH]
        return Ranking(self._bridges.best(names, DEPTH)), Ranking(near)
