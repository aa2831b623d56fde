"""Labelled stories: what the program may see, written as plain files, and the labels, kept apart for scoring."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

_MANIFEST_FIELDS = ("id", "url", "publisher", "kind", "author", "published_at", "language", "original_language", "title", "text_kind")
_ARTICLE_FIELDS = ("byline", "published_at", "language", "url")


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryLabels:
    """What a careful reader wrote down about the story. Never given to the program."""

    claims: tuple[Mapping[str, Any], ...]
    """As in the file: id, text, article_quote, status, alt_status, supporting, refuting, independent_origins, ..."""
    origins_by_source: Mapping[str, tuple[str, ...]]
    """Source id -> keys of who its assertions rest on."""
    reference_brief: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A story file in its two halves."""

    id: str
    title: str
    as_of: str
    article: Mapping[str, Any]
    """headline, body, and what is known of byline, published_at, language, url: the program's article JSON."""
    sources: tuple[tuple[Mapping[str, Any], str], ...]
    """(manifest fields without a path, text) a source."""
    labels: StoryLabels


def load_story(path: Path) -> Story:
    """Read a story file.

    Raises:
        KeyError: a field that every story has is missing.
    """
    data = yaml.safe_load(Path(path).read_text(encoding="utf-8"))
    article = {"language": data["language"], **data["article"]}
    return Story(
        id=data["id"],
        title=data["title"],
        as_of=str(data["as_of"]),
        article={
            "headline": article["title"],
            **{name: _plain(article[name]) for name in _ARTICLE_FIELDS if article.get(name) is not None},
            "body": article["text"],
        },
        sources=tuple((_manifest_fields(source), source["text"]) for source in data["sources"]),
        labels=StoryLabels(
            claims=tuple(data["claims"]),
            origins_by_source={source["id"]: tuple(source.get("origins") or ()) for source in data["sources"]},
            reference_brief=data.get("reference_brief") or {},
        ),
    )


def story_to_corpus(path: Path, folder: Path) -> Path:
    """Write a story's visible half: `folder/manifest.jsonl`, `folder/sources/*.txt`, and the article beside the folder.

    Returns the article's path, `<folder>-article.json`: it lies outside the corpus, because the article is no source.
    """
    story = load_story(path)
    sources = folder / "sources"
    sources.mkdir(parents=True, exist_ok=True)
    lines = []
    for fields, text in story.sources:
        name = f"{fields['id']}.txt"
        (sources / name).write_text(text.rstrip("\n") + "\n", encoding="utf-8")
        lines.append(json.dumps({"id": fields["id"], "path": f"sources/{name}", **fields}, ensure_ascii=False))
    (folder / "manifest.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
    article = folder.with_name(f"{folder.name}-article.json")
    article.write_text(json.dumps(story.article, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return article


def _manifest_fields(source: Mapping[str, Any]) -> Mapping[str, Any]:
    return {name: _plain(source[name]) for name in _MANIFEST_FIELDS if source.get(name) is not None}


def _plain(value: object) -> str:
    """YAML may read an unquoted date or year as something else than text."""
    return value if isinstance(value, str) else str(value)
