"""Figures: quantities in digits and in words, with what modifies them and what they count.

A number that only names something ("24th regiment", "S-300", "channel 4") is kept but marked `is_identifier`; days of dates are left to
`briefs.language.dates`, years are marked `is_year`.
"""

from __future__ import annotations

import bisect
import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from briefs.domain import Span
from briefs.language.dates import find_dates
from briefs.language.lexicon import Lexicon, fold, lexicon, phrase_pattern
from briefs.language.number_words import NumberSpan, number_spans
from briefs.language.remembering import remembered

_CURRENCY_SIGNS = {
    "$": "USD",
    "€": "EUR",
    "£": "GBP",
    "₽": "RUB",
    "₴": "UAH",
    "¥": "JPY",
    "zł": "PLN",
    "us$": "USD",
    "usd": "USD",
    "eur": "EUR",
    "gbp": "GBP",
}
_SIGN_BEFORE = re.compile(r"(?:US\$|[$€£¥₽₴]|USD|EUR|GBP)[ \u00a0\u202f]?\Z")
_SIGN_AFTER = re.compile(r"[ \u00a0\u202f]?(?:%|[$€£¥₽₴]|zł\b|USD\b|EUR\b|GBP\b)")
_BLANK = re.compile(r"[ \t\u00a0\u202f\-]?\n?")
_NEXT_WORD = re.compile(r"[ \t\u00a0\u202f\-]?\n?([^\W\d_][\w'’ʼ\-]*+)")
_WORD_BEFORE = re.compile(r"([^\W\d_][\w'’ʼ]*+\.?)[ \t\u00a0\u202f]?\Z")
_NON_BLANK = re.compile(r"\S++")
_LOOK_BACK = 40
_MODIFIER_WORDS = 5
_ROUND_SHARE = 5
_ROUNDING = 0.05
"""How far a rounded figure may lie from the exact one; 0.1 above "more than" and "at least", which newsrooms round down to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A number in a text. `span` covers number, scale and unit, not the modifier."""

    span: Span
    value: float
    unit: str | None = None
    """`%`, `pp`, an ISO 4217 code (`USD`), or a unit of measure (`km`, `t`, `h`, `d`, `a` for years); None for a plain count."""
    modifier: str = "exact"
    """exact | about | more-than | at-least | less-than | at-most | almost."""
    is_year: bool = False
    is_identifier: bool = False
    """It names something and counts nothing: an ordinal, a type number, a numbered thing."""
    is_vague: bool = False
    """"dozens", "thousands": `value` is the least it can mean."""
    is_weak: bool = False
    """The word for one, which may be an article or a pronoun."""
    noun: str = ""
    """The word right after it, as written: what is counted, mostly."""
    modifier_span: Span | None = None


@remembered
def find_figures(text: str, language: str) -> list[Figure]:
    """Figures in order, never overlapping."""
    words = lexicon(language)
    dates = find_dates(text, language)
    date_spans = [mention.span for mention in dates]
    figures = [
        Figure(span=Span(m.span.end - 4, m.span.end) if m.span.of(text).endswith(year) else m.span, value=float(year), is_year=True)
        for m in dates
        if (year := m.value[:4]).isdigit() and year in m.span.of(text)
    ]
    fractions = list(_fractions(text, words))
    figures += fractions
    taken = sorted([*date_spans, *(figure.span for figure in fractions)])
    for number in number_spans(text, words):
        if not _inside(number.span, taken):
            figures.append(_figure(text, number, words))
    figures.sort(key=lambda figure: figure.span)
    return _disjoint(figures)


def same_figure(a: Figure, b: Figure) -> bool:
    """Whether two figures say the same number, digits or words: 90 ~ "more than ninety", 98,700 ~ "about 100,000"; 90 and 300 differ.

    Symmetric. A unit that only one names is no difference; a year and a quantity, a vague figure and an exact one are never the same.
    """
    if a.is_year != b.is_year or a.is_vague != b.is_vague or a.is_identifier != b.is_identifier:
        return False
    if a.unit is not None and b.unit is not None and a.unit != b.unit:
        return False
    if _equal(a.value, b.value):
        return True
    return _rounds_to(a, b) or _rounds_to(b, a)


def figure_carries(evidence: Figure, asserted: Figure) -> bool:
    """Whether a text with `evidence` may be cited for `asserted`: "93" carries "more than 90", and not the other way round."""
    if same_figure(evidence, asserted):
        return _equal(evidence.value, asserted.value) or _rounds_to(asserted, evidence)
    return False


def _rounds_to(rounded: Figure, exact: Figure) -> bool:
    if rounded.is_year or rounded.is_identifier or rounded.is_vague or exact.value == 0 or rounded.value == 0:
        return False
    if _significant(rounded.value) > _significant(exact.value):
        return False
    difference = (exact.value - rounded.value) / exact.value
    match rounded.modifier:
        case "more-than" | "at-least":
            return 0 < difference <= 2 * _ROUNDING
        case "less-than" | "at-most" | "almost":
            return -_ROUNDING <= difference < 0
        case "about":
            return abs(difference) <= _ROUNDING
        case _:
            return False


def _significant(value: float) -> int:
    digits = f"{value:.12g}".replace(".", "").replace("-", "").strip("0")
    return len(digits.split("e")[0]) or 1


def _equal(a: float, b: float) -> bool:
    return abs(a - b) <= 1e-9 * max(1.0, abs(a), abs(b))


def _fractions(text: str, words: Lexicon) -> Iterator[Figure]:
    """ "A fifth of", "one in five": shares of a hundred. A third is no round number of them, and is taken for about 33."""
    for match in phrase_pattern(tuple(words.fractions)).finditer(fold(text)):
        start, end = match.span()
        if text[start - 1 : start].isalnum() or text[end : end + 1].isalnum():
            continue
        value = words.fractions[" ".join(match.group().split())]
        modifier, modifier_span = _modifier(text, start, end, words)
        following = _NEXT_WORD.match(text, end)
        yield Figure(
            span=Span(start, end),
            value=value,
            unit="%",
            modifier="about" if modifier == "exact" and value % _ROUND_SHARE else modifier,
            noun=following.group(1) if following else "",
            modifier_span=modifier_span,
        )


def _figure(text: str, number: NumberSpan, words: Lexicon) -> Figure:
    start, end = number.span.start, number.span.end
    unit = None
    sign = _SIGN_BEFORE.search(text, max(0, start - 4), start)
    if sign is not None and not number.is_identifier:
        start, unit = sign.start(), _CURRENCY_SIGNS[sign.group().strip().lower()]
    after = _SIGN_AFTER.match(text, end)
    if unit is None and after is not None:
        mark = after.group().strip().lower()
        unit, end = (mark if mark == "%" else _CURRENCY_SIGNS[mark]), after.end()
    elif unit is None and not number.is_identifier:
        unit, end = _unit_word(text, end, words)
    modifier, modifier_span = _modifier(text, start, end, words)
    following = _NEXT_WORD.match(text, end)
    figure = Figure(
        span=Span(start, end),
        value=number.value,
        unit=unit,
        modifier=modifier,
        is_identifier=number.is_identifier,
        is_vague=number.is_vague,
        is_weak=number.is_weak,
        noun=following.group(1) if following else "",
        modifier_span=modifier_span,
    )
    if not number.is_identifier and unit is None and modifier == "exact" and _is_numbered(text, start, words):
        return replace(figure, is_identifier=True)
    return figure


def _unit_word(text: str, end: int, words: Lexicon) -> tuple[str | None, int]:
    blank = _BLANK.match(text, end)
    begin = blank.end() if blank else end
    if begin == end and end < len(text) and text[end].isalnum() is False:
        return None, end
    window = fold(text[begin : begin + 24])
    match = phrase_pattern(tuple(words.units)).match(window)
    if match is None or (match.end() < len(window) and (window[match.end()].isalnum())):
        return None, end
    phrase = re.sub(r"\s+", " ", match.group())
    return words.units.get(phrase), begin + match.end()


@functools.lru_cache(maxsize=16)
def _modifier_phrases(language: str) -> dict[str, str]:
    return {phrase: name for name, phrases in lexicon(language).modifiers.items() for phrase in phrases}


def _modifier(text: str, start: int, end: int, words: Lexicon) -> tuple[str, Span | None]:
    """The modifier right before the figure ("more than", "more than the"), or right after it ("or more")."""
    window_start = max(0, start - _LOOK_BACK)
    meaning = _modifier_phrases(words.language)
    before = [(fold(m.group()), m.start(), m.end()) for m in _NON_BLANK.finditer(text, window_start, start)]
    for dropped in (0, 1):
        # one article may stand between: "more than the 90 men"
        if dropped and not (before and before[-1][0] in words.stopwords):
            break
        last = len(before) - dropped
        for first in range(max(0, last - _MODIFIER_WORDS), last):
            name = meaning.get(" ".join(word for word, _, _ in before[first:last]).lstrip("(\"“„«'‘—–-"))
            if name is not None:
                return name, Span(before[first][1], before[last - 1][2])
    tail = fold(text[end : end + 16])
    for phrase, name in words.after_modifiers.items():
        if tail.startswith(" " + phrase) and not tail[len(phrase) + 1 : len(phrase) + 2].isalnum():
            return name, Span(end + 1, end + 1 + len(phrase))
    return "exact", None


def _is_numbered(text: str, start: int, words: Lexicon) -> bool:
    """ "channel 4", "Nr. 5", "№ 7": the noun before it says that the number is a name."""
    if text[max(0, start - 2) : start].strip().endswith(("№", "#")):
        return True
    match = _WORD_BEFORE.search(text, max(0, start - _LOOK_BACK), start)
    if match is None:
        return False
    return fold(match.group(1)).rstrip(".") in words.numbers.numbered


def _inside(span: Span, taken: list[Span]) -> bool:
    index = bisect.bisect_right(taken, span)
    return any(0 <= i < len(taken) and taken[i].overlaps(span) for i in (index - 1, index))


def _disjoint(figures: list[Figure]) -> list[Figure]:
    kept: list[Figure] = []
    for figure in figures:
        if not kept or kept[-1].span.end <= figure.span.start:
            kept.append(figure)
    return kept
