"""What the baselines share: the task's files read plainly, words compared plainly, and claims written in the contract's shape."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from briefs.domain import Span, claim_id, sha256_of
from briefs.language import content_tokens, normalise, split_sentences
from briefs_evals.cases import Task

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence of a source with the citation of it."""

    source: Json
    text: str
    stems: frozenset[str]
    citation: Json


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """Article and sources as a baseline reads them."""

    article: Json
    sources: tuple[Json, ...]
    sentences: tuple[tuple[Sentence, ...], ...]
    """Per source, in order."""
    bodies: tuple[str, ...]
    """Stored text per source."""
    claims: tuple[Json, ...]
    """id, text, span."""


def read_story(task: Task) -> Story:
    """The task's files; without given claims each sentence of the article is one."""
    data = json.loads(task.article.read_text(encoding="utf-8"))
    text = normalise(data["body"]).strip("\n")
    article = {"title": data["headline"], "text": text, "sha256": sha256_of(text), "language": data.get("language", "en")}
    sources = [json.loads(line) for line in (task.corpus / "manifest.jsonl").read_text(encoding="utf-8").split("\n") if line]
    sentences, bodies = [], []
    for source in sources:
        body = normalise((task.corpus / source["path"]).read_text(encoding="utf-8")).strip("\n")
        source["sha256"] = sha256_of(body)
        bodies.append(body)
        sentences.append(tuple(_sentence(source, body, span) for span in split_sentences(body, source.get("language", "en"))))
    return Story(
        article=article,
        sources=tuple(sources),
        sentences=tuple(sentences),
        bodies=tuple(bodies),
        claims=tuple(_claims(task, article)),
    )


def likeness(claim: Json, sentence: Sentence) -> float:
    """Share of the claim's word stems that the sentence has, 0..1. English stems: a baseline does not cross languages."""
    wanted = stems(claim["text"])
    return len(wanted & sentence.stems) / len(wanted) if wanted else 0.0


def stems(text: str, language: str = "en") -> frozenset[str]:
    """Stems of the content words."""
    return frozenset(token.stem for token in content_tokens(text, language))


def written_claim(
    claim: Json, *, standing: str, sentences: Sequence[Sentence], origins: Sequence[Json], without_stake: int | None = None
) -> Json:
    """A claim of the contract whose statements are the sentences as they stand, each citing itself."""
    section = "unknown" if standing == "unverified" else standing
    return {
        **claim,
        "checkworthy": True,
        "standing": standing,
        "reasons": [],
        "holders": [],
        "article_wording": {"verdict": "sound"},
        "origins": list(origins),
        "independent_origins": len(origins),
        "origins_without_stake": len(origins) if without_stake is None else without_stake,
        "statements": [{"section": section, "text": sentence.text, "citations": [sentence.citation]} for sentence in sentences],
        "withheld": [],
        "read": {},
        "is_publishable": True,
        "brief_sha256": "",
    }


def written_document(story: Story, task: Task, claims: Sequence[Json], *, program: str) -> Json:
    """A document of the contract."""
    return {
        "schema_version": "1.0",
        "language": "en",
        "article": story.article,
        "as_of": task.as_of,
        "is_publishable": True,
        "claims": list(claims),
        "skipped": [],
        "sources": [{"id": source["id"], "publisher": source.get("publisher", ""), "sha256": source["sha256"]} for source in story.sources],
        "left_out": [],
        "provenance": {"program": program},
    }


def _sentence(source: Json, body: str, span: Span) -> Sentence:
    text = span.of(body)
    return Sentence(
        source=source,
        text=" ".join(text.split()),
        stems=stems(text, source.get("language", "en")),
        citation={"source": source["id"], "start": span.start, "end": span.end, "exact": text, "sha256": source["sha256"]},
    )


def _claims(task: Task, article: Json) -> list[Json]:
    if task.claims is not None:
        return [{**claim, "span": None} for claim in json.loads(task.claims.read_text(encoding="utf-8"))]
    spans = split_sentences(article["text"], article["language"])
    texts = [span.of(article["text"]) for span in spans]
    return [
        {"id": claim_id(text), "text": text, "span": {"start": span.start, "end": span.end, "exact": text}}
        for span, text in zip(spans, texts, strict=True)
    ]
