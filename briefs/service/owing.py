"""The callback that is owed when a job ends: written in the transaction that ends it, whichever way it ends."""

from __future__ import annotations

import json
import secrets
import sqlite3
import time
from collections.abc import Mapping
from typing import Any

from briefs.service.job import Job, Outcome


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
