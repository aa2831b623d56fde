"""Citations resolve to the byte; quotation marks hold verbatim text."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from briefs.domain import Citation, Section, Span, Statement, TextKind
from briefs.verify.citations import check_citations, citation_fault
from briefs.verify.quotations import is_verbatim
from tests import river_story as story
from tests.river_story import SOURCES, Sentence, cite


def _codes(*citations: Citation, section: Section = Section.ALLEGED) -> list[str]:
    statement = Statement(section=section, text="Vetka claims it.", citations=citations)
    return [finding.code for finding in check_citations(statement, SOURCES)]


def test_citation_that_resolves_passes() -> None:
    """Source, hash, range and words agree."""
    assert _codes(cite("gazette", story.S_CLAIMS)) == []


def test_invented_source_is_found() -> None:
    """A source id that the corpus does not have."""
    assert _codes(replace(cite("gazette", story.S_CLAIMS), source_id="bulletin")) == ["unresolved-citation"]


def test_changed_text_is_found() -> None:
    """The stored text is no longer the one that was cited."""
    assert _codes(replace(cite("gazette", story.S_CLAIMS), sha256="0" * 64)) == ["unresolved-citation"]


def test_span_past_the_end_is_found() -> None:
    """A range that the text does not have."""
    length = len(SOURCES["gazette"].text)
    citation = Citation("gazette", Span(length - 3, length + 4), "im.", SOURCES["gazette"].sha256)
    assert "ends after the text" in citation_fault(citation, SOURCES)


def test_altered_words_are_found() -> None:
    """One changed character in the exact words."""
    citation = cite("gazette", story.S_CLAIMS)
    assert _codes(replace(citation, exact=citation.exact.replace("40", "46"))) == ["unresolved-citation"]


def test_same_span_twice_is_found_and_a_neighbour_is_not() -> None:
    """Two citations of one span; two overlapping spans of one source are two citations."""
    citation = cite("gazette", story.S_CLAIMS)
    assert _codes(citation, citation) == ["duplicate-citation"]
    assert _codes(citation, cite("gazette", "more than 40 barges")) == []


def test_sentence_without_citation_is_found_outside_unknown() -> None:
    """Only what was not found needs no citation."""
    assert _codes() == ["uncited"]
    assert _codes(section=Section.UNKNOWN) == []


@given(st.data())
def test_every_span_resolves_and_its_shift_does_not(data: st.DataObject) -> None:
    """Whatever span is cited resolves; moved by one it resolves only where the text repeats itself."""
    source = SOURCES[data.draw(st.sampled_from(sorted(SOURCES)))]
    start = data.draw(st.integers(0, len(source.text) - 2))
    end = data.draw(st.integers(start + 1, len(source.text) - 1))
    citation = source.cite(Span(start, end))
    assert citation_fault(citation, SOURCES) == ""
    moved = replace(citation, span=citation.span.shifted(1))
    assert bool(citation_fault(moved, SOURCES)) == (moved.span.of(source.text) != citation.exact)


def test_quotation_glyphs_and_blanks_do_not_matter() -> None:
    """Curly for straight marks, a line break for a blank."""
    assert is_verbatim("it’s  “done”", 'He said it\'s\n"done" now')


def test_quotation_with_ellipsis_keeps_the_order() -> None:
    """Pieces between ellipses stand in the text in that order, not in another."""
    text = "We will not stop until the river is closed."
    assert is_verbatim("We will not stop … the river is closed", text)
    assert not is_verbatim("the river is closed … We will not stop", text)


def test_part_of_a_word_is_no_quotation() -> None:
    """ "art" does not stand in "party"."""
    assert not is_verbatim("art", "a party to it")


def test_empty_quotation_is_not_verbatim() -> None:
    """Nothing but an ellipsis quotes nothing."""
    assert not is_verbatim("…", "anything")


def test_mark_without_its_pair_is_found() -> None:
    """Where a quotation ends cannot be told."""
    sentence = Sentence(text="Vetka wrote: “We will not stop.", cites=(("gazette", story.S_QUOTE),))
    assert "quotation-not-verbatim" in sentence.codes()


def test_verbatim_source_may_be_quoted_and_a_summary_may_not() -> None:
    """The same words in marks pass from the publisher's own text and fail from our summary of it."""
    sentence = Sentence(
        text="Vetka says “its divers fixed charges to the hulls”.", cites=(("gazette", story.S_CLAIMS), ("gazette", story.S_DIVERS))
    )
    assert set() == sentence.codes()
    summary = replace(SOURCES["gazette"], text_kind=TextKind.SUMMARY)
    assert {"own-words-quoted"} == sentence.codes(sources={**SOURCES, "gazette": summary})
