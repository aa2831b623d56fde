"""A text as the checker reads it: its sentences, each with its content stems, words, names, figures and dates; each made once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from briefs.language import (
    DateMention,
    Figure,
    NameMention,
    content_tokens,
    find_dates,
    find_figures,
    find_names,
    fold,
    split_sentences,
    stem_of,
)

WORD = re.compile(r"[^\W_]+(?:['’ʼ][^\W\d_]+)*")
_LONGEST_SENTENCE = 900
"""Characters: a sentence that is longer (a list, a table, a transcript without stops) is cut at line breaks or blanks."""


@dataclass(frozen=True)
class Piece:
    """A sentence of the evidence, or the sentence under check."""

    text: str
    language: str
    tokens: tuple[tuple[int, int, str], ...] = field(repr=False)
    """Content words: start, end, stem."""

    @property
    def stems(self) -> list[str]:
        """Stems in order."""
        return [stem for _, _, stem in self.tokens]

    @cached_property
    def words(self) -> list[str]:
        """Every word in order, folded."""
        return [fold(match.group()) for match in WORD.finditer(self.text)]

    @cached_property
    def names(self) -> list[NameMention]:
        """Name mentions in order."""
        return find_names(self.text, self.language)

    @cached_property
    def figures(self) -> list[Figure]:
        """Quantities: no years, no identifiers."""
        return [figure for figure in find_figures(self.text, self.language) if not figure.is_year and not figure.is_weak]

    @cached_property
    def dates(self) -> list[DateMention]:
        """Dates in order."""
        return find_dates(self.text, self.language)


@lru_cache(maxsize=8192)
def read_piece(text: str, language: str) -> Piece:
    """One sentence read. A full stop between digits or letters stays inside its word ("1.5"): such words are joined."""
    tokens = [(token.span.start, token.span.end, token.stem) for token in content_tokens(text, language)]
    return Piece(text, language, tuple(_numbers_joined(text, tokens)))


def read_evidence(texts: Sequence[str], language: str) -> list[Piece]:
    """The sentences of the evidence in order; empty ones are left out."""
    pieces: list[Piece] = []
    for text in texts:
        for sentence in _sentences(text, language):
            pieces.append(read_piece(sentence, language))
    return [piece for piece in pieces if piece.text]


@lru_cache(maxsize=2048)
def _sentences(text: str, language: str) -> tuple[str, ...]:
    found: list[str] = []
    for span in split_sentences(text, language):
        sentence = span.of(text)
        while len(sentence) > _LONGEST_SENTENCE:
            cut = max(sentence.rfind("\n", 200, _LONGEST_SENTENCE), sentence.rfind(" ", 200, _LONGEST_SENTENCE))
            cut = cut if cut > 0 else _LONGEST_SENTENCE
            found.append(sentence[:cut].strip())
            sentence = sentence[cut:].strip()
        found.append(sentence)
    return tuple(found)


def _numbers_joined(text: str, tokens: list[tuple[int, int, str]]) -> list[tuple[int, int, str]]:
    """ "1,500" and "1.5" as one word each: their parts are no words of their own."""
    joined: list[tuple[int, int, str]] = []
    for start, end, stem in tokens:
        if joined and stem[:1].isdigit() and joined[-1][2][-1:].isdigit() and start - joined[-1][1] == 1 and text[start - 1] in ".,":
            first, _, before = joined[-1]
            separator = "" if text[start - 1] == "," else "."
            joined[-1] = (first, end, f"{before}{separator}{stem}")
        else:
            joined.append((start, end, stem))
    return joined


@lru_cache(maxsize=65536)
def english_stem(word: str) -> str:
    """The stem of one word."""
    return stem_of(word, "en")
