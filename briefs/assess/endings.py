"""Where a cited clause may end: never at a word that asks for what follows, nor at a comma (`data/endings.yaml`)."""

from __future__ import annotations

import re
from functools import cache

from briefs.assess.tables import load_table
from briefs.domain import Span

_LAST_WORD = re.compile(r"(?<!\w)([^\W\d_]+)\W*\Z")
_MARKS = " \n\t,;:–—-"


def trimmed_end(text: str, span: Span, language: str) -> Span:
    """The span without joining words, commas and dashes at its end; as it is when nothing else would be left.

    A language without a list loses only its marks. `span` is in `text`.
    """
    joining = _joining(language)
    words = span.of(text).rstrip(_MARKS)
    while (match := _LAST_WORD.search(words)) is not None and match.group(1).lower() in joining and match.end() == match.end(1):
        words = words[: match.start(1)].rstrip(_MARKS)
    return Span(span.start, span.start + len(words)) if words else span


@cache
def _joining(language: str) -> frozenset[str]:
    return frozenset(str(word) for word in load_table("endings.yaml").get(language, ()))
