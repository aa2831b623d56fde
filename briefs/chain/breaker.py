"""When to stop asking a model for the rest of a run: it is away, or nothing that it writes passes the gate."""

from __future__ import annotations

import threading

from briefs.errors import BriefsError

_AWAY_AFTER = 3
"""Claims in a row that the endpoint failed after all retries."""
_WEAK_AFTER = 3
"""Claims in a row of which no written sentence passed. A model that fills the form and gets it wrong costs money and time for nothing."""


class ModelGivenUp(BriefsError):
    """The run asks the model no more; the message says why."""


class Breaker:
    """Counts what went wrong in a row, one count a stage's model; safe to share between threads."""

    def __init__(self) -> None:
        self._failures: dict[str, int] = {}
        self._useless = 0
        self._why: dict[str, str] = {}
        self._lock = threading.Lock()

    def check(self, model: str) -> None:
        """Let a question pass.

        Raises:
            ModelGivenUp: not any more.
        """
        with self._lock:
            why = self._why.get(model)
        if why:
            raise ModelGivenUp(why)

    def answered(self, model: str) -> None:
        """The endpoint answered, well or badly."""
        with self._lock:
            self._failures[model] = 0

    def failed(self, model: str, why: str, *, is_lasting: bool) -> None:
        """The endpoint failed a question for good."""
        with self._lock:
            self._failures[model] = self._failures.get(model, 0) + 1
            if is_lasting or self._failures[model] >= _AWAY_AFTER:
                self._why.setdefault(model, why)

    def wrote(self, model: str, *, passed: int) -> None:
        """How many sentences of a claim's first draft passed the gate; an answer that could not be used has none."""
        with self._lock:
            self._useless = 0 if passed else self._useless + 1
            if self._useless >= _WEAK_AFTER:
                self._why.setdefault(model, f"{model}: none of its sentences could be used for {_WEAK_AFTER} claims in a row")
