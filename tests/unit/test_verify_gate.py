"""The gate as a whole: a draft in, a report and a brief out; and a finished document checked again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from briefs.domain import (
    Article,
    ArticleWording,
    Assessment,
    Brief,
    Document,
    Draft,
    Searched,
    Section,
    Standing,
    Statement,
    VerificationReport,
    WordingVerdict,
)
from briefs.domain.unwire import document_from_json
from briefs.domain.wire import brief_sha256, document_to_json
from briefs.verify import check_draft, make_brief, reseal, verify_document
from tests import river_story as story
from tests.river_story import CLAIM, READ, SOURCES, Sentence

LEAD = replace(Sentence(text="Vetka, a party to the conflict, claims it.", cites=(("gazette", story.S_CLAIMS),)).statement, role="lead")
ORIGIN = replace(
    Sentence(text="Vetka claims that more than 40 barges were sunk near Morovsk.", cites=(("gazette", story.S_CLAIMS),)).statement,
    role="origin",
)
DENIAL = replace(Sentence(text="Norland's transport ministry denies it.", cites=(("gazette", story.S_DENIAL),)).statement, role="denial")
UNKNOWN = Statement(
    section=Section.UNKNOWN,
    text="No second origin is in the sources.",
    role="unknown",
    searched=Searched((CLAIM.text,), tuple(SOURCES)),
    template="no-second-origin",
)
SOUND = ArticleWording(verdict=WordingVerdict.SOUND)


def _report(*statements: Statement, assessment: Assessment = story.ALLEGED) -> VerificationReport:
    return check_draft(Draft(CLAIM.id, statements), claim=CLAIM, assessment=assessment, sources=SOURCES, read=READ)


def _brief(*statements: Statement, assessment: Assessment = story.ALLEGED, failure: str = "") -> Brief:
    return make_brief(CLAIM, assessment, SOUND, _report(*statements, assessment=assessment), READ, failure=failure)


def _document(*briefs: Brief) -> Document:
    return Document(article=Article(text="Barges."), as_of="2025-04-01", briefs=briefs, sources=tuple(SOURCES.values()))


def test_good_draft_passes_in_its_order() -> None:
    """Lead, origin, denial, unknown."""
    report = _report(LEAD, ORIGIN, DENIAL, UNKNOWN)
    assert report.passed == (LEAD, ORIGIN, DENIAL, UNKNOWN)
    assert report.withheld == ()


def test_bad_sentence_is_withheld_with_its_finding_and_the_rest_passes() -> None:
    """One mistake does not take the others with it."""
    bad = replace(ORIGIN, text=ORIGIN.text.replace("40", "60"))
    report = _report(LEAD, bad, DENIAL)
    assert report.passed == (LEAD, DENIAL)
    assert [(f.code, f.words) for f in report.withheld[0].findings] == [("figure-not-in-span", "more than 60")]


def test_origin_speaks_in_one_sentence() -> None:
    """A second sentence of the same origin is withheld; another origin's is not."""
    again = replace(ORIGIN, text="According to Vetka, over forty barges were sunk.")
    report = _report(LEAD, ORIGIN, again, DENIAL)
    assert report.passed == (LEAD, ORIGIN, DENIAL)
    assert [finding.code for finding in report.withheld[0].findings] == ["origin-twice"]


def test_brief_is_no_longer_than_it_may_be(monkeypatch: pytest.MonkeyPatch) -> None:
    """What does not fit is withheld, and a shorter sentence after it may still pass."""
    monkeypatch.setattr("briefs.verify.gate.MAX_WORDS", len(LEAD.text.split()) + len(DENIAL.text.split()))
    report = _report(LEAD, ORIGIN, DENIAL)
    assert report.passed == (LEAD, DENIAL)
    assert [finding.code for finding in report.withheld[0].findings] == ["too-long"]


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        (replace(UNKNOWN, searched=None), "unknown-without-search"),
        (replace(UNKNOWN, searched=Searched((CLAIM.text,), ("another",))), "unknown-without-search"),
        (replace(UNKNOWN, text="Nobody knows what happened to the crews."), "not-our-template"),
        (replace(UNKNOWN, text="Nothing in the sources speaks to it."), "not-in-assessment"),
        (replace(UNKNOWN, text="No reply from Norland's transport ministry is in the sources."), "not-in-assessment"),
    ],
)
def test_unknown_sentence_must_be_ours_searched_and_so(statement: Statement, code: str) -> None:
    """What was not found: without a search, in other words, or against the assessment."""
    assert [code] == [finding.code for finding in _report(statement).withheld[0].findings]


def test_second_origin_must_be_missing_to_be_called_missing() -> None:
    """The near miss: the same template with two origins in the assessment."""
    assert _report(UNKNOWN, assessment=replace(story.ALLEGED, independent_origins=2)).passed == ()


def test_brief_is_publishable_when_something_passed() -> None:
    """The normal case, with a hash that fits."""
    brief = _brief(LEAD, DENIAL)
    assert brief.is_publishable
    assert brief.sha256 == brief_sha256(brief)


@pytest.mark.parametrize(
    ("statements", "failure", "why"),
    [
        ((), "", "no sentence passed"),
        ((UNKNOWN,), "", "no sentence that says why"),
        ((LEAD,), "source gazette could not be read", "could not be read"),
    ],
)
def test_brief_is_not_publishable(statements: tuple[Statement, ...], failure: str, why: str) -> None:
    """Nothing passed, nothing but what is not known passed, or a stage failed."""
    brief = _brief(*statements, failure=failure)
    assert not brief.is_publishable
    assert why in brief.not_publishable_because


def test_unverified_claim_may_rest_on_unknown_alone() -> None:
    """Nothing found is a finding, when that is the standing."""
    nothing = replace(UNKNOWN, text="Nothing in the sources speaks to it.")
    assessment = replace(story.ALLEGED, standing=Standing.UNVERIFIED, origins=(), holders=(), independent_origins=0, evidence=())
    assert _brief(nothing, assessment=assessment).is_publishable


def test_untouched_document_is_sound_also_after_json() -> None:
    """There and back through the published shape."""
    document = _document(_brief(LEAD, ORIGIN, DENIAL, UNKNOWN))
    again = document_from_json(document_to_json(document))
    assert verify_document(document, SOURCES).is_sound
    assert verify_document(again, SOURCES).is_sound


def _edited(text: str) -> Document:
    brief = _brief(LEAD, ORIGIN, DENIAL)
    passed = (LEAD, replace(ORIGIN, text=text), DENIAL)
    return _document(replace(brief, report=replace(brief.report, passed=passed)))


def test_editors_good_change_fails_the_hash_only_and_can_be_resealed() -> None:
    """A reworded sentence that its span still carries."""
    document = _edited("According to Vetka, over 40 barges were sunk near Morovsk.")
    report = verify_document(document, SOURCES)
    assert (0, (CLAIM.id,), True) == (report.failures, report.edited, report.may_be_resealed)
    assert verify_document(reseal(document), SOURCES).is_sound


def test_editors_bad_change_is_named_by_sentence() -> None:
    """The report says which sentence and why, in plain words."""
    report = verify_document(_edited("More than 40 barges were sunk near Morovsk."), SOURCES)
    assert report.failures == 1
    assert not report.may_be_resealed
    assert any("sentence 2" in line for line in report.lines())
    assert "attribution-dropped" in {f["code"] for s in report.as_json()["sentences"] for f in s["findings"]}


def test_raised_standing_without_a_basis_is_found() -> None:
    """An editor, or somebody else, turns alleged into confirmed in the file and renews the hash."""
    brief = _brief(LEAD, DENIAL)
    raised = replace(brief, assessment=replace(brief.assessment, standing=Standing.CONFIRMED))
    report = verify_document(reseal(_document(raised)), SOURCES)
    assert "standing-without-basis" in {fault.finding.code for fault in report.faults}


def test_changed_source_is_found_behind_the_reasons() -> None:
    """Citations of the evidence are checked too, not only those of the sentences."""
    changed = {**SOURCES, "khvylia": replace(SOURCES["khvylia"], text="Інший текст.", sha256="")}
    report = verify_document(_document(_brief(LEAD, DENIAL)), changed)
    assert {"unresolved-citation"} == {fault.finding.code for fault in report.faults}
