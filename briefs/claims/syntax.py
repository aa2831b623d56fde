"""Small questions to a parsed English sentence: subtrees, subjects, finite verbs, punctuation around a phrase."""

from __future__ import annotations

import functools
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from briefs.domain import Span
from briefs.language import find_dates

SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "csubjpass", "expl"})
AUXILIARIES = frozenset({"aux", "auxpass"})
_FINITE_TAGS = frozenset({"VBD", "VBP", "VBZ", "MD"})


@dataclass(frozen=True)
class Sentence:
    """A sentence of the article with its own parse: token `i` of `doc` starts at `span.start + token.idx` in the article."""

    span: Span
    doc: Any
    number: int
    paragraph: int

    @functools.cached_property
    def date_tokens(self) -> frozenset[int]:
        """Tokens of dates: the parser takes "13 May Smith" for one name."""
        spans = [d.span for d in find_dates(self.doc.text, "en")]
        return frozenset(t.i for t in self.doc if any(span.start <= t.idx < span.end for span in spans))

    @property
    def root(self) -> Any | None:
        """The first root of the parse; None without tokens."""
        return next((token for token in self.doc if token.head.i == token.i and not token.is_space), None)

    def span_of(self, tokens: Iterable[int]) -> Span:
        """The article's span from the first to the last of these tokens."""
        chosen = sorted(tokens)
        first, last = self.doc[chosen[0]], self.doc[chosen[-1]]
        return Span(self.span.start + first.idx, self.span.start + last.idx + len(last.text))

    def tokens_within(self, span: Span) -> set[int]:
        """Indices of the tokens that lie wholly inside a span of the article."""
        offset = self.span.start
        return {t.i for t in self.doc if span.start <= offset + t.idx and offset + t.idx + len(t.text) <= span.end and not t.is_space}


def subtree(token: Any) -> set[int]:
    """Indices of a token and everything under it."""
    return {other.i for other in token.subtree if not other.is_space}


def child(token: Any, *deps: str) -> Any | None:
    """The first child with one of these dependencies."""
    return next((c for c in token.children if c.dep_ in deps), None)


def subject_of(head: Any) -> Any | None:
    """The subject of a clause head, its own only."""
    return child(head, *SUBJECTS)


def is_verbal(token: Any) -> bool:
    """Whether the token can head a clause: a verb or a copula."""
    return token.pos_ in ("VERB", "AUX")


def is_finite(head: Any) -> bool:
    """Whether a clause head is finite by its own form or by an auxiliary."""
    if head.tag_ in _FINITE_TAGS:
        return True
    return any(c.tag_ in _FINITE_TAGS for c in head.children if c.dep_ in AUXILIARIES)


def is_misread(root: Any) -> bool:
    """Whether the parser's root cannot be a main verb: it stands under a "that", or is a bare participle whose agent hides the real verb
    ("Engineers consulted by X thought …"). Nothing of such a sentence can be split off safely."""
    if any(c.dep_ == "mark" and c.lower_ == "that" and c.i > 0 for c in root.children):
        return True
    is_bare_participle = root.tag_ == "VBN" and not auxiliaries(root) and subject_of(root) is not None
    return is_bare_participle and child(root, "agent") is not None


def is_passive(head: Any) -> bool:
    """Whether the clause is in the passive."""
    return child(head, "auxpass") is not None


def auxiliaries(head: Any) -> list[int]:
    """Indices of a head's auxiliaries, in order."""
    return [c.i for c in head.children if c.dep_ in AUXILIARIES]


def with_commas(doc: Any, indices: set[int]) -> set[int]:
    """A phrase with the commas that set it off, so that leaving it out leaves no gap."""
    if not indices:
        return indices
    first, last = min(indices), max(indices)
    around = set(indices)
    before = doc[first - 1] if first > 0 else None
    after = doc[last + 1] if last + 1 < len(doc) else None
    if before is not None and before.text in (",", "–", "—", "("):
        around.add(before.i)
    if after is not None and after.text in (",", "–", "—", ")"):
        around.add(after.i)
    return around


def is_clause_content(head: Any) -> bool:
    """Whether a complement is a whole statement: finite, or with a subject of its own, and no question ("what X wrote", "how it fell")."""
    opening = head.doc[min(subtree(head))]
    if opening.tag_ in ("WP", "WRB", "WDT") and opening.lower_ != "that" and opening.head.i == head.i:
        return False
    return subject_of(head) is not None and (is_finite(head) or head.pos_ in ("VERB", "AUX", "ADJ", "NOUN"))
