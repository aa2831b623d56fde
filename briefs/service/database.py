"""The service's one SQLite file: its tables, its versions, and connections that lose nothing which was acknowledged.

Write-ahead log with `synchronous = FULL`: a committed transaction survives kill -9 and a power cut. `secure_delete` overwrites what
is erased.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from briefs.errors import StorageError, UsageError

_BUSY_S = 15.0

_VERSIONS: tuple[str, ...] = (
    """
    CREATE TABLE tokens (
        name TEXT PRIMARY KEY,
        sha256 TEXT NOT NULL UNIQUE,
        scopes TEXT NOT NULL,
        created_at TEXT NOT NULL,
        revoked_at TEXT
    ) STRICT;
    CREATE TABLE jobs (
        number INTEGER PRIMARY KEY,
        id TEXT NOT NULL UNIQUE,
        state TEXT NOT NULL CHECK (state IN ('queued', 'running', 'succeeded', 'partial', 'unchanged', 'failed', 'cancelled')),
        corpus TEXT NOT NULL,
        request TEXT,
        request_sha256 TEXT NOT NULL,
        caller TEXT NOT NULL,
        idempotency_key TEXT,
        subject TEXT,
        callback_url TEXT,
        created_at TEXT NOT NULL,
        started_at TEXT,
        finished_at TEXT,
        slot INTEGER,
        attempts INTEGER NOT NULL DEFAULT 0,
        crashes INTEGER NOT NULL DEFAULT 0,
        retries INTEGER NOT NULL DEFAULT 0,
        not_before REAL NOT NULL DEFAULT 0,
        article_sha256 TEXT,
        content_mark TEXT,
        same_as TEXT,
        error_code TEXT,
        error TEXT,
        claims INTEGER,
        erased_at TEXT,
        UNIQUE (caller, idempotency_key)
    ) STRICT;
    CREATE INDEX jobs_by_state ON jobs (state, number);
    CREATE INDEX jobs_by_subject ON jobs (subject, number) WHERE subject IS NOT NULL;
    CREATE TABLE results (
        job TEXT NOT NULL REFERENCES jobs (id),
        format TEXT NOT NULL,
        data BLOB NOT NULL,
        PRIMARY KEY (job, format)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE job_sources (
        corpus TEXT NOT NULL,
        source TEXT NOT NULL,
        job TEXT NOT NULL REFERENCES jobs (id),
        PRIMARY KEY (corpus, source, job)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE job_claims (
        job TEXT NOT NULL REFERENCES jobs (id),
        claim TEXT NOT NULL,
        brief_sha256 TEXT NOT NULL,
        is_publishable INTEGER NOT NULL,
        PRIMARY KEY (job, claim)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE deliveries (
        hook TEXT NOT NULL,
        id TEXT NOT NULL,
        signature TEXT NOT NULL,
        job TEXT,
        received_at REAL NOT NULL,
        PRIMARY KEY (hook, id)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE delivery_signatures (
        signature TEXT PRIMARY KEY,
        received_at REAL NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE callbacks (
        id TEXT PRIMARY KEY,
        job TEXT NOT NULL UNIQUE,
        url TEXT NOT NULL,
        body TEXT NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('waiting', 'delivered', 'given-up')),
        attempts INTEGER NOT NULL DEFAULT 0,
        next_at REAL NOT NULL,
        last_result TEXT
    ) STRICT;
    CREATE INDEX callbacks_due ON callbacks (next_at) WHERE state = 'waiting';
    CREATE TABLE decisions (
        number INTEGER PRIMARY KEY,
        job TEXT NOT NULL,
        claim TEXT NOT NULL,
        brief_sha256 TEXT NOT NULL,
        article_sha256 TEXT NOT NULL,
        decision TEXT NOT NULL CHECK (decision IN ('approved', 'rejected', 'withdrawn')),
        editor TEXT NOT NULL,
        caller TEXT NOT NULL,
        note TEXT NOT NULL,
        decided_at TEXT NOT NULL
    ) STRICT;
    CREATE INDEX decisions_by_brief ON decisions (brief_sha256, article_sha256, number);
    CREATE TRIGGER decisions_stay BEFORE UPDATE ON decisions BEGIN SELECT RAISE (ABORT, 'decisions are only added'); END;
    CREATE TRIGGER decisions_remain BEFORE DELETE ON decisions BEGIN SELECT RAISE (ABORT, 'decisions are only added'); END;
    """,
    """
    CREATE TABLE review_sessions (
        sha256 TEXT PRIMARY KEY,
        token_sha256 TEXT NOT NULL,
        editor TEXT NOT NULL,
        ends_at REAL NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE review_notes (
        number INTEGER PRIMARY KEY,
        job TEXT NOT NULL,
        claim TEXT NOT NULL,
        brief_sha256 TEXT NOT NULL,
        editor TEXT NOT NULL,
        caller TEXT NOT NULL,
        note TEXT NOT NULL,
        written_at TEXT NOT NULL
    ) STRICT;
    CREATE INDEX review_notes_by_job ON review_notes (job, number);
    CREATE TABLE audit (
        number INTEGER PRIMARY KEY,
        at TEXT NOT NULL,
        action TEXT NOT NULL,
        editor TEXT NOT NULL,
        caller TEXT NOT NULL,
        job TEXT NOT NULL,
        claim TEXT NOT NULL,
        article_sha256 TEXT NOT NULL,
        brief_sha256 TEXT NOT NULL,
        became_sha256 TEXT NOT NULL,
        words_sha256 TEXT NOT NULL,
        decision INTEGER,
        previous TEXT NOT NULL UNIQUE,
        sha256 TEXT NOT NULL UNIQUE
    ) STRICT;
    CREATE TRIGGER audit_stays BEFORE UPDATE ON audit BEGIN SELECT RAISE (ABORT, 'the audit is only added to'); END;
    CREATE TRIGGER audit_remains BEFORE DELETE ON audit BEGIN SELECT RAISE (ABORT, 'the audit is only added to'); END;
    CREATE TABLE audit_since (decision INTEGER NOT NULL) STRICT;
    INSERT INTO audit_since SELECT coalesce(max(number), 0) FROM decisions;
    """,
    """
    CREATE TABLE cms_deliveries (
        subject TEXT PRIMARY KEY,
        job TEXT NOT NULL,
        failed_job TEXT NOT NULL,
        version TEXT NOT NULL,
        owed INTEGER NOT NULL,
        state TEXT NOT NULL CHECK (state IN ('waiting', 'delivered', 'conflict', 'given-up')),
        attempts INTEGER NOT NULL,
        next_at REAL NOT NULL,
        outcome TEXT NOT NULL,
        detail TEXT NOT NULL,
        place TEXT NOT NULL,
        changed_at TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX cms_deliveries_due ON cms_deliveries (next_at) WHERE state = 'waiting';
    CREATE INDEX cms_deliveries_by_job ON cms_deliveries (job);
    """,
)
"""What leads from one version to the next, in order; entries that were released are never changed."""


class Database:
    """Connections to the file, one a thread. Opening it brings an older file up to this program's version.

    Raises:
        UsageError: the file is of a newer program.
        StorageError: it cannot be opened.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._here = threading.local()
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            if not path.exists():
                path.touch(mode=0o600)
            _bring_up(self.connection())
        except (OSError, sqlite3.Error) as error:
            raise StorageError(f"the service's state {path} cannot be opened ({error})") from error

    def connection(self) -> sqlite3.Connection:
        """This thread's connection; every statement outside `writing` stands for itself."""
        found: sqlite3.Connection | None = getattr(self._here, "connection", None)
        if found is None:
            found = sqlite3.connect(self.path, timeout=_BUSY_S, isolation_level=None)
            found.row_factory = sqlite3.Row
            found.execute("PRAGMA journal_mode = WAL")
            found.execute("PRAGMA synchronous = FULL")
            found.execute("PRAGMA foreign_keys = ON")
            found.execute("PRAGMA secure_delete = ON")
            self._here.connection = found
        return found

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction, the write lock taken at its start; whatever is raised inside undoes all of it.

        Raises:
            StorageError: the disk is full or refuses.
        """
        connection = self.connection()
        try:
            connection.execute("BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            raise StorageError(f"the service's state cannot be written to now ({error}); try again") from error
        try:
            yield connection
            connection.execute("COMMIT")
        except BaseException as error:
            if connection.in_transaction:  # a full disk may have ended it already
                connection.execute("ROLLBACK")
            if isinstance(error, sqlite3.OperationalError):
                raise StorageError(f"the service's state could not be written ({error}); nothing was changed") from error
            raise

    def close(self) -> None:
        """Close this thread's connection."""
        found: sqlite3.Connection | None = getattr(self._here, "connection", None)
        if found is not None:
            found.close()
            self._here.connection = None


def newest_version() -> int:
    """The version that this program writes."""
    return len(_VERSIONS)


def _bring_up(connection: sqlite3.Connection) -> None:
    [version] = connection.execute("PRAGMA user_version").fetchone()
    if version > len(_VERSIONS):
        raise UsageError(
            f"the state is of a newer program (version {version}; this one knows {len(_VERSIONS)}): install that, or restore a backup"
        )
    while version < len(_VERSIONS):
        # one transaction a step: a kill in the middle leaves the step undone. Another process may have done it meanwhile.
        connection.execute("BEGIN IMMEDIATE")
        try:
            [version] = connection.execute("PRAGMA user_version").fetchone()
            if version < len(_VERSIONS):
                for statement in _statements(_VERSIONS[version]):
                    connection.execute(statement)
                version += 1
                connection.execute(f"PRAGMA user_version = {version}")
            connection.execute("COMMIT")
        except BaseException:
            connection.execute("ROLLBACK")
            raise


def _statements(script: str) -> Iterator[str]:
    """`executescript` would commit in the middle of the transaction."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
