"""Everything that a sentence asserts stands in the spans that it cites: names, figures, dates and content words.

The rule is strict on purpose (every content word, by stem or as a listed paraphrase: `content_words`): the spans are cut for the sentence,
so a word that they do not have is a word that somebody added. Stretches that speak of the brief's own evidence are checked against the
assessment instead (`meta`), words of saying by `attribution_kept`.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable
from dataclasses import dataclass

from briefs.domain import Finding, Span
from briefs.language import find_quotations, fold, parse, stem_of
from briefs.verify.case import Case
from briefs.verify.content_words import check_content
from briefs.verify.figures import check_dates, check_figures
from briefs.verify.lexicon import words_of
from briefs.verify.meta_names import speech_of
from briefs.verify.names import is_name_supported, mentions_in, places_of
from briefs.verify.operators import Governed, governed_words
from briefs.verify.paraphrase import Links, links_in_spans, links_of
from briefs.verify.reading import tokens_of

_WORD = re.compile(r"[^\W_]+(?:['’ʼ][^\W\d_]+)*")

_LAST_WORD = re.compile(r"([^\W\d_]+)\s+\Z")
_WAYS = ("from", "to", "by", "against", "for", "into", "von", "nach", "gegen", "für")
_AT = ("in", "at", "on", "inside", "into", "im", "an", "auf")


def check_support(case: Case, accounted: tuple[Span, ...], remarks: tuple[Span, ...]) -> list[Finding]:
    """Findings on what the spans do not carry; `accounted` are stretches that other checks answer for, `remarks` those of them about the
    evidence: a publisher's name beside one is in its place, elsewhere it must stand as the cited text has it."""
    findings = [*_names(case, accounted), *check_figures(case, accounted), *check_dates(case, accounted)]
    findings.extend(check_content(case, accounted))
    findings.extend(_operators(case, accounted))
    findings.extend(_places(case, accounted))
    findings.extend(_neighbours(case, remarks))
    return findings


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


def _neighbours(case: Case, accounted: tuple[Span, ...]) -> list[Finding]:
    """Finding `name-out-of-place`: neither the word before a name nor the word after it stands there in the cited texts.

    So two names that change places are found. Speakers are left to `attribution_kept`: a brief moves them to the head of its sentence.
    """
    speakers = [span for frame in speech_of(case) for span in frame.speaker_spans]
    carried = frozenset(token.stem for span in case.readable for token in tokens_of(span.text, span.language))
    links = links_in_spans(case)
    findings = []
    for mention in mentions_in(case.text, case.language, (*accounted, *speakers)):
        name = mention.span.of(case.text)
        here = _sides(case.text, case.language, mention.span, reach=1, carried=carried, links=links)
        if not here.before and not here.after:
            continue
        found = [
            _sides(span.context_text, span.language, place, reach=2)
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


def _sides(
    text: str, language: str, place: Span, *, reach: int, carried: frozenset[str] | None = None, links: Links | None = None
) -> _Sides:
    """Stems of the nearest content words on each side of a place; with `carried`, of those alone that a span has, in its words."""
    rows = [
        (token.span, token.stem)
        for token in tokens_of(text, language)
        if not token.span.overlaps(place) and (carried is None or token.stem in carried or (links is not None and links.has(token.stem)))
    ]
    before = [stem for span, stem in rows if span.end <= place.start]
    after = [stem for span, stem in rows if span.start >= place.end]
    beyond: list[str] = []
    if carried is None and text[place.end : place.end + 1] == ",":
        # an apposition may have been cut: "Anna Reed, the former harbour master, did not …"
        close = text.find(",", place.end + 1)
        beyond = [stem for span, stem in rows if close > 0 and span.start >= close][:reach]
    return _Sides(_in_spans(before[-reach:], links), _in_spans((*after[:reach], *beyond), links))


def _in_spans(stems: Iterable[str], links: Links | None) -> frozenset[str]:
    return frozenset(other for stem in stems for other in (links.of(stem) if links is not None else (stem,)))


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
    links = links_of(case)
    for word in governed_words(case.text, case.language):
        mentions = found.get(word.stem) or [mention for stem in links.of(word.stem) for mention in found.get(stem, [])]
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
