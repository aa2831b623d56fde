"""An editor's changes pass the gate or are not taken; hashes and publishability follow."""

from __future__ import annotations

from dataclasses import replace

import pytest

from briefs.domain import Document
from briefs.domain.wire import brief_sha256
from briefs.errors import UsageError
from briefs.verify import SentenceEdit, edit_sentence, set_reply
from tests.builders import a_document, a_source

SOURCES = {"gazette": a_source()}
CLAIM = a_document().briefs[0].claim.id


def edited(document: Document, text: str, *, index: int = 0, is_withheld: bool = False, claim: str = CLAIM):  # type: ignore[no-untyped-def]
    """The outcome of one edit."""
    return edit_sentence(document, SentenceEdit(claim_id=claim, is_withheld=is_withheld, index=index, text=text), SOURCES)


def test_words_that_pass_are_taken() -> None:
    """With a new hash; what an editor wrote is no template's any more; blanks are made one."""
    found = edited(a_document(), "According to the  Reed Circle,\n40 barges were sunk.")
    [brief] = found.document.briefs
    assert found.findings == ()
    assert brief.report.passed[0].text == "According to the Reed Circle, 40 barges were sunk."
    assert brief.report.passed[0].template == ""
    assert brief.sha256 == brief_sha256(brief)
    assert brief.is_publishable


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("The Reed Circle says that 41 barges were sunk.", "figure-not-in-span"),
        ("It is certain that 40 barges were sunk.", "attribution-dropped"),
        ("The Reed Circle says that 40 barges were sunk. " + "It says so again and again. " * 30, "too-long"),
    ],
)
def test_words_that_do_not_pass_change_nothing(text: str, code: str) -> None:
    """The document comes back as it was, with the finding."""
    document = a_document()
    found = edited(document, text)
    assert found.document is document
    assert code in [finding.code for finding in found.findings]


def test_the_same_words_are_no_change() -> None:
    """Nothing is made anew, so an approval stays."""
    document = a_document()
    assert edited(document, document.briefs[0].report.passed[0].text).document is document


def test_what_is_not_there_cannot_be_edited() -> None:
    """No such claim, no such sentence."""
    for values in ({"claim": "c-none"}, {"index": 2}, {"index": -1}, {"index": 1, "is_withheld": True}):
        with pytest.raises(UsageError):
            edited(a_document(), "Words.", **values)


def test_a_stage_that_failed_stays_failed_and_an_empty_brief_recovers() -> None:
    """An edit mends what follows from sentences, and nothing else."""
    document = a_document()
    [brief] = document.briefs
    failed = replace(document, briefs=(replace(brief, is_publishable=False, not_publishable_because="a source could not be read"),))
    [still] = edited(failed, "According to the Reed Circle, 40 barges were sunk.").document.briefs
    assert (still.is_publishable, still.not_publishable_because) == (False, "a source could not be read")
    emptied = document
    for _ in range(2):
        emptied = edited(emptied, "").document
    [empty] = emptied.briefs
    assert (empty.is_publishable, empty.not_publishable_because) == (False, "no sentence passed the gate")
    [mended] = edited(emptied, "According to the Reed Circle, 40 barges were sunk.", is_withheld=True).document.briefs
    assert (mended.is_publishable, mended.not_publishable_because) == (True, "")
    assert mended.report.withheld == ()


def test_the_reply_is_set_once() -> None:
    """The same again is no change; a status that is none is refused."""
    document = a_document()
    found = set_reply(document, CLAIM, status="denied", by="The harbour office").document
    [brief] = found.briefs
    assert brief.assessment.reply is not None
    assert (brief.assessment.reply.status, brief.sha256) == ("denied", brief_sha256(brief))
    assert set_reply(found, CLAIM, status="denied", by="The harbour office").document is found
    with pytest.raises(UsageError, match="denied, no-comment"):
        set_reply(document, CLAIM, status="maybe", by="")
