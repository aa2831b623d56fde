"""The words that the gate reads sentences by, as data: `data/words.<language>.yaml`.

Keys: `negators` and `not_negating` (phrases in which a negator negates nothing); `modals` and `unreal` (what follows has not happened, or
not for certain); `future` (it is said to come); `hedges`; `speech` (verbs by how they take what is said: `claims`, `says`, `factive`,
`denies`; and `nouns` of speech); `according` (phrases after which the speaker stands); `unverified` and `declined` (phrases);
`confirming` and `refuting` (too strong for a weaker standing); `light` (words that no span need carry);
`weighty` (small words that one must); `things` (kinds of evidence that may be missing);
`distances` (between an event and a place); `papers` (by which a body speaks: its report is itself); `statements` (verbs of saying that
may stand for one another where a thing, and no clause, is said);
`exhibits` (phrases by which a source shows or cites a document);
`pronouns`; `self_references` (how a text calls its own publisher); `synonyms` (groups of words that may stand for each other).

An entry that ends in `*` is the beginning of a word, one that begins with `*` its end; any other word matches by stem. `not_negating`,
`hedges`, `self_references`, `according`, `unverified`, `declined` and `exhibits` hold phrases, matched as written.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from briefs.errors import BriefsError
from briefs.language import fold, stem_of
from briefs.language.yaml_data import load_yaml_words

_WORD_LISTS = (
    "negators",
    "modals",
    "future",
    "unreal",
    "confirming",
    "refuting",
    "light",
    "weighty",
    "things",
    "distances",
    "papers",
    "statements",
    "pronouns",
)
_PHRASE_LISTS = ("not_negating", "hedges", "self_references", "according", "unverified", "declined", "exhibits")
_SPEECH = ("claims", "says", "factive", "denies", "nouns")
_OTHERS = ("version", "language", "speech", "synonyms")


@dataclass(frozen=True, slots=True)
class WordList:
    """Words matched by stem, by beginning, or as phrases; case does not count."""

    stems: frozenset[str]
    beginnings: tuple[str, ...]
    endings: tuple[str, ...]
    phrases: re.Pattern[str] | None
    language: str

    def holds(self, word: str) -> bool:
        """Whether the list has this single word, in any of its forms; as written where the list holds phrases."""
        folded = fold(word)
        if self.phrases is not None:
            return self.phrases.fullmatch(folded) is not None
        if folded in self.stems or folded.startswith(self.beginnings) or folded.endswith(self.endings):
            return True
        return stem_of(folded, self.language) in self.stems

    def find(self, text: str) -> list[tuple[int, int]]:
        """Where entries stand, phrases included; half-open ranges in order of their start."""
        found = [match.span() for match in re.finditer(r"[^\W_]+(?:['’ʼ-][^\W\d_]+)*", text) if self.holds(match.group())]
        if self.phrases is not None:
            found.extend(match.span() for match in self.phrases.finditer(fold(text)))
        return sorted(found)


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Every list of one language; a language without a file has empty lists and `is_known` False."""

    language: str
    is_known: bool
    lists: dict[str, WordList]
    speech: dict[str, WordList]
    synonyms: dict[str, int]
    """Stem to the number of its group."""

    def __getitem__(self, name: str) -> WordList:
        return self.lists[name]

    def speech_kind(self, word: str) -> str:
        """`factive`, `denies`, `claims`, `says` of a verb of speech; "" of another word. The stronger class wins."""
        for kind in ("factive", "denies", "claims", "says"):
            if self.speech[kind].holds(word):
                return kind
        return ""

    def are_synonyms(self, a: str, b: str) -> bool:
        """Whether two stems stand in one group."""
        group = self.synonyms.get(a)
        return group is not None and group == self.synonyms.get(b)


@cache
def words_of(language: str) -> Words:
    """The lists of an ISO 639-1 code.

    Raises:
        BriefsError: the data file has a key that is not described above.
    """
    code = language.split("-")[0].lower()
    file = resources.files("briefs.verify").joinpath("data", f"words.{code}.yaml")
    data: dict[str, Any] = load_yaml_words(file.read_text(encoding="utf-8")) if file.is_file() else {}
    unknown = sorted(set(data) - {*_WORD_LISTS, *_PHRASE_LISTS, *_OTHERS} | set(data.get("speech", {})) - set(_SPEECH))
    if unknown:
        raise BriefsError(f"verify data words.{code}.yaml: unknown keys {', '.join(unknown)}; keys are listed in briefs/verify/lexicon.py")
    groups = {stem_of(word, code): number for number, group in enumerate(data.get("synonyms", ())) for word in group}
    return Words(
        language=code,
        is_known=bool(data),
        lists={
            **{name: _word_list(data.get(name, ()), code) for name in _WORD_LISTS},
            **{name: _phrase_list(data.get(name, ()), code) for name in _PHRASE_LISTS},
        },
        speech={name: _word_list(data.get("speech", {}).get(name, ()), code) for name in _SPEECH},
        synonyms=groups,
    )


def phrase_regex(phrase: str) -> str:
    """A pattern for a phrase whose blanks match any white space and whose words stand whole."""
    parts = [re.escape(part) for part in fold(phrase).split()]
    joined = r"\s+".join(part.removesuffix(r"\*") + r"\w*" if part.endswith(r"\*") else part for part in parts)
    return rf"(?<!\w){joined}(?!\w)"


def _word_list(entries: Any, code: str) -> WordList:
    single = [fold(entry) for entry in entries]
    whole = [entry for entry in single if "*" not in entry]
    return WordList(
        stems=frozenset({*whole, *(stem_of(entry, code) for entry in whole)}),
        beginnings=tuple(entry[:-1] for entry in single if entry.endswith("*")),
        endings=tuple(entry[1:] for entry in single if entry.startswith("*")),
        phrases=None,
        language=code,
    )


def _phrase_list(entries: Any, code: str) -> WordList:
    """Every entry as it is written: "citing" is none of "cites" and "cited"."""
    ordered = sorted(entries, key=lambda entry: (-len(entry), entry))
    pattern = re.compile("|".join(phrase_regex(phrase) for phrase in ordered)) if ordered else None
    return WordList(stems=frozenset(), beginnings=(), endings=(), phrases=pattern, language=code)
