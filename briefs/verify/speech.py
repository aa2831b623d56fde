"""Who says what in a text: the frames "X said that …", "according to X, …", "… reportedly …".

English goes by the parse; other languages by where the cue and the names stand. This reading is the gate's own and shares nothing with the
one that assessed the claim, so that one misreading does not pass twice.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from briefs.domain import Span
from briefs.language import fold, parse
from briefs.verify.lexicon import Words, words_of
from briefs.verify.reading import names_of

_SUBJECTS = ("nsubj", "nsubjpass", "csubj")
_CONTENT = (
    "ccomp",
    "xcomp",
    "dobj",
    "parataxis",
    "advcl",
    "prep",
    "acl",
    "pobj",
    "oprd",
    "attr",
    "dative",
    "pcomp",
    "appos",
)
_THINGS = ("dobj", "prep", "pobj", "oprd", "attr", "dative", "appos", "nsubjpass")
_PHRASE_END = re.compile(r"[,;:.()]\s|[.]?\Z")
_COLON = re.compile(r"\A(?P<who>[^:]{1,120}?)\s+(?P<verb>[^\W\d_]+):\s(?=\S)")
_THAT = re.compile(r"\s+that\s", re.IGNORECASE)
_SAYS_THAT = re.compile(r"(?P<verb>[^\W\d_]+s)\s+that\s(?=\S)")
_DETERMINERS = frozenset({"the", "a", "an", "this", "that", "der", "die", "das"})
_LONGEST_SPEAKER = 8
_PHRASE_STOPS = ("relcl", "appos", "acl", "punct", "conj", "cc", "det", "case")


@dataclass(frozen=True, slots=True)
class Speech:
    """One frame: who speaks (as written; "" when impersonal), how, and the stretch that is said."""

    cue: Span
    kind: str
    """claims | says | factive | denies | hedge | unverified | declined"""
    speakers: tuple[str, ...]
    speaker_spans: tuple[Span, ...]
    scope: tuple[Span, ...]
    aliases: tuple[str, ...] = ()
    """What the text calls the speakers besides, in apposition: "the deputy prime minister, Anna Reed," said."""
    is_rough: bool = False
    """Read by position: the speakers are all names of the clause."""
    is_clausal: bool = True
    """Whether a clause is said; "the records show no payment" and "the group published a list" have a thing alone."""

    def covers(self, span: Span) -> bool:
        """Whether the words at `span` are part of what is said."""
        return any(part.overlaps(span) for part in self.scope)


@lru_cache(maxsize=1024)
def find_speech(text: str, language: str) -> tuple[Speech, ...]:
    """Frames in order of their cue; none in a language without word lists."""
    words = words_of(language)
    if not words.is_known:
        return ()
    frames = [*_hedges(text, words), *_phrases(text, words), *_colons(text, words)]
    frames.extend(_parsed(text, words) if language == "en" else _by_position(text, words))
    return tuple(sorted(frames, key=lambda frame: frame.cue))


def _hedges(text: str, words: Words) -> list[Speech]:
    frames = [Speech(Span(start, end), "hedge", (), (), (_clause(text, start, end),)) for start, end in words["hedges"].find(text)]
    for kind in ("unverified", "declined"):
        pattern = words[kind].phrases
        if pattern is not None:
            frames += [Speech(Span(*m.span()), kind, (), (), (_clause(text, *m.span()),)) for m in pattern.finditer(fold(text))]
    return frames


def _phrases(text: str, words: Words) -> list[Speech]:
    """ "according to X": X is the name, or the words up to the next comma; the whole clause is said."""
    frames = []
    names = [mention.span for mention in names_of(text, words.language)]
    for begin, after in _according(text, words):
        end = _PHRASE_END.search(text, after)
        stop = end.start() if end else len(text)
        inside = [name for name in names if after <= name.start < stop]
        phrase = text[after:stop].strip()
        whole = [Span(after, stop)] if phrase and len(phrase.split()) <= _LONGEST_SPEAKER else inside[:1]
        clause = _clause(text, begin, after)
        scope = tuple(Span(a, b) for a, b in ((clause.start, begin), (stop, clause.end)) if a < b)
        speakers = tuple(span.of(text).strip() for span in whole)
        frames.append(Speech(Span(begin, after), "says", speakers, tuple(whole), scope))
    return frames


def _according(text: str, words: Words) -> list[tuple[int, int]]:
    """Places of such phrases; "citing that …" says something and names nobody."""
    found = words["according"].find(text)
    return [(begin, after) for begin, after in found if not (text[begin:after].endswith("ing") and _THAT.match(text, after))]


def _colons(text: str, words: Words) -> list[Speech]:
    """ "The Gazette reports: Forty barges were sunk." What stands before the verb speaks; its names are its aliases."""
    frames = []
    for match in _COLON.finditer(text):
        kind = words.speech_kind(match["verb"])
        # "disputed the findings:": a noun after its article is no verb
        before = match["who"].split()
        if kind and before[-1].lower() not in _DETERMINERS and any(word.lower() not in _DETERMINERS for word in before):
            who = Span(match.start("who"), match.end("who"))
            names = tuple(name.span.of(text) for name in names_of(text, words.language) if who.contains(name.span))
            cue = Span(match.start("verb"), match.end("verb"))
            frames.append(Speech(cue, kind, (who.of(text).strip(" ,"),), (who,), (Span(match.end(), len(text)),), aliases=names))
    return frames


def _clause(text: str, start: int, end: int) -> Span:
    """From one semicolon or sentence end to the next."""
    breaks = [0, *(m.end() for m in re.finditer(r";\s|[.!?]\s(?=[^\W\d_])", text)), len(text)]
    left = max(position for position in breaks if position <= start)
    right = min(position for position in breaks if position >= end)
    return Span(left, right)


def _by_position(text: str, words: Words) -> list[Speech]:
    """A verb of speech, the names in its clause, and what stands in the same clause."""
    names = [mention.span for mention in names_of(text, words.language)]
    frames = []
    for match in re.finditer(r"[^\W_]+(?:['’ʼ-][^\W\d_]+)*", text):
        kind = words.speech_kind(match.group()) or ("says" if words.speech["nouns"].holds(match.group()) else "")
        if not kind:
            continue
        clause = _clause(text, *match.span())
        near = [name for name in names if clause.contains(name)]
        frames.append(Speech(Span(*match.span()), kind, tuple(n.of(text) for n in near), tuple(near), (clause,), is_rough=True))
    return frames


def _parsed(text: str, words: Words) -> list[Speech]:
    frames = []
    names = [mention.span for mention in names_of(text, words.language)]
    according = _according(text, words)
    for token in parse(text):
        if token.pos_ in ("VERB", "AUX"):
            kind = words.speech_kind(token.text)
            is_phrase = token.tag_ == "VBG" and any(start <= token.idx < end for start, end in according)
            if kind and not is_phrase:
                frame = _verb_frame(token, kind, text, names)
                if frame is not None:
                    frames.append(frame)
        elif token.pos_ in ("NOUN", "PROPN") and words.speech["nouns"].holds(token.text):
            frames.extend(_noun_frame(token, text, names))
    return [*frames, *_misread(text, words, names, frames)]


def _misread(text: str, words: Words, names: list[Span], found: list[Speech]) -> list[Speech]:
    """ "Bild am Sonntag claims that …", where the parse takes the verb for a noun: a name, the verb, "that"."""
    frames = []
    for match in _SAYS_THAT.finditer(text):
        cue = Span(*match.span("verb"))
        kind = words.speech_kind(match["verb"])
        speaker = next((name for name in names if 0 <= cue.start - name.end <= 1), None)
        if kind and speaker is not None and not any(frame.cue.overlaps(cue) for frame in found):
            scope = Span(match.end(), _clause(text, *match.span()).end)
            frames.append(Speech(cue, kind, (speaker.of(text),), (speaker,), (scope,)))
    return frames


def _verb_frame(verb: Any, kind: str, text: str, names: list[Span]) -> Speech | None:
    subject = _subject(verb)
    is_passive = any(child.dep_ in ("nsubjpass", "auxpass") for child in verb.children)
    speaker_tokens: list[Any] = []
    if is_passive:
        agents = [
            grandchild for child in verb.children if child.dep_ == "agent" for grandchild in child.children if grandchild.dep_ == "pobj"
        ]
        speaker_tokens = agents
        content = [child for child in verb.children if child.dep_ in (*_CONTENT, *_SUBJECTS) and child.dep_ != "agent"]
    else:
        speaker_tokens = [subject] if subject is not None else _nearest_name(verb, names)
        content = [child for child in verb.children if child.dep_ in _CONTENT]
    # "…, the ministry said": the sentence's root may be what is said, with the verb of speech hanging from it
    is_told_after = verb.dep_ in ("parataxis", "ccomp") and _stands_apart(verb, text)
    if is_told_after and verb.head is not verb and verb.head.pos_ in ("VERB", "AUX") and not content:
        content = [verb.head]
        own = {token.i for token in verb.subtree}
        scope = _spans([token for token in verb.head.subtree if token.i not in own])
    elif not content and verb.dep_ == "advcl" and any(child.lower_ == "as" and child.dep_ in ("mark", "advmod") for child in verb.children):
        # "the men surrendered, as the ministry says": what is said is the clause that it hangs from
        own = {token.i for token in verb.subtree}
        scope = _spans([token for token in verb.head.subtree if token.i not in own])
    else:
        scope = _spans([token for child in content for token in child.subtree])
    if not scope:
        return None
    speakers = [s for token in speaker_tokens for s in (token, *token.conjuncts)]
    phrases = [_phrase(token, text, names) for token in speakers]
    return Speech(
        Span(verb.idx, verb.idx + len(verb.text)),
        kind,
        tuple(phrase.of(text) for phrase in phrases),
        tuple(phrases),
        scope,
        aliases=tuple(_phrase(child, text, names).of(text) for token in speakers for child in token.children if child.dep_ == "appos"),
        is_clausal=any(child.dep_ not in _THINGS for child in content),
    )


def _stands_apart(verb: Any, text: str) -> bool:
    """Whether a comma goes before it or no "that" opens its clause: "…, the official added"; "said that 59 people drowned" is none."""
    marks = [child for child in verb.children if child.dep_ == "mark"]
    return not marks or "," in text[marks[0].idx : verb.idx]


def _nearest_name(verb: Any, names: list[Span]) -> list[Any]:
    """The last name before a finite verb whose subject the parse lost: "…, Atesh, an interested party, declared"."""
    if verb.tag_ not in ("VBD", "VBZ", "VBP") or verb.dep_ != "ROOT":
        return []
    before = [name for name in names if name.end <= verb.idx and name.start >= verb.sent.start_char]
    return [token for token in verb.sent if before and before[-1].start <= token.idx < before[-1].end][-1:]


def _subject(verb: Any) -> Any | None:
    """The subject, through relative clauses ("Atesh, which claims"), conjuncts and participles."""
    seen = 0
    while seen < 4:
        for child in verb.children:
            if child.dep_ in _SUBJECTS:
                if child.pos_ == "PRON" and child.tag_ in ("WDT", "WP") and verb.dep_ == "relcl":
                    return verb.head
                return child
        if verb.dep_ == "pcomp" and verb.head.lower_ == "as":
            return _quoted_person(verb.head)
        if verb.dep_ == "pcomp" and verb.head.head.pos_ in ("VERB", "AUX"):
            verb = verb.head.head
            seen += 1
            continue
        if verb.dep_ in ("conj", "xcomp", "advcl", "ccomp") and verb.head.pos_ in ("VERB", "AUX"):
            verb = verb.head
        elif verb.dep_ in ("acl", "relcl"):
            return verb.head
        else:
            return None
        seen += 1
    return None


def _quoted_person(as_word: Any) -> Any | None:
    """ "quotes the spokesman as saying": the spokesman."""
    head = as_word.head
    if head.pos_ in ("VERB", "AUX"):
        return next((child for child in head.children if child.dep_ == "dobj"), None)
    return head if head.pos_ in ("NOUN", "PROPN") else None


def _noun_frame(noun: Any, text: str, names: list[Span]) -> list[Speech]:
    """ "the ministry's claim that …", "a statement by Atesh": the possessor, or who stands after by, of or from."""
    speakers = [child for child in noun.children if child.dep_ == "poss"]
    speakers += [
        grandchild
        for child in noun.children
        if child.dep_ == "prep" and child.lower_ in ("by", "from", "of")
        for grandchild in child.children
        if grandchild.dep_ == "pobj"
    ]
    content = [child for child in noun.children if child.dep_ in ("acl", "relcl", "ccomp")]
    if not speakers:
        return []
    scope = _spans([token for child in content for token in child.subtree]) or _spans(list(noun.sent))
    phrases = [_phrase(token, text, names) for token in speakers]
    cue = Span(noun.idx, noun.idx + len(noun.text))
    return [Speech(cue, "says", tuple(phrase.of(text) for phrase in phrases), tuple(phrases), scope)]


def _phrase(head: Any, text: str, names: list[Span]) -> Span:
    """The name that the head is part of, widened to its own modifiers: "Russia's defence ministry"."""
    tokens = [head]
    frontier = [head]
    while frontier:
        token = frontier.pop()
        for child in token.children:
            if child.dep_ not in _PHRASE_STOPS and (child.dep_ != "prep" or child.lower_ in ("of", "for")):
                tokens.append(child)
                frontier.append(child)
    start = min(token.idx for token in tokens)
    end = max(token.idx + len(token.text) for token in tokens)
    for name in names:
        if name.overlaps(Span(head.idx, head.idx + len(head.text))):
            start, end = min(start, name.start), max(end, name.end)
    return Span(start, end)


def _spans(tokens: list[Any]) -> tuple[Span, ...]:
    """Contiguous runs of tokens as spans."""
    spans: list[Span] = []
    last = -2
    for token in sorted(tokens, key=lambda item: item.i):
        end = token.idx + len(token.text)
        if token.i == last + 1 and spans:
            spans[-1] = Span(spans[-1].start, end)
        elif end > token.idx:
            spans.append(Span(token.idx, end))
        last = token.i
    return tuple(spans)
