"""Sentences as spans: abbreviations, initials, decimals, quotations, headings and lists.

One pass over the text, with patterns that cannot backtrack, so that twenty megabytes of dots cost no more than of prose.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from briefs.domain import Span
from briefs.language.lexicon import Lexicon, fold, lexicon
from briefs.language.remembering import remembered

_CANDIDATE = re.compile(r"(?P<stop>[.!?…。！？]++[\"'”’“»«)\]›]*+)|(?P<line>\n++)")
_LIST_ITEM = re.compile(r"[ \t]{0,40}(?:[-–—•*·▪●]|\(?\d{1,3}[.)]|\(?[a-z]\))[ \t]")
_WORD_CHARACTERS = re.compile(r"[\w'’ʼ.\-]*+\Z")
_OPENING = "\"'“„«»‘‚([{—–-•*#@‹¿¡"
_HEADING_LENGTH = 80
_LONGEST = 5_000
"""Characters; many times the longest sentence of a news text."""
_LOOK_BACK = 48


@remembered
def split_sentences(text: str, language: str) -> list[Span]:
    """Trimmed spans in order; together they hold every character that is not whitespace. A paragraph break always ends a sentence.

    A stretch of more than 5,000 characters without an end is no sentence but a table, a log or rubbish: it is cut at white space, so
    that nothing downstream, where a sentence is read as a whole, has to hold megabytes of it.
    """
    spans: list[Span] = []
    start = 0
    for end in (*_boundaries(text, lexicon(language)), len(text)):
        while (span := _trimmed(text, start, end)) is not None:
            if span.end - span.start > _LONGEST:
                span = _trimmed(text, span.start, _last_blank(text, span.start + _LONGEST // 2, span.start + _LONGEST)) or span
            spans.append(span)
            start = span.end
        start = end
    return spans


def _last_blank(text: str, low: int, high: int) -> int:
    """The last white space between the two; `high` where there is none."""
    found = max(text.rfind(" ", low, high), text.rfind("\n", low, high))
    return found if found > 0 else high


def _boundaries(text: str, words: Lexicon) -> Iterator[int]:
    start = 0
    position = 0
    while (match := _CANDIDATE.search(text, position)) is not None:
        position = match.end()
        if match.lastgroup == "line":
            is_boundary, position = _line_break(text, start, match.start())
        else:
            is_boundary = _ends_sentence(text, match, start, words)
        if is_boundary:
            yield position
            start = position


def _line_break(text: str, start: int, at: int) -> tuple[bool, int]:
    """Whether the newline(s) at `at` end a sentence, and where to read on."""
    position = at
    newlines = 0
    while position < len(text) and text[position].isspace():
        newlines += text[position] == "\n"
        position += 1
    if newlines > 1 or position >= len(text):
        return True, position
    line_start = text.rfind("\n", at, position) + 1
    if _LIST_ITEM.match(text, line_start):
        return True, position
    line = text[max(start, at - _HEADING_LENGTH - 1) : at].strip()
    is_heading = (
        0 < len(line) <= _HEADING_LENGTH and at - start <= _HEADING_LENGTH + 20 and line[-1] not in ",;:-–—(" and line[-1].isalnum()
    )
    # a heading stands alone on a short line and the next line opens like a sentence; wrapped prose fills its lines
    is_heading = is_heading and "\n" not in line and len(line) <= 60 and (line[0].isupper() or line[0] == "#") and text[position].isupper()
    return is_heading, position


def _ends_sentence(text: str, match: re.Match[str], start: int, words: Lexicon) -> bool:
    stop, end = match.group(), match.end()
    if end >= len(text):
        return True
    if stop[0] in "。！？":
        return True
    if not text[end].isspace():
        return False
    following = _next_word(text, end)
    if not following:
        return True
    first = following[0]
    if first.islower():
        return False
    if not (first.isupper() or first.isdigit() or first in _OPENING or first.isalpha()):
        return False
    if stop != "." and not (stop[0] == "." and len(stop) > 1 and stop[1] not in ".…"):
        return True
    return not _is_abbreviated(text, match.start(), start, following, words, is_bare=stop == ".")


def _next_word(text: str, position: int) -> str:
    """The next word, with one opening mark before it dropped when a letter follows; "" at a paragraph break or the end."""
    newlines = 0
    while position < len(text) and text[position].isspace():
        newlines += text[position] == "\n"
        position += 1
    if newlines > 1 or position >= len(text):
        return ""
    while position + 1 < len(text) and text[position] in _OPENING and not text[position + 1].isspace():
        position += 1
    end = position + 1
    while end < len(text) and end - position < 40 and (text[end].isalnum() or text[end] in "'’ʼ"):
        end += 1
    return text[position:end]


def _is_abbreviated(text: str, dot: int, start: int, following: str, words: Lexicon, *, is_bare: bool) -> bool:
    """Whether the full stop at `dot` belongs to the word before it and ends nothing."""
    window = max(start, dot - _LOOK_BACK)
    found = _WORD_CHARACTERS.search(text, window, dot)
    token = fold(found.group()).lstrip("'’.-") if found else ""
    if not token:
        return False
    opens = fold(following) in words.stopwords or fold(following) in words.openers
    line_start = found.start() == start or (found.start() > 0 and text[found.start() - 1] == "\n") if found else False
    if token.isdigit():
        if line_start and len(token) <= 3:
            return True
        ordinal = words.numbers.ordinal_dot and len(token) <= 2 and is_bare
        return ordinal and not opens
    if not is_bare:
        # a mark closed after the stop: `(Ltd.) The`, `“… U.S.” He`
        return False
    if token in words.numeric_abbreviations and following[0].isdigit():
        return True
    pair = _with_word_before(text, found.start() if found else dot, window, token)
    known = {token, pair}
    if known & words.closing_abbreviations:
        return not opens and not following[0].isdigit() and _is_cased(following)
    if known & words.abbreviations:
        return True
    if len(token) == 1 and token.isalpha():
        # "И. И. Иванов": an initial stays with the next one even where the letter is also a word
        return not opens or (len(following) == 1 and following.isupper() and _initial_follows(text, dot))
    dotted = token.replace(".", "")
    return "." in token and all(len(part) <= 2 for part in token.split(".")) and dotted.isalpha() and not opens


def _initial_follows(text: str, dot: int) -> bool:
    return re.match(r"\.\s{1,2}\w\.", text[dot : dot + 6]) is not None


def _is_cased(word: str) -> bool:
    return word[0].isupper()


def _with_word_before(text: str, word_start: int, window: int, token: str) -> str:
    """`z. b` for the `B` of `z. B.`: abbreviations written with a blank."""
    end = word_start
    while end > window and text[end - 1] in " \t\u00a0\u202f":
        end -= 1
    if end == word_start or end <= window or text[end - 1] != ".":
        return token
    begin = end - 1
    while begin > window and text[begin - 1].isalpha():
        begin -= 1
    return f"{fold(text[begin : end - 1])}. {token}"


def _trimmed(text: str, start: int, end: int) -> Span | None:
    while start < end and text[start].isspace():
        start += 1
    while end > start and text[end - 1].isspace():
        end -= 1
    return Span(start, end) if start < end else None
