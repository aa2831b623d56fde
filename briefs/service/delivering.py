"""Puts briefs beside their posts: what is owed is kept until the content management system takes it, and asked again with growing waits."""

from __future__ import annotations

import logging
import random
import sqlite3
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from briefs.errors import AddressRefused, BriefsError, ProviderError
from briefs.ports import ArticleBriefs, Delivered, Publisher, Rights
from briefs.service.delivery_store import CmsDelivery, DeliveryStore
from briefs.service.logs import event

WAITS_S = (5, 30, 120, 600, 3600, 4 * 3600, 12 * 3600)
"""Between attempts, each with up to a fifth more by chance; after the last it is given up until the next save, decision or start."""
_LOOK_S = 0.5
_STOP_S = 40.0
"""Longer than one request may take."""
_MOST_DETAIL = 500


@dataclass(frozen=True, slots=True)
class _Attempt:
    state: str
    outcome: str
    detail: str = ""
    place: str | None = None
    wait_s: float = 0.0


class DeliverySender:
    """A thread that sends what is owed, one after the other: two deliveries of one article never overtake each other."""

    def __init__(self, store: DeliveryStore, publishers: Mapping[str, Publisher], compose: Callable[[CmsDelivery], ArticleBriefs]) -> None:
        self._store, self._publishers, self._compose = store, publishers, compose
        self._stopping = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def start(self) -> None:
        """Send in the background; what was given up before is taken up again."""
        self._thread.start()

    def stop(self) -> None:
        """Finish the one that is being sent; the rest waits for the next start."""
        self._stopping.set()
        self._thread.join(timeout=_STOP_S)

    def send_due(self, *, now: float) -> int:
        """Send everything that is due; how many were tried."""
        items = self._store.due(now)
        for item in items:
            if self._stopping.is_set():
                break
            self._send(item)
        return len(items)

    def _run(self) -> None:
        try:
            self._store.take_up_again()
        except (sqlite3.Error, BriefsError) as error:
            event("deliveries-stopped", level=logging.ERROR, kind=type(error).__name__)
        for name, publisher in self._publishers.items():
            _tell_rights(name, publisher)
        while not self._stopping.wait(_LOOK_S):
            try:
                self.send_due(now=time.time())
            except (sqlite3.Error, BriefsError) as error:
                event("deliveries-stopped", level=logging.ERROR, kind=type(error).__name__)
                self._stopping.wait(5)

    def _send(self, item: CmsDelivery) -> None:
        attempt = self._attempt(item)
        place = item.place if attempt.place is None else attempt.place
        self._store.settle(
            item,
            state=attempt.state,
            outcome=attempt.outcome,
            detail=attempt.detail[:_MOST_DETAIL],
            place=place,
            next_at=time.time() + attempt.wait_s,
        )
        event(
            "delivery",
            level=logging.INFO if attempt.state in ("delivered", "waiting") else logging.WARNING,
            hook=item.hook,
            article=item.article_id,
            job=item.job or item.failed_job,
            state=attempt.state,
            outcome=attempt.outcome,
            attempt=item.attempts + 1,
            wait_s=round(attempt.wait_s, 1),
        )

    def _attempt(self, item: CmsDelivery) -> _Attempt:
        publisher = self._publishers.get(item.hook)
        if publisher is None:
            return _Attempt("given-up", "not-configured", f"the hook {item.hook} delivers nothing by the service's configuration")
        try:
            done = publisher.deliver(self._compose(item))
        except AddressRefused as error:
            return _Attempt("given-up", "address-refused", str(error))
        except ProviderError as error:
            return _put_off(item, "refused" if error.is_lasting else "no-answer", str(error), error.retry_after_s)
        except BriefsError as error:
            return _put_off(item, "failed", str(error), None)
        except Exception as error:  # noqa: BLE001 - one article's fault must not end the thread that serves all
            event("internal-error", level=logging.ERROR, job=item.job, exception=type(error).__name__)
            return _put_off(item, "internal", f"internal error ({type(error).__name__})", None)
        return _settled(done)


def _settled(done: Delivered) -> _Attempt:
    state = {"conflict": "conflict", "gone": "given-up"}.get(done.outcome, "delivered")
    return _Attempt(state, done.outcome, done.detail, done.place)


def _put_off(item: CmsDelivery, outcome: str, detail: str, asked_s: float | None) -> _Attempt:
    """Whatever went wrong may be mended in the other system without our being told: so it waits, also after a no."""
    if item.attempts >= len(WAITS_S):
        return _Attempt("given-up", outcome, detail)
    return _Attempt("waiting", outcome, detail, wait_s=max(asked_s or 0.0, WAITS_S[item.attempts] * random.uniform(1, 1.2)))


def rights_faults(rights: Rights) -> list[str]:
    """What is wrong with a credential, a sentence each; nothing when it is as it should be."""
    found = list(rights.faults)
    if not rights.can_deliver and not found:
        found.append(f"{rights.who} may not put briefs there")
    if rights.can_publish:
        found.append(f"{rights.who} may publish: more than is needed; give it a user that may write drafts and no more")
    return found


def _tell_rights(name: str, publisher: Publisher) -> None:
    try:
        rights = publisher.probe()
    except BriefsError as error:
        event("publisher-unknown", level=logging.WARNING, hook=name, kind=type(error).__name__)
    except Exception as error:  # noqa: BLE001 - a probe is advice; its fault must not keep deliveries from starting
        event("internal-error", level=logging.ERROR, hook=name, exception=type(error).__name__)
    else:
        is_sound = not rights_faults(rights)
        level = logging.INFO if is_sound else logging.WARNING
        event("publisher-rights", level=level, hook=name, can_deliver=rights.can_deliver, can_publish=rights.can_publish)
