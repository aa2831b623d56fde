"""Word lists per language, read from `data/<code>.yaml`.

Keys of a file (all optional but `language`; lists hold case-folded words, apostrophes written `'`):

- `stemmer`: name of a Snowball algorithm; without it `suffixes` are trimmed
- `abbreviations` never end a sentence; `closing_abbreviations` may; `numeric_abbreviations` are abbreviations before a digit only
- `stopwords`; `openers`: common words that open sentences with a capital and are no names
- `numbers`: `words`, `scales` (multipliers), `digit_only_scales`, `bare_scales` (a scale that may stand alone), `compounds` (numbers are
  written together), `joiners`, `implied_one`, `vague`, `vague_tens`, `vague_hundreds`, `articles` (the word for one, where it may be an
  article), `ordinal_suffixes`, `ordinal_dot`, `numbered` (nouns after which a number is a name: "channel 4")
- `fractions`: phrase -> how many in a hundred it is ("a fifth of": 20)
- `modifiers`: modifier -> phrases before a number; `after_modifiers`: phrase after it -> modifier; `units`: phrase -> unit
- `months`, `ambiguous_months`, `month_openers`, `weekdays`, `year_openers`, `year_closers`, `day_joiners`
- `name_particles`, `name_links`, `titles`, `generic_name_words`, `common_suffixes` and `determiners` (a lone capitalised word
  with such an ending, or after such a word, is no name), `leading_particles` (may open a name: "von der Leyen")
"""

from __future__ import annotations

import functools
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from importlib import resources
from typing import Any

from briefs.errors import BriefsError
from briefs.language.yaml_data import load_yaml_words

LANGUAGES = ("en", "de", "ru", "uk", "pl", "fr", "es", "it")
_APOSTROPHES = str.maketrans({"’": "'", "ʼ": "'", "‘": "'", "`": "'", "´": "'"})
_LONGEST_WORD = 40
"""Characters; texts are folded too, and not worth keeping."""


@dataclass(frozen=True, kw_only=True)
class NumberLexicon:
    """Number words of one language; values are plain floats."""

    words: Mapping[str, float] = field(default_factory=dict)
    scales: Mapping[str, float] = field(default_factory=dict)
    digit_only_scales: frozenset[str] = frozenset()
    bare_scales: frozenset[str] = frozenset()
    compounds: bool = False
    joiners: frozenset[str] = frozenset()
    implied_one: frozenset[str] = frozenset()
    vague: Mapping[str, float] = field(default_factory=dict)
    vague_tens: frozenset[str] = frozenset()
    vague_hundreds: frozenset[str] = frozenset()
    articles: frozenset[str] = frozenset()
    ordinal_suffixes: frozenset[str] = frozenset()
    ordinal_dot: bool = False
    numbered: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Lexicon:
    """Every word list of one language; an unknown language has empty ones."""

    language: str = "und"
    stemmer: str = ""
    decimal_separator: str = "."
    suffixes: tuple[str, ...] = ()
    abbreviations: frozenset[str] = frozenset()
    closing_abbreviations: frozenset[str] = frozenset()
    numeric_abbreviations: frozenset[str] = frozenset()
    stopwords: frozenset[str] = frozenset()
    openers: frozenset[str] = frozenset()
    numbers: NumberLexicon = NumberLexicon()
    fractions: Mapping[str, float] = field(default_factory=dict)
    modifiers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    after_modifiers: Mapping[str, str] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    months: Mapping[str, int] = field(default_factory=dict)
    ambiguous_months: frozenset[str] = frozenset()
    month_openers: frozenset[str] = frozenset()
    weekdays: Mapping[str, int] = field(default_factory=dict)
    year_openers: frozenset[str] = frozenset()
    year_closers: frozenset[str] = frozenset()
    day_joiners: frozenset[str] = frozenset()
    name_particles: frozenset[str] = frozenset()
    name_links: frozenset[str] = frozenset()
    titles: frozenset[str] = frozenset()
    generic_name_words: frozenset[str] = frozenset()
    common_suffixes: tuple[str, ...] = ()
    determiners: frozenset[str] = frozenset()
    leading_particles: frozenset[str] = frozenset()


def fold(word: str) -> str:
    """Case-folded with straight apostrophes: how lexicons spell words. `ß` stays, so that lengths hold."""
    return _folded(word) if len(word) <= _LONGEST_WORD else word.lower().translate(_APOSTROPHES)


@functools.lru_cache(maxsize=65536)
def _folded(word: str) -> str:
    return word.lower().translate(_APOSTROPHES)


@functools.lru_cache(maxsize=32)
def lexicon(language: str) -> Lexicon:
    """The lists of an ISO 639-1 code (a region is ignored); empty lists for a language without a file.

    Raises:
        BriefsError: the data file does not follow the keys above.
    """
    code = language.lower().split("-")[0].split("_")[0]
    if code not in LANGUAGES:
        return Lexicon(language=code)
    data = _read(code)
    numbers = data.pop("numbers", {})
    built: Lexicon = _build(Lexicon, {**data, "numbers": _build(NumberLexicon, numbers, code)}, code)
    return built


@functools.lru_cache(maxsize=1)
def every_lexicon() -> tuple[Lexicon, ...]:
    """The lists of all languages that have a file."""
    return tuple(lexicon(code) for code in LANGUAGES)


@functools.lru_cache(maxsize=256)
def phrase_pattern(phrases: tuple[str, ...]) -> re.Pattern[str]:
    """A pattern for any of the phrases, longest first; spaces in a phrase match one run of blanks without a paragraph break."""
    alternatives = "|".join(
        re.escape(phrase).replace(r"\ ", r"[ \t\u00a0\u202f]?\n?[ \t\u00a0\u202f]?") for phrase in _longest_first(phrases)
    )
    return re.compile(alternatives or r"(?!)")


def _longest_first(phrases: tuple[str, ...]) -> list[str]:
    return sorted(set(phrases), key=lambda phrase: (-len(phrase), phrase))


def read_data(name: str) -> dict[str, Any]:
    """A YAML data file of this package with every scalar as text (so that `no` and `on` are words, not booleans)."""
    text = resources.files("briefs.language").joinpath("data", name).read_text(encoding="utf-8")
    loaded = load_yaml_words(text)
    if not isinstance(loaded, dict):
        raise BriefsError(f"language data {name}: not a mapping of keys; reinstall the package")
    return loaded


def _read(code: str) -> dict[str, Any]:
    return read_data(f"{code}.yaml")


def _build(cls: type[Any], data: Mapping[str, Any], code: str) -> Any:
    known = {f.name: f for f in fields(cls)}
    unknown = sorted(set(data) - set(known))
    if unknown:
        raise BriefsError(f"language data {code}.yaml: unknown keys {', '.join(unknown)}; keys are listed in briefs/language/lexicon.py")
    return cls(**{key: _converted(value, str(known[key].type), key) for key, value in data.items()})


def _converted(value: Any, annotation: str, key: str) -> Any:
    if annotation.startswith("frozenset"):
        return frozenset(fold(str(word)) for word in value)
    if annotation.startswith("tuple"):
        return tuple(fold(str(word)) for word in value)
    if key == "modifiers":
        return {name: tuple(fold(phrase) for phrase in phrases) for name, phrases in value.items()}
    if annotation == "Mapping[str, float]":
        return {fold(word): float(number) for word, number in value.items()}
    if annotation == "Mapping[str, int]":
        return {fold(word): int(number) for word, number in value.items()}
    if annotation == "Mapping[str, str]":
        return {fold(word): str(meaning) for word, meaning in value.items()}
    if annotation == "bool":
        return value == "true"
    return value
