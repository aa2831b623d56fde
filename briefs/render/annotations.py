"""The claims in the article as W3C Web Annotations: one page of annotations, each with the words, their place and the standing.

Web Annotation Data Model (W3C Recommendation, 23 February 2017). Positions are in Unicode code points of the article's text as the document
holds it, whose sha256 is `briefs:article_sha256`; the quotation with what stands before and after finds the place in the page itself.
"""

from __future__ import annotations

from briefs.domain import Article, Brief, Document, Span, WordingVerdict
from briefs.domain.wire import Json
from briefs.render.plain import Redaction, fit_url, one_line
from briefs.render.strings import strings

_AROUND = 32
"""Characters quoted before and after, as the selectors of hypothes.is have them."""
_CONTEXT = ["http://www.w3.org/ns/anno.jsonld", {"briefs": "urn:briefs:", "schema": "http://schema.org/"}]


def to_annotations(document: Document) -> Json:
    """An AnnotationPage with one annotation for each claim that stands in the article, in the article's order."""
    placed = sorted((b for b in document.briefs if b.claim.span is not None), key=lambda b: (b.claim.span, b.claim.id))
    return {
        "@context": _CONTEXT,
        "id": f"urn:briefs:article:{document.article.sha256}:annotations",
        "type": "AnnotationPage",
        "startIndex": 0,
        "briefs:article_sha256": document.article.sha256,
        "items": [_annotation(document, brief, brief.claim.span) for brief in placed if brief.claim.span is not None],
    }


def _annotation(document: Document, brief: Brief, span: Span) -> Json:
    words = strings(document.language)
    shown = Redaction.of(document.sources)
    standing = words(f"standing_{brief.assessment.standing.value}")
    sentences = " ".join(one_line(shown(statement.text)) for statement in brief.report.passed)
    bodies: list[Json] = [
        {"type": "TextualBody", "purpose": "classifying", "value": standing, "language": document.language, "format": "text/plain"},
    ]
    if sentences:
        bodies.append(_text(sentences, "describing", document.language))
    wording = brief.wording
    if wording.verdict is not WordingVerdict.SOUND and wording.why:
        bodies.append(_text(one_line(shown(wording.why)), "commenting", document.language))
    if wording.proposal:
        bodies.append(_text(one_line(shown(wording.proposal)), "editing", document.language))
    return {
        "id": f"urn:briefs:brief:{brief.sha256}",
        "type": "Annotation",
        "motivation": "assessing",
        "body": bodies,
        "target": {"source": _source_of(document.article), "selector": _selectors(document.article, span)},
        "briefs:claim": brief.claim.id,
        "briefs:standing": brief.assessment.standing.value,
        "briefs:brief_sha256": brief.sha256,
        "briefs:is_publishable": brief.is_publishable,
    }


def _text(value: str, purpose: str, language: str) -> Json:
    return {"type": "TextualBody", "purpose": purpose, "value": value, "language": language, "format": "text/plain"}


def _source_of(article: Article) -> str:
    return fit_url(article.url) or f"urn:briefs:article:{article.sha256}"


def _selectors(article: Article, span: Span) -> list[Json]:
    text = article.text
    return [
        {
            "type": "TextQuoteSelector",
            "exact": span.of(text),
            "prefix": text[max(0, span.start - _AROUND) : span.start],
            "suffix": text[span.end : span.end + _AROUND],
        },
        {"type": "TextPositionSelector", "start": span.start, "end": span.end},
    ]
