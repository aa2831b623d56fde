"""How alike a claim and a sentence are: embedded once, kept for the next run, and nothing unreadable believed."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pytest

from briefs.language import keep_parses
from briefs.retrieve import KeptQueries, Likeness
from tests.unit.test_assess_analysis_kept import DictStore


class Counting:
    """An embedder that counts its work: a text's vector points where its first letter says."""

    dimensions = 2

    def __init__(self, name: str = "counting") -> None:
        self.name = name
        self.embedded: list[str] = []

    def embed_passages(self, texts: Sequence[str]) -> npt.NDArray[np.float32]:
        """(1, 0) for texts that begin with "a", (0, 1) for others."""
        self.embedded += texts
        return np.array([[1, 0] if text.startswith("a") else [0, 1] for text in texts], dtype=np.float32)

    embed_queries = embed_passages


def test_the_cosine_of_two_texts() -> None:
    """Texts that point the same way are alike, others are not."""
    likeness = Likeness(Counting())
    assert likeness("a ship", "a boat") == pytest.approx(1.0)
    assert likeness("a ship", "the mayor") == pytest.approx(0.0)


def test_every_text_is_embedded_once() -> None:
    """A claim is compared with many sentences, and a sentence with many claims."""
    model = Counting()
    likeness = Likeness(model)
    likeness("a ship", "a boat")
    likeness("a ship", "a boat")
    likeness("a boat", "a ship")
    assert model.embedded == ["a ship", "a boat"]


def test_a_second_run_embeds_nothing_and_answers_the_same() -> None:
    """What was kept is enough, bit for bit."""
    first = Likeness(Counting())
    wanted = first("a ship", "the mayor")
    model = Counting()
    second = Likeness(model, first.to_bytes())
    assert second("a ship", "the mayor") == wanted
    assert model.embedded == [] and not second.has_grown


@pytest.mark.parametrize("kept", [b"", b"not an archive", b"PK\x03\x04broken"])
def test_what_cannot_be_read_is_embedded_again(kept: bytes) -> None:
    """A damaged file costs time and nothing else."""
    model = Counting()
    Likeness(model, kept)("a ship", "a boat")
    assert model.embedded == ["a ship", "a boat"]


def test_vectors_of_another_model_are_not_used() -> None:
    """Two models' vectors say nothing about each other."""
    kept = Likeness(Counting("old"))
    kept("a ship", "a boat")
    model = Counting("new")
    Likeness(model, kept.to_bytes())("a ship", "a boat")
    assert model.embedded == ["a ship", "a boat"]


def test_vectors_of_texts_that_a_run_did_not_need_are_kept_while_they_are_few(monkeypatch: pytest.MonkeyPatch) -> None:
    """A run that briefs one claim again must not cost the next one the others' vectors; many are not carried along for ever."""
    first = Likeness(Counting())
    first("a ship", "the mayor")
    second = Likeness(Counting(), first.to_bytes())
    second("a ship", "a boat")
    model = Counting()
    Likeness(model, second.to_bytes())("a ship", "the mayor")
    assert model.embedded == []
    monkeypatch.setattr("briefs.retrieve.likeness._MOST", 2)
    Likeness(model, second.to_bytes())("a ship", "the mayor")
    assert model.embedded == ["the mayor"]


def test_a_query_is_embedded_once_and_kept() -> None:
    """Out of the store the same vector, bit for bit; of another model, or damaged, it is embedded."""
    store = DictStore()
    model = Counting()
    with keep_parses(store):
        first = KeptQueries(model).embed_queries(["a ship", "the mayor"])
        again = KeptQueries(model).embed_queries(["the mayor", "a ship"])
        assert np.array_equal(first, again[::-1])
        assert model.embedded == ["a ship", "the mayor"]
        KeptQueries(Counting("other")).embed_queries(["a ship"])
        assert len(store.kept) == 3
        store.kept = dict.fromkeys(store.kept, b"\0\0\0\0")
        assert np.array_equal(KeptQueries(model).embed_queries(["a ship"]), first[:1])
    assert KeptQueries(model).embed_queries([]).shape[0] == 0
