"""The queue: jobs that were accepted, what became of them, and their results. Every change is one transaction, so a kill leaves the old
state or the new one, never half of each.

    queued -> running -> succeeded | partial | unchanged | failed
    queued -> cancelled;  running -> queued when its worker went away
"""

from __future__ import annotations

import hashlib
import json
import logging
import secrets
import sqlite3
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from briefs.errors import UsageError
from briefs.service.database import Database
from briefs.service.job import Job, KeyReused, Offer, Outcome, QueueFull, Replayed
from briefs.service.logs import event
from briefs.service.owing import callback_body, owe, owe_delivery
from briefs.service.signing import Delivery

_CRASHES = 3
"""A job during which the worker died so often by itself is failed: it would take the next worker down too."""

_DIED = Outcome(state="failed", error_code="worker-died", error="the program died three times while it worked on this article")


class JobStore:
    """Accepts, hands out and ends jobs."""

    def __init__(self, database: Database, *, most_queued: int = 1000, public_url: str | None = None) -> None:
        self._database = database
        self._most_queued, self._public_url = most_queued, public_url

    def accept(self, offer: Offer, *, hook: tuple[str, Delivery] | None = None) -> tuple[Job, bool]:
        """The job, durable when this returns, and whether it is new. The same idempotency key with the same request, a repeated delivery of
        a hook, and a second save of an article whose job still waits get the job that is there.

        Raises:
            KeyReused: the key came with another request.
            Replayed: the hook's bytes are a copy.
            QueueFull: too many jobs wait.
            StorageError: the disk refuses; nothing was accepted.
        """
        with self._database.writing() as connection:
            there = self._there(connection, offer, hook)
            if there is None:
                [waiting] = connection.execute("SELECT count(*) FROM jobs WHERE state = 'queued'").fetchone()
                if waiting >= self._most_queued:
                    raise QueueFull(f"{waiting} jobs wait already; try again later")
                job_id = "b-" + secrets.token_hex(10)
                connection.execute(
                    "INSERT INTO jobs"
                    " (id, state, corpus, request, request_sha256, caller, idempotency_key, subject, callback_url, created_at)"
                    " VALUES (?, 'queued', ?, ?, ?, ?, ?, ?, ?, ?)",
                    (
                        job_id,
                        offer.corpus,
                        json.dumps(offer.request, ensure_ascii=False),
                        offer.request_sha256,
                        offer.caller,
                        offer.idempotency_key,
                        offer.subject,
                        offer.callback_url,
                        now_text(),
                    ),
                )
            else:
                job_id = there
            if hook is not None:
                _record(connection, *hook, job=job_id)
            row = connection.execute("SELECT * FROM jobs WHERE id = ?", (job_id,)).fetchone()
            return as_job(row), there is None

    def again(self, job: Job, *, caller: str) -> Job:
        """A new job over the article of a finished one, in the same words, as of today: its corpus has changed.

        Raises:
            UsageError: the article was erased.
            QueueFull: too many jobs wait.
            StorageError: the disk refuses.
        """
        if job.request is None:
            raise UsageError("the article was erased: it cannot be briefed again")
        today = datetime.now(UTC).date().isoformat()
        request = {**job.request, "as_of": max(today, str(job.request.get("as_of", today))), "again_after": job.id}
        digest = hashlib.sha256(json.dumps(request, sort_keys=True).encode("utf-8")).hexdigest()
        offer = Offer(corpus=job.corpus, request=request, request_sha256=digest, caller=caller, subject=job.subject)
        return self.accept(offer)[0]

    def known(self, offer: Offer) -> Job | None:
        """The job that an offer's idempotency key has already: nothing of the offer needs to be looked at again.

        Raises:
            KeyReused: the key came with another request.
        """
        there = _of_key(self._database.connection(), offer)
        return None if there is None else self.get(there)

    def note_delivery(self, hook: str, delivery: Delivery) -> None:
        """Remember a hook that asks for no job, so that its copies are refused too.

        Raises:
            Replayed: its bytes are a copy.
        """
        with self._database.writing() as connection:
            _refuse_copy(connection, delivery)
            _record(connection, hook, delivery, job=None)

    def next_job(self, slot: int) -> Job | None:
        """The longest-waiting job over a corpus that no other job is reading, running in this worker's slot from now on; None when there is
        none."""
        due = (
            "SELECT id FROM jobs WHERE state = 'queued' AND not_before <= ?"
            " AND corpus NOT IN (SELECT corpus FROM jobs WHERE state = 'running') ORDER BY number LIMIT 1"
        )
        if self._database.connection().execute(due, (time.time(),)).fetchone() is None:
            return None  # asked often: without the write lock
        with self._database.writing() as connection:
            row = connection.execute(due, (time.time(),)).fetchone()
            if row is None:
                return None
            connection.execute(
                "UPDATE jobs SET state = 'running', slot = ?, attempts = attempts + 1, started_at = ? WHERE id = ?",
                (slot, now_text(), row["id"]),
            )
            return as_job(connection.execute("SELECT * FROM jobs WHERE id = ?", (row["id"],)).fetchone())

    def finish(self, job: Job, outcome: Outcome, *, telling: Mapping[str, Any] | None = None) -> bool:
        """End a job once: result, state, the callback and the delivery that are owed, in one transaction. False when the job is not this
        worker's any more (it was given to another after a death); nothing is written then.
        """
        with self._database.writing() as connection:
            changed = connection.execute(
                "UPDATE jobs SET state = ?, finished_at = ?, slot = NULL, article_sha256 = ?, content_mark = ?, same_as = ?,"
                " error_code = ?, error = ?, claims = ? WHERE id = ? AND state = 'running' AND attempts = ?",
                (
                    outcome.state,
                    now_text(),
                    outcome.article_sha256,
                    outcome.content_mark,
                    outcome.same_as,
                    outcome.error_code,
                    outcome.error,
                    len(outcome.claims) if outcome.results else None,
                    job.id,
                    job.attempts,
                ),
            ).rowcount
            if changed != 1:
                return False
            connection.executemany(
                "INSERT INTO results (job, format, data) VALUES (?, ?, ?)", [(job.id, name, data) for name, data in outcome.results.items()]
            )
            connection.executemany(
                "INSERT INTO job_sources (corpus, source, job) VALUES (?, ?, ?)",
                [(job.corpus, source, job.id) for source in dict.fromkeys(outcome.sources)],
            )
            connection.executemany(
                "INSERT OR IGNORE INTO job_claims (job, claim, brief_sha256, is_publishable) VALUES (?, ?, ?, ?)",
                [(job.id, claim, sha256, int(publishable)) for claim, sha256, publishable in outcome.claims],
            )
            if telling is not None:
                owe(connection, job.id, telling)
            owe_delivery(connection, job, outcome)
            return True

    def put_off(self, job: Job, *, wait_s: float) -> None:
        """Back into the queue after something that may pass: a busy index, a system that did not answer."""
        with self._database.writing() as connection:
            connection.execute(
                "UPDATE jobs SET state = 'queued', slot = NULL, retries = retries + 1, not_before = ?"
                " WHERE id = ? AND state = 'running' AND attempts = ?",
                (time.time() + wait_s, job.id, job.attempts),
            )

    def recover(self, slot: int | None, *, has_crashed: bool) -> list[str]:
        """Give back what the worker of a slot was at (None: of every slot), once it is certain that it is gone; ids of those jobs. A job
        during which workers crashed three times is failed instead, and that is told."""
        failed: list[str] = []
        with self._database.writing() as connection:
            where, values = ("state = 'running'", ()) if slot is None else ("state = 'running' AND slot = ?", (slot,))
            ids = [row["id"] for row in connection.execute(f"SELECT id FROM jobs WHERE {where} ORDER BY number", values)]
            for job_id in ids:
                connection.execute(
                    "UPDATE jobs SET state = 'queued', slot = NULL, crashes = crashes + ? WHERE id = ?", (int(has_crashed), job_id)
                )
                count = connection.execute(
                    "UPDATE jobs SET state = 'failed', finished_at = ?, error_code = ?, error = ? WHERE id = ? AND crashes >= ?",
                    (now_text(), _DIED.error_code, _DIED.error, job_id, _CRASHES),
                ).rowcount
                if count:
                    row = connection.execute("SELECT * FROM jobs WHERE id = ?", (job_id,)).fetchone()
                    owe(connection, job_id, callback_body(as_job(row), _DIED, self._public_url))
                    owe_delivery(connection, as_job(row), _DIED)
                    failed.append(job_id)
        for job_id in failed:
            event("job-finished", level=logging.WARNING, job=job_id, state=_DIED.state, code=_DIED.error_code)
        return [job_id for job_id in ids if job_id not in failed]

    def slots(self) -> list[int]:
        """Slots of which the workers are at a job, or were when the service ended."""
        query = "SELECT DISTINCT slot FROM jobs WHERE state = 'running' AND slot IS NOT NULL ORDER BY slot"
        return [row["slot"] for row in self._database.connection().execute(query)]

    def get(self, job_id: str) -> Job | None:
        """The job; None when there is none of that id."""
        row = self._database.connection().execute("SELECT * FROM jobs WHERE id = ?", (job_id,)).fetchone()
        return None if row is None else as_job(row)

    def newest(self, *, state: str | None, corpus: str | None, before: int | None, limit: int) -> list[Job]:
        """At most `limit` jobs, newest first, older than number `before`."""
        where, values = ["number < ?"], [before if before is not None else 2**62]
        for column, value in (("state", state), ("corpus", corpus)):
            if value is not None:
                where.append(f"{column} = ?")
                values.append(value)  # type: ignore[arg-type]
        query = f"SELECT * FROM jobs WHERE {' AND '.join(where)} ORDER BY number DESC LIMIT ?"
        return [as_job(row) for row in self._database.connection().execute(query, (*values, limit))]

    def counts(self) -> dict[str, int]:
        """Jobs by state."""
        rows = self._database.connection().execute(
            "SELECT state, count(*) AS n FROM jobs WHERE state IN ('queued', 'running') GROUP BY state"
        )
        return {"queued": 0, "running": 0, **{row["state"]: row["n"] for row in rows}}

    def ahead_of(self, job: Job) -> int:
        """How many jobs are worked on before this one."""
        query = "SELECT count(*) FROM jobs WHERE state IN ('queued', 'running') AND number < ?"
        [count] = self._database.connection().execute(query, (job.number,)).fetchone()
        return int(count)

    def result(self, job_id: str, name: str) -> bytes | None:
        """A finished job's result in a format."""
        query = "SELECT data FROM results WHERE job = ? AND format = ?"
        row = self._database.connection().execute(query, (job_id, name)).fetchone()
        return None if row is None else bytes(row["data"])

    def before(self, job: Job) -> Job | None:
        """The job with a result before this one of the same article: the one that was briefed again, or the last of its subject."""
        row = None
        connection = self._database.connection()
        if job.request is not None and job.request.get("again_after"):
            row = connection.execute("SELECT * FROM jobs WHERE id = ? AND number < ?", (job.request["again_after"], job.number)).fetchone()
        elif job.subject is not None:
            query = (
                "SELECT * FROM jobs WHERE subject = ? AND corpus = ? AND number < ? AND state IN ('succeeded', 'partial')"
                " ORDER BY number DESC LIMIT 1"
            )
            row = connection.execute(query, (job.subject, job.corpus, job.number)).fetchone()
        return None if row is None else as_job(row)

    def claim(self, job_id: str, claim_id: str) -> tuple[str, bool] | None:
        """(sha256 of its brief, is publishable) of a claim in a job's result."""
        query = "SELECT brief_sha256, is_publishable FROM job_claims WHERE job = ? AND claim = ?"
        row = self._database.connection().execute(query, (job_id, claim_id)).fetchone()
        return None if row is None else (row["brief_sha256"], bool(row["is_publishable"]))

    def claims(self, job_id: str) -> list[tuple[str, str]]:
        """(claim id, sha256 of its brief) of a job's result."""
        query = "SELECT claim, brief_sha256 FROM job_claims WHERE job = ? ORDER BY claim"
        return [(row["claim"], row["brief_sha256"]) for row in self._database.connection().execute(query, (job_id,))]

    def standing_result(self, subject: str, corpus: str, content_mark: str) -> str | None:
        """The latest finished job of a subject over a corpus when it read the very same; None when either changed since."""
        query = (
            "SELECT id, content_mark FROM jobs WHERE subject = ? AND corpus = ? AND erased_at IS NULL"
            " AND state IN ('succeeded', 'partial') ORDER BY number DESC LIMIT 1"
        )
        row = self._database.connection().execute(query, (subject, corpus)).fetchone()
        return row["id"] if row is not None and row["content_mark"] == content_mark else None

    def _there(self, connection: sqlite3.Connection, offer: Offer, hook: tuple[str, Delivery] | None) -> str | None:
        if hook is not None:
            name, delivery = hook
            _refuse_copy(connection, delivery)
            row = connection.execute("SELECT job FROM deliveries WHERE hook = ? AND id = ?", (name, delivery.id)).fetchone()
            if row is not None and row["job"] is not None:
                return str(row["job"])
        there = _of_key(connection, offer)
        if there is not None:
            return there
        if offer.subject is not None:
            query = "SELECT id FROM jobs WHERE subject = ? AND corpus = ? AND state = 'queued'"
            row = connection.execute(query, (offer.subject, offer.corpus)).fetchone()
            if row is not None:
                connection.execute("UPDATE jobs SET not_before = 0 WHERE id = ?", (row["id"],))  # it was just there: no need to wait
                return str(row["id"])
        return None


def _of_key(connection: sqlite3.Connection, offer: Offer) -> str | None:
    if offer.idempotency_key is None:
        return None
    query = "SELECT id, request_sha256 FROM jobs WHERE caller = ? AND idempotency_key = ?"
    row = connection.execute(query, (offer.caller, offer.idempotency_key)).fetchone()
    if row is not None and row["request_sha256"] != offer.request_sha256:
        raise KeyReused("this Idempotency-Key came with another request before; use a new one")
    return None if row is None else str(row["id"])


def _refuse_copy(connection: sqlite3.Connection, delivery: Delivery) -> None:
    if connection.execute("SELECT 1 FROM delivery_signatures WHERE signature = ?", (delivery.signature,)).fetchone() is not None:
        raise Replayed("this very hook was received before")


def _record(connection: sqlite3.Connection, hook: str, delivery: Delivery, *, job: str | None) -> None:
    now = time.time()
    connection.execute("INSERT INTO delivery_signatures (signature, received_at) VALUES (?, ?)", (delivery.signature, now))
    connection.execute(
        "INSERT INTO deliveries (hook, id, signature, job, received_at) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
        (hook, delivery.id, delivery.signature, job, now),
    )


def as_job(row: sqlite3.Row) -> Job:
    """A row of the table."""
    plain = {name: row[name] for name in Job.__slots__ if name != "request"}
    return Job(**plain, request=json.loads(row["request"]) if row["request"] is not None else None)


def now_text() -> str:
    """The present in UTC, to the millisecond."""
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
