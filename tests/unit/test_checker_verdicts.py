"""The faithfulness checker's one question: verdicts, findings, other languages, the port."""

from __future__ import annotations

import pytest

from briefs.ports import EntailmentChecker
from briefs.verify.checker import Outcome, SupportChecker, check_support, support_probability

SPAN = (
    "The Marsh movement said on 3 May 2021 that more than 300 dockers had refused to work near Selby Quay. "
    "The harbour ministry did not comment on the figure."
)
KEPT = "Marsh said that over 300 dockers refused to work near Selby Quay."


def codes(sentence: str, span: str = SPAN) -> set[str]:
    return {finding.code for finding in check_support(sentence, span).findings}


def test_a_faithful_paraphrase_is_supported() -> None:
    """Other hedging words for the same figure, the movement's short name: nothing is found."""
    verdict = check_support(KEPT, SPAN)
    assert verdict.outcome is Outcome.SUPPORTED
    assert not verdict.findings


@pytest.mark.parametrize(
    ("sentence", "code", "words"),
    [
        ("Marsh said that over 500 dockers refused to work near Selby Quay.", "figure-not-in-span", "500"),
        ("Marsh said on 9 June 2021 that over 300 dockers refused to work near Selby Quay.", "date-not-in-span", "9 June 2021"),
        ("Marsh said that over 300 dockers refused to work near Harlow.", "name-not-in-span", "Harlow"),
        ("Marsh said that over 300 dockers had not refused to work near Selby Quay.", "negation-changed", "refused"),
        ("More than 300 dockers had refused to work near Selby Quay.", "attribution-dropped", "dockers"),
        ("Tom Ashby said that over 300 dockers refused to work near Selby Quay.", "name-not-in-span", "Tom Ashby"),
        ('Marsh spoke of "three hundred furious dockers" near Selby Quay.', "quotation-not-verbatim", "three hundred furious dockers"),
    ],
)
def test_each_change_is_found_with_its_words(sentence: str, code: str, words: str) -> None:
    """One changed thing, one finding that names it, and no full support."""
    verdict = check_support(sentence, SPAN)
    found = [finding for finding in verdict.findings if finding.code == code]
    assert found and words in found[0].words
    assert verdict.outcome is not Outcome.SUPPORTED


def test_a_denied_sentence_is_contradicted() -> None:
    """The span asserts what the sentence denies."""
    verdict = check_support("Marsh said that over 300 dockers had not refused to work near Selby Quay.", SPAN)
    assert verdict.outcome is Outcome.CONTRADICTED


def test_words_given_to_another_speaker_of_the_span_are_found() -> None:
    """The ministry stands in the span, but the words are Marsh's."""
    span = "Anna Reed said that the bridge had been closed on Monday. Peter Holm said that he was glad."
    assert "speaker-changed" in codes("Peter Holm said that the bridge had been closed on Monday.", span)
    assert "speaker-changed" not in codes("Anna Reed said that the bridge had been closed on Monday.", span)


def test_an_unrelated_sentence_is_not_supported() -> None:
    """Nothing of it stands in the span."""
    verdict = check_support("The mayor of Oldport resigned after a vote in the council.", SPAN)
    assert Outcome.NOT is verdict.outcome
    assert any(finding.code == "content-not-in-span" and "mayor" in finding.words for finding in verdict.findings)


def test_one_sentence_of_a_long_page_is_enough() -> None:
    """A page of a hundred other sentences neither hides the one that carries the sentence nor supports another."""
    page = [f"Item {number} of the council's agenda was about parking places." for number in range(60)]
    page = [*page, SPAN, *page]
    assert check_support(KEPT, page).probability > 0.5
    assert check_support("The mayor of Oldport resigned after a vote.", page).probability < 0.5


@pytest.mark.parametrize("span", ["", "  \n ", "Понад 300 докерів відмовилися працювати."])
def test_what_cannot_be_read_is_not_verified(span: str) -> None:
    """An empty span, or one in a language that is not read, gives no probability."""
    verdict = check_support(KEPT, span, evidence_language="uk" if span.strip() else None)
    assert verdict.outcome is Outcome.CANNOT_TELL
    assert verdict.probability == 0.0


def test_the_port_is_implemented_and_answers_alike() -> None:
    """Pairs are (span, sentence); twice the same answer."""
    checker: EntailmentChecker = SupportChecker()
    pairs = [(SPAN, KEPT), (SPAN, "The mayor resigned.")]
    assert checker.support(pairs) == checker.support(pairs) == [support_probability(sentence, span) for span, sentence in pairs]
    assert checker.name
