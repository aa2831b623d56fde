"""Tokens and cost, as the document's provenance records them: counts of the system's own, after no source.

Seconds are no score: they differ from run to run and stand in the run's `effort.jsonl`, so that scores can be compared byte by byte.
"""

from __future__ import annotations

from briefs_evals.metrics.definition import Metric, Tally, ratio
from briefs_evals.scored import Scored


def _tally(scored: Scored) -> Tally:
    provenance = scored.document.get("provenance", {})
    tokens, cost = provenance.get("tokens"), provenance.get("cost")
    model = provenance.get("model")
    if isinstance(model, dict) and model.get("total", {}).get("from_cache"):
        tokens = cost = None  # answers of an earlier run cost nothing now, which says nothing of what a brief costs
    if isinstance(tokens, dict):
        tokens = sum(value for value in tokens.values() if isinstance(value, int))
    return {
        "tokens": float(tokens or 0),
        "of_tokens": len(scored.briefs) if isinstance(tokens, int) else 0,
        "cost": float(cost or 0),
        "of_cost": len(scored.briefs) if isinstance(cost, (int, float)) else 0,
    }


METRICS = (
    Metric(
        name="tokens_per_brief",
        title="tokens a brief",
        better="lower",
        source="provenance.tokens of the document",
        tally=_tally,
        value=ratio("tokens", "of_tokens"),
        empty="none recorded: no model, or answers of an earlier run",
        unit="tokens",
    ),
    Metric(
        name="cost_per_brief",
        title="cost a brief",
        better="lower",
        source="provenance.cost of the document",
        tally=_tally,
        value=ratio("cost", "of_cost"),
        empty="none recorded: no model, no known price, or answers of an earlier run",
        unit="as recorded",
    ),
)
