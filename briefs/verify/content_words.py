"""Every content word of a sentence stands in a cited span: the word itself, a form of it, or a listed paraphrase.

A sentence that leans on paraphrases must also be likely enough as a whole, by the embedded checker; where the spans' own words carry it the
checker is not asked, and not loaded.
"""

from __future__ import annotations

import re

from briefs.domain import Finding, Span
from briefs.language import find_quotations, fold, stem_of
from briefs.verify.attribution_kept import is_said_in_spans
from briefs.verify.case import Case
from briefs.verify.checker import support_probability
from briefs.verify.figures import figure_stretch
from briefs.verify.lexicon import words_of
from briefs.verify.meta_names import speech_of
from briefs.verify.names import mentions_in
from briefs.verify.paraphrase import links_in_spans
from briefs.verify.reading import dates_of, figures_of, tokens_of
from briefs.verify.speech import Speech

PLAUSIBLE = 0.3
"""Of the embedded checker, for a sentence that leans on other words than the spans': nine in ten of the true ones reach it, one in four of
those that cite another claim's spans does (docs/model.md)."""
_WORD = re.compile(r"[^\W_]+(?:['’ʼ][^\W\d_]+)*")


def check_content(case: Case, accounted: tuple[Span, ...]) -> list[Finding]:
    """Finding `content-not-in-span`; names, figures, dates and verbs of saying have checks of their own."""
    skip = (*accounted, *_other_stretches(case))
    missing = [*uncarried_words(case, skip), *_uncarried_small_words(case, skip)]
    if not missing:
        return _implausible(case, skip)
    if case.cited and not case.readable:
        message = "the cited span is in another language; only who carries whom may be said from it"
    else:
        message = "the cited spans do not have these words"
    return [Finding("content-not-in-span", message, ", ".join(missing))]


def _implausible(case: Case, accounted: tuple[Span, ...]) -> list[Finding]:
    """Where words of the sentence stand in the spans only in other words, the checker must find it likely enough as a whole."""
    links = links_in_spans(case)
    stems = {token.stem for span in case.readable for token in tokens_of(span.text, span.language)}
    leaning = [
        token.span.of(case.text)
        for token in tokens_of(case.text, case.language)
        if token.stem in links.paraphrases and token.stem not in stems and not any(span.overlaps(token.span) for span in accounted)
    ]
    if not leaning or case.language != "en":
        return []
    probability = support_probability(case.text, [span.text for span in case.readable])
    if probability >= PLAUSIBLE:
        return []
    message = f"the cited spans have these words only in others, and as a whole they hardly bear the sentence out ({probability:.2f})"
    return [Finding("content-not-in-span", message, ", ".join(leaning))]


def _other_stretches(case: Case) -> list[Span]:
    """Names, figures, dates and words of saying have checks of their own."""
    text, language = case.text, case.language
    stretches = [mention.span for mention in mentions_in(text, language, ())]
    stretches += [figure_stretch(figure) for figure in figures_of(text, language)]
    stretches += [date.span for date in dates_of(text, language)]
    stretches += [frame.cue for frame in speech_of(case) if frame.kind in ("says", "claims", "hedge") and _says_something(case, frame)]
    return stretches


def _says_something(case: Case, frame: Speech) -> bool:
    """Whether a clause or a quotation is said, or what a cited text has the same one say; else the verb may be another ("gave a medal")."""
    if frame.is_clausal or any(frame.covers(quotation.span) for quotation in find_quotations(case.text)):
        return True
    return is_said_in_spans(case, frame)


def uncarried_words(case: Case, accounted: tuple[Span, ...]) -> list[str]:
    """Content words of the sentence that no readable cited span has, as written, in order.

    A verb of saying with which nothing is said ("since it accused Ukraine") is a word like any other, and no light one.
    """
    told = [frame.cue for frame in speech_of(case) if not _says_something(case, frame)]
    words = words_of(case.language)
    links = links_in_spans(case)
    stems = {token.stem for span in case.readable for token in tokens_of(span.text, span.language)}
    stems |= {stem_of(part, case.language) for stem in stems for part in stem.split("-")}
    missing = []
    for token in tokens_of(case.text, case.language):
        word = token.span.of(case.text)
        if any(span.overlaps(token.span) for span in accounted) or word.isdigit():
            continue
        if (
            token.stem in stems
            or _is_foreign_phrase(case, token.span)
            or (words["light"].holds(word) and not any(cue.overlaps(token.span) for cue in told))
            or words["negators"].holds(word)
            or links.has(token.stem)
            or any(words.are_synonyms(token.stem, stem) for stem in stems)
        ):
            continue
        missing.append(word)
    return missing


def _is_foreign_phrase(case: Case, place: Span) -> bool:
    """Whether the word, with a neighbour, stands letter for letter in a cited span of another language: a title left untranslated."""
    words = [Span(*match.span()) for match in _WORD.finditer(case.text)]
    index = next((i for i, span in enumerate(words) if span.overlaps(place)), None)
    if index is None:
        return False
    pairs = [words[i : i + 2] for i in (index - 1, index) if 0 <= i < len(words) - 1]
    phrases = [" ".join(span.of(case.text) for span in pair) for pair in pairs]
    foreign = [" ".join(span.text.split()) for span in case.cited if span.language != case.language]
    return any(phrase in text for phrase in phrases for text in foreign)


def _uncarried_small_words(case: Case, accounted: tuple[Span, ...]) -> list[str]:
    """Small words that change what is said ("all", "only", "because", "before") and that no readable cited span has."""
    words, links = words_of(case.language), links_in_spans(case)
    carried = {fold(match.group()) for span in case.readable for match in _WORD.finditer(span.text)}
    missing = []
    for match in _WORD.finditer(case.text):
        place = Span(*match.span())
        is_open = words["weighty"].holds(match.group()) and not any(span.overlaps(place) for span in accounted)
        if is_open and fold(match.group()) not in carried and not links.has(stem_of(fold(match.group()), case.language)):
            missing.append(match.group())
    return missing
