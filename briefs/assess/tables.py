"""Cue words as data: loads the YAML lists of this package and finds their entries in a text.

An entry is the beginning of a word; "=" at its end asks for the whole word; several words must stand side by side.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from briefs.errors import BriefsError
from briefs.language.yaml_data import load_yaml

_FOLDER = Path(__file__).parent / "data"


@cache
def load_table(name: str) -> dict[str, Any]:
    """The YAML file `name` of the data folder as a mapping.

    Raises:
        BriefsError: the file is not a mapping with a `version`.
    """
    data = load_yaml((_FOLDER / name).read_text(encoding="utf-8"))
    if not isinstance(data, dict) or "version" not in data:
        raise BriefsError(f"{name}: expected a mapping with a version; restore the file or fix it")
    return data


@cache
def cue_pattern(table: str, group: str, language: str) -> re.Pattern[str] | None:
    """One pattern for the entries of a group in a language, case-insensitive; None when the table has none."""
    entries = load_table(table).get(group, {}).get(language, [])
    parts = [_entry(str(entry)) for entry in sorted(entries, key=lambda entry: -len(str(entry)))]
    if not parts:
        return None
    return re.compile("|".join(parts), re.IGNORECASE)


def find_cue(text: str, *, table: str, group: str, language: str) -> re.Match[str] | None:
    """The first cue of the group in the text; unknown languages find nothing."""
    pattern = cue_pattern(table, group, language)
    return pattern.search(text) if pattern else None


def has_cue(text: str, *, table: str, group: str, language: str) -> bool:
    """Whether the text holds a cue of the group."""
    return find_cue(text, table=table, group=group, language=language) is not None


@cache
def scope_patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    """(scope, pattern) for words that say how much of a thing is meant, all languages together."""
    groups = load_table("stance_cues.yaml")["scope"]
    return tuple((name, re.compile("|".join(_entry(str(entry)) for entry in entries), re.IGNORECASE)) for name, entries in groups.items())


def _entry(entry: str) -> str:
    if entry.endswith("$"):
        # the last word of its clause: "the clip is fake", not "accounts that are fake or spam"
        return rf"\b{re.escape(entry[:-1])}\b(?=\s*(?:[.,;:!?)\"”»]|\Z|(?:and|but|because)\b))"
    words = entry.split()
    if entry == "n't":
        return r"n['’]t\b"
    body = r"\s+".join(
        re.escape(word.rstrip("=")) + (r"\b" if word.endswith("=") else r"\w*" if i == len(words) - 1 else r"\b")
        for i, word in enumerate(words)
    )
    return r"(?<!\w)" + body
