"""The passage index in memory: what tests use where Chroma does not matter."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from briefs.domain import Passage
from briefs.ports import Vectors


class MemoryIndex:
    """Implements `ports.PassageIndex` by a dictionary."""

    def __init__(self) -> None:
        self._vectors: dict[str, Vectors] = {}

    def add(self, passages: Sequence[Passage], vectors: Vectors) -> None:
        """Insert or replace."""
        for passage, vector in zip(passages, vectors, strict=True):
            self._vectors[passage.id] = np.asarray(vector, dtype=np.float32)

    def remove(self, passage_ids: Sequence[str]) -> None:
        """Take out what is there."""
        for passage_id in passage_ids:
            self._vectors.pop(passage_id, None)

    def erase(self, passage_ids: Sequence[str]) -> None:
        """The same: nothing is on disk."""
        self.remove(passage_ids)

    def ids(self) -> set[str]:
        """Ids held."""
        return set(self._vectors)

    def vectors(self, passage_ids: Sequence[str]) -> dict[str, Vectors]:
        """Vectors of those held."""
        return {passage_id: self._vectors[passage_id] for passage_id in passage_ids if passage_id in self._vectors}

    def nearest(self, vector: Vectors, k: int) -> list[tuple[str, float]]:
        """Exact, equal ones by id."""
        scored = [(name, round(float(held @ np.asarray(vector).reshape(-1)), 5)) for name, held in self._vectors.items()]
        return sorted(scored, key=lambda item: (-item[1], item[0]))[: max(k, 0)]

    def close(self) -> None:
        """Nothing to release."""
