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
from briefs.language import names_corefer
from briefs.verify.attribution_kept import check_attribution
from briefs.verify.case import Case, make_case
from briefs.verify.citations import check_citations, check_use
from briefs.verify.meta_checks import about_evidence, check_meta
from briefs.verify.meta_names import publisher_stretches, remark_stretches
from briefs.verify.quotations import check_quotations
from briefs.verify.reading import names_of, tokens_of
from briefs.verify.roles import check_roles
from briefs.verify.support import check_support
from briefs.verify.unknown import check_unknown
from briefs.verify.wording import check_wording

MAX_WORDS = 120
"""Words of a whole brief; a busy editor reads no longer one."""


def check_draft(
    draft: Draft, *, claim: Claim, assessment: Assessment, sources: Mapping[str, Source], read: ReadRecord, language: str = "en"
) -> VerificationReport:
    """What of a draft may be said, in the draft's order, and what is withheld with its findings. `language` is the draft's own."""
    passed: list[Statement] = []
    withheld: list[Withheld] = []
    told: set[str] = set()
    words = 0
    for statement in draft.statements:
        case = make_case(statement, claim=claim, assessment=assessment, sources=sources, read=read, language=language)
        findings = [*check_citations(statement, sources), *_check_case(case)]
        origins = origins_told(case)
        length = len(statement.text.split())
        if not findings and origins and origins <= told:
            findings = [
                Finding("origin-twice", "another sentence of this brief already says what this origin says", "; ".join(sorted(origins)))
            ]
        if not findings and words + length > MAX_WORDS:
            findings = [Finding("too-long", f"the brief would have more than {MAX_WORDS} words with this sentence")]
        if findings:
            withheld.append(Withheld(statement, tuple(findings)))
            continue
        words += length
        told |= origins
        passed.append(statement)
    return VerificationReport(claim_id=claim.id, passed=tuple(passed), withheld=tuple(withheld))


def origins_told(case: Case) -> set[str]:
    """Keys of the origins whose account a sentence gives: those that its citations rest on. A lead and an unknown tell none.

    A span that holds the evidence of several origins counts for those that the sentence names.
    """
    if case.statement.role == "lead" or case.statement.section is Section.UNKNOWN:
        return set()
    told: set[str] = set()
    for span in case.cited:
        origins = case.origins_of(span)
        named = [origin for origin in origins if len(origins) == 1 or _is_named(case, origin.name)]
        told |= {origin.key for origin in named}
    return told


def _is_named(case: Case, name: str) -> bool:
    stems = {token.stem for token in tokens_of(case.text, case.language)}
    if {token.stem for token in tokens_of(name, case.language)} <= stems:
        return True
    return any(names_corefer(name, mention.span.of(case.text)) for mention in names_of(case.text, case.language))


def check_statement(
    statement: Statement, *, claim: Claim, assessment: Assessment, sources: Mapping[str, Source], read: ReadRecord, language: str
) -> list[Finding]:
    """Every finding on one sentence; none means that it may be printed."""
    case = make_case(statement, claim=claim, assessment=assessment, sources=sources, read=read, language=language)
    return [*check_citations(statement, sources), *_check_case(case)]


def _check_case(case: Case) -> list[Finding]:
    if not case.text.strip():
        return [Finding("empty", "there is no sentence")]
    if case.statement.section is Section.UNKNOWN:
        return check_unknown(case)
    phrases = about_evidence(case)
    accounted = tuple(phrase.span for phrase in phrases)
    findings = [*check_quotations(case), *check_meta(case, phrases), *check_wording(case, phrases)]
    if case.cited:
        findings += check_use(case)
        findings += check_support(case, (*accounted, *publisher_stretches(case)), (*accounted, *remark_stretches(case, phrases)))
        findings += check_attribution(case, accounted)
        findings += check_roles(case, accounted)
    return findings


def make_brief(
    claim: Claim,
    assessment: Assessment,
    wording: ArticleWording,
    report: VerificationReport,
    read: ReadRecord,
    *,
    failure: str = "",
    note: str = "",
    written_by: str = "",
) -> Brief:
    """The brief of one claim with its hash. `failure` says which stage failed or which source that it rests on could not be read; `note`
    and `written_by` are the draft's."""
    because = failure or _nothing_passed(assessment, report)
    brief = Brief(
        claim=claim,
        assessment=assessment,
        wording=wording,
        report=report,
        read=read,
        is_publishable=not because,
        not_publishable_because=because,
        note=note,
        written_by=written_by,
    )
    return replace(brief, sha256=brief_sha256(brief))


def _nothing_passed(assessment: Assessment, report: VerificationReport) -> str:
    if not report.passed:
        return "no sentence passed the gate"
    says_something = any(statement.section is not Section.UNKNOWN for statement in report.passed)
    if not says_something and assessment.standing is not Standing.UNVERIFIED:
        return f"the claim is {assessment.standing.value}, and no sentence that says why passed the gate"
    return ""
