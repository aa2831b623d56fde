"""What a word is under: a negation, or something that says it has not happened for certain.

"The barges were not sunk" and "the barges were sunk" hold the same content words. So each content word of a sentence must stand under the
same negations as in the cited text, and under a "may", "plans to" or "allegedly" where every mention in the cited text does.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from briefs.domain import Span
from briefs.language import content_tokens, fold
from briefs.verify.lexicon import Words, words_of

_WORD = re.compile(r"[^\W_]+(?:['’ʼ][^\W\d_]+)*")
_CLAUSE_END = re.compile(r"[;:.!?()«»“”\"]|\s[–—-]\s")
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
    stems = {token.span: token.stem for token in content_tokens(text, language)}
    harmless = [match.span() for match in words["not_negating"].phrases.finditer(fold(text))] if words["not_negating"].phrases else []
    row = [Span(*match.span()) for match in _WORD.finditer(text)]
    found = []
    for index, span in enumerate(row):
        stem = stems.get(span)
        if stem is None:
            continue
        negated, doubt = _over(text, row, index, stems, words, harmless)
        found.append(Governed(span, stem, negated, doubt))
    return found


def _over(
    text: str, row: list[Span], index: int, stems: dict[Span, str], words: Words, harmless: list[tuple[int, int]]
) -> tuple[bool, int]:
    """Whether a negator governs the word at `index`, and how doubtful it stands, looking back inside its clause."""
    negations, doubt, between = 0, 0, 0
    for back in range(1, _REACH + 1):
        if index - back < 0 or between > _CONTENT_REACH:
            break
        span = row[index - back]
        if _CLAUSE_END.search(text, span.end, row[index].start):
            break
        word = span.of(text)
        if words["negators"].holds(word):
            negations += not any(start <= span.start < end for start, end in harmless)
        elif words["modals"].holds(word) or words["unreal"].holds(word) or words["hedges"].holds(word):
            doubt = 2
        elif words["future"].holds(word):
            doubt = max(doubt, 1)
        elif span in stems:
            between += 1
    return negations % 2 == 1, doubt
