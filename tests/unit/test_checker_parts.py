"""The checker's parts: frames of speech, negation, facts across languages, windows, pinned data."""

from __future__ import annotations

from importlib import resources

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefs.errors import BriefsError, ModelWeightsError
from briefs.verify.checker import Outcome, check_support
from briefs.verify.checker import words as words_module
from briefs.verify.checker.alignment import align
from briefs.verify.checker.frames import frames_of
from briefs.verify.checker.model import Model, Tree, load_model
from briefs.verify.checker.polarity import negated
from briefs.verify.checker.reading import read_evidence, read_piece
from briefs.verify.checker.words import checked_data, word_table


@pytest.mark.parametrize(
    ("text", "said", "speaker"),
    [
        ("The ministry said that the bridge fell on Tuesday.", "bridge fell", "ministry"),
        ("The bridge fell on Tuesday, the ministry said.", "bridge fell", "ministry"),
        ("The bridge fell on Tuesday, he said.", "bridge fell", "he"),
        ("The bridge fell, said Anna Reed, a spokeswoman.", "bridge fell", "Anna Reed"),
        ("According to the Gazette, forty barges were sunk.", "barges were sunk", "Gazette"),
        ("Anna Reed told reporters that the mayor had left.", "mayor had left", "Anna Reed"),
    ],
)
def test_frames_tell_what_is_said_and_by_whom(text: str, said: str, speaker: str) -> None:
    """The common shapes of attribution, read without a parser."""
    frames = frames_of(read_piece(text, "en"))
    held = [frame for frame in frames if any(said in part.of(text) for part in frame.scope)]
    assert held
    assert any(frame.speaker is not None and speaker in frame.speaker.of(text) for frame in held)


@pytest.mark.parametrize(
    "text", ["The company reported a loss of three million.", "The bridge was closed.", "He does not believe in luck."]
)
def test_other_uses_of_the_verbs_are_no_frames(text: str) -> None:
    """A verb of speech with a plain object, no verb of speech, a denied belief."""
    assert not frames_of(read_piece(text, "en"))


def test_a_hedge_left_out_of_a_near_copy_is_found() -> None:
    """ "reportedly" is gone although the sentence attributes something else."""
    span = "The group says that a soldier was reportedly injured by a mine near the river."
    codes = {
        finding.code for finding in check_support("The group says that a soldier was injured by a mine near the river.", span).findings
    }
    assert codes == {"hedge-dropped"}
    assert not check_support(span, span).findings


@pytest.mark.parametrize(
    ("sentence", "code", "words"),
    [
        ("Peter Holm sold the tug to Anna Reed for 300 crowns, of which 40 were paid in cash.", "name-out-of-place", "Peter Holm"),
        ("Anna Reed sold the tug to Peter Holm for 40 crowns, of which 300 were paid in cash.", "figure-out-of-place", "40"),
    ],
)
def test_names_and_figures_that_change_places_are_found(sentence: str, code: str, words: str) -> None:
    """Both stand in the span; only their places tell."""
    span = "Anna Reed sold the tug to Peter Holm for 300 crowns, of which 40 were paid in cash."
    found = [finding for finding in check_support(sentence, span).findings if finding.code == code]
    assert found and words in found[0].words
    assert not check_support(span, span).findings
    assert not check_support("Reed sold the tug to Holm for 300 crowns, of which 40 were paid in cash.", span).findings


def test_a_negator_governs_its_clause_only() -> None:
    """The word after it, not the one behind the semicolon; "not only" negates nothing."""
    piece = read_piece("The barges were not sunk; the crews drowned.", "en")
    assert dict(zip(piece.stems, negated(piece), strict=True)) == {"barg": False, "sunk": True, "crew": False, "drown": False}
    only = read_piece("He was not only tired.", "en")
    assert not any(negated(only))


@pytest.mark.parametrize(
    ("sentence", "span", "language", "missing"),
    [
        ("More than 90 soldiers stood near Bakhmut.", "Более 90 военных стояли под Бахмутом.", "ru", set()),
        (
            "More than 40 soldiers stood near Kherson.",
            "Более 90 военных стояли под Бахмутом.",
            "ru",
            {"figure-not-in-span", "name-not-in-span"},
        ),
        ("On 3 May 2023 the bridge fell.", "Am 4. Mai 2023 stürzte die Brücke ein.", "de", {"date-not-in-span"}),
    ],
)
def test_foreign_spans_are_not_weighed_but_their_facts_are_read(sentence: str, span: str, language: str, missing: set[str]) -> None:
    """Never a probability; figures, dates and names across scripts."""
    verdict = check_support(sentence, span, evidence_language=language)
    assert verdict.outcome is Outcome.CANNOT_TELL
    assert verdict.probability == 0.0
    assert {finding.code for finding in verdict.findings} == missing


def test_the_best_stretch_is_found_on_a_page() -> None:
    """Three sentences in a row that carry the sentence, wherever they stand."""
    page = ["The council met."] * 50 + ["A crane fell on a barge at Selby Quay.", "Nobody was hurt."] + ["The council met."] * 50
    alignment = align(read_piece("A crane fell on a barge.", "en"), read_evidence(page, "en"))
    assert 50 in alignment.window
    assert alignment.chosen[0] == 50


def test_stems_of_one_word_are_near_and_strange_ones_are_not() -> None:
    """A form is near, a figure never is, an unknown word is near itself alone."""
    similar = word_table().similarity(["reopen", "1500", "zzqx"], ["reopening", "1501", "zzqx"])
    assert similar[0, 0] >= 0.8
    assert similar[1, 1] == 0.0
    assert similar[2, 2] == 1.0


def test_a_tampered_data_file_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sha256 of each data file is compared before it is used."""
    monkeypatch.setattr(words_module, "load_yaml", lambda _: {"weights.json": "0" * 64})
    with pytest.raises(ModelWeightsError, match=r"weights\.json"):
        checked_data("weights.json")


def test_weights_of_another_version_are_refused() -> None:
    """A number that the weights name and the checker does not measure is an error, not a zero."""
    tree = Tree((-1,), (0.0,), (0,), (0,))
    model = Model(names=("nonsense",), means=(0,), scales=(1,), coefficients=(1,), intercept=0, trees=(tree,), base=0, calibration=(1, 0))
    with pytest.raises(BriefsError, match="nonsense"):
        model.probability({"exact_1": 1.0})


def test_weights_are_small_and_named() -> None:
    """The shipped weights fit the 40 MB that are allowed, many times over."""
    folder = resources.files("briefs.verify.checker").joinpath("data")
    assert sum(len(folder.joinpath(name).read_bytes()) for name in ("weights.json", "words.npz")) < 3_000_000
    assert "exact_1" in load_model("plain").names


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=200), st.lists(st.text(max_size=300), max_size=4))
def test_any_text_gets_an_answer(sentence: str, evidence: list[str]) -> None:
    """No text breaks it; the probability stays a probability; findings name words of the sentence."""
    verdict = check_support(sentence, evidence)
    assert 0.0 <= verdict.probability <= 1.0
