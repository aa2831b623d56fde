"""Speed and memory: `python -m benchmarks.speed`. Needs no data beyond the checkout.

Prints: `briefs --help`, the sample story from an empty index and again, indexing per passage beyond embedding, and the memory of a
process that holds 10,000 passages with both models loaded.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from briefs.adapters.chroma_index import ChromaIndex
from briefs.adapters.embedding import E5Embedder, SentenceEncoderEmbedder
from briefs.collect import cut_passages, load_corpus
from briefs.domain import Passage, Source
from briefs.language import split_sentences
from briefs.ports import Vectors
from briefs.retrieve import Reranker, Search, refresh

ROOT = Path(__file__).resolve().parents[1]
_SEED = 7


class FreeEmbedder:
    """Random unit vectors: what remains of a refresh's time is not embedding."""

    name = "free"

    def __init__(self) -> None:
        self._random = np.random.default_rng(_SEED)

    def embed_passages(self, texts: Sequence[str]) -> Vectors:
        """Shape (n, 512), as the index's model."""
        vectors = self._random.standard_normal((len(texts), SentenceEncoderEmbedder.dimensions)).astype(np.float32)
        return np.asarray(vectors / np.linalg.norm(vectors, axis=1, keepdims=True), dtype=np.float32)

    def embed_queries(self, texts: Sequence[str]) -> Vectors:
        """As passages."""
        return self.embed_passages(texts)


_PARTS = ("help", "sample", "index")


def main() -> None:
    """Measure what was asked for; everything by default."""
    parser = argparse.ArgumentParser(description=__doc__)
    # Python 3.11 holds a default list of "*" against the choices, and takes a default word
    parser.add_argument("what", nargs="*", choices=[*_PARTS, "all"], default="all")
    parser.add_argument("--passages", type=int, default=10_000)
    arguments = parser.parse_args()
    wanted = set(_PARTS) if "all" in arguments.what else set(arguments.what)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if "help" in wanted:
            print(f"briefs --help: {min(_run(['--help'], folder) for _ in range(5)):.2f} s (best of 5)")
        if "sample" in wanted:
            _measure_sample(folder)
        if "index" in wanted:
            _measure_index(folder, count=arguments.passages)


def _measure_sample(folder: Path) -> None:
    shutil.copytree(ROOT / "corpus", folder / "corpus", ignore=shutil.ignore_patterns(".briefs"))
    article = ROOT / "samples" / "article.json"
    draft = ["draft", str(article), "--corpus", "corpus", "--as-of", "2026-03-08", "--format", "json", "-o", "brief.json"]
    for state in ("from an empty index", "again"):
        seconds = _run(draft, folder)
        parts = json.loads((folder / "brief.json").read_text(encoding="utf-8")).get("provenance", {}).get("seconds", {})
        print(f"sample story {state}: {seconds:.1f} s ({', '.join(f'{part} {value:.1f}' for part, value in parts.items())})")


def _measure_index(folder: Path, *, count: int) -> None:
    sources = _invented_sources(count)
    passages = [passage for source in sources.values() for passage in cut_passages(source)][:count]
    with ChromaIndex(folder / "index", model="free") as index, ChromaIndex(folder / "read", model="e5") as read:
        started, worked = time.perf_counter(), time.process_time()
        refresh(index, FreeEmbedder(), passages)
        _say_each("write", passages, started, worked)
        started, worked = time.perf_counter(), time.process_time()
        search = Search(index, SentenceEncoderEmbedder(), passages, sources, reranker=Reranker(read, E5Embedder()))
        _say_each("prepare BM25", passages, started, worked)
        _measure_queries(search, passages)
    print(f"memory with {len(passages)} passages and both models: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f} GB")


def _measure_queries(search: Search, passages: Sequence[Passage]) -> None:
    query = passages[len(passages) // 2].text[:120]
    for state in ("first query (loads the models, reads its candidates)", "the same again"):
        started, worked = time.perf_counter(), time.process_time()
        search.search(query)
        print(f"{state}: {time.perf_counter() - started:.2f} s, {time.process_time() - worked:.2f} s of processor time")


def _say_each(what: str, passages: Sequence[Passage], started: float, worked: float) -> None:
    """Clock and processor time: on a machine with other work only the second tells."""
    clock, processor = (1e3 * (now - then) / len(passages) for now, then in ((time.perf_counter(), started), (time.process_time(), worked)))
    print(f"{len(passages)} passages: {clock:.2f} ms each to {what}, {processor:.2f} of processor time")


def _invented_sources(count: int) -> dict[str, Source]:
    """Texts of sentences of the sample corpus in random order, numbered so that no two are alike."""
    order = random.Random(_SEED)
    corpus = load_corpus(ROOT / "corpus", as_of=None)
    by_language: dict[str, list[str]] = {}
    for source in corpus.sources:
        by_language.setdefault(source.language, []).extend(span.of(source.text) for span in split_sentences(source.text, source.language))
    sources = {}
    for number in range(count // 10 + 1):
        language = order.choice(sorted(by_language))
        text = " ".join(f"{order.choice(by_language[language])} № {order.randrange(10**6)}." for _ in range(40))
        sources[f"s{number}"] = Source(id=f"s{number}", text=text, language=language)
    return sources


def _run(arguments: list[str], folder: Path) -> float:
    """Seconds that the command took, start to end."""
    command = Path(sys.executable).with_name("briefs")
    started = time.perf_counter()
    done = subprocess.run([command, *arguments], cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode not in (0, 4):
        sys.exit(f"briefs {arguments[0]} ended with {done.returncode}:\n{done.stderr}")
    return time.perf_counter() - started


if __name__ == "__main__":
    main()
