"""Bodies that are named by what they are: "the Russian defence ministry" and "Минобороны РФ" are one, by state and office."""

from __future__ import annotations

from functools import lru_cache

from briefs import language as lang
from briefs.assess.concepts import concepts_of
from briefs.assess.states import states_in

_PORTFOLIOS = (
    "health",
    "justice",
    "finance",
    "economy",
    "education",
    "transport",
    "energy",
    "labour",
    "environment",
    "agriculture",
    "trade",
)
"""What a ministry is for: two ministries of one state are two bodies."""
_OFFICES = frozenset(
    [
        "minister",
        "defence",
        "interior",
        "foreign",
        "navy",
        "prosecutor",
        "parliament",
        "president",
        "prime",
        "police",
        "court",
        "embassy",
        "border",
        "intelligence",
        "government",
        "bank",
        "board",
        *_PORTFOLIOS,
    ]
)
_HEADLESS = frozenset({"defence", "interior", "foreign", "border", *_PORTFOLIOS})
"""Offices that only qualify another: no body by themselves."""


@lru_cache(maxsize=16384)
def offices_in(phrase: str, language: str) -> frozenset[str]:
    """Offices that the words name, as concepts; empty when they name none."""
    found = {concept for token in lang.content_tokens(phrase, language) for concept in concepts_of(token.span.of(phrase), language)}
    offices = frozenset(found & _OFFICES)
    return offices if offices - _HEADLESS else frozenset()


@lru_cache(maxsize=16384)
def body_key(phrase: str, language: str) -> tuple[str, str] | None:
    """(states, offices) of a body named by its office, None when the words name none; states is "" when they name no state."""
    offices = offices_in(phrase, language)
    if not offices:
        return None
    return "+".join(sorted(states_in(phrase))), "+".join(sorted(offices))


def same_body(a: str, a_language: str, b: str, b_language: str) -> bool:
    """Whether two phrases name one body; a state that only one names is no difference."""
    left, right = body_key(a, a_language), body_key(b, b_language)
    if left is None or right is None or left[1] != right[1]:
        return False
    return left[0] == right[0] or not left[0] or not right[0]
