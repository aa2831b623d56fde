"""Tells the service of saved pages: from the database, so that nothing is lost, and from a thread, so that no editor waits.

A hook waits until nothing was saved for `QUIET_SECONDS` (autosave saves while somebody types), five times as long at most. What the service
does not take is sent again after growing waits; what it refuses is given up, and the page's panel says why.
"""

from __future__ import annotations

import json
import logging
import secrets
import threading
import time
from datetime import datetime, timedelta

import requests
from django.db import DatabaseError, close_old_connections, connection, transaction
from django.utils import timezone
from wagtail.models import Page

from wagtail_briefs import conf
from wagtail_briefs.models import PageHook
from wagtail_briefs.signing import signed_headers

WAITS_S = (30, 120, 600, 3600, 6 * 3600)
"""Between attempts; after the last it is given up."""
_MOST_QUIET = 5
_LEASE_S = 60
"""Whoever took a hook has so long to send it before another process may."""
_TIMEOUT_S = (3.05, 10)
_LOOK_S = 5.0
_MOST_FAILED = 10
_MAY_PASS = (408, 425, 429)
_log = logging.getLogger("wagtail_briefs")


def note_saved(page_id: int, *, at_once: bool = False) -> None:
    """Remember that a page was saved; it is sent after the transaction, if that comes to an end."""
    now = timezone.now()
    quiet_s = 0 if at_once else conf.current().quiet_seconds
    with transaction.atomic():
        waiting = PageHook.objects.select_for_update().filter(pk=page_id).first()
        first_at = waiting.first_at if waiting is not None and waiting.due_at is not None else now
        due_at = min(now + timedelta(seconds=quiet_s), first_at + timedelta(seconds=quiet_s * _MOST_QUIET))
        values = {"message_id": "msg_" + secrets.token_hex(12), "first_at": first_at, "due_at": due_at, "attempts": 0, "problem": ""}
        PageHook.objects.update_or_create(page_id=page_id, defaults=values)
    if conf.current().in_background:
        transaction.on_commit(_sender.wake, robust=True)


def send_due(*, now: datetime | None = None) -> int:
    """Send what is due; how many were tried. Two processes never send the same hook at once."""
    now = now or timezone.now()
    tried = 0
    for hook in PageHook.objects.filter(due_at__lte=now).order_by("due_at")[:50]:
        lease = now + timedelta(seconds=_LEASE_S)
        if not PageHook.objects.filter(pk=hook.pk, message_id=hook.message_id, due_at=hook.due_at).update(due_at=lease):
            continue
        tried += 1
        _send(hook, now)
    return tried


def next_due() -> datetime | None:
    """When the next hook is due; None when none waits."""
    return PageHook.objects.exclude(due_at=None).order_by("due_at").values_list("due_at", flat=True).first()


def _send(hook: PageHook, now: datetime) -> None:
    page = Page.objects.filter(pk=hook.pk).specific().first()
    settings = conf.current()
    mine = PageHook.objects.filter(pk=hook.pk, message_id=hook.message_id)  # saved again meanwhile: that save has its own hook
    if page is None or not settings.connection:
        mine.update(due_at=None, problem="CONNECTION is not set in WAGTAIL_BRIEFS")
        return
    data = {"id": str(hook.pk)}
    corpus = str(getattr(page, settings.corpus_field, "") or "") if settings.corpus_field else ""
    if corpus:
        data["corpus"] = corpus
    body = json.dumps({"type": "article.saved", "timestamp": now.isoformat(), "data": data}).encode("utf-8")
    headers = signed_headers(settings.hook_secret, message_id=hook.message_id, timestamp=int(time.time()), body=body)
    problem, may_pass = _post(settings.hook_url, body, {"Content-Type": "application/json", **headers})
    attempts = hook.attempts + 1
    if not problem:
        mine.update(due_at=None, told_at=timezone.now(), attempts=attempts, problem="")
    elif may_pass and attempts <= len(WAITS_S):
        mine.update(due_at=now + timedelta(seconds=WAITS_S[attempts - 1]), attempts=attempts, problem=problem)
        _log.warning("page %s: the service was not told (%s); again in %s s", hook.pk, problem, WAITS_S[attempts - 1])
    else:
        mine.update(due_at=None, attempts=attempts, problem=problem)
        _log.error("page %s: the service was not told (%s); given up until the page is saved again", hook.pk, problem)


def _post(url: str, body: bytes, headers: dict[str, str]) -> tuple[str, bool]:
    """(what is wrong, empty when taken; whether it may pass). The answer's body is not used."""
    try:
        with requests.post(url, data=body, headers=headers, timeout=_TIMEOUT_S, allow_redirects=False, stream=True) as answer:
            status = answer.status_code
    except requests.Timeout:
        return "it did not answer in time", True
    except requests.RequestException as error:
        return f"it does not answer ({type(error).__name__})", True
    if 200 <= status < 300 or status == 409:  # 409: these bytes came before
        return "", False
    reasons = {
        401: "it refuses the signature: is the secret in CONNECTION its own?",
        404: "it knows no such hook: is the address in CONNECTION right?",
    }
    return reasons.get(status, f"it answered {status}"), status >= 500 or status in _MAY_PASS


class _Sender:
    """One thread a process, alive while hooks wait."""

    def __init__(self) -> None:
        self._wake = threading.Event()
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None

    def wake(self) -> None:
        """Look at once."""
        self._wake.set()
        with self._lock:
            if self._thread is None or not self._thread.is_alive():
                self._thread = threading.Thread(target=self._run, name="wagtail-briefs", daemon=True)
                self._thread.start()

    def _run(self) -> None:
        failed = 0
        while True:
            self._wake.clear()
            try:
                close_old_connections()
                send_due()
                due, failed = next_due(), 0
            except DatabaseError as error:  # locked, gone for a moment, or not migrated: what waits is still there, and the next save looks
                _log.warning("hooks wait: %s", type(error).__name__)
                failed += 1
                due = timezone.now() + timedelta(seconds=_LOOK_S) if failed < _MOST_FAILED else None
            if due is None:
                with self._lock:
                    if not self._wake.is_set():
                        self._thread = None
                        connection.close()
                        return
                continue
            self._wake.wait(min(max((due - timezone.now()).total_seconds(), 0.05), _LOOK_S))


_sender = _Sender()


def wake() -> None:
    """Send what waits, in the background: after a restart, hooks of before are still there."""
    if conf.current().in_background:
        _sender.wake()
