"""Stretches of a brief that speak of its own evidence ("one origin", "a party to the war", "carry the same post").

The vocabulary is data (`data/meta.<language>.yaml`); what each kind of stretch must agree with is checked elsewhere (`meta_checks`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

from briefs.domain import Span
from briefs.errors import BriefsError
from briefs.language import fold
from briefs.language.yaml_data import load_yaml

CHECKS = (
    "interested",
    "without-stake",
    "origins",
    "anonymous",
    "asserts",
    "denies",
    "contradicts",
    "carries",
    "language",
    "confirms",
    "confirmed-origins",
    "confirmed-record",
    "confirmed-admission",
    "statement-only",
    "unverified",
    "no-comment",
    "summary",
    "claim-figure",
    "free",
)
"""Kinds of stretches: `meta_checks` says what each demands."""
_KEYS = {"version", "language", "matters", "numbers", "languages", "pronouns", "checks"}
_CLAUSE_FINAL = r"(?=\s*(?:[,;:.()\[]|\Z|citing\b|in\b|and\b|but\b|too\b))"
_SLOT = re.compile(r"\{(\w+)\}")


@dataclass(frozen=True, slots=True)
class MetaPhrase:
    """A matched stretch: which check answers for it, and what its slots hold."""

    span: Span
    check: str
    number: int | None = None
    language: str | None = None


@dataclass(frozen=True, slots=True)
class _Vocabulary:
    patterns: tuple[tuple[str, re.Pattern[str]], ...]
    numbers: dict[str, int]
    languages: dict[str, str]


def find_meta(text: str, language: str) -> list[MetaPhrase]:
    """Stretches about the evidence, longest first where they overlap; none in a language without a vocabulary."""
    vocabulary = _vocabulary(language)
    if vocabulary is None:
        return []
    folded = fold(text)
    candidates = []
    for check, pattern in vocabulary.patterns:
        for match in pattern.finditer(folded):
            groups = match.groupdict()
            number = groups.get("n")
            named = groups.get("language")
            candidates.append(
                MetaPhrase(
                    Span(*match.span()),
                    check,
                    None if number is None else vocabulary.numbers.get(number, int(number) if number.isdigit() else -1),
                    None if named is None else vocabulary.languages[named],
                )
            )
    chosen: list[MetaPhrase] = []
    for phrase in sorted(candidates, key=lambda item: (-len(item.span), item.span)):
        if not any(phrase.span.overlaps(other.span) for other in chosen):
            chosen.append(phrase)
    return sorted(chosen, key=lambda item: item.span)


@cache
def _vocabulary(language: str) -> _Vocabulary | None:
    file = resources.files("briefs.verify").joinpath("data", f"meta.{language}.yaml")
    if not file.is_file():
        return None
    data: dict[str, Any] = load_yaml(file.read_text(encoding="utf-8"))
    unknown = sorted(set(data) - _KEYS | set(data.get("checks", {})) - set(CHECKS))
    if unknown:
        raise BriefsError(
            f"verify data meta.{language}.yaml: unknown keys {', '.join(unknown)}; checks are listed in briefs/verify/meta_checks.py"
        )
    numbers = {fold(str(word)): int(value) for word, value in data["numbers"].items()}
    languages = {fold(name): str(code) for name, code in data["languages"].items()}
    slots = {
        "figure": r"[^;:()]{1,60}?(?=\.?\Z|[;(])",
        "n": r"\d+|" + "|".join(sorted(map(re.escape, numbers), key=len, reverse=True)),
        "language": "|".join(re.escape(name) for name in languages),
        "matter": "|".join(re.escape(str(matter)) for matter in data["matters"]),
    }
    patterns = tuple((check, _compiled(str(entry), slots)) for check, entries in data["checks"].items() for entry in entries)
    return _Vocabulary(patterns, numbers, languages)


def _compiled(entry: str, slots: dict[str, str]) -> re.Pattern[str]:
    parts = []
    for word in entry.split():
        slot = _SLOT.fullmatch(word)
        if slot is not None:
            parts.append(rf"(?P<{slot[1]}>{slots[slot[1]]})")
        else:
            parts.append("(?:" + "|".join(re.escape(fold(option)) for option in word.split("|")) + ")")
    # "says it" is about the claim only where the clause ends: "says it goes on" is not
    end = _CLAUSE_FINAL if entry.split()[-1].split("|")[0] in ("it", "so") else ""
    return re.compile(r"(?<!\w)" + r"\s+".join(parts) + r"(?!\w)" + end)
