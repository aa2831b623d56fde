"""Cuts an English sentence to the clause that carries the claim, by its parse, and puts a name where the text has a pronoun or "the group".

Only whole pieces are left out (`pieces`), and only such as leave the rest as true as it was. A piece stays when it shares words with the
claim.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from briefs.domain import Span
from briefs.draft.grammar import SUBJECTS, clause_below, is_finite, outer_frame, own_clause, root_of, subject_of, verb_chain
from briefs.draft.pieces import Pieces, Wanted
from briefs.draft.standing_alone import is_balanced, speaks_in_first_person
from briefs.language import parse

MAX_WORDS = 42
"""A longer cut is none: the brief says only who says it."""
_LEFT_OVER = re.compile(r"\b(?:and|or|but)\s*[,;:.]|[;:]\s*[,;:.]|,\s*[;:.]")
_RELATIVE_TIME = re.compile(
    r"(?:(?:earlier|later|late|early) )?"
    r"(?:(?:last|this|next) (?:week|month|year|night|spring|summer|autumn|winter)|yesterday|today|tomorrow)"
)
_TWO_COMMAS = re.compile(r",\s*,")
_SINGULAR = ("he", "she", "it", "this", "that")
_OWNERS = ("his", "her", "their")
_PLURAL = ("they", "these", "those")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """The kept words of a sentence around the place of its subject or speaker."""

    before: str
    subject: str
    """As the source has it, whole; "" when the cut has none to replace."""
    after: str
    span: Span
    """From the first to the last kept word, subject included, in the source's text."""
    subject_head: str
    """The head noun or pronoun of the subject, in lower case."""
    subject_head_is_name: bool
    """Whether that word is a name and not a common noun ("the Paris daily")."""
    is_attributed: bool
    """The replaced words are the speaker's; else they are the grammatical subject of the source's own voice."""
    verb: str
    """Lemma of the main verb or verb of saying."""
    is_past: bool = False
    """The main verb has the same form for every subject: a past tense or a modal."""
    is_frame: bool = False
    """The cut's own verb is one of saying around the attributed words: its subject is who passes them on."""
    is_several: bool = False
    """The subject is in the plural."""
    is_open_ended: bool = False
    """It breaks off at a word that asks for more."""
    has_loose_pronoun: bool = False
    """A subject pronoun of the kept words has nothing before it, inside the cut, that it could stand for."""

    def text(self, who: str) -> str:
        """The cut with `who` in the place of its subject."""
        return _joined([self.before, who, self.after]).rstrip(" ,;:")

    @property
    def as_written(self) -> str:
        """The cut with its own subject."""
        return self.text(self.subject)


def cut_sentence(text: str, sentence: Span, wanted: Wanted) -> Cut | None:
    """The cut of one sentence of `text`; None when the parse shows none that can stand alone."""
    doc = parse(sentence.of(text).replace("\n", " "))
    # who somebody is stays beside the name while there is room for it
    for keeps_names in (True, False):
        cutter = _Cutter(Pieces(doc, sentence.start, wanted, keeps_names), text)
        for frame in cutter.frames():
            cut = cutter.cut(*frame)
            if cut is not None and _can_stand(cut):
                return cut
    return None


def _can_stand(cut: Cut) -> bool:
    text = cut.text("X")
    words = text.split()
    if _LEFT_OVER.search(text):
        return False
    if not 3 <= len(words) <= MAX_WORDS or cut.is_open_ended or not is_balanced(text):
        return False
    return not speaks_in_first_person(text)


@dataclass(frozen=True, slots=True)
class _Cutter:
    pieces: Pieces
    text: str

    @property
    def doc(self) -> Any:
        """The parsed sentence."""
        return self.pieces.doc

    @property
    def offset(self) -> int:
        """Where it starts in the text."""
        return self.pieces.offset

    @property
    def wanted(self) -> Wanted:
        """What the cut is made for."""
        return self.pieces.wanted

    def frames(self) -> Iterable[tuple[Any, Any | None, str]]:
        """(main verb, token whose phrase is replaced, what that is: speaker, carrier or subject), likeliest first."""
        verb = self._cue_verb()
        outer = outer_frame(verb) if verb is not None else None
        if outer is not None:
            # who passes it on stays in the sentence: without "it writes that" the relay's words would be the speaker's
            yield outer, subject_of(outer), "carrier"
            return
        subject = subject_of(verb) if verb is not None else None
        if subject is not None and subject.dep_ != "nsubjpass" and self._is_speaker(subject):
            yield verb, subject, "speaker"
        speaker, root = self._speaker_head(), root_of(self.doc)
        if verb is None and speaker is not None and speaker.dep_ == "pobj" and root is not None:
            yield root, speaker, "speaker"
        for own in self._own_roots():
            if verb is None or verb in own_clause(own):
                yield own, subject_of(own), "subject"

    def cut(self, verb: Any, replaced: Any | None, part: str) -> Cut | None:
        is_speaker = part == "speaker"
        subject = subject_of(verb)
        if subject is None or not is_finite(verb):
            return None
        chain = self.pieces.kept_chain(verb)
        target = replaced if replaced is not None else subject
        kept = {token.i for member in chain for token in own_clause(member)} - self.pieces.dropped(chain, target.left_edge.i)
        # a relative clause hangs from its own subject ("Atesh, which claims that …"): the clause is no part of the phrase
        phrase = {t.i for t in target.subtree} - {t.i for member in chain if member.i != target.i for t in clause_below(member, target)}
        is_inherited = target.i not in {token.i for member in chain for token in own_clause(member)}
        kept -= phrase
        kept -= {t.i for t in verb.children if t.dep_ in SUBJECTS and t.tag_ in ("WDT", "WP")}
        if any(t.tag_ in ("WDT", "WP", "WP$") and t.i in kept for t in verb.children):
            return None
        kept = self.pieces.without_afterthought(self.pieces.with_marks_between(kept, phrase), verb)
        order = sorted(self.pieces.trimmed(kept, keeps_start=not is_inherited and min(phrase) < min(kept, default=0)))
        if not order or (is_inherited and not self._may_follow_a_subject(order[0])):
            return None
        before = [] if is_inherited else [i for i in order if i < min(phrase)]
        after = [i for i in order if i not in set(before)]
        before = self._without_joining(before)
        subject_words = sorted(phrase)
        while is_inherited and self.doc[subject_words[-1]].is_punct and len(subject_words) > 1:
            subject_words.pop()
        if is_inherited and after and self.doc[after[0]].text == ",":
            after = after[1:]
        elif after and self.doc[after[0]].text == "," and (any(self.doc[i].text == "," for i in phrase)):
            # the comma closes an apposition or a relative clause of the subject, and goes with it
            subject_words.append(after[0])
            after = after[1:]
        if not after and not before:
            return None
        used = [*before, *after, *phrase]
        first, last = self.doc[min(used)], self.doc[max(used)]
        return Cut(
            before=self._words(before).strip(),
            subject=self._words(subject_words),
            after=self._words(after).rstrip(" ,;:"),
            span=Span(self.offset + first.idx, self.offset + last.idx + len(last.text)),
            subject_head=target.lower_,
            subject_head_is_name=target.pos_ == "PROPN" or target.text[:1].isupper(),
            is_attributed=is_speaker,
            is_frame=part == "carrier",
            is_past=verb.tag_ == "VBD"
            or any(child.tag_ in ("MD", "VBD") and child.lower_ != "were" for child in verb.children if child.dep_ == "aux"),
            verb=verb.lemma_.lower(),
            is_several=target.tag_ in ("NNS", "NNPS") or any(True for _ in target.conjuncts),
            has_loose_pronoun=self._has_loose_pronoun([*before, *after], phrase, is_speaker=is_speaker),
            is_open_ended=bool(after) and self._asks_for_more(self.doc[after[-1]]),
        )

    def _has_loose_pronoun(self, order: list[int], phrase: set[int], *, is_speaker: bool) -> bool:
        nouns = [self.doc[i] for i in sorted({*order, *phrase}) if self.doc[i].pos_ in ("NOUN", "PROPN")]
        for i in order:
            token = self.doc[i]
            if token.tag_ == "PRP$" and token.lower_ in _OWNERS:
                # "alleges that his commanders": whose they are stood in a clause that was cut off
                is_cut_off = not phrase & set(range(order[0] - 1, order[-1])) and min(phrase) < order[0] - 1
                if is_cut_off and not any(noun.i < i and noun.i in set(order) for noun in nouns):
                    return True
            if token.pos_ != "PRON" or token.dep_ not in ("nsubj", "nsubjpass") or token.lower_ not in (*_SINGULAR, *_PLURAL):
                continue
            earlier = [noun for noun in nouns if noun.i < i]
            if token.head.dep_ == "parataxis" or (token.head.dep_ == "ROOT" and token.i > token.head.i):
                # "…, he said, …": who says it stands in another sentence
                return True
            if token.lower_ in _PLURAL:
                earlier = [noun for noun in earlier if noun.tag_ in ("NNS", "NNPS") or any(True for _ in noun.conjuncts)]
            if not earlier and not (is_speaker and token.lower_ not in _PLURAL and phrase and min(phrase) < i):
                return True
        return False

    def _may_follow_a_subject(self, index: int) -> bool:
        """Whether a clause without its subject begins like one: with a verb, right after the "and" or the pronoun that joined it."""
        joint = self.doc[index - 1] if index else None
        is_joined = joint is not None and (joint.dep_ in ("cc", *SUBJECTS) or joint.text in (",", ";") or joint.tag_ in ("WDT", "WP"))
        return self.doc[index].pos_ in ("VERB", "AUX", "ADV", "PART") and (is_joined or self.wanted.cue is not None)

    def _asks_for_more(self, last: Any) -> bool:
        return bool(last.dep_ in ("prep", "det", "cc", "mark", "aux", "poss") or last.tag_ in ("TO", "WDT", "DT", "CC"))

    def _cue_verb(self) -> Any | None:
        cue = self.wanted.cue
        if cue is None:
            return None
        for token in self.doc:
            here = self.offset + token.idx
            if cue.start <= here < cue.end and token.pos_ in ("VERB", "AUX") and token.dep_ not in ("aux", "auxpass", "prep"):
                return token
        return None

    def _is_speaker(self, subject: Any) -> bool:
        speaker = self.wanted.speaker
        if speaker is None:
            return False
        start = min(self.offset + t.idx for t in subject.subtree)
        end = max(self.offset + t.idx + len(t.text) for t in subject.subtree)
        return bool(start < speaker.end and speaker.start < end)

    def _speaker_head(self) -> Any | None:
        speaker = self.wanted.speaker
        if speaker is None:
            return None
        inside = [t for t in self.doc if speaker.start <= self.offset + t.idx < speaker.end]
        heads = [t for t in inside if t.head not in inside or t.head is t]
        return heads[0] if heads else None

    def _own_roots(self) -> list[Any]:
        """Verbs that could carry the source's own words: the sentence's root and its coordinated verbs, most claim words first."""
        root = root_of(self.doc)
        if root is None:
            return []
        chain = verb_chain(root)
        return sorted(chain, key=lambda verb: (-self.pieces.shared(own_clause(verb)), verb.i))

    def _without_joining(self, before: list[int]) -> list[int]:
        words = self._words(before).strip(" ,").lower()
        # "Last week" is another week to the brief's reader
        is_relative = bool(_RELATIVE_TIME.fullmatch(words))
        return [] if not words or is_relative or words in self.wanted.joining_words else before

    def _words(self, order: list[int]) -> str:
        """Kept tokens as one line, with white space where the source has it or where something was left out."""
        parts: list[str] = []
        for position, index in enumerate(order):
            token = self.doc[index]
            gap = position and order[position - 1] != index - 1
            if gap and parts and not parts[-1].endswith(" ") and not token.is_punct:
                parts.append(" ")
            parts.append(token.text + (" " if token.whitespace_ else ""))
        return _spaced("".join(parts))


def _joined(parts: Iterable[str]) -> str:
    """The parts with a blank between them; none behind a quotation mark or bracket that opens."""
    text = ""
    for part in filter(None, parts):
        opens = text.endswith(("“", "«", "„", "(")) or (text.endswith('"') and text.count('"') % 2 == 1)
        text += part if opens or not text else f" {part}"
    return _spaced(text)


def _spaced(text: str) -> str:
    text = " ".join(text.split())
    for mark in (",", ";", ":", ".", ")", "'s", "’s"):
        text = text.replace(f" {mark}", mark)
    text = _TWO_COMMAS.sub(",", text)
    return text.replace("( ", "(").strip()
