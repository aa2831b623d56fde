"""From a parsed sentence to its clauses, each able to stand alone: main, coordinated, reported, relative, appositive."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from briefs.claims.clause_parts import (
    Piece,
    antecedent_of,
    before_second_relative,
    borrowed_auxiliaries,
    is_finite_conjunct,
    is_phrase,
    is_same_pronoun,
    is_specific,
    lone_marks,
    quote_mates,
    relative_pieces,
    trailing_marks,
    without_passive,
)
from briefs.claims.frames import Frame, FrameKind, clause_head, find_frames, frame_over, is_joined_left, joined_left
from briefs.claims.syntax import Sentence, child, is_finite, is_misread, is_verbal, subject_of, subtree, with_commas
from briefs.claims.tables import english

_MIN_CONJUNCT = 5
_OPENERS = frozenset({"that", "and", "but", "yet", "so", "or", "when", "while", "whereas", "although", "though", "nor"})
_EDGE_MARKS = frozenset({",", ";", ":", "–", "—", "-", "…"})
_SUBORDINATORS = frozenset({"before", "after", "until", "till", "because", "unless", "if", "since", "lest"})
_CONTENT = frozenset({"ccomp", "xcomp", "dobj", "attr", "oprd"})
_ADVERBIAL_OPENERS = frozenset({"when", "while", "whereas", "although", "though"})


class ClauseKind(StrEnum):
    """Where the clause comes from."""

    MAIN = "main"
    COORDINATED = "coordinated"
    CONTENT = "content"
    STATEMENT = "statement"
    RELATIVE = "relative"
    APPOSITION = "apposition"
    ADVERBIAL = "adverbial"


@dataclass(frozen=True, kw_only=True)
class Clause:
    """`pieces` in reading order make the sentence; `own` are the tokens where the article says it."""

    kind: ClauseKind
    head: int
    pieces: tuple[Piece, ...]
    own: frozenset[int]
    frame: Frame | None
    """Who the article hands it to; None for its own voice."""


def split_clauses(sentence: Sentence) -> list[Clause]:
    """The clauses of a sentence in order of their own words; a sentence without a verb gives one MAIN clause of all its words."""
    root = sentence.root
    if root is None:
        return []
    if is_misread(root):
        return [_unsplit(sentence, root)]
    splitter = _Splitter(sentence)
    clauses = splitter.clauses() or [splitter.whole(root)]
    return sorted(clauses, key=lambda clause: (min(clause.own), -len(clause.own)))


def with_its_telling(sentence: Sentence, clause: Clause) -> Clause:
    """A reported clause together with who reports it; the clause itself where that is not one clause above it."""
    speech = clause.frame.speech if clause.frame is not None else None
    if speech is None or speech == clause.head or subject_of(sentence.doc[speech]) is None:
        return clause
    head = sentence.doc[speech]
    tokens = subtree(head) - joined_left(head)
    own = tokens - {c.i for c in head.children if c.dep_ in ("mark", "cc") and c.i == min(tokens)}
    while own and sentence.doc[max(own)].text in _EDGE_MARKS | {".", "!"}:
        own.discard(max(own))
    return Clause(kind=ClauseKind.STATEMENT, head=speech, pieces=(tuple(sorted(own)),), own=frozenset(own), frame=None)


def _unsplit(sentence: Sentence, root: Any) -> Clause:
    """A sentence as it stands, for the reader to take apart."""
    tokens = [token.i for token in sentence.doc if not token.is_space]
    while tokens and sentence.doc[tokens[-1]].text in _EDGE_MARKS | {".", "!"}:
        tokens.pop()
    return Clause(kind=ClauseKind.MAIN, head=root.i, pieces=(tuple(tokens),), own=frozenset(tokens), frame=None)


def _is_subordinate(token: Any) -> bool:
    """Whether a conjunct opens with "before", "until", "because": "but not before it had left" says nothing alone."""
    return any(c.dep_ == "mark" and c.lower_ in _SUBORDINATORS for c in token.children)


class _Splitter:
    """One sentence on its way to clauses."""

    def __init__(self, sentence: Sentence) -> None:
        self._doc = sentence.doc
        self._dates = sentence.date_tokens
        self._frames = find_frames(sentence)
        self._speech = {frame.speech for frame in self._frames if frame.kind is FrameKind.CLAUSE}
        self._asides = {frame.speech for frame in self._frames if frame.kind is FrameKind.ASIDE}
        self._cut: dict[int, set[int]] = {}
        """Head of a clause that stands alone -> what its parent's text leaves out for it."""
        self._kinds: dict[int, ClauseKind] = {}
        self._extra: list[Clause] = []
        for token in self._doc:
            self._sort(token)

    def clauses(self) -> list[Clause]:
        """All of them, unordered."""
        found = [clause for head, kind in self._kinds.items() if (clause := self._clause(self._doc[head], kind)) is not None]
        return found + self._extra

    def whole(self, root: Any) -> Clause:
        """A sentence that no clause was found in, without who it is handed to."""
        frame = frame_over(root.i, self._frames) or self._handing_over(root)
        own = self._own(root, frame) or subtree(root)
        return Clause(kind=ClauseKind.MAIN, head=root.i, pieces=(tuple(sorted(own)),), own=frozenset(own), frame=frame)

    def _sort(self, token: Any) -> None:
        if token.dep_ == "appos":
            self._apposition(token)
        if not is_verbal(token) or token.dep_ in ("aux", "auxpass") or token.i in self._asides:
            return
        kind = self._kind_of(token)
        if kind is None:
            return
        if kind is ClauseKind.RELATIVE:
            self._relative(token)
            return
        self._kinds[token.i] = kind
        if kind in (ClauseKind.COORDINATED, ClauseKind.ADVERBIAL) or is_joined_left(token):
            self._cut[token.i] = self._with_joint(token)

    def _kind_of(self, token: Any) -> ClauseKind | None:
        dep = token.dep_
        if dep == "ROOT" or is_joined_left(token):
            return ClauseKind.MAIN
        if any(frame.content == token.i and frame.kind is FrameKind.CLAUSE for frame in self._frames):
            return ClauseKind.CONTENT
        if dep == "conj" and is_finite_conjunct(token) and self._may_split(token) and not _is_subordinate(token):
            return ClauseKind.COORDINATED
        if dep == "relcl" and is_finite(token):
            return ClauseKind.RELATIVE
        if dep == "advcl" and is_finite(token) and subject_of(token) is not None:
            opener = next((c.lower_ for c in token.children if c.dep_ in ("mark", "advmod") and c.i < token.i), "")
            # "when the paper reported in January": that it did, without what, is no claim
            says_nothing = token.lemma_.lower() in english().speech_verbs and not any(c.dep_ in _CONTENT for c in token.children)
            is_long = is_specific(self._doc, subtree(token)) and len(subtree(token)) >= 6
            if opener in _ADVERBIAL_OPENERS and is_long and not says_nothing:
                return ClauseKind.ADVERBIAL
        return None

    def _may_split(self, token: Any) -> bool:
        if subject_of(token) is not None:
            return True
        tokens = subtree(token)
        return len(tokens) > _MIN_CONJUNCT and (is_specific(self._doc, tokens) or len(tokens) >= 8)

    def _with_joint(self, token: Any) -> set[int]:
        """A clause with the conjunction and the comma, colon or semicolon that joins it."""
        tokens = subtree(token)
        first, last = min(tokens), max(tokens)
        joint = set(tokens)
        for i in range(first - 1, max(-1, first - 4), -1):
            if self._doc[i].text in (",", ";", ":", "–", "—") or self._doc[i].dep_ == "cc":
                joint.add(i)
            else:
                break
        if last + 1 < len(self._doc) and self._doc[last + 1].text in (":", ";", ","):
            joint.add(last + 1)
        return joint

    def _clause(self, head: Any, kind: ClauseKind) -> Clause | None:
        frame = frame_over(head.i, self._frames)
        if head.i in self._speech and kind is not ClauseKind.STATEMENT:
            if not self._is_statement(head):
                return None
            kind = ClauseKind.STATEMENT
        own = self._own(head, frame)
        if kind is ClauseKind.STATEMENT:
            content = next(f for f in self._frames if f.speech == head.i and f.kind is FrameKind.CLAUSE)
            own = own | (content.covers & subtree(head)) | content.cue
        if not own:
            return None
        pieces = self._pieces(head, own, frame)
        # "are said to have": the clause is told without its frame and stays attributed, to nobody by name
        return Clause(kind=kind, head=head.i, pieces=pieces, own=frozenset(own), frame=frame or self._handing_over(head))

    def _own(self, head: Any, frame: Frame | None) -> set[int]:
        own = subtree(head)
        for other, cut in self._cut.items():
            if other != head.i and other in own:
                own -= cut
        for other_frame in self._frames:
            if other_frame.kind not in (FrameKind.CLAUSE, FrameKind.PASSIVE):
                own -= other_frame.outside
        if frame is not None and frame.kind is FrameKind.CLAUSE and frame.content == head.i:
            own &= frame.covers
        own = self._trimmed(head, own)
        own = own | quote_mates(self._doc, own)
        return own - lone_marks(self._doc, own)

    def _trimmed(self, head: Any, own: set[int]) -> set[int]:
        """Without the conjunction or subordinator that opens it and the marks at its ends."""
        doc = self._doc
        opener = {c.i for c in head.children if c.dep_ in ("mark", "cc", "preconj") and c.i < head.i and c.lower_ in _OPENERS}
        if head.dep_ == "advcl":
            opener |= {c.i for c in head.children if c.lower_ in _ADVERBIAL_OPENERS and c.i < head.i}
        own = own - opener
        while own and doc[min(own)].text in _EDGE_MARKS:
            own.discard(min(own))
        while own and doc[max(own)].text in _EDGE_MARKS | {".", "!"}:
            own.discard(max(own))
        return own

    def _handing_over(self, head: Any) -> Frame | None:
        """The frame that this very word opens: "are said to have", or an "According to X" that the parser made the sentence's root."""
        return self._passive_of(head) or next((f for f in self._frames if f.kind is FrameKind.SOURCE and head.i in f.cue), None)

    def _passive_of(self, head: Any) -> Frame | None:
        return next((f for f in self._frames if f.kind is FrameKind.PASSIVE and f.speech == head.i), None)

    def _pieces(self, head: Any, own: set[int], frame: Frame | None) -> tuple[Piece, ...]:
        passive = self._passive_of(head)
        if passive is not None:
            told = without_passive(self._doc, head, passive, own)
            if told is not None:
                return told
        if subject_of(head) is not None or head.dep_ == "ROOT":
            return (tuple(sorted(own)),)
        lender = self._lender(head)
        if lender is None:
            return (tuple(sorted(own)),)
        subject = subtree(subject_of(lender)) - own
        for other, cut in self._cut.items():
            if other in subject:
                subject -= cut
        borrowed = borrowed_auxiliaries(head, lender)
        return tuple(piece for piece in (tuple(sorted(subject)), tuple(borrowed), tuple(sorted(own))) if piece)

    def _lender(self, head: Any) -> Any | None:
        """The clause whose subject a conjunct without one shares."""
        lender = head
        while lender.dep_ in ("conj", "xcomp", "ccomp", "advcl", "dep") and lender.head.i != lender.i:
            lender = lender.head
            subject = subject_of(lender)
            # "They say it has not stopped, and put it down to …": nobody is subject and plain object of one verb at once
            if subject is not None and not is_same_pronoun(subject, child(head, "dobj")):
                return lender
        return None

    def _is_statement(self, verb: Any) -> bool:
        words = english()
        lemma = verb.lemma_.lower()
        content = next(f.content for f in self._frames if f.speech == verb.i and f.kind is FrameKind.CLAUSE)
        if content < verb.i:
            # "…, X writes": the sentence is the content's
            return False
        subject = subject_of(verb) or (subject_of(lender) if (lender := self._lender(verb)) is not None else None)
        if verb.dep_ == "advcl" and subject_of(verb) is None:
            return False
        if subject is None or subject.lemma_.lower() in words.nameless_speakers or subject.lower_ in ("it", "there", "this", "that"):
            return False
        counted = [c for c in subject.children if c.dep_ in ("nummod", "quantmod") or c.lower_ in ("some", "several", "many")]
        if any(c.i not in self._dates for c in counted):
            return False
        if lemma in words.statement_verbs:
            return verb.tag_ in ("VBD", "VBN", "VBZ", "VBP")
        return lemma in words.dated_statement_verbs and verb.tag_ in ("VBD", "VBN") and self._is_placed(verb)

    def _is_placed(self, verb: Any) -> bool:
        """Whether the act of saying has a time, a place, a listener or a medium of its own, or a speaker with a name."""
        content = next((f.covers for f in self._frames if f.speech == verb.i), frozenset())
        subject = subject_of(verb)
        if subject is not None and any(self._doc[i].pos_ == "PROPN" for i in subtree(subject)):
            return True
        outer = subtree(verb) - content - (subtree(subject) if subject is not None else set())
        outer -= {i for other, cut in self._cut.items() if other != verb.i for i in cut}
        return any(self._doc[i].ent_type_ in ("DATE", "ORG", "GPE", "EVENT") or self._doc[i].pos_ == "PROPN" for i in outer)

    def _apposition(self, token: Any) -> None:
        """ "Atesh, a partisan movement linked to …" and "a supplier, Bosch": what something is."""
        head = token.head
        named, described = (head, token) if head.pos_ == "PROPN" else (token, head)
        if named.pos_ != "PROPN" or described.pos_ not in ("NOUN", "PROPN") or (described.pos_ == "PROPN" and named is token):
            return
        tokens = subtree(token)
        name = subtree(named) - (tokens if named is head else set()) if named is head else subtree(named)
        description = tokens if described is token else subtree(head) - tokens
        around = with_commas(self._doc, tokens)
        name = {i for i in name if i not in around or named is token}
        if named is head:
            name = {i for i in name if i <= head.i}
        else:
            description = {i for i in description if i < min(around)}
        if (name | description) & self._dates and not (name - self._dates and description - self._dates):
            return
        if not name or not description or min(around) == min(tokens) or not is_phrase(self._doc, description):
            return
        verb = "are" if described.tag_ in ("NNS", "NNPS") else "is"
        own = (name | description) | set(range(min(name | description), max(name | description) + 1))
        self._extra.append(
            Clause(
                kind=ClauseKind.APPOSITION,
                head=described.i,
                pieces=(tuple(sorted(name)), verb, tuple(sorted(description))),
                own=frozenset(own),
                frame=frame_over(token.i, self._frames),
            )
        )
        if named is head and is_verbal(clause_head(head)):
            self._cut[token.i] = around

    def _relative(self, verb: Any) -> None:
        """ "…, who heads X": the antecedent does it. A restrictive clause counts only behind a name or a figure."""
        doc = self._doc
        antecedent = antecedent_of(verb)
        tokens = subtree(verb)
        pronoun = next(
            (doc[i] for i in sorted(tokens) if doc[i].tag_ in ("WP", "WDT", "WP$") or (doc[i].lower_ == "that" and i == min(tokens))), None
        )
        phrase = {i for i in subtree(antecedent) if i < min(tokens)} - trailing_marks(doc, antecedent, min(tokens))
        phrase = phrase - self._dates or phrase
        if pronoun is None or pronoun.tag_ == "WP$" or pronoun.head.i != verb.i or not phrase:
            return
        is_aside = doc[min(tokens) - 1].text == ","
        is_referring = any(doc[i].pos_ == "PROPN" or (doc[i].like_num and doc[i].lower_ != "one") for i in phrase) and antecedent.pos_ in (
            "NOUN",
            "PROPN",
        )
        if not is_referring:
            return
        tokens = before_second_relative(doc, tokens, pronoun.i)
        hearsay = {i for frame in self._frames if frame.kind is FrameKind.HEARSAY for i in frame.cue}
        rest = sorted(tokens - {pronoun.i} - hearsay)
        rest = [i for i in rest if not (i == rest[-1] and doc[i].is_punct)]
        pieces = relative_pieces(doc, verb, pronoun, tuple(sorted(phrase)), rest)
        if pieces is None:
            return
        own = frozenset(range(min(phrase), max(rest) + 1)) if not is_aside else frozenset([*phrase, *tokens])
        self._extra.append(Clause(kind=ClauseKind.RELATIVE, head=verb.i, pieces=pieces, own=own, frame=frame_over(verb.i, self._frames)))
        if is_aside and len(tokens) == len(subtree(verb)) and doc[min(phrase)].i != verb.i:
            self._cut[verb.i] = with_commas(doc, tokens)
