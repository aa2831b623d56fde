"""Who did what to whom: a sentence that swaps the two ends of a deed holds all the right words and is false.

English only, by the parse; passive clauses are read as active ones. Other languages give no roles and no findings.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from briefs.domain import Finding, Span
from briefs.language import parse, same_name, stem_of
from briefs.verify.case import Case
from briefs.verify.names import are_kin
from briefs.verify.paraphrase import links_of


@dataclass(frozen=True, slots=True)
class Deed:
    """A verb with its doers and what it was done to, heads only; empty when unsaid or a pronoun."""

    verb: str
    doers: tuple[str, ...]
    done_to: tuple[str, ...]
    place: int


def check_roles(case: Case, accounted: tuple[Span, ...]) -> list[Finding]:
    """Finding `roles-swapped`: the sentence gives a deed of the cited text to another doer, or turns it round."""
    if case.language != "en":
        return []
    known = [deed for span in case.readable for deed in deeds_in(span.context_text)]
    links = links_of(case)
    findings = []
    for deed in deeds_in(case.text):
        if any(span.start <= deed.place < span.end for span in accounted):
            continue
        verbs = links.of(stem_of(deed.verb, case.language))
        same_verb = [other for other in known if other.verb == deed.verb or stem_of(other.verb, case.language) in verbs]
        if same_verb and all(_differs(deed, other) for other in same_verb):
            done = same_verb[0]
            message = f"the cited text reads: {', '.join(done.doers) or 'somebody'} {done.verb} {', '.join(done.done_to)}".rstrip()
            findings.append(Finding("roles-swapped", message, " ".join((*deed.doers, deed.verb, *deed.done_to))))
    return findings


def _differs(deed: Deed, other: Deed) -> bool:
    """Turned round, or the same deed to the same thing by somebody else who is named."""
    if _meet(deed.doers, other.doers) or (_meet(deed.done_to, other.done_to) and not (deed.doers and other.doers)):
        return False
    if _meet(deed.doers, other.done_to) or _meet(deed.done_to, other.doers):
        return True
    return _meet(deed.done_to, other.done_to) and _has_name(deed.doers) and _has_name(other.doers)


def _has_name(words: tuple[str, ...]) -> bool:
    return any(word[:1].isupper() for word in words)


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
            deeds.append(Deed(token.lemma_.lower(), _words(subject), _words(thing), token.idx))
    return tuple(deeds)


def _child(token: Any, relation: str) -> Any | None:
    for child in token.children:
        if child.dep_ == relation:
            return child
    return None


def _words(token: Any | None) -> tuple[str, ...]:
    if token is None or token.pos_ == "PRON":
        return ()
    return tuple(str(part.text if part.pos_ == "PROPN" else part.lemma_) for part in (token, *token.conjuncts))


def _meet(some: tuple[str, ...], others: tuple[str, ...]) -> bool:
    return any(a.lower() == b.lower() or same_name(a, b) or are_kin(a, b) for a in some for b in others)
