"""Words of about the same meaning, across languages: which concepts a word belongs to, and which concepts exclude each other.

The table is `data/concepts.tsv`: general news vocabulary written for this project, an editor may extend it.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from briefs.errors import BriefsError

_PATH = Path(__file__).parent / "data" / "concepts.tsv"
_LANGUAGES = ("en", "de", "ru", "uk", "fr", "es", "pl")
_MIN_STEM = 3
_SHORTEST_HEAD = 5
_LONGEST_KEY = 16
_LONGEST_COMPOUND_ENDING = 4
_LONGEST_ENDING = {"en": 5, "de": 7, "ru": 7, "uk": 7, "fr": 6, "es": 6, "pl": 7}
"""An entry is the beginning of a word; an ending longer than this makes it another word ("arm" is not "armistice")."""


@cache
def concepts_of(word: str, language: str) -> frozenset[str]:
    """Names of the concepts the word belongs to; empty for an unknown word or language. `word` as written, any case."""
    table = _table().get(language)
    if table is None:
        return frozenset()
    whole, stems = table
    folded = word.casefold().replace("’", "'")
    found = set(whole.get(folded, ()))
    longest = _LONGEST_ENDING[language]
    for end in range(max(_MIN_STEM, len(folded) - longest), len(folded) + 1):
        found.update(stems.get(folded[:end], ()))
    if language == "de":
        for end in range(_LONGEST_KEY, _SHORTEST_HEAD, -1):
            found.update(stems.get(folded[:end], ()))
        # the head of a compound carries its meaning: "Gesundheitsministerium" is a ministry
        for begin in range(_MIN_STEM, len(folded) - _SHORTEST_HEAD + 1):
            for end in range(begin + _SHORTEST_HEAD, len(folded) + 1):
                if len(folded) - end <= _LONGEST_COMPOUND_ENDING:
                    found.update(stems.get(folded[begin:end], ()))
    return frozenset(found)


_Table = dict[str, tuple[dict[str, tuple[str, ...]], dict[str, tuple[str, ...]]]]


@cache
def _table() -> _Table:
    whole: dict[str, dict[str, set[str]]] = {language: {} for language in _LANGUAGES}
    stems: dict[str, dict[str, set[str]]] = {language: {} for language in _LANGUAGES}
    for number, line in enumerate(_PATH.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        columns = line.split("\t")
        if len(columns) != len(_LANGUAGES) + 1:
            raise BriefsError(
                f"{_PATH.name}, line {number}: {len(columns)} columns, expected {len(_LANGUAGES) + 1}; write one concept a line"
            )
        for language, cell in zip(_LANGUAGES, columns[1:], strict=True):
            for entry in cell.split():
                target, key = (whole, entry[:-1]) if entry.endswith("=") else (stems, entry)
                target[language].setdefault(key.casefold(), set()).add(columns[0])
    return {
        language: (
            {word: tuple(sorted(names)) for word, names in whole[language].items()},
            {stem: tuple(sorted(names)) for stem, names in stems[language].items()},
        )
        for language in _LANGUAGES
    }
