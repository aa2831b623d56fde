"""Cuts a cited span to the clause that carries the claim, where the parse shows that it can stand after "says that"."""

from __future__ import annotations

import re

from briefs.domain import Evidence, Source, Span
from briefs.language import find_names, parse, same_name, split_sentences

MAX_CLAUSE_WORDS = 38
"""A clause longer than this is cut at its last comma or left to the whole sentence."""
_LEADING = re.compile(r"^(?:that|—|–|-|:|,)\s+", re.I)
_FINITE = {"VBD", "VBP", "VBZ", "MD"}
_PRONOUNS = {"it", "he", "she", "they"}
_DEICTIC = {"i", "we", "my", "our", "me", "us", "you", "your"}


def content_clause(item: Evidence, source: Source) -> str | None:
    """What the attribution's content says, ready to follow "says that"; None when it is no finite clause of its own.

    English only. A clause that opens with a pronoun, speaks in the first person or holds quotation marks that do not close is not used.
    """
    attribution = item.attribution
    if attribution is None or source.language != "en":
        return None
    text = " ".join(attribution.content.of(source.text).split())
    text = _LEADING.sub("", text).strip().rstrip(".,;:!?–—- ")
    if not text or len(text.split()) > MAX_CLAUSE_WORDS or not _balanced(text):
        return None
    return _lowered(text) if _stands_alone(text) else None


def whole_sentence(item: Evidence, source: Source) -> str | None:
    """The sentence that holds the cited span, on one line; None when it is too long to read or quotes without closing."""
    sentence = sentence_around(item.citation.span, source)
    text = " ".join(_named_at_start(item, source, sentence).split())
    if len(text.split()) > MAX_CLAUSE_WORDS + 7 or not _balanced(text):
        return None
    return text if text.endswith((".", "!", "?", "…", "”", '"')) else text.rstrip(",;:") + "."


def sentence_around(span: Span, source: Source) -> Span:
    """The sentence of the source that holds the middle of a span; the span itself when none does."""
    middle = (span.start + span.end) // 2
    for sentence in split_sentences(source.text, source.language):
        if sentence.start <= middle < sentence.end:
            return sentence
    return span


def introduction(name: str, source: Source, *, before: int) -> Span | None:
    """The nearest sentence that names `name` and does not come after position `before`; else the first that does; None when none does."""
    sentences = [s for s in split_sentences(source.text, source.language) if _mentions(name, s.of(source.text), source.language)]
    earlier = [sentence for sentence in sentences if sentence.start <= before]
    return earlier[-1] if earlier else sentences[0] if sentences else None


def _mentions(name: str, text: str, language: str) -> bool:
    return any(same_name(name, mention.span.of(text)) for mention in find_names(text, language)) or name.casefold() in text.casefold()


def _named_at_start(item: Evidence, source: Source, sentence: Span) -> str:
    """The sentence with the speaker's name where it opens with a pronoun for the speaker."""
    text, attribution = sentence.of(source.text), item.attribution
    speaker = attribution.speaker_span if attribution is not None else None
    opening = text.split(" ", 1)[0]
    if attribution is None or speaker is None or speaker.start != sentence.start or opening.lower() not in _PRONOUNS:
        return text
    name = attribution.named
    return f"{name}{text[len(opening) :]}" if name and name.lower() not in _PRONOUNS else text


def _stands_alone(text: str) -> bool:
    doc = parse(text[:1].upper() + text[1:])
    roots = [token for token in doc if token.dep_ == "ROOT"]
    if len(roots) != 1:
        return False
    root = roots[0]
    subjects = [token for token in root.children if token.dep_ in ("nsubj", "nsubjpass", "expl", "csubj")]
    is_finite = root.tag_ in _FINITE or any(token.tag_ in _FINITE for token in root.children if token.dep_ in ("aux", "auxpass"))
    if not subjects or not is_finite:
        return False
    if any(token.lower_ in _DEICTIC for token in doc) or subjects[0].pos_ == "PRON":
        return False
    owner = next((token for token in subjects[0].subtree if token.tag_ == "PRP$"), None)
    return owner is None


def _lowered(text: str) -> str:
    """The clause as it continues a sentence: a capital goes unless its word is a name."""
    first = parse(text)[0]
    keeps = first.pos_ == "PROPN" or first.ent_type_ or text.split()[0].isupper() or first.text == "I"
    return text if keeps else text[:1].lower() + text[1:]


def _balanced(text: str) -> bool:
    pairs = (("“", "”"), ("«", "»"), ("„", "“"), ("(", ")"))
    return text.count('"') % 2 == 0 and all(text.count(a) == text.count(b) for a, b in pairs if a in text or b in text)
