"""Sentences that touch on a claim without saying whether it is so: enough of its words, in the claim's own language."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from briefs.domain import Source, Span
from briefs.language import content_tokens, split_sentences

_SHARE = 0.45
_LEAST = 3


@dataclass(frozen=True, slots=True)
class Mention:
    """A sentence of a source that touches on the claim."""

    source: Source
    span: Span


def find_mentions(claim: str, sources: Iterable[Source], language: str) -> list[Mention]:
    """The fullest such sentence of every source, sources in the given order; none for a claim of fewer than three content words."""
    wanted = {token.stem for token in content_tokens(claim, language)}
    least = max(_LEAST, round(_SHARE * len(wanted)))
    if len(wanted) < _LEAST:
        return []
    found = []
    for source in sources:
        lowered = source.text.lower()
        # most sources of a large corpus have nothing of the claim: a look at the letters costs less than cutting them into sentences
        if source.language != language or sum(stem in lowered for stem in wanted) < least:
            continue
        best = max(split_sentences(source.text, language), key=lambda span: (_shared(span.of(source.text), wanted, language), -span.start))
        if _shared(best.of(source.text), wanted, language) >= least:
            found.append(Mention(source, best))
    return found


def _shared(text: str, wanted: set[str], language: str) -> int:
    return len({token.stem for token in content_tokens(text, language)} & wanted)
