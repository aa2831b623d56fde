"""The renderer's fixed words, one data file a language; English for a language without one."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from importlib import resources

from briefs.domain import PartialDate
from briefs.errors import BriefsError
from briefs.language.yaml_data import load_yaml_words

_PLACEHOLDER = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True)
class Strings:
    """Words by key, with named placeholders."""

    language: str
    entries: dict[str, str]

    def __call__(self, key: str, **values: object) -> str:
        """The words of a key with its placeholders filled; values are put in as they are, braces in them mean nothing.

        Raises:
            BriefsError: no such key, or a placeholder without a value.
        """
        if key not in self.entries:
            raise BriefsError(f"render strings {self.language}: no key {key!r}; add it to briefs/render/data/strings.{self.language}.yaml")
        missing = set(_PLACEHOLDER.findall(self.entries[key])) - set(values)
        if missing:
            raise BriefsError(f"render strings {self.language}: {key} needs {', '.join(sorted(missing))}")
        return _PLACEHOLDER.sub(lambda match: str(values[match.group(1)]), self.entries[key])

    def has(self, key: str) -> bool:
        """Whether there are words for the key."""
        return key in self.entries

    def language_name(self, code: str) -> str:
        """What a reader calls the language of that code."""
        key = f"language_{code.split('-')[0]}"
        return self(key) if self.has(key) else self("language_other", code=code)

    def date(self, date: PartialDate | None) -> str:
        """A partial date in words, with no part that it does not have."""
        if date is None:
            return self("note_undated")
        year, *rest = str(date).split("-")
        if not rest:
            return year
        month = self(f"month_{int(rest[0])}")
        return self("date_day", day=int(rest[1]), month=month, year=year) if len(rest) > 1 else self("date_month", month=month, year=year)

    def listed(self, names: list[str]) -> str:
        """ "A, B and C"; "" for none."""
        return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} {self('and')} {names[-1]}" if names else ""


@functools.lru_cache(maxsize=8)
def strings(language: str) -> Strings:
    """The words of a language; of English where it has no file.

    Raises:
        BriefsError: the file lacks a key that English has, or has one more.
    """
    english = _read("en")
    code = language.lower().split("-")[0]
    own = _read(code) if re.fullmatch(r"[a-z]{2,3}", code) else None
    if own is None or english is None:
        return Strings("en", english or {})
    if set(own) != set(english):
        raise BriefsError(f"render strings {code}: keys differ from English: {', '.join(sorted(set(own) ^ set(english)))}")
    return Strings(code, own)


def _read(code: str) -> dict[str, str] | None:
    file = resources.files("briefs.render").joinpath("data", f"strings.{code}.yaml")
    if not file.is_file():
        return None
    loaded = load_yaml_words(file.read_text(encoding="utf-8"))
    return {str(key): str(value) for key, value in loaded.items()}
