"""Withheld rate: sentences that the system drafted and its gate did not let through.

High is honest and useless; low says nothing by itself.
"""

from __future__ import annotations

from briefs_evals.metrics.definition import Metric, Tally, ratio
from briefs_evals.metrics.standing import counted
from briefs_evals.scored import Scored, asserting


def _tally(scored: Scored) -> Tally:
    withheld = sum(len(pair.claim.get("withheld", ())) for pair in scored.briefs if pair.claim)
    return {"withheld": withheld, "of": withheld + sum(len(pair.claim.get("statements", ())) for pair in scored.briefs if pair.claim)}


def _empty(scored: Scored) -> Tally:
    """Briefs that assert nothing, or are not there, though the label has a standing other than unverified."""
    owed = [pair for pair in counted(scored) if pair.label and "unverified" not in pair.label.accepted]
    return {"empty": sum(not asserting(pair.claim or {}) for pair in owed), "of": len(owed)}


METRICS = (
    Metric(
        name="withheld_rate",
        title="drafted sentences that the gate withheld",
        better="neither",
        source="this project: share of drafted sentences",
        tally=_tally,
        value=ratio("withheld", "of"),
        empty="nothing was drafted",
    ),
    Metric(
        name="empty_briefs",
        title="briefs that assert nothing though the sources speak to the claim",
        better="lower",
        source="this project: labelled claims other than unverified",
        tally=_empty,
        value=ratio("empty", "of"),
        empty="no such claim was briefed",
    ),
)
