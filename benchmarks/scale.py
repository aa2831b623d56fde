"""One claim in a large corpus: `python -m benchmarks.scale`. Needs no data beyond the checkout.

Invented sources of sentences of the sample corpus, a tenth of them copies of others; the claim's hits are spread over as many sources as a
search gives. Prints what is done once a run (copies found) and what a claim costs after its search: lineage and standing, with the hits'
sources read for the first time, read in an earlier run (parses kept), and read in this run.
"""

from __future__ import annotations

import argparse
import random
import resource
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

from benchmarks.speed import ROOT
from briefs.adapters.parse_store import SqliteParseStore
from briefs.assess import CorpusAnalysis, analyse_corpus, assess_claim, load_policy
from briefs.assess.analysis import analyse_source
from briefs.claims import given_claims
from briefs.collect import cut_passages, load_corpus
from briefs.domain import PartialDate, Passage, Source
from briefs.language import keep_parses, split_sentences
from briefs.language.parsing import forget_recent_parses
from briefs.pipeline import PASSAGES_PER_CLAIM
from briefs.ports import Hit

_T = TypeVar("_T")
_SEED = 11
_COPIES = 10
CLAIM = "More than 90 soldiers of the 24th Motorised Rifle Regiment were sent to dig positions near Bakhmut."


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sources", type=int, default=2_000)
    parser.add_argument("--passages", type=int, default=100_000)
    arguments = parser.parse_args()
    sources = invented_sources(arguments.sources, passages=arguments.passages)
    passages = [passage for source in sources for passage in cut_passages(source)]
    print(f"{len(sources)} sources, {len(passages)} passages, {sum(len(source.text) for source in sources) / 1e6:.0f} million characters")
    analysis = _timed("copies found, once a run", lambda: analyse_corpus(sources))
    hits = _hits(passages)
    print(f"{len(hits)} hits in {len({hit.passage.source_id for hit in hits})} sources")
    with tempfile.TemporaryDirectory() as folder:
        with SqliteParseStore(Path(folder)) as store, keep_parses(store):
            _timed("lineage and standing of a claim, its sources read for the first time", lambda: _assess(analysis, hits))
        analyse_source.cache_clear()
        forget_recent_parses()
        with SqliteParseStore(Path(folder)) as store, keep_parses(store):
            _timed("the same in a later run", lambda: _assess(analysis, hits))
            _timed("another claim on the same sources", lambda: _assess(analysis, hits))
    print(f"memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6:.2f} GB")


def invented_sources(count: int, *, passages: int) -> list[Source]:
    """English and other texts in the sample's proportions, together about that many passages."""
    order = random.Random(_SEED)
    by_language: dict[str, list[str]] = {}
    for source in load_corpus(ROOT / "corpus", as_of=None).sources:
        by_language.setdefault(source.language, []).extend(span.of(source.text) for span in split_sentences(source.text, source.language))
    pools = {language: [word for text in texts for word in text.split()] for language, texts in by_language.items()}
    languages = ["en"] * 8 + ["ru", "uk"]
    sources: list[Source] = []
    for number in range(count):
        if number % _COPIES == _COPIES - 1:
            sources.append(replace(order.choice(sources), id=f"s{number}", publisher=f"Carrier {number}", sha256=""))
            continue
        language = languages[number % len(languages)]
        sentences = [_varied(order.choice(by_language[language]), pools[language], order) for _ in range(3 * passages // count)]
        paragraphs = ["  ".join(sentences[start : start + 3]) for start in range(0, len(sentences), 3)]
        sources.append(Source(id=f"s{number}", text="\n\n".join(paragraphs), language=language, publisher=f"Paper {number}"))
    return sources


def _varied(sentence: str, pool: Sequence[str], order: random.Random) -> str:
    """The sentence with a third of its words changed: texts that share sentences would all be copies of each other."""
    words = [order.choice(pool).strip(".,") if order.random() < 1 / 3 else word for word in sentence.split()]
    return " ".join(words).rstrip(".") + f", no. {order.randrange(10**6)}."


def _hits(passages: Sequence[Passage]) -> list[Hit]:
    """As a search gives them: passages that share words with the claim, at most two of a source."""
    words = set(CLAIM.lower().split())
    ranked = sorted(passages, key=lambda passage: (-len(words & set(passage.text.lower().split())), passage.id))
    taken: dict[str, int] = {}
    hits: list[Hit] = []
    for passage in ranked:
        if len(hits) < PASSAGES_PER_CLAIM and taken.get(passage.source_id, 0) < 2:
            taken[passage.source_id] = taken.get(passage.source_id, 0) + 1
            hits.append(Hit(passage, 1.0))
    return hits


def _assess(analysis: CorpusAnalysis, hits: Sequence[Hit]) -> None:
    assess_claim(given_claims([CLAIM])[0], hits, analysis=analysis, as_of=PartialDate("2026-03-08"), policy=load_policy())


def _timed(what: str, work: Callable[[], _T]) -> _T:
    started, worked = time.perf_counter(), time.process_time()
    made = work()
    print(f"{what}: {time.perf_counter() - started:.2f} s, {time.process_time() - worked:.2f} s of processor time", flush=True)
    return made


if __name__ == "__main__":
    main()
