"""An embeddings endpoint behind the port: unit vectors, refusals told, nothing restricted sent elsewhere."""

from __future__ import annotations

import json

import numpy as np
import pytest

from briefs.adapters.openai_embedding import EndpointEmbedder
from briefs.chain.settings import ChainSettings, ModelChoice
from briefs.domain import Handling, HandlingRule
from briefs.errors import ProviderError, UsageError
from briefs.wiring_model import endpoint_embedder
from evals.model_server import ModelServer, Question, Reply
from tests.builders import a_source


def _vectors(*rows: list[float]) -> Reply:
    data = [{"object": "embedding", "index": n, "embedding": row} for n, row in enumerate(rows)]
    return Reply(raw=json.dumps({"object": "list", "data": data, "model": "m", "usage": {"prompt_tokens": 1, "total_tokens": 1}}).encode())


def _embedder(server: ModelServer) -> EndpointEmbedder:
    return EndpointEmbedder("vectors", base_url=server.url, timeout_s=5.0, tries=1)


def test_vectors_come_as_units_in_order() -> None:
    """Whatever length the endpoint gives."""
    with ModelServer.running(lambda q: _vectors([3.0, 4.0], [0.0, 2.0])) as server:
        vectors = _embedder(server).embed_passages(["a", "b"])
    assert vectors == pytest.approx(np.array([[0.6, 0.8], [0.0, 1.0]]), abs=1e-6)
    assert vectors.dtype == np.float32


@pytest.mark.parametrize(
    "reply",
    [Reply(status=401), Reply(status=500), _vectors([1.0]), _vectors([0.0, 0.0], [1.0, 0.0]), Reply(raw=b"{}"), Reply(raw=b"<html>")],
)
def test_anything_else_is_a_provider_error(reply: Reply) -> None:
    """A fault, too few vectors, a vector without a direction, another body."""

    def script(question: Question) -> Reply:
        return reply

    with ModelServer.running(script) as server, pytest.raises(ProviderError):
        _embedder(server).embed_passages(["a", "b"])


def test_a_corpus_with_restricted_sources_is_not_sent_elsewhere() -> None:
    """Refused before anything is sent; an endpoint on this machine may have it."""
    sources = [a_source(), a_source("local", handling=Handling(HandlingRule.LOCAL_ONLY))]
    remote = ChainSettings(embeddings=ModelChoice(name="openai:v", base_url="https://host.example/v1"))
    local = ChainSettings(embeddings=ModelChoice(name="openai:v", base_url="http://127.0.0.1:1/v1"))
    with pytest.raises(UsageError, match="1 sources may not leave"):
        endpoint_embedder(remote, sources)
    assert endpoint_embedder(remote, sources[:1]) is not None
    assert endpoint_embedder(local, sources) is not None
    assert endpoint_embedder(ChainSettings(), sources) is None
