"""Which state a text speaks of, and whether somebody speaks for a state."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from pathlib import Path

from briefs.assess.tables import load_table

_PATH = Path(__file__).parent / "data" / "states.tsv"


@lru_cache(maxsize=8192)
def states_in(text: str) -> frozenset[str]:
    """States named in the text, by name, adjective or seat of government, in any language of the table."""
    if not _any_state().search(text):
        return frozenset()
    return frozenset(state for state, pattern in _patterns() if pattern.search(text))


@lru_cache(maxsize=8192)
def is_state_name(name: str) -> bool:
    """Whether a name is nothing but a state's name, adjective or seat of government."""
    return bool(_any_state().match(name.strip())) and any(pattern.fullmatch(name.strip()) for _, pattern in _patterns())


@lru_cache(maxsize=8192)
def governments_in(text: str) -> frozenset[str]:
    """States whose seat of government stands in the text for the government itself ("Moscow says")."""
    return frozenset(state for state, pattern in _seats() if pattern.search(text))


@lru_cache(maxsize=8192)
def speaks_for_a_state(text: str) -> bool:
    """Whether the words describe an office or a service of a state, in any language."""
    return bool(_offices().search(text)) or bool(governments_in(text))


def _compile(entries: list[str]) -> re.Pattern[str]:
    parts = []
    for entry in entries:
        word = re.escape(entry.rstrip("=").replace("_", " "))
        parts.append(word + (r"(?!\w)" if entry.endswith("=") else r"\w*"))
    return re.compile(r"(?<!\w)(?:" + "|".join(parts) + ")", re.IGNORECASE)


@cache
def _rows() -> tuple[tuple[str, list[str], list[str]], ...]:
    rows = []
    for line in _PATH.read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            state, names, seats = line.split("\t")
            rows.append((state, _entries(names), _entries(seats)))
    return tuple(rows)


def _entries(cell: str) -> list[str]:
    return cell.replace("\\ ", "_").split()


@cache
def _patterns() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((state, _compile([*names, *seats])) for state, names, seats in _rows())


@cache
def _any_state() -> re.Pattern[str]:
    """All states in one pattern: most sentences name none, and one search tells."""
    return _compile([entry for _, names, seats in _rows() for entry in (*names, *seats)])


@cache
def _seats() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((state, _compile(seats)) for state, _, seats in _rows())


@cache
def _offices() -> re.Pattern[str]:
    words = [str(word) for group in load_table("stance_cues.yaml")["state_words"].values() for word in group]
    return re.compile(
        r"(?<!\w)(?:" + "|".join(re.escape(word) + r"\w*" for word in sorted(words, key=len, reverse=True)) + ")", re.IGNORECASE
    )
