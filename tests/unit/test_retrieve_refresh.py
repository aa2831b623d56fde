"""The index follows the sources: only what is new is embedded, what is gone leaves, and a kill costs nothing that was acknowledged."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from briefs.adapters.chroma_index import ChromaIndex
from briefs.collect import cut_passages
from briefs.domain import Passage
from briefs.retrieve import RefreshReport, refresh
from tests.builders import a_source
from tests.contract.embedders import WordEmbedder
from tests.contract.memory_index import MemoryIndex

ROOT = Path(__file__).resolve().parents[2]
KILLED = """
import sys, time
from pathlib import Path
from briefs.adapters.chroma_index import ChromaIndex
from briefs.retrieve import refresh
from tests.contract.embedders import WordEmbedder
from tests.unit.test_retrieve_refresh import many_passages

class Slow(WordEmbedder):
    def embed_passages(self, texts):
        print("batch", flush=True)
        time.sleep(0.05)
        return super().embed_passages(texts)

refresh(ChromaIndex(Path(sys.argv[1]), model=WordEmbedder.name), Slow(), many_passages())
"""


def many_passages() -> list[Passage]:
    """About six hundred passages of sixty sources."""
    texts = [" ".join(f"Ship {ship} of fleet {fleet} left port number {ship * fleet}." for ship in range(40)) for fleet in range(60)]
    return [passage for number, text in enumerate(texts) for passage in cut_passages(a_source(f"s{number}", text))]


def test_only_new_passages_are_embedded() -> None:
    """A second refresh embeds nothing; a changed source has its passages replaced; a removed one leaves."""
    index, embedder = MemoryIndex(), WordEmbedder()
    first = cut_passages(a_source("a", "One thing happened. Then another.")) + cut_passages(a_source("b", "All was quiet."))
    assert RefreshReport(added=2, removed=0, kept=0) == refresh(index, embedder, first)
    assert RefreshReport(added=0, removed=0, kept=2) == refresh(index, embedder, first)
    assert len(embedder.embedded) == 2
    changed = cut_passages(a_source("a", "One thing happened. Then a third."))
    assert RefreshReport(added=1, removed=2, kept=0) == refresh(index, embedder, changed)
    assert {passage.id for passage in changed} == index.ids()


def test_the_same_words_are_embedded_once() -> None:
    """Reprints, and the pieces of megabytes without a sentence; each passage still has the vector of its own words."""
    index, embedder = MemoryIndex(), WordEmbedder()
    passages = [
        p
        for n in range(5)
        for text in ("A reprint of one story.", f"Own words number {n}.")
        for p in cut_passages(a_source(f"{text[0]}{n}", text))
    ]
    assert refresh(index, embedder, passages).added == 10
    assert len(embedder.embedded) == len(set(embedder.embedded)) == 6
    found = index.vectors([passage.id for passage in passages])
    for passage in passages:
        assert np.allclose(found[passage.id], embedder.embed_queries([passage.text])[0])


def test_progress_runs_from_nothing_to_all() -> None:
    """Each call says how many of the new passages are done; nothing is said when there is nothing to do."""
    calls: list[tuple[str, int, int]] = []
    passages = many_passages()
    index = MemoryIndex()
    refresh(index, WordEmbedder(), passages, on_progress=lambda *call: calls.append(call))
    assert (0, len(passages)) == calls[0][1:]
    assert (len(passages), len(passages)) == calls[-1][1:]
    calls.clear()
    refresh(index, WordEmbedder(), passages, on_progress=lambda *call: calls.append(call))
    assert calls == []


def test_a_kill_loses_nothing_acknowledged(tmp_path: Path) -> None:
    """Killed with SIGKILL in the middle, refreshed again: what was written is not embedded anew, and the end is an undisturbed run's."""
    passages = many_passages()
    undisturbed = MemoryIndex()
    refresh(undisturbed, WordEmbedder(), passages)
    path = tmp_path / "index"
    process = subprocess.Popen([sys.executable, "-c", KILLED, str(path)], cwd=ROOT, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    for _ in range(4):
        assert process.stdout.readline() == "batch\n"
    time.sleep(0.06)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    process.stdout.close()
    embedder = WordEmbedder()
    with ChromaIndex(path, model=embedder.name) as index:
        acknowledged = len(index.ids())
        assert 3 * 64 <= acknowledged < len(passages)
        report = refresh(index, embedder, passages)
        assert RefreshReport(added=len(passages) - acknowledged, removed=0, kept=acknowledged) == report
        assert len(embedder.embedded) == report.added
        assert undisturbed.ids() == index.ids()
        query = embedder.embed_queries(["Ship 7 of fleet 9"])[0]
        found, expected = index.nearest(query, 20), undisturbed.nearest(query, 20)
    # the store keeps vectors on a grid of 0.000001
    assert [cosine for _, cosine in found] == pytest.approx([cosine for _, cosine in expected], abs=5e-5)
