"""What the checker answers."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from briefs.domain import Finding


class Outcome(StrEnum):
    """How the span stands to the sentence."""

    SUPPORTED = "supported"
    PARTLY = "partly"
    NOT = "not"
    CONTRADICTED = "contradicted"
    CANNOT_TELL = "cannot-tell"
    """In another language than the checker reads, or there is nothing to read: to be treated as not verified."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The answer on one pair."""

    probability: float
    """0..1 that the span supports the sentence, where one in two does; 0 when the checker cannot tell."""
    outcome: Outcome
    findings: tuple[Finding, ...]
    """Which words of the sentence the span does not carry, and why; a sentence may be too loosely supported without one."""
    places: tuple[int, ...] = ()
    """Numbers of the evidence sentences that it was judged by, in their order, counted over all pieces of evidence."""
