"""From a draft to a brief: a `Draft` is unchecked, and only `briefs.verify.gate` makes a `Brief`."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

from briefs.domain.claims import Claim
from briefs.domain.sources import Article, LeftOut, Source
from briefs.domain.standing import Assessment
from briefs.domain.text import Citation, Span


class Section(StrEnum):
    """Where a sentence stands in a brief. `unknown` holds what was looked for and not found; only templates write it."""

    ALLEGED = "alleged"
    CONFIRMED = "confirmed"
    DISPUTED = "disputed"
    REFUTED = "refuted"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Searched:
    """What was looked for when a sentence says that something was not found."""

    queries: tuple[str, ...]
    source_ids: tuple[str, ...]
    """Sources that were read for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One sentence of a brief with what it cites."""

    section: Section
    text: str
    citations: tuple[Citation, ...] = ()
    role: str = ""
    """lead | origin | relay | denial | no-comment | counter | unknown: what the sentence is for."""
    searched: Searched | None = None
    template: str = ""
    """Id of the template that wrote it; "" when a model or an editor did."""


@dataclass(frozen=True, slots=True)
class Draft:
    """Unchecked sentences for one claim."""

    claim_id: str
    statements: tuple[Statement, ...]
    note: str = ""
    """Why a claim that a model should have written was written without it: model-failed | budget-spent | kept-here | nothing-passed."""
    written_by: str = ""
    """The model that wrote some of the sentences; "" when the program's rules wrote all."""


class WordingVerdict(StrEnum):
    """What is wrong with how the article words a claim."""

    SOUND = "sound"
    OVERSTATED = "overstated"
    MISATTRIBUTED = "misattributed"
    MISQUOTED = "misquoted"
    OUTDATED = "outdated"
    NOT_FOUND = "not-found"
    """The article says it in its own voice, and no source was found that supports or contradicts it: no fault yet, and no support."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleWording:
    """What an editor must change in the article about one claim."""

    verdict: WordingVerdict
    why: str = ""
    fault: Span | None = None
    """The words at fault, in the article's text."""
    fault_text: str = ""
    proposal: str = ""
    """A fix by template, e.g. 'Write "according to …"'; "" when sound."""
    citations: tuple[Citation, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """Why a sentence did not pass the gate."""

    code: str
    """Of citations: uncited | unresolved-citation | duplicate-citation | citation-without-use. Of what the spans carry:
    quotation-not-verbatim | own-words-quoted | figure-not-in-span | figure-hedge-changed | date-not-in-span | name-not-in-span |
    name-out-of-place | content-not-in-span | negation-changed | hedge-dropped | roles-swapped. Of who says it: attribution-dropped |
    speaker-changed | denial-dropped | holder-missing. Of the standing: stronger-than-standing | not-in-assessment. Of the brief:
    unknown-without-search | not-our-template | origin-twice | too-long | empty. Of a document: hash-differs | standing-without-basis."""
    message: str
    words: str = ""
    """The words of the sentence that the spans do not carry."""


@dataclass(frozen=True, slots=True)
class Withheld:
    """A sentence that failed, kept with its findings."""

    statement: Statement
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class VerificationReport:
    """The gate's verdict on one draft: what passed, in order, and what did not."""

    claim_id: str
    passed: tuple[Statement, ...]
    withheld: tuple[Withheld, ...] = ()


@dataclass(frozen=True, slots=True)
class ReadRecord:
    """What was read for a claim, so that a new source touches only the claims that it could enter."""

    queries: tuple[str, ...]
    passages: tuple[str, ...]
    """Ids of the passages that were read, best first."""
    source_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Brief:
    """A checked brief of one claim. Only `briefs.verify.gate.make_brief` constructs it."""

    claim: Claim
    assessment: Assessment
    wording: ArticleWording
    report: VerificationReport
    read: ReadRecord
    is_publishable: bool
    not_publishable_because: str = ""
    note: str = ""
    """As `Draft.note`: the reader is told when a model was asked and the brief was written without it."""
    written_by: str = ""
    """As `Draft.written_by`."""
    sha256: str = ""
    """sha256 over canonical JSON (RFC 8785) of the brief without this field; an editor's sign-off binds to it."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """A claim that was not briefed: opinion, trivia, or a failure of ours."""

    claim: Claim
    reason: str
    is_failure: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """The whole result for one article."""

    article: Article
    as_of: str
    briefs: tuple[Brief, ...]
    skipped: tuple[Skipped, ...] = ()
    sources: tuple[Source, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    language: str = "en"
    """Language of the brief's own sentences."""
    provenance: dict[str, object] = field(default_factory=dict)
    is_interrupted: bool = False
    """Whether it was stopped before every claim was worked on; those are listed as failures."""

    @property
    def is_publishable(self) -> bool:
        """True when there is at least one brief, every brief is publishable and no claim failed."""
        return bool(self.briefs) and all(b.is_publishable for b in self.briefs) and not any(s.is_failure for s in self.skipped)
