"""What the finders of attributions hand on: one cue with one stretch of content, before chains, names and flags are worked out."""

from __future__ import annotations

from dataclasses import dataclass, field

from briefs.domain import Span, SpeechAct

_OPENING = " \t\n,;:.–—-"
_CLOSING = " \t\n,;:–—-"


@dataclass(slots=True, kw_only=True)
class Found:
    """One raw attribution; offsets are in the source's text. A content in two pieces is two of these with the same cue."""

    cue: Span | None
    content: Span
    act: SpeechAct = SpeechAct.ASSERTS
    speaker: Span | None = None
    """The speaker without relative clauses and appositions; None when impersonal."""
    full_speaker: Span | None = None
    """The whole noun phrase."""
    carriers: list[Span] = field(default_factory=list)
    """Who passes it on, outermost first, as the sentence itself says ("A, citing B": A)."""
    outer: list[Span] = field(default_factory=list)
    """Speakers of the attributions this one stands in, outermost first."""
    is_hedged: bool = False
    kind: str = "verb"
    """Which finder made it: verb, frame, adverb, noun, phrase, observation, continued, quotation, or back (its content is the
    sentence before)."""

    def own_carriers(self) -> list[Span]:
        """A copy of the carriers its own sentence names."""
        return list(self.carriers)


def trimmed(text: str, start: int, end: int) -> Span | None:
    """The span without blanks and separating punctuation at its edges and without a final full stop; None when nothing is left."""
    while start < end and text[start] in _OPENING:
        start += 1
    while end > start and text[end - 1] in _CLOSING:
        end -= 1
    if end > start + 1 and text[end - 1] == "." and text[end - 2] not in ".":
        end -= 1
    return Span(start, end) if end > start else None


def without(outer: Span, hole: Span) -> list[tuple[int, int]]:
    """What is left of `outer` after `hole` is cut out: none, one or two ranges, in order."""
    if not outer.overlaps(hole):
        return [(outer.start, outer.end)]
    ranges = [(outer.start, hole.start), (hole.end, outer.end)]
    return [(start, end) for start, end in ranges if start < end]
