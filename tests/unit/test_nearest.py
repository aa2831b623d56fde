"""Where nothing was matched surely the brief points at what comes nearest, and says no more than that."""

from __future__ import annotations

from dataclasses import replace

import pytest

from briefs.assess import analyse_corpus, assess_claim
from briefs.domain import Assessment, Claim, Draft, Passage, ReadRecord, Source, SourceKind, Span, Standing
from briefs.draft import draft_brief
from briefs.ports import Hit
from briefs.verify import check_draft
from tests.draft_story import source

CLAIM = Claim(id="c-vans", text="The brewery in Ostrow bought three electric vans for its deliveries.")
BATTERY = "Beer in Ostrow now comes to the pubs on battery power."
VANS = source("gazette", f"Rain fell all week. {BATTERY}", publisher="Gazette")
CHESS = source("herald", "The chess club of the district elected a treasurer.", publisher="Herald")
SOURCES = {item.id: item for item in (VANS, CHESS)}
READ = ReadRecord((CLAIM.text,), (), tuple(SOURCES))


def assessed(claim: Claim, *sources: Source) -> Assessment:
    """The assessment with every text as a hit."""
    hits = [Hit(Passage(s.id, Span(0, len(s.text)), s.text, s.sha256), 1.0) for s in sources]
    return assess_claim(claim, hits, analysis=analyse_corpus(sources))


def drafted(found: Assessment) -> Draft:
    """What the drafter writes of it."""
    return draft_brief(CLAIM, found, SOURCES, read=READ)


@pytest.fixture(name="found")
def _found() -> Assessment:
    found = assessed(CLAIM, VANS, CHESS)
    assert found.standing is Standing.UNVERIFIED
    return found


def test_the_nearest_sentence_of_each_source_is_kept_and_strangers_are_not(found: Assessment) -> None:
    """Other words for the claim are shown to the editor; a sentence that shares nothing is none of them."""
    assert [citation.exact for citation in found.nearest] == [BATTERY]


def test_copies_are_shown_once() -> None:
    """A second source with the same sentence adds nothing to read."""
    copy = source("copy", VANS.text, publisher="Upland Post")
    assert len(assessed(CLAIM, VANS, copy).nearest) == 1


def test_the_brief_cites_them_and_claims_nothing(found: Assessment) -> None:
    """One sentence of the program's own, which the gate lets through."""
    (statement,) = drafted(found).statements
    assert statement.template == "nearest"
    assert statement.citations == found.nearest
    report = check_draft(drafted(found), claim=CLAIM, assessment=found, sources=SOURCES, read=READ)
    assert report.passed == (statement,)


def test_a_confirmed_claim_points_nowhere() -> None:
    """What confirms it is told."""
    record = source(
        "register", "On 4 March the brewery in Ostrow bought three electric vans.", publisher="Register", kind=SourceKind.DOCUMENT
    )
    claim = replace(CLAIM, text="The brewery in Ostrow bought three electric vans.")
    found = assessed(claim, record)
    assert found.standing is Standing.CONFIRMED
    assert found.nearest == ()


@pytest.mark.parametrize("standing", [Standing.UNVERIFIED, Standing.CONFIRMED])
def test_the_gate_refuses_the_sentence_over_other_citations(found: Assessment, standing: Standing) -> None:
    """It may cite what the assessment found nearest, nothing else; and no confirmed claim lacks a match."""
    (statement,) = drafted(found).statements
    far = CHESS.cite(Span(0, len(CHESS.text)))
    other = replace(statement, citations=(far,)) if standing is Standing.UNVERIFIED else statement
    draft = replace(drafted(found), statements=(other,))
    report = check_draft(draft, claim=CLAIM, assessment=replace(found, standing=standing), sources=SOURCES, read=READ)
    assert not report.passed
    assert [finding.code for finding in report.withheld[0].findings] == ["not-in-assessment"]
