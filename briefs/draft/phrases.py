"""The brief's own sentences as data: one file a language, every slot checked at load, so that another language takes no code."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import yaml

from briefs.errors import BriefsError, UsageError

_SLOT = re.compile(r"\{(\w[\w-]*)\}")
_SENTENCES: dict[str, set[str]] = {
    "stake": {"name"},
    "anonymous": {"name"},
    "claims": {"who", "content"},
    "says": {"who", "content"},
    "reports": {"who", "sentence"},
    "against-says": {"who", "content"},
    "against-reports": {"who", "sentence"},
    "statement-only": {"sentence"},
    "carried": {"sentence", "carriers"},
    "foreign": {"carriers", "holder"},
    "foreign-unattributed": {"carriers"},
    "in-language": {"name", "language"},
    "in-language-listed": {"name", "language"},
    "denies": {"who"},
    "could-not-verify": {"who"},
    "declined": {"who"},
    "did-not-answer": {"who"},
    "nothing-found": set(),
    "no-second-origin": set(),
}
_WORDING: dict[str, dict[str, set[str]]] = {
    "overstated": {
        "why": {"because"},
        "alleged": {"holders"},
        "disputed": set(),
        "refuted": set(),
        "unverified": set(),
        "proposal": {"holders"},
        "proposal-none": set(),
        "proposal-refuted": set(),
        "proposal-disputed": set(),
    },
    "misattributed": {"why": {"body"}, "proposal": {"exact", "publisher", "date"}, "proposal-none": {"body"}},
    "misquoted": {"why": {"near", "publisher"}, "proposal": set()},
    "outdated": {"why": {"publisher", "date"}, "proposal": set()},
}


class TemplateError(BriefsError):
    """A template file lacks a sentence, or a sentence has a slot too many or too few."""


@dataclass(frozen=True, slots=True)
class Phrases:
    """One language's templates."""

    language: str
    _data: Mapping[str, Any]

    def __call__(self, name: str, /, *, count: int = 1, **slots: str) -> str:
        """A sentence with its slots filled; `count` chooses singular or plural where the data has both."""
        entry = self._data[name]
        text = entry if isinstance(entry, str) else entry["one" if count == 1 else "other"]
        return _SLOT.sub(lambda match: slots[match.group(1)], text)

    def advice(self, verdict: str, name: str, /, **slots: str) -> str:
        """A sentence about the article's wording."""
        return _SLOT.sub(lambda match: slots[match.group(1)], str(self._data["wording"][verdict][name]))

    def joined(self, names: Sequence[str]) -> str:
        """ "A", "A and B", "A, B and C"; "" for none."""
        joins = self._data["list"]
        if len(names) < 2:
            return "".join(names)
        head = names[0]
        for name in names[1:-1]:
            head = joins["more"].format(a=head, b=name)
        return str(joins["pair"].format(a=head, b=names[-1]))

    def language_name(self, code: str) -> str:
        """What this language calls another; the code itself when it has no word for it."""
        return str(self._data["languages"].get(code, code))


@cache
def load_phrases(language: str) -> Phrases:
    """The templates of a language.

    Raises:
        UsageError: there are none for it.
        TemplateError: the file lacks a sentence, or a slot is missing or undeclared.
    """
    folder = resources.files("briefs.draft").joinpath("templates")
    file = folder.joinpath(f"{language}.yaml")
    if not re.fullmatch(r"[a-z]{2,3}", language) or not file.is_file():
        known = ", ".join(sorted(path.name[:-5] for path in folder.iterdir() if path.name.endswith(".yaml")))
        raise UsageError(f"no templates for briefs in {language!r}; there are: {known}")
    return parse_phrases(yaml.safe_load(file.read_text(encoding="utf-8")))


def parse_phrases(data: Mapping[str, Any]) -> Phrases:
    """Templates from their parsed file.

    Raises:
        TemplateError: see `load_phrases`.
    """
    language = str(data.get("language", "?"))
    for name, slots in _SENTENCES.items():
        entry = data.get(name)
        texts = list(entry.values()) if isinstance(entry, Mapping) else [entry]
        for text in texts:
            _check(f"{language}.{name}", text, slots)
    for verdict, sentences in _WORDING.items():
        for name, slots in sentences.items():
            _check(f"{language}.wording.{verdict}.{name}", data.get("wording", {}).get(verdict, {}).get(name), slots)
    return Phrases(language, data)


def _check(place: str, text: object, slots: set[str]) -> None:
    if not isinstance(text, str):
        raise TemplateError(f"template {place} is missing")
    found = set(_SLOT.findall(text))
    if found != slots:
        raise TemplateError(f"template {place} has the slots {sorted(found)}; it must have {sorted(slots)}")
