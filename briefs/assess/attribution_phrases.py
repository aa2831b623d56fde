"""Noun phrases without a parser: where a speaker begins and ends beside his cue."""

from __future__ import annotations

import re

from briefs.assess.attribution_found import trimmed
from briefs.assess.attribution_pattern_cues import PatternCues
from briefs.domain import Span

_WORD = re.compile(r"«[^»\n]{1,80}»|„[^“”\n]{1,80}[“”]|“[^”\n]{1,80}”|\"[^\"\n]{1,80}\"|[\w’'][\w’'.-]*[\w’']|\w|\S")
_BREAKS = ",;:()—–!?\n."
_MAX_WORDS = 14
_LINKS = {
    "de": (
        "des",
        "der",
        "die",
        "das",
        "dem",
        "den",
        "ein",
        "eine",
        "eines",
        "einer",
        "einem",
        "einen",
        "von",
        "vom",
        "für",
        "und",
        "in",
        "im",
        "aus",
        "zur",
        "zum",
        "mehrere",
        "mehrerer",
        "zwei",
        "drei",
        "seine",
        "seiner",
        "seines",
        "ihre",
        "ihrer",
        "ihres",
        "dieser",
        "dieses",
        "an",
    ),
}
_ADJECTIVE_ENDINGS = ("e", "en", "er", "es", "em")


def noun_phrase_after(text: str, start: int, end: int, cues: PatternCues) -> Span | None:
    """The noun phrase that begins at `start` (blanks skipped) and ends before a break, a verb or a word that no noun phrase holds."""
    last: int | None = None
    taken = 0
    linked = True
    for match in _WORD.finditer(text, start, end):
        word = match.group()
        if word in _BREAKS or taken >= _MAX_WORDS or "\n" in text[last or start : match.start()]:
            break
        if cues.noun_phrase_stops.match(text, match.start()) or (taken and cues.verbs.fullmatch(word)):
            break
        if cues.complementisers.match(text, max(start, match.start() - 2)) or cues.citing.match(text, match.start()):
            break
        if cues.language in _LINKS:
            accepts, linked = _german(word, cues, is_linked=linked, taken=taken)
            if not accepts:
                break
            if word.lower() in _LINKS[cues.language]:
                taken += 1
                continue
        elif taken and word[0].islower() and cues.adverbs.fullmatch(word):
            break
        taken += 1
        last = match.end()
    if last is None:
        return None
    span = trimmed(text, start, last)
    preposition = cues.speaker_prepositions.match(text, span.start, span.end) if span else None
    if span is not None and preposition is not None and cues.language in ("ru", "uk") and preposition.end() < span.end:
        return trimmed(text, preposition.end(), span.end)
    return span


def _german(word: str, cues: PatternCues, *, is_linked: bool, taken: int) -> tuple[bool, bool]:
    """Whether the word goes on with the phrase, and whether an adjective may follow: only after an article or a preposition."""
    lower = word.lower()
    if lower in _LINKS["de"] and word[0].islower():
        return True, True
    if word[0].isupper() or word[0] in "„“\"«»'":
        return True, False
    if is_linked and lower.endswith(_ADJECTIVE_ENDINGS):
        return True, True
    if taken == 0 and any(pattern.fullmatch(word) for pattern in cues.pronouns.values()):
        return True, False
    return False, False


def noun_phrase_before(text: str, start: int, end: int, cues: PatternCues) -> Span | None:
    """The noun phrase that ends at `end`, at the earliest from `start`; adverbials at its edges are dropped."""
    begin = start
    for match in re.finditer(r"[,;:()—–]\s+|\n", text[start:end]):
        begin = start + match.end()
    if begin >= end or not text[begin:end].strip(" ,"):
        # "X, the head of Y, said": fall back on what stands before the last comma
        begin = start
    span = _without_relative(text, trimmed(text, begin, end), cues)
    while span is not None:
        first = re.compile(r"\w+").match(text, span.start)
        if first is not None and cues.pronouns["person"].fullmatch(first.group()):
            return Span(first.start(), first.end())
        shorter = _without_adverb(text, span, cues)
        if shorter == span:
            return span if len(span.of(text).split()) <= _MAX_WORDS else None
        span = shorter
    return None


def _without_relative(text: str, span: Span | None, cues: PatternCues) -> Span | None:
    """ "den die Behörde": the relative pronoun before an article is no part of the subject."""
    if span is None or cues.language != "de":
        return span
    match = re.compile(r"(?:den|die|der|das|dem) (?=(?:die|der|das|den|dem|ein|eine)\b)").match(text, span.start, span.end)
    return span if match is None else trimmed(text, match.end(), span.end)


def _without_adverb(text: str, span: Span, cues: PatternCues) -> Span | None:
    written = span.of(text)
    opening = cues.adverbs.match(text, span.start, span.end)
    if opening is not None and (opening.end() == span.end or text[opening.end()].isspace()):
        return trimmed(text, opening.end(), span.end) if opening.end() < span.end else None
    last = written.split()[-1]
    if len(written.split()) > 1 and cues.adverbs.fullmatch(last):
        return trimmed(text, span.start, span.end - len(last))
    preposition = cues.speaker_prepositions.match(text, span.start, span.end)
    if preposition is not None and preposition.end() < span.end:
        return trimmed(text, preposition.end(), span.end)
    return span
