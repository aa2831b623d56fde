"""The grammar that a cut needs: subjects, chains of coordinated verbs, frames of saying, in a spaCy parse of English."""

from __future__ import annotations

from typing import Any

SUBJECTS = ("nsubj", "nsubjpass", "csubj", "expl")
_FINITE_TAGS = ("VBD", "VBP", "VBZ", "MD")


def clause_below(member: Any, target: Any) -> list[Any]:
    """The clause of a verb that hangs somewhere below the target; nothing when the target hangs below the verb."""
    return list(member.subtree) if any(above is target or above.i == target.i for above in member.ancestors) else []


def verb_chain(verb: Any) -> list[Any]:
    """The verb and the verbs coordinated after it, in order, that share its subject or bring one of their own."""
    chain = [verb]
    while True:
        following = [child for child in chain[-1].children if child.dep_ == "conj" and child.pos_ in ("VERB", "AUX")]
        if not following:
            return chain
        chain.append(following[0])


def own_clause(verb: Any) -> list[Any]:
    """The verb's subtree without the verbs coordinated with it and what joins them."""
    others = {t.i for child in verb.children if child.dep_ == "conj" and child.pos_ in ("VERB", "AUX") for t in child.subtree}
    return [token for token in verb.subtree if token.i not in others]


def subject_of(verb: Any) -> Any | None:
    """Its subject, through coordination; for a relative clause the noun that it hangs from."""
    for _ in range(4):
        for child in verb.children:
            if child.dep_ in SUBJECTS:
                return verb.head if child.tag_ in ("WDT", "WP") and verb.dep_ == "relcl" else child
        if verb.dep_ != "conj":
            return None
        verb = verb.head
    return None


def outer_frame(verb: Any) -> Any | None:
    """The verb of saying around a verb of saying: "it writes" around "that the agency put"; None when there is none."""
    token, outer = verb, None
    while token.dep_ not in ("ROOT", "relcl", "acl", "appos"):
        if token.dep_ in ("ccomp", "xcomp", "pcomp"):
            holder = token.head if token.head.pos_ in ("VERB", "AUX") else token.head.head
            if holder.pos_ in ("VERB", "AUX") and subject_of(holder) is not None and is_finite(holder):
                outer = holder
        token = token.head
    return outer


def is_finite(verb: Any) -> bool:
    auxiliaries = [child for child in verb.children if child.dep_ in ("aux", "auxpass")]
    if verb.tag_ == "VB" and not auxiliaries:
        # a plain form with a subject of its own is a present that the tagger missed
        return any(child.dep_ == "nsubj" for child in verb.children)
    return verb.tag_ in _FINITE_TAGS or any(child.tag_ in _FINITE_TAGS for child in auxiliaries)


def root_of(doc: Any) -> Any | None:
    roots = [token for token in doc if token.dep_ == "ROOT" and token.pos_ in ("VERB", "AUX")]
    return roots[0] if len(roots) == 1 else None
