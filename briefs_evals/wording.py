"""How the harness speaks: of the two ways in which claims reach a system, and of names that it does not know."""

from __future__ import annotations

import difflib
from collections.abc import Iterable

_TITLES = {"gold": "claims given", "own": "claims found"}
"""`gold` and `own` are their short names on the command line."""
_MEANT = 3


def of_mode(mode: str) -> str:
    """`claims given` for gold, `claims found` for own."""
    return _TITLES[mode]


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
