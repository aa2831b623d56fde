"""One sentence before the gate, with everything that it may rest on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from briefs.domain import Assessment, Citation, Claim, Evidence, Origin, ReadRecord, Source, Span, Statement
from briefs.language import detect_language, split_sentences


@dataclass(frozen=True, slots=True, kw_only=True)
class CitedSpan:
    """A citation that resolves, with the whole sentences around it: what stands just outside a cut may turn its meaning."""

    citation: Citation
    source: Source
    language: str
    context: Span
    """The sentences of the source that the span touches."""

    @property
    def text(self) -> str:
        """The cited words."""
        return self.citation.exact

    @property
    def context_text(self) -> str:
        """The whole sentences that the cited words stand in."""
        return self.context.of(self.source.text)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A statement, the claim's assessment and the spans that the statement cites and that resolve."""

    statement: Statement
    claim: Claim
    assessment: Assessment
    read: ReadRecord
    language: str
    cited: tuple[CitedSpan, ...]
    searched: tuple[Source, ...] = ()
    """Sources that the statement says were searched and that are there, by id."""

    @property
    def text(self) -> str:
        """The sentence."""
        return self.statement.text

    @property
    def readable(self) -> tuple[CitedSpan, ...]:
        """Cited spans in the language of the sentence: only these can be compared word for word."""
        return tuple(span for span in self.cited if span.language == self.language)

    @property
    def cited_sources(self) -> tuple[Source, ...]:
        """Sources of the cited spans, each once, in order."""
        return tuple({span.source.id: span.source for span in self.cited}.values())

    def evidence_for(self, span: CitedSpan) -> tuple[Evidence, ...]:
        """Evidence of the claim whose span overlaps the cited one in the same source."""
        return tuple(
            item
            for item in self.assessment.evidence
            if item.citation.source_id == span.source.id and item.citation.span.overlaps(span.citation.span)
        )

    def origins_of(self, span: CitedSpan) -> tuple[Origin, ...]:
        """Origins that the evidence in the cited span rests on."""
        keys = {item.origin for item in self.evidence_for(span)}
        return tuple(origin for origin in self.assessment.origins if origin.key in keys)


def make_case(
    statement: Statement, *, claim: Claim, assessment: Assessment, sources: Mapping[str, Source], read: ReadRecord, language: str
) -> Case:
    """The statement with its resolved spans; citations that do not resolve are left out (`citations.check_citations` names them)."""
    cited = []
    for citation in statement.citations:
        source = sources.get(citation.source_id)
        if source is None or citation.span.of(source.text) != citation.exact:
            continue
        cited.append(
            CitedSpan(
                citation=citation,
                source=source,
                language=_language_of(source),
                context=_sentences_around(source.text, source.language, citation.span),
            )
        )
    looked_at = statement.searched.source_ids if statement.searched is not None else ()
    return Case(
        statement=statement,
        claim=claim,
        assessment=assessment,
        read=read,
        language=language,
        cited=tuple(cited),
        searched=tuple(sources[source_id] for source_id in looked_at if source_id in sources),
    )


def _language_of(source: Source) -> str:
    return source.language if source.language != "und" else detect_language(source.text)


def _sentences_around(text: str, language: str, span: Span) -> Span:
    touched = [sentence for sentence in sentences_of(text, language) if sentence.overlaps(span)]
    if not touched:
        return span
    return Span(min(touched[0].start, span.start), max(touched[-1].end, span.end))


@lru_cache(maxsize=512)
def sentences_of(text: str, language: str) -> tuple[Span, ...]:
    """The sentences of a text, in order."""
    return tuple(split_sentences(text, language))
