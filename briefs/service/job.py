"""What a job is, what is asked of the queue, how a job ends; and why the queue refuses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from briefs.errors import BriefsError, UsageError

FINISHED = ("succeeded", "partial", "unchanged", "failed", "cancelled")
STATES = ("queued", "running", *FINISHED)


class KeyReused(UsageError):
    """An idempotency key came with another request before."""


class QueueFull(BriefsError):
    """As many jobs wait as the operator allows."""


class Replayed(BriefsError):
    """The very bytes of this hook were received before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """A job as it stands."""

    number: int
    id: str
    state: str
    corpus: str
    request: Mapping[str, Any] | None
    """None when it was erased."""
    subject: str | None
    """`hook/article id` of an article that a content management system told us of."""
    created_at: str
    started_at: str | None
    finished_at: str | None
    attempts: int
    retries: int
    slot: int | None
    article_sha256: str | None
    same_as: str | None
    """The job whose result still stands, when state is `unchanged`."""
    error_code: str | None
    error: str | None
    claims: int | None
    erased_at: str | None

    @property
    def is_finished(self) -> bool:
        """Whether nothing will change any more but its erasure."""
        return self.state in FINISHED


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What is asked of the queue."""

    corpus: str
    request: Mapping[str, Any]
    request_sha256: str
    caller: str
    idempotency_key: str | None = None
    subject: str | None = None
    callback_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """How a job ended."""

    state: str
    results: Mapping[str, bytes] = field(default_factory=dict)
    """Format to content."""
    article_sha256: str | None = None
    content_mark: str | None = None
    same_as: str | None = None
    sources: Sequence[str] = ()
    """Ids of the sources whose words stand in the result."""
    claims: Sequence[tuple[str, str, bool]] = ()
    """(claim id, sha256 of its brief, is publishable)."""
    error_code: str | None = None
    error: str | None = None
    version: str = ""
    """The article's mark in the content management system, as it was fetched; "" when there is none."""
