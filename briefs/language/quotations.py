"""Quotations: what stands between quotation marks, in the marks of several languages."""

from __future__ import annotations

import re
from dataclasses import dataclass

from briefs.domain import Span
from briefs.language.remembering import remembered

_PAIRS = {"“": "”“", "„": '“”"', "«": "»", "»": "«", "‘": "’‘", "‚": "‘’'", "‹": "›", "›": "‹", '"': '"”', "'": "'", "``": "''"}
_MARKS = re.compile(r"[“”„«»‘’‚‹›\"']")
_PARAGRAPH = re.compile(r"\n[ \t]*\n")
_MAX_LENGTH = 5000
"""A quotation is no longer than this many characters: a mark left open swallows no more."""
_SINGLE = "‘‚'›‹"


@dataclass(frozen=True, slots=True)
class Quotation:
    """`span` includes the marks, `inner` does not."""

    span: Span
    inner: Span


@remembered
def find_quotations(text: str) -> list[Quotation]:
    """Outermost quotations, in order, never overlapping. Apostrophes are no marks; a quotation ends with its paragraph."""
    found: list[Quotation] = []
    start = 0
    for gap in [*(m.span() for m in _PARAGRAPH.finditer(text)), (len(text), len(text))]:
        found.extend(_in_paragraph(text, start, gap[0]))
        start = gap[1]
    return found


def _in_paragraph(text: str, start: int, end: int) -> list[Quotation]:
    marks = [m.start() for m in _MARKS.finditer(text, start, end)]
    quotations: list[Quotation] = []
    index = 0
    while index < len(marks):
        at = marks[index]
        closing = _closing_index(text, marks, index, start, end) if _may_open(text, at, start, end) else None
        if closing is None:
            index += 1
            continue
        quotations.append(Quotation(Span(at, marks[closing] + 1), Span(at + 1, marks[closing])))
        index = closing + 1
    return quotations


def _may_open(text: str, at: int, start: int, end: int) -> bool:
    mark = text[at]
    if mark not in _PAIRS or at + 1 >= end or text[at + 1].isspace():
        return False
    before = text[at - 1] if at > start else " "
    return not before.isalnum()


def _closing_index(text: str, marks: list[int], index: int, start: int, end: int) -> int | None:
    opening = marks[index]
    mark = text[opening]
    closers = _PAIRS[mark]
    depth = 0
    # a bounded look ahead keeps a text full of marks that never close from costing the square of its length
    for later in range(index + 1, min(len(marks), index + 200)):
        at = marks[later]
        if at - opening > _MAX_LENGTH:
            return None
        if text[at] in closers and at > opening + 1 and _may_close(text, at, end, single=mark in _SINGLE):
            if depth == 0:
                return later
            depth -= 1
        elif text[at] == mark and mark not in closers and _may_open(text, at, start, end):
            depth += 1
    return None


def _may_close(text: str, at: int, end: int, *, single: bool) -> bool:
    after = text[at + 1] if at + 1 < end else " "
    if after.isalnum():
        return False
    before = text[at - 1]
    if not single:
        return not before.isspace() or text[at] in "»«”“"
    # "the soldiers’ leave": a possessive is followed by a blank and a word, and so may a closing mark be; prefer punctuation, else take it
    return not before.isspace()
