"""Other words for what a span says: each rule with what passes, what is refused, and a near miss."""

from __future__ import annotations

from dataclasses import replace
from importlib import resources

import pytest

from briefs.domain import Assessment, Claim, ClaimKind, PartialDate, ReadRecord, Section, Source, SourceKind, Span, Standing, Statement
from briefs.language.yaml_data import load_yaml_words
from briefs.verify import check_statement
from briefs.verify.checker.lists import lists
from briefs.verify.paraphrase import paraphrases
from briefs.verify.speech import find_speech

CLAIM = Claim(id="c", text="The ferry sank.")
CONFIRMED = Assessment(
    claim_id="c", kind=ClaimKind.FACT, standing=Standing.CONFIRMED, reasons=(), holders=(), origins=(), independent_origins=2, evidence=()
)
DAY = "2025-03-14"
"""A Friday."""


def codes(sentence: str, *spans: str, standing: Standing = Standing.CONFIRMED, published: str = DAY) -> set[str]:
    """Finding codes of an English sentence that cites these texts, each a source of its own."""
    sources = {
        f"s{i}": Source(
            id=f"s{i}",
            text=span,
            publisher=f"Tidewater Post {i}",
            kind=SourceKind.OUTLET,
            language="en",
            published_at=PartialDate(published) if published else None,
        )
        for i, span in enumerate(spans)
    }
    statement = Statement(
        section=Section(standing.value),
        text=sentence,
        citations=tuple(source.cite(Span(0, len(source.text))) for source in sources.values()),
        role="origin",
    )
    found = check_statement(
        statement,
        claim=CLAIM,
        assessment=replace(CONFIRMED, standing=standing),
        sources=sources,
        read=ReadRecord((), (), tuple(sources)),
        language="en",
    )
    return {finding.code for finding in found}


@pytest.mark.parametrize(
    ("sentence", "span"),
    [
        ("The ferry had sunk near Selby Quay.", "The ferry sank near Selby Quay."),
        ("The captain has driven three guards home.", "The captain drove three guards home."),
        ("Dockers wrecked the crane.", "Dockers destroyed the crane at noon."),
        ("The pilots were captured near Selby Quay.", "The pilots were taken prisoner near Selby Quay."),
        ("The dockers went home voluntarily.", "The dockers went home of their own accord."),
        ("The ship was unlawfully held.", "The freighter was illegally held for a week."),
        ("Two people were hurt.", "Two workers were hurt on the quay."),
        ("The deal was approved by the board.", "The purchase was approved by the board."),
    ],
)
def test_listed_paraphrase_passes(sentence: str, span: str) -> None:
    """Another form of the word, another word, or a broader one."""
    assert set() == codes(sentence, span)


@pytest.mark.parametrize(
    ("sentence", "span"),
    [
        ("The freighter was held for a week.", "The ship was held for a week."),
        ("Two workers were hurt.", "Two people were hurt on the quay."),
        ("The dockers murdered two guards.", "The dockers killed two guards."),
        ("Two guards were killed.", "Two guards were injured."),
        ("The director was convicted.", "The director was charged."),
        ("The board sold the pier.", "The board bought the pier."),
        ("The pilots were captured near Selby Quay.", "The pilots took the prisoner to a boat near Selby Quay."),
        ("One of its people landed.", "One of its missiles landed."),
    ],
)
def test_stronger_narrower_or_other_word_is_refused(sentence: str, span: str) -> None:
    """What says more than the span, or another thing of the same kind."""
    assert "content-not-in-span" in codes(sentence, span)


@pytest.mark.parametrize(
    ("sentence", "span", "code"),
    [
        ("The crane was not wrecked.", "The crane was destroyed.", "negation-changed"),
        ("No crane was wrecked.", "The crane was destroyed.", "negation-changed"),
        ("The ferry has sunk.", "The ferry may sink.", "hedge-dropped"),
        ("Norland wrecked Sudmark's bridge.", "Sudmark destroyed Norland's bridge.", "name-out-of-place"),
        ("The guards wrecked the two old cranes.", "Vetka claims that the guards destroyed the two old cranes.", "attribution-dropped"),
    ],
)
def test_other_word_is_under_the_same_denial_doubt_and_speaker(sentence: str, span: str, code: str) -> None:
    """A paraphrase is no way around the checks on what stands over a word."""
    assert code in codes(sentence, span)


def test_sentence_that_leans_on_other_words_must_be_likely_as_a_whole(monkeypatch: pytest.MonkeyPatch) -> None:
    """The embedded checker is asked then, and only then."""
    asked: list[str] = []

    def low(sentence: str, evidence: object) -> float:
        asked.append(sentence)
        return 0.1

    monkeypatch.setattr("briefs.verify.content_words.support_probability", low)
    assert set() == codes("Dockers destroyed the crane.", "Dockers destroyed the crane at noon.")
    assert not asked
    assert {"content-not-in-span"} == codes("Dockers wrecked the crane.", "Dockers destroyed the crane at noon.")
    assert asked == ["Dockers wrecked the crane."]


@pytest.mark.parametrize(
    ("sentence", "span"),
    [
        ("Norland has held the dam since it accused Sudmark.", "Norland has held the dam since it invaded Sudmark."),
        (
            "The dockers had put down their tools and said of their own accord.",
            "The dockers had put down their tools and left of their own accord.",
        ),
    ],
)
def test_verb_of_saying_with_nothing_said_is_a_word_like_others(sentence: str, span: str) -> None:
    """It is exempt where it tells who says what, not where it stands for a deed."""
    assert codes(sentence, span) & {"content-not-in-span", "speaker-changed"}
    assert set() == codes(span, span)


def test_denial_may_not_become_a_saying() -> None:
    """Also with a verb after which a speaker mostly stands."""
    assert "denial-dropped" in codes(
        "Norland goes on citing that any missile hit the ferry.", "Norland goes on denying that any missile hit the ferry."
    )


@pytest.mark.parametrize(
    ("sentence", "span", "is_told"),
    [
        ("The ferry sank on 13 March.", "The ferry sank on Thursday.", True),
        ("The ferry sank on 14 March 2025.", "The ferry sank on Friday.", True),
        ("The ferry sank on 14 March.", "The ferry sank today.", True),
        ("The ferry sank on 13 March.", "The ferry sank yesterday.", True),
        ("The ferry sank on 12 March.", "The ferry sank on Thursday.", False),
        ("The ferry sank on 6 March.", "The ferry sank on Thursday.", False),
        ("The ferry returns on 13 March.", "The ferry may return on Thursday.", False),
    ],
)
def test_day_is_told_by_its_weekday(sentence: str, span: str, is_told: bool) -> None:
    """Counted back from the day of publication, within the week."""
    assert is_told is ("date-not-in-span" not in codes(sentence, span))


def test_weekday_tells_no_day_where_the_day_of_publication_is_unknown() -> None:
    """Neither with a month alone nor without a date."""
    for published in ("", "2025-03"):
        assert "date-not-in-span" in codes("The ferry sank on 13 March.", "The ferry sank on Thursday.", published=published)


def test_as_somebody_says_names_who_says_it() -> None:
    """The clause that it hangs from is what is said."""
    text = "The dockers left, as the ministry says."
    frame = next(frame for frame in find_speech(text, "en") if frame.cue.of(text) == "says")
    assert frame.speakers == ("ministry",)
    assert frame.covers(Span(text.index("left"), text.index("left") + 4))


def test_verb_that_the_parse_takes_for_a_noun_is_still_a_frame() -> None:
    """A title as speaker: name, verb, "that"."""
    text = "Bild am Sonntag claims that Bosch wrote to the carmaker in 2007."
    frame = next(frame for frame in find_speech(text, "en") if frame.cue.of(text) == "claims")
    assert frame.covers(Span(text.index("wrote"), text.index("wrote") + 5))


@pytest.mark.parametrize(
    ("span", "is_nameless"),
    [
        ("The pier was empty, an official said.", True),
        ("The pier was empty, an official, Anna Reed, said.", False),
        ("Nobody spoke. The pier was empty.", False),
    ],
)
def test_unnamed_is_said_of_whom_the_span_gives_no_name(span: str, is_nameless: bool) -> None:
    """The assessment need not know him."""
    found = codes("An unnamed official says that the pier was empty.", span, standing=Standing.ALLEGED)
    assert is_nameless is ("not-in-assessment" not in found)


def test_no_listed_paraphrase_is_an_opposite_or_firmer() -> None:
    """No group has two words that exclude each other, and none lets a plain word be said with one that confirms or refutes."""
    known = paraphrases("en")
    assert known is not None
    words = load_yaml_words(resources.files("briefs.verify").joinpath("data", "words.en.yaml").read_text(encoding="utf-8"))
    firm = {("confirm",), ("prove",), ("proof",), ("murder",), ("convict",), ("guilty",), ("fraud",), ("false",)}
    assert words["confirming"]
    for phrase, others in known.said_by.items():
        opposites = lists().opposites.get(phrase[0], frozenset()) if len(phrase) == 1 else frozenset()
        assert not opposites & {other[0] for other in others if len(other) == 1}, phrase
        assert phrase not in firm or others <= {phrase}, phrase
