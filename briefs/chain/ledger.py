"""What was asked, of whom, for which claim, and what it took: tokens, dollars and seconds. Also the limits of a run, kept before spending.

A question reserves the most that it can cost before it is sent and gives back what it did not use, so that questions in flight together
cannot overspend.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass

from briefs.errors import BriefsError

ARTICLE = "article"
"""In place of a claim's id: the question was about the whole article, or about several claims."""


class BudgetSpent(BriefsError):
    """The run's limit of money or tokens allows no further question; what was asked before stands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One question."""

    claim_id: str
    stage: str
    model: str
    prompt_tokens: int = 0
    completion_tokens: int = 0
    usd: float | None = 0.0
    """None: the price is not known."""
    seconds: float = 0.0
    is_from_cache: bool = False
    """Answered by an earlier run: nothing was sent, the tokens are not counted again."""
    failure: str = ""


@dataclass(frozen=True, slots=True)
class Reserved:
    """What a question may use at most."""

    usd: float
    tokens: int


class Ledger:
    """Entries and limits of one run; safe to share between threads."""

    def __init__(self, *, budget_usd: float | None = None, max_tokens: int | None = None) -> None:
        self._budget_usd, self._max_tokens = budget_usd, max_tokens
        self._usd, self._tokens = 0.0, 0
        self._entries: list[Entry] = []
        self._lock = threading.Lock()

    @property
    def entries(self) -> tuple[Entry, ...]:
        """All of them; order within a claim is the order asked."""
        with self._lock:
            return tuple(self._entries)

    def reserve(self, usd: float, tokens: int) -> Reserved:
        """Set aside what a question can take.

        Raises:
            BudgetSpent: it would go over a limit.
        """
        with self._lock:
            if self._budget_usd is not None and self._usd + usd > self._budget_usd:
                raise BudgetSpent(f"the budget of ${self._budget_usd:g} allows no further question (${self._usd:.4f} are spent)")
            if self._max_tokens is not None and self._tokens + tokens > self._max_tokens:
                raise BudgetSpent(f"the limit of {self._max_tokens:,} tokens allows no further question ({self._tokens:,} are used)")
            self._usd += usd
            self._tokens += tokens
        return Reserved(usd, tokens)

    def settle(self, reserved: Reserved, entry: Entry) -> None:
        """Replace what was set aside by what was used. A request that failed may have been billed: its prompt stays counted."""
        used = reserved.tokens if entry.failure and not entry.prompt_tokens else entry.prompt_tokens + entry.completion_tokens
        usd = reserved.usd if entry.failure and not entry.prompt_tokens else entry.usd or 0.0
        with self._lock:
            self._usd += usd - reserved.usd
            self._tokens += used - reserved.tokens
            self._entries.append(entry)

    def note(self, entry: Entry) -> None:
        """Keep an entry that used nothing."""
        with self._lock:
            self._entries.append(entry)


def totals(entries: tuple[Entry, ...]) -> dict[str, object]:
    """Calls, tokens, dollars and seconds of entries, as plain data. `usd` is None when a price is not known."""
    asked = [entry for entry in entries if not entry.is_from_cache]
    unknown = any(entry.usd is None for entry in asked)
    return {
        "calls": len(asked),
        "from_cache": len(entries) - len(asked),
        "failed": sum(bool(entry.failure) for entry in asked),
        "prompt_tokens": sum(entry.prompt_tokens for entry in asked),
        "completion_tokens": sum(entry.completion_tokens for entry in asked),
        "usd": None if unknown else round(sum(entry.usd or 0.0 for entry in asked), 6),
        "seconds": round(sum(entry.seconds for entry in asked), 3),
    }
