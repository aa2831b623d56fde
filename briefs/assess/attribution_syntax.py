"""Questions to a dependency parse that every English finder asks: who is the subject, how far does a phrase reach."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from briefs.domain import Span

Token = Any
"""A spaCy token; spaCy ships no usable types."""
Doc = Any

SUBJECTS = ("nsubj", "nsubjpass", "csubj", "expl")
_CLAUSES = ("ccomp", "relcl", "advcl", "acl", "parataxis")
_LOOSE = ("relcl", "acl", "appos", "parataxis", "punct")
_RELATIVE = ("who", "which", "that", "whom")


def span_of(tokens: Iterable[Token]) -> Span:
    """From the first character of the first token to the last of the last.

    Raises:
        ValueError: no tokens.
    """
    ordered = sorted(tokens, key=lambda token: token.i)
    if not ordered:
        raise ValueError("no tokens")
    return Span(ordered[0].idx, ordered[-1].idx + len(ordered[-1].text))


def subtree_span(token: Token) -> Span:
    """The text a token and everything below it covers, holes included."""
    left, right = token.left_edge, token.right_edge
    return Span(left.idx, right.idx + len(right.text))


def noun_phrase(token: Token) -> list[Token]:
    """A speaker's noun phrase without what hangs loosely on it: relative clauses, appositions, participles, and what follows them."""
    doc = token.doc
    end = token.right_edge.i + 1
    for child in token.children:
        if child.i > token.i and child.dep_ in _LOOSE:
            if child.dep_ == "punct" and child.text not in ",-–—(":
                continue
            if child.dep_ == "appos" and child.i == token.i + 1:
                continue  # "the partisan group Atesh"
            end = min(end, max(child.left_edge.i, token.i + 1))
    start = token.left_edge.i
    while start < token.i and ((doc[start].is_punct and doc[start].text not in "\"“”«»„‘'") or doc[start].dep_ in ("cc", "mark")):
        start += 1
    while end > token.i + 1 and (
        doc[end - 1].tag_ == "POS" or (doc[end - 1].is_punct and doc[end - 1].text not in "\"“”«»‘’'") or doc[end - 1].dep_ == "cc"
    ):
        end -= 1
    return [doc[i] for i in range(start, end)]


def subject_of(verb: Token, depth: int = 0) -> Token | None:
    """Who does it: the verb's own subject, or the one it shares with the verb it is coordinated with or hangs on."""
    own = [child for child in verb.children if child.dep_ in ("nsubj", "nsubjpass", "csubj")]
    if own:
        return antecedent(own[0])
    if depth > 4:
        return None
    head = verb.head
    if verb.dep_ in ("conj", "xcomp", "advcl", "dep") and head != verb and head.pos_ in ("VERB", "AUX"):
        if verb.dep_ == "advcl" and verb.tag_ not in ("VBG", "VBN"):
            return None
        if verb.dep_ == "xcomp":
            objects = [child for child in head.children if child.dep_ in ("dobj", "dative")]
            if objects:
                return objects[0]
        shared = subject_of(head, depth + 1)
        if shared is not None:
            return shared
    if verb.dep_ == "conj" and head.dep_ == "ccomp" and head.head.pos_ in ("VERB", "AUX"):
        return subject_of(head.head, depth + 1)
    if verb.dep_ in ("acl", "relcl") and head.pos_ in ("NOUN", "PROPN", "PRON"):
        return head
    if verb.dep_ == "pcomp" and head.head != head and head.head.pos_ in ("VERB", "AUX"):
        return subject_of(head.head, depth + 1)
    return None


def antecedent(subject: Token) -> Token:
    """The noun a relative pronoun stands for; any other subject stays what it is."""
    if subject.lower_ in _RELATIVE and subject.tag_ in ("WP", "WDT", "IN", "PRP", "DT"):
        clause = subject.head
        while clause.dep_ == "conj":
            clause = clause.head
        if clause.dep_ == "relcl":
            return clause.head
    return subject


def agent_of(verb: Token) -> Token | None:
    """Who a passive is done by."""
    for child in verb.children:
        if child.dep_ == "agent" or (child.dep_ == "prep" and child.lower_ == "by"):
            for noun in child.children:
                if noun.dep_ == "pobj":
                    return noun
    return None


def is_passive(verb: Token) -> bool:
    """Whether the verb is a passive, reduced relatives ("documents seen by") included."""
    if any(child.dep_ in ("nsubjpass", "auxpass") for child in verb.children):
        return True
    if verb.dep_ == "acl" and any(child.dep_ == "ccomp" and child.i > verb.i for child in verb.children):
        return False  # "the group, described as ..., asserted that p", taken for a reduced relative
    has_have = any(child.dep_ == "aux" and child.lemma_ == "have" for child in verb.children)
    return verb.tag_ == "VBN" and not has_have and (verb.dep_ in ("acl", "advcl", "amod") or agent_of(verb) is not None)


def is_negated(verb: Token) -> bool:
    """Whether "not", "never" or "n't" stands on the verb or on the verb that governs it in "did not want to say"."""
    return any(child.dep_ == "neg" or child.lower_ in ("never", "n't", "n’t") for child in verb.children)


def clause_head(token: Token) -> Token:
    """The verb of the smallest clause that holds the token."""
    node = token
    while node.head != node and node.dep_ not in _CLAUSES:
        if node.dep_ == "conj" and node.pos_ in ("VERB", "AUX") and any(child.dep_ in SUBJECTS for child in node.children):
            break
        node = node.head
    return node


def phrase_of(verb: Token) -> list[Token]:
    """The verb with its auxiliaries, negation, adverbs and particles, as one cue."""
    keep = [child for child in verb.children if child.dep_ in ("aux", "auxpass", "neg", "prt") and abs(child.i - verb.i) <= 4]
    return [verb, *keep]
