"""Citation recall, precision and F1 after ALCE (Gao et al. 2023, "Enabling Large Language Models to Generate Text with Citations").

A sentence has recall 1 when its cited spans, together, carry it; a sentence without a citation has 0. A citation is precise when its
sentence has recall 1 and the citation is not irrelevant: irrelevant is one that does not carry the sentence alone while the others still
do without it. Per claim recall is the mean over sentences, precision the share of its citations; both are averaged over claims. F1 is of
the two averages.

Two holes of the original script are closed: a citation that does not resolve stays in the denominator and is never precise, and an index
of 0 or below reads no other document (`scored.resolves`). A brief without a sentence that asserts something scores 0, unless the claim is
labelled unverified (or, unlabelled, is said to be) and the brief only says what was looked for: then there is nothing to cite and the
claim is not counted. Sentences in `unknown` are such notes and cite nothing. A document without claims counts as one empty brief.

Whether a span "carries" a sentence is a judge's verdict, so every score names its judge, and one by the gate's own checker is marked: the
gate already refused what it would not carry. A judge may leave questions open (a model that fails, people who labelled a sample). Recall
needs one answer a sentence, that on all its spans together; precision also those on each span, so it may be open where recall is not.
Claims whose sentences are all open are taken to be like the others: the mean over the judged claims is weighed by the share of claims that
are no empty brief. How many sentences stayed open stands beside the figure.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

from briefs_evals.judges.port import Judge, question_of
from briefs_evals.metrics.definition import Metric, Tally, ratio
from briefs_evals.metrics.standing import counted
from briefs_evals.scored import UNKNOWN, Pair, Scored, asserting, resolved, resolves

Json = dict[str, Any]


EMPTY_BRIEF: Tally = {
    "claims": 1,  # all that are counted
    "empty": 1,  # of these, briefs that assert nothing: 0 for both
    "recall": 0.0,  # sum over `recall_claims`, those of which at least one sentence was judged
    "recall_claims": 0,
    "precision": 0.0,
    "precision_claims": 0,
    "sentences": 0,
    "open": 0,  # sentences whose recall the judge left open
    "precision_open": 0,
}


@dataclass(frozen=True, slots=True)
class SentenceScore:
    """`recall` and `precise` (citations that are needed or carry alone) are None where the judge left it open."""

    recall: int | None
    precise: int | None
    citations: int
    reason: str = ""


def score_sentence(statement: Json, claim: Json, scored: Scored, *, judge: str) -> SentenceScore:
    """One sentence by one judge's verdicts."""
    cited = statement.get("citations") or []
    good = resolved(statement, scored)
    if not good:
        return SentenceScore(0, 0, len(cited), "no citation" if not cited else "no citation resolves")
    together, reason = _verdict(good, statement, claim, scored, judge)
    if together is None:
        return SentenceScore(None, None, len(cited), reason)
    if not together:
        return SentenceScore(0, 0, len(cited), reason or "the cited spans do not carry it")
    denominator = max(len(good) + sum(not resolves(c, scored.texts) for c in cited), 1)
    precise = 0
    for number, citation in enumerate(good):
        rest = good[:number] + good[number + 1 :]
        alone, _ = _verdict([citation], statement, claim, scored, judge)
        if alone:
            precise += 1
            continue
        without = _verdict(rest, statement, claim, scored, judge)[0] if rest else False
        if without is None or (alone is None and without):
            return SentenceScore(1, None, denominator, reason)
        precise += not without
    return SentenceScore(1, precise, denominator, reason)


def claim_tally(pair: Pair, scored: Scored, *, judge: str) -> Tally | None:
    """The counts of `EMPTY_BRIEF` for one claim, recall and precision 0..1; None when there is nothing to cite."""
    claim = pair.claim
    assert claim is not None
    sentences = asserting(claim)
    if not sentences:
        return None if _has_nothing_to_cite(pair) else EMPTY_BRIEF
    scores = [score_sentence(sentence, claim, scored, judge=judge) for sentence in sentences]
    recalls = [score.recall for score in scores if score.recall is not None]
    precise = [(score.precise, score.citations) for score in scores if score.precise is not None]
    cited = sum(citations for _, citations in precise)
    return {
        "claims": 1,
        "empty": 0,
        "recall": round(sum(recalls) / len(recalls), 9) if recalls else 0.0,
        "recall_claims": int(bool(recalls)),
        "precision": round(sum(count for count, _ in precise) / cited, 9) if cited else 0.0,
        "precision_claims": int(bool(precise)),
        "sentences": len(scores),
        "open": len(scores) - len(recalls),
        "precision_open": len(scores) - len(precise),
    }


def tally(scored: Scored, *, judge: str) -> Tally:
    """Sums over the claims of a document; labelled claims without a brief, and a document without claims, count as empty briefs."""
    parts = [claim_tally(pair, scored, judge=judge) for pair in scored.briefs]
    missing = [pair for pair in scored.labelled if pair.claim is None] if scored.mode == "gold" else []
    if not scored.briefs and not missing and not any(pair.failure for pair in scored.pairs):
        missing = [Pair(label=None, claim=None)]
    kept = [part for part in parts if part is not None] + [EMPTY_BRIEF for _ in missing]
    return {name: round(sum(part[name] for part in kept), 9) for name in EMPTY_BRIEF}


def mean_of(part: str) -> Callable[[Tally], float | None]:
    """The part's mean over claims; None when the judge left every sentence open: empty briefs alone are no score then."""

    def value(tally: Tally) -> float | None:
        claims, judged = tally.get("claims", 0), tally.get(f"{part}_claims", 0)
        speaking = claims - tally.get("empty", 0)
        if not claims or (speaking and not judged):
            return None
        return tally[part] / judged * speaking / claims if judged else 0.0

    return value


def f1(tally: Tally) -> float | None:
    """Harmonic mean of mean recall and mean precision."""
    recall, precision = mean_of("recall")(tally), mean_of("precision")(tally)
    if recall is None or precision is None:
        return None
    return 2 * recall * precision / (recall + precision) if recall + precision else 0.0


def metrics_of(judge: Judge) -> list[Metric]:
    """The three metrics by one judge."""
    common: dict[str, Any] = {
        "better": "higher",
        "source": "ALCE (Gao et al. 2023), holes closed",
        "tally": partial(tally, judge=judge.name),
        "empty": f"the judge {judge.name} left every sentence open (for precision: whether each span carries it)",
        "judged_by": judge.name,
        "is_the_gate": judge.is_the_gate,
    }
    mark = " (the gate's own checker: no independent score)" if judge.is_the_gate else ""
    return [
        Metric(
            name=f"citation_recall[{judge.name}]",
            title=f"sentences that their spans carry{mark}",
            value=mean_of("recall"),
            **common,
        ),
        Metric(
            name=f"citation_precision[{judge.name}]",
            title=f"citations that are needed or carry alone{mark}",
            value=mean_of("precision"),
            **common,
        ),
        Metric(name=f"citation_f1[{judge.name}]", title=f"citation F1{mark}", value=f1, **common),
    ]


def _has_nothing_to_cite(pair: Pair) -> bool:
    assert pair.claim is not None
    says_so = any(statement["section"] == UNKNOWN for statement in pair.claim.get("statements", ()))
    accepted = pair.label.accepted if pair.label is not None else {pair.claim["standing"]}
    return says_so and "unverified" in accepted


def _verdict(citations: list[Json], statement: Json, claim: Json, scored: Scored, judge: str) -> tuple[bool | None, str]:
    key = question_of(scored.case, scored.document, claim, statement, citations, scored.texts).key
    verdict = scored.verdicts[judge][key]
    return verdict.supported, verdict.reason


def _resolving(scored: Scored) -> Tally:
    cited = [
        c for pair in scored.briefs if pair.claim for statement in pair.claim.get("statements", ()) for c in statement.get("citations", ())
    ]
    return {"resolve": sum(resolves(c, scored.texts) for c in cited), "of": len(cited)}


def _gold_spans(scored: Scored) -> Tally:
    found = wanted = 0
    for pair in counted(scored):
        if pair.label is None:
            continue
        claim = pair.claim or {}
        spans = [citation for statement in claim.get("statements", ()) for citation in statement.get("citations", ())]
        spans += [item["citation"] for item in claim.get("evidence", ())]
        for quote in (*pair.label.supporting, *pair.label.refuting):
            start = scored.texts[quote.source].find(quote.quote)
            end = start + len(quote.quote)
            wanted += 1
            found += any(
                c["source"] == quote.source and 2 * (min(c["end"], end) - max(c["start"], start)) >= min(c["end"] - c["start"], end - start)
                for c in spans
            )
    return {"found": found, "wanted": wanted}


METRICS = (
    Metric(
        name="citations_resolve",
        title="citations that resolve to the character",
        better="higher",
        source="field rule: source id, offsets and exact text against the stored text",
        tally=_resolving,
        value=ratio("resolve", "of"),
        empty="nothing was cited",
    ),
    Metric(
        name="evidence_recall",
        title="labelled evidence spans that the brief cites or assessed",
        better="higher",
        source="AVeriTeC's evidence recall, by overlap with half of the shorter span",
        tally=_gold_spans,
        value=ratio("found", "wanted"),
        empty="no evidence is labelled for the claims briefed",
    ),
)
