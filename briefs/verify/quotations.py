"""What a sentence puts in quotation marks stands so, word for word, in a cited span.

From a source whose stored text is somebody else's rendering (a summary, a translation, own words) only fragments that the text itself puts
in quotation marks may be quoted.
"""

from __future__ import annotations

import re

from briefs.domain import Finding
from briefs.language import find_quotations
from briefs.verify.case import Case, CitedSpan

_GLYPHS = str.maketrans(dict.fromkeys("‘’‚‛`´ʼ′", "'") | dict.fromkeys("“”„‟«»″", '"') | {"‹": "'", "›": "'", "‑": "-", "\u00ad": None})
_ELLIPSIS = re.compile(r"\s*(?:\[\s*(?:…|\.{3})\s*\]|…|\.{3})\s*")
_EDGE = " ,.;:!?…"
_MARKS = re.compile('[“”„«»"]')


def check_quotations(case: Case) -> list[Finding]:
    """Findings `quotation-not-verbatim` and `own-words-quoted`."""
    findings = []
    quotations = find_quotations(case.text)
    for match in _MARKS.finditer(case.text):
        if not any(quotation.span.start <= match.start() < quotation.span.end for quotation in quotations):
            message = "a quotation mark without its pair: where the quotation begins or ends cannot be told"
            findings.append(Finding("quotation-not-verbatim", message, case.text[max(0, match.start() - 20) : match.end() + 20]))
    for quotation in quotations:
        inner = quotation.inner.of(case.text)
        holders = [span for span in case.cited if _holds(span.text, inner)]
        if not holders:
            findings.append(Finding("quotation-not-verbatim", "the words in quotation marks do not stand so in a cited span", inner))
        elif not any(_may_quote(span, inner) for span in holders):
            kind = holders[0].source.text_kind.value
            message = f"the cited text is a {kind}, not the publisher's words, and does not itself quote this; drop the quotation marks"
            findings.append(Finding("own-words-quoted", message, inner))
    return findings


def is_verbatim(inner: str, text: str) -> bool:
    """Whether every piece of the quotation (pieces stand between ellipses) stands in the text, in order."""
    position = 0
    haystack = _plain(text)
    for piece in _ELLIPSIS.split(inner):
        wanted = _plain(piece).strip(_EDGE)
        if not wanted:
            continue
        found = re.compile(rf"(?<!\w){re.escape(wanted)}(?!\w)").search(haystack, position)
        if found is None:
            return False
        position = found.end()
    return position > 0


def _holds(text: str, inner: str) -> bool:
    return is_verbatim(inner, text)


def _may_quote(span: CitedSpan, inner: str) -> bool:
    if span.source.text_kind.is_verbatim:
        return True
    start, end = span.citation.span.start, span.citation.span.end
    # the source's own marks may lie just outside the cited cut, so they are looked for in the whole text
    for quotation in find_quotations(span.source.text):
        overlap_start, overlap_end = max(start, quotation.inner.start), min(end, quotation.inner.end)
        if overlap_start < overlap_end and is_verbatim(inner, span.source.text[overlap_start:overlap_end]):
            return True
    return False


def _plain(text: str) -> str:
    return re.sub(r"\s+", " ", text.translate(_GLYPHS)).strip()
