"""An editor's changes to a checked brief: each passes the gate at once, or is not taken and comes back with its findings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from briefs.domain import Brief, Document, Finding, Reply, Source, Statement, VerificationReport
from briefs.errors import UsageError
from briefs.verify.gate import MAX_WORDS, check_statement, make_brief

REPLIES = ("denied", "no-comment", "no-answer", "not-found")
"""What may become of the question put to the accused."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SentenceEdit:
    """New words for a sentence of a brief. A withheld sentence that passes with them is taken into the brief."""

    claim_id: str
    is_withheld: bool
    """Whether it stands among the withheld sentences."""
    index: int
    """Its place there, or among the sentences that passed, from 0."""
    text: str
    """"" takes the sentence out."""


@dataclass(frozen=True, slots=True)
class Edited:
    """The document with the change, or, when there are findings, as it was."""

    document: Document
    findings: tuple[Finding, ...] = ()


def edit_sentence(document: Document, edit: SentenceEdit, sources: Mapping[str, Source]) -> Edited:
    """Give a sentence other words, with the citations that it has. `sources` as for `verify_document`.

    Raises:
        UsageError: there is no such claim or sentence.
    """
    brief = _brief(document, edit.claim_id)
    passed, withheld = list(brief.report.passed), list(brief.report.withheld)
    place: list[Statement] = [item.statement for item in withheld] if edit.is_withheld else passed
    if not 0 <= edit.index < len(place):
        raise UsageError(f"the brief of {edit.claim_id} has no such sentence; read it again")
    old = place[edit.index]
    text = " ".join(edit.text.split())
    if text == old.text and not edit.is_withheld:
        return Edited(document)
    new = replace(old, text=text, template="")
    if text:
        findings = check_statement(
            new, claim=brief.claim, assessment=brief.assessment, sources=sources, read=brief.read, language=document.language
        )
        others = [statement for statement in passed if statement is not old]
        if sum(len(statement.text.split()) for statement in [*others, new]) > MAX_WORDS:
            findings.append(Finding("too-long", f"the brief would have more than {MAX_WORDS} words with this sentence"))
        if findings:
            return Edited(document, tuple(findings))
    if edit.is_withheld:
        del withheld[edit.index]
        if text:
            passed.append(new)
    else:
        passed[edit.index : edit.index + 1] = [new] if text else []
    return Edited(_with(document, brief, replace(brief, report=VerificationReport(brief.claim.id, tuple(passed), tuple(withheld)))))


def set_reply(document: Document, claim_id: str, *, status: str, by: str) -> Edited:
    """Note what became of the question put to whom a claim accuses.

    Raises:
        UsageError: there is no such claim or status.
    """
    if status not in REPLIES:
        raise UsageError(f"a reply is one of {', '.join(REPLIES)}")
    brief = _brief(document, claim_id)
    old = brief.assessment.reply
    if old is not None and (old.status, old.by) == (status, by):
        return Edited(document)
    return Edited(_with(document, brief, replace(brief, assessment=replace(brief.assessment, reply=Reply(status, by)))))


def _brief(document: Document, claim_id: str) -> Brief:
    for brief in document.briefs:
        if brief.claim.id == claim_id:
            return brief
    raise UsageError(f"the result has no brief of a claim {claim_id}")


def _with(document: Document, old: Brief, new: Brief) -> Document:
    """The document with that brief made anew: its hash, and whether it may be published."""
    # what follows from the sentences is found out anew; a stage that failed stays failed
    of_sentences = make_brief(old.claim, old.assessment, old.wording, old.report, old.read).not_publishable_because
    failure = "" if old.not_publishable_because == of_sentences else old.not_publishable_because
    made = make_brief(
        new.claim, new.assessment, new.wording, new.report, new.read, failure=failure, note=new.note, written_by=new.written_by
    )
    return replace(document, briefs=tuple(made if brief is old else brief for brief in document.briefs))
