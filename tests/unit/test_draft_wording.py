"""What must change in the article: each fault has a passing case, a failing case and a near miss."""

from __future__ import annotations

from dataclasses import replace

import pytest

from briefs.domain import Article, ArticleWording, Assessment, Claim, OriginFlags, Source, Span, SpeechAct, Stance, Standing, WordingVerdict
from briefs.draft import judge_wording
from tests import draft_story as story
from tests.draft_story import evidence, origin

TEXT = (
    "Varda Power switched off at least 12 sensors at the Tolna dam in 2024. "
    'The union spoke of "a reckless gamble with the valley" in its letter. '
    "According to the mayor, repairs began in June."
)
ARTICLE = Article(text=TEXT)
SENTENCE = "Varda Power switched off at least 12 sensors at the Tolna dam in 2024."


def claim(words: str = SENTENCE, *, attributed: bool = False, claimant: str | None = None, quoted: str = "") -> Claim:
    """The claim as the article words it."""
    start = TEXT.index(words)
    marks = (Span(TEXT.index(quoted), TEXT.index(quoted) + len(quoted)),) if quoted else ()
    return Claim(id="c-dam", text=words, span=Span(start, start + len(words)), is_attributed=attributed, claimant=claimant, quoted=marks)


def judged(
    found: Assessment, about: Claim | None = None, *, sources: dict[str, Source] | None = None, language: str = "en"
) -> ArticleWording:
    """The verdict on the article's wording."""
    return judge_wording(ARTICLE, about or claim(), found, sources or story.SOURCES, language=language)


CONFIRMED = replace(story.ALLEGED, standing=Standing.CONFIRMED)


def test_confirmed_claim_in_own_voice_is_sound() -> None:
    """Nothing to change."""
    assert WordingVerdict.SOUND is judged(CONFIRMED).verdict


def test_alleged_claim_in_own_voice_is_overstated() -> None:
    """The words at fault, why, and a fix that names the holder."""
    wording = judged(story.ALLEGED)
    assert WordingVerdict.OVERSTATED is wording.verdict
    assert wording.fault is not None and wording.fault.of(TEXT) == wording.fault_text == SENTENCE
    assert "Dam Workers' Union" in wording.why and wording.proposal.startswith('Write "according to ')
    assert wording.citations


def test_accusation_in_own_voice_names_the_accuser() -> None:
    """ "X alleges", never a bare "allegedly"."""
    proposal = judged(replace(story.ALLEGED, accuses=True)).proposal
    assert "alleges that" in proposal and "Union" in proposal


def test_alleged_claim_that_the_article_attributes_is_sound() -> None:
    """The near miss: it says whose claim it is."""
    assert WordingVerdict.SOUND is judged(story.ALLEGED, claim(attributed=True, claimant="the Dam Workers' Union")).verdict


def test_claim_that_the_article_does_not_word_is_sound() -> None:
    """There are no words to change."""
    assert WordingVerdict.SOUND is judged(story.ALLEGED, replace(claim(), span=None)).verdict


def test_disputed_claim_in_own_voice_names_both_sides() -> None:
    """An editor gives both."""
    wording = judged(replace(story.ALLEGED, standing=Standing.DISPUTED))
    assert WordingVerdict.OVERSTATED is wording.verdict
    assert "Union on one side, Varda Power on the other" in wording.proposal


def test_unverified_claim_in_own_voice_was_not_found() -> None:
    """Nothing was found: that is no overstatement, and it wants a source."""
    wording = judged(story.assessment(Standing.UNVERIFIED, origins=[], items=[], independent=0))
    assert (wording.verdict, wording.proposal) == (WordingVerdict.NOT_FOUND, "Name a source for it, or leave it out.")
    assert "sources touch on it" in wording.why


@pytest.mark.parametrize(
    "words",
    [
        "The union presents the order as a gamble with the valley.",
        "The operator had flatly denied the order.",
        "Nine days later the operator gave a count of 12 sensors.",
        "The sensors were off for a week, if the logs are to be believed.",
        "The logs have since been declared a forgery.",
        "A widow has made public a letter in which inspectors say that the dam was unsafe.",
    ],
)
def test_words_that_hand_a_claim_over_state_nothing(words: str) -> None:
    """Presenting, denying, counting, doubting: the article already says whose it is."""
    about = Claim(id="c-dam", text=words, span=Span(0, len(words)))
    assert WordingVerdict.SOUND is judge_wording(Article(text=words), about, story.ALLEGED, story.SOURCES).verdict


@pytest.mark.parametrize(
    "words", ["Varda Power put 12 sensors out of use.", "The operator switched off the sensors.", "The dam was closed."]
)
def test_words_of_the_article_itself_hand_nothing_over(words: str) -> None:
    """The near miss: a deed is no saying."""
    about = Claim(id="c-dam", text=words, span=Span(0, len(words)))
    assert WordingVerdict.OVERSTATED is judge_wording(Article(text=words), about, story.ALLEGED, story.SOURCES).verdict


def test_advice_names_whose_knowledge_it_is_and_no_relay() -> None:
    """Who only passes it on is not "according to"."""
    relay = origin("vestnik", "Вестник", ["vestnik"], independent="undetermined")
    wording = judged(replace(story.ALLEGED, origins=(relay, *story.ALLEGED.origins)))
    assert wording.proposal.replace("the Dam", "Dam") == 'Write "according to Dam Workers\' Union".'


def test_refuted_claim_in_own_voice_is_corrected_with_what_stands() -> None:
    """The record's own words, cited."""
    item = evidence(story.REGISTER, "No repair is on file", "register#against", stance=Stance.REFUTES)
    record = origin("register#against", "Dam Safety Register", ["register"], stance=Stance.REFUTES)
    wording = judged(story.assessment(Standing.REFUTED, origins=[story.UNION, record], items=[story.UNION_SAYS, item]))
    assert WordingVerdict.OVERSTATED is wording.verdict
    assert "no repair is on file" in wording.proposal
    assert {"register"} == {citation.source_id for citation in wording.citations}


def test_body_whose_record_says_otherwise_is_misattributed() -> None:
    """The fix has the record's figure, its publisher and its day, and the figure stands in the cited span."""
    item = evidence(story.REGISTER, "Varda Power switched off 14 sensors at the Tolna dam", "register#against", stance=Stance.REFUTES)
    record = origin("register#against", "Dam Safety Register", ["register"], stance=Stance.REFUTES)
    found = story.assessment(Standing.REFUTED, origins=[record], items=[item], misattributed_to="Dam Safety Register")
    wording = judged(found)
    assert WordingVerdict.MISATTRIBUTED is wording.verdict
    assert "14 sensors" in wording.proposal and "Dam Safety Register, 3 February 2025" in wording.proposal
    assert any("14 sensors" in citation.exact for citation in wording.citations)


def test_somebody_whom_no_source_names_is_not_the_claimant() -> None:
    """The article credits the mayor; the sources know only the union."""
    found = replace(story.ALLEGED, origins=(story.UNION,), evidence=(story.UNION_SAYS,))
    wording = judged(found, claim("According to the mayor, repairs began in June.", attributed=True, claimant="Mayor Lena Holt"))
    assert WordingVerdict.MISATTRIBUTED is wording.verdict
    assert "Union" in wording.proposal


@pytest.mark.parametrize("claimant", ["the group", "Varda Power", "Dam Workers' Union", None])
def test_claimant_whom_a_source_names_or_nobody_by_name_is_no_fault(claimant: str | None) -> None:
    """The near misses: a noun, a name that a source has, the holder itself, nobody."""
    about = claim("According to the mayor, repairs began in June.", attributed=True, claimant=claimant)
    assert WordingVerdict.SOUND is judged(story.ALLEGED, about).verdict


QUOTED = "a reckless gamble with the valley"


def letter(words: str) -> dict[str, Source]:
    """The story with a letter that quotes the union."""
    text = f'The Dam Workers\' Union wrote of "{words}" in a letter to Varda Power.'
    return {**story.SOURCES, "letter": story.source("letter", text, publisher="Upland Post")}


def spoken(sources: dict[str, Source]) -> Assessment:
    """The union's words, confirmed as a statement."""
    text = sources["letter"].text
    item = evidence(sources["letter"], text[:-1], "union", speaker="The Dam Workers' Union", cue="wrote")
    return story.assessment(Standing.CONFIRMED, origins=[story.UNION], items=[item], confirmed_by=("Dam Workers' Union",))


def test_quotation_that_a_source_has_is_sound() -> None:
    """Word for word, whatever the marks."""
    sources = letter(QUOTED)
    about = claim(f'The union spoke of "{QUOTED}" in its letter.', attributed=True, quoted=QUOTED)
    assert WordingVerdict.SOUND is judged(spoken(sources), about, sources=sources).verdict


def test_quotation_with_other_words_is_misquoted() -> None:
    """Both wordings are shown, and the fault is the quotation alone."""
    sources = letter("a careless gamble with the valley")
    about = claim(f'The union spoke of "{QUOTED}" in its letter.', attributed=True, quoted=QUOTED)
    wording = judged(spoken(sources), about, sources=sources)
    assert WordingVerdict.MISQUOTED is wording.verdict
    assert wording.fault_text == QUOTED and QUOTED in wording.why and "a careless gamble with the valley" in wording.why
    assert tuple(citation.exact for citation in wording.citations) == ("a careless gamble with the valley",)


def test_quotation_that_no_source_comes_near_is_no_misquotation() -> None:
    """The near miss: another sentence was quoted, so nothing shows what was said."""
    sources = letter("the managers slept through the storm")
    about = claim(f'The union spoke of "{QUOTED}" in its letter.', attributed=True, quoted=QUOTED)
    assert WordingVerdict.SOUND is judged(spoken(sources), about, sources=sources).verdict


def withdrawn(flags: OriginFlags, act: SpeechAct) -> Assessment:
    """The union said it, and a later text of the union says otherwise."""
    item = evidence(
        story.HERALD, "an inspector counted them", "union#against", speaker="The newspaper", cue="adds", act=act, stance=Stance.REFUTES
    )
    first = replace(story.UNION, flags=flags)
    later = origin("union#against", "Dam Workers' Union", ["herald"], stance=Stance.REFUTES)
    return story.assessment(Standing.REFUTED, origins=[first, later], items=[story.UNION_SAYS, item])


def test_withdrawn_claim_is_outdated() -> None:
    """It was taken back later; the fix says when."""
    wording = judged(withdrawn(OriginFlags(retracted=True), SpeechAct.RETRACTS))
    assert WordingVerdict.OUTDATED is wording.verdict
    assert "3 February 2025" in wording.why and wording.citations


def test_refuted_claim_that_nobody_withdrew_is_not_outdated() -> None:
    """The near miss: it was never right."""
    assert WordingVerdict.OVERSTATED is judged(withdrawn(OriginFlags(), SpeechAct.ASSERTS)).verdict


def test_withdrawn_claim_that_the_article_attributes_is_not_outdated() -> None:
    """It says who said so then."""
    about = claim(attributed=True, claimant="the Dam Workers' Union")
    assert WordingVerdict.SOUND is judged(withdrawn(OriginFlags(retracted=True), SpeechAct.RETRACTS), about).verdict


def test_german_advice() -> None:
    """The second language takes no code."""
    wording = judged(story.ALLEGED, language="de")
    assert wording.why.startswith("Der Artikel sagt es mit eigener Stimme") and wording.proposal.startswith("Zuschreiben: „")


def later_count(
    text: str, *, published: str, publisher: str = "Dam Workers' Union", key: str = "union"
) -> tuple[Assessment, dict[str, Source]]:
    """The union's first figure and another one, against it."""
    first = story.source(
        "first", "Varda Power switched off at least 12 sensors at the Tolna dam, the union counts.", publisher="Dam Workers' Union"
    )
    second = story.source("second", text, publisher=publisher, published=published)
    items = [
        evidence(first, "Varda Power switched off at least 12 sensors at the Tolna dam", key),
        evidence(second, text.rstrip("."), f"{key}#against", stance=Stance.REFUTES),
    ]
    origins = [
        origin(key, "Dam Workers' Union", ["first"]),
        origin(f"{key}#against", publisher, ["second"], stance=Stance.REFUTES),
    ]
    found = story.assessment(Standing.DISPUTED, origins=origins, items=items)
    return found, {"first": first, "second": second}


NOW_NINE = "Varda Power switched off nine sensors at the Tolna dam, the union counts."


def test_figure_that_its_giver_replaced_is_outdated() -> None:
    """The same body gives another figure later; the fix has it, with its day."""
    found, sources = later_count(NOW_NINE, published="2025-06-01")
    wording = judged(found, sources=sources)
    assert WordingVerdict.OUTDATED is wording.verdict
    assert "1 June 2025" in wording.why and "nine sensors" in wording.proposal
    assert {"second"} == {citation.source_id for citation in wording.citations}


def test_earlier_figure_of_the_same_body_supersedes_nothing() -> None:
    """The near miss: the other figure came first."""
    found, sources = later_count(NOW_NINE, published="2024-06-01")
    assert WordingVerdict.OUTDATED is not judged(found, sources=sources).verdict
