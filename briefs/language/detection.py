"""Which language a text is in."""

from __future__ import annotations

import functools
import threading

_SAMPLE = 6000
_MIN_LETTERS = 12
_LOCK = threading.Lock()
_CYRILLIC = frozenset({"ru", "uk", "be", "bg", "mk", "sr"})
_LATIN = frozenset({"en", "de", "fr", "es", "it", "pl"})
_UKRAINIAN = frozenset("іїєґ")
_RUSSIAN = frozenset("ыэъё")


def detect_language(text: str) -> str:
    """ISO 639-1 code, or "und" when there are too few letters to tell.

    Looks at the start, the middle and the end of a long text. Between Russian and Ukrainian the letters that only one of them has decide.
    """
    sample = _sample(text)
    letters = [character for character in sample.lower() if character.isalpha()]
    if len(letters) < _MIN_LETTERS:
        return "und"
    cyrillic = sum("\u0400" <= letter <= "\u04ff" for letter in letters)
    code = _classify(sample)
    if cyrillic * 2 > len(letters) and code in _CYRILLIC:
        ukrainian = sum(letter in _UKRAINIAN for letter in letters)
        russian = sum(letter in _RUSSIAN for letter in letters)
        if ukrainian != russian and code in ("ru", "uk"):
            return "uk" if ukrainian > russian else "ru"
    return code


@functools.lru_cache(maxsize=256)
def is_in(text: str, language: str) -> bool:
    """Whether `detect_language` would say so.

    A text without one letter of the language's script needs no model, which takes a second to load.
    """
    letters = [character for character in text if character.isalpha()]
    in_cyrillic = sum("\u0400" <= letter <= "\u04ff" for letter in letters)
    if (language in _CYRILLIC and not in_cyrillic) or (language in _LATIN and in_cyrillic == len(letters)):
        return False
    return detect_language(text) == language


def _sample(text: str) -> str:
    if len(text) <= 3 * _SAMPLE:
        return text
    middle = len(text) // 2
    return "\n".join((text[:_SAMPLE], text[middle : middle + _SAMPLE], text[-_SAMPLE:]))


def _classify(sample: str) -> str:
    # imported on first use: the model takes a moment to load, and `--help` must not pay for it
    import py3langid

    with _LOCK:
        code, _score = py3langid.classify(sample)
    return str(code)
