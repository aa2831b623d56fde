"""Keeps the workers running: one process a slot, started again when it dies, gone when the service is."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from typing import IO

from briefs.service.logs import event
from briefs.service.settings import ServiceSettings
from briefs.service.worker import FORGETS, NO_CRASH

_WAITS_S = (0.5, 2.0, 10.0, 30.0)
_STEADY_S = 60.0
"""A worker that lived so long starts at once when it dies."""


@dataclass(slots=True)
class _Slot:
    number: int
    process: subprocess.Popen[bytes] | None = None
    is_ready: bool = False
    deaths: int = 0
    """In a row, each soon after the start."""


class Supervisor:
    """Starts the workers of a service and watches them.

    Args:
        settings: handed to each worker as they are.
    """

    def __init__(self, settings: ServiceSettings) -> None:
        self._settings = settings
        self._slots = [_Slot(number) for number in range(settings.workers)]
        self._stopping = threading.Event()
        self._threads: list[threading.Thread] = []

    def start(self) -> None:
        """Start every worker; returns at once."""
        for slot in self._slots:
            thread = threading.Thread(target=self._keep, args=(slot,), daemon=True)
            thread.start()
            self._threads.append(thread)

    def ready(self) -> int:
        """How many workers take jobs."""
        return sum(slot.is_ready for slot in self._slots)

    def stop(self) -> None:
        """End the workers; what they were at is taken up by the next start."""
        self._stopping.set()
        for slot in self._slots:
            if slot.process is not None and slot.process.stdin is not None:
                with contextlib.suppress(OSError):
                    slot.process.stdin.close()
        for thread in self._threads:
            thread.join(timeout=10)

    def _keep(self, slot: _Slot) -> None:
        has_crashed = False
        while not self._stopping.is_set():
            started = time.monotonic()
            code = self._run(slot, has_crashed=has_crashed)
            if self._stopping.is_set():
                return
            has_crashed = code not in NO_CRASH
            if code == FORGETS:
                continue
            slot.deaths = 0 if time.monotonic() - started > _STEADY_S else slot.deaths + 1
            wait_s = _WAITS_S[min(slot.deaths, len(_WAITS_S) - 1)]
            event("worker-died", level=40, slot=slot.number, code=code, wait_s=wait_s)
            self._stopping.wait(wait_s)

    def _run(self, slot: _Slot, *, has_crashed: bool) -> int:
        command = [sys.executable, "-m", "briefs.service.worker"]
        # a session of its own: a signal to the service's group is not a signal to the worker, which ends by its stdin
        slot.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True)
        try:
            assert slot.process.stdin is not None and slot.process.stdout is not None
            start = {"settings": self._settings.model_dump(mode="json"), "slot": slot.number, "has_crashed": has_crashed}
            with contextlib.suppress(OSError):
                slot.process.stdin.write(json.dumps(start).encode("utf-8") + b"\n")
                slot.process.stdin.flush()
            self._read(slot, slot.process.stdout)
            return slot.process.wait()
        finally:
            slot.is_ready = False

    def _read(self, slot: _Slot, stdout: IO[bytes]) -> None:
        for line in stdout:
            if line == b"ready\n":
                slot.is_ready = True
                event("worker-ready", slot=slot.number, pid=slot.process.pid if slot.process else None)
