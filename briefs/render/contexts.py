"""What stands around cited words in their source: the sentence before and the one after, so that an editor need not open the source."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from briefs.domain import Brief, Citation, Document, Source
from briefs.language import split_sentences

_LONGEST = 400
"""Characters on either side; what is longer is cut at a blank."""


@dataclass(frozen=True, slots=True)
class Context:
    """The text from the start of the sentence before to the citation, and from its end to the end of the sentence after; "" at a text's
    edges."""

    before: str
    after: str


Place: TypeAlias = tuple[str, int, int]
"""Source id, start and end of a citation."""
Contexts: TypeAlias = Mapping[Place, Context]


def place(citation: Citation) -> Place:
    """Where a citation stands."""
    return citation.source_id, citation.span.start, citation.span.end


def contexts_of(document: Document) -> dict[Place, Context]:
    """A context for each citation whose source's text is at hand and is still the text that was cited. None for a confidential source: what
    stands around its words may tell who it is."""
    sources = {source.id: source for source in document.sources if source.text and not source.confidential}
    found: dict[Place, Context] = {}
    for brief in document.briefs:
        for citation in citations_of(brief):
            source = sources.get(citation.source_id)
            if source is not None and source.sha256 == citation.sha256 and citation.span.of(source.text) == citation.exact:
                found.setdefault(place(citation), _around(citation, source))
    return found


def contexts_to_json(contexts: Contexts) -> list[list[Any]]:
    """Plain data: [source, start, end, before, after] each."""
    return [[*where, context.before, context.after] for where, context in contexts.items()]


def contexts_from_json(data: list[list[Any]]) -> dict[Place, Context]:
    """The contexts that `contexts_to_json` wrote."""
    return {(source, start, end): Context(before, after) for source, start, end, before, after in data}


def citations_of(brief: Brief) -> Iterator[Citation]:
    """Every citation that a reader of the brief may see."""
    assessment = brief.assessment
    for statement in (*brief.report.passed, *(item.statement for item in brief.report.withheld)):
        yield from statement.citations
    for reason in assessment.reasons:
        yield from reason.citations
    if assessment.reply is not None:
        yield from assessment.reply.citations
    yield from (citation for _, citation in assessment.unverified_by)
    yield from assessment.nearest
    yield from brief.wording.citations


def _around(citation: Citation, source: Source) -> Context:
    text, span = source.text, citation.span
    sentences = split_sentences(text, source.language)
    starts = [sentence.start for sentence in sentences]
    first, last = max(bisect_right(starts, span.start) - 1, 0), max(bisect_right(starts, span.end - 1) - 1, 0)
    start = min(sentences[max(first - 1, 0)].start, span.start)
    end = max(sentences[min(last + 1, len(sentences) - 1)].end, span.end)
    return Context(_end_of(text[start : span.start]), _start_of(text[span.end : end]))


def _end_of(text: str) -> str:
    if len(text) <= _LONGEST:
        return text
    kept = text[-_LONGEST:]
    return "…" + kept[max(kept.find(" "), 0) :]


def _start_of(text: str) -> str:
    if len(text) <= _LONGEST:
        return text
    kept = text[:_LONGEST]
    return kept[: kept.rfind(" ") if " " in kept else None] + "…"
