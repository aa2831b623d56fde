"""From an article to claims: clauses that stand alone, who asserts them, what is skipped and why."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefs.claims import extract_claims
from briefs.claims.extraction import MAX_ARTICLE_LENGTH, MAX_SENTENCES
from briefs.domain import Article, Claim
from briefs.errors import ArticleError

ARTICLE = Article(
    title="Norvik's ferry and the missing logbook",
    text=(
        "Norvik, a shipping company based in Oslo, has lost a ferry. On 3 May the ferry left Bergen with 212 passengers and sank "
        "the next day. The company said on Tuesday that 14 people had died. Its captain, Ola Berg, was arrested in June, according "
        "to the Norwegian police.\n\n"
        "“We did nothing wrong,” Berg told reporters. Inspectors are said to have falsified the logbook. "
        "The harbour is a beautiful place. Will the ferry be raised? Norvik will pay for the funerals."
    ),
)


def _by_start(claims: list[Claim], opening: str) -> Claim:
    found = [claim for claim in claims if claim.text.startswith(opening)]
    assert found, [claim.text for claim in claims]
    return found[0]


@pytest.fixture(scope="module")
def claims() -> list[Claim]:
    """The claims of the article above, read once."""
    return extract_claims(ARTICLE)


def test_spans_are_the_article_s_words(claims: list[Claim]) -> None:
    """Every claim has a span, and ids do not repeat."""
    assert all(claim.span is not None and claim.span.end <= len(ARTICLE.text) for claim in claims)
    assert len({claim.id for claim in claims}) == len(claims)


def test_shared_subject_and_the_next_day(claims: list[Claim]) -> None:
    """A coordinated clause gets the subject; a relative day gets the article's own date."""
    left = _by_start(claims, "On 3 May the ferry left Bergen")
    assert left.checkworthy
    assert "3 May" in left.text
    assert not any("ferry" not in claim.text and "sank" in claim.text for claim in claims)


def test_content_and_claimant(claims: list[Claim]) -> None:
    """What somebody says is a claim of that somebody, with references made whole."""
    died = _by_start(claims, "14 people had died")
    assert (died.is_attributed, died.claimant) == (True, "Norvik")
    assert died.span is not None
    assert died.span.of(ARTICLE.text) == "14 people had died"


def test_according_to(claims: list[Claim]) -> None:
    """The source is who asserts it, and leaves the claim's text."""
    arrested = next(claim for claim in claims if "arrested" in claim.text)
    assert (arrested.is_attributed, arrested.claimant) == (True, "the Norwegian police")
    assert "according" not in arrested.text


def test_according_to_at_the_start_stays_attributed() -> None:
    """Also where the parser finds no verb behind it: never the article's own voice."""
    claims = extract_claims(Article(text="According to Norvik, personnel risk punishment if they speak openly about the arrangement."))
    assert [(claim.claimant, claim.is_attributed) for claim in claims] == [("Norvik", True)]


def test_passive_report_names_nobody(claims: list[Claim]) -> None:
    """ "Are said to have" is attributed to nobody named, and the claim is the act."""
    falsified = _by_start(claims, "Inspectors have falsified the logbook")
    assert (falsified.is_attributed, falsified.claimant) == (True, None)


@pytest.mark.parametrize(
    ("part", "reason"), [("beautiful", "judgement"), ("raised", "question"), ("nothing wrong", "first person"), ("funerals", "future")]
)
def test_skipped_with_a_reason(claims: list[Claim], part: str, reason: str) -> None:
    """Opinions, questions, first person and plans are skipped in words that an editor understands."""
    claim = next(claim for claim in claims if part in claim.text)
    assert not claim.checkworthy
    assert reason in (claim.skip_reason or "")


def test_a_skip_reason_goes_with_not_checkworthy(claims: list[Claim]) -> None:
    """A reason stands exactly where a claim is not check-worthy."""
    assert all((claim.skip_reason is None) == claim.checkworthy for claim in claims)


def test_quotation_over_two_sentences_has_its_speaker() -> None:
    """The first sentence of a quotation belongs to whom the last one names."""
    text = "“The soldiers dug trenches near Lyman in May. They were never on leave in 2024,” Vera Holm writes."
    claim = _by_start(extract_claims(Article(text=text)), "The soldiers dug trenches")
    assert (claim.is_attributed, claim.claimant) == (True, "Vera Holm")
    assert claim.quoted


def test_the_article_s_own_voice_is_not_attributed() -> None:
    """A plain sentence has no claimant."""
    claim = extract_claims(Article(text="The bridge at Tarn collapsed on 4 June 2019 and killed eleven people."))[0]
    assert (claim.is_attributed, claim.claimant) == (False, None)


def test_ids_survive_edits_elsewhere() -> None:
    """A sentence keeps its claim when the article grows around it."""
    sentence = "The bridge at Tarn collapsed on 4 June 2019."
    before = extract_claims(Article(text=sentence))[0]
    after = extract_claims(Article(text=f"Rain fell for days in the valley.\n\n{sentence}\n\nNobody was warned."))
    assert before.id in {claim.id for claim in after}


@pytest.mark.parametrize("language", ["de", "und"])
def test_other_languages_need_given_claims(language: str) -> None:
    """English rules never read another language."""
    text = "Am Abend des 4. August explodierten im Hafen rund 2.750 Tonnen Ammoniumnitrat, die dort jahrelang gelagert hatten."
    with pytest.raises(ArticleError, match="--claims"):
        extract_claims(Article(text=text, language=language))


def test_too_long_is_said_clearly() -> None:
    """The size is in the message."""
    with pytest.raises(ArticleError, match="characters"):
        extract_claims(Article(text="a" * (MAX_ARTICLE_LENGTH + 1)))


def test_the_unread_rest_is_listed() -> None:
    """An overlong article says what was not read."""
    claims = extract_claims(Article(text="\n\n".join(["Stop."] * (MAX_SENTENCES + 3))))
    assert not claims[-1].checkworthy
    assert "not read" in (claims[-1].skip_reason or "")


@settings(max_examples=40, deadline=None)
@given(
    st.lists(
        st.sampled_from(["“", "”", '"', "X said that ", "he ", "Oslo, ", "a group, ", "who ", "and fell", ". ", "\n\n", "3 May ", "("]),
        max_size=25,
    )
)
def test_any_article_gives_claims_with_valid_spans(parts: list[str]) -> None:
    """Broken prose breaks nothing."""
    article = Article(text="".join(parts))
    for claim in extract_claims(article):
        assert claim.span is not None
        assert 0 <= claim.span.start < claim.span.end <= len(article.text)
        assert all(0 <= quoted.start < quoted.end <= len(article.text) for quoted in claim.quoted)


def test_what_they_put_down_to_a_cause_is_theirs() -> None:
    """ "They say it has not stopped, and put it down to …": the thing that stopped puts nothing down."""
    text = (
        "The dam workers of Tolna describe the night shift as a symptom of how thin the crews have become. "
        "They say it has not stopped, and put it down to an acute lack of engineers caused by low wages in the valley."
    )
    claims = [claim.text for claim in extract_claims(Article(text=text))]
    assert not any(claim.startswith(("The night shift put", "It put")) for claim in claims)


def test_object_is_not_the_subject_of_its_own_verb() -> None:
    """ "found two of them": not two of those who found; "denied it": no thing, so the claim is not clear by itself."""
    text = (
        "Engineers of the Harlan Institute measured three ferries and found two of them far above the limit of 40 decibels. "
        "The Norvik ferries contain a switch that was forbidden in 2019. Norvik had flatly denied it."
    )
    claims = extract_claims(Article(text=text))
    assert not any("two of them" in claim.text for claim in claims)
    denied = [claim for claim in claims if "denied" in claim.text]
    assert [claim.checkworthy for claim in denied] == [False]
    assert denied[0].skip_reason == "it is not clear what it refers to"


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "The Hume dam near Tolna broke in May. The mayor said that soldiers had blown the dam up.",
            "Soldiers had blown the Hume dam up.",
        ),
        (
            "The Northern Press reported the fire on Monday. A day later the agency withdrew the story.",
            "A day later the Northern Press withdrew the story.",
        ),
        (
            "The Tolna ministry called it sabotage by Harlan, meant to cut off the valley's water.",
            "The Tolna ministry called it sabotage by Harlan, meant to cut off the valley's water.",
        ),
        (
            "Harlan's police searched the valley. A report by prosecutors concludes that it was a stray flare of the Harlan navy.",
            "A report by prosecutors concludes that it was a stray flare of the Harlan navy.",
        ),
        (
            "Engineers consulted by the Tolna Herald thought a blast in a passage of the Hume dam much more likely.",
            "Engineers consulted by the Tolna Herald thought a blast in a passage of the Hume dam much more likely.",
        ),
    ],
)
def test_what_it_and_the_dam_mean_is_not_guessed(text: str, wanted: str) -> None:
    """A dam is not the town it is named after; "it" is no speaker of the sentence; a sentence that the parser misreads stays whole."""
    assert wanted in [claim.text for claim in extract_claims(Article(text=text))]


def test_a_question_inside_a_sentence_is_no_claim() -> None:
    """ "confirmed what the Herald had reported" claims nothing of what it was."""
    text = "A minister in Tolna has confirmed what the Tolna Herald had reported from unnamed sources in May."
    assert [claim.text for claim in extract_claims(Article(text=text))] == [text]


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        # an aside keeps both its commas
        (
            "In May 2021 the daily Harbour Post announced, alone, that six barges had sunk.",
            "In May 2021 the daily Harbour Post announced, alone, that six barges had sunk.",
        ),
        # "the airport" is the one that was explained, not the country in its explanation
        (
            "The runway of Tolmere, Britain's third-busiest airport, stood empty. In May a kite was flown over the airport.",
            "In May a kite was flown over Tolmere.",
        ),
        # a phrase that explains the name before it is no other company
        (
            "The director spoke to the BBC. The disruption cost Northair, the airline hit hardest, £15 million.",
            "The disruption cost Northair, the airline hit hardest, £15 million.",
        ),
        # "it" is no person, and a team-mate no team
        (
            "His former team-mates Paul Landor and Tim Hammond testified in June. "
            "Carl Tiger, the head of the French agency, claims that a Lindgren representative offered it 250,000 dollars in 2004.",
            "A Lindgren representative offered the French agency 250,000 dollars in 2004.",
        ),
        # a couple is "they"
        (
            "Army jammers drove it off. A couple from Crayford were held for 36 hours in May and a newspaper printed their faces.",
            "A newspaper printed the couple's faces.",
        ),
    ],
)
def test_references_are_made_whole_or_left(text: str, wanted: str) -> None:
    """A name stands only where the article means it."""
    assert wanted in [claim.text for claim in extract_claims(Article(text=text))]


@pytest.mark.parametrize(
    ("text", "fragment"),
    [
        (
            "When the Harbour Post reported in January, on the word of people it did not name, that he was considering a confession, "
            "his lawyer said that he knew nothing about it.",
            "The Harbour Post reported in January.",
        ),
        ("The crew of 14 was released in May without charge, but not before a newspaper had printed three photographs.", "Not before"),
    ],
)
def test_a_piece_that_says_nothing_alone_is_no_claim(text: str, fragment: str) -> None:
    """A saying without what was said, and a clause that only says when, stay where they belong."""
    assert not [claim.text for claim in extract_claims(Article(text=text)) if claim.text.startswith(fragment)]
