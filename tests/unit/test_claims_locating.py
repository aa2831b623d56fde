"""Where an article says a given claim, and in whose voice."""

import pytest

from briefs.claims import claimant_of, how_worded, locate_claim, place_claims
from briefs.domain import Article, Claim, Span

ENGLISH = Article(
    text=(
        "Halden Steel closed its mill at Rusk in 2021. The union says 340 workers lost their jobs. "
        "Halden's director, Mia Dahl, announced in March that the site had been sold to a Dutch fund."
    )
)
GERMAN = Article(
    text=(
        "Der Damm bei Wels brach am 12. Juni. Nach Angaben des Ministeriums starben mindestens 40 Menschen. "
        "Der Betreiber „Norvik“ hatte die Risse angeblich seit Jahren gekannt."
    ),
    language="de",
)


def _span(article: Article, words: str) -> Span:
    start = article.text.index(words)
    return Span(start, start + len(words))


def test_finds_another_wording() -> None:
    """Stems, names and figures carry a claim to its clause."""
    span = locate_claim("340 people working at the Rusk mill lost their jobs.", ENGLISH)
    assert span is not None
    assert "340 workers lost their jobs" in span.of(ENGLISH.text)


def test_says_none_for_what_the_article_does_not_say() -> None:
    """Another subject altogether has no place."""
    assert locate_claim("The volcano on Tanna erupted twice in 1999.", ENGLISH) is None
    assert locate_claim("", ENGLISH) is None
    assert locate_claim("Something happened.", Article(text="")) is None


def test_german_needs_no_parser() -> None:
    """Sentences, stems and figures suffice."""
    span = locate_claim("Mindestens 40 Menschen kamen ums Leben.", GERMAN)
    assert span is not None
    assert "mindestens 40 Menschen" in span.of(GERMAN.text)


def test_voice_of_the_article() -> None:
    """Own voice, named speaker, hedge, quotation."""
    assert not how_worded(_span(ENGLISH, "closed its mill at Rusk in 2021"), ENGLISH).is_attributed
    voice = how_worded(_span(ENGLISH, "340 workers lost their jobs"), ENGLISH)
    assert (voice.is_attributed, voice.claimant) == (True, "The union")
    assert voice.cue is not None
    assert voice.cue.of(ENGLISH.text) == "says"


def test_voice_in_german() -> None:
    """Cue patterns name the source and find hedges."""
    assert claimant_of(_span(GERMAN, "starben mindestens 40 Menschen"), GERMAN) == "des Ministeriums"
    voice = how_worded(_span(GERMAN, "hatte die Risse angeblich seit Jahren gekannt"), GERMAN)
    assert [hedge.of(GERMAN.text) for hedge in voice.hedges] == ["angeblich"]


def test_placed_claims_keep_id_and_text() -> None:
    """Only where and how the article says it is added."""
    given = [Claim(id="u1", text="340 workers lost their jobs."), Claim(id="u2", text="The volcano on Tanna erupted in 1999.")]
    placed = place_claims(given, ENGLISH)
    assert [(c.id, c.text) for c in given] == [(c.id, c.text) for c in placed]
    assert (placed[0].is_attributed, placed[0].claimant) == (True, "The union")
    assert placed[1].span is None


def test_a_claim_about_the_saying_is_the_article_s_own() -> None:
    """ "X announced p" is what the article states; p is what X says."""
    said, content = place_claims(
        [
            Claim(id="a", text="Mia Dahl announced in March that the site had been sold to a Dutch fund."),
            Claim(id="b", text="The Rusk site was sold to a Dutch fund."),
        ],
        ENGLISH,
    )
    assert (said.is_attributed, said.claimant) == (False, None)
    assert content.is_attributed


@pytest.mark.parametrize(
    "claim",
    [
        "Tolna fell in 2023.",  # the name and the year stand in a sentence about something else
        "The Upland Post has 200 barges at Tolna.",  # another figure, and hardly a word of it
    ],
)
def test_names_and_dates_alone_say_no_claim(claim: str) -> None:
    """A place must have the claim's plain words too, and not another figure in place of the claim's."""
    text = "In December 2023 the Upland Post reported that Varda Power had lost almost 90 engineers at Tolna. The weather was fine."
    assert locate_claim(claim, Article(text=text)) is None


def test_same_words_with_the_figure_say_it() -> None:
    """The near miss."""
    text = "In December 2023 the Upland Post reported that Varda Power had lost almost 90 engineers at Tolna. The weather was fine."
    assert locate_claim("Varda Power lost nearly 90 of its engineers at Tolna.", Article(text=text)) is not None
