"""Checks a finished document again, also after an editor changed sentences in it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from briefs.domain import Assessment, Brief, Citation, ClaimKind, Document, Finding, Source, Stance, Standing, Statement
from briefs.domain.wire import Json, brief_sha256
from briefs.verify.citations import citation_fault
from briefs.verify.gate import MAX_WORDS, check_statement


@dataclass(frozen=True, slots=True)
class SentenceVerdict:
    """One printed sentence and what is wrong with it; no findings when it holds."""

    claim_id: str
    number: int
    """Its place in the brief, from 1."""
    statement: Statement
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class BriefFault:
    """What is wrong with a brief as a whole: its hash, a citation behind its reasons, its length."""

    claim_id: str
    finding: Finding


@dataclass(frozen=True, slots=True)
class DocumentReport:
    """The verdict on a whole document."""

    sentences: tuple[SentenceVerdict, ...]
    faults: tuple[BriefFault, ...] = ()

    @property
    def checked(self) -> int:
        """How many sentences were checked."""
        return len(self.sentences)

    @property
    def failures(self) -> int:
        """How many sentences do not pass."""
        return sum(bool(verdict.findings) for verdict in self.sentences)

    @property
    def edited(self) -> tuple[str, ...]:
        """Ids of the claims whose hash no longer fits: something in them was changed after the gate made them."""
        return tuple(fault.claim_id for fault in self.faults if fault.finding.code == "hash-differs")

    @property
    def is_sound(self) -> bool:
        """Whether every sentence, every citation and every hash holds."""
        return not self.failures and not self.faults

    @property
    def may_be_resealed(self) -> bool:
        """Whether everything but the hashes holds, so that an editor's changes can be taken over."""
        return not self.failures and all(fault.finding.code == "hash-differs" for fault in self.faults)

    def lines(self) -> Iterator[str]:
        """The report for a person, one finding a line."""
        for verdict in self.sentences:
            if verdict.findings:
                yield f'{verdict.claim_id}, sentence {verdict.number}: "{verdict.statement.text}"'
                for finding in verdict.findings:
                    words = f" ({finding.words})" if finding.words else ""
                    yield f"  {finding.code}: {finding.message}{words}"
        for fault in self.faults:
            words = f" ({fault.finding.words})" if fault.finding.words else ""
            yield f"{fault.claim_id}: {fault.finding.code}: {fault.finding.message}{words}"
        if self.is_sound:
            yield f"All {self.checked} sentences pass."
        else:
            yield f"{self.failures} of {self.checked} sentences do not pass; {len(self.faults)} faults in whole briefs."

    def as_json(self) -> Json:
        """The report as plain data."""
        return {
            "is_sound": self.is_sound,
            "checked": self.checked,
            "failures": self.failures,
            "edited": list(self.edited),
            "sentences": [
                {
                    "claim": verdict.claim_id,
                    "number": verdict.number,
                    "text": verdict.statement.text,
                    "passes": not verdict.findings,
                    "findings": [_finding(finding) for finding in verdict.findings],
                }
                for verdict in self.sentences
            ],
            "faults": [{"claim": fault.claim_id, **_finding(fault.finding)} for fault in self.faults],
        }


def verify_document(document: Document, sources: Mapping[str, Source]) -> DocumentReport:
    """Every sentence of every brief through the gate again, every citation of the reasons, and the hashes.

    `sources` are the corpus as it is now; a document carries no source texts.
    """
    sentences: list[SentenceVerdict] = []
    faults: list[BriefFault] = []
    for brief in document.briefs:
        for number, statement in enumerate(brief.report.passed, start=1):
            findings = check_statement(
                statement,
                claim=brief.claim,
                assessment=brief.assessment,
                sources=sources,
                read=brief.read,
                language=document.language,
            )
            sentences.append(SentenceVerdict(brief.claim.id, number, statement, tuple(findings)))
        faults.extend(BriefFault(brief.claim.id, finding) for finding in _brief_findings(brief, sources))
    return DocumentReport(tuple(sentences), tuple(faults))


def reseal(document: Document) -> Document:
    """The document with fresh hashes over what now stands in it; only for one whose report says `may_be_resealed`."""
    return replace(document, briefs=tuple(replace(brief, sha256=brief_sha256(brief)) for brief in document.briefs))


def _brief_findings(brief: Brief, sources: Mapping[str, Source]) -> Iterator[Finding]:
    if brief_sha256(brief) != brief.sha256:
        yield Finding("hash-differs", "the brief was changed after it was made; its sign-off no longer holds")
    if brief.assessment.standing is Standing.CONFIRMED and not _has_basis(brief.assessment):
        yield Finding("standing-without-basis", "confirmed needs a record, an admission, an act or statement on record, or two origins")
    words = sum(len(statement.text.split()) for statement in brief.report.passed)
    if words > MAX_WORDS:
        yield Finding("too-long", f"the brief has {words} words; the most is {MAX_WORDS}")
    for citation in _citations_behind(brief):
        fault = citation_fault(citation, sources)
        if fault:
            yield Finding("unresolved-citation", fault, citation.exact[:80])


def _has_basis(assessment: Assessment) -> bool:
    """The least that any policy asks of `confirmed`: a lone interested origin never is."""
    if assessment.kind is not ClaimKind.FACT:
        return bool(assessment.evidence)
    supporting = [origin for origin in assessment.origins if origin.stance is Stance.SUPPORTS]
    strong = any(o.flags.primary_record or o.flags.admission or o.flags.first_hand for o in supporting)
    return strong or len(supporting) >= 2


def _citations_behind(brief: Brief) -> Iterator[Citation]:
    """Citations that a reader sees beside the sentences: of reasons, evidence, replies and the advice on the article's wording."""
    assessment = brief.assessment
    for reason in assessment.reasons:
        yield from reason.citations
    yield from (item.citation for item in assessment.evidence)
    if assessment.reply is not None:
        yield from assessment.reply.citations
    yield from (citation for _, citation in assessment.unverified_by)
    yield from assessment.nearest
    yield from brief.wording.citations


def _finding(finding: Finding) -> Json:
    return {"code": finding.code, "message": finding.message, "words": finding.words}
