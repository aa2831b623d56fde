"""Asks a model about the evidence of several claims at once and lets each answer weigh on its claim, as far as `judging` allows."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from briefs.chain.asker import MISSED, Asker, KeptHere
from briefs.chain.extracting import locate_quote
from briefs.chain.judging import Found, Judgement, to_judge, weighed
from briefs.chain.ledger import ARTICLE, BudgetSpent
from briefs.chain.offering import gives_orders
from briefs.chain.restricted import rests_on_restricted
from briefs.domain import Evidence, Source, Span, Stance
from briefs.ports import EntailmentChecker
from briefs.prompting import neutralised

_log = logging.getLogger(__name__)


class EvidenceJudge:
    """Implements `pipeline.SecondOpinion`."""

    def __init__(self, asker: Asker, *, batch: int, checker: EntailmentChecker | None = None) -> None:
        self._asker, self._batch, self._checker = asker, batch, checker

    def __call__(self, found: Sequence[Found], sources: Mapping[str, Source]) -> list[Found]:
        """The claims with their assessments, some of which claim to know less than before. A model that fails leaves all as they are."""
        asked = {item.claim.id: evidence for item in found if (evidence := self._shown(item, sources))}
        judgements: dict[str, list[Judgement]] = {}
        ids = list(asked)
        claims = {item.claim.id: item.claim.text for item in found}
        for start in range(0, len(ids), self._batch):
            batch = {claim_id: asked[claim_id] for claim_id in ids[start : start + self._batch]}
            for claim_id, judgement in self._judged(batch, claims, sources):
                judgements.setdefault(claim_id, []).append(judgement)
        return [self._weighed(item, judgements.get(item.claim.id, []), sources) for item in found]

    def _shown(self, item: Found, sources: Mapping[str, Source]) -> tuple[Evidence, ...]:
        if not self._asker.may_see_restricted and rests_on_restricted(item.assessment, sources):
            return ()
        if gives_orders(item.claim.text):
            return ()
        return tuple(evidence for evidence in to_judge(item.assessment) if not gives_orders(evidence.citation.exact))

    def _judged(
        self, batch: Mapping[str, tuple[Evidence, ...]], claims: Mapping[str, str], sources: Mapping[str, Source]
    ) -> list[tuple[str, Judgement]]:
        by_id: dict[str, tuple[str, Evidence]] = {}
        blocks = []
        for claim_id, evidence in batch.items():
            blocks.append(f"Claim: {neutralised(claims[claim_id])}")
            for item in evidence:
                number = f"e{len(by_id) + 1}"
                by_id[number] = (claim_id, item)
                blocks.append(f"<evidence {number}>\n{neutralised(item.citation.exact)}\n</evidence>")
        only = next(iter(batch)) if len(batch) == 1 else ARTICLE
        try:
            answer = self._asker.ask({"claims": "\n".join(blocks)}, claim_id=only)
        except (*MISSED, BudgetSpent, KeptHere) as error:
            _log.info("the evidence of %d claims is judged without the model: %s", len(batch), error)
            return []
        return checked_judgements(answer["judgements"], by_id, sources)

    def _weighed(self, item: Found, judgements: Sequence[Judgement], sources: Mapping[str, Source]) -> Found:
        if not judgements:
            return item
        assessment = weighed(
            item,
            judgements,
            model=self._asker.model.name,
            checker=self._checker,
            language_of=lambda source_id: sources[source_id].language if source_id in sources else "und",
        )
        return replace(item, assessment=assessment)


def checked_judgements(
    answer: Sequence[Mapping[str, Any]], by_id: Mapping[str, tuple[str, Evidence]], sources: Mapping[str, Source]
) -> list[tuple[str, Judgement]]:
    """What of an answer holds: known ids, each judged once, and for a stance the exact words in that very span.

    Evidence judged twice in different ways is not judged at all; so is a stance whose words are not there.
    """
    found: dict[str, Judgement | None] = {}
    for row in answer:
        number, stance = row["evidence"], Stance(row["stance"])
        if number not in by_id:
            continue
        _, evidence = by_id[number]
        citation = evidence.citation
        span: Span | None = None
        if stance is not Stance.NEUTRAL:
            source = sources.get(citation.source_id)
            span = None if source is None else locate_quote(row["quote"], source.text, citation.span)
            if span is None:
                found[number] = None
                continue
        judgement = Judgement(evidence, stance, span)
        before = found.get(number, judgement)
        found[number] = judgement if before is not None and before.stance is stance else None
    return [(by_id[number][0], judgement) for number, judgement in found.items() if judgement is not None]
