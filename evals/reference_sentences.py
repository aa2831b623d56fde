"""The cited sentences of the stories' reference briefs, each with the labelled claim it is likest to and with correct spans."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from briefs.assess import CorpusAnalysis, analyse_corpus, assess_claim, load_policy
from briefs.domain import (
    Article,
    Assessment,
    Citation,
    Claim,
    Finding,
    PartialDate,
    Passage,
    ReadRecord,
    Section,
    Source,
    Span,
    Standing,
    Statement,
)
from briefs.language import content_tokens, normalise, split_sentences
from briefs.ports import Hit
from briefs.verify import check_statement
from briefs.verify.checker.alignment import align
from briefs.verify.checker.reading import read_piece
from briefs_evals.cases.case import HEADINGS, point_of
from evals.standings_score import sources_of
from evals.stories import Story, load_story

_SPANS = 4
"""Sentences of one source that a reference sentence may rest on."""
_NEAR, _LABELLED, _LEAST_GAIN = 0.6, 0.04, 0.045
"""Similarity from which a word is near another; what a labelled quote is worth; the share of the sentence that one more span must add."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence of a reference brief."""

    text: str
    sources: tuple[str, ...]
    claim_id: str
    heading: str
    """The reference brief's own section, "unknown" for what is not known."""
    spans: tuple[Citation, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoryAtGate:
    """One story, read and assessed as the program does it, with its reference sentences."""

    name: str
    story: Story
    article: Article
    sources: Mapping[str, Source]
    passages: tuple[Passage, ...]
    analysis: CorpusAnalysis
    claims: Mapping[str, Claim]
    """The labelled claims that a sentence belongs to."""
    standings: Mapping[str, Standing]
    """As labelled."""
    assessments: Mapping[str, Assessment]
    sentences: tuple[Sentence, ...]

    def findings(self, sentence: Sentence, *, text: str = "", spans: Sequence[Citation] = (), as_labelled: bool = False) -> list[Finding]:
        """Of the sentence under its own claim, in other words or with other spans where they are given."""
        assessment = self.assessments[sentence.claim_id]
        if as_labelled:
            assessment = replace(assessment, standing=self.standings[sentence.claim_id])
        statement = Statement(
            section=_section(assessment), text=text or sentence.text, citations=tuple(spans) or sentence.spans, role="origin"
        )
        return check_statement(
            statement,
            claim=self.claims[sentence.claim_id],
            assessment=assessment,
            sources=self.sources,
            read=ReadRecord((), (), tuple(self.sources)),
            language="en",
        )


def read_story(path: Path) -> StoryAtGate:
    """A story file, assessed."""
    story = load_story(path)
    sources = {source.id: source for source in sources_of(story)}
    body, language = normalise(str(story.article["body"])), str(story.article.get("language", "en"))
    article = Article(text=body, title=str(story.article["headline"]), language=language)
    analysis = analyse_corpus(list(sources.values()), language=article.language)
    passages = tuple(Passage(s.id, Span(0, len(s.text)), s.text, s.sha256) for s in sources.values())
    sentences = tuple(sentences_of(story, sources))
    labels = {label["id"]: label for label in story.labels.claims}
    claims = {i: Claim(id=i, text=labels[i]["text"]) for i in dict.fromkeys(sentence.claim_id for sentence in sentences)}
    hits = [Hit(passage, 1.0) for passage in passages]
    as_of = PartialDate.parse(story.as_of)
    return StoryAtGate(
        name=path.stem,
        story=story,
        article=article,
        sources=sources,
        passages=passages,
        analysis=analysis,
        claims=claims,
        standings={i: Standing(labels[i]["status"]) for i in claims},
        assessments={
            i: assess_claim(claim, hits, analysis=analysis, as_of=as_of, policy=load_policy(), language=article.language)
            for i, claim in claims.items()
        },
        sentences=sentences,
    )


def _section(assessment: Assessment) -> Section:
    name = assessment.standing.value
    return Section(name) if name != "unverified" else Section.ALLEGED


def sentences_of(story: Story, sources: Mapping[str, Source]) -> Iterator[Sentence]:
    """The cited sentences with their claims and spans."""
    for heading, section in HEADINGS.items():
        for line in story.labels.reference_brief.get(heading) or ():
            point = point_of(line, section)
            for place in split_sentences(point.text, "en") if point.sources else ():
                text = place.of(point.text)
                text = text if text.endswith(".") else f"{text}."
                label = max(story.labels.claims, key=lambda label: _likeness(label, text, point.sources, section))
                spans = tuple(c for source_id in point.sources for c in _spans(text, sources[source_id], _quotes(label, source_id)))
                yield Sentence(text=text, sources=point.sources, claim_id=label["id"], heading=section, spans=spans)


def _likeness(label: Mapping[str, Any], text: str, sources: Sequence[str], section: str) -> float:
    words, wanted = _stems(label["text"]), _stems(text)
    quoted = {item["source"] for item in (*(label.get("supporting") or ()), *(label.get("refuting") or ()))}
    shared = len(words & wanted) / max(1, len(words | wanted))
    return float(shared + 0.3 * len(quoted & set(sources)) / len(sources) + 0.1 * (label["status"] == section))


def _quotes(label: Mapping[str, Any], source_id: str) -> list[str]:
    rows = (*(label.get("supporting") or ()), *(label.get("refuting") or ()))
    return [row["quote"] for row in rows if row["source"] == source_id]


def _spans(text: str, source: Source, quotes: Sequence[str]) -> list[Citation]:
    """The sentences of a source that carry the text, best first by rarity and nearness of words, as a careful model would cite them.

    In another language those of the labelled quotes, for no words can be compared.
    """
    sentences = split_sentences(source.text, source.language)
    places = [Span(at, at + len(quote)) for quote in quotes if (at := source.text.find(quote)) >= 0]
    labelled = [sentence for sentence in sentences if any(sentence.overlaps(place) for place in places)]
    if source.language != "en":
        return [source.cite(span) for span in (labelled or sentences)[:_SPANS]]
    alignment = align(read_piece(text, "en"), [read_piece(span.of(source.text), "en") for span in sentences])
    near = np.where(alignment.exact > 0, 1.0, np.where(alignment.soft >= _NEAR, 0.7 * alignment.soft, 0.0))
    carried, chosen = np.zeros(near.shape[0]), list[Span]()
    while len(chosen) < _SPANS:
        gains = alignment.weights @ np.maximum(near - carried[:, None], 0.0)
        scores = gains + np.array([_LABELLED * (span in labelled) - (span in chosen) for span in sentences])
        place = int(np.argmax(scores))
        if chosen and gains[place] < _LEAST_GAIN:
            break
        chosen.append(sentences[place])
        carried = np.maximum(carried, near[:, place])
    return [source.cite(span) for span in sorted(chosen)]


def _stems(text: str) -> set[str]:
    return {token.stem for token in content_tokens(text, "en")}
