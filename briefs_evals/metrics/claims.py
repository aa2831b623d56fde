"""Claims that the system finds by itself: recall and precision against the labelled article quotes.

A found claim and a quote match when their spans share at least half of the characters of the shorter (a quote is often one clause of the
sentence that a claim covers). Recall: labelled check-worthy claims whose quote some found claim matches. Precision: found claims that
match some quote. After the matching by overlap that ClaimBuster-style evaluations use; several claims may match one quote, because "X
said p" and "p" stand in one sentence.
"""

from __future__ import annotations

from briefs_evals.metrics.definition import Metric, Tally, ratio
from briefs_evals.scored import Scored, article_text, overlaps_by_half, quote_span


def _tally(scored: Scored) -> Tally:
    text = article_text(scored.case, scored.document)
    found = [claim for claim in scored.document.get("claims", ()) if claim.get("checkworthy", True)]
    labels = scored.case.labels.claims
    quotes = {label.id: quote_span(label, text) for label in labels}
    wanted = [quotes[label.id] for label in labels if label.checkworthy]
    return {
        "found": sum(quote is not None and any(overlaps_by_half(quote, claim) for claim in found) for quote in wanted),
        "wanted": len(wanted),
        "right": sum(any(quote is not None and overlaps_by_half(quote, claim) for quote in quotes.values()) for claim in found),
        "claims": len(found),
    }


METRICS = (
    Metric(
        name="claim_recall",
        title="check-worthy claims found",
        better="higher",
        source="span overlap by half of the shorter, labelled check-worthy claims",
        tally=_tally,
        value=ratio("found", "wanted"),
        empty="no check-worthy claim is labelled",
        needs="own",
    ),
    Metric(
        name="claim_precision",
        title="found claims that a reader labelled",
        better="higher",
        source="span overlap by half of the shorter, any labelled claim",
        tally=_tally,
        value=lambda tally: (tally["right"] / tally["claims"] if tally["claims"] else 0.0) if tally.get("wanted") else None,
        empty="no claim is labelled",
        needs="own",
    ),
)
