"""The gate's own checker as a judge. It decided what was printed, so its score says only whether the gate agrees with itself."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from briefs.domain import Brief, Citation, Document, Source, Span
from briefs.domain.unwire import document_from_json
from briefs.errors import BriefsError
from briefs.verify import check_statement
from briefs_evals.judges.port import Question, Verdict


class GateJudge:
    """Implements `Judge`; unscored for documents that do not follow the published schema."""

    name = "gate"
    is_the_gate = True

    def judge(self, questions: Sequence[Question]) -> list[Verdict]:
        """Supported when the gate has no finding on the sentence with just these citations."""
        opened: dict[int, Document | str] = {}
        return [self._one(question, opened) for question in questions]

    def _one(self, question: Question, opened: dict[int, Document | str]) -> Verdict:
        material = question.material
        if not material:
            return Verdict(None, reason="the gate judges sentences of a document, not bare pairs")
        key = id(material["document"])
        if key not in opened:
            opened[key] = _open(material["document"])
        document = opened[key]
        if isinstance(document, str):
            return Verdict(None, reason=document)
        brief = next(brief for brief in document.briefs if brief.claim.id == material["claim_id"])
        findings = _findings(brief, document, material)
        return Verdict(not findings, score=float(not findings), reason="; ".join(findings))


def _open(data: Any) -> Document | str:
    try:
        return document_from_json(data)
    except BriefsError as error:
        return f"the gate cannot read the document: {error}"


def _findings(brief: Brief, document: Document, material: Mapping[str, Any]) -> list[str]:
    number = _number(material)
    if number is None:
        return ["no such statement"]
    citations = tuple(Citation(c["source"], Span(c["start"], c["end"]), c["exact"], c["sha256"]) for c in material["citations"])
    statement = replace(brief.report.passed[number], citations=citations)
    found = check_statement(
        statement,
        claim=brief.claim,
        assessment=brief.assessment,
        sources=joined_sources(document, material["texts"]),
        read=brief.read,
        language=document.language,
    )
    return [finding.code for finding in found]


def _number(material: Mapping[str, Any]) -> int | None:
    claim = next(claim for claim in material["document"]["claims"] if claim["id"] == material["claim_id"])
    return next((n for n, statement in enumerate(claim["statements"]) if statement == material["statement"]), None)


def joined_sources(document: Document, texts: Mapping[str, str]) -> dict[str, Source]:
    """The document's sources with their texts put back."""
    return {source.id: replace(source, text=texts[source.id]) for source in document.sources if source.id in texts}
