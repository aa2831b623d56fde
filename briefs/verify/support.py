"""Everything that a sentence asserts stands in the spans that it cites: names, figures, dates and content words.

The rule is strict on purpose (every content word, by stem or as a close synonym): the spans are cut for the sentence, so a word that they
do not have is a word that somebody added. Stretches that speak of the brief's own evidence are checked against the assessment instead
(`meta`), words of saying by `attribution_kept`.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass

from briefs.domain import Finding, Span
from briefs.language import find_quotations, fold, parse, stem_of
from briefs.verify.case import Case
from briefs.verify.figures import check_dates, check_figures, figure_stretch
from briefs.verify.lexicon import words_of
from briefs.verify.meta_names import speech_of
from briefs.verify.names import is_name_supported, mentions_in, places_of
from briefs.verify.operators import Governed, governed_words
from briefs.verify.reading import dates_of, figures_of, tokens_of

_WORD = re.compile(r"[^\W_]+(?:['’ʼ][^\W\d_]+)*")

_LAST_WORD = re.compile(r"([^\W\d_]+)\s+\Z")
_WAYS = ("from", "to", "by", "against", "for", "into", "von", "nach", "gegen", "für")
_AT = ("in", "at", "on", "inside", "into", "im", "an", "auf")


def check_support(case: Case, accounted: tuple[Span, ...], remarks: tuple[Span, ...]) -> list[Finding]:
    """Findings on what the spans do not carry; `accounted` are stretches that other checks answer for, `remarks` those of them about the
    evidence: a publisher's name beside one is in its place, elsewhere it must stand as the cited text has it."""
    findings = [*_names(case, accounted), *check_figures(case, accounted), *check_dates(case, accounted)]
    findings.extend(_content(case, accounted))
    findings.extend(_operators(case, accounted))
    findings.extend(_places(case, accounted))
    findings.extend(_neighbours(case, remarks))
    return findings


def uncarried_words(case: Case, accounted: tuple[Span, ...]) -> list[str]:
    """Content words of the sentence that no readable cited span has, as written, in order."""
    words = words_of(case.language)
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
            or words["light"].holds(word)
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
    words = words_of(case.language)
    carried = {fold(match.group()) for span in case.readable for match in _WORD.finditer(span.text)}
    missing = []
    for match in _WORD.finditer(case.text):
        place = Span(*match.span())
        is_open = words["weighty"].holds(match.group()) and not any(span.overlaps(place) for span in accounted)
        if is_open and fold(match.group()) not in carried:
            missing.append(match.group())
    return missing


def _names(case: Case, accounted: tuple[Span, ...]) -> list[Finding]:
    findings = []
    for mention in mentions_in(case.text, case.language, accounted):
        name = mention.span.of(case.text)
        if mention.opens_sentence and _is_common_word(case, name):
            continue
        if not is_name_supported(case, name):
            findings.append(Finding("name-not-in-span", "no cited span names this, and no cited source is published by it", name))
    return findings


def _is_common_word(case: Case, word: str) -> bool:
    """A capital at the head of a sentence makes no name: the word stands in lower case in a cited span, or is a light one."""
    stem = stem_of(word, case.language)
    lowercase = {t.stem for span in case.readable for t in tokens_of(span.text, span.language) if t.span.of(span.text)[0].islower()}
    if stem in lowercase or words_of(case.language)["light"].holds(word):
        return True
    # "Doubts remain": the parse tells a noun from a name; what the noun says must stand in a span all the same
    first = parse(case.text)[0] if case.language == "en" and " " not in word else None
    return first is not None and first.text == word and first.pos_ == "NOUN" and first.ent_type_ == ""


def _content(case: Case, accounted: tuple[Span, ...]) -> list[Finding]:
    skip = (*accounted, *_other_stretches(case))
    missing = [*uncarried_words(case, skip), *_uncarried_small_words(case, skip)]
    if not missing:
        return []
    if case.cited and not case.readable:
        message = "the cited span is in another language; only who carries whom may be said from it"
    else:
        message = "the cited spans do not have these words"
    return [Finding("content-not-in-span", message, ", ".join(missing))]


def _other_stretches(case: Case) -> list[Span]:
    """Names, figures, dates and words of saying have checks of their own."""
    text, language = case.text, case.language
    stretches = [mention.span for mention in mentions_in(text, language, ())]
    stretches += [figure_stretch(figure) for figure in figures_of(text, language)]
    stretches += [date.span for date in dates_of(text, language)]
    stretches += [frame.cue for frame in speech_of(case) if frame.kind in ("says", "claims", "hedge")]
    return stretches


def _neighbours(case: Case, accounted: tuple[Span, ...]) -> list[Finding]:
    """Finding `name-out-of-place`: neither the word before a name nor the word after it stands there in the cited texts.

    So two names that change places are found. Speakers are left to `attribution_kept`: a brief moves them to the head of its sentence.
    """
    speakers = [span for frame in speech_of(case) for span in frame.speaker_spans]
    carried = frozenset(token.stem for span in case.readable for token in tokens_of(span.text, span.language))
    findings = []
    for mention in mentions_in(case.text, case.language, (*accounted, *speakers)):
        name = mention.span.of(case.text)
        here = _sides(case.text, case.language, mention.span, reach=1, among=carried)
        if not here.before and not here.after:
            continue
        found = [
            _sides(span.context_text, span.language, place, reach=2, among=None)
            for span in case.readable
            for place in places_of(span.context_text, span.language, name)
        ]
        is_kept = any(here.before & sides.before or here.after & sides.after for sides in found)
        if found and not is_kept and not _stands_for_pronoun(case, name, here):
            findings.append(Finding("name-out-of-place", "in the cited text other words stand beside this name", name))
    return findings


@dataclass(frozen=True, slots=True)
class _Sides:
    before: frozenset[str]
    after: frozenset[str]


def _sides(text: str, language: str, place: Span, *, reach: int, among: frozenset[str] | None) -> _Sides:
    """Stems of the nearest content words on each side of a place; only those `among` the given ones count."""
    tokens = [token for token in tokens_of(text, language) if not token.span.overlaps(place) and (among is None or token.stem in among)]
    before = [token.stem for token in tokens if token.span.end <= place.start]
    after = [token.stem for token in tokens if token.span.start >= place.end]
    beyond: list[str] = []
    if among is None and text[place.end : place.end + 1] == ",":
        # an apposition may have been cut: "Anna Reed, the former harbour master, did not …"
        close = text.find(",", place.end + 1)
        beyond = [token.stem for token in tokens if close > 0 and token.span.start >= close][:reach]
    return _Sides(frozenset(before[-reach:]), frozenset((*after[:reach], *beyond)))


def _stands_for_pronoun(case: Case, name: str, here: _Sides) -> bool:
    """Whether the words beside the name stand in a cited span without it: another span introduced the name, this one says "the group"."""
    beside = here.before | here.after
    return any(
        not places_of(span.context_text, span.language, name) and bool(beside & {t.stem for t in tokens_of(span.text, span.language)})
        for span in case.readable
    )


def _places(case: Case, accounted: tuple[Span, ...]) -> list[Finding]:
    """ "near Morovsk" does not become "in Morovsk", nor "from" "to": findings `hedge-dropped` and `name-out-of-place`."""
    distances = words_of(case.language)["distances"]
    findings = []
    for mention in mentions_in(case.text, case.language, accounted):
        name = mention.span.of(case.text)
        here = _word_before(case.text, mention.span.start)
        before = [
            _word_before(span.context_text, place.start)
            for span in case.readable
            for place in places_of(span.context_text, span.language, name)
        ]
        if here in _AT and before and all(distances.holds(word) for word in before):
            findings.append(Finding("hedge-dropped", f"the cited text says {before[0]} {name}", f"{here} {name}"))
        elif here in _WAYS and before and here not in before and set(before) <= set(_WAYS):
            findings.append(Finding("name-out-of-place", f"the cited text says {before[0]} {name}", f"{here} {name}"))
    return findings


def _word_before(text: str, position: int) -> str:
    match = _LAST_WORD.search(text, 0, position)
    return fold(match.group(1)) if match else ""


def _operators(case: Case, accounted: tuple[Span, ...]) -> list[Finding]:
    """Findings `negation-changed` and `hedge-dropped`."""
    found: dict[str, list[Governed]] = {}
    for span in case.readable:
        offset = span.context.start
        for word in governed_words(span.context_text, span.language):
            if span.citation.span.overlaps(word.span.shifted(offset)):
                found.setdefault(word.stem, []).append(word)
    negated, hardened = [], []
    quoted = [quotation.span for quotation in find_quotations(case.text)]
    speakers = [span for frame in speech_of(case) for span in frame.speaker_spans]
    names = [m.span for m in mentions_in(case.text, case.language, ()) if not any(span.overlaps(m.span) for span in speakers)]
    for word in governed_words(case.text, case.language):
        mentions = found.get(word.stem, [])
        # a name that is not the speaker is moved about freely: "did not say that Orla …", "the tug Orla, which did not …"
        if not mentions or any(span.overlaps(word.span) for span in (*accounted, *names)):
            continue
        if all(mention.is_negated != word.is_negated for mention in mentions):
            negated.append(word.span.of(case.text))
        elif _is_hardened(word, mentions, case) and not any(q.contains(word.span) for q in quoted):
            hardened.append(word.span.of(case.text))
    negated += _added_negations(case, accounted)
    findings = []
    if negated:
        findings.append(
            Finding("negation-changed", "the cited text negates this and the sentence does not, or the reverse", ", ".join(negated))
        )
    if hardened:
        message = "the cited text says it may be, was tried, planned or alleged; the sentence says it plainly"
        findings.append(Finding("hedge-dropped", message, ", ".join(hardened)))
    return findings


def _added_negations(case: Case, accounted: tuple[Span, ...]) -> list[str]:
    """Phrases like "not only", and two negations side by side ("has not nothing to do"), that no cited text has: a "not" put in."""
    lists = words_of(case.language)
    shown = [" ".join(fold(span.context_text).split()) for span in case.readable]
    places = [Span(*ends) for ends in lists["not_negating"].find(case.text)]
    words = [Span(*match.span()) for match in _WORD.finditer(case.text)]
    for one, other in itertools.pairwise(words):
        if lists["negators"].holds(one.of(case.text)) and lists["negators"].holds(other.of(case.text)):
            places.append(Span(one.start, other.end))
    added = []
    for place in places:
        written = " ".join(fold(place.of(case.text)).split())
        is_open = "not" in written.split() and not any(span.overlaps(place) for span in accounted)
        if is_open and shown and not any(written in text for text in shown):
            added.append(place.of(case.text))
    return added


def _is_hardened(word: Governed, mentions: list[Governed], case: Case) -> bool:
    """Whether every mention in the cited text stands under more doubt than the word does in the sentence."""
    words = words_of(case.language)
    written = word.span.of(case.text)
    if words["hedges"].holds(written) or words["unreal"].holds(written) or words.speech_kind(written) in ("says", "claims"):
        return False
    return word.doubt < min(mention.doubt for mention in mentions)
