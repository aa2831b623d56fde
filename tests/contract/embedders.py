"""Embedders for tests: instant, deterministic, and countable."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

import numpy as np

from briefs.ports import Vectors


class WordEmbedder:
    """A bag of hashed words in 64 dimensions; texts that share words lie close. Counts the passages that it embedded."""

    name = "words-64"

    def __init__(self) -> None:
        self.embedded: list[str] = []

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors (n, 64)."""
        self.embedded.extend(texts)
        return self._vectors(texts)

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """The same, uncounted."""
        return self._vectors(texts)

    def _vectors(self, texts: Sequence[str]) -> Vectors:
        vectors = np.full((len(texts), 64), 1e-3, dtype=np.float32)
        for row, text in enumerate(texts):
            for word in re.findall(r"\w+", text.casefold()):
                digest = hashlib.sha256(word.encode()).digest()
                vectors[row, digest[0] % 64] += 1.0 if digest[1] % 2 else -1.0
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
