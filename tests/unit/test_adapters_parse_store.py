"""The parse store on disk: kept, sealed, bounded, forgotten."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import pytest

from briefs.adapters.parse_store import SqliteParseStore, forget_parses
from briefs.collect import state_dir
from briefs.wiring import forget_from_corpus

SECRET = b"barges at Low Quay " * 40


@pytest.fixture(autouse=True)
def an_account(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A key of its own."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "account"))


def kept(folder: Path, **rows: bytes) -> None:
    """A run that keeps these."""
    with SqliteParseStore(folder) as store:
        for key, data in rows.items():
            store.put(key, data)
            assert store.get(key) == data


def test_a_later_run_finds_what_was_kept(tmp_path: Path) -> None:
    """And nothing under another key."""
    kept(tmp_path, a=SECRET)
    with SqliteParseStore(tmp_path) as store:
        assert store.get("a") == SECRET
        assert store.get("b") is None


def test_a_row_of_another_account_is_not_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nor one that was moved under another key."""
    kept(tmp_path, a=SECRET)
    with sqlite3.connect(tmp_path / "parses.sqlite") as connection:
        connection.execute("INSERT INTO parses SELECT 'b', run, data FROM parses")
    with SqliteParseStore(tmp_path) as store:
        assert store.get("b") is None
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "somebody-else"))
    with SqliteParseStore(tmp_path) as store:
        assert store.get("a") is None


def test_a_damaged_store_is_begun_anew(tmp_path: Path) -> None:
    """Whether it is no database, one of another shape, or one with other rows."""
    file = tmp_path / "parses.sqlite"
    file.write_bytes(b"not a database" * 100)
    kept(tmp_path, a=SECRET)
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE parses SET data = 'text'")
    with SqliteParseStore(tmp_path) as store:
        assert store.get("a") is None
    with sqlite3.connect(file) as connection:
        connection.execute("DROP TABLE parses")
        connection.execute("CREATE TABLE parses (other INTEGER)")
    kept(tmp_path, a=SECRET)
    with SqliteParseStore(tmp_path) as store:
        assert store.get("a") == SECRET


def test_no_place_to_write_is_no_error(tmp_path: Path) -> None:
    """Then this run alone has what it put there."""
    store = SqliteParseStore(tmp_path / "missing")
    store.put("a", SECRET)
    assert store.get("a") == SECRET
    store.close()
    store.close()


def test_what_was_not_used_goes_when_it_is_too_much(tmp_path: Path) -> None:
    """What the last run used or added stays."""
    kept(tmp_path, old=bytes(range(256)) * 4, used=bytes(range(256)))
    with SqliteParseStore(tmp_path, most_bytes=500) as store:
        store.get("used")
        store.put("new", SECRET)
    with SqliteParseStore(tmp_path) as store:
        assert [store.get(key) is not None for key in ("old", "used", "new")] == [False, True, True]


def test_forgetting_leaves_nothing(tmp_path: Path) -> None:
    """No file of the store is left, also when there was none."""
    forget_parses(tmp_path)
    kept(tmp_path, a=SECRET)
    forget_parses(tmp_path)
    assert not list(tmp_path.glob("parses*"))


def test_forgetting_a_source_forgets_every_parse(tmp_path: Path) -> None:
    """`briefs forget` goes through this: the store of the corpus is gone with the text."""
    root = tmp_path / "corpus"
    root.mkdir()
    (root / "barges.txt").write_text("Forty barges were sunk at Low Quay.", encoding="utf-8")
    kept(state_dir(root), a=SECRET)
    forget_from_corpus(root, "barges")
    assert not list(state_dir(root).glob("parses*"))
