"""Tells the caller's system that a job is finished: signed by Standard Webhooks, kept until it is taken, asked again with growing waits."""

from __future__ import annotations

import random
import sqlite3
import threading
import time
from dataclasses import dataclass

from briefs.adapters.fetching import Http, Limits
from briefs.errors import AddressRefused, BriefsError
from briefs.service.database import Database
from briefs.service.logs import event
from briefs.service.settings import Secrets, ServiceSettings
from briefs.service.signing import signed_headers

WAITS_S = (5, 30, 120, 600, 3600, 4 * 3600, 12 * 3600)
"""Between attempts, each with up to a fifth more by chance; after the last it is given up."""
_TIMEOUT_S = 15.0
_LOOK_S = 0.5


@dataclass(frozen=True, slots=True)
class _Owed:
    id: str
    job: str
    url: str
    body: str
    attempts: int


class CallbackSender:
    """A thread that sends what is owed. At least once: a receiver drops repetitions by `webhook-id`, which stays the same."""

    def __init__(self, database: Database, settings: ServiceSettings, secrets: Secrets, *, http: Http | None = None) -> None:
        self._http = http or Http(settings.callbacks.rules, limits=Limits(timeout_s=_TIMEOUT_S, most_bytes=64 * 1024))
        self._database, self._keys = database, secrets.callbacks
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        """Send in the background."""
        self._thread.start()

    def stop(self) -> None:
        """Finish the one that is being sent; the rest waits for the next start."""
        self._stopping.set()
        self._thread.join(timeout=_TIMEOUT_S + 5)

    def send_due(self, *, now: float) -> int:
        """Send everything that is due; how many were tried."""
        rows = self._database.connection().execute(
            "SELECT id, job, url, body, attempts FROM callbacks WHERE state = 'waiting' AND next_at <= ? ORDER BY next_at LIMIT 20", (now,)
        )
        owed = [_Owed(**dict(row)) for row in rows]
        for item in owed:
            if self._stopping.is_set():
                break
            self._send(item)
        return len(owed)

    def _run(self) -> None:
        while not self._stopping.wait(_LOOK_S):
            try:
                self.send_due(now=time.time())
            except (sqlite3.Error, BriefsError) as error:
                event("callbacks-stopped", level=40, kind=type(error).__name__)
                self._stopping.wait(5)

    def _send(self, item: _Owed) -> None:
        is_done, may_help, result = self._attempt(item)
        attempts = item.attempts + 1
        is_over = not is_done and (not may_help or attempts > len(WAITS_S))
        state = "delivered" if is_done else "given-up" if is_over else "waiting"
        wait_s = 0.0 if state != "waiting" else WAITS_S[attempts - 1] * random.uniform(1, 1.2)
        with self._database.writing() as connection:
            connection.execute(
                "UPDATE callbacks SET state = ?, attempts = ?, next_at = ?, last_result = ? WHERE id = ?",
                (state, attempts, time.time() + wait_s, result, item.id),
            )
        event("callback", job=item.job, state=state, attempt=attempts, result=result, wait_s=round(wait_s, 1))

    def _attempt(self, item: _Owed) -> tuple[bool, bool, str]:
        """(taken, another attempt may help, what came back)."""
        body = item.body.encode("utf-8")
        headers = signed_headers(self._keys, message_id=item.id, timestamp=int(time.time()), body=body)
        try:
            answer = self._http.post(item.url, body, {"Content-Type": "application/json", **headers})
        except AddressRefused:
            return False, False, "address-refused"
        except BriefsError as error:
            return False, True, type(error).__name__
        is_done = 200 <= answer.status < 300
        return is_done, answer.status != 410, str(answer.status)
