"""Who a speaker is: the fullest name a source gives for "he", "the group", "Kirby"; and whether he stays anonymous.

An antecedent must be of a fitting noun class (a table in the lexicon): "the ministry" is a body of government, "the newspaper" a medium.
"""

from __future__ import annotations

from dataclasses import dataclass

from briefs.assess.attribution_cues import EnglishCues
from briefs.assess.attribution_english import Setting
from briefs.assess.attribution_found import Found
from briefs.assess.attribution_syntax import Token, noun_phrase, span_of
from briefs.domain import Span

_PERSON_PRONOUNS = ("he", "she", "him", "her", "his")
_BODY_PRONOUNS = ("it", "its")
_PLURAL_PRONOUNS = ("they", "them", "their")
_FIRST_PERSON = ("i", "we", "us", "me", "my", "our")
_DETERMINERS = ("the", "this", "that", "these", "those", "its", "his", "their", "her")


@dataclass(frozen=True, slots=True)
class Mention:
    """A possible antecedent: a name or a speaker's noun phrase, with the noun classes it fits."""

    at: int
    name: str
    is_person: bool
    classes: frozenset[str]
    lemmas: frozenset[str]
    is_speaker: bool
    is_plural: bool


class SpeakerNames:
    """The names of one text's speakers."""

    def __init__(self, setting: Setting, found: list[Found], publisher: str) -> None:
        self._setting = setting
        self._publisher = publisher
        self._known: dict[Span, str] = {}
        self._full = _full_names(setting)
        self._mentions = sorted(_mentions(setting, found, self._full), key=lambda mention: mention.at)

    def named(self, speaker: Span) -> str:
        """The fullest name for a speaker; its own words when the source gives no better."""
        if speaker not in self._known:
            self._known[speaker] = self._resolve(speaker)
        return self._known[speaker]

    def is_anonymous(self, speaker: Span, full: Span) -> bool:
        """Whether the source keeps the speaker's name to itself."""
        cues, text = self._setting.cues, self._setting.text
        whole = full.of(text).casefold()
        if any(marker in whole for marker in cues.anonymous_markers):
            return True
        tokens = self._tokens(speaker)
        head = _head(tokens)
        if head.ent_type_ == "PERSON" or any(token.ent_type_ == "PERSON" for token in tokens):
            return False
        if head.lower_ in _PERSON_PRONOUNS + _PLURAL_PRONOUNS or tokens[0].lower_ in _DETERMINERS:
            name = self.named(speaker)
            words = name.casefold().split()
            first = words[0] if words else ""
            return first in ("a", "an", "one", "some", "several", "two", "three", "five") and any(
                w.rstrip("s") in cues.anonymous_heads for w in words
            )
        return head.pos_ != "PROPN" and head.lemma_.lower() in cues.anonymous_heads

    def _tokens(self, span: Span) -> list[Token]:
        return list(self._setting.doc.char_span(span.start, span.end, alignment_mode="expand"))

    def _resolve(self, speaker: Span) -> str:
        tokens = self._tokens(speaker)
        written = speaker.of(self._setting.text)
        head = _head(tokens)
        lower = head.lower_
        if lower in _FIRST_PERSON:
            return written
        if lower in _PERSON_PRONOUNS and len(tokens) == 1:
            return self._nearest(speaker.start, lambda m: m.is_person and not m.is_plural) or written
        if lower in _BODY_PRONOUNS and len(tokens) == 1:
            return self._nearest(speaker.start, lambda m: not m.is_person and not m.is_plural) or written
        if lower in _PLURAL_PRONOUNS and len(tokens) == 1:
            return self._nearest(speaker.start, lambda m: m.is_plural) or written
        if (
            head.pos_ == "NOUN"
            and tokens[0].lower_ in ("the", "this", "that", "these")
            and not any(token.pos_ == "PROPN" for token in tokens)
        ):
            return self._definite(speaker, head) or written
        if all(token.pos_ in ("PROPN", "PUNCT", "PART", "DET") or token.lower_ in ("mr", "mr.", "ms.", "mrs.") for token in tokens):
            return self._fullest(written)
        return written

    def _nearest(self, before: int, fits: object) -> str | None:
        assert callable(fits)
        best = None
        for mention in self._mentions:
            if mention.at >= before:
                break
            if fits(mention) and (best is None or mention.is_speaker or not best.is_speaker or before - best.at > 600):
                best = mention
        return None if best is None else best.name

    def _definite(self, speaker: Span, head: Token) -> str | None:
        cues, lemma = self._setting.cues, head.lemma_.lower()
        classes = _classes_of(lemma, cues)
        before = [mention for mention in self._mentions if mention.at < speaker.start]
        described = [mention for mention in before if lemma in mention.lemmas and mention.name != speaker.of(self._setting.text)]
        if described:
            return described[-1].name
        if not classes:
            return None
        if "person" in classes:
            return self._nearest(speaker.start, lambda m: m.is_person and not m.is_plural)
        if "media" in classes and self._publisher:
            spoke = [mention for mention in before if "media" in mention.classes]
            return spoke[-1].name if spoke else self._publisher
        fitting = [mention for mention in before if mention.classes & classes]
        if fitting:
            return fitting[-1].name
        if classes == {"document"}:
            return None
        return self._nearest(speaker.start, lambda m: not m.is_person and not m.is_plural and not m.classes)

    def _fullest(self, written: str) -> str:
        key = _bare(written)
        candidates = [name for name in self._full if _extends(name, key)]
        return max(candidates, key=len, default=written)


def _head(tokens: list[Token]) -> Token:
    inside = {token.i for token in tokens}
    return next((token for token in tokens if token.head.i not in inside or token.head == token), tokens[-1])


def _bare(name: str) -> str:
    bare = name.strip(" \"“”«»„'’‘")
    for suffix in ("'s", "’s"):
        bare = bare.removesuffix(suffix)
    words = bare.split()
    while words and words[0].casefold().rstrip(".") in ("the", "mr", "mrs", "ms", "dr", "sir"):
        words = words[1:]
    return " ".join(words)


def _extends(full: str, key: str) -> bool:
    """Whether a name is a fuller form of `key`: it ends with it ("John Kirby" for "Kirby") or has it as initials ("FT")."""
    if not key or len(full) <= len(key):
        return False
    words, short = full.split(), key.split()
    if words[-len(short) :] == short or (len(short) == 1 and short[0] in words[:1] and len(words) == 2):
        return True
    initials = "".join(word[0] for word in words if word[0].isupper())
    return len(key) >= 2 and key.isupper() and initials == key


def _full_names(setting: Setting) -> list[str]:
    names = {_bare(" ".join(ent.text.split())) for ent in setting.doc.ents if ent.label_ in ("PERSON", "ORG")}
    return sorted(name for name in names if len(name.split()) > 1 and "\n" not in name)


def _classes_of(lemma: str, cues: EnglishCues) -> set[str]:
    return {name for name, members in cues.classes.items() if lemma in members}


def _mentions(setting: Setting, found: list[Found], full: list[str]) -> list[Mention]:
    mentions = []
    spans: dict[Span, Span | None] = {}
    for item in found:
        for span, whole in ((item.speaker, item.full_speaker), *((carrier, None) for carrier in item.carriers)):
            if span is not None:
                spans.setdefault(span, whole)
    for span in spans:
        tokens = list(setting.doc.char_span(span.start, span.end, alignment_mode="expand"))
        head = _head(tokens)
        if head.pos_ == "PRON" or (tokens[0].lower_ in ("the", "this") and not any(token.pos_ == "PROPN" for token in tokens)):
            if not (head.pos_ == "NOUN" and len(tokens) > 2):
                continue
        mentions.append(_mention(head, tokens, span.of(setting.text), setting, full, is_speaker=True))
    for ent in setting.doc.ents:
        if ent.label_ in ("PERSON", "ORG") and not any(span.start <= ent.start_char < span.end for span in spans):
            tokens = list(ent)
            mentions.append(_mention(ent.root, noun_phrase(ent.root), ent.text, setting, full, is_speaker=False))
    return mentions


def _mention(head: Token, tokens: list[Token], written: str, setting: Setting, full: list[str], *, is_speaker: bool) -> Mention:
    cues = setting.cues
    lemmas = {token.lemma_.lower() for token in tokens if token.pos_ in ("NOUN", "PROPN", "ADJ")} | _descriptors(head)
    classes = {name for lemma in lemmas for name in _classes_of(lemma, cues)}
    core = {name for lemma in (head.lemma_.lower(),) for name in _classes_of(lemma, cues)}
    person = "person" in core or any(token.ent_type_ == "PERSON" for token in tokens) or head.lower_ in ("man", "woman")
    if any(token.pos_ == "PROPN" for token in tokens):
        key = _bare(written)
        written = max([name for name in full if _extends(name, key)], key=len, default=written)
    plural = head.tag_ in ("NNS", "NNPS") or any(child.dep_ == "conj" for child in head.children)
    return Mention(
        tokens[0].idx, written, person, frozenset(classes - ({"person"} if not person else set())), frozenset(lemmas), is_speaker, plural
    )


def _descriptors(head: Token) -> set[str]:
    """Nouns that say what a name is: appositions, "the group X", "X is a movement", "X, which it calls a movement"."""
    found = set()
    for child in head.children:
        if child.dep_ in ("appos", "compound"):
            found |= {
                token.lemma_.lower()
                for token in (child, *child.children)
                if token.pos_ in ("NOUN", "PROPN") and token.dep_ in ("appos", "compound", "conj")
            }
        if child.dep_ == "relcl":
            found |= {grand.lemma_.lower() for grand in child.children if grand.dep_ in ("oprd", "attr") and grand.pos_ == "NOUN"}
    if head.dep_ == "appos":
        found.add(head.head.lemma_.lower())
    if head.dep_ in ("nsubj", "nsubjpass"):
        found |= {sibling.lemma_.lower() for sibling in head.head.children if sibling.dep_ == "attr" and sibling.pos_ == "NOUN"}
    return found
