"""What is erased from the state, so that not a word of it stays in the file or its log."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Sequence

from briefs.service.database import Database
from briefs.service.job import FINISHED, Outcome
from briefs.service.jobs import as_job, now_text
from briefs.service.logs import event
from briefs.service.owing import callback_body, owe, owe_again

_TRIES = 20


class Eraser:
    """Erases articles and results; the job's row stays, with the day of its erasure."""

    def __init__(self, database: Database, *, public_url: str | None = None) -> None:
        self._database, self._public_url = database, public_url

    def job(self, job_id: str) -> str | None:
        """Cancel a job that waits, or erase article and results of a finished one; its state afterwards, None when it is running."""
        with self._database.writing() as connection:
            is_cancelled = connection.execute(
                "UPDATE jobs SET state = 'cancelled', finished_at = ? WHERE id = ? AND state = 'queued'", (now_text(), job_id)
            ).rowcount
            row = connection.execute("SELECT * FROM jobs WHERE id = ?", (job_id,)).fetchone()
            if row is None or row["state"] == "running":
                return None
            if is_cancelled:
                owe(connection, job_id, callback_body(as_job(row), Outcome(state="cancelled"), self._public_url))
            _erase(connection, [job_id])
            owe_again(connection, [job_id])  # what stands beside the post goes too
            state = str(row["state"])
        if is_cancelled:
            event("job-finished", job=job_id, state=state)
        self._empty_log()
        return state

    def quoting(self, corpus: str, source_ids: Sequence[str]) -> list[str]:
        """Erase every result in which words of these sources stand; ids of those jobs. The article that was sent goes with it."""
        with self._database.writing() as connection:
            found: dict[str, None] = {}
            for source in source_ids:
                query = "SELECT job FROM job_sources WHERE corpus = ? AND source = ?"
                found |= {row["job"]: None for row in connection.execute(query, (corpus, source))}
            _erase(connection, list(found))
            owe_again(connection, list(found))
        self._empty_log()
        return list(found)

    def older(self, before: str) -> int:
        """Erase what finished before a day (ISO); how many jobs. What stands beside a post stays there: it is the newsroom's by now."""
        with self._database.writing() as connection:
            query = f"SELECT id FROM jobs WHERE erased_at IS NULL AND finished_at < ? AND state IN ({','.join('?' * len(FINISHED))})"
            ids = [row["id"] for row in connection.execute(query, (before, *FINISHED))]
            _erase(connection, ids)
        if ids:
            self._empty_log()
        return len(ids)

    def forget_deliveries(self, before: float) -> None:
        """Drop hooks received before a time; their signatures are too old to be taken anyway."""
        with self._database.writing() as connection:
            connection.execute("DELETE FROM deliveries WHERE received_at < ?", (before,))
            connection.execute("DELETE FROM delivery_signatures WHERE received_at < ?", (before,))

    def _empty_log(self) -> None:
        """The words must not stay in the write-ahead log either; a reader in the middle of a statement is waited for."""
        for _ in range(_TRIES):
            [is_busy, *_] = self._database.connection().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            if not is_busy:
                return
            time.sleep(0.1)


def _erase(connection: sqlite3.Connection, ids: Sequence[str]) -> None:
    for job_id in ids:
        for table in ("results", "job_sources", "job_claims", "review_notes"):
            connection.execute(f"DELETE FROM {table} WHERE job = ?", (job_id,))
        connection.execute(
            "UPDATE jobs SET request = NULL, error = NULL, erased_at = ? WHERE id = ? AND erased_at IS NULL", (now_text(), job_id)
        )
