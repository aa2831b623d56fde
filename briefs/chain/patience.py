"""A model asked again when it fails for the moment: exponential backoff with jitter, or as long as `Retry-After` says.

A client's time limit is for each piece of an answer; an endpoint that sends a byte now and then never meets it. So a whole answer has
a limit too, kept by waiting for it on a thread that may be left behind.
"""

from __future__ import annotations

import contextvars
import queue
import random
import threading
import time
from collections.abc import Callable
from functools import partial

from briefs.errors import ProviderError
from briefs.ports import ChatAnswer, ChatModel

_FIRST_WAIT_S = 0.5


class Patient:
    """Implements `ports.ChatModel` over another one.

    Args:
        tries: requests of one question, the first included.
        wait_at_most_s: an endpoint that asks for a longer wait than this has failed.
        answer_within_s: for one whole answer; None waits as long as the client does.
        sleep, spread: seconds to sleep, and a factor 0..1 for the jitter; arguments so that tests need no waiting.
    """

    def __init__(
        self,
        model: ChatModel,
        *,
        tries: int,
        wait_at_most_s: float,
        answer_within_s: float | None = None,
        sleep: Callable[[float], None] = time.sleep,
        spread: Callable[[], float] = random.random,
    ) -> None:
        self._model, self._tries, self._wait_at_most_s = model, tries, wait_at_most_s
        self._answer_within_s, self._sleep, self._spread = answer_within_s, sleep, spread

    @property
    def name(self) -> str:
        """The model's own."""
        return self._model.name

    @property
    def is_local(self) -> bool:
        """The model's own."""
        return self._model.is_local

    @property
    def fingerprint(self) -> str:
        """The model's own."""
        return fingerprint_of(self._model)

    def ask(self, *, system: str, user: str, schema: dict[str, object]) -> ChatAnswer:
        """Ask until there is an answer, the tries are used up, or trying again cannot help.

        Raises:
            ProviderError: the last one.
        """
        for number in range(1, self._tries + 1):
            try:
                return self._in_time(partial(self._model.ask, system=system, user=user, schema=schema))
            except ProviderError as error:
                wait = self._wait(number, error)
                if number == self._tries or error.is_lasting or wait > self._wait_at_most_s:
                    raise
                self._sleep(wait)
        raise ProviderError(f"{self.name}: no try was allowed")

    def _in_time(self, ask: Callable[[], ChatAnswer]) -> ChatAnswer:
        if self._answer_within_s is None:
            return ask()
        box: queue.SimpleQueue[ChatAnswer | BaseException] = queue.SimpleQueue()

        def work() -> None:
            try:
                box.put(ask())
            except BaseException as error:  # noqa: BLE001 - handed to the thread that waits, which raises it
                box.put(error)

        # the context says that nothing is traced; a new thread would not know it
        threading.Thread(target=contextvars.copy_context().run, args=(work,), daemon=True).start()
        try:
            answer = box.get(timeout=self._answer_within_s)
        except queue.Empty:
            raise ProviderError(f"{self.name}: no whole answer within {self._answer_within_s:g} s") from None
        if isinstance(answer, BaseException):
            raise answer
        return answer

    def _wait(self, number: int, error: ProviderError) -> float:
        if error.retry_after_s is not None:
            return error.retry_after_s
        longest = min(_FIRST_WAIT_S * 2.0 ** (number - 1), self._wait_at_most_s)
        return longest * (0.5 + 0.5 * self._spread())


def fingerprint_of(model: ChatModel) -> str:
    """What can change a model's answer, as text: its own fingerprint where it has one, else its name."""
    return str(getattr(model, "fingerprint", model.name))
