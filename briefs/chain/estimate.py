"""What a run would cost, said before anything is sent: the very prompts that would be sent, counted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from briefs.chain.assembly import Chain
from briefs.chain.judging import Found, to_judge
from briefs.chain.offering import evidence_blocks, offered
from briefs.chain.prices import estimated_tokens, price_of
from briefs.chain.restricted import rests_on_restricted
from briefs.domain import Article, Source, Standing

_DRAFT_TOKENS = 180
_JUDGEMENT_TOKENS = 40
_CLAIMS_TOKENS = 900
"""Tokens of a usual answer: three sentences with citations; one judgement; the claims of one part of an article."""
_PART_BYTES = 6000


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """At least when the gate refuses nothing and no answer is known, at most when every draft is revised as often as allowed."""

    calls: tuple[int, int]
    tokens: tuple[int, int]
    usd: tuple[float, float] | None

    def line(self) -> str:
        """For a terminal."""
        money = "cost unknown: no price for a model" if self.usd is None else f"${self.usd[0]:.4f} to ${self.usd[1]:.4f}"
        return f"{self.calls[0]} to {self.calls[1]} questions, {self.tokens[0]:,} to {self.tokens[1]:,} tokens, {money}"


def estimate(chain: Chain, found: Sequence[Found], sources: Mapping[str, Source], *, article: Article | None = None) -> Estimate:
    """The estimate for claims that were looked up; with `article`, its claims are asked of the model too. Answers in the cache are not
    looked for: a second run costs less."""
    rows: list[tuple[str, int, int, int]] = []  # stage, prompt tokens, answer tokens, most calls
    system = {stage: estimated_tokens(asker.prompt.system) for stage, asker in chain.askers.items()}
    judged = 0
    for item in found:
        here = item.assessment
        if rests_on_restricted(here, sources) and not chain.askers["draft"].may_see_restricted:
            continue
        evidence = to_judge(here)
        judged += bool(evidence)
        if evidence:
            batch = chain.settings.limits.judge_batch
            size = sum(estimated_tokens(e.citation.exact) + 12 for e in evidence) + estimated_tokens(item.claim.text)
            rows.append(("judge", size + system["judge"] // batch, len(evidence) * _JUDGEMENT_TOKENS, 0))
        items = offered(here)
        if items and here.standing is not Standing.UNVERIFIED:
            size = estimated_tokens(evidence_blocks(items, here, sources)) + estimated_tokens(item.claim.text) + 20
            rows.append(("draft", size + system["draft"], _DRAFT_TOKENS, 1))
            rows += [("revise", size + system["revise"] + _DRAFT_TOKENS, _DRAFT_TOKENS // 2, 1)] * chain.settings.limits.revisions
    judge_calls = -(-judged // chain.settings.limits.judge_batch)
    if article is not None:
        parts = len(article.text.encode("utf-8")) // _PART_BYTES + 1
        rows += [("extract", system["extract"] + _PART_BYTES // 3, _CLAIMS_TOKENS, 1)] * parts
    surely = [row for row in rows if row[0] != "revise"]
    return Estimate(
        calls=(sum(row[3] for row in surely) + judge_calls, sum(row[3] for row in rows) + judge_calls),
        tokens=(sum(row[1] + row[2] for row in surely), sum(row[1] + row[2] for row in rows)),
        usd=_money(chain, surely, rows),
    )


def _money(
    chain: Chain, surely: Sequence[tuple[str, int, int, int]], rows: Sequence[tuple[str, int, int, int]]
) -> tuple[float, float] | None:
    prices = {
        stage: price_of(asker.model.name, is_local=asker.model.is_local, own=chain.settings.prices) for stage, asker in chain.askers.items()
    }
    if any(prices[row[0]] is None for row in rows):
        return None
    least, most = (
        sum((prompt * price.input + answer * price.output) / 1e6 for stage, prompt, answer, _ in group if (price := prices[stage]))
        for group in (surely, rows)
    )
    return least, most
