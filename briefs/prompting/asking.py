"""One structured question to a chat model as a LangChain runnable: render, ask, parse strictly."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import jsonschema

from briefs.errors import BriefsError
from briefs.ports import ChatAnswer, ChatModel
from briefs.prompting.prompts import Prompt

if TYPE_CHECKING:
    from langchain_core.runnables import Runnable

_FINISHED = ("stop", "end_turn")


class AnswerRejected(BriefsError):
    """A model's answer was refused, cut off, is empty, is not JSON, or does not follow the schema. It is never repaired."""


def structured_ask(prompt: Prompt, model: ChatModel) -> Runnable[dict[str, str], dict[str, Any]]:
    """A runnable from the prompt's inputs to its validated answer.

    Raises (on invoke):
        AnswerRejected: see there.
        ProviderError: the endpoint failed after its retries.
    """

    from langchain_core.runnables import RunnableLambda

    def ask(user: str) -> ChatAnswer:
        return model.ask(system=prompt.system, user=user, schema=prompt.schema)

    def parse(answer: ChatAnswer) -> dict[str, Any]:
        return parse_answer(answer, prompt.schema)

    return RunnableLambda(prompt.render) | RunnableLambda(ask) | RunnableLambda(parse)


def invoke_untraced(runnable: Runnable[dict[str, str], dict[str, Any]], inputs: dict[str, str]) -> dict[str, Any]:
    """Run it without a tracer, whatever the environment or an earlier import says: the inputs are sources' texts."""
    from langsmith import tracing_context

    with tracing_context(enabled=False):
        return runnable.invoke(inputs)


def parse_answer(answer: ChatAnswer, schema: dict[str, Any]) -> dict[str, Any]:
    """The answer's JSON object.

    Raises:
        AnswerRejected: the model refused or stopped for another reason than being done, or the text is not what was asked for. The message
            has no word of the answer: it may quote a source that must not reach a log.
    """
    if answer.refusal:
        raise AnswerRejected("the model refused to answer")
    if answer.finish_reason not in _FINISHED:
        raise AnswerRejected(f"the model did not finish its answer ({answer.finish_reason or 'no reason given'})")
    if not answer.text.strip():
        raise AnswerRejected("the model's answer is empty")
    try:
        data = json.loads(answer.text)
        jsonschema.validate(data, schema)
    except RecursionError as error:
        raise AnswerRejected("the model's answer is nested too deeply") from error
    except json.JSONDecodeError as error:
        raise AnswerRejected(f"the model's answer is not JSON ({error.msg} at {error.pos})") from None
    except jsonschema.ValidationError as error:
        raise AnswerRejected(f"the model's answer does not follow the schema ({error.json_path}: {error.validator})") from None
    if not isinstance(data, dict):
        raise AnswerRejected("the model's answer is not a JSON object")
    return data
