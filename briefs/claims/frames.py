"""Who an English sentence hands its clauses to: "X said that", ", X says,", "according to X", "are said to have", "reportedly".

A frame is the article's own attribution of a clause. What sources attribute to whom is another package's business.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from briefs.claims.syntax import Sentence, child, is_clause_content, is_passive, is_verbal, subject_of, subtree, with_commas
from briefs.claims.tables import english


class FrameKind(StrEnum):
    """How the clause is handed over."""

    CLAUSE = "clause"
    ASIDE = "aside"
    SOURCE = "source"
    ACCOUNT = "account"
    PASSIVE = "passive"
    HEARSAY = "hearsay"


@dataclass(frozen=True, kw_only=True)
class Frame:
    """Token indices in one sentence. `speaker` is empty when the article names nobody ("are said to have", "reportedly")."""

    kind: FrameKind
    content: int
    """The head of the clause that is handed over."""
    covers: frozenset[int]
    speaker: frozenset[int]
    cue: frozenset[int]
    speech: int | None = None
    """The head of the clause that does the handing over, when it is one."""

    @property
    def outside(self) -> frozenset[int]:
        """What does not belong to the content's own words."""
        return self.speaker | self.cue


def find_frames(sentence: Sentence) -> list[Frame]:
    """The frames of a sentence, in order of their cues."""
    frames = [frame for token in sentence.doc for frame in _frames_at(token, sentence)]
    return sorted(frames, key=lambda frame: min(frame.cue))


def frame_over(index: int, frames: list[Frame]) -> Frame | None:
    """The innermost frame whose content covers a token; of equals, the one with a speaker."""
    covering = [frame for frame in frames if index in frame.covers and index not in frame.outside]
    return min(covering, key=lambda frame: (not frame.speaker, len(frame.covers)), default=None)


def clause_head(token: Any) -> Any:
    """The head of the clause that a word stands in."""
    while not (is_verbal(token) and token.dep_ not in ("aux", "auxpass")) and token.head.i != token.i:
        token = token.head
    return token


def is_joined_left(token: Any) -> bool:
    """Whether a clause stands before its parser head with only a colon, semicolon or dash between: two statements, not one in the other."""
    if token.dep_ not in ("ccomp", "parataxis") or token.i > token.head.i or child(token, "mark") is not None:
        return False
    last = max(subtree(token))
    beside = token.doc[last : last + 2]
    return any(t.text in (":", ";", "–", "—") for t in beside) and last < token.head.i


def _frames_at(token: Any, sentence: Sentence) -> list[Frame]:
    words = english()
    lower = token.lower_
    found: list[Frame | None] = []
    if is_verbal(token):
        found += [_clause_frame(token), _aside_frame(token), _passive_frame(token)]
    elif token.lemma_.lower() in words.speech_verbs and token.tag_.startswith("VB"):
        found.append(_aside_frame(token))
    if lower in words.source_prepositions:
        found.append(_source_frame(token))
    elif lower in words.account_prepositions and token.dep_ == "prep":
        found.append(_account_frame(token, sentence))
    elif lower in words.hearsay_adverbs and token.dep_ == "advmod":
        found.append(_hearsay_frame(token))
    return [frame for frame in found if frame is not None]


def _clause_frame(verb: Any) -> Frame | None:
    content = next((c for c in verb.children if c.dep_ == "ccomp" and not is_joined_left(c) and is_clause_content(c)), None)
    if content is None:
        return None
    subject = subject_of(verb) or _shared_subject(verb) or _swallowed_subject(verb)
    lemma = verb.lemma_.lower()
    is_report = lemma == "be" and subject is not None and _names_a_report(subject)
    if not is_report and lemma not in english().speech_verbs:
        return None
    covers = subtree(content) - joined_left(content)
    marks = {c.i for c in content.children if c.dep_ == "mark" and c.lower_ == "that"}
    speaker = set() if is_report or subject is None or subject.lower_ in ("it", "there") else subtree(subject) - subtree(content)
    if subject is not None and subject.i == verb.head.i:
        speaker -= subtree(verb)
    cue = {verb.i} | marks
    return _frame(FrameKind.CLAUSE, content, covers - marks, speaker, cue, verb)


def _aside_frame(verb: Any) -> Frame | None:
    """A speech clause set into or behind what it reports: "Norvik, its sources said, had failed"."""
    if verb.dep_ not in ("parataxis", "advcl", "ccomp", "dep", "relcl") or verb.lemma_.lower() not in english().speech_verbs:
        return None
    subject = child(verb, "nsubj")
    if (
        subject is None
        or child(verb, "mark", "ccomp", "dobj", "advmod") is not None
        or any(t.tag_ in ("WP", "WDT", "WRB") for t in verb.subtree)
    ):
        return None
    content = verb.head
    around = with_commas(verb.doc, subtree(verb))
    if not any(verb.doc[i].dep_ == "punct" for i in around) or content.i in around:
        return None
    own_subject = subject_of(content)
    if own_subject is not None and own_subject.i > max(around):
        # "Rather than going home, X says, they were driven": the first comma stays with the phrase before it
        around.discard(min(around) if verb.doc[min(around)].text == "," else -1)
    return _frame(
        FrameKind.ASIDE, content, subtree(content) - joined_left(content) - around, subtree(subject), around - subtree(subject), verb
    )


def _passive_frame(verb: Any) -> Frame | None:
    content = child(verb, "xcomp")
    if not is_passive(verb) or content is None or verb.lemma_.lower() not in english().reported_passives:
        return None
    if not any(c.tag_ == "TO" for c in content.children) or subject_of(verb) is None:
        return None
    cue = {verb.i, *(c.i for c in verb.children if c.dep_ in ("aux", "auxpass"))}
    return _frame(FrameKind.PASSIVE, content, subtree(content), set(), cue, verb)


def _source_frame(preposition: Any) -> Frame | None:
    to = child(preposition, "prep")
    source = child(to, "pobj") if to is not None else None
    if source is None or to is None or to.lower_ != "to":
        return None
    head = clause_head(preposition.head)
    if head.i == preposition.i:
        return _opening_source(preposition, to, source)
    around = with_commas(preposition.doc, subtree(preposition))
    return _frame(FrameKind.SOURCE, head, subtree(head) - joined_left(head) - around, subtree(source), around - subtree(source), None)


def _opening_source(preposition: Any, to: Any, source: Any) -> Frame | None:
    """ "According to X, …" whose verb the parser did not find: what follows the first comma is handed to X."""
    comma = next((t.i for t in preposition.doc if t.i > source.i and t.text == ","), None)
    if comma is None:
        return None
    covers = {i for i in subtree(preposition) if i > comma}
    return _frame(FrameKind.SOURCE, preposition, covers, set(range(to.i + 1, comma)), {preposition.i, to.i, comma}, None)


def _account_frame(preposition: Any, sentence: Sentence) -> Frame | None:
    noun = child(preposition, "pobj")
    if noun is None or noun.lemma_.lower() not in english().account_nouns:
        return None
    if not any(c.dep_ == "poss" or c.lower_ in ("this", "that") or c.pos_ in ("ADJ", "PROPN") for c in noun.children):
        return None
    head = clause_head(preposition.head)
    around = with_commas(preposition.doc, subtree(preposition))
    # what follows a colon belongs to the account as well
    covers = subtree(head.head) if is_joined_left(head) else subtree(head)
    is_named = not any(c.lower_ in ("this", "that") for c in noun.children)
    speaker = subtree(noun) if is_named else set()
    return _frame(FrameKind.ACCOUNT, head, covers - around, speaker, around - speaker, None)


def _hearsay_frame(adverb: Any) -> Frame | None:
    head = clause_head(adverb.head)
    return _frame(FrameKind.HEARSAY, head, subtree(head) - joined_left(head) - {adverb.i}, set(), {adverb.i}, None)


def _frame(kind: FrameKind, content: Any, covers: set[int], speaker: set[int], cue: set[int], speech: Any | None) -> Frame | None:
    if not covers or not cue:
        return None
    return Frame(
        kind=kind,
        content=content.i,
        covers=frozenset(covers),
        speaker=frozenset(speaker),
        cue=frozenset(cue),
        speech=speech.i if speech is not None else None,
    )


def _shared_subject(verb: Any) -> Any | None:
    """The subject of the clause that a subjectless verb hangs on: "resigned, insisting that"; "went further and claimed that"."""
    if verb.dep_ == "acl" and verb.head.pos_ in ("NOUN", "PROPN") and verb.head.i < verb.i:
        # "The director, Ann Lee, announced that": the parser takes the verb for a participle
        return verb.head
    while verb.dep_ in ("conj", "advcl", "xcomp") and verb.head.i != verb.i:
        verb = verb.head
        subject = subject_of(verb)
        if subject is not None:
            return subject
    return None


def _swallowed_subject(verb: Any) -> Any | None:
    """The name right before the verb that the parser took into a date: "In early May Smith said"."""
    before = verb.doc[verb.i - 1] if verb.i > 0 else None
    return before if before is not None and before.pos_ == "PROPN" and before.dep_ == "pobj" else None


def _names_a_report(subject: Any) -> bool:
    return subject.lemma_.lower() in english().report_nouns


def joined_left(head: Any) -> set[int]:
    """The tokens of a statement before a colon that the parser hung under this head."""
    joined: set[int] = set()
    for c in head.children:
        if is_joined_left(c):
            joined |= subtree(c)
    return joined
