"""Whether the article's own words already hand a claim to somebody, beyond the classic "X said that".

English, by the parse: "X presents it as …", "X gave a count of …", "if the records were to be believed", "a letter in which Y says that …".
The verbs are data (`words` of the templates). Another language, and words without a verb, hand nothing over here.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from briefs.draft.grammar import SUBJECTS, subject_of
from briefs.draft.phrases import Phrases
from briefs.language import parse

_CONTENT = ("ccomp", "dobj", "prep", "oprd", "pcomp", "acl", "xcomp")
_VIEW_MARKS = ("as", "of", "on", "to", "for", "with", "from")


@dataclass(frozen=True, slots=True)
class _Verbs:
    """Lemmas, lower case."""

    saying: Collection[str]
    viewing: Collection[str]
    giving: Collection[str]
    accounts: Collection[str]


def hands_over(text: str, phrases: Phrases) -> bool:
    """Whether the main clause of a text is about somebody's saying, presenting or denying it, so that the text vouches for no more."""
    return _hands_over(
        " ".join(text.split()),
        _Verbs(
            phrases.words("saying-verbs"),
            phrases.words("viewing-verbs"),
            phrases.words("giving-verbs"),
            phrases.words("account-nouns"),
        ),
    )


@lru_cache(maxsize=512)
def _hands_over(text: str, verbs: _Verbs) -> bool:
    doc = parse(text)
    return any(
        _is_saying(token, verbs) or _is_conditional(token, verbs) for token in doc if token.pos_ in ("VERB", "AUX") and _is_main(token)
    )


def _is_main(token: Any) -> bool:
    """The root, or a verb inside what the root's subject or object is about: "made public a letter in which Y says that"."""
    if token.dep_ == "ROOT" or (token.dep_ in ("conj", "ccomp", "parataxis") and token.head.dep_ == "ROOT"):
        return True
    if token.dep_ == "relcl":
        return bool(
            token.head.dep_ in ("dobj", "pobj", "attr") and any(t.tag_ in ("WDT", "WP") and t.dep_ == "pobj" for t in token.subtree)
        )
    return bool(token.dep_ == "advcl" and token.head.dep_ in ("ROOT", "conj"))


def _is_saying(verb: Any, verbs: _Verbs) -> bool:
    if verb.dep_ == "advcl":
        return False
    lemma = verb.lemma_.lower()
    subject = subject_of(verb)
    if subject is None or (subject.lower_ in ("it", "there", "this") and lemma not in verbs.saying):
        return False
    parts = {child.dep_ for child in verb.children}
    is_passive = bool(parts & {"nsubjpass", "auxpass"})
    if lemma in verbs.saying and not is_passive:
        return bool(parts & set(_CONTENT))
    if lemma in verbs.viewing:
        # "they have since been declared fictitious": somebody declared it
        return is_passive or any(
            child.dep_ in ("oprd", "ccomp") or (child.dep_ == "prep" and child.lower_ in _VIEW_MARKS) for child in verb.children
        )
    if lemma in verbs.giving and not is_passive:
        return any(child.dep_ == "dobj" and child.lemma_.lower() in verbs.accounts for child in verb.children)
    return False


def _is_conditional(verb: Any, verbs: _Verbs) -> bool:
    """ "if the records are to be believed"."""
    is_under_if = any(child.dep_ == "mark" and child.lower_ == "if" for child in verb.children)
    below = [t for t in verb.subtree if t.lemma_.lower() == "believe"]
    return verb.dep_ == "advcl" and is_under_if and bool(below) and any(t.dep_ in SUBJECTS for t in verb.subtree)
