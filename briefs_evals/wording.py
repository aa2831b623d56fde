"""How the harness speaks of the two ways in which claims reach a system. `gold` and `own` are their short names on the command line."""

from __future__ import annotations

_TITLES = {"gold": "claims given", "own": "claims found"}


def of_mode(mode: str) -> str:
    """`claims given` for gold, `claims found` for own."""
    return _TITLES[mode]
