"""Dates as texts write them: days, months, years and weekdays, without inventing what is not written."""

from __future__ import annotations

import bisect
import calendar
import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass

from briefs.domain import Span
from briefs.language.lexicon import Lexicon, fold, lexicon
from briefs.language.remembering import remembered

_ISO = re.compile(r"(?<![\w.\-])(?P<y>1[5-9]\d\d|20\d\d)-(?P<m>0[1-9]|1[0-2])(?:-(?P<d>0[1-9]|[12]\d|3[01]))?(?![\w\-])")
_NUMERIC = re.compile(r"(?<![\w./])(?P<a>\d{1,2})(?P<sep>[./])(?P<b>\d{1,2})(?P=sep)(?P<y>(?:1[5-9]|20)\d\d)(?![\w/])")
_YEAR = re.compile(r"(?<![\w.,\-–$€£₴₽/])(?P<y>1[5-9]\d\d|20\d\d)(?![\w%]|[.,]\d|[-–]\d{5})")
_YEAR_AFTER_RANGE = re.compile(r"(?<=\d\d\d\d[-–])(?P<y>1[5-9]\d\d|20\d\d)(?!\w|[.,]\d)")
_DAY_BEFORE = re.compile(
    r"(?<![\w.,:])(?P<day>\d{1,2})(?:st|nd|rd|th|\.)?"
    r"(?: ?[-–—] ?| (?:and|to|or|until|till|through|und|bis|oder|и|по|та|і|et|au|y|al|e|i|do) )\Z"
)
""" "19 and" before "21 December"."""
_DAY_AFTER = re.compile(r"(?: ?[-–—] ?| (?:and|to|or|until|till|through) )(?P<day>\d{1,2})(?:st|nd|rd|th)?(?![\w:%]|[.,]\d)")
_PREVIOUS_WORD = re.compile(r"([^\W\d_][\w'’\-]*+)[\s(,]*+\Z")
_NEXT_WORD = re.compile(r"[ \t\u00a0\n]?([^\W\d_][\w'’]*+)")
_LAST_DAY = 31
_LIKELY_YEARS = range(1900, 2040)


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date in a text.

    `value` is partial ISO 8601: `2023-05-02`, `2023-05`, `2023`; `--05-20` or `--05` without a year; "" for a weekday.
    """

    span: Span
    value: str
    weekday: int | None = None
    """1 (Monday) to 7, when one is named."""


@remembered
def find_dates(text: str, language: str) -> list[DateMention]:
    """Dates in order, never overlapping. An unknown language finds ISO and numeric dates and plain years."""
    words = lexicon(language)
    lowered = fold(text) if len(fold(text)) == len(text) else text
    found = [*_iso(text), *_numeric(text, words), *_written(lowered, text, words), *_weekdays(lowered, text, words)]
    chosen = _without_overlaps(found)
    taken = [mention.span for mention in chosen]
    years = [mention for mention in _years(text, words) if not _overlaps_any(mention.span, taken)]
    return sorted([*chosen, *years], key=lambda mention: mention.span)


def _iso(text: str) -> Iterator[DateMention]:
    for match in _ISO.finditer(text):
        value = "-".join(part for part in match.group("y", "m", "d") if part)
        yield DateMention(Span(match.start(), match.end()), value)


def _numeric(text: str, words: Lexicon) -> Iterator[DateMention]:
    for match in _NUMERIC.finditer(text):
        first, second = int(match["a"]), int(match["b"])
        month_first = first <= 12 and second > 12
        # 04/05/2023 is a day in May to some readers and in April to others: only the year is certain
        is_ambiguous = match["sep"] == "/" and words.language in ("en", "und") and first <= 12 and second <= 12 and first != second
        month, day = (first, second) if month_first else (second, first)
        if not (1 <= month <= 12 and 1 <= day <= 31):
            continue
        value = match["y"] if is_ambiguous else f"{match['y']}-{month:02d}-{day:02d}"
        yield DateMention(Span(match.start(), match.end()), value)


def _written(lowered: str, text: str, words: Lexicon) -> Iterator[DateMention]:
    pattern = _month_pattern(words.language)
    if pattern is None:
        return
    for match in pattern.finditer(lowered):
        month = words.months[match["month"]]
        day = match["day1"] or match["day2"]
        year = match["year"]
        start = match.start()
        if not day and not year and not _is_month_alone(text, lowered, match, words):
            continue
        if day and not 1 <= int(day) <= calendar.monthrange(2024, month)[1]:
            if not year:
                continue
            day, start = "", match.start("month")
        value = f"{year or '-'}-{month:02d}" + (f"-{int(day):02d}" if day else "")
        yield DateMention(Span(start, match.end()), value)
        if day:
            yield from _days_beside(text, Span(start, match.end()), value, leads=bool(match["day1"]))


def _days_beside(text: str, date: Span, value: str, *, leads: bool) -> Iterator[DateMention]:
    """The other day of "19 and 21 December" or "December 19 to 21": a day of the same month, no count."""
    shown = int(value[-2:])
    before = _DAY_BEFORE.search(text, max(0, date.start - 12), date.start) if leads else None
    after = None if leads else _DAY_AFTER.match(text, date.end)
    if before is not None and 1 <= int(before["day"]) < shown:
        yield DateMention(Span(*before.span("day")), f"{value[:-2]}{int(before['day']):02d}")
    if after is not None and shown < int(after["day"]) <= _LAST_DAY:
        yield DateMention(Span(*after.span("day")), f"{value[:-2]}{int(after['day']):02d}")


def _is_month_alone(text: str, lowered: str, match: re.Match[str], words: Lexicon) -> bool:
    word = match["month"]
    original = text[match.start("month") : match.end("month")]
    needs_capital = words.language in ("en", "de")
    if needs_capital and not original[0].isupper():
        return False
    if match.end() < len(text) and text[match.end()] == "." and word + "." in words.abbreviations:
        return False
    if word not in words.ambiguous_months and needs_capital:
        return True
    before = _PREVIOUS_WORD.search(lowered, max(0, match.start() - 30), match.start())
    return before is not None and before.group(1).split("-")[0] in words.month_openers


@functools.lru_cache(maxsize=16)
def _month_pattern(language: str) -> re.Pattern[str] | None:
    words = lexicon(language)
    if not words.months:
        return None
    month = "|".join(sorted((re.escape(m) for m in words.months), key=lambda m: (-len(m), m)))
    joiner = "".join(rf"(?:{re.escape(j)} )?" for j in words.day_joiners) if words.day_joiners else ""
    blank = r"[ \u00a0\u202f\t]{1,2}"
    line = r"[ \u00a0\u202f\t\n]{1,2}"
    day = rf"(?:(?<![\w.,:])(?:the )?(?P<day1>\d{{1,2}})(?:st|nd|rd|th|\.|-го|-й|er|º)?{line}{joiner})?"
    after = (
        rf"(?:{line}(?:the )?(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?(?![\w:%]|[.,]\d|{blank}(?:per|million|billion)))?"
        if language == "en"
        else "(?P<day2>\\b\\B)?"
    )
    year = rf"(?:,?{line}(?:of |de |del |du )?(?P<year>(?:1[5-9]|20)\d\d)(?![\w%]|[.,]\d))?"
    return re.compile(rf"{day}(?<!\w)(?P<month>{month})\.?(?!\w){after}{year}")


def _weekdays(lowered: str, text: str, words: Lexicon) -> Iterator[DateMention]:
    if not words.weekdays:
        return
    for match in _weekday_pattern(words.language).finditer(lowered):
        if words.language in ("en", "de") and not text[match.start()].isupper():
            continue
        yield DateMention(Span(match.start(), match.end()), "", words.weekdays[match.group()])


@functools.lru_cache(maxsize=16)
def _weekday_pattern(language: str) -> re.Pattern[str]:
    names = sorted((re.escape(name) for name in lexicon(language).weekdays), key=lambda name: (-len(name), name))
    return re.compile(rf"(?<!\w)(?:{'|'.join(names)})(?!\w)")


def _years(text: str, words: Lexicon) -> Iterator[DateMention]:
    for pattern in (_YEAR, _YEAR_AFTER_RANGE):
        for match in pattern.finditer(text):
            if _is_year(text, match, words):
                yield DateMention(Span(match.start(), match.end()), match["y"])


def _is_year(text: str, match: re.Match[str], words: Lexicon) -> bool:
    before = _PREVIOUS_WORD.search(text, max(0, match.start() - 30), match.start())
    previous = fold(before.group(1)).split("-")[-1] if before else ""
    after = _NEXT_WORD.match(text, match.end())
    following = after.group(1) if after else ""
    if fold(following) in words.year_closers:
        return True
    if fold(following) in words.units or fold(following) in words.numbers.scales:
        return False
    likely = int(match["y"]) in _LIKELY_YEARS
    if previous in words.year_openers:
        return likely or not following[:1].islower() or fold(following) in words.stopwords
    if not likely:
        return False
    # "2000 soldiers" counts, "2023 found" and "(2023)" do not: without an opener a lower-case word after it makes it a quantity
    return not following[:1].islower() or fold(following) in words.stopwords


def _without_overlaps(mentions: list[DateMention]) -> list[DateMention]:
    chosen: list[DateMention] = []
    for mention in sorted(mentions, key=lambda m: (m.span.start, -m.span.end)):
        if not chosen or chosen[-1].span.end <= mention.span.start:
            chosen.append(mention)
    return chosen


def _overlaps_any(span: Span, taken: list[Span]) -> bool:
    index = bisect.bisect_right(taken, span)
    return any(0 <= i < len(taken) and taken[i].overlaps(span) for i in (index - 1, index))
