"""What a person looks at: a row a claim, with each sentence beside its spans and what the judges and the gate found."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from briefs_evals.metrics.citations import score_sentence
from briefs_evals.metrics.standing import is_over_confirmed, is_right
from briefs_evals.scored import UNKNOWN, Pair, Scored, resolves

Json = dict[str, Any]


def claim_rows(scored: Scored, judges: Sequence[str]) -> list[Json]:
    """One row a pair, labelled ones first, in the order of the case."""
    return [_row(pair, scored, judges) for pair in scored.pairs]


def _row(pair: Pair, scored: Scored, judges: Sequence[str]) -> Json:
    label, claim = pair.label, pair.claim
    row: Json = {
        "label": label.id if label else None,
        "claim": claim["id"] if claim else None,
        "text": label.text if label else (claim or {}).get("text", ""),
        "gold": label.standing if label else None,
        "label_origins": label.independent_origins if label else None,
        "accepted": sorted(label.accepted) if label else [],
        "said": pair.standing,
        "right": is_right(pair) if label and not pair.failure else None,
        "over_confirmed": is_over_confirmed(pair),
        "failure": pair.failure,
    }
    if pair.held_to is not None:
        row["held_to"] = pair.held_to.id
        row["accepted"] = sorted(pair.held_to.accepted)
    if claim is not None:
        row["own_text"] = claim["text"]
        row["reasons"] = [reason["text"] for reason in claim.get("reasons", ())][:3]
        row["rules"] = sorted({str(reason["rule"]) for reason in claim.get("reasons", ())})
        row["statements"] = [_statement(statement, claim, scored, judges) for statement in claim.get("statements", ())]
        row["withheld"] = [{"text": item.get("text", ""), "finding": item.get("finding", "")} for item in claim.get("withheld", ())]
    if label is not None and claim is not None:
        row["origins"] = {"gold": label.independent_origins, "said": int(claim.get("independent_origins", 0))}
    return row


def _statement(statement: Json, claim: Json, scored: Scored, judges: Sequence[str]) -> Json:
    citations = [
        {"source": c["source"], "exact": c["exact"], "resolves": resolves(c, scored.texts)} for c in statement.get("citations", ())
    ]
    row: Json = {"section": statement["section"], "text": statement["text"], "citations": citations, "judged": {}}
    if statement["section"] == UNKNOWN:
        return row
    for judge in judges:
        score = score_sentence(statement, claim, scored, judge=judge)
        row["judged"][judge] = {"carried": None if score.recall is None else bool(score.recall), "reason": score.reason}
    return row
