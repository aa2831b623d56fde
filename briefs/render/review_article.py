"""The article on the review page: its own text, the words of each claim marked, and a tag behind them that says number and standing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from briefs.domain import Brief, Document, Span, WordingVerdict
from briefs.language import split_sentences
from briefs.render.blocks import Block, ClaimLink, Content, Inline, Paragraph, Text
from briefs.render.overview import claim_anchor, verdict_word
from briefs.render.plain import Redaction
from briefs.render.strings import Strings

_PIECE = 3000
"""Longest stretch of text laid out at once: what is shown is cut beyond 4,000 characters, and not a word of the article may be lost."""
_PIECES = re.compile(rf"(?s).{{1,{_PIECE}}}")


@dataclass(frozen=True, slots=True)
class _Marked:
    number: int
    brief: Brief
    span: Span


@dataclass(frozen=True)
class ArticleLayout:
    """Lays out the whole article, or what stands around one claim."""

    document: Document
    words: Strings
    shown: Redaction

    def lay_out(self) -> tuple[Block, ...]:
        """A paragraph a line of the article. Claims that stand nowhere in it have no mark."""
        text = self.document.article.text
        marked = list(self._marked())
        blocks: list[Block] = []
        start = 0
        for line in text.split("\n"):
            end = start + len(line)
            if line.strip():
                blocks.append(Paragraph(tuple(self._pieces(Span(start, end), marked, is_tagged=True))))
            start = end + 1
        return tuple(blocks)

    def around(self, number: int, brief: Brief) -> Content:
        """The sentences of the article in which a claim stands, its words marked; nothing for a claim that stands nowhere in it."""
        article, span = self.document.article, self._span(brief)
        if span is None:
            return ()
        touched = [sentence for sentence in split_sentences(article.text, article.language) if sentence.overlaps(span)]
        if not touched:
            return ()
        whole = Span(min(touched[0].start, span.start), max(touched[-1].end, span.end))
        return tuple(self._pieces(whole, [_Marked(number, brief, span)], is_tagged=False))

    def _marked(self) -> Iterator[_Marked]:
        for number, brief in enumerate(self.document.briefs, 1):
            span = self._span(brief)
            if span is not None:
                yield _Marked(number, brief, span)

    def _span(self, brief: Brief) -> Span | None:
        span = brief.claim.span
        return span if span is not None and span.end <= len(self.document.article.text) else None

    def _pieces(self, stretch: Span, marked: list[_Marked], *, is_tagged: bool) -> Iterator[Inline]:
        """The stretch cut wherever a claim or a fault begins or ends."""
        here = [item for item in marked if item.span.overlaps(stretch)]
        faults = [item.brief.wording.fault for item in here if item.brief.wording.fault is not None]
        edges = {stretch.start, stretch.end}
        edges |= {edge for span in [*(item.span for item in here), *faults] for edge in (span.start, span.end)}
        cuts = sorted(edge for edge in edges if stretch.start <= edge <= stretch.end)
        for start, end in pairwise(cuts):
            piece = Span(start, end)
            # of claims inside one another the shortest names the piece
            inside = sorted((item for item in here if item.span.overlaps(piece)), key=lambda item: len(item.span))
            style = f"marked {inside[0].brief.assessment.standing.value}" if inside else ""
            if any(fault.overlaps(piece) for fault in faults):
                style = f"{style or 'marked'} fault"
            yield from self._texts(piece.of(self.document.article.text), style)
            if is_tagged:
                for item in here:
                    if item.span.end == end:
                        yield from self._tag(item)

    def _texts(self, text: str, style: str) -> Iterator[Text]:
        for match in _PIECES.finditer(text):
            yield from spaced(match.group(), self.shown, style)

    def _tag(self, item: _Marked) -> Iterator[Inline]:
        standing = item.brief.assessment.standing.value
        label = self.words("review_tag", number=item.number, standing=self.words(f"standing_{standing}"))
        if item.brief.wording.verdict is not WordingVerdict.SOUND:
            label += f" ▸ {verdict_word(item.brief.wording, self.words)}"
        yield Text(" ")
        yield ClaimLink(label, claim_anchor(item.number), f"tag {standing}", article_anchor(item.number))


def article_anchor(number: int) -> str:
    """The fragment by which the claim of that number is reached in the article."""
    return f"in-article-{number}"


def spaced(text: str, shown: Redaction, style: str, lang: str = "") -> Iterator[Text]:
    """The text as a reader may see it, with the blank on either side that it has: pieces of a sentence must not run together."""
    bare = shown(text)
    if not bare:
        if text:
            yield Text(" ")
        return
    if text[0].isspace():
        yield Text(" ")
    yield Text(bare, style, lang)
    if text[-1].isspace():
        yield Text(" ")
