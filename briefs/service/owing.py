"""What is owed when a job ends, written in the transaction that ends it, whichever way it ends: a callback, and the delivery of the
briefs beside their post. The delivery is owed again when a decision, an edit or an erasure changes what has to stand there.

What is delivered is made when it is sent, from the result and the decisions as they stand then: a row is a mark that something is owed,
one an article, so a newer result takes the place of an older delivery that still waits, and no word is kept twice.
"""

from __future__ import annotations

import json
import secrets
import sqlite3
import time
from collections.abc import Mapping, Sequence
from typing import Any

from briefs.service.job import Job, Outcome

_AGAIN = "owed = owed + 1, state = 'waiting', attempts = 0, next_at = 0"


def callback_body(job: Job, outcome: Outcome, public_url: str | None) -> dict[str, Any]:
    """What is told: ids, hashes and addresses; no word of the article."""
    base = (public_url or "").rstrip("/")
    return {
        "type": f"briefs.{outcome.state}",
        "data": {
            "id": job.id,
            "state": outcome.state,
            "corpus": job.corpus,
            "article": job.subject,
            "article_sha256": outcome.article_sha256,
            "same_as": outcome.same_as,
            "claims": [{"id": claim, "brief_sha256": sha256, "is_publishable": ok} for claim, sha256, ok in outcome.claims],
            "error": outcome.error_code,
            "links": {"self": f"{base}/v1/briefs/{job.id}", "result": f"{base}/v1/briefs/{outcome.same_as or job.id}/result"},
        },
    }


def owe(connection: sqlite3.Connection, job_id: str, body: Mapping[str, Any]) -> None:
    """Have the callback of a job sent, when it asked for one."""
    [url] = connection.execute("SELECT callback_url FROM jobs WHERE id = ?", (job_id,)).fetchone()
    if url is not None:
        connection.execute(
            "INSERT INTO callbacks (id, job, url, body, state, next_at) VALUES (?, ?, ?, ?, 'waiting', ?)",
            ("msg_" + secrets.token_hex(12), job_id, url, json.dumps(body), time.time()),
        )


def owe_delivery(connection: sqlite3.Connection, job: Job, outcome: Outcome) -> None:
    """Have the briefs of a job put beside its post, when its hook asks for that. A job that failed leaves the earlier briefs there, with
    word of its failing."""
    if job.subject is None or job.request is None or not job.request.get("deliver"):
        return
    has_result = outcome.state in ("succeeded", "partial", "unchanged")
    stands = "job = excluded.job, version = excluded.version, " if has_result else ""
    connection.execute(
        "INSERT INTO cms_deliveries (subject, job, failed_job, version, owed, state, attempts, next_at, outcome, detail, place, changed_at)"
        f" VALUES (?, ?, ?, ?, 1, 'waiting', 0, 0, '', '', '', '') ON CONFLICT (subject) DO UPDATE SET {stands}"
        f"failed_job = excluded.failed_job, {_AGAIN}",
        (job.subject, (outcome.same_as or job.id) if has_result else "", "" if has_result else job.id, outcome.version),
    )


def owe_again(connection: sqlite3.Connection, job_ids: Sequence[str]) -> None:
    """Have what stands beside a post brought up to date, where it is of one of these jobs."""
    for job_id in job_ids:
        connection.execute(f"UPDATE cms_deliveries SET {_AGAIN} WHERE job = ?", (job_id,))


def owe_decided(connection: sqlite3.Connection, brief_sha256: str, article_sha256: str) -> None:
    """The same where this very brief of this very article stands, in whichever job it came."""
    connection.execute(
        f"UPDATE cms_deliveries SET {_AGAIN} WHERE job IN (SELECT job_claims.job FROM job_claims JOIN jobs ON jobs.id = job_claims.job"
        " WHERE job_claims.brief_sha256 = ? AND jobs.article_sha256 = ?)",
        (brief_sha256, article_sha256),
    )
