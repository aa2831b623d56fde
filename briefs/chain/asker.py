"""One stage's question, with everything around it: confidentiality, cache, budget, retries, fallback model, strict parsing, bookkeeping.

As a LangChain runnable it is `render | ask | parse`, once for the stage's model and once for the fallback, joined by `with_fallbacks`.
"""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

import jsonschema

from briefs.chain.answers import AnswerStore, answer_key
from briefs.chain.breaker import Breaker, ModelGivenUp
from briefs.chain.ledger import Entry, Ledger, Reserved
from briefs.chain.patience import fingerprint_of
from briefs.chain.prices import at_most, cost, estimated_tokens, price_of
from briefs.chain.restricted import Egress
from briefs.chain.settings import Price
from briefs.errors import BriefsError, ProviderError
from briefs.ports import ChatAnswer, ChatModel
from briefs.prompting import AnswerRejected, Prompt, invoke_untraced, load_prompt, parse_answer

Json = dict[str, Any]
MISSED = (AnswerRejected, ProviderError, ModelGivenUp)
"""What makes a stage go on with the fallback model, and then without one."""


class KeptHere(BriefsError):
    """The question holds what may not leave this machine, and no model on it was named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What the questions of one run share."""

    ledger: Ledger
    answers: AnswerStore
    egress: Egress
    breaker: Breaker = field(default_factory=Breaker)
    prices: Mapping[str, Price] = field(default_factory=dict)
    answer_tokens: int = 1200
    fallback: ChatModel | None = None


class Asker:
    """Asks one stage's prompt."""

    def __init__(self, stage: str, model: ChatModel, desk: Desk) -> None:
        self.stage, self.model, self._desk = stage, model, desk
        self.prompt: Prompt = load_prompt(stage)

    @property
    def may_see_restricted(self) -> bool:
        """Whether this stage has a model on this machine; each model is looked at again before a question is sent."""
        return self.model.is_local

    def ask(self, inputs: dict[str, str], *, claim_id: str) -> Json:
        """The validated answer of the first model that gives one.

        Raises:
            KeptHere: it may not be sent.
            BudgetSpent: the run's limit allows no further question.
            AnswerRejected, ProviderError, ModelGivenUp: of the last model.
        """
        from langchain_core.runnables import Runnable, RunnableLambda

        def chain(model: ChatModel) -> Runnable[Json, Json]:
            return RunnableLambda(self.prompt.render) | RunnableLambda(lambda user: self._answer(model, user, claim_id))

        runnable = chain(self.model)
        fallback = self._desk.fallback
        if fallback is not None and fallback is not self.model:
            runnable = runnable.with_fallbacks([chain(fallback)], exceptions_to_handle=(*MISSED, KeptHere))
        return invoke_untraced(runnable, inputs)

    def _answer(self, model: ChatModel, user: str, claim_id: str) -> Json:
        desk, prompt = self._desk, self.prompt
        if not model.is_local and not desk.egress.allows(user):
            raise KeptHere("it rests on material that may not leave this machine")
        key = answer_key(fingerprint=fingerprint_of(model), system=prompt.system, user=user, schema=prompt.schema)
        kept = desk.answers.get(key, self._fits)
        if kept is not None:
            desk.ledger.note(Entry(claim_id=claim_id, stage=self.stage, model=model.name, is_from_cache=True))
            return kept
        desk.breaker.check(model.name)
        data = self._asked(model, user, claim_id)
        desk.answers.put(key, data)
        return data

    def _asked(self, model: ChatModel, user: str, claim_id: str) -> Json:
        desk, prompt = self._desk, self.prompt
        price = price_of(model.name, is_local=model.is_local, own=desk.prices)
        reserved = self._reserve(model, price, user)
        started = time.monotonic()
        answer: ChatAnswer | None = None
        failure = "interrupted"
        try:
            answer = _counted(model.ask(system=prompt.system, user=user, schema=prompt.schema), prompt.system + user)
            desk.breaker.answered(model.name)
            data = parse_answer(answer, prompt.schema)
            failure = ""
        except ProviderError as error:
            failure = str(error)
            desk.breaker.failed(model.name, failure, is_lasting=error.is_lasting)
            raise
        except AnswerRejected as error:
            failure = str(error)
            raise AnswerRejected(f"{model.name}: {error}") from None
        finally:
            entry = Entry(
                claim_id=claim_id,
                stage=self.stage,
                model=model.name,
                prompt_tokens=answer.prompt_tokens if answer else 0,
                completion_tokens=answer.completion_tokens if answer else 0,
                usd=cost(answer, price) if answer else 0.0,
                seconds=time.monotonic() - started,
                failure=failure,
            )
            desk.ledger.settle(reserved, entry)
        return data

    def _reserve(self, model: ChatModel, price: Price | None, user: str) -> Reserved:
        tokens = estimated_tokens(self.prompt.system) + estimated_tokens(user)
        usd = at_most(tokens, self._desk.answer_tokens, price) if price else 0.0
        return self._desk.ledger.reserve(usd, tokens + self._desk.answer_tokens)

    def _fits(self, answer: Json) -> bool:
        try:
            jsonschema.validate(answer, self.prompt.schema)
        except jsonschema.ValidationError:
            return False
        return True


def _counted(answer: ChatAnswer, asked: str) -> ChatAnswer:
    """The answer with tokens, estimated where the endpoint counts none: a limit must not be blind to it."""
    if answer.prompt_tokens or answer.completion_tokens:
        return answer
    return replace(answer, prompt_tokens=estimated_tokens(asked), completion_tokens=estimated_tokens(answer.text))
