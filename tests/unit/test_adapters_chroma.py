"""Chroma's index on disk: one owner, damage noticed, erasing that leaves no trace, a full disk."""

from __future__ import annotations

import logging
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from briefs.adapters.chroma_index import ChromaIndex
from briefs.domain import Passage, Span, sha256_of
from briefs.errors import IndexLocked, StorageError
from tests.contract.embedders import WordEmbedder

ROOT = Path(__file__).resolve().parents[2]


def filled(path: Path, *, count: int = 40, model: str = WordEmbedder.name) -> list[str]:
    """An index of `count` passages, closed again; their ids."""
    items = [Passage(f"source-{n}", Span(n, n + 9), f"text of number {n}", sha256_of(str(n))) for n in range(count)]
    with ChromaIndex(path, model=model) as index:
        index.add(items, WordEmbedder().embed_passages([item.text for item in items]))
    return [item.id for item in items]


def test_what_was_added_survives_closing(tmp_path: Path) -> None:
    """Opened again, the index holds the same ids."""
    ids = filled(tmp_path / "index")
    with ChromaIndex(tmp_path / "index", model=WordEmbedder.name) as index:
        assert set(ids) == index.ids()


def test_vectors_come_back_to_the_last_bit(tmp_path: Path) -> None:
    """Chroma changes last bits; a run over a kept index must rank as the one that made it."""
    made = np.random.default_rng(7).normal(size=(300, 48)).astype(np.float32)
    made /= np.linalg.norm(made, axis=1, keepdims=True)
    items = [Passage(f"source-{n}", Span(n, n + 9), f"text of number {n}", sha256_of(str(n))) for n in range(len(made))]
    ids = [item.id for item in items]
    with ChromaIndex(tmp_path / "index", model="a") as index:
        index.add(items, made)
        written = {name: vector.tobytes() for name, vector in index.vectors(ids).items()}
        index.erase(ids[:1])
    for _ in range(2):
        with ChromaIndex(tmp_path / "index", model="a") as index:
            read = {name: vector.tobytes() for name, vector in index.vectors(ids).items()}
        assert read == {name: written[name] for name in ids[1:]}
    assert np.allclose(np.frombuffer(read[ids[5]], dtype=np.float32), made[5], atol=1e-5)


def test_a_second_owner_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The message names the folder and what to do; after closing the index opens."""
    monkeypatch.setattr("briefs.adapters.chroma_index._LOCK_WAIT_S", 0.1)
    path = tmp_path / "index"
    with ChromaIndex(path, model="a"), pytest.raises(IndexLocked, match=r"index at .*index is in use by another process; wait"):
        ChromaIndex(path, model="a")
    ChromaIndex(path, model="a").close()


def test_another_model_rebuilds(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Vectors of another model are not used, and it is said."""
    filled(tmp_path / "index", model="old-model")
    with caplog.at_level(logging.WARNING), ChromaIndex(tmp_path / "index", model="new-model") as index:
        assert set() == index.ids()
    assert "old-model" in caplog.text


@pytest.mark.parametrize("damage", ["cut database", "garbage in database", "no database", "vectors cut", "vectors gone", "pointer garbage"])
def test_a_damaged_store_is_rebuilt(tmp_path: Path, damage: str) -> None:
    """Whatever broke, the index opens in a process of its own, either whole or empty, never in part; a refresh can fill it."""
    path = tmp_path / "index"
    ids = filled(path, count=1_500)
    database = next(path.glob("g-*/chroma.sqlite3"))
    vectors = next(path.glob("g-*/*/data_level0.bin"))
    if damage == "cut database":
        database.write_bytes(database.read_bytes()[:5_000])
    elif damage == "garbage in database":
        data = bytearray(database.read_bytes())
        data[4_096:40_000] = b"\xa5" * (40_000 - 4_096)
        database.write_bytes(bytes(data))
    elif damage == "no database":
        database.unlink()
    elif damage == "vectors cut":
        vectors.write_bytes(vectors.read_bytes()[:1_000])
    elif damage == "vectors gone":
        for file in vectors.parent.iterdir():
            file.unlink()
    else:
        (path / "current").write_bytes(b"\xff\x00../../elsewhere")
    code = "import sys; from pathlib import Path; from briefs.adapters.chroma_index import ChromaIndex\n"
    code += f"index = ChromaIndex(Path(sys.argv[1]), model={WordEmbedder.name!r}); print(len(index.ids())); index.close()"
    done = subprocess.run([sys.executable, "-c", code, str(path)], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() in ("0", str(len(ids)))
    assert len(ids) == len(filled(path, count=1_500))


def test_erasing_leaves_no_trace_in_the_files(tmp_path: Path) -> None:
    """Neither the source's id nor its vector stands in any file afterwards, even when it had been removed long before."""
    path = tmp_path / "index"
    filled(path, count=1_200)
    secret = Passage("whistleblower", Span(0, 20), "the secret meeting", sha256_of("secret"))
    vector = np.linspace(0.1, 1.0, 64, dtype=np.float32)
    vector /= np.linalg.norm(vector)
    with ChromaIndex(path, model=WordEmbedder.name) as index:
        index.add([secret], vector.reshape(1, -1))
        assert _in_files(path, b"whistleblower")
        index.remove([secret.id])
        index.erase([])
        assert len(index.ids()) == 1_200
    assert not _in_files(path, b"whistleblower")
    assert not _in_files(path, vector.tobytes()[:64])
    assert len(list(path.glob("g-*"))) == 1


def test_no_text_is_stored(tmp_path: Path) -> None:
    """The texts stay with the corpus: none stands in the index's files."""
    filled(tmp_path / "index")
    assert not _in_files(tmp_path / "index", b"text of number")


def test_a_refused_write_is_a_storage_error(tmp_path: Path) -> None:
    """With a limit on the size of files, as on a full disk: the error names the folder, and what stood before still stands."""
    path = tmp_path / "index"
    ids = filled(path)
    code = (
        "import resource, signal, sys; from pathlib import Path\n"
        "from tests.unit.test_adapters_chroma import ChromaIndex, Passage, Span, StorageError, WordEmbedder\n"
        "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
        "index = ChromaIndex(Path(sys.argv[1]), model=WordEmbedder.name)\n"
        "resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))\n"
        "items = [Passage('more', Span(n, n + 9), f'number {n}', '0' * 64) for n in range(5_000)]\n"
        "try:\n    index.add(items, WordEmbedder().embed_passages([i.text for i in items]))\n"
        "except StorageError as error:\n    print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], cwd=ROOT, capture_output=True, text=True, check=False)
    assert f"the index at {path} could not be written" in done.stdout, done.stderr
    with ChromaIndex(path, model=WordEmbedder.name) as index:
        assert set(ids) <= index.ids()


def test_a_folder_that_cannot_be_made_is_a_storage_error(tmp_path: Path) -> None:
    """A file where the folder should be."""
    (tmp_path / "index").write_text("")
    with pytest.raises(StorageError, match="cannot be written to"):
        ChromaIndex(tmp_path / "index", model="a")


def test_settings_of_the_surroundings_do_not_reach_chroma(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A `.env` in the working folder or the environment cannot turn telemetry on or send the index elsewhere."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / ".env").write_text("ANONYMIZED_TELEMETRY=True\nCHROMA_OTEL_COLLECTION_ENDPOINT=http://127.0.0.1:9\n")
    monkeypatch.setenv("CHROMA_API_IMPL", "chromadb.api.fastapi.FastAPI")
    monkeypatch.setenv("CHROMA_OTEL_GRANULARITY", "all")
    with ChromaIndex(tmp_path / "index", model="a") as index:
        settings = index._client.get_settings()
    assert not settings.anonymized_telemetry
    assert not settings.chroma_otel_collection_endpoint
    assert settings.chroma_api_impl == "chromadb.api.rust.RustBindingsAPI"


def _in_files(path: Path, needle: bytes) -> bool:
    return any(needle in file.read_bytes() for file in path.rglob("*") if file.is_file())
