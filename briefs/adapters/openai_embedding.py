"""Vectors from any OpenAI-compatible embeddings endpoint, through langchain-openai, in place of the embedded model of the index."""

from __future__ import annotations

import os
import threading
from collections.abc import Sequence
from typing import Any

import numpy as np

from briefs.adapters.endpoint import is_loopback, shown_endpoint
from briefs.adapters.openai_chat import OPENAI_URL
from briefs.adapters.telemetry import switch_off
from briefs.errors import ProviderError
from briefs.ports import Vectors

_BATCH = 256
_LONGEST = 8_000
"""Characters of one text: endpoints refuse longer ones; a passage has a few sentences."""


class EndpointEmbedder:
    """Implements `ports.Embedder`. An index is refreshed from the texts' hashes, so what has a vector is not sent again.

    Whoever gives it a restricted source's text sends it away: the wiring refuses a remote endpoint for such a corpus.
    """

    def __init__(
        self, model: str, *, base_url: str | None = None, key_variable: str = "OPENAI_API_KEY", timeout_s: float = 60.0, tries: int = 4
    ) -> None:
        self._model, self._key_variable, self._timeout_s, self._tries = model, key_variable, timeout_s, tries
        self._base_url = base_url or os.environ.get("OPENAI_BASE_URL") or OPENAI_URL
        self._client: Any = None
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        """Model and endpoint: vectors of two of them are never compared."""
        return f"openai:{self._model} at {shown_endpoint(self._base_url)}"

    @property
    def is_local(self) -> bool:
        """Whether the texts stay on this machine."""
        return is_loopback(self._base_url)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """One unit vector a text, shape (n, d).

        Raises:
            ProviderError: the endpoint failed after its retries, or answered with something else.
        """
        return self._embedded(texts)

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """The same."""
        return self._embedded(texts)

    def _embedded(self, texts: Sequence[str]) -> Vectors:
        import openai

        if not texts:
            return np.empty((0, 0), dtype=np.float32)
        asked = [" ".join(text[:_LONGEST].split()) or "-" for text in texts]
        try:
            rows = self._opened().embed_documents(asked, chunk_size=_BATCH)
            vectors = np.asarray(rows, dtype=np.float32)
        except openai.OpenAIError as error:
            status = getattr(error, "status_code", None)
            is_lasting = isinstance(status, int) and 400 <= status < 500 and status not in (408, 409, 429)
            what = f"answered {status}" if status else "could not be reached"
            raise ProviderError(f"{self.name}: the embeddings endpoint {what}", is_lasting=is_lasting) from None
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise ProviderError(f"{self.name}: the endpoint's answer is no list of vectors ({type(error).__name__})") from None
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True) if vectors.ndim == 2 else np.zeros((0, 1))
        if vectors.ndim != 2 or len(vectors) != len(texts) or not np.isfinite(lengths).all() or not lengths.all():
            raise ProviderError(f"{self.name}: the endpoint gave other than one vector a text")
        unit: Vectors = vectors / lengths
        return unit

    def _opened(self) -> Any:
        with self._lock:
            if self._client is None:
                switch_off()
                import openai
                from langchain_openai import OpenAIEmbeddings
                from pydantic import SecretStr

                self._client = OpenAIEmbeddings(
                    model=self._model,
                    base_url=self._base_url,
                    api_key=SecretStr(os.environ.get(self._key_variable, "").strip() or "unused"),
                    timeout=self._timeout_s,
                    max_retries=self._tries - 1,
                    # else it downloads a tokenizer
                    check_embedding_ctx_length=False,
                    openai_proxy=None,
                    http_client=openai.DefaultHttpxClient(trust_env=not self.is_local, follow_redirects=False, timeout=self._timeout_s),
                )
        return self._client
