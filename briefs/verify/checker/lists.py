"""The word lists that the checker reads by: `data/checker.en.yaml`, whose keys are told there."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from briefs.errors import BriefsError
from briefs.language import fold, stem_of
from briefs.language.yaml_data import load_yaml_words

_STEMMED = ("negators", "denying", "scope")
_AS_WRITTEN = ("hedges", "cues", "saying", "factive", "hearsay", "pronouns")


@dataclass(frozen=True, slots=True)
class Lists:
    """`words` by key (stems, or words as written), and the opposites of each stem."""

    words: dict[str, frozenset[str]]
    opposites: dict[str, frozenset[str]]

    def __getitem__(self, key: str) -> frozenset[str]:
        return self.words[key]


@cache
def lists() -> Lists:
    """The English lists.

    Raises:
        BriefsError: the file has a key that nothing reads.
    """
    file = resources.files("briefs.verify.checker").joinpath("data", "checker.en.yaml")
    data: dict[str, Any] = load_yaml_words(file.read_text(encoding="utf-8"))
    unknown = sorted(set(data) - {*_STEMMED, *_AS_WRITTEN, "version", "opposites"})
    if unknown:
        raise BriefsError(f"checker.en.yaml: unknown keys {', '.join(unknown)}")
    words = {key: frozenset(form for word in data[key] for form in (fold(word), stem_of(word, "en"))) for key in _STEMMED}
    words |= {key: frozenset(fold(word) for word in data[key]) for key in _AS_WRITTEN}
    opposites: dict[str, set[str]] = {}
    for pair in data["opposites"]:
        left, right = (stem_of(word, "en") for word in pair)
        opposites.setdefault(left, set()).add(right)
        opposites.setdefault(right, set()).add(left)
    return Lists(words, {stem: frozenset(others) for stem, others in opposites.items()})
