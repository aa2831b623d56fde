"""Passages: whole sentences, their sizes, their overlap, and offsets that resolve."""

from __future__ import annotations

import time
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from briefs.collect import cut_passages
from briefs.collect.passages import MAX_SENTENCES
from briefs.domain import Source
from briefs.language import split_sentences

SENTENCE = (
    "The council of the northern town closed the old stone bridge number {n} on Monday after some engineers had found deep cracks in it."
)


def source(text: str) -> Source:
    """An English source."""
    return Source(id="s", text=text, language="en")


def test_windows_overlap_by_one_sentence() -> None:
    """Neighbours share a sentence; each has two to four."""
    text = " ".join(SENTENCE.format(n=n) for n in range(9))
    passages = cut_passages(source(text))
    assert all(2 <= len(split_sentences(p.text, "en")) <= MAX_SENTENCES for p in passages)
    assert all(a.span.overlaps(b.span) for a, b in pairwise(passages))
    assert all(len(p.text.split()) <= 120 for p in passages)


def test_paragraphs_are_not_crossed() -> None:
    """A passage stays within a paragraph of its own size."""
    paragraph = " ".join(SENTENCE.format(n=n) for n in range(3))
    assert [p.text for p in cut_passages(source(f"{paragraph}\n\n{paragraph}"))] == [paragraph, paragraph]


def test_tiny_paragraphs_are_read_together() -> None:
    """News copy with one sentence a paragraph does not fall into splinters."""
    text = "\n\n".join(f"He said that bridge {n} was shut." for n in range(4))
    assert [p.text for p in cut_passages(source(text))] == [text]


def test_no_text_no_passages() -> None:
    """Empty in, empty out."""
    assert cut_passages(source("")) == []
    assert cut_passages(source(" \n\n ")) == []


@given(st.text(alphabet=st.sampled_from("ab. !?\n\t«»ьЩ\u0301😀"), max_size=600))
@settings(deadline=None)
def test_spans_resolve_and_cover_every_sentence(text: str) -> None:
    """Each passage is the text at its offsets, and no sentence is lost."""
    made = source(text)
    passages = cut_passages(made)
    assert all(made.text[p.span.start : p.span.end] == p.text for p in passages)
    assert len({p.id for p in passages}) == len(passages)
    for sentence in split_sentences(text, "en"):
        assert all(
            any(p.span.start <= at < p.span.end for p in passages) for at in range(sentence.start, sentence.end) if not text[at].isspace()
        )


def test_text_without_stops_is_cut_at_spaces() -> None:
    """A table or a transcript without punctuation gives pieces, none of them huge, none cut inside a word."""
    passages = cut_passages(source("wordy " * 5_000))
    assert all(len(p.text) <= 1_500 and set(p.text.split()) == {"wordy"} for p in passages)


def test_large_text_is_quick() -> None:
    """Linear in the text: two megabytes well under the twenty seconds that twenty may take."""
    text = " ".join(SENTENCE.format(n=n) for n in range(16_000))
    start = time.process_time()
    cut_passages(source(text))
    assert time.process_time() - start < 10
