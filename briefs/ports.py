"""The seams: what the core asks of the outside, as Protocols. Adapters implement them; tests use fakes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import numpy.typing as npt

from briefs.domain import Passage

Vectors = npt.NDArray[np.float32]


class Embedder(Protocol):
    """Text to vectors."""

    @property
    def name(self) -> str:
        """Model and version; vectors of two names are never compared."""
        ...

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """One unit vector a text, shape (n, d); (0, d) for none."""
        ...

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """The same for queries; models that prefix queries differ here."""
        ...


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a query."""

    passage: Passage
    score: float
    """Higher is better; comparable within one result list only."""


class PassageIndex(Protocol):
    """A store of passages with their vectors, refreshed by content hash."""

    def add(self, passages: Sequence[Passage], vectors: Vectors) -> None:
        """Insert or replace by passage id; durable when it returns."""
        ...

    def remove(self, passage_ids: Sequence[str]) -> None:
        """Take passages out; unknown ids are ignored."""
        ...

    def erase(self, passage_ids: Sequence[str]) -> None:
        """The same, and no file keeps a trace of anything that was ever removed."""
        ...

    def ids(self) -> set[str]:
        """Ids of every passage held."""
        ...

    def vectors(self, passage_ids: Sequence[str]) -> dict[str, Vectors]:
        """The vectors of those that are held, by id."""
        ...

    def nearest(self, vector: Vectors, k: int) -> list[tuple[str, float]]:
        """(passage id, cosine -1..1), best first, equal ones by id; at most k."""
        ...

    def close(self) -> None:
        """Release files and locks; closing twice does no harm."""
        ...


class EntailmentChecker(Protocol):
    """Whether a span supports a sentence."""

    @property
    def name(self) -> str:
        """Which checker judged; recorded with every score."""
        ...

    def support(self, pairs: Sequence[tuple[str, str]]) -> list[float]:
        """For each (span, sentence) the probability 0..1 that the span supports the sentence."""
        ...


@dataclass(frozen=True, slots=True)
class ChatAnswer:
    """A model's answer, unparsed."""

    text: str
    finish_reason: str
    prompt_tokens: int
    completion_tokens: int
    seconds: float
    cached_prompt_tokens: int = 0
    """Of the prompt's tokens, those that the provider had in its own cache."""
    refusal: str = ""
    """What the model said when it refused; then there is no answer."""


class ChatModel(Protocol):
    """One structured question to a chat model."""

    @property
    def name(self) -> str:
        """Provider and model, e.g. `openai:gpt-5-mini`."""
        ...

    @property
    def is_local(self) -> bool:
        """Whether the endpoint is on this machine; only then may restricted text reach it."""
        ...

    def ask(self, *, system: str, user: str, schema: dict[str, object]) -> ChatAnswer:
        """Ask once, with a JSON schema for the answer.

        Raises:
            ProviderError: the endpoint failed after retries.
        """
        ...
