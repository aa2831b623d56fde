"""The second look: the candidates of a query read closely, passage by passage and sentence by sentence.

The index holds fast, coarse vectors of every passage. A slower and better model reads only what a query brings up, and what it has read
is kept, so that a source costs its time once. A passage scores as its best sentence or as a whole, whichever is closer to the query: a
claim mostly rests on one sentence, and that sentence may say "he".
"""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from functools import lru_cache

import numpy as np

from briefs.domain import Passage
from briefs.language import split_sentences
from briefs.ports import Embedder, PassageIndex, Vectors

_BATCH = 64


class Reranker:
    """Scores passages for a query with a second model, whose vectors it keeps in an index of its own.

    Safe to share between threads.

    Args:
        index: where the vectors of passages and sentences are kept; its model must be the embedder's.
        embedder: the slower, better model.
    """

    def __init__(self, index: PassageIndex, embedder: Embedder) -> None:
        self._index = index
        self._embedder = embedder
        self._lock = threading.Lock()
        # the claims of an article share it
        self._vector_of_context = lru_cache(maxsize=4)(lambda context: embedder.embed_queries([context])[0])

    def forget_all_but(self, passages: Sequence[Passage]) -> None:
        """Drop the vectors of texts that none of these passages comes from.

        Raises:
            StorageError: the index refuses.
        """
        texts = {_text_of(passage.id) for passage in passages}
        with self._lock:
            self._index.remove([held for held in self._index.ids() if _text_of(held) not in texts])

    def cosines(self, query: str, passages: Sequence[Passage], *, languages: Sequence[str]) -> list[float]:
        """The closest that each passage comes to the query, whole or in one sentence, in order; -1..1. `languages` are the passages'.

        Raises:
            StorageError: newly read vectors cannot be kept.
        """
        if not passages:
            return []
        units = [list(_units(passage, language)) for passage, language in zip(passages, languages, strict=True)]
        with self._lock:
            vectors = self._read([unit for group in units for unit in group])
        asked = self._embedder.embed_queries([query])[0]
        return [max(float(np.dot(vectors[unit.id], asked)) for unit in group) for group in units]

    def context_cosines(self, context: str, passages: Sequence[Passage]) -> list[float]:
        """How close each passage, read before, is to the text that the query comes from; zeros for an empty one."""
        if not passages or not context.strip():
            return [0.0] * len(passages)
        asked = self._vector_of_context(context)
        vectors = self._index.vectors([passage.id for passage in passages])
        return [float(np.dot(vectors[passage.id], asked)) for passage in passages]

    def _read(self, units: Sequence[Passage]) -> dict[str, Vectors]:
        """The vectors of all units; those not read before are embedded and kept."""
        held = self._index.ids()
        missing = sorted({unit.id: unit for unit in units if unit.id not in held}.values(), key=lambda unit: (len(unit.text), unit.id))
        for start in range(0, len(missing), _BATCH):
            batch = missing[start : start + _BATCH]
            self._index.add(batch, self._embedder.embed_passages([unit.text for unit in batch]))
        return self._index.vectors([unit.id for unit in units])


def _units(passage: Passage, language: str) -> Iterator[Passage]:
    """The passage and its sentences, each as a span of the source."""
    yield passage
    sentences = split_sentences(passage.text, language)
    if len(sentences) > 1:
        for span in sentences:
            yield Passage(passage.source_id, span.shifted(passage.span.start), span.of(passage.text), passage.source_sha256)


def _text_of(passage_id: str) -> tuple[str, str]:
    """Source id and the start of its text's sha256, out of a passage's id."""
    source_id, _, sha256 = passage_id.rsplit(":", 2)
    return source_id, sha256
