"""A body under its English name, cited from a text in another language that names it in its own words."""

from __future__ import annotations

from dataclasses import replace

from briefs.domain import Attribution, Evidence, Origin, OriginFlags, Section, Source, SourceKind, Span, SpeechAct, Stance, Statement
from briefs.verify import check_statement
from briefs.verify.names import is_publisher
from tests import river_story as story

TEXT = "Баржи потеряны, сообщили в Минобороны страны. По данным ведомства, их было больше сорока."
COURIER = Source(id="kurier", text=TEXT, publisher="Курьер", kind=SourceKind.OUTLET, language="ru")
NAME = "Sudmark's defence ministry"
ORIGIN = Origin(key="body:Sudmark:defence+minister", name=NAME, flags=OriginFlags(interested=True), sources=("kurier",), relays=("kurier",))
SENTENCE = f"{NAME}, a party to the matter, claims it; Курьер, in Russian, carries the same account."


def findings(*, named: str, origin: str = ORIGIN.key) -> set[str]:
    """Codes of the gate on the sentence, with evidence that hands the words to `named`."""
    span = Span(0, TEXT.index(".") + 1)
    item = Evidence(
        claim_id=story.CLAIM.id,
        citation=COURIER.cite(span),
        stance=Stance.SUPPORTS,
        score=0.6,
        origin=origin,
        attribution=Attribution(source_id="kurier", speaker=named, named=named, act=SpeechAct.ASSERTS, content=Span(0, 14)),
        is_relay=True,
    )
    assessment = replace(story.ALLEGED, holders=(NAME,), origins=(ORIGIN,), evidence=(item,), denied_by=(), reply=None, unverified_by=())
    statement = Statement(section=Section.ALLEGED, text=SENTENCE, citations=(COURIER.cite(span),))
    sources = {**story.SOURCES, "kurier": COURIER}
    found = check_statement(statement, claim=story.CLAIM, assessment=assessment, sources=sources, read=story.READ, language="en")
    return {finding.code for finding in found}


def test_name_of_the_origin_to_which_the_text_hands_its_words() -> None:
    """The text names the body in its own language, and the assessment says which body that is."""
    assert findings(named="Минобороны") == set()


def test_body_that_the_text_does_not_name_is_none() -> None:
    """No such words in the text, or words of another origin: the name stands nowhere."""
    assert findings(named="Адмиралтейство")
    assert findings(named="Минобороны", origin="name:other")


def test_publisher_with_an_address_for_a_name() -> None:
    """An address is compared as it is written, without what the manifest says behind it."""
    source = replace(COURIER, publisher="river.example (copy of an agency story)")
    assert is_publisher(source, "river.example")
    assert not is_publisher(source, "river.exam")
