"""Patterns that mean the same on every Python we support, Debian 12's 3.11.2 among them."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from briefs.language import find_figures, find_names

ROOT = Path(__file__).resolve().parents[2]
_POSSESSIVE_GROUP = re.compile(r"(?<![\\(])(?:\\\\)*\)(?:[*+?]|\{\d*,?\d*\})\+|\(\?>")
"""A possessive or atomic group. Before 3.11.5 one that gives up half-way keeps what it had read (CPython gh-106052): "90 men" was read
as "90 me", and a figure that ran into its neighbour contradicted nothing any more."""


def test_no_pattern_uses_a_possessive_group() -> None:
    """A possessive run of one character (`\\w++`) is sound on every version; a group is not."""
    found = [
        f"{path.relative_to(ROOT)}:{node.lineno}"
        for package in ("briefs", "briefs_evals")
        for path in sorted((ROOT / package).rglob("*.py"))
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and _POSSESSIVE_GROUP.search(node.value)
    ]
    assert found == []


@pytest.mark.parametrize("pattern", [r"a(?:b)*+", r"(?:x|y)++", r"(?>ab)", r"(?:x){2,3}+", r"(a)?+"])
def test_the_guard_sees_one(pattern: str) -> None:
    """It would fail on each of these, and not on their sound neighbours."""
    assert _POSSESSIVE_GROUP.search(pattern)
    assert not any(_POSSESSIVE_GROUP.search(sound) for sound in (r"\w++(?:a)*", r"\)*+", r"[)]++", r"(?:a\d++)+"))


def test_figures_and_names_end_where_they_end() -> None:
    """What 3.11.2 got wrong."""
    text = "More than 90 men fell near Low Quay. The White House put it at 100,000 over five months."
    assert [figure.span.of(text) for figure in find_figures(text, "en")][:2] == ["90", "100,000"]
    assert {name.span.of(text) for name in find_names(text, "en")} >= {"Low Quay", "White House"}
