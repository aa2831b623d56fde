"""Plain text, and the two lines of metadata that reporters put on top of it."""

from __future__ import annotations

import re

from briefs.collect.extracted import Extracted, date_text

_DATE_LINE = re.compile(r"\s*date\s*:?\s+(\d{4}-\d{2}-\d{2})\b[ \t]*\n?", re.IGNORECASE)
_HEADLINE_END = tuple(".;:,…")
_HEADLINE_LENGTH = 160


def load_plain(text: str) -> Extracted:
    """The text, with a leading `date 2026-03-06` taken off as metadata."""
    match = _DATE_LINE.match(text)
    dated = date_text(match[1]) if match else ""
    return Extracted(text=text[match.end() :] if match and dated else text, published_at=dated)


def split_headline(text: str) -> tuple[str, str]:
    """(headline, rest) when the first line stands alone before a blank line, is short and does not end like a sentence; else ("", text)."""
    head, blank, rest = text.lstrip("\n").partition("\n\n")
    headline = head.strip()
    if not blank or not rest.strip() or "\n" in headline or not 3 <= len(headline) <= _HEADLINE_LENGTH:
        return "", text
    if headline.endswith(_HEADLINE_END) or len(headline.split()) < 2:
        return "", text
    return headline, rest.lstrip("\n")
