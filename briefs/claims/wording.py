"""The words of a claim: a clause's own, with references made whole, as one plain sentence."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from briefs.claims.clause_parts import Piece
from briefs.claims.entities import Reading, Substitution
from briefs.claims.syntax import Sentence
from briefs.claims.tables import english

_QUOTE_PAIRS = (("“", "”"), ("„", "“"), ("«", "»"))
_SPACE_BEFORE = re.compile(r"\s+([,.;:!?)\]’”])")
_SPACE_AFTER = re.compile(r"([(\[“‘])\s+")
_COMMAS = re.compile(r"(?:\s*,){2,}")


def word_claim(sentence: Sentence, pieces: Iterable[Piece], reading: Reading, dates: dict[tuple[int, ...], str]) -> str:
    """One sentence that stands alone, with a capital and a full stop.

    `dates`: token runs of this sentence that say "the next day", with what they mean.
    """
    words: list[str] = []
    said: set[int] = set()
    for piece in pieces:
        if isinstance(piece, str):
            words.append(piece + " ")
            continue
        found = _words(sentence, piece, reading, dates, said)
        is_plain = bool(found) and found[0].strip() == sentence.doc[piece[0]].text
        if words and is_plain and sentence.doc[piece[0]].pos_ in ("DET", "PRON", "ADP") and piece[0] == 0:
            found[0] = found[0][:1].lower() + found[0][1:]
        words.extend(found)
    return finish("".join(words))


def word_phrase(sentence: Sentence, tokens: Iterable[int], reading: Reading) -> str:
    """A phrase (a speaker) with its references made whole, without a full stop."""
    return _tidied("".join(_words(sentence, tuple(sorted(tokens)), reading, {}, set()))).strip(" ,;:")


def finish(text: str) -> str:
    """Spaces, quotation marks, first capital and full stop put right."""
    text = _tidied(text).strip(" ,;:–—-")
    text = text.rstrip(".!…") if not re.search(r"\b[A-Z]\.$", text) else text
    if not text:
        return ""
    text = _balanced(text)
    opened = re.search(r"\w", text)
    if opened is not None:
        text = text[: opened.start()] + text[opened.start()].upper() + text[opened.start() + 1 :]
    return text if text[-1:] in "?." else f"{text}."


def _words(sentence: Sentence, tokens: tuple[int, ...], reading: Reading, dates: dict[tuple[int, ...], str], said: set[int]) -> list[str]:
    doc = sentence.doc
    starts = {s.tokens[0]: s for s in reading.substitutions if set(s.tokens) <= set(tokens)}
    replaced = {run[0]: (run, text) for run, text in dates.items() if set(run) <= set(tokens)}
    mentions = {m.tokens[0]: m for m in reading.mentions if set(m.tokens) <= set(tokens)}
    dropped = _dropped(sentence, tokens)
    words: list[str] = []
    skip_until = -1
    for position, i in enumerate(tokens):
        if i < skip_until:
            continue
        if i in dropped:
            if words and doc[i].whitespace_ and not words[-1].endswith(" "):
                words.append(" ")
            continue
        gap = " " if position + 1 < len(tokens) and tokens[position + 1] != i + 1 else doc[i].whitespace_
        if i in replaced:
            run, text = replaced[i]
            words.append(text + " ")
            skip_until = run[-1] + 1
            continue
        substitution = starts.get(i)
        if substitution is not None and id(substitution.entity) not in said:
            words.append(_substituted(sentence, substitution, tokens))
            said.add(id(substitution.entity))
            skip_until = substitution.tokens[-1] + 1
            continue
        if i in mentions:
            said.add(id(mentions[i].entity))
        words.append(doc[i].text + (gap or ("" if position + 1 < len(tokens) else " ")))
    if words and not words[-1].endswith(" "):
        words.append(" ")
    return words


def _substituted(sentence: Sentence, substitution: Substitution, tokens: tuple[int, ...]) -> str:
    doc = sentence.doc
    last = substitution.tokens[-1]
    text = substitution.text
    if substitution.is_possessive:
        return text + ("’ " if text.endswith("s") else "’s ") if "’" in doc.text else text + ("' " if text.endswith("s") else "'s ")
    return text + (doc[last].whitespace_ if last + 1 in tokens else " ")


def _dropped(sentence: Sentence, tokens: tuple[int, ...]) -> set[int]:
    """Words that tie a clause to its neighbours: "however", "then", the "such" of "such a leave"."""
    doc, words = sentence.doc, english()
    first = tokens[0] if tokens else 0
    dropped: set[int] = set()
    for i in tokens:
        token = doc[i]
        lower = token.lower_
        is_link = token.dep_ in ("advmod", "cc", "preconj") and lower in words.discourse and not list(token.children)
        opens_phrase = i + 1 < len(doc) and doc[i + 1].lower_ in ("of", "than", "from", "to")
        if is_link and not opens_phrase and (lower not in ("still", "indeed", "instead", "too") or i == first):
            dropped.add(i)
            if i + 1 in tokens and doc[i + 1].text == "," and (i == first or doc[i - 1].text == ","):
                dropped.add(i + 1)
        is_before_that = token.text == "," and i + 1 < len(doc) and doc[i + 1].lower_ == "that" and doc[i + 1].dep_ == "mark"
        if is_before_that and i + 1 in tokens and not _closes_an_aside(doc, i, tokens):
            # "reported in December, that": no comma before a reported clause
            dropped.add(i)
        if lower == "such" and token.dep_ == "predet":
            dropped.add(i)
        if lower in ("that", "and", "but", "yet", "so") and token.dep_ in ("mark", "cc") and i == first:
            dropped.add(i)
    return dropped


def _closes_an_aside(doc: Any, comma: int, tokens: tuple[int, ...]) -> bool:
    """Whether a comma before "that" has a partner behind the verb of saying: "announced, alone, that"."""
    verbs = [i for i in tokens if i < comma and doc[i].pos_ == "VERB" and doc[i].lemma_.lower() in english().speech_verbs]
    return bool(verbs) and sum(doc[i].text == "," for i in tokens if verbs[-1] < i < comma) % 2 == 1


def _tidied(text: str) -> str:
    text = " ".join(text.split())
    text = _COMMAS.sub(",", text)
    text = _SPACE_AFTER.sub(r"\1", _SPACE_BEFORE.sub(r"\1", text))
    return re.sub(r",\s*([.;:!?])", r"\1", text)


def _balanced(text: str) -> str:
    """Without quotation marks that lost their partner, and without a pair around the whole."""
    is_german = "„" in text
    for opening, closing in _QUOTE_PAIRS:
        if (opening == "„") == is_german and text.count(opening) != text.count(closing):
            text = text.replace(opening, "").replace(closing, "")
    if text.count('"') % 2:
        text = text.replace('"', "")
    for opening, closing in (*_QUOTE_PAIRS, ('"', '"')):
        inner = text[1:-1]
        if len(text) > 2 and text[0] == opening and text[-1] == closing and opening not in inner and closing not in inner:
            text = inner
    return text.strip(" ,;:")
