"""The extractive drafter: whose words, on what basis, in which section; everything it writes passes the gate."""

from __future__ import annotations

from dataclasses import replace

import pytest

from briefs.domain import Claim, ClaimKind, OriginFlags, ReadRecord, Reply, Section, SourceKind, Span, Stance, Standing, TextKind
from briefs.draft import draft_brief
from briefs.draft.cutting import cut_sentence
from briefs.draft.phrases import load_phrases
from briefs.draft.pieces import Wanted
from briefs.draft.telling import Teller, Told
from briefs.language import content_tokens
from tests import draft_story as story
from tests.draft_story import evidence, origin

WANTED = Wanted(stems=frozenset({"sensor", "dam"}), joining_words=frozenset())
DOCUMENT = OriginFlags(primary_record=True)
RECORD = origin("register", "Dam Safety Register", ["register"], flags=DOCUMENT)
RECORDED = evidence(story.REGISTER, "Varda Power switched off 14 sensors at the Tolna dam", "register")
VESTNIK_SAYS = evidence(
    story.VESTNIK, "в 2024 году отключили 14 датчиков", "union", speaker="профсоюза", cue="По словам", named="Dam Workers' Union"
)


def test_alleged_claim_stands_under_its_holder() -> None:
    """The holder, its stake, and the clause alone; the second clause tells of something else."""
    first, *_ = story.drafted(story.ALLEGED).statements
    assert (
        first.text
        == "The Dam Workers' Union, a party to the matter, claims that Varda Power switched off 14 sensors at the Tolna dam in 2024."
    )
    assert (first.section, first.role) == (Section.ALLEGED, "lead")


def test_denial_names_the_denier() -> None:
    """In its own words, under its own name."""
    assert "Varda Power, a party to the matter, denied that any sensor had been off." in story.texts(story.ALLEGED)


@pytest.mark.parametrize("standing", list(Standing))
def test_no_sentence_is_in_a_stronger_section_than_the_standing(standing: Standing) -> None:
    """Only a confirmed claim has sentences under `confirmed`, only a refuted one under `refuted`."""
    sections = {s.section for s in story.drafted(replace(story.ALLEGED, standing=standing)).statements}
    assert standing is Standing.CONFIRMED or Section.CONFIRMED not in sections
    assert standing is Standing.REFUTED or Section.REFUTED not in sections


@pytest.mark.parametrize("standing", [Standing.ALLEGED, Standing.DISPUTED])
def test_everything_passes_the_gate(standing: Standing) -> None:
    """Nothing is withheld from a draft over clear evidence."""
    assert story.gated(replace(story.ALLEGED, standing=standing)).withheld == ()


def test_relays_are_named_together_and_only_as_carriers() -> None:
    """A relay in another language says only who carries whom, and cites where it attributes it."""
    found = replace(story.ALLEGED, evidence=(story.UNION_SAYS, VESTNIK_SAYS), origins=(story.UNION,))
    first = story.drafted(found).statements[0]
    assert first.text.endswith("; Tolna Courier and Вестник (in Russian) carry the same account.")
    assert {"courier", "vestnik"} == {citation.source_id for citation in first.citations}


def test_relay_that_names_no_holder_is_no_carrier() -> None:
    """The near miss: "the union says" in a text that nowhere says which union."""
    nameless = story.source("vestnik", "По словам профсоюза, в 2024 году отключили 14 датчиков.", publisher="Вестник", language="ru")
    item = replace(VESTNIK_SAYS, citation=evidence(nameless, "в 2024 году отключили 14 датчиков", "union").citation)
    found = replace(story.ALLEGED, evidence=(story.UNION_SAYS, item), origins=(story.UNION,))
    assert "Вестник" not in story.texts(found, sources={**story.SOURCES, "vestnik": nameless})[0]


def test_foreign_relays_alone_give_no_content() -> None:
    """No word of theirs is translated."""
    found = replace(story.ALLEGED, evidence=(VESTNIK_SAYS,), origins=(story.UNION,))
    first = story.drafted(found).statements[0]
    assert first.text.endswith("Dam Workers' Union, a party to the matter, claims it; Вестник, in Russian, carries the same account.")


def test_no_origin_has_two_sentences() -> None:
    """However many sources carry it, and also where it speaks on both sides."""
    twice = evidence(story.COURIER, "managers knew", "union", speaker="The group", cue="says", named="Dam Workers' Union")
    found = replace(story.ALLEGED, evidence=(*story.ALLEGED.evidence, twice))
    told = [s for s in story.drafted(found).statements if "Union" in s.text]
    assert len(told) == 1


def test_name_stands_for_the_group() -> None:
    """ "The group" is named, and the sentence that introduces it is cited too."""
    item = evidence(story.COURIER, "managers knew", "union", speaker="The group", cue="says", named="Dam Workers' Union")
    claim = Claim(id="c-managers", text="Managers of Varda Power knew that sensors were off.")
    found = replace(story.ALLEGED, evidence=(item,), origins=(story.UNION,), denied_by=())
    first = story.drafted(found, claim=claim).statements[0]
    assert "Dam Workers' Union, a party to the matter, says that managers knew" in first.text
    assert len(first.citations) == 2


def test_self_reference_is_the_publisher_in_a_summary_only() -> None:
    """In an own text "the newspaper" is another one."""
    claim = Claim(id="c-inspector", text="An inspector counted the sensors of the Tolna dam.")
    item = evidence(story.HERALD, "The newspaper adds that an inspector counted them", "herald")
    herald = origin("herald", "Tolna Herald", ["herald"], independent="undetermined")
    found = story.assessment(Standing.ALLEGED, origins=[herald], items=[item])
    assert story.texts(found, claim=claim)[0].startswith("The Tolna Herald adds that an inspector")
    own = replace(story.HERALD, text_kind=TextKind.FULL)
    assert not story.texts(found, claim=claim, sources={**story.SOURCES, "herald": own})[0].startswith("The Tolna Herald adds")


def test_confirmed_says_by_what() -> None:
    """The record, by name."""
    found = story.assessment(Standing.CONFIRMED, origins=[RECORD], items=[RECORDED], confirmed_by=("Dam Safety Register",))
    first = story.drafted(found).statements[0]
    assert first.text.startswith("The record confirms it: ") and "egister" in first.text
    assert Section.CONFIRMED is first.section


def test_confirmed_by_two_origins_says_two() -> None:
    """The count is the assessment's."""
    inspector = origin("herald", "Tolna Herald", ["herald"])
    item = evidence(
        story.HERALD,
        "Varda Power switched off nine sensors at the Tolna dam in 2024",
        "herald",
        speaker="It",
        cue="writes",
        named="Tolna Herald",
    )
    record = replace(RECORD, flags=OriginFlags(first_hand=True))
    found = story.assessment(
        Standing.CONFIRMED,
        origins=[record, inspector],
        items=[RECORDED, replace(item, is_relay=False)],
        independent=2,
        confirmed_by=("Dam Safety Register", "Tolna Herald"),
    )
    assert story.texts(found)[0].startswith("Two independent origins confirm it: ")
    more = replace(found, independent_origins=5)
    assert story.texts(more)[0].startswith("Independent origins confirm it: ")


def test_statement_is_confirmed_without_its_content() -> None:
    """That they said so, not that it is so."""
    found = story.assessment(
        Standing.CONFIRMED, origins=[story.UNION], items=[story.UNION_SAYS], kind=ClaimKind.STATEMENT, confirmed_by=("Dam Workers' Union",)
    )
    assert story.texts(found)[0].endswith("; this confirms the statement, not its content.")


def test_counter_evidence_has_both_figures() -> None:
    """Nine stands beside the claim's twelve."""
    item = evidence(
        story.HERALD, "Varda Power switched off nine sensors at the Tolna dam in 2024", "herald#against", stance=Stance.REFUTES, score=0.9
    )
    herald = origin("herald#against", "Tolna Herald", ["herald"], stance=Stance.REFUTES)
    found = story.assessment(Standing.REFUTED, origins=[story.UNION, herald], items=[story.UNION_SAYS, item])
    lead = story.drafted(found).statements[0]
    assert "nine sensors" in lead.text and lead.text.endswith("; the claim says at least 12.")
    assert tuple(s.section for s in story.drafted(found).statements[:2]) == (Section.REFUTED, Section.ALLEGED)


def test_no_claim_figure_where_the_figure_agrees() -> None:
    """Fourteen is at least twelve."""
    item = replace(RECORDED, origin="register#against", stance=Stance.REFUTES)
    record = replace(RECORD, key="register#against", stance=Stance.REFUTES)
    found = story.assessment(Standing.REFUTED, origins=[record], items=[item])
    assert "the claim says" not in story.texts(found)[0]


def test_misquoted_body_is_no_holder() -> None:
    """The Courier says that the register said it; the register did not."""
    text = "The register put the sensors that Varda Power switched off at the Tolna dam at 12."
    daily = story.source("daily", text, publisher="Upland Daily")
    item = evidence(daily, text[:-1], "register", speaker="The register", cue="put", named="Dam Safety Register")
    record = origin("register", "Dam Safety Register", ["daily"])
    found = story.assessment(Standing.REFUTED, origins=[record], items=[item], misattributed_to="Dam Safety Register")
    assert story.texts(found, sources={**story.SOURCES, "daily": daily})[0].startswith("Upland Daily reports that the register put")


def test_unnamed_source_is_unnamed() -> None:
    """ "That source" points to a sentence that the brief does not have."""
    text = "According to that source, Varda Power switched off 14 sensors at the Tolna dam."
    wire = story.source("wire", text, publisher="Upland Wire, carried by the Post", kind=SourceKind.WIRE)
    item = evidence(wire, text[26:-1], "anon", speaker="that source", cue="According to", anonymous=True)
    anon = origin("anon", "that source (Upland Wire)", ["wire"], flags=OriginFlags(anonymous=True))
    found = story.assessment(Standing.ALLEGED, origins=[anon], items=[item])
    sources = {**story.SOURCES, "wire": wire}
    first = story.texts(found, sources=sources)[0]
    assert (
        first
        == "Upland Wire reported on 3 February 2025, citing an unnamed source, that Varda Power switched off 14 sensors at the Tolna dam."
    )
    assert story.gated(found, sources=sources).withheld == ()


def test_verb_that_takes_it_for_true_is_softened_while_alleged() -> None:
    """ "Revealed" becomes "says"."""
    text = "The Dam Workers' Union revealed that Varda Power switched off 14 sensors at the Tolna dam."
    post = story.source("post", text, publisher="Upland Post")
    item = evidence(post, text[34:-1], "union", speaker="The Dam Workers' Union", cue="revealed")
    found = story.assessment(Standing.ALLEGED, origins=[story.UNION], items=[item])
    sources = {**story.SOURCES, "post": post}
    assert "revealed" not in story.texts(found, sources=sources)[0]
    assert "says that Varda Power switched off 14 sensors" in story.texts(found, sources=sources)[0]


def test_own_words_of_a_party_in_the_first_person() -> None:
    """ "We switched off" is what it says of itself."""
    text = "We switched off 14 sensors at the Tolna dam in 2024."
    release = story.source("release", text, publisher="Varda Power", kind=SourceKind.PARTY)
    power = origin("power", "Varda Power", ["release"], flags=OriginFlags(interested=True, admission=True))
    item = evidence(release, text[:-1], "power")
    found = story.assessment(Standing.CONFIRMED, origins=[power], items=[item], confirmed_by=("Varda Power",))
    sources = {**story.SOURCES, "release": release}
    assert (
        story.texts(found, sources=sources)[0]
        == "An admission confirms it: Varda Power says that it switched off 14 sensors at the Tolna dam in 2024."
    )


def test_faint_evidence_that_cannot_be_shown_says_nothing() -> None:
    """A bare "X reports it" needs sure evidence."""
    bare = evidence(story.VESTNIK, "в 2024 году отключили 14 датчиков", "vestnik", score=0.05)
    vestnik = origin("vestnik", "Вестник", ["vestnik"], independent="undetermined")
    found = story.assessment(Standing.ALLEGED, origins=[vestnik], items=[bare])
    assert [s.role for s in story.drafted(found).statements] == ["unknown"]
    sure = story.assessment(Standing.ALLEGED, origins=[vestnik], items=[replace(bare, score=0.7)])
    assert story.texts(sure)[0] == "Вестник, in Russian, reports it."


def test_dateline_is_no_part_of_the_sentence() -> None:
    """ "TOLNA (Wire) - " opens a report, not a sentence."""
    text = "TOLNA (Wire) - Varda Power switched off 14 sensors at the Tolna dam in 2024."
    wire = story.source("wire", text, publisher="Wire", kind=SourceKind.WIRE)
    found = story.assessment(Standing.ALLEGED, origins=[origin("wire", "Wire", ["wire"])], items=[evidence(wire, text[15:-1], "wire")])
    assert (
        story.texts(found, sources={"wire": wire})[0] == "Wire reports that Varda Power switched off 14 sensors at the Tolna dam in 2024."
    )


def test_what_was_not_found_carries_what_was_searched() -> None:
    """Queries and sources read, and only there."""
    statements = story.drafted(replace(story.ALLEGED, reply=Reply("not-found"), denied_by=(), accuses=True)).statements
    unknown = [s for s in statements if s.section is Section.UNKNOWN]
    assert {"no-second-origin", "no-reply"} == {s.template for s in unknown}
    assert all(s.searched is not None and s.searched.source_ids == story.READ.source_ids for s in unknown)
    assert all(s.searched is None and s.citations for s in statements if s.section is not Section.UNKNOWN)


def test_nothing_found_is_all_that_an_unverified_claim_has() -> None:
    """No evidence is no refutation."""
    found = story.assessment(Standing.UNVERIFIED, origins=[], items=[], independent=0)
    assert story.texts(found) == ["Sources touch on it, but none was found that supports or contradicts it."]
    far = replace(story.CLAIM, text="The minister sold a vineyard to his cousin.")
    assert story.texts(found, claim=far) == ["No source was found that supports or contradicts it."]


def test_same_input_gives_the_same_draft() -> None:
    """Nothing depends on the order of the evidence."""
    turned = replace(story.ALLEGED, evidence=tuple(reversed(story.ALLEGED.evidence)), origins=tuple(reversed(story.ALLEGED.origins)))
    assert story.drafted(story.ALLEGED) == story.drafted(turned)


def test_brief_has_at_most_120_words() -> None:
    """Whatever the number of origins."""
    many = [origin(f"o{n}", f"Union {n}", ["courier"]) for n in range(9)]
    items = [replace(story.UNION_SAYS, origin=o.key) for o in many]
    found = story.assessment(Standing.ALLEGED, origins=many, items=items, independent=9)
    assert sum(len(text.split()) for text in story.texts(found)) <= 120


def test_german_brief_from_english_sources_attributes_only() -> None:
    """The second language takes no code and translates nothing."""
    first, *_ = story.drafted(story.ALLEGED, language="de").statements
    assert first.text.startswith(
        "Dam Workers' Union, selbst Partei, behauptet es; Tolna Courier, auf Englisch, gibt dieselbe Darstellung wieder"
    )
    assert story.gated(story.ALLEGED, language="de").withheld == ()


def test_unnamed_source_with_a_stake_is_only_unnamed() -> None:
    """Nobody can tell what an unnamed source is a party to; who carries it says so."""
    assert VESTNIK_SAYS.attribution is not None
    item = replace(VESTNIK_SAYS, origin="anon", attribution=replace(VESTNIK_SAYS.attribution, is_anonymous=True))
    anon = origin("anon", "officials", ["vestnik"], flags=OriginFlags(anonymous=True, interested=True))
    found = story.assessment(Standing.ALLEGED, origins=[anon], items=[item])
    assert story.texts(found)[0] == "Вестник, in Russian, carries it, citing an unnamed source."


def test_publisher_with_a_small_letter_keeps_it() -> None:
    """ "uni-Wire" is written so at the head of a sentence too."""
    wire = story.source("wire", "В 2024 году на плотине отключили 14 датчиков.", publisher="uni-Wire", language="ru")
    bare = replace(evidence(wire, "отключили 14 датчиков", "uni"), score=0.7)
    found = story.assessment(Standing.ALLEGED, origins=[origin("uni", "uni-Wire", ["wire"])], items=[bare])
    assert story.texts(found, sources={**story.SOURCES, "wire": wire})[0] == "uni-Wire, in Russian, reports it."


def test_words_read_both_ways_are_told_once() -> None:
    """One sentence may not stand for a claim and against it."""
    other = replace(story.UNION, key="other", stance=Stance.REFUTES)
    twice = replace(story.UNION_SAYS, stance=Stance.REFUTES, origin="other")
    found = replace(story.ALLEGED, evidence=(story.UNION_SAYS, twice), origins=(story.UNION, other))
    assert sum("14 sensors" in text for text in story.texts(found)) == 1


def test_speaker_who_is_only_pointed_at_stands_under_the_outlet() -> None:
    """ "The official" is somebody of an earlier sentence; the outlet that reports it has a name."""
    text = "The official said that Varda Power switched off 14 sensors at the Tolna dam."
    daily = story.source("daily", text, publisher="Upland Daily")
    item = evidence(daily, text[23:-1], "noun", speaker="The official", cue="said", named="official")
    found = story.assessment(Standing.ALLEGED, origins=[origin("noun", "official", ["daily"])], items=[item])
    sources = {**story.SOURCES, "daily": daily}
    first = story.texts(found, sources=sources)[0]
    assert first == "Upland Daily reports that the official said that Varda Power switched off 14 sensors at the Tolna dam."
    assert story.gated(found, sources=sources).withheld == ()


@pytest.mark.parametrize(
    ("cut", "is_told"), [("Mr Orlo said, for as long as it rained", False), ("the sluice was certainly open, Mr Orlo said", True)]
)
def test_a_cut_that_lost_what_was_said_is_not_told(cut: str, is_told: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """A cut that has the speaker and no word of what he said, as a parser's slip leaves it, gives way to the whole sentence."""
    text = "The sluice was certainly open, Mr Orlo said, for as long as it rained."
    place = story.source("radio", text, publisher="Tolna Radio")
    item = evidence(place, "The sluice was certainly open", "orlo", speaker="Mr Orlo", cue="said")
    stems = frozenset(token.stem for token in content_tokens("Mr Orlo said that a sluice had been open.", "en"))
    teller = Teller(phrases=load_phrases("en"), stems=stems, is_weak=True)
    monkeypatch.setattr(Teller, "_cut", lambda *_, **__: Told(cut, (item.citation,), "attributed", 1))
    told = teller.tell(item, origin("orlo", "Mr Orlo", ["radio"]), place, stake=False)
    assert told is not None
    assert (told.text == cut) is is_told
    assert "sluice" in told.text


def test_a_foreign_source_that_may_have_a_part_alone_reports_on_it() -> None:
    """Surely the same account is carried; less sure is no more than a report on the matter, with whom it cites."""
    sure = replace(VESTNIK_SAYS, score=0.7)
    vague = replace(VESTNIK_SAYS, score=0.3)
    union = origin("union", "Dam Workers' Union", ["vestnik"], flags=OriginFlags(interested=True))
    texts = {item.score: story.texts(story.assessment(Standing.ALLEGED, origins=[union], items=[item]))[0] for item in (sure, vague)}
    assert texts[0.7].startswith("Dam Workers' Union, a party to the matter, claims it")
    assert texts[0.3] == "Вестник, in Russian, reports on it, citing Dam Workers' Union, a party to the matter."


@pytest.mark.parametrize(("before", "is_told"), [("The Sunday paper claims that ", False), ("In the town that ", True), ("", True)])
def test_a_clause_under_a_teller_whom_the_parser_lost_is_told_whole(before: str, is_told: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    """ "X claims that Y wrote p" is X's, whatever the parser takes X for; a cut that begins at Y would make it Y's."""
    said = "Varda Power wrote to the operator that 14 sensors at the Tolna dam were off"
    place = story.source("herald", f"{before}{said}.", publisher="Tolna Herald")
    item = evidence(place, "14 sensors at the Tolna dam were off", "power", speaker="Varda Power", cue="wrote")
    teller = Teller(phrases=load_phrases("en"), stems=frozenset({"sensor", "dam"}), is_weak=True)
    cut = replace(cut_sentence(f"{said}.", Span(0, len(said) + 1), WANTED), span=Span(len(before), len(before) + len(said)))
    monkeypatch.setattr("briefs.draft.telling.cut_sentence", lambda *_: cut)
    told = teller.tell(item, origin("power", "Varda Power", ["herald"]), place, stake=False)
    assert told is not None
    assert ("reports that Varda Power wrote" in told.text) is is_told
    assert ("paper claims that Varda" in told.text) is not is_told


def test_who_tells_something_else_of_the_speaker_carries_no_same_account() -> None:
    """A source that quotes the same union on another matter is not named beside the sentence; one that has half of it is."""
    other = story.source("post", "The Dam Workers' Union claims that the managers of Varda Power knew.", publisher="Upland Post")
    same = story.source("gazette", "The Dam Workers' Union claims that Varda Power switched off 14 sensors.", publisher="Gazette")
    items = [
        story.UNION_SAYS,
        evidence(other, "the managers of Varda Power knew", "union", speaker="The Dam Workers' Union", cue="claims"),
        evidence(same, "Varda Power switched off 14 sensors", "union", speaker="The Dam Workers' Union", cue="claims"),
    ]
    union = origin("union", "Dam Workers' Union", ["courier", "post", "gazette"], flags=OriginFlags(interested=True))
    sources = {place.id: place for place in (story.COURIER, other, same)}
    found = story.assessment(Standing.ALLEGED, origins=[union], items=items)
    (first, *_) = draft_brief(story.CLAIM, found, sources, read=ReadRecord((story.CLAIM.text,), (), tuple(sources))).statements
    assert "Gazette" in first.text
    assert "Upland Post" not in first.text
