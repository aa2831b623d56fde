"""Tokens and cost, as the document's provenance records them.

Seconds are no score: they differ from run to run and stand in the summary's `effort`.
"""

from __future__ import annotations

from briefs_evals.metrics.definition import Metric, Tally, ratio
from briefs_evals.scored import Scored


def _tally(scored: Scored) -> Tally:
    provenance = scored.document.get("provenance", {})
    tokens, cost = provenance.get("tokens"), provenance.get("cost")
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
        empty="the document records no tokens (no model was used)",
        unit="tokens",
    ),
    Metric(
        name="cost_per_brief",
        title="cost a brief",
        better="lower",
        source="provenance.cost of the document",
        tally=_tally,
        value=ratio("cost", "of_cost"),
        empty="the document records no cost (no model was used)",
        unit="as recorded",
    ),
)
