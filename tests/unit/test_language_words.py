"""Quotations, content words, shingles, language detection and the parser."""

import importlib
import itertools
import random
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefs.errors import BriefsError, ModelWeightsError
from briefs.language import (
    LANGUAGES,
    containment,
    content_tokens,
    detect_language,
    find_names,
    find_quotations,
    is_in,
    lexicon,
    near_duplicates,
    parse,
    parsing,
    shared_share,
    shingles,
)
from briefs.language import lexicon as lexicon_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("He said “we left, all of us.” Then.", ["we left, all of us."]),
        ('She said "gone" and "back".', ["gone", "back"]),
        ("„So ist es“, sagte er.", ["So ist es"]),
        ("рух «Атеш» і «24 Канал»", ["Атеш", "24 Канал"]),
        ("»So«, sagte er", ["So"]),
        ("‘It’s over,’ he said of the soldiers’ leave.", ["It’s over,"]),
        ("the soldiers’ leave, it's 'over'", ["over"]),
        ("rock 'n' roll isn't 5' 6\" tall", ["n"]),
        ("“outer ‘inner’ outer”", ["outer ‘inner’ outer"]),
        ("«outer «inner» outer»", ["outer «inner» outer"]),
        ("“never closed\n\nnext paragraph”", []),
        ("", []),
    ],
)
def test_quotations(text: str, expected: list[str]) -> None:
    """The marks of several languages; apostrophes are none."""
    assert expected == [quotation.inner.of(text) for quotation in find_quotations(text)]


@given(text=st.text(alphabet=st.sampled_from("ab \n.,\"'“”„«»‘’‚‹›"), max_size=120))
def test_quotation_spans_are_disjoint(text: str) -> None:
    """Ordered, disjoint, the inner span inside the outer one."""
    found = find_quotations(text)
    assert all(a.span.end <= b.span.start for a, b in itertools.pairwise(found))
    assert all(q.span.contains(q.inner) and len(q.span) == len(q.inner) + 2 for q in found)


@pytest.mark.parametrize("piece", ['"', "“", "«a", "'a ", "‘a", "” “"])
def test_marks_that_never_close_take_linear_time(piece: str) -> None:
    """Ten thousand of them are read in seconds."""
    started = time.process_time()
    find_quotations(piece * 10_000)
    assert time.process_time() - started < 6


def test_content_tokens_drop_stopwords_and_stem() -> None:
    """Inflections of one word share a stem; spans point at the words."""
    text = "The soldiers were digging positions"
    tokens = content_tokens(text, "en")
    assert [token.span.of(text) for token in tokens] == ["soldiers", "digging", "positions"]
    assert [token.stem for token in tokens] == ["soldier", "dig", "posit"]


@pytest.mark.parametrize(
    ("language", "a", "b"),
    [
        ("uk", "солдати", "солдатів"),
        ("ru", "солдаты", "солдатов"),
        ("de", "Soldaten", "Soldat"),
        ("pl", "żołnierze", "żołnierzy"),
        ("fr", "soldats", "soldat"),
    ],
)
def test_inflections_share_a_stem(language: str, a: str, b: str) -> None:
    """Snowball where there is one, suffixes elsewhere."""
    assert content_tokens(a, language)[0].stem == content_tokens(b, language)[0].stem


def test_shingles_ignore_case_and_punctuation() -> None:
    """The same words give the same shingles; half of them give half."""
    words = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"]
    whole, half = shingles(" ".join(words)), shingles(" ".join(words[:7]))
    assert shingles("One, two; THREE four five six seven eight nine — ten!") == whole
    assert (len(whole), containment(half, whole), containment(whole, half)) == (6, 1.0, 0.5)
    assert frozenset() == shingles("…") and containment(frozenset(), whole) == 0.0
    assert len(shingles("too short")) == 1


def test_shingles_are_the_same_on_every_machine() -> None:
    """A pinned value: they may be stored."""
    assert shingles("a b c d e") == {13755010911787240769}


def test_near_duplicates_among_thousands() -> None:
    """Edited copies and an excerpt are found in seconds, strangers are not."""
    chance = random.Random(7)
    vocabulary = [f"w{number}" for number in range(5000)]
    texts = {f"t{number}": " ".join(chance.choices(vocabulary, k=150)) for number in range(1500)}
    words = texts["t5"].split()
    texts["edited"] = " ".join(word if index % 60 else "changed" for index, word in enumerate(words))
    texts["excerpt"] = " ".join(words[50:110])
    started = time.process_time()
    found = {(pair.a, pair.b): pair for pair in near_duplicates(texts)}
    assert time.process_time() - started < 15
    assert {("t5", "edited"), ("t5", "excerpt")} == {pair for pair in found if pair[0] == "t5"}
    assert found["t5", "excerpt"].containment == 1.0
    assert found["t5", "excerpt"].resemblance < 0.5


def test_detects_languages() -> None:
    """Long enough text has a language; a word or digits have none."""
    assert detect_language("The soldiers were recorded as being on leave.") == "en"
    assert detect_language("Die Soldaten waren laut den Unterlagen im Urlaub.") == "de"
    assert detect_language("За документами бійці відпочивали, а насправді копали позиції.") == "uk"
    assert detect_language("По документам солдаты отдыхали, а на самом деле рыли окопы.") == "ru"
    assert detect_language("ok 123 456 789 000 111") == "und"


@pytest.mark.parametrize("code", LANGUAGES)
def test_every_data_file_loads(code: str) -> None:
    """The lists that every stage needs are there."""
    words = lexicon_of(code)
    assert words.stopwords and words.abbreviations and words.months and words.numbers.words and words.modifiers
    assert set(words.modifiers) <= {"exact", "about", "more-than", "at-least", "less-than", "at-most", "almost"}
    assert all(word == word.lower() for word in words.stopwords)


def test_unknown_language_has_empty_lists() -> None:
    """No rules of another language are applied to it."""
    assert not lexicon("xx").stopwords


def test_unknown_key_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A typing error in a data file is told, not ignored."""
    module = importlib.import_module("briefs.language.lexicon")
    monkeypatch.setattr(module, "_read", lambda code: {"language": code, "stopword": []})
    module.lexicon.cache_clear()
    with pytest.raises(BriefsError, match="unknown keys stopword"):
        module.lexicon("en")
    module.lexicon.cache_clear()


def test_parse_keeps_the_text() -> None:
    """Offsets of the parse are offsets of the text; a second call is cached."""
    text = "John Kirby said  that it was\n\ntrue."
    doc = parse(text)
    assert text == doc.text
    assert doc is parse(text)
    assert next(token for token in doc if token.text == "Kirby").dep_ == "nsubj"


def test_long_text_is_parsed_in_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pieces join to the same text."""
    monkeypatch.setattr(parsing, "_PIECE", 100)
    text = "He said so.  They left it.\n\n" * 12
    assert text == parse(text).text


def test_other_weights_are_refused(tmp_path) -> None:  # type: ignore[no-untyped-def]
    """A file that is missing or changed stops the load with what to do."""
    (tmp_path / "model").write_bytes(b"other")
    with pytest.raises(ModelWeightsError, match="sha256 differs"):
        parsing._check(tmp_path, {"model": "0" * 64})
    with pytest.raises(ModelWeightsError, match="lacks"):
        parsing._check(tmp_path, {"absent": "0" * 64})


def test_a_list_that_was_asked_for_before_is_the_callers_own() -> None:
    """Answers are kept; what one caller does to its list, the next does not see."""
    text = "Tikhonov counted 40 barges at Low Quay."
    first = find_names(text, "en")
    expected = list(first)
    first.clear()
    assert find_names(text, "en") == expected
    assert find_names(text, language="en") == expected
    long = f"{text} " * 200
    assert find_names(long, "en") == find_names(long, "en")


def test_a_script_tells_without_the_model_what_a_text_is_not_in(monkeypatch: pytest.MonkeyPatch) -> None:
    """No Cyrillic letter: not Russian; nothing but Cyrillic: not English. Else the model is asked, as for a text of both scripts."""
    asked: list[str] = []
    monkeypatch.setattr("briefs.language.detection.detect_language", lambda text: asked.append(text) or "ru")
    is_in.cache_clear()
    assert not is_in("Forty barges were sunk at Low Quay.", "ru")
    assert not is_in("Сорок барж затонуло у причала.", "en")
    assert asked == []
    assert is_in("Сорок барж затонуло у Low Quay.", "ru")
    assert not is_in("Forty barges were sunk.", "en")
    assert len(asked) == 2
    is_in.cache_clear()


def test_two_texts_share_what_the_smaller_holds() -> None:
    """Whole in the longer one, half, nothing, and nothing to share."""
    words = [f"word{n}" for n in range(40)]
    whole, half, other = " ".join(words), " ".join(words[:20]), " ".join(f"other{n}" for n in range(30))
    assert shared_share(half, whole) == shared_share(whole, half) == 1.0
    assert 0.4 < shared_share(f"{half} {other}", whole) < 0.6
    assert shared_share(other, whole) == 0.0
    assert shared_share("", whole) == shared_share("…", "") == 0.0


def test_a_part_of_a_long_text_and_a_thousand_copies_are_found() -> None:
    """A short text inside a long one is proposed by the sample; of more copies than a bucket takes, all hang together."""
    words = [f"word{n}" for n in range(4_000)]
    texts = {"long": " ".join(words), "part": " ".join(words[1_000:1_060]), "other": " ".join(f"other{n}" for n in range(900))}
    texts |= {f"copy{n}": " ".join(f"copied{m}" for m in range(60)) for n in range(300)}
    pairs = {(pair.a, pair.b) for pair in near_duplicates(texts)}
    assert ("long", "part") in pairs
    assert {(f"copy{n}", f"copy{n + 1}") for n in range(299)} <= pairs
    assert not any("other" in pair for pair in pairs)
