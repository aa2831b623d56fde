"""Who says what, read from words and commas alone: fast enough for every pair, and with no parser to load.

Shapes that are read: "X said (that) P", "P, X said", "P, said X", "according to X, P", "P, according to X", "X is accused of P",
"X is said to P", "X's claim that P", and bare hearsay ("allegedly"). A verb that has other uses ("reported a loss") counts only before
"that", a quotation or a comma.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from briefs.domain import Span
from briefs.language import fold
from briefs.verify.checker.lists import lists
from briefs.verify.checker.reading import WORD, Piece

_ACCORDING = re.compile(
    r"\b(?:according to|as reported by|as stated by|in the words of|attributed to|citing|quoting)\s+(?P<speaker>[^,;.]{2,80}?)(?=[,;.]|$)",
    re.I,
)
_PASSIVE = re.compile(r"\b(?:is|are|was|were|been|be|being)\s+(?:also\s+|widely\s+)?(?P<verb>\w+)\s+(?:to|of|by)\b", re.I)
_NOUN = re.compile(
    r"\b(?:claims?|allegations?|accusations?|reports?|rumou?rs?|statements?|suggestions?|assertions?|testimony)\s+(?:that|of|by|from)\b",
    re.I,
)
_OPENS_CONTENT = re.compile(r"\s*(?:,|:)?\s*(?:that\b|[\"“”‘«]|:)")
_TO_SOMEBODY = re.compile(r"\s+(?:to\s+)?(?:[\w’'.-]+\s+){1,4}?that\b")
_CITES = re.compile(r"citing|quoting", re.I)
""" "The Gazette reported, citing officials, that …": the paper and its verb before it are nobody's words."""
_IS_TOLD = re.compile(r"\b(?:is|are|was|were|been|be|being)\s+$")
_AFTER_CONTENT = re.compile(r"(?:,|[,.?!]?[\"”»])\s*$")
_NOUN_PHRASE = 24
"""Characters."""
_LONGEST_INVERTED = 10
_LONGEST_TAIL = 14
"""Words of "…, the ministry's spokesman said on Friday", at most."""


_LONGEST_HEAD, _LONGEST_BESIDE, _SHORTEST_SAID = 6, 8, 3
"""Words of a speaker before and inside its apposition, at most; words of what follows its verb, at least."""


@dataclass(frozen=True, slots=True)
class Frame:
    """One frame: the cue, the stretches that are said, and the stretch in which the speaker stands (empty when there is none)."""

    cue: Span
    scope: tuple[Span, ...]
    speaker: Span | None
    is_hearsay: bool = False
    is_factive: bool = False

    def gives(self, span: Span) -> bool:
        """Whether the words at `span` are the cue's or the speaker's."""
        return self.cue.overlaps(span) or (self.speaker is not None and self.speaker.overlaps(span))

    def covers(self, span: Span) -> bool:
        """Whether the words at `span` are part of what is said."""
        return any(part.overlaps(span) for part in self.scope)


@lru_cache(maxsize=8192)
def frames_of(piece: Piece) -> tuple[Frame, ...]:
    """Frames of an English sentence in the order of their shapes; none where no word of speech stands."""
    cues = lists()["cues"]
    if piece.language != "en" or not any(word in cues for word in piece.words):
        return ()
    text = piece.text
    according = list(_ACCORDING.finditer(text))
    frames = [
        Frame(
            Span(match.start(), match.start("speaker")),
            _stretches(text, (0, 0 if _CITES.match(match.group()) else match.start()), (match.end(), len(text))),
            Span(*match.span("speaker")),
        )
        for match in according
    ]
    for match in WORD.finditer(text):
        word = fold(match.group())
        if word in lists()["hearsay"] and not word.endswith("ly") and word != "unconfirmed":
            # "an alleged accomplice": the noun after it, no more
            end = min(len(text), match.end() + _NOUN_PHRASE)
            frames.append(Frame(Span(*match.span()), _stretches(text, (match.end(), end)), None, is_hearsay=True))
        elif word in lists()["hearsay"]:
            frames.append(Frame(Span(*match.span()), _stretches(text, (0, match.start()), (match.end(), len(text))), None, is_hearsay=True))
        elif word in cues and not any(found.start() <= match.start() < found.end() for found in according):
            frame = _verb(text, Span(*match.span()), word)
            if frame is not None:
                frames.append(frame)
    for match in _NOUN.finditer(text):
        frames.append(Frame(Span(*match.span()), _stretches(text, (match.end(), len(text))), _words_before(text, match.start(), 5)))
    return tuple(frames)


def _verb(text: str, cue: Span, word: str) -> Frame | None:
    factive = word in lists()["factive"]
    if re.search(r"\b(?:not|never|n['’]t)\s+$", text[max(0, cue.start - 8) : cue.start]):
        return None
    passive = _PASSIVE.search(text, max(0, cue.start - 20), min(len(text), cue.end + 4))
    if passive and passive.start("verb") == cue.start:
        return Frame(cue, _stretches(text, (0, cue.start), (cue.end, len(text))), None, is_factive=factive)
    if _IS_TOLD.search(text, max(0, cue.start - 12), cue.start):
        # "before residents were told": it says to whom, not who speaks
        return None
    tail = _tail(text, cue)
    if tail is not None:
        content_end, speaker = tail
        rest = text.find(",", max(cue.end, speaker.end if speaker else 0))
        after = (rest, len(text)) if 0 < rest < len(text) - 12 else (len(text), len(text))
        return Frame(cue, _stretches(text, (0, content_end), after), speaker, is_factive=factive)
    opens = _OPENS_CONTENT.match(text, cue.end) or _TO_SOMEBODY.match(text, cue.end)
    if opens is None and word not in lists()["saying"]:
        return None
    return Frame(
        cue, _stretches(text, (opens.end() if opens else cue.end, len(text))), _words_before(text, cue.start, 9), is_factive=factive
    )


def _tail(text: str, cue: Span) -> tuple[int, Span | None] | None:
    """Where what is said ends, and the speaker, of "P, X said" and "P, said X"."""
    before = text[: cue.start].rstrip()
    if _AFTER_CONTENT.search(before) and _is_apposition(text, before, cue):
        return None
    if _AFTER_CONTENT.search(before) and len(before.split()) >= 3:
        stop = re.search(r"[,;.]", text[cue.end :])
        end = cue.end + stop.start() if stop else len(text)
        if len(text[cue.end : end].split()) > _LONGEST_INVERTED or (_OPENS_CONTENT.match(text, cue.end) and not stop):
            return None
        return len(before), Span(cue.end, end) if end > cue.end else None
    comma = max(before.rfind(", "), before.rfind(",” "), before.rfind('," '), before.rfind("” "), before.rfind('" '))
    if comma < 0 or len(before[:comma].split()) < 3:
        return None
    between = before[comma:]
    rest = re.split(r"[.;]", text[cue.end :])[0]
    is_end = len(rest.split()) <= 6 and not _OPENS_CONTENT.match(text, cue.end)
    if len(between.split()) > _LONGEST_TAIL or not is_end or re.match(r",\s+(?:and|but|who|which|while|although)\b", between):
        return None
    return comma, Span(comma + 1, cue.start) if comma + 1 < cue.start else None


def _is_apposition(text: str, before: str, cue: Span) -> bool:
    """ "Its director, Anna Reed, told reporters that …", "The operator, Kemra, says the plant …": this is the speaker."""
    if before[-1] != ",":
        return False
    if _OPENS_CONTENT.match(text, cue.end) or _TO_SOMEBODY.match(text, cue.end):
        return True
    clause = re.split(r"[;:.!?]\s|[\"“”]", before[:-1])[-1]
    head, comma, beside = clause.rpartition(", ")
    said = re.split(r"[,;.]", text[cue.end :])[0].split()
    is_short = 0 < len(head.split()) <= _LONGEST_HEAD and 0 < len(beside.split()) <= _LONGEST_BESIDE
    if not comma or not is_short or len(said) < _SHORTEST_SAID or beside.split()[0].endswith(("ing", "ed")):
        return False
    return bool(re.search(r"\b[A-Z]\w", beside) or re.search(r"\s[A-Z]\w", head))


def _words_before(text: str, end: int, most: int) -> Span | None:
    """The words before a cue, back to the beginning of its clause."""
    start = max((text.rfind(mark, 0, end) + 1 for mark in (";", ":", "\n", "“", '"')), default=0)
    words = [match.start() for match in WORD.finditer(text, start, end)]
    return Span(words[-most] if len(words) > most else words[0], end) if words else None


def _stretches(text: str, *ends: tuple[int, int]) -> tuple[Span, ...]:
    return tuple(Span(a, b) for a, b in ends if a < b and text[a:b].strip())
