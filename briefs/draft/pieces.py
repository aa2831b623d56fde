"""What may be left out of a sentence and leave the rest as true as it was, by its parse: whole pieces without a word of the claim.

Coordinated clauses at either end, relative clauses and appositions between commas, adverbs that only join sentences. A condition, a
contrast or a negation is never left out.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from briefs.domain import Span
from briefs.draft.grammar import SUBJECTS, own_clause, subject_of, verb_chain
from briefs.language import content_tokens

_CONDITIONS = ("if", "unless", "provided", "whether", "until")
_MOST = 0.6
"""Share of the claim's words with which a clause carries the claim."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a cut is made for."""

    stems: frozenset[str]
    """Stems of the claim's content words: a piece without any may go."""
    joining_words: frozenset[str]
    """Lower-case adverbs and phrases that only join sentences ("also", "in addition")."""
    cue: Span | None = None
    """Where the source attributes it; None when it speaks in its own voice. All spans are in the source's text."""
    speaker: Span | None = None


@dataclass(frozen=True, slots=True)
class Pieces:
    """The pieces of one parsed sentence that starts at `offset` in its text."""

    doc: Any
    offset: int
    wanted: Wanted
    keeps_names: bool
    """Appositions and relative clauses of names stay."""

    def kept_chain(self, verb: Any) -> list[Any]:
        """The verb with those coordinated after it that bear on the claim; what lies between two kept ones stays."""
        chain = verb_chain(verb)
        last = 0
        for index, member in enumerate(chain):
            is_contrast = (
                any(child.dep_ == "cc" and child.lower_ in ("but", "yet", "or") for child in chain[index - 1].children) if index else False
            )
            clause = own_clause(member)
            if index and (is_contrast or self.shared(clause) >= 2 or self._holds_frame(clause)):
                last = index
        if not self._has_most(token for member in chain[: last + 1] for token in own_clause(member)):
            return chain
        while last + 1 < len(chain) and (
            self._goes_on_after(chain, last + 1)
            or not self._is_joined(chain[last + 1])
            # "A, B and C" without C would be two clauses with a comma between them
            or (last and not self._is_joined(chain[last]))
        ):
            last += 1
        return chain[: last + 1]

    def _has_most(self, tokens: Iterable[Any]) -> bool:
        """Whether what is kept has most of the claim's words; else what would be cut off may say the rest in other words."""
        return self.shared(tokens) >= _MOST * len(self.wanted.stems)

    def _is_joined(self, member: Any) -> bool:
        """Whether "and" or a semicolon stands right before a coordinated clause: only then is what precedes it whole without it."""
        start = member.left_edge.i
        return bool(start and (self.doc[start - 1].lower_ == "and" or self.doc[start - 1].text == ";"))

    def _goes_on_after(self, chain: list[Any], index: int) -> bool:
        """Whether the clauses before a coordinated one go on behind it: "reports it, and widens its scope: the losses occurred"."""
        start = chain[index].left_edge.i
        return any(t.i > start and not t.is_punct for member in chain[:index] for t in own_clause(member))

    def dropped(self, chain: list[Any], target_start: int) -> set[int]:
        """Tokens of pieces inside the kept clauses that may go."""
        dropped: set[int] = set()
        for member in chain:
            for token in own_clause(member):
                if token.i in dropped or token is member:
                    continue
                piece = list(token.subtree)
                if self._may_go(token, piece):
                    dropped |= {t.i for t in piece}
                    if token.dep_ == "advmod":
                        continue
                    follower = piece[-1].i + 2
                    keeps_right = token.dep_ == "conj" or follower == target_start or self._opens_frame(follower)
                    dropped |= self._commas_around(piece, keeps_right=keeps_right)
        return dropped

    def _opens_frame(self, index: int) -> bool:
        """Whether a subject with its verb behind it begins here: ", iMore reports" keeps its comma."""
        if index >= len(self.doc):
            return False
        top = self.doc[index]
        while top.head.left_edge.i == index and top.head is not top and top.dep_ not in SUBJECTS:
            top = top.head
        return bool(top.dep_ in SUBJECTS and top.head.i > top.i)

    def _may_go(self, token: Any, piece: list[Any]) -> bool:
        start, follower = piece[0].i, piece[-1].i + 1
        if follower < len(self.doc) and not self.doc[follower].is_punct and token.dep_ != "advmod":
            return False
        is_set_off = start > 0 and self.doc[start - 1].text in (",", "(", "–", "—")
        if token.dep_ in ("relcl", "appos") and is_set_off:
            is_needed = token.head.pos_ == "PROPN" and self.keeps_names
            return not is_needed and self.shared(piece) == 0 and not self._holds_frame(piece)
        if token.dep_ == "conj" and token.pos_ in ("VERB", "AUX") and token.head.dep_ in ("ccomp", "conj", "relcl"):
            # "that A, that B and that C" without its last member would be a list without an "and"
            opening = token.head.left_edge.i
            is_listed = token.head.dep_ in ("ccomp", "conj") and opening > 0 and self.doc[opening - 1].text == ","
            is_last = not is_listed and not any(child.dep_ == "conj" for child in token.children)
            is_conditional = any(above.dep_ == "advcl" or above.lower_ in _CONDITIONS for above in token.ancestors)
            rest = [other for other in self.doc if other not in piece]
            is_free = self._is_joined(token) and self.shared(piece) == 0 and not self._holds_frame(piece)
            return is_last and not is_conditional and is_free and self._has_most(rest)
        if token.dep_ == "advcl" and is_set_off and token.left_edge.lower_ in ("while", "whereas"):
            # what somebody else says meanwhile; it must end the sentence and bring a subject of its own
            is_last = all(t.is_punct for t in self.doc[piece[-1].i + 1 :])
            return is_last and subject_of(token) is not None and self.shared(piece) == 0 and not self._holds_frame(piece)
        if token.dep_ == "advmod" and token.lower_ in self.wanted.joining_words:
            # "far too high": there the word says how much, and joins nothing
            return len(piece) == 1 and token.head.pos_ in ("VERB", "AUX")
        return False

    def _holds_frame(self, piece: list[Any]) -> bool:
        start, end = self.offset + piece[0].idx, self.offset + piece[-1].idx + len(piece[-1].text)
        spans = [span for span in (self.wanted.cue, self.wanted.speaker) if span is not None]
        return any(start < span.end and span.start < end for span in spans)

    def _commas_around(self, piece: list[Any], *, keeps_right: bool) -> set[int]:
        """The marks that set a piece off: both when it stands inside, the one before it (with its "and") at the end."""
        marks: set[int] = set()
        left, right = piece[0].i - 1, piece[-1].i + 1
        while left >= 0 and (self.doc[left].text in (",", "(", "–", "—") or self.doc[left].dep_ == "cc"):
            marks.add(left)
            left -= 1
        if right < len(self.doc) and self.doc[right].text in (",", ")", "–", "—") and marks and not keeps_right:
            marks.add(right)
        return marks

    def shared(self, tokens: Iterable[Any]) -> int:
        """How many different stems of the claim the tokens have."""
        return len({stem for token in tokens for stem in self._stems(token)} & self.wanted.stems)

    def _stems(self, token: Any) -> set[str]:
        return {found.stem for found in content_tokens(token.text, "en")}

    def trimmed(self, kept: set[int], *, keeps_start: bool) -> set[int]:
        """Without marks and joining words left over at either end; a comma after the subject is none."""
        order = sorted(kept)
        while order and not keeps_start and self._is_left_over(self.doc[order[0]]):
            order.pop(0)
        while order and (self.doc[order[-1]].text in (",", ";", ":", ".", "—", "–", "-", "!", "?") or self.doc[order[-1]].dep_ == "cc"):
            order.pop()
        return set(order)

    def with_marks_between(self, kept: set[int], phrase: set[int]) -> set[int]:
        """With a semicolon, colon or dash that stands alone between two kept words: without it two clauses would run into one."""
        marks = {t.i for t in self.doc if t.text in (";", ":", "–", "—") and t.i not in phrase}
        return kept | {i for i in marks if i - 1 in kept | phrase and i + 1 in kept | phrase}

    def without_afterthought(self, kept: set[int], verb: Any) -> set[int]:
        """The clause of the verb between semicolons; another one stays when it has words of the claim or an attribution of it."""
        for stop in [i for i in sorted(kept) if self.doc[i].text == ";"]:
            other = {i for i in kept if (i < stop) == (stop < verb.i)}
            tokens = [self.doc[i] for i in sorted(other) if i != stop]
            if tokens and self.shared(tokens) == 0 and not self._holds_frame(tokens):
                kept = kept - other - {stop}
        return kept

    def _is_left_over(self, first: Any) -> bool:
        return bool(first.dep_ in ("cc", "mark") or (first.is_punct and first.text not in "\"“«‘'"))
