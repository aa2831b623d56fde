"""Vectors kept between measuring runs, since embedding 20,000 passages takes most of an hour."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np

from briefs.ports import Embedder, Vectors

_BATCH = 128


class CachedEmbedder:
    """An embedder that remembers; every batch is committed, so that a run which is stopped goes on where it was."""

    def __init__(self, embedder: Embedder, folder: Path, *, on_batch: Callable[[int, int], None] = lambda done, total: None) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._embedder = embedder
        self._on_batch = on_batch
        self._store = sqlite3.connect(folder / f"{embedder.name}.sqlite", timeout=60)
        self._store.execute("PRAGMA journal_mode=WAL")
        self._store.execute("CREATE TABLE IF NOT EXISTS vectors (key BLOB PRIMARY KEY, vector BLOB)")

    @property
    def name(self) -> str:
        """The wrapped embedder's."""
        return self._embedder.name

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """As `ports.Embedder`."""
        return self._embedded(texts, "passage", self._embedder.embed_passages)

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """As `ports.Embedder`."""
        return self._embedded(texts, "query", self._embedder.embed_queries)

    def _embedded(self, texts: Sequence[str], kind: str, embed: Callable[[Sequence[str]], Vectors]) -> Vectors:
        keys = [hashlib.sha256(f"{kind}\0{text}".encode()).digest() for text in texts]
        missing = [index for index, key in enumerate(keys) if self._get(key) is None]
        for start in range(0, len(missing), _BATCH):
            batch = missing[start : start + _BATCH]
            vectors = embed([texts[index] for index in batch])
            rows = [(keys[index], vector.astype(np.float32).tobytes()) for index, vector in zip(batch, vectors, strict=True)]
            with self._store:
                self._store.executemany("INSERT OR REPLACE INTO vectors VALUES (?, ?)", rows)
            self._on_batch(start + len(batch), len(missing))
        return np.array([self._get(key) for key in keys], dtype=np.float32)

    def _get(self, key: bytes) -> Vectors | None:
        row = self._store.execute("SELECT vector FROM vectors WHERE key = ?", (key,)).fetchone()
        return None if row is None else np.frombuffer(row[0], dtype=np.float32)
