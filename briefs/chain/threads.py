"""Tasks side by side on daemon threads: Ctrl-C need not wait for a slow endpoint, and what was finished by then is there."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")


def side_by_side(tasks: Sequence[Callable[[], T]], *, workers: int) -> Iterator[tuple[int, T]]:
    """(number of the task, its result) as they end. One worker: in this thread, in order. A task's error is raised here."""
    if workers <= 1 or len(tasks) <= 1:
        for number, task in enumerate(tasks):
            yield number, task()
        return
    waiting: queue.SimpleQueue[int] = queue.SimpleQueue()
    done: queue.Queue[tuple[int, T | BaseException]] = queue.Queue()
    stopped = threading.Event()
    for number in range(len(tasks)):
        waiting.put(number)

    def work() -> None:
        while not stopped.is_set():
            try:
                number = waiting.get_nowait()
            except queue.Empty:
                return
            try:
                done.put((number, tasks[number]()))
            except BaseException as error:  # noqa: BLE001 - handed to the caller's thread, which raises it
                done.put((number, error))

    for _ in range(min(workers, len(tasks))):
        threading.Thread(target=work, daemon=True).start()
    try:
        for _ in tasks:
            number, result = done.get()
            if isinstance(result, BaseException):
                raise result
            yield number, result
    finally:
        stopped.set()
