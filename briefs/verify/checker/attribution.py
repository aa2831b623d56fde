"""Attribution kept: what the evidence only attributes the sentence may not assert, and it may give words to nobody else.

The rule is that of `verify.attribution_kept`, on bare texts and with quick frames (`checker.frames`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from briefs.domain import Finding, Span
from briefs.language import names_corefer
from briefs.verify.checker.frames import Frame, frames_of
from briefs.verify.checker.lists import lists
from briefs.verify.checker.reading import WORD, Piece, english_stem
from briefs.verify.names import are_kin

_MOST = 0.5
"""Share of the sentence's carried words that must be attributed in the evidence, or inside one frame."""
_LEAST = 2
_UNNAMED = re.compile(r"\b(?:unnamed|anonymous|unidentified)\b|\bsources?\b", re.I)


def attribution_findings(sentence: Piece, evidence: Sequence[Piece]) -> list[Finding]:
    """Findings `attribution-dropped` and `speaker-changed`. `evidence`: the sentences that carry the sentence, in their order."""
    stems = set(sentence.stems)
    near = [piece for piece in evidence if len(stems & set(piece.stems)) >= min(_LEAST, len(stems))]
    if not any(frames_of(piece) for piece in near):
        return []
    said = frames_of(sentence)
    return [*_dropped(sentence, near, said), *_changed(sentence, near, said)]


def speaks(piece: Piece) -> bool:
    """Whether a word of speech or hearsay stands in it."""
    cues = lists()["cues"]
    return any(word in cues for word in piece.words)


def _dropped(sentence: Piece, evidence: Sequence[Piece], said: Sequence[Frame]) -> list[Finding]:
    """Most words that the evidence has, it has only as somebody's words, and the sentence gives them to nobody."""
    if any(frame.is_hearsay for frame in said) or any(word in lists()["hearsay"] for word in sentence.words):
        return []
    own = 0
    attributed: list[str] = []
    inner = [frame for frame in said if _is_inner(sentence, frame, said, evidence)]
    for start, end, stem in sentence.tokens:
        place = Span(start, end)
        over = [frame for frame in said if (frame.gives(place) or frame.covers(place)) and not frame.is_factive]
        if any(frame not in inner for frame in over):
            continue
        mentions = [(piece, Span(a, b)) for piece in evidence for a, b, other in piece.tokens if other == stem]
        if not mentions:
            continue
        own += 1
        if all(_is_attributed(piece, at) for piece, at in mentions):
            attributed.append(sentence.text[start:end])
    if len(attributed) >= _LEAST and len(attributed) >= _MOST * own:
        return [Finding("attribution-dropped", "the span attributes this; the sentence says it in its own voice", ", ".join(attributed))]
    return []


def _is_inner(sentence: Piece, frame: Frame, said: Sequence[Frame], evidence: Sequence[Piece]) -> bool:
    """Whether the evidence has the frame's verb only inside somebody's words ("he said that the vote suggests …"), unlike the sentence."""
    if any(other is not frame and (other.covers(frame.cue) or other.gives(frame.cue)) for other in said):
        return False
    cue = frame.cue.of(sentence.text).strip().lower()
    mentions = [(piece, Span(*match.span())) for piece in evidence for match in WORD.finditer(piece.text) if match.group().lower() == cue]
    return bool(mentions) and all(_is_spoken(piece, at) for piece, at in mentions)


def _is_spoken(piece: Piece, place: Span) -> bool:
    return any(frame.covers(place) and not frame.is_factive and not frame.is_hearsay for frame in frames_of(piece))


def _is_attributed(piece: Piece, place: Span) -> bool:
    return any(frame.covers(place) and not frame.is_factive for frame in frames_of(piece))


def _changed(sentence: Piece, evidence: Sequence[Piece], said: Sequence[Frame]) -> list[Finding]:
    """The speaker of the frame that holds the same words must be the same, or have no name there."""
    there = [(piece, frame) for piece in evidence for frame in frames_of(piece) if not frame.is_hearsay]
    findings = []
    for frame in said:
        speakers = _names(sentence, frame.speaker)
        stems = {stem for start, end, stem in sentence.tokens if frame.covers(Span(start, end))}
        if not speakers or not stems:
            continue
        covering = [(piece, other) for piece, other in there if _share(stems, piece, other) >= _MOST]
        if (
            covering
            and not any(_may_be(speakers, piece, other) for piece, other in covering)
            and not _answers(sentence, frame, speakers, there)
        ):
            findings.append(Finding("speaker-changed", "the span gives these words to another speaker", speakers[0]))
            break
    return findings


def _answers(sentence: Piece, frame: Frame, speakers: Sequence[str], there: Sequence[tuple[Piece, Frame]]) -> bool:
    """ "Nordline denied this": a speaker with the same verb, whose words stand in the sentence before and are only pointed at."""
    verb = english_stem(frame.cue.of(sentence.text).strip().lower())
    return any(
        not any(other.covers(Span(start, end)) for start, end, _ in piece.tokens)
        and english_stem(other.cue.of(piece.text).strip().lower()) == verb
        and bool(_names(piece, other.speaker))
        and _may_be(speakers, piece, other)
        for piece, other in there
    )


def _share(stems: set[str], piece: Piece, frame: Frame) -> float:
    """Share of the sentence's words, among those that this evidence sentence has, that stand inside the frame."""
    carried = stems & set(piece.stems)
    held = {stem for start, end, stem in piece.tokens if frame.covers(Span(start, end))}
    return len(carried & held) / len(carried) if len(carried) >= min(_LEAST, len(stems)) else 0.0


def _may_be(speakers: Sequence[str], piece: Piece, frame: Frame) -> bool:
    """Whether one of the names is the frame's speaker, or the frame's own speaker has no name."""
    given = _names(piece, frame.speaker)
    if not given and frame.speaker is not None and _UNNAMED.search(frame.speaker.of(piece.text)):
        # a source that the span leaves without a name is none of the names that it gives to others; who carries it may stand for it
        return any(names_corefer(name, mention.span.of(piece.text)) for name in speakers for mention in piece.names)
    return not given or any(names_corefer(a, b) or are_kin(a, b) for a in speakers for b in given)


def _names(piece: Piece, place: Span | None) -> list[str]:
    return [mention.span.of(piece.text) for mention in piece.names if place is not None and mention.span.overlaps(place)]
