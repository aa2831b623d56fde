"""The metrics, one module an idea; each docstring names its source."""

from collections.abc import Sequence

from briefs_evals.judges.port import Judge
from briefs_evals.metrics import (
    attribution,
    bare,
    calibration,
    citations,
    claims,
    coverage,
    effort,
    origins,
    quotes,
    readability,
    standing,
    withheld,
)
from briefs_evals.metrics.definition import Metric, Tally


def all_metrics(judges: Sequence[Judge]) -> list[Metric]:
    """Every metric, the headline first; the citation metrics once a judge."""
    judged = [metric for judge in judges for metric in citations.metrics_of(judge)]
    return [
        *standing.METRICS,
        *origins.METRICS,
        *claims.METRICS,
        *judged,
        *citations.METRICS,
        *quotes.METRICS,
        *attribution.METRICS,
        *bare.METRICS,
        *coverage.METRICS,
        *calibration.METRICS,
        *withheld.METRICS,
        *readability.METRICS,
        *effort.METRICS,
    ]


__all__ = ["Metric", "Tally", "all_metrics"]
