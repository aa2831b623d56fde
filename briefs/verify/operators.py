"""What a word is under: a negation, or something that says it has not happened for certain.

"The barges were not sunk" and "the barges were sunk" hold the same content words. So each content word of a sentence must stand under the
same negations as in the cited text, and under a "may", "plans to" or "allegedly" where every mention in the cited text does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from briefs.domain import Span
from briefs.verify.lexicon import Words, words_of
from briefs.verify.reading import dates_of, tokens_of

_WORD = re.compile(r"[^\W_]+(?:['’ʼ][^\W\d_]+)*")
_CLAUSE_END = re.compile(r"[;:.!?()]|\s[–—-]\s|,\s(?:against|despite|contrary to|while|whereas|although|though|but)\s", re.IGNORECASE)
_TELLER_BEFORE = re.compile(r",\s(?:the\s)?\Z", re.IGNORECASE)
_TELLER_AFTER = re.compile(r"\s(?:says?|said|told)\b")
_REACH = 5
"""Words between an operator and what it governs, at most."""
_CONTENT_REACH = 1
"""Content words between them, at most: "did not independently confirm"."""


@dataclass(frozen=True, slots=True)
class Governed:
    """A content word with what stands over it."""

    span: Span
    stem: str
    is_negated: bool
    doubt: int
    """0 said plainly, 1 said to come ("will"), 2 said to be possible, tried, planned or alleged."""


def governed_words(text: str, language: str) -> list[Governed]:
    """The content words of a text in order. A language without word lists negates nothing."""
    words = words_of(language)
    stems = {token.span: token.stem for token in tokens_of(text, language)}
    harmless = [Span(*ends) for ends in words["not_negating"].find(text)]
    row = [Span(*match.span()) for match in _WORD.finditer(text)]
    dates = [date.span for date in dates_of(text, language)]
    # "20 May" is no "may"
    row = [span for span in row if not any(date.contains(span) for date in dates) or span.of(text)[0].isdigit()]
    is_negator = [words["negators"].holds(span.of(text)) and not any(h.contains(span) for h in harmless) for span in row]
    found: list[Governed] = []
    for index, span in enumerate(row):
        stem = stems.get(span)
        if stem is not None:
            negations, doubt = _over(text, row, index, stems, words, is_negator)
            negations += _trailing(text, row, index, stems, is_negator)
            found.append(Governed(span, stem, negations % 2 == 1, doubt))
    return found


def _over(text: str, row: list[Span], index: int, stems: dict[Span, str], words: Words, is_negator: list[bool]) -> tuple[int, int]:
    """How many negators govern the word at `index`, and how doubtful it stands, looking back inside its clause."""
    negations, doubt, between = 0, 0, 0
    if _TELLER_BEFORE.search(text, 0, row[index].start) and _TELLER_AFTER.match(text, row[index].end):
        # "with nobody to watch it, the official said": who tells is no part of what is denied
        return 0, 0
    for back in range(index - 1, max(-1, index - _REACH - 1), -1):
        span = row[back]
        if between > _CONTENT_REACH or _CLAUSE_END.search(text, span.end, row[index].start):
            break
        word = span.of(text)
        if is_negator[back]:
            negations += 1
        elif words["modals"].holds(word) or words["unreal"].holds(word) or words["hedges"].holds(word):
            doubt = 2
        elif words["future"].holds(word):
            doubt = max(doubt, 1)
        elif span in stems:
            between += 1
    return negations, doubt


def _trailing(text: str, row: list[Span], index: int, stems: dict[Span, str], is_negator: list[bool]) -> int:
    """Negators behind the word that govern no content word of their own: "the fighting was not over"."""
    count = 0
    for ahead in range(index + 1, min(len(row), index + _REACH + 1)):
        if _CLAUSE_END.search(text, row[index].end, row[ahead].start) or row[ahead] in stems:
            return 0 if row[ahead] in stems else count
        count += is_negator[ahead]
    return count
