"""What every passage index promises, held by the one in memory and the one in Chroma."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

from briefs.adapters.chroma_index import ChromaIndex
from briefs.domain import Passage, Span, sha256_of
from briefs.ports import PassageIndex
from tests.contract.embedders import WordEmbedder
from tests.contract.memory_index import MemoryIndex

TEXT = "The barges left at dawn. The harbour office counted forty of them. Nobody saw them return."
OPENERS: dict[str, Callable[[Path], PassageIndex]] = {
    "memory": lambda _: MemoryIndex(),
    "chroma": lambda path: ChromaIndex(path / "index", model=WordEmbedder.name),
}


@pytest.fixture(params=sorted(OPENERS))
def index(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[PassageIndex]:
    """An empty index of each kind."""
    opened = OPENERS[request.param](tmp_path)
    yield opened
    opened.close()


def passages(source_id: str = "gazette") -> list[Passage]:
    """Three sentences as passages."""
    starts = [0, 25, 67]
    ends = [24, 66, len(TEXT)]
    return [Passage(source_id, Span(a, b), TEXT[a:b], sha256_of(TEXT)) for a, b in zip(starts, ends, strict=True)]


def added(index: PassageIndex, *source_ids: str) -> list[Passage]:
    """The passages of these sources, put into the index."""
    items = [item for source_id in source_ids for item in passages(source_id)]
    index.add(items, WordEmbedder().embed_passages([item.text for item in items]))
    return items


def test_an_empty_index_finds_nothing(index: PassageIndex) -> None:
    """No ids, no neighbours, no vectors, and removing from it does no harm."""
    index.remove(["nobody:0-1:000000000000"])
    index.erase([])
    index.add([], np.empty((0, 64), dtype=np.float32))
    assert set() == index.ids()
    assert index.nearest(np.ones(64, dtype=np.float32), 3) == []
    assert index.vectors(["nobody:0-1:000000000000"]) == {}


def test_what_was_added_is_held_and_found(index: PassageIndex) -> None:
    """Ids, vectors and the nearest passage, cosine 1 for itself."""
    items = added(index, "gazette")
    assert {item.id for item in items} == index.ids()
    vector = WordEmbedder().embed_queries([items[1].text])[0]
    best, cosine = index.nearest(vector, 1)[0]
    assert items[1].id == best
    assert cosine == pytest.approx(1.0, abs=1e-5)
    np.testing.assert_allclose(vector, index.vectors([best, "unknown:0-1:0"])[best], atol=1e-6)


def test_neighbours_come_best_first_and_equal_ones_by_id(index: PassageIndex) -> None:
    """Two sources with the same text: every pair of equals stands in the order of its ids; k limits the list."""
    added(index, "zephyr", "gazette")
    found = index.nearest(WordEmbedder().embed_queries([TEXT])[0], 6)
    assert [cosine for _, cosine in found] == sorted((cosine for _, cosine in found), reverse=True)
    assert [name.split(":")[0] for name, _ in found] == ["gazette", "zephyr"] * 3
    assert found[:2] == index.nearest(WordEmbedder().embed_queries([TEXT])[0], 2)
    assert index.nearest(WordEmbedder().embed_queries([TEXT])[0], 0) == []


def test_adding_again_replaces(index: PassageIndex) -> None:
    """The same id with another vector: one passage, the later vector."""
    items = added(index, "gazette")
    other = WordEmbedder().embed_passages(["quite another text"])
    index.add([items[0]], other)
    assert len(index.ids()) == 3
    np.testing.assert_allclose(other[0], index.vectors([items[0].id])[items[0].id], atol=1e-6)


@pytest.mark.parametrize("way", ["remove", "erase"])
def test_what_was_taken_out_is_gone_and_the_rest_stays(index: PassageIndex, way: str) -> None:
    """Unknown ids are ignored; the others are still found, and the index can be added to."""
    items = added(index, "gazette", "zephyr")
    getattr(index, way)([items[0].id, "unknown:0-1:0"])
    assert {item.id for item in items[1:]} == index.ids()
    assert items[0].id not in [name for name, _ in index.nearest(WordEmbedder().embed_queries([items[0].text])[0], 6)]
    added(index, "gazette")
    assert len(index.ids()) == 6


def test_closing_twice_does_no_harm(index: PassageIndex) -> None:
    """`close` is called by `closing` and by hand."""
    index.close()
    index.close()
