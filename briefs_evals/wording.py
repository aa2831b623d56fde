"""How the harness speaks: of the two ways in which claims reach a system, and of names that it does not know."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from typing import Any

_TITLES = {"gold": "claims given", "own": "claims found"}
"""`gold` and `own` are their short names on the command line."""
_MEANT = 3


def of_mode(mode: str) -> str:
    """`claims given` for gold, `claims found` for own."""
    return _TITLES[mode]


def named(row: Mapping[str, Any]) -> str:
    """A claim's row by its label; one beside by its own id and the label that it is held to."""
    return str(row["label"]) if row["label"] else f"{row['claim']} (beside {row['held_to']})" if row.get("held_to") else str(row["claim"])


def beside_the_headline(counts: Mapping[str, float]) -> str:
    """What over-confirmation does not hold: "3 confirmed claims that no label answers, 2 of them that somebody said so"; "" for none."""
    count, sayings = int(counts.get("unanswered", 0)), int(counts.get("sayings", 0))
    if not count:
        return ""
    tail = f", {sayings} of them only that somebody said so" if sayings else ""
    return f"{count} confirmed claim{'s' if count > 1 else ''} that no label answers{tail}"


def unknown(kind: str, word: str, names: Iterable[str]) -> str:
    """That there is no such thing, and which one may be meant; all of them where none is like it."""
    known = list(names)
    near = nearest(word, known)
    there = f"do you mean {' or '.join(near)}?" if near else f"there are {', '.join(known)}"
    return f"no {kind} {word!r}; {there}"


def nearest(word: str, names: Iterable[str]) -> list[str]:
    """Up to three names that hold the word or are spelt like it, best first; none for an empty word."""
    known = list(names)
    asked = word.strip().casefold()
    if not asked:
        return []
    holding = [name for name in known if len(asked) > 2 and asked in name.casefold()]
    like = difflib.get_close_matches(asked, [name.casefold() for name in known], n=_MEANT, cutoff=0.55)
    spelt = [name for match in like for name in known if name.casefold() == match]
    return list(dict.fromkeys([*holding, *spelt]))[:_MEANT]
