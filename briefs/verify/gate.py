"""The gate: applies every check to every sentence of a draft, and is the only maker of a brief."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from briefs.domain import (
    ArticleWording,
    Assessment,
    Brief,
    Claim,
    Draft,
    Finding,
    ReadRecord,
    Section,
    Source,
    Standing,
    Statement,
    VerificationReport,
    Withheld,
)
from briefs.domain.wire import brief_sha256
from briefs.verify.attribution_kept import check_attribution
from briefs.verify.case import make_case
from briefs.verify.citations import check_citations
from briefs.verify.meta import check_meta, find_meta, publisher_stretches
from briefs.verify.quotations import check_quotations
from briefs.verify.roles import check_roles
from briefs.verify.support import check_support
from briefs.verify.wording import check_wording

MAX_WORDS = 120
"""Words of a whole brief; a busy editor reads no longer one."""


def check_draft(
    draft: Draft, *, claim: Claim, assessment: Assessment, sources: Mapping[str, Source], read: ReadRecord, language: str = "en"
) -> VerificationReport:
    """What of a draft may be said, in the draft's order, and what is withheld with its findings. `language` is the draft's own."""
    passed: list[Statement] = []
    withheld: list[Withheld] = []
    words = 0
    for statement in draft.statements:
        findings = check_statement(statement, claim=claim, assessment=assessment, sources=sources, read=read, language=language)
        length = len(statement.text.split())
        if not findings and words + length > MAX_WORDS:
            findings = [Finding("too-long", f"the brief would have more than {MAX_WORDS} words with this sentence")]
        if findings:
            withheld.append(Withheld(statement, tuple(findings)))
            continue
        words += length
        passed.append(statement)
    return VerificationReport(claim_id=claim.id, passed=tuple(passed), withheld=tuple(withheld))


def check_statement(
    statement: Statement, *, claim: Claim, assessment: Assessment, sources: Mapping[str, Source], read: ReadRecord, language: str
) -> list[Finding]:
    """Every finding on one sentence; none means that it may be printed."""
    findings = check_citations(statement, sources)
    case = make_case(statement, claim=claim, assessment=assessment, sources=sources, read=read, language=language)
    phrases = find_meta(case.text, language)
    accounted = tuple(phrase.span for phrase in phrases)
    findings += check_quotations(case)
    findings += check_meta(case, phrases)
    findings += check_wording(case, phrases)
    if case.cited:
        findings += check_support(case, (*accounted, *publisher_stretches(case)))
        findings += check_attribution(case, accounted)
        findings += check_roles(case, accounted)
    return findings


def make_brief(
    claim: Claim, assessment: Assessment, wording: ArticleWording, report: VerificationReport, read: ReadRecord, *, failure: str = ""
) -> Brief:
    """The brief of one claim with its hash. `failure` says which stage failed or which source that it rests on could not be read."""
    because = failure or _nothing_passed(assessment, report)
    brief = Brief(
        claim=claim,
        assessment=assessment,
        wording=wording,
        report=report,
        read=read,
        is_publishable=not because,
        not_publishable_because=because,
    )
    return replace(brief, sha256=brief_sha256(brief))


def _nothing_passed(assessment: Assessment, report: VerificationReport) -> str:
    if not report.passed:
        return "no sentence passed the gate"
    says_something = any(statement.section is not Section.UNKNOWN for statement in report.passed)
    if not says_something and assessment.standing is not Standing.UNVERIFIED:
        return f"the claim is {assessment.standing.value}, and no sentence that says why passed the gate"
    return ""
