"""Content words and their stems: what two texts are compared by."""

from __future__ import annotations

import functools
import re
import threading
from dataclasses import dataclass
from typing import Any

from briefs.domain import Span
from briefs.language.lexicon import Lexicon, fold, lexicon
from briefs.language.remembering import remembered

_WORD = re.compile(r"[^\W_]+(?:['’ʼ][^\W\d_]+)*")
_DIGITS = re.compile(r"\d+(?:[.,\u00a0\u202f]\d+)*")
_LOCAL = threading.local()
_MIN_STEM = 3


@dataclass(frozen=True, slots=True)
class Token:
    """A content word: where it stands, and its stem (case-folded)."""

    span: Span
    stem: str


@remembered
def content_tokens(text: str, language: str) -> list[Token]:
    """Words that are no stopwords, in order, with Snowball stems; a language without a stemmer has light suffix trimming."""
    words = lexicon(language)
    stopwords = words.stopwords
    tokens: list[Token] = []
    stems: dict[str, str] = {}
    for match in _WORD.finditer(text):
        word = fold(match.group())
        if word in stopwords:
            continue
        stem = stems.get(word)
        if stem is None:
            stem = stems[word] = stem_of(word, language)
        tokens.append(Token(Span(match.start(), match.end()), stem))
    return tokens


@functools.lru_cache(maxsize=65536)
def stem_of(word: str, language: str) -> str:
    """The stem of one word, case-folded; never empty for a word that is not."""
    words = lexicon(language)
    word = fold(word)
    word = word.removesuffix("'s").removesuffix("'")
    if not word or word[0].isdigit():
        return word
    stemmer = _stemmer(words.stemmer) if words.stemmer else None
    if stemmer is not None:
        return str(stemmer.stemWord(word)) or word
    return _trim(word, words)


def _trim(word: str, words: Lexicon) -> str:
    for suffix in _suffixes(words.language):
        if word.endswith(suffix) and len(word) - len(suffix) >= _MIN_STEM:
            return word[: -len(suffix)]
    return word


@functools.lru_cache(maxsize=32)
def _suffixes(language: str) -> tuple[str, ...]:
    return tuple(sorted(set(lexicon(language).suffixes), key=lambda suffix: (-len(suffix), suffix)))


def _stemmer(name: str) -> Any:
    """One stemmer a thread: PyStemmer objects are not safe to share."""
    stemmers = _LOCAL.__dict__.setdefault("stemmers", {})
    if name not in stemmers:
        import Stemmer

        stemmers[name] = Stemmer.Stemmer(name)
    return stemmers[name]
