"""Who did what to whom: a sentence that swaps the two ends of a deed holds all the right words and is false.

English only, by the parse; passive clauses are read as active ones. Other languages give no roles and no findings.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from briefs.domain import Finding, Span
from briefs.language import parse, same_name
from briefs.verify.case import Case
from briefs.verify.names import are_kin


@dataclass(frozen=True, slots=True)
class Deed:
    """A verb with its doer and what it was done to, heads only; "" when unsaid."""

    verb: str
    doer: str
    done_to: str
    place: int


def check_roles(case: Case, accounted: tuple[Span, ...]) -> list[Finding]:
    """Finding `roles-swapped`: a doer of the sentence is the other end of the same deed in every cited mention of it."""
    if case.language != "en":
        return []
    known = [deed for span in case.readable for deed in deeds_in(span.context_text)]
    findings = []
    for deed in deeds_in(case.text):
        if any(span.start <= deed.place < span.end for span in accounted):
            continue
        same_verb = [other for other in known if other.verb == deed.verb]
        if not same_verb:
            continue
        swapped = [other for other in same_verb if _is(deed.doer, other.done_to) or _is(deed.done_to, other.doer)]
        kept = [other for other in same_verb if _is(deed.doer, other.doer) or _is(deed.done_to, other.done_to)]
        if swapped and not kept:
            message = (
                f"in the cited text {swapped[0].doer or 'somebody'} is the one who did it, and {swapped[0].done_to or 'somebody'} the other"
            )
            findings.append(Finding("roles-swapped", message, f"{deed.doer} {deed.verb} {deed.done_to}".strip()))
    return findings


@lru_cache(maxsize=512)
def deeds_in(text: str) -> tuple[Deed, ...]:
    """Deeds in order of their verbs."""
    deeds = []
    for token in parse(text):
        if token.pos_ != "VERB":
            continue
        subject, thing = _child(token, "nsubj"), _child(token, "dobj")
        passive = _child(token, "nsubjpass")
        if passive is not None:
            agent = _child(token, "agent")
            subject, thing = (_child(agent, "pobj") if agent is not None else None), passive
        if subject is not None or thing is not None:
            deeds.append(Deed(token.lemma_.lower(), _word(subject), _word(thing), token.idx))
    return tuple(deeds)


def _child(token: Any, relation: str) -> Any | None:
    for child in token.children:
        if child.dep_ == relation:
            return child
    return None


def _word(token: Any | None) -> str:
    if token is None or token.pos_ == "PRON":
        return ""
    return str(token.text if token.pos_ == "PROPN" else token.lemma_)


def _is(a: str, b: str) -> bool:
    return bool(a and b) and (a.lower() == b.lower() or same_name(a, b) or are_kin(a, b))
