"""Vectors of queries, kept between runs: a claim that is asked again is not embedded again, and no model is loaded for it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from briefs.language import kept_answer
from briefs.ports import Embedder, Vectors


class KeptQueries:
    """An embedder whose queries come out of the store in use where they are there; passages go to the model. As safe as the embedder."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    @property
    def name(self) -> str:
        """The model's."""
        return self._embedder.name

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """As the model gives them."""
        return self._embedder.embed_passages(texts)

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """The same vectors as the model's."""
        if not texts:
            return self._embedder.embed_queries(texts)
        return np.stack([self._kept(text) for text in texts])

    def _kept(self, text: str) -> Vectors:
        return kept_answer(
            f"query by {self.name}: {text}",
            lambda: np.asarray(self._embedder.embed_queries([text])[0], dtype="<f4"),
            write=lambda vector: vector.tobytes(),
            read=_vector,
        )


def _vector(data: bytes) -> Vectors | None:
    """None when it is no unit vector."""
    if not data or len(data) % 4:
        return None
    vector = np.frombuffer(data, dtype="<f4")
    return vector if abs(float(vector @ vector) - 1) < 0.01 else None
