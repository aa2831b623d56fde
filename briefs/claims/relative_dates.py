"""Relative times that the same paragraph pins down: "the next day" after "on 23 June" is "the day after 23 June".

Nothing is computed: the claim says the article's own day, so that no date stands in a claim that the article does not give.
"""

from __future__ import annotations

import re
from typing import Any

from briefs.claims.syntax import Sentence
from briefs.language import DateMention, find_dates

_NEXT = re.compile(r"(?:on )?the (?:next|following) day\b", re.IGNORECASE)
_LATER = re.compile(
    r"\b((?:a|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\d{1,3}) (?:days?|weeks?)) later\b", re.IGNORECASE
)
_SAME = re.compile(r"\b(?:on )?(?:that|the same) (day|morning|afternoon|evening|night)\b", re.IGNORECASE)


class DayAnchor:
    """The last day that the text named, as it reads on."""

    def __init__(self) -> None:
        self._day = ""
        self._paragraph = -1
        self._sentence = -1
        self._is_stale = False

    def read(self, sentence: Sentence) -> dict[tuple[int, ...], str]:
        """Token runs of the sentence -> the same time by the day that it counts from. Only days of the same paragraph are used."""
        text = sentence.doc.text
        days = [(d.span.start, d) for d in find_dates(text, "en") if _is_day(d)]
        found: dict[tuple[int, ...], str] = {}
        for start, end, wording in _relative(text):
            anchor = self._anchor(text, start, days, sentence)
            if anchor and (run := _run(sentence.doc, start, end)):
                opens = sentence.doc[run[0]].idx == 0
                phrase = wording.format(anchor)
                found[run] = phrase[0].upper() + phrase[1:] if opens else phrase
        if days:
            self._day = days[-1][1].span.of(text)
            self._paragraph, self._sentence, self._is_stale = sentence.paragraph, sentence.number, False
        elif _relative(text):
            self._is_stale = True
        return found

    def _anchor(self, text: str, start: int, days: list[tuple[int, DateMention]], sentence: Sentence) -> str:
        here = [mention.span.of(text) for at, mention in days if at < start]
        if here:
            return here[-1]
        is_near = self._paragraph == sentence.paragraph and sentence.number - self._sentence <= 2
        return self._day if is_near and not self._is_stale else ""


def _is_day(mention: DateMention) -> bool:
    return bool(re.fullmatch(r"(?:\d{4}|-)-\d{2}-\d{2}", mention.value))


def _relative(text: str) -> list[tuple[int, int, str]]:
    found = [(m.start(), m.end(), "the day after {}") for m in _NEXT.finditer(text)]
    found += [(m.start(), m.end(), f"{m.group(1)} after {{}}") for m in _LATER.finditer(text)]
    for match in _SAME.finditer(text):
        part = match.group(1).lower()
        found.append(
            (
                match.start(),
                match.end(),
                "on {}" if part == "day" else f"in the {part} of {{}}" if part != "night" else "in the night of {}",
            )
        )
    return sorted(found)


def _run(doc: Any, start: int, end: int) -> tuple[int, ...]:
    tokens = tuple(t.i for t in doc if start <= t.idx < end)
    return tokens if tokens and doc[tokens[0]].idx == start else ()
