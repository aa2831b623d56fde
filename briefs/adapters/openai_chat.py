"""A chat model behind any OpenAI-compatible endpoint, through LangChain."""

from __future__ import annotations

import ipaddress
import os
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from briefs.adapters.telemetry import switch_off
from briefs.errors import ProviderError, UsageError
from briefs.ports import ChatAnswer

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

_TIMEOUT_S = 60.0
_RETRIES = 2
_MAX_ANSWER_TOKENS = 1200


class OpenAIChat:
    """Implements `ports.ChatModel`. The key comes from `OPENAI_API_KEY` and appears in no message.

    Args:
        model: the model's name at the endpoint.
        base_url: the endpoint, e.g. `http://127.0.0.1:8080/v1`; `OPENAI_BASE_URL`, else OpenAI's own.
    """

    def __init__(self, model: str, *, base_url: str | None = None) -> None:
        self._model = model
        self._base_url = base_url or os.environ.get("OPENAI_BASE_URL") or None
        self._client: BaseChatModel | None = None

    @property
    def name(self) -> str:
        """`openai:NAME`."""
        return f"openai:{self._model}"

    @property
    def is_local(self) -> bool:
        """Whether the endpoint is a loopback address; only then may restricted text reach it."""
        return self._base_url is not None and _is_loopback(urlsplit(self._base_url).hostname or "")

    def ask(self, *, system: str, user: str, schema: dict[str, object]) -> ChatAnswer:
        """Ask once with a JSON schema; the text comes back unparsed.

        Raises:
            UsageError: there is no key for a remote endpoint.
            ProviderError: the endpoint failed after two retries.
        """
        import openai

        format_ = {"type": "json_schema", "json_schema": {"name": "answer", "schema": schema, "strict": True}}
        started = time.monotonic()
        try:
            message = self._opened().invoke([("system", system), ("human", user)], response_format=format_)
        except openai.OpenAIError as error:
            raise ProviderError(f"{self.name}: {type(error).__name__}; the claim is briefed without a model") from error
        usage: dict[str, Any] = dict(message.usage_metadata or {})
        return ChatAnswer(
            text=message.text,
            finish_reason=str(message.response_metadata.get("finish_reason", "")),
            prompt_tokens=int(usage.get("input_tokens", 0)),
            completion_tokens=int(usage.get("output_tokens", 0)),
            seconds=time.monotonic() - started,
        )

    def _opened(self) -> BaseChatModel:
        if self._client is None:
            switch_off()
            from langchain.chat_models import init_chat_model
            from pydantic import SecretStr

            key = os.environ.get("OPENAI_API_KEY", "")
            if not key and not self.is_local:
                raise UsageError("--model needs OPENAI_API_KEY, or --base-url with an endpoint on this machine")
            self._client = init_chat_model(
                self._model,
                model_provider="openai",
                base_url=self._base_url,
                api_key=SecretStr(key or "unused"),
                temperature=0,
                timeout=_TIMEOUT_S,
                max_retries=_RETRIES,
                max_completion_tokens=_MAX_ANSWER_TOKENS,
                use_responses_api=False,
            )
        return self._client


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
