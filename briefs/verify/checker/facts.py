"""Figures, dates, names and quotations of a sentence that the evidence does not carry, each with its words."""

from __future__ import annotations

from collections.abc import Sequence

from briefs.domain import Finding
from briefs.language import DateMention, Figure, find_quotations, fold, lexicon, same_figure, stem_of
from briefs.verify.checker.reading import WORD, Piece
from briefs.verify.checker.words import word_table
from briefs.verify.names import carries_name, carries_partly
from briefs.verify.quotations import is_verbatim

_SHORTEST_QUOTATION = 3
"""Words: one or two in quotation marks are mostly a name or a term."""


def missing_figures(sentence: Piece, evidence: Sequence[Piece]) -> list[Finding]:
    """Finding `figure-not-in-span` for each figure that no figure of the evidence equals, within rounding words."""
    there = [figure for piece in evidence for figure in piece.figures]
    digits = {word for piece in evidence for word in piece.words if word[:1].isdigit()}
    findings = []
    for figure in sentence.figures:
        words = figure.span.of(sentence.text)
        if figure.is_vague or any(_carries(given, figure) for given in there) or (figure.is_identifier and _plain(words) <= digits):
            continue
        findings.append(Finding("figure-not-in-span", "the span has no such figure", words))
    return findings


def rival_figures(sentence: Piece, evidence: Sequence[Piece]) -> int:
    """How many missing figures have another one of the same unit or noun in the evidence: a contradiction rather than an addition."""
    there = [figure for piece in evidence for figure in piece.figures]
    count = 0
    for figure in sentence.figures:
        if figure.is_vague or any(_carries(given, figure) for given in there):
            continue
        noun = stem_of(figure.noun, sentence.language) if figure.noun else ""
        count += any(
            given.unit == figure.unit if figure.unit else bool(noun) and bool(given.noun) and stem_of(given.noun, sentence.language) == noun
            for given in there
        )
    return count


def _carries(given: Figure, asserted: Figure) -> bool:
    if given.is_identifier != asserted.is_identifier:
        return given.value == asserted.value
    if given.unit is not None and asserted.unit is not None and given.unit != asserted.unit:
        return False
    return same_figure(given, asserted) or (asserted.modifier != "exact" and abs(given.value - asserted.value) <= 0.1 * abs(given.value))


def _plain(words: str) -> set[str]:
    return {word for word in (fold(match.group()) for match in WORD.finditer(words)) if word[:1].isdigit()}


def missing_dates(sentence: Piece, evidence: Sequence[Piece]) -> list[Finding]:
    """Finding `date-not-in-span` for each date whose day, month or year stands nowhere in the evidence."""
    there = [date for piece in evidence for date in piece.dates]
    words = {word for piece in evidence for word in piece.words}
    findings = []
    for date in sentence.dates:
        text = date.span.of(sentence.text)
        if any(_date_carries(given, date) for given in there) or _words_stand(text, words):
            continue
        findings.append(Finding("date-not-in-span", "the span has no such date", text))
    return findings


def _date_carries(given: DateMention, asserted: DateMention) -> bool:
    if not asserted.value or not given.value:
        return asserted.weekday is not None and asserted.weekday == given.weekday
    a_year, _, a_rest = asserted.value.partition("-") if asserted.value[0] != "-" else ("", "", asserted.value[2:])
    g_year, _, g_rest = given.value.partition("-") if given.value[0] != "-" else ("", "", given.value[2:])
    if a_year and g_year and a_year != g_year:
        return False
    if a_rest:
        return g_rest == a_rest or g_rest.startswith(a_rest + "-")
    return a_year == g_year


def _words_stand(text: str, words: set[str]) -> bool:
    """Whether every word of the date stands in the evidence as written: dates that the reading of dates missed."""
    parts = [fold(match.group()) for match in WORD.finditer(text)]
    if len(parts) > 1:
        return False
    return bool(parts) and all(part in words for part in parts)


def missing_names(sentence: Piece, evidence: Sequence[Piece]) -> list[Finding]:
    """Finding `name-not-in-span` for each name that the evidence has in no form: whole, part, acronym, adjective, other script."""
    found = []
    text = "\n".join(piece.text for piece in evidence)
    language = evidence[0].language if evidence else sentence.language
    for mention in sentence.names:
        name = mention.span.of(sentence.text)
        if mention.opens_sentence and _is_common(name, sentence.language):
            continue
        if not (carries_name(text, language, name) or carries_partly(text, language, name) or _parts_stand(name, evidence)):
            found.append(Finding("name-not-in-span", "the span does not name this", name))
    return found


def _is_common(word: str, language: str) -> bool:
    """A capital at the head of a sentence makes no name of a common word."""
    if language != "en":
        return True
    folded = fold(word)
    words = lexicon(language)
    return folded in words.stopwords or folded in words.openers or word_table().is_common(stem_of(folded, language))


def _parts_stand(name: str, evidence: Sequence[Piece]) -> bool:
    """Whether every word of the name stands in one sentence and its neighbours, though not in a row: "Anna and Peter Reed"."""
    parts = {fold(match.group()).removesuffix("'s") for match in WORD.finditer(name)} - lexicon("en").stopwords
    there = {word.removesuffix("'s") for piece in evidence for word in piece.words}
    return bool(parts) and parts <= there


def unquoted(sentence: Piece, evidence: Sequence[Piece]) -> list[Finding]:
    """Finding `quotation-not-verbatim` for each quotation that does not stand so in the evidence."""
    text = " ".join(piece.text for piece in evidence)
    findings = []
    for quotation in find_quotations(sentence.text):
        inner = quotation.inner.of(sentence.text)
        if len(inner.split()) >= _SHORTEST_QUOTATION and not is_verbatim(inner, text):
            findings.append(Finding("quotation-not-verbatim", "the words in quotation marks do not stand so in the span", inner))
    return findings
