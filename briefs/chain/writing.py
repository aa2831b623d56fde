"""A model writes the sentences of a brief from the evidence it is given; it sets no standing and chooses no source.

What it may say is bounded three times: evidence ids are resolved here (a sentence with an id that was not given is dropped whole), every
sentence passes the gate like any other, and what the gate refuses goes back to the model at most twice. What still fails is replaced by
the extractive sentences of the same evidence, or stays in the draft for the gate to withhold. The lead and what was not found stay the
program's.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from briefs.chain.asker import MISSED, Asker, KeptHere
from briefs.chain.breaker import Breaker
from briefs.chain.ledger import BudgetSpent
from briefs.chain.offering import evidence_blocks, gives_orders, offered
from briefs.chain.restricted import rests_on_restricted
from briefs.domain import (
    Assessment,
    Claim,
    Draft,
    Evidence,
    Finding,
    ReadRecord,
    Section,
    Source,
    Stance,
    Standing,
    Statement,
    VerificationReport,
    Withheld,
)
from briefs.draft import draft_brief
from briefs.language import detect_language
from briefs.prompting import AnswerRejected, neutralised
from briefs.verify import check_draft

_log = logging.getLogger(__name__)
_LONG_ENOUGH = 40
"""Characters from which a sentence's language is told with some certainty."""
_OTHER_SIDE = frozenset({"denial", "no-comment", "counter"})
"""Roles of sentences that give the accused or the other side a word: a model's wordiness may not cost them theirs."""
_SPARE = frozenset({"origin-twice", "too-long"})
_SECTIONS = {
    Standing.CONFIRMED: Section.CONFIRMED,
    Standing.ALLEGED: Section.ALLEGED,
    Standing.DISPUTED: Section.DISPUTED,
    Standing.REFUTED: Section.REFUTED,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Job:
    """One claim on its way through draft and revise."""

    claim: Claim
    assessment: Assessment
    sources: Mapping[str, Source]
    read: ReadRecord
    language: str
    plain: Draft
    items: tuple[Evidence, ...]

    @property
    def inputs(self) -> dict[str, str]:
        """What draft and revise are both told."""
        return {
            "claim": neutralised(self.claim.text),
            "standing": self.assessment.standing.value,
            "evidence": evidence_blocks(self.items, self.assessment, self.sources),
            "language": self.language,
        }


class ModelWriter:
    """Implements `pipeline.DraftWriter`. Safe to call from several threads: only the questions to the model run side by side."""

    def __init__(self, *, draft: Asker, revise: Asker, breaker: Breaker, here: threading.Lock, revisions: int = 2) -> None:
        self._draft, self._revise, self._breaker, self._revisions, self._here = draft, revise, breaker, revisions, here

    def __call__(self, claim: Claim, assessment: Assessment, sources: Mapping[str, Source], *, read: ReadRecord, language: str) -> Draft:
        """The draft of one claim. Its `note` says why a claim that the model should have written was written without it."""
        with self._here:
            plain = draft_brief(claim, assessment, sources, read=read, language=language)
        items = offered(assessment)
        if assessment.standing not in _SECTIONS or not items or gives_orders(claim.text):
            return plain
        if not self._draft.may_see_restricted and rests_on_restricted(assessment, sources):
            return _noted(plain, "kept-here")
        job = _Job(claim=claim, assessment=assessment, sources=sources, read=read, language=language, plain=plain, items=items)
        try:
            answer = self._draft.ask(job.inputs, claim_id=claim.id)
        except MISSED as error:
            if isinstance(error, AnswerRejected):
                self._breaker.wrote(self._draft.model.name, passed=0)
            _log.warning("claim %s is briefed without the model: %s", claim.id, error)
            return _noted(plain, "model-failed")
        except BudgetSpent as error:
            _log.info("claim %s is briefed without the model: %s", claim.id, error)
            return _noted(plain, "budget-spent")
        except KeptHere:
            return _noted(plain, "kept-here")
        return self._revised(job, resolved(answer["sentences"], items, _SECTIONS[assessment.standing]))

    def _revised(self, job: _Job, written: list[Statement]) -> Draft:
        report = self._checked(job, written)
        self._breaker.wrote(self._draft.model.name, passed=sum(statement in report.passed for statement in written))
        for _ in range(self._revisions):
            written = [s for s in written if not _is_spare(s, report)]
            refused = [item for item in report.withheld if item.statement in written]
            # a first answer of which nothing holds is not mended by asking again: the extractive sentences are there
            if not refused or len(refused) == len(written):
                break
            answer = self._ask_again(job, [(item.statement, item.findings) for item in refused])
            if answer is None:
                break
            written = _with_revisions(written, [item.statement for item in refused], answer, job)
            report = self._checked(job, written)
        return self._settled(job, written, report)

    def _ask_again(self, job: _Job, refused: Sequence[tuple[Statement, Sequence[Finding]]]) -> list[dict[str, Any]] | None:
        faults = []
        for number, (statement, findings) in enumerate(refused, start=1):
            why = "\n".join(f"- {neutralised(f.message)}{f': {neutralised(f.words)}' if f.words else ''}" for f in findings)
            faults.append(f"<refused {number}>\n{neutralised(statement.text)}\n</refused>\nFindings:\n{why}")
        try:
            answer = self._revise.ask({**job.inputs, "faults": "\n".join(faults)}, claim_id=job.claim.id)
        except (*MISSED, BudgetSpent, KeptHere) as error:
            _log.info("claim %s is not revised: %s", job.claim.id, error)
            return None
        sentences: list[dict[str, Any]] = answer["sentences"]
        return sentences

    def _settled(self, job: _Job, written: list[Statement], report: VerificationReport) -> Draft:
        """The model's sentences that hold, then the extractive ones of origins that they do not tell; refused ones only where none does."""
        plain = job.plain.statements
        lead, unknown = [s for s in plain if s.role == "lead"], [s for s in plain if s.role == "unknown" or s.section is Section.UNKNOWN]
        body = [s for s in plain if s not in lead and s not in unknown]
        written = [s for s in written if not _is_spare(s, report)]
        kept = [s for s in written if s in report.passed]
        said = {citation.source_id for statement in kept for citation in statement.citations}
        if lead and said >= {citation.source_id for statement in lead for citation in statement.citations}:
            lead = []  # the model's sentences say what it would
        with self._here:
            answers = _answers(body, kept)
            kept = self._making_room(job, lead, kept, answers)
            body = [*answers, *(s for s in body if s not in answers)]
            both = self._check(job, [*lead, *kept, *body])
        added = [s for s in body if s in both.passed]
        told = {citation.source_id for statement in (*kept, *added) for citation in statement.citations}
        lost = [s for s in written if s not in report.passed and not any(c.source_id in told for c in s.citations)]
        refused = [s for s in lost if not _is_foreign(s.text, job.language)]
        note = "" if kept else "nothing-passed"
        return Draft(job.claim.id, (*lead, *kept, *added, *refused, *unknown), note=note, written_by=self._draft.model.name if kept else "")

    def _making_room(self, job: _Job, lead: list[Statement], kept: list[Statement], answers: list[Statement]) -> list[Statement]:
        """The model's sentences, the last ones left out while its words crowd out an answer of the other side."""
        for count in range(len(kept), 0, -1):
            report = self._check(job, [*lead, *kept[:count], *answers])
            crowded = [item for item in report.withheld if item.statement in answers and _is_crowded(item)]
            if not crowded:
                return kept[:count]
        return []

    def _checked(self, job: _Job, written: list[Statement]) -> VerificationReport:
        lead = [s for s in job.plain.statements if s.role == "lead"]
        with self._here:
            report = self._check(job, [*lead, *written])
        foreign = [s for s in report.passed if s in written and _is_foreign(s.text, job.language)]
        return _refusing(report, foreign, job.language) if foreign else report

    @staticmethod
    def _check(job: _Job, statements: Sequence[Statement]) -> VerificationReport:
        draft = Draft(job.claim.id, tuple(statements))
        return check_draft(draft, claim=job.claim, assessment=job.assessment, sources=job.sources, read=job.read, language=job.language)


def resolved(sentences: Sequence[Mapping[str, Any]], items: Sequence[Evidence], section: Section) -> list[Statement]:
    """The sentences whose every citation is an id that was given, each once; the others are dropped whole."""
    by_id = {f"e{number}": item for number, item in enumerate(items, start=1)}
    statements: dict[str, Statement] = {}
    for sentence in sentences:
        text = " ".join(sentence["text"].split())
        if not text or not all(evidence_id in by_id for evidence_id in sentence["citations"]):
            continue
        cited = [by_id[evidence_id] for evidence_id in dict.fromkeys(sentence["citations"])]
        role = "counter" if all(item.stance is Stance.REFUTES for item in cited) else "origin"
        citations = tuple(dict.fromkeys(item.citation for item in cited))
        statements.setdefault(text, Statement(section=section, text=text, citations=citations, role=role))
    return list(statements.values())


def _with_revisions(
    written: list[Statement], refused: Sequence[Statement], answer: Sequence[Mapping[str, Any]], job: _Job
) -> list[Statement]:
    """The draft with each refused sentence replaced by its revision; one that has none stays as it was."""
    section = _SECTIONS[job.assessment.standing]
    new: dict[Statement, Statement] = {}
    for sentence in answer:
        number = sentence["number"]
        revised = resolved([sentence], job.items, section)
        if 1 <= number <= len(refused) and revised:
            new.setdefault(refused[number - 1], revised[0])
    return list(dict.fromkeys(new.get(statement, statement) for statement in written))


def _answers(body: Sequence[Statement], kept: Sequence[Statement]) -> list[Statement]:
    """The other side's extractive sentences that the model's do not give."""
    told = {citation for statement in kept for citation in statement.citations}
    return [s for s in body if s.role in _OTHER_SIDE and told.isdisjoint(s.citations)]


def _is_crowded(item: Withheld) -> bool:
    return all(finding.code == "too-long" for finding in item.findings)


def _is_spare(statement: Statement, report: VerificationReport) -> bool:
    """Whether a sentence is refused only because the brief has it already: nothing about it needs mending."""
    codes = {finding.code for item in report.withheld if item.statement == statement for finding in item.findings}
    return bool(codes) and codes <= _SPARE


def _is_foreign(text: str, language: str) -> bool:
    return len(text) >= _LONG_ENOUGH and detect_language(text) not in (language, "und")


def _refusing(report: VerificationReport, foreign: Sequence[Statement], language: str) -> VerificationReport:
    finding = Finding("other-language", f"the sentence is not in the brief's language ({language})")
    withheld = tuple(Withheld(statement, (finding,)) for statement in foreign)
    return VerificationReport(report.claim_id, tuple(s for s in report.passed if s not in foreign), (*report.withheld, *withheld))


def _noted(plain: Draft, note: str) -> Draft:
    return Draft(plain.claim_id, plain.statements, note=note)
