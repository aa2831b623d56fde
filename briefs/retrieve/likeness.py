"""How alike a claim and a sentence are by an embedding model, across languages; vectors are kept, so that a second run embeds nothing."""

from __future__ import annotations

import io
import threading
import zipfile
from collections.abc import Iterable, Mapping

import numpy as np
import numpy.typing as npt

from briefs.domain import Passage, Source, sha256_of
from briefs.language import split_sentences
from briefs.ports import Embedder

_Vector = npt.NDArray[np.float32]
_MOST = 20_000
"""40 MB."""


class Likeness:
    """Cosines of texts, each embedded once. Called with two texts; safe to share between threads.

    `kept` is what `to_bytes` gave on an earlier run under the same model; it must come from a place that is believed (it is not checked
    against the texts), and what cannot be read is embedded again.
    """

    def __init__(self, embedder: Embedder, kept: bytes | None = None) -> None:
        self._embedder = embedder
        self._vectors: dict[str, _Vector] = _read(kept, embedder.name) if kept else {}
        self._lock = threading.Lock()
        self._asked: set[str] = set()
        self._prepared: set[str] = set()
        self.has_grown = False

    @property
    def name(self) -> str:
        """Of the model."""
        return self._embedder.name

    def __call__(self, a: str, b: str) -> float:
        """Cosine, -1 to 1."""
        return float(self._vector(a) @ self._vector(b))

    def prepare(self, passages: Iterable[Passage], sources: Mapping[str, Source]) -> None:
        """Embed the sentences of passages together, which takes a fifth of the time of one by one; a passage is looked at once."""
        with self._lock:
            new = [passage for passage in passages if passage.id not in self._prepared]
            self._prepared.update(passage.id for passage in new)
            sentences = dict.fromkeys(
                span.of(passage.text) for passage in new for span in split_sentences(passage.text, sources[passage.source_id].language)
            )
            missing = {sha256_of(text): text for text in sentences}
            missing = {key: text for key, text in missing.items() if key not in self._vectors}
            if missing:
                self._vectors |= zip(missing, self._embedder.embed_passages(list(missing.values())), strict=True)
                self.has_grown = True

    def to_bytes(self) -> bytes:
        """The vectors, to be kept for the next run. When they are many only those that this run asked for: texts went away."""
        keys = sorted(self._vectors if len(self._vectors) <= _MOST else self._asked)
        matrix = np.stack([self._vectors[key] for key in keys]) if keys else np.empty((0, 0), dtype=np.float32)
        buffer = io.BytesIO()
        np.savez(buffer, model=np.array(self._embedder.name), keys=np.array(keys), vectors=matrix)
        return buffer.getvalue()

    def _vector(self, text: str) -> _Vector:
        key = sha256_of(text)
        with self._lock:
            if key not in self._vectors:
                self._vectors[key] = np.asarray(self._embedder.embed_passages([text])[0], dtype=np.float32)
                self.has_grown = True
            self._asked.add(key)
            return self._vectors[key]


def _read(kept: bytes, model: str) -> dict[str, _Vector]:
    try:
        with np.load(io.BytesIO(kept), allow_pickle=False) as data:
            if str(data["model"]) != model:
                return {}
            return {str(key): vector for key, vector in zip(data["keys"], data["vectors"], strict=True)}
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile):
        return {}
