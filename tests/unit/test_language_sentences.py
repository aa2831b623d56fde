"""Sentence spans: nothing lost, nothing cut inside abbreviations and figures."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefs.language import normalise, split_sentences

_TEXTS = st.text(alphabet=st.sampled_from("aBc. !?…\n\"“”'«»-1,;:()Ié\u00a0"), max_size=200)


def _split(text: str, language: str = "en") -> list[str]:
    return [span.of(text) for span in split_sentences(text, language)]


@given(text=st.one_of(_TEXTS, st.text(max_size=200)), language=st.sampled_from(["en", "de", "ru", "uk", "und"]))
def test_spans_are_trimmed_ordered_and_lose_nothing(text: str, language: str) -> None:
    """Every character that is not whitespace lies in exactly one span."""
    spans = split_sentences(text, language)
    covered = [index for span in spans for index in range(span.start, span.end)]
    assert covered == sorted(set(covered))
    assert all(span.of(text) == span.of(text).strip() for span in spans)
    assert {i for i, c in enumerate(text) if not c.isspace()} <= set(covered)


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("en", "Mr. Kirby met Dr. J. Smith of the U.S. Army in St. Petersburg. He left.", 2),
        ("en", "It cost $2.1 billion. It was 3.5 per cent more.", 2),
        ("en", "“We left.” She stayed… Then it ended.", 3),
        ("en", "He works in the U.S. The firm is Apple Inc. It said so.", 3),
        ("en", "Apple Inc. said so at 5 p.m. on Monday.", 1),
        ("en", "It was, e.g. Reuters reported, No. 5 of 10.", 1),
        ("en", "Background\n\nThe text follows. It ends", 3),
        ("en", "Background\nThe text follows\nand wraps here.", 2),
        ("en", "Items:\n- one\n- two\n1. First thing\n2. Second thing", 5),
        ("en", "“Why?” he asked.", 1),
        (
            "de",
            "Am 18. Juni 2020 kam z. B. Dr. Braun, d. h. er. Das 24. Regiment ging. „Ich gehe.“ Er blieb usw. Die Firma zahlte 1.900 Euro.",
            5,
        ),
        ("de", "Im Jahr 2020. Die Firma schwieg.", 2),
        ("ru", "В 2022 г. Москва, ст. 5 и т. д. Это всё. И. И. Иванов ушёл.", 3),
        ("uk", "У 2022 р. Київ і т. д. Це все. «Ми пішли». Вони лишилися.", 4),
    ],
)
def test_known_hard_cases(language: str, text: str, expected: int) -> None:
    """Abbreviations, ordinals, initials, quotations, headings and lists."""
    assert expected == len(_split(text, language)), _split(text, language)


def test_a_paragraph_break_always_ends_a_sentence() -> None:
    """Even after an abbreviation or a comma."""
    assert _split("By Dr.\n\nSmith came,\n \nand left.") == ["By Dr.", "Smith came,", "and left."]


def test_no_sentences_in_nothing() -> None:
    """Empty and blank text give no span."""
    assert [] == split_sentences("", "en") == split_sentences(" \n\t\n ", "en")


@pytest.mark.parametrize("piece", [".", "\n", " ", "“", "a.", "A. ", ". \n", "1.", "((", "z. B. "])
def test_hostile_runs_take_linear_time(piece: str) -> None:
    """Fifty thousand copies of one mark are read in seconds."""
    started = time.process_time()
    split_sentences(piece * 50_000, "de")
    assert time.process_time() - started < 4


@given(text=st.text(max_size=300))
def test_normalise_is_idempotent(text: str) -> None:
    """A second pass changes nothing, and no carriage return, NUL or BOM stays."""
    once = normalise(text)
    assert once == normalise(once)
    assert not set(once) & {"\r", "\0", "\ufeff"}


@pytest.mark.parametrize("text", ["a.\n" * 20_000, "x" * 20_000, "word " * 5_000 + "end. Next one. " + "w" * 12_000])
def test_a_stretch_without_an_end_is_cut(text: str) -> None:
    """Nothing downstream holds megabytes as one sentence; every character that is not white space is still in one, in order."""
    spans = split_sentences(text, "en")
    assert max(span.end - span.start for span in spans) <= 5_000
    assert all(span.of(text) == span.of(text).strip() for span in spans)
    assert "".join("".join(span.of(text).split()) for span in spans) == "".join(text.split())
