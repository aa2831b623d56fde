"""One structured question to a chat model as a LangChain runnable: render, ask, parse strictly."""

from __future__ import annotations

import json
from typing import Any

import jsonschema
from langchain_core.runnables import Runnable, RunnableLambda

from briefs.errors import BriefsError
from briefs.ports import ChatAnswer, ChatModel
from briefs.prompting.prompts import Prompt

_FINISHED = ("stop", "end_turn")


class AnswerRejected(BriefsError):
    """A model's answer was cut off, is not JSON, or does not follow the schema. It is never repaired."""


def structured_ask(prompt: Prompt, model: ChatModel) -> Runnable[dict[str, str], dict[str, Any]]:
    """A runnable from the prompt's inputs to its validated answer.

    Raises (on invoke):
        AnswerRejected: see there.
        ProviderError: the endpoint failed after its retries.
    """

    def ask(user: str) -> ChatAnswer:
        return model.ask(system=prompt.system, user=user, schema=prompt.schema)

    def parse(answer: ChatAnswer) -> dict[str, Any]:
        return parse_answer(answer, prompt.schema)

    return RunnableLambda(prompt.render) | RunnableLambda(ask) | RunnableLambda(parse)


def parse_answer(answer: ChatAnswer, schema: dict[str, Any]) -> dict[str, Any]:
    """The answer's JSON object.

    Raises:
        AnswerRejected: the model stopped for another reason than being done, or the text is not what was asked for.
    """
    if answer.finish_reason not in _FINISHED:
        raise AnswerRejected(f"the model did not finish its answer ({answer.finish_reason})")
    try:
        data = json.loads(answer.text)
        jsonschema.validate(data, schema)
    except json.JSONDecodeError as error:
        raise AnswerRejected(f"the model's answer is not JSON ({error.msg} at {error.pos})") from error
    except jsonschema.ValidationError as error:
        raise AnswerRejected(f"the model's answer does not follow the schema ({error.json_path}: {error.validator})") from error
    if not isinstance(data, dict):
        raise AnswerRejected("the model's answer is not a JSON object")
    return data
