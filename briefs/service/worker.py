"""The process that works: takes one job after the other out of the queue. Run by `supervisor`; it ends when its stdin does, which is when
the service goes away, however it goes.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import sqlite3
import sys
import threading
import time
from pathlib import Path
from typing import Any

from briefs.errors import BriefsError, IndexLocked, ProviderError, StorageError
from briefs.service.corpus_child import corpus_held, has_forgotten_since, wait_while_wanted
from briefs.service.database import Database
from briefs.service.job import Job, Outcome
from briefs.service.jobs import JobStore
from briefs.service.logs import LogLines, event, set_up_service_logging
from briefs.service.owing import callback_body
from briefs.service.settings import ServiceSettings, read_environment
from briefs.service.wording import for_callers

NICENESS = 10
"""The API's process goes before: a status call is answered while articles are worked on."""
TOOK_TOO_LONG = 75
"""Exit code after a job over its time; no crash."""
FORGETS = 76
"""Exit code after a source was forgotten: what this process keeps in memory may hold its words."""
STORAGE_REFUSES = 77
"""Exit code after the state could not be written."""
NO_CRASH = (TOOK_TOO_LONG, FORGETS, STORAGE_REFUSES)
_STORAGE_WAIT_S = 10.0
_IDLE_S = 0.25
_LOCK_WAIT_S = 60.0
_RETRY_S = (5.0, 30.0, 120.0, 600.0)
"""Waits after something that may pass; then the job fails."""


def main() -> None:
    """Read the settings from the first line of stdin and work until it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the service; an interrupted document must not pass for a whole one
    lines = set_up_service_logging()
    start: dict[str, Any] = json.loads(sys.stdin.readline())
    threading.Thread(target=_end_with_the_service, daemon=True).start()
    os.nice(NICENESS)
    from filelock import FileLock

    settings = ServiceSettings.model_validate(start["settings"])
    slot = int(start["slot"])
    locks = settings.state / "locks"
    locks.mkdir(parents=True, exist_ok=True)
    # the worker of a service that was killed may still be on its way out: what it was at is taken back only when it is gone
    with FileLock(locks / f"worker-{slot}.lock", timeout=_LOCK_WAIT_S):
        Worker(settings, slot, lines).run(has_crashed=bool(start["has_crashed"]))


class Worker:
    """One slot's loop."""

    def __init__(self, settings: ServiceSettings, slot: int, lines: LogLines | None = None) -> None:
        self._settings, self._slot, self._lines = settings, slot, lines or LogLines()
        self._secrets = read_environment(settings, os.environ)
        self._jobs = JobStore(Database(settings.database), public_url=settings.public_url)
        self._clock = _Clock(settings, slot)

    def run(self, *, has_crashed: bool) -> None:
        """Work until the process ends."""
        for job_id in self._jobs.recover(self._slot, has_crashed=has_crashed):
            event("job-recovered", job=job_id, slot=self._slot)
        if self._slot == 0:
            self._recover_unused_slots()
        _import_the_rest()
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        started = time.time()
        while True:
            if has_forgotten_since(self._settings, started):
                sys.exit(FORGETS)
            try:
                job = self._jobs.next_job(self._slot)
                if job is None:
                    time.sleep(_IDLE_S)
                    continue
                wait_while_wanted(self._settings, job.corpus)
                self._lines.job = job.id
                self.do(job)
                self._lines.job = None
            except (StorageError, sqlite3.Error) as error:
                # a full disk: the job is not at fault, and is taken up again by the next process
                event("storage-refuses", level=40, kind=type(error).__name__, wait_s=_STORAGE_WAIT_S)
                time.sleep(_STORAGE_WAIT_S)
                sys.exit(STORAGE_REFUSES)

    def do(self, job: Job) -> None:
        """Work on one job to its end, or put it off."""
        started = time.monotonic()
        event("job-started", job=job.id, attempt=job.attempts, slot=self._slot)
        with contextlib.ExitStack() as held:
            try:
                # until the result is written: a source that is forgotten in between would come back in it
                held.enter_context(corpus_held(self._settings, job.corpus, wait_s=_LOCK_WAIT_S))
            except StorageError as error:
                self._put_off(job, error)
                return
            self._clock.start(job)
            try:
                outcome = self._outcome(job)
            finally:
                self._clock.stop()
            if outcome is None:
                return
            body = callback_body(job, outcome, self._settings.public_url)
            is_ours = self._jobs.finish(job, outcome, telling=body)
        event(
            "job-finished" if is_ours else "job-was-taken-away",
            job=job.id,
            state=outcome.state,
            code=outcome.error_code,
            claims=len(outcome.claims),
            seconds=round(time.monotonic() - started, 2),
        )

    def _outcome(self, job: Job) -> Outcome | None:
        """None when the job went back into the queue."""
        from briefs.service.working import work

        try:
            return work(job, self._jobs, self._settings, self._secrets)
        except BriefsError as error:
            may_pass = isinstance(error, IndexLocked | StorageError) or (isinstance(error, ProviderError) and not error.is_lasting)
            if may_pass and job.retries < len(_RETRY_S):
                self._put_off(job, error)
                return None
            return Outcome(state="failed", error_code=_code(error), error=for_callers(str(error), self._settings)[:1000])
        except MemoryError:
            return Outcome(state="failed", error_code="too-large", error="the article or its corpus needs more memory than there is")
        except Exception as error:  # noqa: BLE001 - one job's fault must not end the worker; it is failed, and the log says where
            event("internal-error", level=40, job=job.id, exception=type(error).__name__, place=_place(error))
            return Outcome(state="failed", error_code="internal", error=f"internal error ({type(error).__name__}); the log says where")

    def _put_off(self, job: Job, error: BriefsError) -> None:
        wait_s = _RETRY_S[min(job.retries, len(_RETRY_S) - 1)]
        event("job-put-off", job=job.id, kind=type(error).__name__, wait_s=wait_s)
        self._jobs.put_off(job, wait_s=wait_s)

    def _recover_unused_slots(self) -> None:
        """What the workers of an earlier, larger service left, here or before a backup. One that still holds its lock is on its way out."""
        from filelock import FileLock

        for slot in self._jobs.slots():
            if slot >= self._settings.workers:
                with FileLock(self._settings.state / "locks" / f"worker-{slot}.lock", timeout=_LOCK_WAIT_S):
                    for job_id in self._jobs.recover(slot, has_crashed=False):
                        event("job-recovered", job=job_id, slot=slot)


class _Clock:
    """Ends the process when a job is over its time: a library that hangs cannot be stopped otherwise."""

    def __init__(self, settings: ServiceSettings, slot: int) -> None:
        self._settings, self._slot = settings, slot
        self._most_s = settings.limits.job_minutes * 60
        self._job: Job | None = None
        self._until = 0.0
        self._lock = threading.Lock()
        threading.Thread(target=self._watch, daemon=True).start()

    def start(self, job: Job) -> None:
        with self._lock:
            self._job, self._until = job, time.monotonic() + self._most_s

    def stop(self) -> None:
        with self._lock:
            self._job = None

    def _watch(self) -> None:
        while True:
            time.sleep(1)
            with self._lock:
                if self._job is None or time.monotonic() < self._until:
                    continue
                error = f"it took longer than {self._settings.limits.job_minutes} minutes"
                outcome = Outcome(state="failed", error_code="took-too-long", error=error)
                body = callback_body(self._job, outcome, self._settings.public_url)
                JobStore(Database(self._settings.database)).finish(self._job, outcome, telling=body)
                event("job-finished", job=self._job.id, state="failed", code="took-too-long")
                os._exit(TOOK_TOO_LONG)


def _import_the_rest() -> None:
    """Before the first job, so that "ready" means it."""
    import briefs.service.working
    import briefs.wiring  # noqa: F401


def _end_with_the_service() -> None:
    while sys.stdin.read(4096):
        pass
    os._exit(0)


def _code(error: BriefsError) -> str:
    name = type(error).__name__
    return "".join(f"-{c.lower()}" if c.isupper() else c for c in name).lstrip("-")


def _place(error: BaseException) -> str:
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{Path(trace.tb_frame.f_code.co_filename).name}:{trace.tb_lineno}" if trace is not None else ""


if __name__ == "__main__":
    main()
