"""What holds for every text: offsets inside it, the same answer twice; and lexicons that fail loudly."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefs.assess import attribution_cues
from briefs.assess.attribution import find_attributions
from briefs.assess.attribution_cues import english_cues, read_lexicon, words
from briefs.assess.attribution_found import trimmed, without
from briefs.assess.attribution_pattern_cues import LANGUAGES, pattern_cues
from briefs.domain import Source, Span
from briefs.errors import BriefsError

WORDS = [
    *("The ministry", "said", "that", "the bridge", "fell", ",", ".", '"', "“", "”", ":", ";", "according to", "citing", "Reuters", "he"),
    *(
        "\n\n",
        "(",
        ")",
        "allegedly",
        "did not respond",
        "is said to",
        "'s claim that",
        "Correction:",
        "сообщил",
        "что",
        "по словам",
        "«",
        "»",
    ),
    *("нібито", "sagte", "soll", "zufolge", "—", "их", "selon", "a déclaré"),
]
PIECES = st.lists(st.sampled_from(WORDS), max_size=25)


@settings(max_examples=60, deadline=None)
@given(pieces=PIECES, language=st.sampled_from(["en", "ru", "uk", "de", "pl", "fr", "es", "it"]))
def test_spans_lie_in_the_text(pieces: list[str], language: str) -> None:
    """Any jumble of cues gives spans inside the text, sorted, with the speaker's own words."""
    text = " ".join(pieces)
    made = find_attributions(Source(id="s", text=text, language=language))
    for item in made:
        assert item.content.end <= len(text)
        assert item.content.of(text) == item.content.of(text).strip()
        assert item.speaker in text
        assert item.cue is None or item.cue.end <= len(text)
    assert [item.content.start for item in made] == sorted(item.content.start for item in made)
    assert made == find_attributions(Source(id="s", text=text, language=language))


@given(text=st.text(max_size=30), data=st.data())
def test_trimmed_is_inside_and_bare(text: str, data: st.DataObject) -> None:
    """Trimming never leaves the range and never ends in a blank or a comma."""
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    span = trimmed(text, start, end)
    if span is not None:
        assert start <= span.start < span.end <= end
        assert span.of(text)[-1] not in " ,;:\n"


def test_without_cuts_a_hole() -> None:
    """A hole in the middle leaves two ranges, at an edge one, beside it the whole."""
    assert without(Span(0, 10), Span(3, 5)) == [(0, 3), (5, 10)]
    assert without(Span(0, 10), Span(0, 5)) == [(5, 10)]
    assert without(Span(0, 10), Span(12, 15)) == [(0, 10)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_lexicon_loads(language: str) -> None:
    """Each shipped lexicon has every key and compiles."""
    assert pattern_cues(language).verbs.pattern


def test_english_lexicon_loads() -> None:
    """The English lexicon has every key."""
    assert "say" in english_cues().say


def test_missing_key_is_named() -> None:
    """A lexicon without a key says which."""
    with pytest.raises(BriefsError, match=r"verbs\.say is missing"):
        words({"language": "en", "verbs": {}}, "verbs", "say")


def test_wrong_shape_is_named() -> None:
    """A lexicon whose key holds no list says so."""
    with pytest.raises(BriefsError, match="must be a list of words"):
        words({"language": "en", "margin": "say"}, "margin")


def test_unknown_language_has_no_lexicon() -> None:
    """A language without a file is an error for whoever asks for its lexicon."""
    with pytest.raises(BriefsError, match=r"xx\.yaml cannot be read"):
        read_lexicon("xx")


def test_lexicon_of_another_language_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that says it is another language's does not load."""
    (tmp_path / "cues").mkdir()
    (tmp_path / "cues" / "ru.yaml").write_text("language: uk\n", encoding="utf-8")
    monkeypatch.setattr(attribution_cues.resources, "files", lambda _: tmp_path)
    with pytest.raises(BriefsError, match="language: ru"):
        read_lexicon("ru")
