"""Where a cited clause ends."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefs.assess.endings import trimmed_end
from briefs.domain import Span


@pytest.mark.parametrize(
    ("text", "language", "left"),
    [
        ("The Gazette says that 40 barges sank, and that", "en", "The Gazette says that 40 barges sank"),
        ("The crew left the ferry, which", "en", "The crew left the ferry"),
        ("The men were taken to the hills to dig in", "en", "The men were taken to the hills to dig in"),
        ("40 barges sank.", "en", "40 barges sank."),
        ("Под городом затонули баржи, а", "ru", "Под городом затонули баржи"),
        ("Die Kähne sanken, weil der", "de", "Die Kähne sanken"),
        ("and that", "en", "and that"),
        ("barci scufundate, ", "ro", "barci scufundate"),
    ],
)
def test_words_that_ask_for_more_go(text: str, language: str, left: str) -> None:
    """Joining words, articles and commas; never a whole sentence's stop, and never everything."""
    assert trimmed_end(text, Span(0, len(text)), language).of(text) == left


@given(st.text(min_size=1, max_size=60), st.sampled_from(["en", "ru", "xx"]))
def test_span_only_gets_shorter(text: str, language: str) -> None:
    """It starts where it started and does not grow."""
    found = trimmed_end(text, Span(0, len(text)), language)
    assert found.start == 0
    assert 0 <= found.end <= len(text)
