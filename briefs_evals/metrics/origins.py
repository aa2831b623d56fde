"""Number of independent origins: exact, and within one.

The count is defined in docs/method.md (after Dong et al. 2009 on dependence between sources): distinct roots with own knowledge that
support the claim. A second labeller agreed with the first on 0.84 of the counts exactly and on 0.99 within one: no system can be expected
to do better.
"""

from __future__ import annotations

from briefs_evals.metrics.definition import Metric, Tally, ratio
from briefs_evals.metrics.standing import counted
from briefs_evals.scored import Scored


def _tally(scored: Scored) -> Tally:
    differences = [
        abs(int(pair.claim.get("independent_origins", 0)) - pair.label.independent_origins) if pair.claim is not None else None
        for pair in counted(scored)
        if pair.label is not None
    ]
    return {
        "exact": sum(difference == 0 for difference in differences),
        "near": sum(difference is not None and difference <= 1 for difference in differences),
        "of": len(differences),
    }


_EMPTY = "no labelled claim was briefed"
METRICS = (
    Metric(
        name="origins_exact",
        title="independent origins, exact",
        better="higher",
        source="docs/method.md; human agreement 0.84",
        tally=_tally,
        value=ratio("exact", "of"),
        empty=_EMPTY,
    ),
    Metric(
        name="origins_within_one",
        title="independent origins, within one",
        better="higher",
        source="docs/method.md; human agreement 0.99",
        tally=_tally,
        value=ratio("near", "of"),
        empty=_EMPTY,
    ),
)
