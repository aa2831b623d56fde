"""Words that the article puts in quotation marks against those that the sources quote: the same, nearly the same, or nobody's."""

from __future__ import annotations

import difflib
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from briefs.domain import Source, Span
from briefs.language import find_quotations, fold

_NEAR = 0.6
"""A quotation whose closest words in a source with evidence are this much alike was meant to be those words (difflib ratio)."""
_NEAR_ELSEWHERE = 0.72
"""The same for a source that is no evidence for the claim: only what is clearly the same saying counts."""
_SHORTEST = 3
_LEAST_SHARED = 0.5
"""Share of the quoted words that a quotation must have before it is compared letter by letter."""
_GAPS = re.compile(r"\s*(?:\.\.\.|…|\[[^\]]*\])\s*")


@dataclass(frozen=True, slots=True)
class Nearest:
    """The words of a source's quotation that are most like what the article quotes."""

    source: Source
    span: Span


def stands_in(quoted: str, sources: Iterable[Source]) -> bool:
    """Whether a source has the words, letters and digits only; words around "…" and "[…]" count each by themselves."""
    parts = [plain(part) for part in _GAPS.split(quoted) if plain(part)]
    return any(all(part in plain(source.text) for part in parts) for source in sources)


def nearest_quotation(quoted: str, *, evidence: Sequence[Source], others: Sequence[Source]) -> Nearest | None:
    """The run of as many words inside a quotation of a source that is most like them; sources with evidence first.

    None for fewer than three words, for words that a source has as they are, and when none is alike enough.
    """
    if len(quoted.split()) < _SHORTEST or stands_in(quoted, (*evidence, *others)):
        return None
    return _nearest(quoted, evidence, _NEAR) or _nearest(quoted, others, _NEAR_ELSEWHERE)


def plain(text: str) -> str:
    """Letters and digits only: quotation marks, dashes and case differ from house to house."""
    return " ".join("".join(c if c.isalnum() or c.isspace() else " " for c in fold(text).replace("’", "'").replace("'", "")).split())


def _nearest(words: str, sources: Sequence[Source], least: float) -> Nearest | None:
    wanted, size = plain(words), len(words.split())
    vocabulary = set(wanted.split())
    best: tuple[float, Nearest] | None = None
    for source in sources:
        for quotation in find_quotations(source.text):
            inside = set(plain(quotation.inner.of(source.text)).split())
            if len(inside & vocabulary) < _LEAST_SHARED * len(vocabulary):
                continue
            for span in map(_without_stop(source.text), _runs(source.text, quotation.inner, size)):
                ratio = difflib.SequenceMatcher(None, wanted, plain(span.of(source.text)), autojunk=False).ratio()
                if ratio >= least and (best is None or ratio > best[0]):
                    best = (ratio, Nearest(source, span))
    return best[1] if best is not None else None


def _without_stop(text: str) -> Callable[[Span], Span]:
    """A span of the text without the comma or full stop that ends it."""
    return lambda span: Span(span.start, span.start + len(span.of(text).rstrip(" ,.;:")))


def _runs(text: str, inner: Span, size: int) -> list[Span]:
    """Runs of as many words, of one more and of one fewer, shortest first; the whole quotation when it is shorter."""
    places = [Span(inner.start + m.start(), inner.start + m.end()) for m in re.finditer(r"\S+", inner.of(text))]
    runs = [
        Span(places[first].start, places[first + length - 1].end)
        for length in (size - 1, size, size + 1)
        if 0 < length <= len(places)
        for first in range(len(places) - length + 1)
    ]
    return runs or ([Span(places[0].start, places[-1].end)] if places else [])
