"""A chat model behind any OpenAI-compatible endpoint (OpenAI, Azure's v1 API, vLLM, Ollama, llama.cpp), through langchain-openai.

One request a question: retries, budget and cache stand around this class (`briefs.chain`). What reaches a caller is an answer or a
`ProviderError`; a message of ours never holds the key, the endpoint's user information or a word of the prompt.
"""

from __future__ import annotations

import contextlib
import email.utils
import os
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from briefs.adapters.endpoint import is_loopback, shown_endpoint
from briefs.adapters.telemetry import switch_off
from briefs.errors import ProviderError, UsageError
from briefs.ports import ChatAnswer

if TYPE_CHECKING:
    import openai
    from langchain_core.language_models import BaseChatModel

OPENAI_URL = "https://api.openai.com/v1"
_UNSUPPORTED = frozenset({"minLength", "maxLength", "minItems", "maxItems", "pattern", "minimum", "maximum", "uniqueItems"})
"""Schema keywords that OpenAI's strict mode does not take (or not for every model); we check them ourselves on arrival."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChatOptions:
    """How an endpoint is asked."""

    timeout_s: float = 60.0
    answer_tokens: int = 1200
    requests_per_second: float | None = None
    key_variable: str = "OPENAI_API_KEY"
    """Name of the environment variable that holds the key."""
    schema_mode: str = "json_schema"
    """`json_schema`, or `json_object` for endpoints that know no schemas: then the schema stands in the instructions."""


class OpenAIChat:
    """Implements `ports.ChatModel`.

    Args:
        model: the model's name at the endpoint.
        base_url: the endpoint, e.g. `http://127.0.0.1:8080/v1`; `OPENAI_BASE_URL`, else OpenAI's own.
    """

    def __init__(self, model: str, *, base_url: str | None = None, options: ChatOptions | None = None) -> None:
        self._model = model
        self._base_url = base_url or os.environ.get("OPENAI_BASE_URL") or OPENAI_URL
        self._options = options or ChatOptions()
        self._client: BaseChatModel | None = None
        self._opening = threading.Lock()

    @property
    def name(self) -> str:
        """`openai:NAME`."""
        return f"openai:{self._model}"

    @property
    def fingerprint(self) -> str:
        """Everything about this model that can change its answer; part of the response cache's key."""
        options = self._options
        return f"{self.name} at {shown_endpoint(self._base_url)}, temperature 0, {options.answer_tokens} tokens, {options.schema_mode}"

    @property
    def is_local(self) -> bool:
        """Whether the endpoint is a loopback address; only then may restricted text reach it."""
        return is_loopback(self._base_url)

    @property
    def answer_tokens(self) -> int:
        """The most tokens that an answer may have."""
        return self._options.answer_tokens

    def ask(self, *, system: str, user: str, schema: dict[str, object]) -> ChatAnswer:
        """Ask once; the text comes back unparsed.

        Raises:
            UsageError: there is no key for a remote endpoint.
            ProviderError: the endpoint failed; `is_lasting` when asking again cannot help.
        """
        import openai

        client = self._opened()
        format_, system = self._format(schema, system)
        started = time.monotonic()
        try:
            message = client.invoke([("system", system), ("human", user)], response_format=format_)
        except openai.LengthFinishReasonError as error:
            return _cut_off(error, time.monotonic() - started)
        except openai.ContentFilterFinishReasonError:
            return ChatAnswer("", "content_filter", 0, 0, time.monotonic() - started)
        except openai.OpenAIError as error:
            raise self._failure(error) from None  # the chain would carry headers and prompt
        except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
            raise ProviderError(f"{self.name}: the endpoint's answer is no chat completion ({type(error).__name__})") from None
        return _answer(message, time.monotonic() - started)

    def _format(self, schema: dict[str, object], system: str) -> tuple[dict[str, object], str]:
        import json

        if self._options.schema_mode == "json_object":
            return {"type": "json_object"}, f"{system}\n\nAnswer with one JSON object of this schema:\n{json.dumps(schema, sort_keys=True)}"
        # servers on this machine take the whole schema, and its bounds keep a small model from writing on for ever
        sent = schema if self.is_local else wire_schema(schema)
        return {"type": "json_schema", "json_schema": {"name": "answer", "schema": sent, "strict": True}}, system

    def _failure(self, error: openai.OpenAIError) -> ProviderError:
        import openai

        what = type(error).__name__
        if not isinstance(error, openai.APIStatusError):
            return ProviderError(f"{self.name}: the endpoint could not be reached or did not answer in time ({what})")
        status = error.status_code
        spent = status == 429 and "insufficient_quota" in str(error.code or error.type or "")
        is_lasting = spent or (300 <= status < 500 and status not in (408, 409, 425, 429))
        why = {401: "it refuses the key", 403: "it refuses the key", 404: "no such model or address", 429: "too many requests"}.get(status)
        why = "the account's quota is spent" if spent else why or what
        wait = _retry_after(error.response.headers.get("retry-after"))
        return ProviderError(f"{self.name}: the endpoint answered {status} ({why})", retry_after_s=wait, is_lasting=is_lasting)

    def _opened(self) -> BaseChatModel:
        with self._opening:
            if self._client is None:
                self._client = self._open()
        return self._client

    def _open(self) -> BaseChatModel:
        switch_off()
        import openai
        from langchain.chat_models import init_chat_model
        from langchain_core.rate_limiters import InMemoryRateLimiter
        from pydantic import SecretStr

        key = os.environ.get(self._options.key_variable, "").strip()
        if not key and not self.is_local and self._base_url == OPENAI_URL:
            raise UsageError(f"--model needs a key: set {self._options.key_variable}, or name another endpoint with --base-url")
        rate = self._options.requests_per_second
        return init_chat_model(
            self._model,
            model_provider="openai",
            base_url=self._base_url,
            api_key=SecretStr(key or "unused"),
            temperature=0,
            timeout=self._options.timeout_s,
            max_retries=0,
            max_completion_tokens=self._options.answer_tokens,
            use_responses_api=False,
            cache=False,
            callbacks=[],
            openai_proxy=None,
            rate_limiter=InMemoryRateLimiter(requests_per_second=rate, check_every_n_seconds=0.02) if rate else None,
            # a proxy of the environment, or a redirect, would carry what is meant for this machine to another one
            http_client=openai.DefaultHttpxClient(trust_env=not self.is_local, follow_redirects=False, timeout=self._options.timeout_s),
        )


def wire_schema(schema: object) -> Any:
    """The schema without the keywords that strict mode refuses."""
    if isinstance(schema, dict):
        return {key: wire_schema(value) for key, value in schema.items() if key not in _UNSUPPORTED}
    return [wire_schema(item) for item in schema] if isinstance(schema, list) else schema


def _answer(message: Any, seconds: float) -> ChatAnswer:
    usage: dict[str, Any] = dict(message.usage_metadata or {})
    return ChatAnswer(
        text=message.text,
        finish_reason=str(message.response_metadata.get("finish_reason") or ""),
        prompt_tokens=int(usage.get("input_tokens", 0)),
        completion_tokens=int(usage.get("output_tokens", 0)),
        seconds=seconds,
        cached_prompt_tokens=int((usage.get("input_token_details") or {}).get("cache_read") or 0),
        refusal=str(message.additional_kwargs.get("refusal") or ""),
    )


def _cut_off(error: openai.LengthFinishReasonError, seconds: float) -> ChatAnswer:
    usage = error.completion.usage
    return ChatAnswer("", "length", usage.prompt_tokens if usage else 0, usage.completion_tokens if usage else 0, seconds)


def _retry_after(value: str | None) -> float | None:
    """Seconds of a `Retry-After` header: a number or an HTTP date (RFC 9110, 10.2.3)."""
    if value is None:
        return None
    with contextlib.suppress(ValueError):
        return max(0.0, float(value))
    with contextlib.suppress(ValueError, TypeError):
        return max(0.0, email.utils.parsedate_to_datetime(value).timestamp() - time.time())
    return None
