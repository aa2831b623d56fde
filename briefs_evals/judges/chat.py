"""A chat model as a judge, behind any OpenAI-compatible endpoint: pinned by model name and prompt hash, one strict yes or no a question."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Callable, Sequence
from functools import cache
from importlib import resources

from briefs.errors import ProviderError, UsageError
from briefs.ports import ChatAnswer, ChatModel
from briefs_evals.judges.port import Question, Verdict

_SCHEMA: dict[str, object] = {
    "type": "object",
    "properties": {"supported": {"type": "boolean"}, "missing": {"type": "string"}},
    "required": ["supported", "missing"],
    "additionalProperties": False,
}


_TRIES = 4
_WAIT_AT_MOST_S = 60.0
_GIVEN_UP_AFTER = 3
"""Questions in a row that failed although they were tried again: the endpoint is down, and the rest is left open."""


class ChatJudge:
    """Implements `Judge`. What fails, is cut off or does not parse is unscored, never a default verdict.

    Only what is transient (too many requests, no answer in time) is tried again, up to three times.
    """

    is_the_gate = False

    def __init__(self, model: ChatModel, *, sleep: Callable[[float], None] = time.sleep) -> None:
        self._model = model
        self._sleep = sleep
        self._failed_in_a_row = 0
        self.prompt_tokens = 0
        self.completion_tokens = 0
        self._given_up = ""

    @classmethod
    def of_endpoint(cls, model: str, *, base_url: str | None) -> ChatJudge:
        """The judge over the product's own adapter; the key comes from `OPENAI_API_KEY`.

        Raises:
            UsageError: the endpoint is no http address, or is OpenAI's own and there is no key.
        """
        from briefs.adapters.openai_chat import OpenAIChat

        if base_url is not None and not base_url.startswith(("http://", "https://")):
            raise UsageError(f"--judge chat:{model}@{base_url}: the endpoint is an address such as http://127.0.0.1:8080/v1")
        if not (base_url or os.environ.get("OPENAI_BASE_URL") or os.environ.get("OPENAI_API_KEY", "").strip()):
            raise UsageError(f"--judge chat:{model} needs a key: set OPENAI_API_KEY, or name an endpoint that needs none: chat:{model}@URL")
        return cls(OpenAIChat(model, base_url=base_url))

    @property
    def name(self) -> str:
        """Model and the first eight digits of the prompt's sha256."""
        return f"chat:{self._model.name}:{hashlib.sha256(prompt().encode()).hexdigest()[:8]}"

    def judge(self, questions: Sequence[Question]) -> list[Verdict]:
        """One call a question; equal questions are asked once."""
        asked: dict[str, Verdict] = {}
        for question in questions:
            if question.key not in asked:
                asked[question.key] = self._ask(question)
        return [asked[question.key] for question in questions]

    def _ask(self, question: Question) -> Verdict:
        spans = [{"publisher": item.publisher, "published_at": item.published_at, "span": item.text} for item in question.evidence]
        asked = {"claim": question.claim, "section": question.section, "sentence": question.sentence, "evidence": spans}
        user = json.dumps(asked, ensure_ascii=False)
        if self._given_up:
            return Verdict(None, reason=self._given_up)
        try:
            answer = self._answer(user)
        except ProviderError as error:
            self._failed_in_a_row += 1
            if error.is_lasting or self._failed_in_a_row >= _GIVEN_UP_AFTER:
                self._given_up = f"the model failed for good, so it was not asked again: {error}"
            return Verdict(None, reason=f"the model failed: {error}")
        self._failed_in_a_row = 0
        self.prompt_tokens += answer.prompt_tokens
        self.completion_tokens += answer.completion_tokens
        if answer.finish_reason != "stop":
            return Verdict(None, reason=f"the answer ended with {answer.finish_reason or 'no reason given'}")
        try:
            data = json.loads(answer.text)
        except json.JSONDecodeError:
            return Verdict(None, reason="the answer is not JSON")
        if not isinstance(data, dict) or not isinstance(data.get("supported"), bool):
            return Verdict(None, reason="the answer does not follow the schema")
        return Verdict(data["supported"], score=float(data["supported"]), reason=str(data.get("missing", ""))[:200])

    def _answer(self, user: str) -> ChatAnswer:
        for tried in range(1, _TRIES + 1):
            try:
                return self._model.ask(system=prompt(), user=user, schema=_SCHEMA)
            except ProviderError as error:
                wait = error.retry_after_s if error.retry_after_s is not None else 2.0 ** (tried - 1)
                if error.is_lasting or tried == _TRIES or wait > _WAIT_AT_MOST_S:
                    raise
                self._sleep(wait)
        raise AssertionError("the last try returns or raises")


@cache
def prompt() -> str:
    """The judge's instructions; their hash is part of its name."""
    return resources.files("briefs_evals.judges").joinpath("data", "chat_judge.md").read_text(encoding="utf-8")
