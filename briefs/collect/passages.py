"""Passages: overlapping spans of whole sentences, the units that are indexed, searched and cited from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from briefs.domain import Passage, Source, Span
from briefs.language import split_sentences

MIN_WORDS = 60
MAX_WORDS = 120
MAX_SENTENCES = 4
_TINY_PARAGRAPH = 25
"""Words; shorter paragraphs (news copy has one sentence each) are read together with their neighbours."""
_LONGEST = 1_500
"""Characters; a "sentence" beyond this is a table or text without stops, and is cut at spaces."""


@dataclass(frozen=True, slots=True)
class _Sentence:
    span: Span
    words: int


def cut_passages(source: Source) -> list[Passage]:
    """Passages in text order that together cover every sentence; none for a text without any.

    Two to four sentences, about 60 to 120 words, one sentence shared with the neighbour, and no crossing of a paragraph break unless
    the paragraphs are tiny. Sizes: small enough that a hit names its claim, big enough to hold the sentence that introduces "he".
    """
    text = source.text
    passages = []
    for group in _groups(text, source.language):
        for first, last in _windows(group):
            span = Span(group[first].span.start, group[last].span.end)
            passages.append(Passage(source.id, span, span.of(text), source.sha256))
    return passages


def _groups(text: str, language: str) -> Iterator[list[_Sentence]]:
    """Paragraphs as lists of sentences, tiny ones joined to what follows."""
    group: list[_Sentence] = []
    words = 0
    for paragraph in _paragraphs(text, language):
        size = sum(sentence.words for sentence in paragraph)
        may_join = min(words, size) < _TINY_PARAGRAPH and words + size <= 2 * MAX_WORDS
        if group and not may_join:
            yield group
            group, words = [], 0
        group = group + paragraph
        words += size
    if group:
        yield group


def _paragraphs(text: str, language: str) -> Iterator[list[_Sentence]]:
    paragraph: list[_Sentence] = []
    for span in split_sentences(text, language):
        if paragraph and "\n\n" in re.sub(r"[^\S\n]", "", text[paragraph[-1].span.end : span.start]):
            yield paragraph
            paragraph = []
        paragraph.extend(_pieces(text, span))
    if paragraph:
        yield paragraph


def _pieces(text: str, span: Span) -> Iterator[_Sentence]:
    """The sentence, or its pieces when nobody could read it in one."""
    start = span.start
    while span.end - start > _LONGEST:
        cut = _last_space(text, start + 1, start + _LONGEST)
        yield _measured(text, start, cut)
        start = cut
        while start < span.end and text[start].isspace():
            start += 1
    if start < span.end:
        yield _measured(text, start, span.end)


def _last_space(text: str, low: int, high: int) -> int:
    """Just behind the last word that ends before `high`; `high` itself when the stretch has no space."""
    at = high
    while at > low and not text[at].isspace():
        at -= 1
    while at > low and text[at - 1].isspace():
        at -= 1
    return at if at > low else high


def _measured(text: str, start: int, end: int) -> _Sentence:
    """Scripts without spaces count twelve characters as a word, so that their passages stay as short as others'."""
    return _Sentence(Span(start, end), max(len(text[start:end].split()), (end - start) // 12))


def _windows(sentences: list[_Sentence]) -> Iterator[tuple[int, int]]:
    """(first, last) indices, both included; each window starts on the last sentence of the one before when that leaves room."""
    first = 0
    while True:
        last, words = first, sentences[first].words
        while last + 1 < len(sentences) and last - first + 1 < MAX_SENTENCES:
            following = sentences[last + 1].words
            enough = words >= MIN_WORDS and last > first
            if enough or words + following > MAX_WORDS:
                break
            last += 1
            words += following
        yield first, last
        if last + 1 >= len(sentences):
            return
        overlaps = last > first and sentences[last].words + sentences[last + 1].words <= MAX_WORDS
        first = last if overlaps else last + 1
