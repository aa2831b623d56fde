"""Wording is no stronger than the standing, and what a brief says of its evidence holds against the assessment."""

from __future__ import annotations

from dataclasses import replace

import pytest

from briefs.domain import Assessment, ClaimKind, Section, Standing
from briefs.verify.speech import find_speech
from briefs.verify.wording import section_fits
from tests import river_story as story
from tests.river_story import Sentence

CLAIMS = (("gazette", story.S_CLAIMS),)


@pytest.mark.parametrize(
    ("standing", "section", "fits"),
    [
        (Standing.ALLEGED, Section.ALLEGED, True),
        (Standing.ALLEGED, Section.CONFIRMED, False),
        (Standing.ALLEGED, Section.REFUTED, False),
        (Standing.DISPUTED, Section.CONFIRMED, False),
        (Standing.DISPUTED, Section.ALLEGED, True),
        (Standing.UNVERIFIED, Section.CONFIRMED, False),
        (Standing.REFUTED, Section.CONFIRMED, False),
        (Standing.CONFIRMED, Section.CONFIRMED, True),
        (Standing.CONFIRMED, Section.DISPUTED, True),
    ],
)
def test_section_is_never_stronger_than_the_standing(standing: Standing, section: Section, fits: bool) -> None:
    """An allegation has no confirmed sentence; a confirmed claim may show a denial."""
    assert fits is section_fits(section, standing)


def test_allegation_under_confirmed_is_found() -> None:
    """The one unforgivable error."""
    sentence = Sentence(text="Vetka claims that more than 40 barges were sunk.", cites=CLAIMS, section=Section.CONFIRMED)
    assert {"stronger-than-standing"} == sentence.codes()


@pytest.mark.parametrize("word", ["confirmed", "proved", "revealed", "admitted", "established", "verified"])
def test_confirming_verb_is_found_while_the_claim_is_alleged(word: str) -> None:
    """Verbs that take what follows for true."""
    assert "stronger-than-standing" in Sentence(text=f"Vetka {word} that more than 40 barges were sunk.", cites=CLAIMS).codes()


def test_confirming_word_inside_somebodys_words_passes() -> None:
    """ "really" as part of what the ministry says is the ministry's word, not the brief's."""
    words = "Vetka claims that more than 40 barges were really sunk."
    assert "stronger-than-standing" not in Sentence(text=words, cites=CLAIMS).codes()


def test_refuting_word_is_found_while_the_claim_is_alleged() -> None:
    """The brief itself may not call an allegation false."""
    assert "stronger-than-standing" in Sentence(text="Vetka falsely claims that more than 40 barges were sunk.", cites=CLAIMS).codes()


def test_bare_allegedly_does_not_name_the_holder() -> None:
    """The accuser is named, never a bare "allegedly"."""
    assert "holder-missing" in Sentence(text="More than 40 barges were allegedly sunk near Morovsk.", cites=CLAIMS).codes()


def test_second_clause_in_own_voice_is_found() -> None:
    """Naming a speaker in one clause does not cover the other."""
    text = "Divers fixed charges to the hulls, and Vetka claims that more than 40 barges were sunk."
    sentence = Sentence(text=text, cites=(*CLAIMS, ("gazette", story.S_DIVERS)))
    assert "holder-missing" in sentence.codes()


META_GOOD = [
    "Vetka, a party to the conflict, claims it.",
    "One origin: Vetka, a party to the conflict; none without a stake.",
    "Vetka claims it; 0 have no stake.",
    "Norland's transport ministry denies it.",
]
META_BAD = [
    "Sudmark, a party to the conflict, claims it.",
    "Three origins: Vetka, a party to the conflict; none without a stake.",
    "Vetka claims it; two have no stake.",
    "Vetka denies it.",
    "Vetka claims it; it confirms the statement, not its content.",
    "Confirmed by Vetka.",
]


@pytest.mark.parametrize("text", META_GOOD)
def test_what_agrees_with_the_assessment_passes(text: str) -> None:
    """Counts, stakes and holders as the assessment has them."""
    cites = (("gazette", story.S_DENIAL),) if "denies" in text else CLAIMS
    assert set() == Sentence(text=text, cites=cites).codes()


@pytest.mark.parametrize("text", META_BAD)
def test_what_the_assessment_does_not_bear_out_is_found(text: str) -> None:
    """Another count, another holder, a confirmation that is none."""
    assert "not-in-assessment" in Sentence(text=text, cites=CLAIMS).codes()


def test_statement_claim_may_say_that_its_content_is_not_confirmed() -> None:
    """The near miss: the same words pass for a claim about a statement."""
    assessment = replace(story.ALLEGED, kind=ClaimKind.STATEMENT, standing=Standing.CONFIRMED)
    text = "Vetka wrote it on Telegram; it confirms the statement, not its content."
    sentence = Sentence(text=text, cites=(("gazette", story.S_QUOTE),), assessment=assessment, section=Section.CONFIRMED)
    assert "not-in-assessment" not in sentence.codes()


def test_confirmed_statement_keeps_its_speaker() -> None:
    """That Vetka said it is confirmed; that it happened is not, and the sentence must not say so."""
    assessment: Assessment = replace(story.ALLEGED, kind=ClaimKind.STATEMENT, standing=Standing.CONFIRMED)
    good = Sentence(
        text="Vetka claims that more than 40 barges were sunk near Morovsk.", cites=CLAIMS, assessment=assessment, section=Section.CONFIRMED
    )
    assert set() == good.codes()
    assert {"attribution-dropped"} == good.with_text("Vetka claims that more", "More").codes()


@pytest.mark.parametrize(
    ("text", "speaker"),
    [
        ("Forty barges were sunk, the Circle said on Monday.", "Circle"),
        ("According to the harbour office, forty barges were sunk.", "the harbour office"),
        ("Vetka, a group that fights in the north, claims it.", "Vetka"),
        ("The loss was reported by the harbour office.", "harbour office"),
        ("The ministry's claim that the tug sank was repeated.", "ministry"),
        ("The daily, citing two officials, gives no number.", "two officials"),
    ],
)
def test_speaker_is_read_from_the_frame(text: str, speaker: str) -> None:
    """Who speaks, in the usual frames of English news."""
    assert speaker in [name for frame in find_speech(text, "en") for name in frame.speakers]


def test_foreign_carrier_must_have_something_of_the_claim() -> None:
    """A span of a carrier that has neither name nor figure of the claim does not show that it carries it."""
    good = Sentence(text="Портовик, in Russian, carries it, citing Vetka.", cites=(("portovik", story.S_RU),))
    silent = replace(good, cites=(("portovik", "Министерство транспорта не ответило на вопросы."),))
    assert set() == good.codes()
    assert "not-in-assessment" in silent.codes()


def test_could_not_verify_needs_a_text_that_says_so() -> None:
    """The assessment alone is not enough: a misreading there does not pass twice."""
    good = Sentence(text="The Harbour Gazette could not verify it.", cites=(("gazette", story.S_UNVERIFIED),))
    assert set() == good.codes()
    assert "not-in-assessment" in replace(good, cites=(("gazette", story.S_DIVERS),)).codes()


def test_denial_needs_a_text_that_denies() -> None:
    """The same for a denial."""
    assert "not-in-assessment" in Sentence(text="Norland's transport ministry denies it.", cites=(("gazette", story.S_DIVERS),)).codes()


def test_record_confirms_only_where_the_assessment_has_one() -> None:
    """ "The record confirms it" rests on the flag of an origin."""
    sentence = Sentence(
        text="The record confirms it: the Morovsk Harbour Authority recorded the loss of three barges.",
        cites=(("register", story.S_LOSS),),
        assessment=story.CONFIRMED,
        section=Section.CONFIRMED,
    )
    plain = replace(story.CONFIRMED, origins=(replace(story.CONFIRMED.origins[0], flags=story.VETKA.flags),))
    assert set() == sentence.codes()
    assert "not-in-assessment" in replace(sentence, assessment=plain).codes()


def test_german_sentence_is_read_with_german_words() -> None:
    """A colon after the verb of speech gives the speaker, also in a brief in German."""
    frames = find_speech("Das Blatt meldet: Vierzig Kähne sind gesunken.", "de")
    assert ("Das Blatt",) in [frame.speakers for frame in frames]


def test_innermost_speaker_has_the_words() -> None:
    """Who quotes is a carrier; the words are the quoted person's."""
    frames = find_speech("The agency quotes the spokesman, Igor Brandt, as saying that the port was closed.", "en")
    assert ("spokesman",) in [frame.speakers for frame in frames]
