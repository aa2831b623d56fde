"""What a metric is: counts that add up over stories, and a value made of the sums.

Because only counts are kept a sample, a value never depends on the order of samples, and resampling stories (the bootstrap) is adding
other counts.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from briefs_evals.scored import Scored

Tally = Mapping[str, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """One figure of the table."""

    name: str
    title: str
    better: str
    """higher | lower | neither."""
    source: str
    """Where the definition is from."""
    tally: Callable[[Scored], Tally]
    value: Callable[[Tally], float | None]
    """From summed counts; None when there was nothing to measure."""
    empty: str
    """Why, when there was nothing to measure."""
    judged_by: str = ""
    """The judge behind it; "" when none is."""
    is_the_gate: bool = False
    unit: str = "share"
    needs: str = ""
    """"gold" or "own" when it makes sense for claims of one kind alone."""


def ratio(part: str, whole: str) -> Callable[[Tally], float | None]:
    """part / whole of the summed counts; None when whole is 0."""

    def value(tally: Tally) -> float | None:
        return tally[part] / tally[whole] if tally.get(whole) else None

    return value
