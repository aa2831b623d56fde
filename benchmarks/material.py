"""What retrieval is measured on: stories with gold quotes, and unrelated news as distractors.

The data is not part of the repository; every path is an argument. Stories are YAML files (`sources`, `claims` with `supporting` and
`refuting` lists of {source, quote}); news is JSON lines (gzip) with `content`; channel posts are gzipped JSON lists with `text`.
"""

from __future__ import annotations

import gzip
import json
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from briefs.collect import cut_passages
from briefs.domain import Passage, Source, Span
from briefs.language import normalise

_SEED = 20260308


@dataclass(frozen=True, slots=True)
class Gold:
    """A quote that a claim's search should find."""

    story: int
    claim_id: str
    claim: str
    claim_language: str
    article: str
    """What the claim is taken from: the context of its search."""
    source_id: str
    quote: Span
    language: str
    """Of the source's text."""

    @property
    def is_cross_lingual(self) -> bool:
        """Whether claim and source are in two languages."""
        return self.language != self.claim_language


@dataclass(frozen=True, slots=True)
class Material:
    """Sources with their passages, and the gold quotes of the stories."""

    sources: dict[str, Source]
    passages: list[Passage]
    gold: list[Gold]
    distractors: int


def load_material(*, stories: Path, news: Path, posts: Path, distractors: int) -> Material:
    """All stories, and `distractors` passages: half from the news file, half from the channel posts, in a fixed random order."""
    sources: dict[str, Source] = {}
    gold: list[Gold] = []
    for path in sorted(stories.glob("*.yaml")):
        story_sources, story_gold = _read_story(path)
        sources.update(story_sources)
        gold.extend(story_gold)
    passages = [passage for source in sources.values() for passage in cut_passages(source)]
    half = distractors // 2
    fillers = (_take(_news(news), half), _take(_posts(posts), distractors - half))
    # alternating, so that any prefix holds both kinds
    for pair in zip(*fillers, strict=False):
        for source, passage in pair:
            sources[source.id] = source
            passages.append(passage)
    return Material(sources, passages, gold, distractors)


def _read_story(path: Path) -> tuple[dict[str, Source], list[Gold]]:
    story: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    number = int(path.name[:2])
    sources = {}
    for item in story["sources"]:
        source = Source(id=f"{number:02d}/{item['id']}", text=normalise(item["text"]), language=item["language"])
        sources[item["id"]] = source
    article = normalise(f"{story['article']['title']}\n\n{story['article']['text']}")
    gold = []
    for claim in story["claims"]:
        for quote in (*(claim.get("supporting") or ()), *(claim.get("refuting") or ())):
            source = sources[quote["source"]]
            words = normalise(quote["quote"])
            start = source.text.index(words)
            span = Span(start, start + len(words))
            gold.append(Gold(number, claim["id"], claim["text"], story["language"], article, source.id, span, source.language))
    return {source.id: source for source in sources.values()}, gold


def _news(path: Path) -> Iterator[Source]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        for number, line in enumerate(lines):
            yield Source(id=f"news/{number}", text=normalise(json.loads(line)["content"]), language="en")


def _posts(folder: Path) -> Iterator[Source]:
    for path in sorted(folder.glob("*.json.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as file:
            for number, post in enumerate(json.load(file)):
                text = normalise(str(post.get("text") or ""))
                if len(text) > 80:
                    yield Source(id=f"posts/{path.name[:13]}/{number}", text=text, language="ru")


def _take(sources: Iterator[Source], count: int) -> list[tuple[Source, Passage]]:
    """`count` passages of the pool, at most eight of one source, in a fixed random order."""
    pool = list(sources)
    order = random.Random(_SEED)
    order.shuffle(pool)
    taken: list[tuple[Source, Passage]] = []
    for source in pool:
        if len(taken) >= count:
            break
        passages = cut_passages(source)
        picked = order.sample(passages, min(len(passages), 8))
        taken.extend((source, passage) for passage in picked)
    order.shuffle(taken)
    return taken[:count]
