"""The passage index in an embedded Chroma: ids, offsets and vectors. Texts stay with the corpus, so that forgetting has one place less.

One process owns an index at a time (Chroma's persistent client loses rows with two writers and shows a second reader stale data), so
the lock is taken when the index is opened. What the index holds is read from Chroma itself at every opening; nothing beside it says so.
Search is exact over vectors in memory: the same passages give the same order however the index came about (an HNSW graph depends on the
history of its insertions), at 0.3 ms a query for 10,000 passages.

On disk: `<path>/writer.lock`, `<path>/current` (the name of the generation in use), `<path>/<generation>/` (Chroma's files). A store
that is damaged or of another model is left behind for a new, empty generation; the caller's refresh fills it.
"""

from __future__ import annotations

import contextlib
import logging
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import numpy as np

from briefs.adapters.telemetry import switch_off
from briefs.domain import Passage
from briefs.errors import IndexLocked, StorageError
from briefs.ports import Vectors

if TYPE_CHECKING:
    from filelock import FileLock

_log = logging.getLogger(__name__)
_COLLECTION = "passages"
_BATCH = 1_000
"""Chroma refuses more than 5,461 in one call."""
_PAGE = 5_000
_LOCK_WAIT_S = 2.0
_GRID_DECIMALS = 6
_DECIMALS = 5


def _on_grid(vectors: Vectors) -> Vectors:
    """Vectors whose numbers are multiples of 0.000001. Chroma gives back numbers that differ in their last bits from those it was given
    (up to 1e-8), and a run that reads them must rank as the one that wrote them: near a multiple there is but one."""
    return np.round(np.asarray(vectors, dtype=np.float32), _GRID_DECIMALS).astype(np.float32, copy=False)


class ChromaIndex:
    """Implements `ports.PassageIndex`; close it to release the lock.

    Args:
        path: the index's folder; made when missing.
        model: the embedder's name. An index of another model is rebuilt: its vectors mean nothing to this one.

    Raises:
        IndexLocked: another process has the index open.
        StorageError: the folder cannot be written to.
    """

    def __init__(self, path: Path, *, model: str) -> None:
        self._path = path
        self._model = model
        self._vectors: dict[str, Vectors] = {}
        self._ranked: tuple[list[str], Vectors] | None = None
        self._client: Any = None
        self._lock = _locked(path)
        try:
            self._open()
            self._sweep()
        except BaseException:
            self.close()
            raise

    def add(self, passages: Sequence[Passage], vectors: Vectors) -> None:
        """Insert or replace; on disk when it returns. Of an id that stands twice the last one counts.

        Raises:
            StorageError: the disk is full or refuses; what was added before still stands.
        """
        rows = dict(zip((passage.id for passage in passages), zip(passages, _on_grid(vectors), strict=True), strict=True))
        items = list(rows.items())
        for start in range(0, len(items), _BATCH):
            batch = items[start : start + _BATCH]
            with self._writing():
                self._collection.upsert(
                    ids=[passage_id for passage_id, _ in batch],
                    embeddings=[vector for _, (_, vector) in batch],
                    metadatas=[_metadata(passage) for _, (passage, _) in batch],
                )
            self._vectors.update({passage_id: vector for passage_id, (_, vector) in batch})
            self._ranked = None

    def remove(self, passage_ids: Sequence[str]) -> None:
        """Take passages out; unknown ids are ignored. Their vectors may stay in the files until `erase`.

        Raises:
            StorageError: the disk refuses.
        """
        known = sorted({passage_id for passage_id in passage_ids if passage_id in self._vectors})
        for start in range(0, len(known), _BATCH):
            batch = known[start : start + _BATCH]
            with self._writing():
                self._collection.delete(ids=batch)
            for passage_id in batch:
                del self._vectors[passage_id]
            self._ranked = None

    def erase(self, passage_ids: Sequence[str]) -> None:
        """Take passages out and write the rest anew, so that no file holds a trace of what was ever removed (0.8 ms a passage).

        Raises:
            StorageError: the disk refuses; run it again.
        """
        self.remove(passage_ids)
        kept: list[tuple[list[str], Any, Any]] = []
        for page in _pages(self._collection, include=["embeddings", "metadatas"]):
            kept.append((page["ids"], page["embeddings"], page["metadatas"]))
        old = self._generation
        with self._writing():
            self._shut()
            collection = self._create(generation := _new_name())
            for ids, embeddings, metadatas in kept:
                for start in range(0, len(ids), _BATCH):
                    part = slice(start, start + _BATCH)
                    collection.upsert(ids=ids[part], embeddings=embeddings[part], metadatas=metadatas[part])
            self._use(generation, collection)
        _log.debug("index at %s: generation %s gave way to %s", self._path, old, generation)
        self._sweep()

    def ids(self) -> set[str]:
        """Ids of every passage held."""
        return set(self._vectors)

    def vectors(self, passage_ids: Sequence[str]) -> dict[str, Vectors]:
        """The vectors of those that are held, by id."""
        return {passage_id: self._vectors[passage_id] for passage_id in passage_ids if passage_id in self._vectors}

    def nearest(self, vector: Vectors, k: int) -> list[tuple[str, float]]:
        """(passage id, cosine -1..1), best first, equal ones by id; at most k, none from an empty index."""
        if not self._vectors or k <= 0:
            return []
        if self._ranked is None:
            ids = sorted(self._vectors)
            self._ranked = ids, np.stack([self._vectors[passage_id] for passage_id in ids])
        ids, matrix = self._ranked
        # rounded: a matrix product gives equal rows last bits that differ
        cosines = np.round(matrix @ np.asarray(vector, dtype=np.float32).reshape(-1), _DECIMALS)
        best = np.argsort(-cosines, kind="stable")[:k]
        return [(ids[row], float(cosines[row])) for row in best]

    def close(self) -> None:
        """Release Chroma and the lock; closing twice does no harm."""
        self._shut()
        self._lock.release()

    def __enter__(self) -> ChromaIndex:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _open(self) -> None:
        """Open the generation in use, or begin a new one when there is none, it is damaged, or it is another model's."""
        generation = _read_pointer(self._path / "current")
        reason = None
        if generation is not None:
            try:
                collection = self._existing(generation)
                reason = self._take_in(collection)
            except _damage() as error:
                reason = f"it is damaged ({type(error).__name__})"
            if reason is None:
                self._generation, self._collection = generation, collection
                return
            _log.warning("the index at %s is rebuilt: %s", self._path, reason)
            self._shut()
            self._vectors.clear()
        with self._writing():
            name = _new_name()
            self._use(name, self._create(name))

    def _take_in(self, collection: Any) -> str | None:
        """Read every id and vector; why the store cannot be used, or None."""
        model = (collection.metadata or {}).get("model")
        if model != self._model:
            return f"it was made with the model {model}, and {self._model} is used now"
        for page in _pages(collection, include=["embeddings"]):
            matrix = np.asarray(page["embeddings"], dtype=np.float32)
            if matrix.ndim != 2 or len(matrix) != len(page["ids"]) or not np.allclose(np.linalg.norm(matrix, axis=1), 1.0, atol=1e-2):
                return "it is damaged (vectors are missing or broken)"
            self._vectors.update(zip(page["ids"], _on_grid(matrix), strict=True))
        if len(self._vectors) != collection.count():
            return "it is damaged (passages are missing)"
        return None

    def _existing(self, generation: str) -> Any:
        database = self._path / generation / "chroma.sqlite3"
        with contextlib.closing(sqlite3.connect(f"file:{database}?mode=rw", uri=True)) as connection:
            # asked before Chroma opens the file: its native code does not always survive a broken one
            if connection.execute("PRAGMA quick_check(1)").fetchone()[0] != "ok":
                raise sqlite3.DatabaseError("quick_check failed")
        return self._connect(generation).get_collection(_COLLECTION, embedding_function=None)

    def _create(self, generation: str) -> Any:
        return self._connect(generation).create_collection(
            _COLLECTION,
            embedding_function=None,
            metadata={"model": self._model},
            configuration={"hnsw": {"space": "cosine"}},
        )

    def _connect(self, generation: str) -> Any:
        switch_off()
        import chromadb
        from chromadb.config import Settings

        settings = Settings(
            _env_file=None,
            chroma_api_impl="chromadb.api.rust.RustBindingsAPI",
            anonymized_telemetry=False,
            chroma_otel_collection_endpoint="",
            chroma_otel_granularity="none",
        )
        # Chroma's messages can name ids
        logging.getLogger("chromadb").setLevel(logging.ERROR)
        self._client = chromadb.PersistentClient(str(self._path / generation), settings=settings)
        return self._client

    def _use(self, generation: str, collection: Any) -> None:
        pointer = self._path / "current"
        staged = pointer.with_suffix(".new")
        staged.write_text(generation, encoding="utf-8")
        staged.replace(pointer)
        self._generation, self._collection = generation, collection

    def _sweep(self) -> None:
        """Delete the generations that are not in use."""
        for folder in self._path.iterdir():
            if folder.is_dir() and folder.name.startswith("g-") and folder.name != self._generation:
                shutil.rmtree(folder, ignore_errors=True)

    def _shut(self) -> None:
        if self._client is not None:
            with contextlib.suppress(Exception):
                self._client.close()
            self._client = None

    @contextlib.contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except _damage() as error:
            message = (
                f"the index at {self._path} could not be written ({_brief(error)}); free some space or check the folder, and run again"
            )
            raise StorageError(message) from error


def _locked(path: Path) -> FileLock:
    from filelock import FileLock, Timeout

    try:
        path.mkdir(parents=True, exist_ok=True)
        lock = FileLock(path / "writer.lock", timeout=_LOCK_WAIT_S)
        lock.acquire()
    except Timeout as error:
        message = f"the index at {path} is in use by another process; wait until it has ended, or end it, and run again"
        raise IndexLocked(message) from error
    except OSError as error:
        raise StorageError(f"the index at {path} cannot be written to ({error.strerror or error})") from error
    return lock


def _damage() -> tuple[type[BaseException], ...]:
    """What a broken or full store raises: Chroma's and SQLite's errors, I/O errors, and the panic of native code."""
    from chromadb.errors import ChromaError

    return (ChromaError, sqlite3.Error, OSError, ValueError, KeyError, TypeError, RuntimeError, *_panic())


def _panic() -> tuple[type[BaseException], ...]:
    """pyo3's PanicException derives from BaseException and cannot be imported: it is found by its name."""
    return tuple(kind for kind in BaseException.__subclasses__() if kind.__name__ == "PanicException")


def _pages(collection: Any, *, include: list[str]) -> Iterator[Any]:
    offset = 0
    while True:
        page = collection.get(include=include, limit=_PAGE, offset=offset)
        if page["ids"]:
            yield page
        if len(page["ids"]) < _PAGE:
            return
        offset += _PAGE


def _metadata(passage: Passage) -> dict[str, str | int]:
    return {
        "source_id": passage.source_id,
        "start": passage.span.start,
        "end": passage.span.end,
        "sha256": passage.source_sha256,
    }


def _read_pointer(pointer: Path) -> str | None:
    try:
        name = pointer.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        return None
    return name if name.startswith("g-") and "/" not in name and (pointer.parent / name).is_dir() else None


def _new_name() -> str:
    return f"g-{uuid4().hex[:12]}"


def _brief(error: BaseException) -> str:
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text[:160]}"
