"""What a brief calls those it speaks of: publishers without their carriers, names in the brief's own script."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping

from briefs.domain import Source, Span
from briefs.language import find_names, names_corefer, same_name, split_sentences

_TAIL = re.compile(r"\s*(?:\(|\[|[,;]\s|/\s|\s[–—-]\s|\s(?:reports? )?(?:re)?published (?:on|by|in)\s).*\Z", re.DOTALL)
_DATELINE = re.compile(r"[A-Z][A-Z.'’ -]{2,}(?:, [A-Z][\w. ]{2,30})?(?: \([^)]{2,30}\))? [-–—] ")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
_SHORTEST = 2
_NO_NAME = frozenset({"news", "press", "media", "wire", "agency", "report", "video", "photo"})
"""What is left of "News report republished on …" names nobody."""


def short_publisher(source: Source) -> str:
    """The publisher without what follows a comma, bracket or dash: "Reuters" for "Reuters, carried by the Herald"."""
    name = source.shown_name
    short = _TAIL.sub("", name).strip()
    return short if len(short) >= _SHORTEST and short.casefold() not in _NO_NAME else name


def as_name(phrase: str, language: str) -> str:
    """The name inside a speaker phrase of another language ("eine Sprecherin der Bank"); the phrase when it is one or has none."""
    if not phrase[:1].islower():
        return phrase
    names = [mention.span.of(phrase) for mention in find_names(phrase, language)]
    return max(names, key=len) if names else phrase


def has_latin(name: str) -> bool:
    """Whether it has a Latin letter."""
    return _LATIN.search(name) is not None


def in_script(name: str, *, known: Callable[[], Iterable[str]], letters: Mapping[str, str]) -> str:
    """The name in Latin letters: as one of the `known` spells it, else letter by letter; itself when it has Latin letters or no table."""
    if not name or _LATIN.search(name) or not letters:
        return name
    for other in known():
        if _LATIN.search(other) and same_name(name, other):
            return other
    spelled = "".join(_spelled(letter, letters) for letter in name)
    return spelled.upper() if name.isupper() else spelled[:1].upper() + spelled[1:]


def _spelled(letter: str, letters: Mapping[str, str]) -> str:
    spelled = letters.get(letter.lower(), letter)
    return spelled.capitalize() if letter.isupper() else spelled


def is_same(a: str, b: str) -> bool:
    """Whether two names may stand for each other in a sentence."""
    return bool(a) and bool(b) and names_corefer(a, b)


def carries(text: str, language: str, name: str) -> bool:
    """Whether a stretch of text names somebody, in whatever script."""
    return any(names_corefer(mention.span.of(text), name) for mention in find_names(text, language)) or name.casefold() in text.casefold()


def without_dateline(text: str, sentence: Span) -> Span:
    """A sentence without the place and agency that open a report ("LONDON (Reuters) - ")."""
    match = _DATELINE.match(text, sentence.start, sentence.end)
    return Span(match.end(), sentence.end) if match is not None and match.end() < sentence.end else sentence


def introduction(source: Source, name: str, *, before: int) -> Span | None:
    """The last sentence of a source before a position that names somebody, in full where one does; None when none does."""
    found, in_full = None, None
    for sentence in split_sentences(source.text, source.language):
        if sentence.start >= before:
            break
        if sentence.end <= before and carries(sentence.of(source.text), source.language, name):
            found = sentence
            in_full = sentence if name.casefold() in sentence.of(source.text).casefold() else in_full
    return in_full or found


def naming_sentence(source: Source, name: str, *, near: Span) -> Span | None:
    """The sentence that names somebody nearest to a span: the one before it first; None when none does."""
    earlier = introduction(source, name, before=near.start)
    if earlier is not None:
        return earlier
    for sentence in split_sentences(source.text, source.language):
        if sentence.start >= near.start and carries(sentence.of(source.text), source.language, name):
            return sentence
    return None
