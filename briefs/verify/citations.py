"""Each citation resolves to the byte, and every sentence outside `unknown` has one."""

from __future__ import annotations

from collections.abc import Mapping

from briefs.domain import Citation, Finding, Section, Source, Statement, sha256_of
from briefs.verify.case import Case
from briefs.verify.names import carries_partly, is_publisher
from briefs.verify.reading import names_of, tokens_of


def check_citations(statement: Statement, sources: Mapping[str, Source]) -> list[Finding]:
    """Findings `uncited`, `unresolved-citation` and `duplicate-citation`; none when all is well."""
    findings: list[Finding] = []
    if statement.section is not Section.UNKNOWN and not statement.citations:
        findings.append(Finding("uncited", "the sentence cites nothing; cite the span that says it"))
    seen: set[tuple[str, int, int]] = set()
    for citation in statement.citations:
        fault = citation_fault(citation, sources)
        if fault:
            findings.append(Finding("unresolved-citation", fault, citation.exact[:80]))
        key = (citation.source_id, citation.span.start, citation.span.end)
        if key in seen:
            findings.append(Finding("duplicate-citation", f"the same span of {citation.source_id} is cited twice", citation.exact[:80]))
        seen.add(key)
    return findings


def check_use(case: Case) -> list[Finding]:
    """Finding `citation-without-use`: a cited span that has nothing of the sentence and is no evidence for its claim.

    ALCE (Gao et al. 2023) counts such a citation against precision: a reader who follows it finds nothing.
    """
    findings = []
    stems = {token.stem for token in tokens_of(case.text, case.language)}
    names = [mention.span.of(case.text) for mention in names_of(case.text, case.language)]
    for span in case.cited:
        is_used = (
            not stems
            or bool(case.evidence_for(span))
            or (span.language != case.language and _carries_claim(case, span.source.id))
            or any(carries_partly(span.text, span.language, name) or is_publisher(span.source, name) for name in names)
            or (span.language == case.language and any(token.stem in stems for token in tokens_of(span.text, span.language)))
        )
        if not is_used:
            findings.append(
                Finding("citation-without-use", f"the cited span of {span.source.id} has nothing of the sentence", span.text[:80])
            )
    return findings


def _carries_claim(case: Case, source_id: str) -> bool:
    """Whether the assessment has the source among those that carry the claim: across languages no words can show the use."""
    return any(source_id in (*origin.sources, *origin.relays) for origin in case.assessment.origins)


def citation_fault(citation: Citation, sources: Mapping[str, Source]) -> str:
    """Why a citation does not resolve, as a sentence for a person; "" when it does."""
    source = sources.get(citation.source_id)
    if source is None:
        return f"there is no source {citation.source_id!r} in the corpus"
    if sha256_of(source.text) != citation.sha256:
        return f"the text of {citation.source_id} is not the one that was cited (its sha256 differs)"
    if citation.span.end > len(source.text):
        length = len(source.text)
        return f"the span {citation.span.start}-{citation.span.end} ends after the text of {citation.source_id} ({length} characters)"
    if citation.span.of(source.text) != citation.exact:
        return f"{citation.source_id} does not read so at {citation.span.start}-{citation.span.end}"
    return ""
