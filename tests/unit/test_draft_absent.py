"""Records that are missing: told only where the claim implies one and no sentence that carries it has it; the gate looks again."""

from __future__ import annotations

from dataclasses import replace

import pytest

from briefs.domain import Assessment, Claim, ReadRecord, Searched, Source, Standing, Statement
from briefs.draft import draft_brief
from briefs.verify import check_draft
from tests import draft_story as story
from tests.draft_story import evidence, origin

FORGED = "a manager forged inspection papers at the Tolna dam"
CLAIM = Claim(id="c-papers", text="A manager forged inspection papers at the Tolna dam.")


def carrier(after: str = "The dam was built of stone.", *, language: str = "en") -> Source:
    """The relay of the union's accusation, with another sentence behind it."""
    text = f"The Dam Workers' Union claims that {FORGED}. {after}"
    return story.source("courier", text, publisher="Tolna Courier", language=language)


def found(source: Source, standing: Standing = Standing.ALLEGED) -> Assessment:
    """Only the union asserts it."""
    item = evidence(source, FORGED, "union", speaker="The Dam Workers' Union", cue="claims")
    return story.assessment(standing, origins=[origin("union", "Dam Workers' Union", [source.id])], items=[item])


def absent(source: Source, claim: Claim = CLAIM, standing: Standing = Standing.ALLEGED) -> list[Statement]:
    """The draft's sentences about missing records."""
    read = ReadRecord((claim.text,), (), (source.id,))
    draft = draft_brief(claim, found(source, standing), {source.id: source}, read=read)
    return [statement for statement in draft.statements if statement.template == "absent"]


def is_let_through(statement: Statement, source: Source) -> bool:
    """The gate's verdict on one such sentence."""
    read = ReadRecord((CLAIM.text,), (), (source.id,))
    draft = draft_brief(CLAIM, found(source), {source.id: source}, read=read)
    draft = replace(draft, statements=(statement,))
    return bool(check_draft(draft, claim=CLAIM, assessment=found(source), sources={source.id: source}, read=read).passed)


ALL_THREE = "The sources that carry it give no document, name or date."


def test_accusation_over_papers_without_any_misses_all_three() -> None:
    """The claim speaks of papers, a manager and a deed, and no sentence shows one, names him or gives a day."""
    (statement,) = absent(carrier())
    assert statement.text == ALL_THREE
    assert statement.searched is not None and {"document", "name", "date"} <= set(statement.searched.queries)
    assert is_let_through(statement, carrier())


@pytest.mark.parametrize(
    ("after", "words"),
    [
        ("It published copies of two of them.", "The sources that carry it give no name or date."),
        ("He is Jan Hollar, it says.", "The sources that carry it give no document or date."),
        ("That was on 4 May 2024, it says.", "The sources that carry it give no document or name."),
    ],
)
def test_record_beside_the_evidence_is_not_missing(after: str, words: str) -> None:
    """The near misses: a copy shown, a person named, a day given in the next sentence. The gate finds them by itself."""
    source = carrier(after)
    (statement,) = absent(source)
    assert statement.text == words
    assert is_let_through(statement, source)
    assert not is_let_through(replace(absent(carrier())[0], text=ALL_THREE), source)


def test_claim_that_implies_no_record_misses_none() -> None:
    """A date alone is no news."""
    assert absent(carrier(), Claim(id="c", text="Varda Power drained the Tolna reservoir.")) == []


def test_nothing_is_missing_in_a_language_that_is_not_read_for_it() -> None:
    """Unread is not absent."""
    assert absent(carrier(language="hu")) == []


def test_gate_wants_the_search_on_record() -> None:
    """The same words, without the thing among the queries or the source among those searched."""
    (statement,) = absent(carrier())
    assert statement.searched is not None
    assert not is_let_through(replace(statement, searched=Searched((CLAIM.text,), ("courier",))), carrier())
    assert not is_let_through(replace(statement, searched=Searched(statement.searched.queries, ())), carrier())
