"""Who a sentence names: publishers and people of the assessment in it, and of whom a stretch about the evidence speaks."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from briefs.domain import Source, Span
from briefs.language import names_corefer
from briefs.verify.case import Case, CitedSpan
from briefs.verify.meta import MetaPhrase, find_meta
from briefs.verify.names import is_name_supported, is_publisher, names_in, windows_like
from briefs.verify.reading import names_of
from briefs.verify.speech import Speech, find_speech

_CLAUSE = re.compile(r"[;:]\s|(?<!\b[A-Z])\.\s")
_CYRILLIC = re.compile(r"[\u0400-\u04ff]")


def subjects(case: Case, phrase: MetaPhrase) -> list[str]:
    """Names in the clause before the stretch, in order: of whom it speaks; without names inside other such stretches ("in Russian")."""
    starts = [match.end() for match in _CLAUSE.finditer(case.text, 0, phrase.span.start)]
    start = starts[-1] if starts else 0
    known = known_names(case, Span(start, phrase.span.start)) if start < phrase.span.start else []
    taken = [*(span for span, _ in known), *(other.span for other in find_meta(case.text, case.language))]
    others = [
        (mention.span, mention.span.of(case.text))
        for mention in names_of(case.text, case.language)
        if start <= mention.span.start < phrase.span.start and not any(span.overlaps(mention.span) for span in taken)
    ]
    return [name for _, name in sorted([*known, *others])]


def known_names(case: Case, where: Span) -> list[tuple[Span, str]]:
    """Where and which: publishers and names of the assessment as they stand there, also where they do not look like names ("24 Hours")."""
    found: list[tuple[Span, str]] = []
    a = case.assessment
    known = {source.shown_name for source in case.cited_sources} | {origin.name for origin in a.origins}
    known |= {*a.holders, *a.confirmed_by, *a.denied_by, *(name for name, _ in a.unverified_by)}
    known |= {head for source in case.cited_sources if (head := publisher_head(source))}
    shown = sorted(known, key=lambda name: (-len(name), name))
    for name in shown:
        for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", case.text, re.IGNORECASE):
            span = Span(*match.span())
            if where.contains(span) and not any(span.overlaps(other) for other, _ in found):
                found.append((span, name))
        if _CYRILLIC.search(name):
            found.extend(
                (span, name)
                for span in windows_like(case.text, name)
                if where.contains(span) and not any(span.overlaps(other) for other, _ in found)
            )
    return found


def publisher_head(source: Source) -> str:
    """The publisher's name without who carries it: "dpa" of "dpa, carried by the Courier" and of "dpa / RTT"."""
    return re.split(r"[,;(\[]|\s?/\s|\s[–—-]\s", source.shown_name, maxsplit=1)[0].strip()


def speech_of(case: Case) -> tuple[Speech, ...]:
    """Who says what in the sentence, read without remarks such as ", a party to the war," which lead the parse astray; offsets hold."""
    text = case.text
    removed = []
    for phrase in find_meta(text, case.language):
        if phrase.check == "interested":
            start = phrase.span.start - 2 * text[: phrase.span.start].endswith(", ")
            removed.append(Span(start, phrase.span.end + text[phrase.span.end :].startswith(",")))
    kept = text
    for gap in reversed(removed):
        kept = kept[: gap.start] + kept[gap.end :]
    return tuple(_put_back(speech, removed) for speech in find_speech(kept, case.language))


def _put_back(speech: Speech, removed: list[Span]) -> Speech:
    """The frame at its places in the text from which the stretches were removed."""

    def back(span: Span) -> Span:
        start, end = span.start, span.end
        for gap in removed:
            start += len(gap) if start >= gap.start else 0
            end += len(gap) if end > gap.start else 0
        return Span(start, end)

    return replace(
        speech,
        cue=back(speech.cue),
        speaker_spans=tuple(map(back, speech.speaker_spans)),
        scope=tuple(map(back, speech.scope)),
    )


def publisher_stretches(case: Case) -> list[Span]:
    """Where the sentence names publishers of cited sources by the manifest's own spelling, and origins of texts in another language."""
    shown = {source.shown_name for source in case.cited_sources} | {publisher_head(source) for source in case.cited_sources}
    foreign = foreign_origins(case, case.cited)
    return [
        span
        for span, name in known_names(case, Span(0, max(1, len(case.text))))
        if name in shown or name in foreign or (_CYRILLIC.search(name) and is_name_supported(case, name))
    ]


def foreign_origins(case: Case, spans: Iterable[CitedSpan]) -> set[str]:
    """Names of the origins to which spans in another language hand their words by name: a body's English name ("Russia's defence
    ministry") stands in none of them, and the assessment says whose words they are."""
    found = set()
    for span in spans:
        named = {
            item.origin
            for item in case.evidence_for(span)
            if item.attribution is not None
            and item.attribution.named
            and item.attribution.named.casefold() in span.source.text.casefold()
            and not is_publisher(span.source, item.attribution.named)
        }
        found |= {origin.name for origin in case.assessment.origins if span.language != case.language and origin.key in named}
    return found


def remark_stretches(case: Case, phrases: Iterable[MetaPhrase]) -> list[Span]:
    """Names of publishers in the clause before a remark on the evidence ("; TASS and RT carry the same account"), and those that no cited
    text has at all."""
    found = []
    clauses = []
    for phrase in phrases:
        starts = [match.end() for match in _CLAUSE.finditer(case.text, 0, phrase.span.start)]
        clauses.append(Span(starts[-1] if starts else 0, phrase.span.end))
    for span in publisher_stretches(case):
        is_beside = any(clause.overlaps(span) for clause in clauses)
        name = span.of(case.text)
        is_elsewhere = any(names_corefer(name, other) for cited in case.readable for other in names_in(cited.context_text, cited.language))
        if is_beside or not is_elsewhere:
            found.append(span)
    return found
