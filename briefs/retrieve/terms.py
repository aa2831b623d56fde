"""What a text is found by without vectors: its stems, and what crosses languages unchanged, names and figures."""

from __future__ import annotations

import functools
import re

from briefs.language import content_tokens, find_figures, name_key

_WORD = re.compile(r"[^\W_]+(?:['’ʼ-][^\W_]+)*")
_VOWELS = str.maketrans("", "", "aeiouyjwh")
_LEAST_CONSONANTS = 3


def stems(text: str, language: str) -> list[str]:
    """Stems of the content words, in order, under the rules of one language."""
    return [token.stem for token in content_tokens(text, language)]


def bridges(text: str, language: str) -> list[str]:
    """Tokens that two languages share: keys of capitalised words, their consonants, and the values of figures.

    A key keeps the letters ("bakhmut"), the consonants forgive how a name is transliterated ("Kharkiv", "Харьков"). Words that only
    open a sentence come along: in another language they match nothing.
    """
    tokens: list[str] = []
    for match in _WORD.finditer(text):
        word = match.group()
        if word[0].isupper() and len(word) > 1:
            tokens.extend(_name_tokens(word))
    for figure in find_figures(text, language):
        if not figure.is_weak and not figure.is_vague:
            tokens.append(f"#{figure.value:g}")
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
