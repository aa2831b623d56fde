"""What an article speaks of, where it mentions it, and what may stand in a mention's place."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from briefs.claims.noun_phrases import definite_phrase, naming_tail
from briefs.claims.syntax import subtree
from briefs.claims.tables import english


@dataclass(eq=False)
class Entity:
    """Something the article speaks of: by name, or by a noun phrase."""

    shown: str
    """How a claim names it."""
    is_named: bool
    labels: Counter[str] = field(default_factory=Counter)
    mentions: int = 0
    """How often the article has the name."""
    nouns: set[str] = field(default_factory=set)
    """Lemmas it was called by."""
    is_plural: bool = False
    gender: str = ""
    head: str = ""
    phrase: str = ""
    """For a noun phrase with a complement: how "the battle" is written in full."""

    @property
    def label(self) -> str:
        """The parser's label that it had most often; an acronym and what is called a company are nobody."""
        best = max(sorted(self.labels), key=lambda name: self.labels[name], default="")
        is_body = (self.is_named and len(self.shown) <= 5 and self.shown.isupper()) or bool(english().classes_of(self.nouns))
        return "ORG" if best == "PERSON" and is_body else best

    def complete(self, doc: Any, tokens: tuple[int, ...], head: Any, known: list[Substitution]) -> None:
        """Write the phrase with the names that its complement stands for."""
        tail = naming_tail(doc, head)
        for preposition in head.children if not tail else ():
            inside = [
                s for s in known if preposition.dep_ == "prep" and s.entity.is_named and s.tokens[-1] + 1 == max(subtree(preposition)) + 1
            ]
            if inside and inside[0].tokens[0] == preposition.i + 1 and preposition.lower_ in ("of", "for", "in", "at", "on"):
                self.phrase = self.shown = f"{definite_phrase(doc, tokens, head)} {preposition.text} {inside[0].text}"

    @property
    def is_person(self) -> bool:
        """Whether "he" or "she" can mean it, and "it" cannot; a single name may be either."""
        return self.label == "PERSON" or (not self.is_named and bool(self.nouns & english().role_nouns))


@dataclass(frozen=True)
class Mention:
    """An entity at a place: token indices of one sentence."""

    entity: Entity
    sentence: int
    tokens: tuple[int, ...]
    role: str
    is_plural: bool
    weight: float
    is_nested: bool = False
    verb: int = -1
    """The verb that it is subject or object of."""


@dataclass(frozen=True)
class Substitution:
    """What stands for these tokens in a claim that has not named the entity yet."""

    tokens: tuple[int, ...]
    text: str
    entity: Entity
    is_pronoun: bool
    is_possessive: bool


@dataclass(frozen=True)
class Reading:
    """One sentence with its references settled."""

    substitutions: tuple[Substitution, ...]
    mentions: tuple[Mention, ...]
    unclear: frozenset[int]
    """Pronouns whose antecedent the article does not give plainly."""
