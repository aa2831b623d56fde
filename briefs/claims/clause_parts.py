"""Pieces of clauses: marks at their edges, borrowed auxiliaries, relative clauses put behind what they speak of."""

from __future__ import annotations

from typing import Any

from briefs.claims.frames import Frame
from briefs.claims.syntax import auxiliaries, child, is_finite, is_passive, subject_of
from briefs.claims.tables import english

Piece = str | tuple[int, ...]
"""Words of the sentence by token index, or a function word that a whole sentence needs."""


def quote_mates(doc: Any, own: set[int]) -> set[int]:
    """The quotation mark just outside whose partner stands inside."""
    if not own:
        return set()
    first, last = min(own), max(own)
    inside = "".join(doc[i].text for i in sorted(own))
    after = doc[last + 1] if last + 1 < len(doc) else None
    before = doc[first - 1] if first > 0 else None
    if after is not None and (
        (after.text == '"' and inside.count('"') % 2) or (after.text == "”" and inside.count("“") > inside.count("”"))
    ):
        return {after.i}
    if before is not None and (
        (before.text == '"' and inside.count('"') % 2) or (before.text == "“" and inside.count("”") > inside.count("“"))
    ):
        return {before.i}
    return set()


def lone_marks(doc: Any, own: set[int]) -> set[int]:
    """Quotation marks at the ends whose partner stands elsewhere: a quotation that runs on."""
    if len(own) < 2:
        return set()
    first, last = min(own), max(own)
    inside = "".join(doc[i].text for i in sorted(own))
    lone = set()
    for edge, marks in ((first, '“"'), (last, '”"')):
        text = doc[edge].text
        if text in marks and (inside.count('"') % 2 if text == '"' else inside.count("“") != inside.count("”")):
            lone.add(edge)
    return lone


def borrowed_auxiliaries(head: Any, lender: Any) -> list[int]:
    """The auxiliaries that a conjunct without its own shares with the clause that lends it its subject."""
    if auxiliaries(head):
        return []
    if head.tag_ == "VBN":
        return auxiliaries(lender)
    shares = is_passive(lender) and child(head, "dobj") is None and head.lower_ in english().invariant_participles
    return auxiliaries(lender) if shares else []


def without_passive(doc: Any, verb: Any, frame: Frame, own: set[int]) -> tuple[Piece, ...] | None:
    """ "Commanders are said to have falsified" -> "Commanders have falsified"; None for an infinitive that would need inflecting."""
    content = doc[frame.content]
    subject = subject_of(verb)
    first = next((doc[i] for i in sorted(frame.covers) if doc[i].tag_ == "VB" and (doc[i].head.i == content.i or i == content.i)), None)
    if subject is None or first is None or first.lower_ not in ("have", "be"):
        return None
    is_plural = subject.tag_ in ("NNS", "NNPS") or child(subject, "conj") is not None or subject.lower_ in ("they", "we", "these", "those")
    form = {("have", True): "have", ("have", False): "has", ("be", True): "are", ("be", False): "is"}[(first.lower_, is_plural)]
    before = tuple(sorted(i for i in own if i < min(frame.cue)))
    after = tuple(sorted(i for i in own if i > first.i))
    return (before, form, after) if before and after else None


def antecedent_of(verb: Any) -> Any:
    """The noun that a relative clause speaks of: the parser's, or the noun above it whose number fits the verb."""
    noun = verb.head
    form = next((c for c in verb.children if c.dep_ in ("aux", "auxpass")), verb)
    wants_plural = form.lower_ in ("were", "are", "have", "do")
    while (
        wants_plural
        and noun.tag_ in ("NN", "NNP")
        and noun.head.dep_ == "prep"
        and noun.dep_ == "pobj"
        and noun.head.head.pos_ in ("NOUN", "PROPN")
        and child(noun, "conj") is None
    ):
        noun = noun.head.head
    return noun


def trailing_marks(doc: Any, antecedent: Any, end: int) -> set[int]:
    """Commas, dashes and brackets between an antecedent and its clause."""
    return {i for i in range(antecedent.i, end) if doc[i].text in (",", "–", "—", "(")}


def before_second_relative(doc: Any, tokens: set[int], first: int) -> set[int]:
    """Up to "and whom": a second relative clause would leave the sentence hanging."""
    second = next((i for i in sorted(tokens) if i > first + 1 and doc[i].tag_ in ("WP", "WDT") and doc[i - 1].dep_ == "cc"), None)
    return tokens if second is None else {i for i in tokens if i < second - 1}


def relative_pieces(doc: Any, verb: Any, pronoun: Any, phrase: tuple[int, ...], rest: list[int]) -> tuple[Piece, ...] | None:
    """The clause with what it speaks of in the pronoun's place; None when that place cannot be told."""
    if pronoun.dep_ in ("nsubj", "nsubjpass"):
        return phrase, tuple(rest)
    if pronoun.dep_ in ("dobj", "pobj") and subject_of(verb) is not None and pronoun.head.i == verb.i:
        until = tuple(i for i in rest if i <= verb.i)
        after = tuple(i for i in rest if i > verb.i)
        return tuple(piece for piece in (until, phrase, after) if piece)
    return None


def is_specific(doc: Any, tokens: set[int]) -> bool:
    """Whether the words have a name, a figure or a date."""
    return any(doc[i].pos_ == "PROPN" or doc[i].like_num or doc[i].ent_type_ in ("DATE", "CARDINAL", "MONEY", "PERCENT") for i in tokens)


def is_phrase(doc: Any, tokens: set[int]) -> bool:
    """Whether the words are a noun phrase with something to say besides an article."""
    return any(doc[i].is_alpha and doc[i].pos_ != "DET" for i in tokens)


def is_same_pronoun(subject: Any, thing: Any | None) -> bool:
    """Whether subject and object are the same personal pronoun, so that they cannot be one verb's."""
    if thing is None or subject.pos_ != "PRON" or thing.pos_ != "PRON":
        return False
    return (subject.lower_, thing.lower_) in {("it", "it"), ("he", "him"), ("she", "her"), ("they", "them")}


def is_finite_conjunct(token: Any) -> bool:
    """Whether a conjunct is a statement: finite, or a participle that shares its partner's auxiliary."""
    if is_finite(token):
        return True
    return token.tag_ in ("VBN", "VBD") and token.head.tag_ == "VBN" and bool(auxiliaries(token.head))
