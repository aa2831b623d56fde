"""Calibration of the stance scores that stand with the evidence: expected calibration error, ten bins (Guo et al. 2017).

Taken are evidence items of labelled claims from sources that the labels cite for the claim: the score should be the chance that the
labels cite the source on that side. Sources that the labels cite for neither side say nothing about the stance and are left out. Low is
good, and few items make it noisy.
"""

from __future__ import annotations

from briefs_evals.metrics.definition import Metric, Tally
from briefs_evals.scored import Scored

BINS = 10
_SIDES = ("supports", "refutes")


def _tally(scored: Scored) -> Tally:
    counts: dict[str, float] = {}
    for pair in scored.labelled:
        if pair.label is None or pair.claim is None:
            continue
        sides = {
            "supports": {quote.source for quote in pair.label.supporting},
            "refutes": {quote.source for quote in pair.label.refuting},
        }
        for item in pair.claim.get("evidence", ()):
            source, stance = item["citation"]["source"], item["stance"]
            if stance not in _SIDES or not any(source in cited for cited in sides.values()):
                continue
            number = min(int(float(item["score"]) * BINS), BINS - 1)
            for name, value in (("n", 1.0), ("score", float(item["score"])), ("right", float(source in sides[stance]))):
                counts[f"{name}{number}"] = round(counts.get(f"{name}{number}", 0.0) + value, 9)
    return counts


def expected_calibration_error(tally: Tally) -> float | None:
    """Mean gap between score and share of right ones over the bins, weighted by size, 0..1."""
    total = sum(tally.get(f"n{number}", 0.0) for number in range(BINS))
    gaps = sum(abs(tally.get(f"score{number}", 0.0) - tally.get(f"right{number}", 0.0)) for number in range(BINS))
    return gaps / total if total else None


METRICS = (
    Metric(
        name="stance_calibration_error",
        title="stance scores, expected calibration error",
        better="lower",
        source="Guo et al. 2017, ten equal bins",
        tally=_tally,
        value=expected_calibration_error,
        empty="no scored evidence from a source that the labels cite",
    ),
)
