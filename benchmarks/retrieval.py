"""Recall of gold quotes among unrelated news: `python -m benchmarks.retrieval --data DIR --cache DIR`.

A quote is found at k when one of the first k hits for its claim overlaps it; a hit is a passage with its neighbours in the source, so the
words that k hits hold are printed with the recall. A search knows the article that its claim is taken from. All stories and the
distractors stand in one index.
The constants of `briefs.retrieve` were set on the odd-numbered stories; the even-numbered ones are the figure to quote.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from benchmarks.material import Gold, Material, load_material
from benchmarks.vector_cache import CachedEmbedder
from briefs.adapters.chroma_index import ChromaIndex
from briefs.adapters.embedding import E5Embedder, SentenceEncoderEmbedder
from briefs.domain import Passage
from briefs.ports import Embedder
from briefs.retrieve import Reranker, Search, refresh

_KS = (10, 20, 40)
_MODELS: dict[str, Callable[[], Embedder]] = {"use": SentenceEncoderEmbedder, "e5": E5Embedder}
Found = dict[str, list[Passage]]


def main() -> None:
    """Parse the command line, measure, print one table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder with stories/, allsides-news.jsonl.gz, telegram-ru-news/")
    parser.add_argument("--cache", type=Path, required=True, help="folder for vectors and indexes, kept between runs")
    parser.add_argument("--distractors", type=int, default=20_000)
    parser.add_argument("--index", choices=sorted(_MODELS), default="use", help="model of the index")
    parser.add_argument("--rerank", choices=[*sorted(_MODELS), "none"], default="e5", help="model of the second look")
    parser.add_argument("--context", choices=["article", "none"], default="article", help="whether the search knows the claim's article")
    parser.add_argument("--stories", choices=["odd", "even", "all"], default="all", help="whose claims are asked")
    arguments = parser.parse_args()
    material = load_material(
        stories=arguments.data / "stories" / "stories",
        news=arguments.data / "allsides-news.jsonl.gz",
        posts=arguments.data / "telegram-ru-news",
        distractors=arguments.distractors,
    )
    gold = [item for item in material.gold if arguments.stories == "all" or (item.story % 2 == 1) == (arguments.stories == "odd")]
    found = _search_all(material, gold, arguments)
    print(f"index {arguments.index}, rerank {arguments.rerank}, {len(material.passages)} passages with {arguments.distractors} distractors")
    print(", ".join(f"the first {k} hits hold {_words(found, k):.0f} words" for k in _KS))
    print("| stories | quotes | n | " + " | ".join(f"recall@{k}" for k in _KS) + " |")
    print("|---|---|---|" + "---|" * len(_KS))
    for stories, chosen in (("odd", [g for g in gold if g.story % 2]), ("even", [g for g in gold if g.story % 2 == 0]), ("all", gold)):
        for kind, items in _kinds(chosen):
            if items:
                print(f"| {stories} | {kind} | {len(items)} | " + " | ".join(f"{_recall(items, found, k):.2f}" for k in _KS) + " |")


def _search_all(material: Material, gold: Sequence[Gold], arguments: argparse.Namespace) -> Found:
    embedder = _cached(arguments.index, arguments.cache)
    with (
        ChromaIndex(arguments.cache / f"index-{arguments.index}-{arguments.distractors}", model=embedder.name) as index,
        ChromaIndex(arguments.cache / f"rerank-{arguments.rerank}", model=arguments.rerank) as read,
    ):
        refresh(index, embedder, material.passages, on_progress=_say)
        reranker = None if arguments.rerank == "none" else Reranker(read, _cached(arguments.rerank, arguments.cache))
        search = Search(index, embedder, material.passages, material.sources, reranker=reranker)
        claims = sorted({(item.claim, item.article if arguments.context == "article" else "") for item in gold})
        found = {}
        for number, (claim, context) in enumerate(claims):
            _say("Searching", number, len(claims))
            found[claim] = [hit.passage for hit in search.search(claim, k=max(_KS), context=context)]
        return found


def _cached(model: str, folder: Path) -> Embedder:
    return CachedEmbedder(_MODELS[model](), folder)


def _kinds(gold: Sequence[Gold]) -> Iterable[tuple[str, list[Gold]]]:
    yield "English claim, English source", [g for g in gold if not g.is_cross_lingual and g.language == "en"]
    yield "claim and source in two languages", [g for g in gold if g.is_cross_lingual]
    yield "source in English", [g for g in gold if g.language == "en"]
    yield "source not in English", [g for g in gold if g.language != "en"]
    for language, _ in Counter(g.language for g in gold if g.language != "en").most_common():
        yield f"source in {language}", [g for g in gold if g.language == language]


def _recall(gold: Sequence[Gold], found: Found, k: int) -> float:
    return sum(any(p.source_id == g.source_id and p.span.overlaps(g.quote) for p in found[g.claim][:k]) for g in gold) / len(gold)


def _words(found: Found, k: int) -> float:
    """Mean words of a claim's first k hits: what one reads for the recall."""
    return sum(len(hit.text.split()) for hits in found.values() for hit in hits[:k]) / len(found)


def _say(what: str, done: int, total: int) -> None:
    if done % 1_000 < 64 or what == "Searching":
        print(f"\r{what} {done}/{total} ", end="", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
