"""Who speaks, where an apposition stands between the speaker and the verb, or the words are only pointed at."""

from __future__ import annotations

import pytest

from briefs.verify.checker import Outcome, SupportChecker, check_support
from briefs.verify.checker.frames import frames_of
from briefs.verify.checker.reading import read_piece

FERRIES = (
    "The harbour authority said on Tuesday that two ferries collided off Lund Point. Its director, Maria Holt, told reporters that the "
    "captain had ignored a warning. The shipping company Nordline denied this."
)
PLANT = (
    "The Gazette reported, citing an unnamed official, that the plant leaked chlorine for three days before residents were told. "
    "The operator, Kemra, says no chemicals escaped."
)


def _codes(sentence: str, span: str) -> set[str]:
    return {finding.code for finding in check_support(sentence, span).findings}


@pytest.mark.parametrize(
    ("sentence", "span"),
    [("The captain ignored a warning.", FERRIES), ("No chemicals escaped.", PLANT), ("The plant leaked chlorine for three days.", PLANT)],
)
def test_words_of_a_speaker_with_an_apposition_are_no_plain_fact(sentence: str, span: str) -> None:
    """What the director, or the operator, only says may not be asserted."""
    assert "attribution-dropped" in _codes(sentence, span)
    assert check_support(sentence, span).outcome is not Outcome.SUPPORTED


@pytest.mark.parametrize(
    ("sentence", "span"),
    [
        ("Nordline said the captain had ignored a warning.", FERRIES),
        ("The Gazette said no chemicals escaped.", PLANT),
        ("Kemra says the plant leaked chlorine for three days before residents were told.", PLANT),
    ],
)
def test_words_do_not_change_their_speaker(sentence: str, span: str) -> None:
    """Neither the one who denies it nor the carrier said it."""
    assert "speaker-changed" in _codes(sentence, span)


@pytest.mark.parametrize(
    ("sentence", "span"),
    [
        ("Maria Holt said the captain had ignored a warning.", FERRIES),
        ("Nordline denied that the captain had ignored a warning.", FERRIES),
        ("Kemra says that no chemicals escaped.", PLANT),
        ("The Gazette reported that the plant leaked chlorine for three days.", PLANT),
    ],
)
def test_a_speaker_who_is_kept_raises_nothing(sentence: str, span: str) -> None:
    """By name, by a denial that points at the words before it, or as the carrier of a source without a name."""
    assert not _codes(sentence, span) & {"attribution-dropped", "speaker-changed"}


def test_the_bare_number_takes_no_allegation_for_a_fact() -> None:
    """Through the port only a number comes back: below one half where the speaker is lost, above where he is kept."""
    lost, kept = SupportChecker().support(
        [(FERRIES, "The captain ignored a warning."), (FERRIES, "Maria Holt said the captain ignored a warning.")]
    )
    assert lost < 0.5 < kept


def test_content_before_an_inverted_verb_stays_content() -> None:
    """ "P, doing so, said X": a participle after a comma is no apposition."""
    (frame,) = frames_of(read_piece("The bridge fell, killing three people, said the mayor of Lund.", "en"))
    assert frame.speaker is not None and "mayor" in frame.speaker.of("The bridge fell, killing three people, said the mayor of Lund.")
