"""Stories: the half that the program sees holds no label."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from briefs.collect import load_article, load_corpus
from briefs.domain import PartialDate, TextKind
from evals.stories import load_story, story_to_corpus

STORY = """
id: bridge
title: The bridge
as_of: "2026-03-08"
language: en
article: {title: Bridge shut for months, byline: Ada, published_at: "2026-03-06", text: "The council closed the old bridge on Monday."}
sources:
  - {id: town, url: "https://example.org/t", publisher: Town, kind: official, author: null, published_at: "2026-03",
     language: en, title: Notice, text: "The bridge is closed. LABELFREE", text_kind: summary, basis: SECRET, origins: [SECRET-origin]}
claims:
  - {id: c1, text: SECRET claim, article_quote: the old bridge, status: confirmed,
     supporting: [{source: town, quote: The bridge is closed}]}
reference_brief: {text: SECRET brief}
"""


@pytest.fixture
def story(tmp_path: Path) -> Path:
    """A story file."""
    path = tmp_path / "story.yaml"
    path.write_text(STORY, encoding="utf-8")
    return path


def test_story_as_corpus(tmp_path: Path, story: Path) -> None:
    """Article and sources come through the program's own loaders."""
    article = load_article(str(story_to_corpus(story, tmp_path / "corpus")))
    assert (article.title, article.byline, article.text) == (
        "Bridge shut for months",
        "Ada",
        "The council closed the old bridge on Monday.",
    )
    [source] = load_corpus(tmp_path / "corpus", as_of=PartialDate("2026-03-08"), article=article).sources
    assert (source.id, source.text, source.text_kind) == ("town", "The bridge is closed. LABELFREE", TextKind.SUMMARY)


def test_no_label_is_written(tmp_path: Path, story: Path) -> None:
    """Claims, origins, basis and reference brief stay in the labels."""
    article = story_to_corpus(story, tmp_path / "corpus")
    written = article.read_text() + "".join(path.read_text() for path in (tmp_path / "corpus").rglob("*") if path.is_file())
    assert "SECRET" not in written
    labels = load_story(story).labels
    assert labels.claims[0]["status"] == "confirmed"
    assert labels.origins_by_source == {"town": ("SECRET-origin",)}


def test_sample_corpus_is_whole() -> None:
    """The sample story loads: nineteen summaries, none left out, the article outside the corpus."""
    root = Path(__file__).parents[2]
    article = load_article(str(root / "samples" / "article.json"))
    corpus = load_corpus(root / "corpus", as_of=PartialDate("2026-03-08"), article=article)
    assert (len(corpus.sources), corpus.left_out) == (19, ())
    assert {source.text_kind for source in corpus.sources} == {TextKind.SUMMARY}
    fields = {name for line in (root / "corpus" / "manifest.jsonl").read_text("utf-8").splitlines() for name in json.loads(line)}
    assert fields <= {
        "id",
        "path",
        "url",
        "publisher",
        "kind",
        "author",
        "published_at",
        "language",
        "original_language",
        "title",
        "text_kind",
    }
