"""What a text is found by without vectors: its stems, and what crosses languages unchanged, names and figures."""

from __future__ import annotations

import functools
import re

from briefs.language import content_tokens, fold, lexicon, name_key

_NUMBER = re.compile(r"\d+(?:[.,\u00a0\u202f ]\d{3})*(?!\d)")
_SEPARATOR = re.compile(r"\D")
_WORD = re.compile(r"[^\W_]+(?:['’ʼ-][^\W_]+)*")
_VOWELS = str.maketrans("", "", "aeiouyjwh")
_LEAST_CONSONANTS = 3
_ARTICLE = 1
"""The word for one is an article in many languages."""


def stems(text: str, language: str) -> list[str]:
    """Stems of the content words, in order, under the rules of one language."""
    return [token.stem for token in content_tokens(text, language)]


def bridges(text: str, language: str) -> list[str]:
    """Tokens that two languages share: keys of capitalised words, their consonants, and the values of numbers.

    A key keeps the letters ("bakhmut"), the consonants forgive how a name is transliterated ("Kharkiv", "Харьков"). Words that only
    open a sentence come along: in another language they match nothing. Numbers are read word by word and without their scale, a
    fifth of the time that `find_figures` takes: here a token need not be right, only the same on both sides.
    """
    numbers = lexicon(language).numbers.words
    tokens = [f"#{_SEPARATOR.sub('', match.group())}" for match in _NUMBER.finditer(text)]
    for match in _WORD.finditer(text):
        word = match.group()
        if word[0].isupper() and len(word) > 1:
            tokens.extend(_name_tokens(word))
        elif (value := numbers.get(fold(word))) is not None and value > _ARTICLE:
            tokens.append(f"#{value:g}")
    return tokens


@functools.lru_cache(maxsize=65536)
def _name_tokens(word: str) -> tuple[str, ...]:
    tokens = []
    for key in name_key(word).split():
        tokens.append(f"@{key}")
        consonants = key.replace("w", "v").replace("ck", "k").translate(_VOWELS)
        if len(consonants) >= _LEAST_CONSONANTS:
            tokens.append(f"~{consonants}")
    return tuple(tokens)
