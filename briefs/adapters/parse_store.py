"""Parses kept beside a corpus, so that the second run over the same texts parses nothing: `<state>/parses.sqlite`.

The words of sources and of articles are in it, so forgetting a source deletes it whole (`forget_parses`). A folder that came from
somebody else may hold one: every row stands behind the account's seal, and a row without it counts as not there. The store only saves
time: whatever goes wrong with it (a full disk, a damaged file, another process that writes) ends in parsing again.
"""

from __future__ import annotations

import contextlib
import logging
import sqlite3
import zlib
from pathlib import Path
from types import TracebackType

from briefs.collect.durable import remove_durably
from briefs.collect.sealing import sealed, unsealed

_log = logging.getLogger(__name__)
_NAME = "parses.sqlite"
_MOST_BYTES = 400_000_000
"""Beyond this the parses longest unused go: some 10,000 long articles."""
_WAIT_S = 2.0
_LEVEL = 1


class SqliteParseStore:
    """Implements `language.ParseStore`; leave its block, or close it, to write what was put there.

    Args:
        folder: the corpus's state folder.
    """

    def __init__(self, folder: Path, *, most_bytes: int = _MOST_BYTES) -> None:
        self._path = folder / _NAME
        self._most_bytes = most_bytes
        self._new: dict[str, bytes] = {}
        self._used: set[str] = set()
        self._connection = self._opened()

    def get(self, key: str) -> bytes | None:
        """What was kept under the key on this account."""
        if key in self._new:
            return zlib.decompress(self._new[key])
        if self._connection is None:
            return None
        try:
            row = self._connection.execute("SELECT data FROM parses WHERE key = ?", (key,)).fetchone()
            data = unsealed(row[0], name=key) if row is not None and isinstance(row[0], bytes) else None
            found = zlib.decompress(data) if data is not None else None
        except (sqlite3.Error, zlib.error) as error:
            _log.debug("a kept parse cannot be read: %s", error)
            return None
        if found is not None:
            self._used.add(key)
        return found

    def put(self, key: str, data: bytes) -> None:
        """Keep it when the store is closed."""
        self._new[key] = zlib.compress(data, _LEVEL)

    def close(self) -> None:
        """Write what is new and drop what is too much; closing twice does no harm."""
        connection, self._connection = self._connection, None
        if connection is None:
            return
        with contextlib.closing(connection):
            try:
                self._write(connection)
            except sqlite3.Error as error:
                _log.debug("parses are not kept: %s", error)
        self._new.clear()

    def __enter__(self) -> SqliteParseStore:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def _write(self, connection: sqlite3.Connection) -> None:
        if not self._new:
            return
        with connection:
            run = connection.execute("SELECT coalesce(max(run), 0) + 1 FROM parses").fetchone()[0]
            connection.executemany("UPDATE parses SET run = ? WHERE key = ?", [(run, key) for key in sorted(self._used)])
            rows = [(key, run, sealed(data, name=key)) for key, data in self._new.items()]
            connection.executemany("INSERT OR REPLACE INTO parses (key, run, data) VALUES (?, ?, ?)", rows)
            total = connection.execute("SELECT coalesce(sum(length(data)), 0) FROM parses").fetchone()[0]
            if total > self._most_bytes:
                connection.execute("DELETE FROM parses WHERE run < ?", (run,))

    def _opened(self) -> sqlite3.Connection | None:
        """None when there can be no store here: everything is then parsed. A damaged one is begun anew."""
        for _ in range(2):
            connection = None
            try:
                connection = sqlite3.connect(self._path, timeout=_WAIT_S, check_same_thread=False)
                connection.execute("CREATE TABLE IF NOT EXISTS parses (key TEXT PRIMARY KEY, run INTEGER NOT NULL, data BLOB NOT NULL)")
                connection.execute("SELECT key, run, data FROM parses LIMIT 1").fetchone()
                return connection
            except sqlite3.OperationalError as error:
                _close(connection)
                if "no such column" not in str(error):
                    _log.debug("no parses are kept here: %s", error)
                    return None
            except sqlite3.DatabaseError as error:
                _close(connection)
                _log.debug("kept parses are damaged and begun anew: %s", error)
            with contextlib.suppress(OSError):
                self._path.unlink(missing_ok=True)
        return None


def forget_parses(folder: Path) -> None:
    """Delete every parse kept in a corpus's state folder: any of them may hold the words to be forgotten.

    Raises:
        StorageError: the file system refuses.
    """
    for name in (_NAME, f"{_NAME}-journal", f"{_NAME}-wal", f"{_NAME}-shm"):
        remove_durably(folder / name)


def _close(connection: sqlite3.Connection | None) -> None:
    if connection is not None:
        connection.close()
