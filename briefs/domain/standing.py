"""Standing: what may be said of a claim, with the reasons an editor can check."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from briefs.domain.evidence import Evidence, Origin
from briefs.domain.text import Citation


class Standing(StrEnum):
    """Field terms; definitions in docs/method.md."""

    CONFIRMED = "confirmed"
    ALLEGED = "alleged"
    DISPUTED = "disputed"
    REFUTED = "refuted"
    UNVERIFIED = "unverified"


class ClaimKind(StrEnum):
    """What sort of proposition a claim is; a statement's standing says nothing about its content."""

    FACT = "fact"
    STATEMENT = "statement"
    """It says "X said p"."""
    ACT = "act"
    """A body did a formal act of its own: filed, announced, appointed, ruled."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One step of the rule that set a standing."""

    rule: str
    """Id of the policy rule, e.g. `4b-two-independent-origins`."""
    text: str
    """A sentence for an editor."""
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class Reply:
    """The right of reply of an accused: denied, no-comment, no-answer, not-found."""

    status: str
    by: str = ""
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Assessment:
    """Everything that was found about one claim, and the standing that the policy gives it."""

    claim_id: str
    kind: ClaimKind
    standing: Standing
    reasons: tuple[Reason, ...]
    holders: tuple[str, ...] = ()
    """Names of those who assert it; for a refuted or disputed claim those who assert it nevertheless."""
    confirmed_by: tuple[str, ...] = ()
    denied_by: tuple[str, ...] = ()
    origins: tuple[Origin, ...] = ()
    independent_origins: int = 0
    """Distinct roots with own knowledge that support the claim as worded, parties included."""
    origins_without_stake: int = 0
    evidence: tuple[Evidence, ...] = ()
    would_change: str = ""
    """What would change the standing, one sentence."""
    accuses: bool = False
    """It alleges wrongdoing by an identifiable person or body."""
    reply: Reply | None = None
    unverified_by: tuple[tuple[str, Citation], ...] = ()
    """Carriers that say they could not verify it: (shown name, citation)."""
    misattributed_to: str | None = None
    """The body to which the claim wrongly credits something, when its own record shows otherwise."""
    nearest: tuple[Citation, ...] = ()
    """Unless it is confirmed: the sentences that come nearest to the claim, whatever they say of it, nearest first. No evidence."""
