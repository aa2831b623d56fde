"""Cuts a cited span to the clause that carries the claim, where the parse shows that it can stand after "says that"."""

from __future__ import annotations

import re

from briefs.domain import Evidence, Source, Span
from briefs.language import parse, split_sentences

MAX_CLAUSE_WORDS = 38
"""A clause longer than this is cut at its last comma or left to the whole sentence."""
_LEADING = re.compile(r"^(?:that|—|–|-|:|,)\s+", re.I)
_FINITE = {"VBD", "VBP", "VBZ", "MD"}
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
    text = " ".join(sentence.of(source.text).split())
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
    return not any(token.lower_ in _DEICTIC for token in doc) and subjects[0].pos_ != "PRON"


def _lowered(text: str) -> str:
    """The clause as it continues a sentence: a capital goes unless its word is a name."""
    first = parse(text)[0]
    keeps = first.pos_ == "PROPN" or first.ent_type_ or text.split()[0].isupper() or first.text == "I"
    return text if keeps else text[:1].lower() + text[1:]


def _balanced(text: str) -> bool:
    pairs = (("“", "”"), ("«", "»"), ("„", "“"), ("(", ")"))
    return text.count('"') % 2 == 0 and all(text.count(a) == text.count(b) for a, b in pairs if a in text or b in text)
