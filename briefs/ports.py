"""The seams: what the core asks of the outside, as Protocols. Adapters implement them; tests use fakes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

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


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleBriefs:
    """The briefs of one article, as they may stand beside its post in a content management system, where many can read: nothing in them
    rests on a source that is confidential, local-only or under embargo."""

    article_id: str
    """Of the post under check, in that system."""
    version: str
    """The post's own mark of the text that was briefed, as the system gave it with the article; "" when it gave none."""
    job: str
    """Whose result it is; "" when no job of this article has one."""
    made_at: float
    """Seconds since the epoch: of two deliveries the later one stands, in whichever order they arrive."""
    title: str
    """Of the article."""
    panel: Mapping[str, Any] | None
    """For a panel beside the post, plain data (`briefs.render.panel`); None when there is no result, or it was erased: then what stands
    beside the post is taken away."""
    page_html: str
    """The same as markup of our own making for a post of its own, without scripts and styles; "" when `panel` is None."""
    reviews: Mapping[str, Any] | None
    """ClaimReview of what an editor approved, as JSON-LD; None: nothing may be shown to the public."""
    problem: str = ""
    """Why the last check of this article came to nothing, a sentence; "" when it did not."""
    place: str = ""
    """What the last delivery of this article returned as `place`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """What became of a delivery."""

    outcome: Literal["created", "updated", "unchanged", "conflict", "gone"]
    """`conflict`: a person changed what would have been overwritten, and nothing was written; `gone`: there is no such post any more."""
    place: str = ""
    """Where it stands in the system, for the next delivery: an id, no word of the article."""
    detail: str = ""
    """A sentence for an editor; needed for a conflict."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rights:
    """What a credential may do in a content management system."""

    who: str
    """The user, or what else the credential stands for."""
    can_deliver: bool
    can_publish: bool
    """More than is needed: whoever has it gives a warning."""
    faults: tuple[str, ...] = ()
    """What has to be mended before anything is delivered, a sentence each."""


class Publisher(Protocol):
    """A content management system in which briefs are put beside their post. It publishes nothing, whatever its name."""

    def deliver(self, briefs: ArticleBriefs) -> Delivered:
        """Put them there, once however often it is called; never over what a person wrote.

        Raises:
            ProviderError: no answer, or one that says no; `is_lasting` when asking again cannot help before somebody mends something.
            AddressRefused: the system's address may not be spoken to.
        """
        ...

    def probe(self) -> Rights:
        """What the credential may do.

        Raises:
            ProviderError, AddressRefused: as `deliver`.
        """
        ...
