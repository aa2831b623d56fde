"""How check-worthy a claim is, by features that an editor can read and weights that an editor can change (`data/checkworthiness.yaml`)."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from briefs.claims.syntax import child, is_finite, is_verbal, subject_of
from briefs.claims.tables import CheckworthinessTable, checkworthiness_table, english
from briefs.language import find_dates, find_figures, find_names, parse

_EVENT_TAGS = frozenset({"VBD", "VBN"})
_MIN_WORDS = 3
_SHORT = 6


@dataclass(frozen=True, slots=True)
class Worthiness:
    """A score with what made it."""

    score: float
    """0..1."""
    features: tuple[str, ...]
    reason: str | None
    """Why the claim is skipped, for an editor; None when it is check-worthy."""

    @property
    def is_checkworthy(self) -> bool:
        """Whether a checker should look at it."""
        return self.reason is None


def score_sentence(text: str) -> Worthiness:
    """The check-worthiness of an English sentence that stands alone."""
    doc = parse(text)
    head = next((t for t in doc if t.head.i == t.i and not t.is_space), None)
    if head is None:
        return judge({"fragment"})
    return judge(features_of(text, doc, [t.i for t in doc], head))


def judge(features: set[str]) -> Worthiness:
    """The score of a set of features, and the reason when it stays under the threshold."""
    table = checkworthiness_table()
    for feature, reason in table.decisive.items():
        if feature in features:
            return Worthiness(0.0, tuple(sorted(features)), reason)
    total = table.intercept + sum(table.weights[name] for name in features)
    score = round(1 / (1 + math.exp(-total)), 4)
    if score >= table.threshold:
        return Worthiness(score, tuple(sorted(features)), None)
    reason = next((text for name, text in table.reasons.items() if name in features), table.otherwise)
    return Worthiness(score, tuple(sorted(features)), reason)


def features_of(text: str, doc: Any, tokens: Iterable[int], head: Any, *, extra: Iterable[str] = ()) -> set[str]:
    """Names of the features that a claim has.

    `text` is the claim as an editor reads it; `doc`, `tokens` and `head` are its clause in the parse; `extra` is what the caller
    knows besides (`attributed`, `role_description`, `unclear_reference`).
    """
    table, words = checkworthiness_table(), english()
    inside = [doc[i] for i in tokens if not doc[i].is_space and not doc[i].is_punct]
    lemmas = {t.lemma_.lower() for t in inside} | {t.lower_ for t in inside}
    features = set(extra)
    features |= _shape(text, inside, head, words.first_person)
    features |= {name for name in ("wrongdoing", "harm", "official_act") if lemmas & getattr(table, name)}
    features |= _substance(text)
    features |= _stance(table, inside, head, lemmas)
    if len(inside) < _SHORT:
        features.add("short")
    is_past_progress = head.tag_ == "VBG" and any(c.lower_ in ("was", "were") for c in head.children)
    if (head.tag_ in _EVENT_TAGS or is_past_progress) and head.lemma_ not in ("be", "have", "seem", "do"):
        features.add("past_event")
    return features


def _shape(text: str, inside: list[Any], head: Any, first_person: frozenset[str]) -> set[str]:
    found: set[str] = set()
    if text.rstrip().endswith("?"):
        found.add("question")
    pronouns = [t for t in inside if t.pos_ == "PRON" and t.text != "US"]
    if any(t.lower_ in first_person for t in pronouns):
        found.add("first_person")
    if len(inside) < _MIN_WORDS or not any(is_verbal(t) for t in inside) or _is_credit(text):
        found.add("fragment")
    if head.tag_ == "VB" and subject_of(head) is None and child(head, "aux", "auxpass") is None and head.dep_ == "ROOT":
        found.add("imperative")
    return found


def _substance(text: str) -> set[str]:
    found: set[str] = set()
    dates = find_dates(text, "en")
    if any(d.value for d in dates):
        found.add("date")
    figures = [f for f in find_figures(text, "en") if not f.is_weak and not f.is_year and not any(f.span.overlaps(d.span) for d in dates)]
    if figures:
        found.add("figure")
    names = {name.key for name in find_names(text, "en")}
    if names:
        found.add("name")
    if len(names) > 1:
        found.add("two_names")
    return found


def _stance(table: CheckworthinessTable, inside: list[Any], head: Any, lemmas: set[str]) -> set[str]:
    found: set[str] = set()
    subject = subject_of(head)
    auxiliary = {c.lower_ for c in head.children if c.dep_ == "aux"}
    if lemmas & table.evaluation:
        found.add("evaluation")
    if head.lemma_.lower() in table.opinion_verb or auxiliary & table.opinion_verb:
        found.add("opinion_verb")
    if auxiliary & table.future or head.lemma_.lower() in table.future:
        found.add("future")
    elif auxiliary & {"may", "might", "could", "can", "would"}:
        found.add("modal")
    if subject is not None and subject.lemma_.lower() in table.vague_subjects:
        found.add("vague_subject")
    if subject is not None and subject.dep_ == "expl":
        found.add("existential")
    is_definite = (
        subject is not None
        and subject.pos_ == "NOUN"
        and any(c.lower_ in ("the", "this", "that", "these", "those") or c.dep_ == "poss" for c in subject.children)
    )
    if is_definite and "vague_subject" not in found:
        found.add("definite_subject")
    elif head.tag_ in ("VBP", "VBZ") and is_finite(head) and not any(t.pos_ == "PROPN" or t.like_num for t in inside):
        found.add("generic_present")
    return found


def _is_credit(text: str) -> bool:
    opener = re.match(r"\W*([a-z][a-z ]{2,20}?)\s*:", text.lower())
    return opener is not None and opener.group(1) in english().credit_openers
