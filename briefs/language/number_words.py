"""Numbers where they stand: digits with the separators of a language, number words, and both together ("1.9 billion")."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from briefs.domain import Span
from briefs.language.lexicon import Lexicon, NumberLexicon, fold

_TOKEN = re.compile(r"(?P<digits>\d++(?:[.,'’\u00a0\u202f ]\d{3}(?!\d))*(?:[.,]\d++)?)|(?P<word>[^\W\d_]++(?:['’ʼ][^\W\d_]++)*)")
_GLUE = re.compile(r"[ \t\u00a0\u202f]{1,2}\n?|\n|-|[ ]?[-‑][ ]?")
_GLUED_BEFORE = re.compile(r"(?:[^\W\d_]['’]?[-‑–/.]?|[_@#/\\]|\d[:])\Z")
_SUFFIX = re.compile(r"[-‑–]?[^\W\d_]++")
_TIME = re.compile(r"[:.]\d\d(?!\d)")
_LIST_MARK = re.compile(r"[.)] ")
_MAX_DIGITS = 18
_MAX_SCALES = 2
_MAX_WORDS = 12
_SEPARATORS = ".,'’\u00a0\u202f "
_MONTH_BEFORE = re.compile(r"([^\W\d_]++)\.?\s\Z")
_GLUED_NAME = re.compile(r"[^\W_][\w\-‑–/.]{0,11}\Z")


@dataclass(frozen=True, slots=True)
class NumberSpan:
    """A number and where it stands, before units and modifiers."""

    span: Span
    value: float
    is_identifier: bool = False
    is_vague: bool = False
    is_weak: bool = False


def number_spans(text: str, words: Lexicon) -> Iterator[NumberSpan]:
    """Numbers in order. A joiner ("one hundred and five") is read only between two number words."""
    position = 0
    while (match := _TOKEN.search(text, position)) is not None:
        number = _digits(text, match, words) if match.lastgroup == "digits" else _words(text, match, words.numbers)
        if number is not None:
            yield number
            position = max(number.span.end, position + 1)
        else:
            position = match.end()


def _digits(text: str, match: re.Match[str], words: Lexicon) -> NumberSpan | None:
    start, raw = match.start(), match.group()
    value, length = _value(_after_month(text, start, raw, words), words)
    end = start + length
    if value is None:
        return None
    before = _GLUED_BEFORE.search(text, max(0, start - 3), start)
    if before is not None and not _is_range_or_compound(text, start):
        tail = _SUFFIX.match(text, end)
        head = _GLUED_NAME.search(text, max(0, start - 12), start)
        begin = head.start() if head else start
        return NumberSpan(Span(begin, tail.end() if tail and tail.end() - end < 12 else end), value, is_identifier=True)
    if text[end : end + 1] == "/" and text[end + 1 : end + 2].isdecimal():
        return NumberSpan(Span(start, end), value, is_identifier=True)
    if _TIME.match(text, end) and text[end] == ":":
        return NumberSpan(Span(start, end + 3), value, is_identifier=True)
    if _LIST_MARK.match(text, end) and (start == 0 or text[start - 1] == "\n"):
        return NumberSpan(Span(start, end), value, is_identifier=True)
    ordinal = _ordinal_end(text, end, words)
    if ordinal is not None:
        return NumberSpan(Span(start, ordinal), value, is_identifier=True)
    end, value = _scaled(text, end, value, words.numbers)
    return NumberSpan(Span(start, end), value)


def _after_month(text: str, start: int, raw: str, words: Lexicon) -> str:
    """ "May 5 300 men": after a month a blank separates two numbers and no thousands."""
    if " " in raw and (before := _MONTH_BEFORE.search(text, max(0, start - 14), start)) and fold(before.group(1)) in words.months:
        return raw.split(" ")[0]
    return raw


def _is_range_or_compound(text: str, start: int) -> bool:
    """ "pre-2020", "mid-50": a lower-case prefix with a hyphen; and currency letters glued to a number ("US$")."""
    if start < 2:
        return False
    return text[start - 1] in "-–‑" and text[start - 2].islower() and (start < 4 or text[start - 4 : start - 1].islower())


def _ordinal_end(text: str, end: int, words: Lexicon) -> int | None:
    tail = _SUFFIX.match(text, end)
    if tail is not None and fold(tail.group()) in words.numbers.ordinal_suffixes:
        return tail.end()
    if tail is not None and tail.group()[0] not in "-‑–":
        lowered = fold(tail.group())
        is_scale = lowered in words.numbers.scales or lowered in words.units
        return None if is_scale else tail.end()
    if words.numbers.ordinal_dot and text[end : end + 2] == ". " and end + 2 < len(text) and text[end + 2].isupper():
        following = re.match(r"\w+", text[end + 2 :][:40])
        if following and fold(following.group()) not in words.stopwords:
            return end + 1
    return None


def _value(raw: str, words: Lexicon) -> tuple[float | None, int]:
    """The value of digits with separators, and how many characters of them it uses; a number of more digits than any quantity is None."""
    decimal = words.decimal_separator
    if sum(c.isdigit() for c in raw) > _MAX_DIGITS or not all(c.isdecimal() or c in _SEPARATORS for c in raw):
        return None, len(raw)
    groups = re.split(r"[.,'’\u00a0\u202f ]", raw)
    separators = re.findall(r"[.,'’\u00a0\u202f ]", raw)
    if not separators:
        return float(raw), len(raw)
    if len(groups[0]) > 3 and separators[0] in " \u00a0\u202f'’":
        # "2023 100": a blank after four digits separates two numbers
        return float(groups[0]), len(groups[0])
    last = separators[-1]
    thousands = separators[:-1]
    tail = groups[-1]
    is_fraction = last in ".," and (
        len(tail) != 3 or (thousands and last not in thousands) or (last == decimal and not thousands and _cannot_be_thousands(groups))
    )
    if is_fraction:
        return float("".join(groups[:-1]) + "." + tail), len(raw)
    if len(groups[0]) > 3:
        return float("".join(groups[:-1]) + "." + tail), len(raw)
    return float("".join(groups)), len(raw)


def _cannot_be_thousands(groups: list[str]) -> bool:
    """`0.125` and `0,125`; a figure such as 1.234 in English or 1,234 in German is read by the language's own separators."""
    return True if groups[0].startswith("0") else len(groups[0]) <= 3


def _scaled(text: str, end: int, value: float, numbers: NumberLexicon) -> tuple[int, float]:
    """Apply following scale words: `1.9 billion`, `100 тыс.`, `3 hundred thousand`."""
    for _ in range(_MAX_SCALES):
        following = _word_at(text, end)
        if following is None:
            break
        word, word_end = following
        scale = numbers.scales.get(word)
        if scale is None or (word in numbers.digit_only_scales and not text[end - 1].isdigit()):
            break
        value *= scale
        end = word_end
        if end < len(text) and text[end] == "." and word in ("тыс", "тис", "tsd", "tys") and end + 1 < len(text) and text[end + 1] == " ":
            following_character = text[end + 2 : end + 3]
            end += following_character.islower()
    return end, value


def _word_at(text: str, position: int) -> tuple[str, int] | None:
    glue = _GLUE.match(text, position)
    begin = glue.end() if glue else position
    match = _TOKEN.match(text, begin)
    if match is None or match.lastgroup != "word":
        return None
    return fold(match.group()), match.end()


def _words(text: str, match: re.Match[str], numbers: NumberLexicon) -> NumberSpan | None:
    word, start, end = fold(match.group()), match.start(), match.end()
    if start and (text[start - 1] in "-‑" and start > 1 and text[start - 2].isalnum()):
        return None
    vague = _vague(text, word, end, numbers)
    if vague is not None:
        return NumberSpan(Span(start, vague[1]), vague[0], is_vague=True)
    if word in numbers.implied_one:
        return _implied_one(text, start, end, numbers)
    first = _word_value(word, numbers)
    if first is None and word in numbers.bare_scales:
        first = numbers.scales[word]
    if first is None:
        return None
    return _sequence(text, start, end, word, first, numbers)


def _implied_one(text: str, start: int, end: int, numbers: NumberLexicon) -> NumberSpan | None:
    """ "a hundred", "a dozen"."""
    following = _word_at(text, end)
    if following is None or following[0] not in numbers.scales or following[0] in numbers.digit_only_scales:
        return None
    return _sequence(text, start, end, "", 1.0, numbers)


def _vague(text: str, word: str, end: int, numbers: NumberLexicon) -> tuple[float, int] | None:
    for lead, factor in ((numbers.vague_tens, 20.0), (numbers.vague_hundreds, 200.0)):
        for phrase in lead:
            parts = phrase.split(" ")
            if word != parts[0]:
                continue
            position = end
            if len(parts) > 1:
                linked = _word_at(text, end)
                if linked is None or linked[0] != parts[1]:
                    continue
                position = linked[1]
            following = _word_at(text, position)
            if following is None:
                continue
            scale = numbers.scales.get(following[0]) or numbers.vague.get(following[0], 0) / 2
            if scale:
                return factor * scale, following[1]
    if word in numbers.vague:
        return numbers.vague[word], end
    return None


def _sequence(text: str, start: int, end: int, word: str, first: float, numbers: NumberLexicon) -> NumberSpan:
    total, current, previous = 0.0, first, first
    count = 1
    while count < _MAX_WORDS and (following := _next_number_word(text, end, previous, numbers)) is not None:
        value, word_end, is_scale = following
        if is_scale and value >= 1000:
            total, current = total + (current or 1.0) * value, 0.0
        elif is_scale:
            current = (current or 1.0) * value
        else:
            current += value
        previous, end, count = value, word_end, count + 1
    value = total + current
    return NumberSpan(Span(start, end), value, is_weak=count == 1 and word in numbers.articles)


def _next_number_word(text: str, end: int, previous: float, numbers: NumberLexicon) -> tuple[float, int, bool] | None:
    following = _word_at(text, end)
    if following is None:
        return None
    word, word_end = following
    if word in numbers.joiners:
        following = _word_at(text, word_end)
        # "two and three men" are two figures: after a joiner only a smaller number continues
        if numbers.compounds or following is None or previous < 20 or following[0] in numbers.scales:
            return None
        word, word_end = following
    if word in numbers.scales and word not in numbers.digit_only_scales:
        return numbers.scales[word], word_end, True
    value = _word_value(word, numbers)
    # "twenty five" adds up, "five twenty" and "two three" do not
    if value is None or value == 0 or value >= previous or not _fits(previous, value):
        return None
    return value, word_end, False


def _fits(previous: float, value: float) -> bool:
    if previous >= 1000:
        return value < 1000
    if previous >= 100:
        return value < 100
    return previous >= 20 and value < 10


def _word_value(word: str, numbers: NumberLexicon) -> float | None:
    value = numbers.words.get(word)
    if value is not None:
        return value
    return _compound(word, numbers) if numbers.compounds and len(word) > 4 else None


def _compound(word: str, numbers: NumberLexicon) -> float | None:
    """`einundzwanzig`, `zweihunderttausend`, `duemila`: a number written as one word; None for any other word."""
    for scale, factor in sorted(numbers.scales.items(), key=lambda item: -item[1]):
        left, found, right = word.partition(scale)
        if not found or factor > 1000 or scale in numbers.digit_only_scales:
            continue
        multiplier = 1.0 if not left else _compound(left, numbers)
        rest = 0.0 if not right else _compound(right.removeprefix("und"), numbers)
        if multiplier is None or rest is None or multiplier >= factor * 10 or rest >= factor:
            return None
        return multiplier * factor + rest
    return numbers.words.get(word, _below_hundred(word, numbers))


def _below_hundred(word: str, numbers: NumberLexicon) -> float | None:
    for joiner in numbers.joiners:
        unit, found, tens = word.partition(joiner)
        if found and 0 < numbers.words.get(unit, 0) < 10 and numbers.words.get(tens, 0) >= 20:
            return numbers.words[unit] + numbers.words[tens]
    for tens, value in numbers.words.items():
        # Italian drops the last vowel of the tens before a vowel: ventuno
        for stem in (tens, tens[:-1]):
            unit_value = (
                numbers.words.get(word.removeprefix(stem).replace("é", "e"), 0) if 20 <= value < 100 and word.startswith(stem) else 0
            )
            if 0 < unit_value < 10:
                return value + unit_value
    return None
