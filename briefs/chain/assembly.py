"""Puts the chain together from settings: stages with their models, what they share, and what is said of them afterwards."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from briefs.chain.answers import AnswerStore
from briefs.chain.asker import Asker, Desk
from briefs.chain.breaker import Breaker
from briefs.chain.judge_stage import EvidenceJudge
from briefs.chain.ledger import ARTICLE, Ledger, totals
from briefs.chain.patience import Patient
from briefs.chain.prices import price_of
from briefs.chain.restricted import Egress
from briefs.chain.settings import STAGES, ChainSettings, ModelChoice
from briefs.chain.writing import ModelWriter
from briefs.domain import Source
from briefs.errors import UsageError
from briefs.ports import ChatModel, EntailmentChecker

_GRACE_S = 2.0
"""Seconds that the client's own time limit has to be the one that is met."""
OpenModel = Callable[[ModelChoice], ChatModel]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """The stages of one run."""

    settings: ChainSettings
    askers: dict[str, Asker]
    writer: ModelWriter
    judge: EvidenceJudge
    ledger: Ledger
    here: threading.Lock

    @property
    def workers(self) -> int:
        """Drafts asked for side by side."""
        asked = self.settings.limits.concurrency
        return asked if asked is not None else 1 if self.askers["draft"].model.is_local else 4


def build_chain(
    settings: ChainSettings,
    *,
    open_model: OpenModel,
    answers: AnswerStore,
    sources: Iterable[Source],
    known: Iterable[str],
    checker: EntailmentChecker | None,
) -> Chain:
    """The chain of these settings. `known`: article and claims, which may go to the models named.

    Raises:
        UsageError: a stage has no model, or a budget is set and a model's price is not known.
    """
    limits = settings.limits
    ledger = Ledger(budget_usd=limits.budget_usd, max_tokens=limits.max_tokens)
    opened: dict[ModelChoice, ChatModel] = {}

    def model(choice: ModelChoice) -> ChatModel:
        if choice not in opened:
            patient = Patient(
                open_model(choice),
                tries=limits.tries,
                wait_at_most_s=limits.wait_at_most_s,
                answer_within_s=limits.timeout_s + _GRACE_S,
            )
            known_price = price_of(patient.name, is_local=patient.is_local, own=settings.prices)
            if limits.budget_usd is not None and known_price is None:
                name = patient.name.partition(":")[2]
                raise UsageError(
                    f'--budget-usd needs the price of {name}: put [prices."{name}"] input = ..., output = ... into --config FILE'
                )
            opened[choice] = patient
        return opened[choice]

    desk = Desk(
        ledger=ledger,
        answers=answers,
        egress=Egress(sources, known),
        breaker=Breaker(),
        prices=settings.prices,
        answer_tokens=limits.answer_tokens,
        fallback=model(settings.fallback) if settings.fallback is not None else None,
    )
    askers = {}
    for stage in STAGES:
        choice = settings.model_for(stage)
        if choice is None:
            raise UsageError(f"no model for the stage {stage}: name one with --model, or in the configuration")
        askers[stage] = Asker(stage, model(choice), desk)
    here = threading.Lock()
    return Chain(
        settings=settings,
        askers=askers,
        writer=ModelWriter(draft=askers["draft"], revise=askers["revise"], breaker=desk.breaker, here=here, revisions=limits.revisions),
        judge=EvidenceJudge(askers["judge"], batch=limits.judge_batch, checker=checker),
        ledger=ledger,
        here=here,
    )


def account(chain: Chain) -> dict[str, object]:
    """Models, prompts, and what they took, a stage and a claim: for a document's provenance. No key and no address with one."""
    entries = chain.ledger.entries
    claims = dict.fromkeys(entry.claim_id for entry in entries)
    limits = chain.settings.limits
    return {
        "models": {stage: asker.model.name for stage, asker in chain.askers.items()},
        "is_local": {stage: asker.model.is_local for stage, asker in chain.askers.items()},
        "fallback": chain.settings.fallback.name if chain.settings.fallback else None,
        "prompts": {stage: {"version": asker.prompt.version, "sha256": asker.prompt.sha256} for stage, asker in chain.askers.items()},
        "limits": {"budget_usd": limits.budget_usd, "max_tokens": limits.max_tokens},
        "total": totals(entries),
        "stages": {stage: totals(tuple(e for e in entries if e.stage == stage)) for stage in STAGES},
        "claims": {
            claim_id: {
                stage: totals(rows) for stage in STAGES if (rows := tuple(e for e in entries if (e.claim_id, e.stage) == (claim_id, stage)))
            }
            for claim_id in claims
            if claim_id != ARTICLE
        },
        "failures": list(dict.fromkeys(entry.failure for entry in entries if entry.failure))[:20],
    }


def provenance_of(chain: Chain) -> dict[str, object]:
    """What a document's provenance holds of a chain: the account, and tokens and dollars of the whole run by themselves."""
    total = totals(chain.ledger.entries)
    tokens = {"prompt": total["prompt_tokens"], "completion": total["completion_tokens"]}
    return {"model": account(chain), "tokens": tokens, "cost": total["usd"]}


def spent(account: object) -> str:
    """One line for a terminal."""
    total = account["total"] if isinstance(account, dict) else None
    if not isinstance(total, dict):
        return "model: not asked"
    usd = "cost unknown" if total["usd"] is None else f"${total['usd']:.4f}"
    cached = f", {total['from_cache']} from the cache" if total["from_cache"] else ""
    failed = f", {total['failed']} failed" if total["failed"] else ""
    tokens = f"{total['prompt_tokens']:,} + {total['completion_tokens']:,} tokens"
    return f"model: {total['calls']} questions{cached}{failed}, {tokens}, {usd}, {total['seconds']:.1f} s"
