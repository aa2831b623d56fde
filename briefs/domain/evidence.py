"""Evidence: what a span of a source says about a claim, who says it, and whose knowledge it rests on.

Words and rules: docs/method.md, after the BBC Editorial Guidelines, AP and Reuters handbooks (attribution, anonymous sources), FactBank
(a standing belongs to a proposition and its holder), and the NATO/Admiralty split of reliability and credibility.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from briefs.domain.text import Citation, Span


class Stance(StrEnum):
    """What a span says about a claim."""

    SUPPORTS = "supports"
    REFUTES = "refutes"
    NEUTRAL = "neutral"


class SpeechAct(StrEnum):
    """What a speaker does with a content."""

    ASSERTS = "asserts"
    DENIES = "denies"
    NO_COMMENT = "no-comment"
    """Declined to comment, or was asked and did not answer."""
    UNVERIFIED = "unverified"
    """A carrier says that it could not verify."""
    RETRACTS = "retracts"
    """Withdraws or corrects what it (or its staff) said before."""
    OWN_OBSERVATION = "own-observation"
    """The carrier saw, obtained, reviewed or counted it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attribution:
    """One attribution in a source's text: who says what. Spans are in the source's stored text.

    `via` runs from the carrier inwards: for "the Kyiv Independent, citing Reuters, which quoted Kirby" the speaker is Kirby and via is
    ("the Kyiv Independent", "Reuters").
    """

    source_id: str
    speaker: str
    """As written; "" when impersonal ("was reported", "allegedly")."""
    act: SpeechAct
    named: str = ""
    """The fullest name this source gives that speaker ("the group" -> "Atesh"); the speaker itself when it gives none."""
    content: Span
    cue: Span | None = None
    speaker_span: Span | None = None
    via: tuple[str, ...] = ()
    is_anonymous: bool = False
    is_hedged: bool = False
    """The carrier keeps its distance: claimed, alleged, reportedly, нібито, soll."""
    is_quotation: bool = False
    """Some of the content stands in quotation marks in the source."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A span of a source that bears on a claim."""

    claim_id: str
    citation: Citation
    """The clause or sentence that carries it."""
    stance: Stance
    score: float
    """0..1: how sure the stance is."""
    origin: str
    """Key of the root asserter in `Assessment.origins`."""
    attribution: Attribution | None = None
    """None: the source says it in its own voice."""
    is_relay: bool = False
    """The source passes on what the origin asserts; relays never add to a standing."""
    asserts_only_attribution: bool = False
    """The span is in another language than the brief or too far from the claim's wording: a sentence may say only who carries whom."""
    about_statement: bool = False
    """It supports *"X said p"*, not p."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OriginFlags:
    """What an editor must know about an origin before counting it."""

    interested: bool = False
    anonymous: bool = False
    first_hand: bool = False
    primary_record: bool = False
    admission: bool = False
    """It speaks against its own interest about its own conduct."""
    retracted: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """A root asserter: the newsroom, body, person or record whose own knowledge a group of evidence rests on."""

    key: str
    name: str
    description: str = ""
    """How sources describe it ("a party to the war"), for the lead; "" when they do not."""
    independent: str = "undetermined"
    """yes | no | undetermined, of the other origins of the claim; only yes counts."""
    flags: OriginFlags = OriginFlags()
    side: str | None = None
    """The party it belongs to, when known."""
    stance: Stance = Stance.SUPPORTS
    sources: tuple[str, ...] = ()
    """Ids of every source that carries it, the origin's own document first."""
    relays: tuple[str, ...] = ()
    """Ids of those that only pass it on."""
    why: str = ""
    """One sentence: how the origin was found and why its independence is what it is."""
