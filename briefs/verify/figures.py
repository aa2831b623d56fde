"""Figures and dates of a sentence against the cited spans: number words, rounding, what hedges them and what they count."""

from __future__ import annotations

import re
from datetime import date, timedelta

from briefs.domain import Finding, Source, Span
from briefs.language import DateMention, Figure, figure_carries, fold, stem_of
from briefs.verify.case import Case, CitedSpan
from briefs.verify.lexicon import words_of
from briefs.verify.names import is_publisher
from briefs.verify.reading import dates_of, figures_of, names_of, tokens_of

_WORD = re.compile(r"[^\W\d_]+")
_DISTANCES = {"today": 0, "yesterday": 1}
"""English words by which a text tells a day, with how many days it lies before publication."""
_WEAKER = {
    "exact": {"exact", "about"},
    "more-than": {"more-than", "at-least", "about"},
    "at-least": {"at-least", "about"},
    "less-than": {"less-than", "at-most", "about"},
    "at-most": {"at-most", "about"},
    "almost": {"almost", "about", "less-than", "at-most"},
    "about": {"about"},
}
"""What a figure of the same value may be hedged with, by the hedge in the span: never less than the source hedges it."""


def check_figures(case: Case, skip: tuple[Span, ...]) -> list[Finding]:
    """Findings `figure-not-in-span` and `figure-hedge-changed`, for figures outside the stretches that are accounted for."""
    findings = []
    evidence = [(figure, span.language) for span in case.cited for figure in figures_of(span.text, span.language)]
    for figure in figures_of(case.text, case.language):
        if figure.is_year or figure.is_weak or any(span.overlaps(figure.span) for span in skip):
            continue
        words = _with_hedge(case.text, figure)
        carriers = [(found, language) for found, language in evidence if _carries(found, figure)]
        if not carriers:
            findings.append(Finding("figure-not-in-span", f"no cited span holds the figure {words}", words))
        elif not any(_keeps_hedge(found, figure) for found, _ in carriers):
            given = sorted({found.modifier for found, _ in carriers})
            message = f"the cited span says {' or '.join(given)} {figure.value:g}, the sentence says {figure.modifier}"
            findings.append(Finding("figure-hedge-changed", message, words))
        elif not any(_counts_the_same(found, language, figure, case) for found, language in carriers):
            findings.append(Finding("figure-not-in-span", f"in the cited span {words} counts something else", f"{words} {figure.noun}"))
    return findings


def check_dates(case: Case, skip: tuple[Span, ...]) -> list[Finding]:
    """Finding `date-not-in-span`: a date must stand in a cited span, or be the day on which a cited source that is named was published."""
    told_of = [source for source in case.cited_sources if _names_publisher(case, source)]
    published = [str(source.published_at) for source in told_of if source.published_at]
    evidence = [found for span in case.cited for found in dates_of(span.text, span.language)]
    years = {found.value[:4] for found in evidence if found.value[:4].isdigit()}
    years |= {str(source.published_at)[:4] for source in case.cited_sources if source.published_at}
    findings = []
    for asserted in dates_of(case.text, case.language):
        if any(span.overlaps(asserted.span) for span in skip):
            continue
        value = asserted.value
        in_manifest = value and any(day.startswith(value) or _without_year(day).startswith(value) for day in published)
        if in_manifest or any(_date_carries(found, asserted, years) for found in evidence) or _is_told_by_weekday(case, asserted):
            continue
        findings.append(
            Finding("date-not-in-span", "no cited span and no cited source's manifest has this date", asserted.span.of(case.text))
        )
    return findings


def _is_told_by_weekday(case: Case, asserted: DateMention) -> bool:
    """Whether a cited sentence tells the day by its weekday, or by "today" and "yesterday", counted back from the day of publication.

    News copy names a day within a week so (AP). Not where the sentence speaks of what may come; "today" not of a relay, which may run
    a day later.
    """
    wanted = asserted.value
    if len(wanted.removeprefix("--")) < len("MM-DD"):
        return False
    days = [day.isoformat() for span in case.readable for day in _days_told(case, span)]
    return any(day == wanted or _without_year(day) == wanted for day in days)


def _days_told(case: Case, span: CitedSpan) -> list[date]:
    published = span.source.published_at
    words = words_of(span.language)
    is_relay = any(item.is_relay for item in case.evidence_for(span))
    is_open = any(words[name].find(span.text) for name in ("future", "modals", "unreal"))
    if published is None or published.earliest != published.latest or is_open:
        return []
    day = published.earliest
    back = [
        (day.isoweekday() - mention.weekday) % 7 for mention in dates_of(span.text, span.language) if mention.weekday and not mention.value
    ]
    named = [fold(match.group()) for match in _WORD.finditer(span.text)]
    back += [distance for word, distance in _DISTANCES.items() if word in named and not is_relay]
    return [day - timedelta(days=distance) for distance in back]


def _names_publisher(case: Case, source: Source) -> bool:
    return any(is_publisher(source, mention.span.of(case.text)) for mention in names_of(case.text, case.language))


def figure_stretch(figure: Figure) -> Span:
    """The figure with the words that hedge it."""
    if figure.modifier_span is None:
        return figure.span
    return Span(min(figure.span.start, figure.modifier_span.start), max(figure.span.end, figure.modifier_span.end))


def _with_hedge(text: str, figure: Figure) -> str:
    return figure_stretch(figure).of(text)


def _carries(found: Figure, asserted: Figure) -> bool:
    if asserted.is_identifier or found.is_identifier:
        return asserted.is_identifier and found.is_identifier and found.value == asserted.value
    if asserted.unit != found.unit and (asserted.unit is not None or found.unit in ("%", "pp")):
        return False
    return figure_carries(found, asserted)


def _keeps_hedge(found: Figure, asserted: Figure) -> bool:
    if asserted.is_identifier or asserted.is_vague:
        return True
    if found.value != asserted.value:
        # figure_carries has weighed the rounding; a rounded figure has to say that it is one
        return asserted.modifier != "exact"
    return asserted.modifier in _WEAKER.get(found.modifier, {found.modifier})


def _counts_the_same(found: Figure, language: str, asserted: Figure, case: Case) -> bool:
    """False only when the sentence's noun is what *another* figure of the spans counts, and not what this one counts."""
    if language != case.language or not tokens_of(asserted.noun, language) or not tokens_of(found.noun, language):
        return True
    noun = stem_of(asserted.noun, language)
    if stem_of(found.noun, language) == noun:
        return True
    others = [
        other
        for span in case.readable
        for other in figures_of(span.text, span.language)
        if other.value != asserted.value and other.noun and stem_of(other.noun, language) == noun
    ]
    return not others


def _date_carries(found: DateMention, asserted: DateMention, years: set[str]) -> bool:
    if not asserted.value:
        return asserted.weekday is not None and found.weekday == asserted.weekday
    if not found.value:
        return False
    if found.value.startswith(asserted.value) or _without_year(found.value).startswith(asserted.value):
        return True
    # the span leaves the year to its context ("on 24 March"): the year of another cited span or of publication may complete it
    return found.value.startswith("--") and asserted.value[:4] in years and ("--" + asserted.value[5:]).rstrip("-") == found.value


def _without_year(value: str) -> str:
    return "--" + value[5:] if value[:4].isdigit() and len(value) > 4 else value
