"""Who a speaker is: the fullest name a source gives for "he", "the group", "Kirby"; and whether he stays anonymous.

An antecedent must be of a fitting noun class (a table in the lexicon): "the ministry" is a body of government, "the newspaper" a medium.
A name of one word that the tagger calls a person may as well be a body: it fits both until the text decides.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from briefs.assess.attribution_cues import EnglishCues
from briefs.assess.attribution_english import Setting
from briefs.assess.attribution_found import Found
from briefs.assess.attribution_syntax import Token, noun_phrase
from briefs.domain import Span

_PERSON_PRONOUNS = ("he", "she", "him", "her", "his")
_BODY_PRONOUNS = ("it", "its")
_PLURAL_PRONOUNS = ("they", "them", "their")
_FIRST_PERSON = ("i", "we", "us", "me", "my", "our")
_DEFINITE = ("the", "this", "that", "these", "those")
_INDEFINITE = ("a", "an", "one", "some", "several", "two", "three", "four", "five", "many")
_FAR = 700
"""Characters beyond which a speaker is no longer preferred to a nearer mention."""
_BODIES = frozenset({"group", "company", "media", "body", "research"})
"""Noun classes whose "the ..." may stand for a bare name: "the group" for a name that nothing describes."""


@dataclass(frozen=True, slots=True)
class Mention:
    """A possible antecedent: a name, a speaker or a plural subject, with the noun classes it fits."""

    at: int
    span: Span
    name: str
    is_person: bool
    may_be_person: bool
    classes: frozenset[str]
    lemmas: frozenset[str]
    is_speaker: bool
    is_salient: bool
    """It speaks, or is what its sentence is about."""
    is_plural: bool
    is_name: bool


class SpeakerNames:
    """The names of one English text's speakers."""

    def __init__(self, setting: Setting, found: list[Found], publisher: str) -> None:
        self._setting = setting
        self._publisher = publisher
        self._known: dict[Span, str] = {}
        self._full = _full_names(setting)
        self._mentions = sorted(_mentions(setting, found, self._full), key=lambda mention: mention.at)

    def named(self, speaker: Span) -> str:
        """The fullest name for a speaker; its own words when the source gives no better."""
        if speaker not in self._known:
            self._known[speaker] = speaker.of(self._setting.text)  # ends a circle, should one arise
            self._known[speaker] = self._resolve(speaker)
        return self._known[speaker]

    def is_anonymous(self, speaker: Span, full: Span) -> bool:
        """Whether the source keeps the speaker's name to itself."""
        cues, text = self._setting.cues, self._setting.text
        whole = full.of(text).casefold()
        if any(marker in whole for marker in cues.anonymous_markers):
            return True
        tokens = _tokens(self._setting, speaker)
        head = _head(tokens)
        if any(token.ent_type_ == "PERSON" for token in _tokens(self._setting, full)):
            return False
        if head.lower_ in _PERSON_PRONOUNS + _PLURAL_PRONOUNS or tokens[0].lower_ in _DEFINITE:
            words = self.named(speaker).casefold().split()
            return words[:1] != [] and words[0] in _INDEFINITE and any(_singular(word) in cues.anonymous_heads for word in words)
        return head.pos_ != "PROPN" and head.lemma_.lower() in cues.anonymous_heads

    def _resolve(self, speaker: Span) -> str:
        tokens = _tokens(self._setting, speaker)
        written = speaker.of(self._setting.text)
        head = _head(tokens)
        if len(tokens) == 1 and head.lower_ not in _FIRST_PERSON:
            pronoun = self._of_pronoun(speaker, head.lower_, _described_by(head))
            if pronoun is not None:
                return pronoun
        if head.pos_ in ("NOUN", "PROPN") and (name := _apposed_name(tokens, head)) is not None:
            return self._fullest(name)
        if head.pos_ == "NOUN" and tokens[0].lower_ in _DEFINITE and not any(token.pos_ == "PROPN" for token in tokens):
            return self._definite(speaker, tokens, head) or written
        if _is_epithet(tokens, head):
            # not the nearest but the one whom the text is about, who is named first
            return next((self._name_of(m) for m in self._mentions if m.is_person and m.is_name and m.at < speaker.start), written)
        if all(token.pos_ in ("PROPN", "PUNCT", "PART", "DET") or token.lower_ in ("mr", "mr.", "ms.", "mrs.") for token in tokens):
            return self._fullest(written)
        return written

    def _of_pronoun(self, speaker: Span, lower: str, other: Span | None) -> str | None:
        """`other`: whom the pronoun's own clause describes, so that it is not him."""

        def fits(mention: Mention) -> bool:
            return other is None or not other.overlaps(mention.span)

        if other is not None and (teller := self._subject_of_sentence(speaker)) is not None and fits(teller):
            return self._name_of(teller)
        if lower in _PERSON_PRONOUNS:
            sure = self._nearest(speaker.start, lambda m: fits(m) and m.is_person and not m.is_plural)
            return sure or self._nearest(speaker.start, lambda m: fits(m) and m.may_be_person and not m.is_plural)
        if lower in _BODY_PRONOUNS:
            body = self._nearest(speaker.start, lambda m: fits(m) and not m.is_person and not m.is_plural and "document" not in m.classes)
            return body or self._nearest(speaker.start, lambda m: fits(m) and not m.is_person and not m.is_plural)
        if lower in _PLURAL_PRONOUNS:
            return self._nearest(speaker.start, lambda m: fits(m) and m.is_plural)
        return None

    def _subject_of_sentence(self, pronoun: Span) -> Mention | None:
        """Whom the sentence of a pronoun is about, if that is a name: in "The Post has a note by Sova, which it calls …" the Post."""
        root = _tokens(self._setting, pronoun)[0].sent.root
        subject = next((child for child in root.children if child.dep_ == "nsubj" and child.i < root.i), None)
        at = None if subject is None else subject.idx
        found = (m for m in self._mentions if at is not None and m.span.start <= at < m.span.end and m.name[:1].isupper())
        return next(found, None)

    def _nearest(self, before: int, fits: Callable[[Mention], bool]) -> str | None:
        """The last fitting mention before an offset; one that speaks or is spoken about goes before nearer ones."""
        last = last_speaker = None
        for mention in self._mentions:
            if mention.at >= before:
                break
            if fits(mention):
                last = mention
                last_speaker = mention if mention.is_salient else last_speaker
        chosen = last_speaker if last_speaker is not None and before - last_speaker.at <= _FAR else last
        return None if chosen is None else self._name_of(chosen)

    def _name_of(self, mention: Mention) -> str:
        return self.named(mention.span) if mention.is_speaker else mention.name

    def _definite(self, speaker: Span, tokens: list[Token], head: Token) -> str | None:
        """ "The ministry", "the newspaper": what the same noun described before, else a name of a fitting class."""
        cues, lemma = self._setting.cues, head.lemma_.lower()
        before = [mention for mention in self._mentions if mention.at < speaker.start and mention.span != speaker]
        modifiers = {token.lemma_.lower() for token in tokens if token.pos_ in ("NOUN", "ADJ", "PROPN")}
        described = [mention for mention in before if modifiers <= mention.lemmas]
        if described:
            return self._name_of(described[-1])
        classes = _classes_of(lemma, cues)
        if len(tokens) > 2 or not classes:
            return None
        plural = head.tag_ == "NNS"
        if "person" in classes:
            sure = self._nearest(speaker.start, lambda m: m.is_person and m.is_plural == plural)
            return sure or (None if plural else self._nearest(speaker.start, lambda m: m.may_be_person and not m.is_plural))
        fitting = [mention for mention in before if mention.classes & classes and "document" not in mention.classes]
        if fitting:
            return self._name_of(fitting[-1])
        if "media" in classes and self._publisher:
            return self._publisher
        if classes & _BODIES:
            return self._nearest(
                speaker.start, lambda m: m.is_name and not m.is_person and not m.classes and not self._is_publisher(m.name)
            )
        return None

    def _is_publisher(self, name: str) -> bool:
        return bool(self._publisher) and _bare(name).casefold() == _bare(self._publisher).casefold()

    def _fullest(self, written: str) -> str:
        key = _bare(written)
        return max((name for name in self._full if _extends(name, key)), key=len, default=written)


def _tokens(setting: Setting, span: Span) -> list[Token]:
    return list(setting.doc.char_span(span.start, span.end, alignment_mode="expand"))


def _head(tokens: list[Token]) -> Token:
    inside = {token.i for token in tokens}
    return next((token for token in tokens if token.head.i not in inside or token.head == token), tokens[-1])


def _is_epithet(tokens: list[Token], head: Token) -> bool:
    """ "The Norlander", "the Frenchman": somebody who was named before, by where he is from."""
    is_demonym = head.ent_type_ == "NORP" or head.lower_.endswith(("man", "woman"))
    return len(tokens) == 2 and tokens[0].lower_ == "the" and head.text[0].isupper() and is_demonym and head.tag_ in ("NNP", "NN", "JJ")


def _described_by(pronoun: Token) -> Span | None:
    """Where the noun stands that the pronoun's relative clause describes: in "a post by Sova, which it calls a movement" Sova calls
    nothing so."""
    clause = pronoun.head
    if clause.dep_ != "relcl" or pronoun.dep_ != "nsubj":
        return None
    own, top = {token.i for token in clause.subtree}, clause.head
    while top.dep_ in ("pobj", "prep", "appos", "conj") and top.head.pos_ in ("NOUN", "PROPN", "ADP"):
        top = top.head
    phrase = [token for token in top.subtree if token.i not in own and token.i < pronoun.i]
    return Span(phrase[0].idx, phrase[-1].idx + len(phrase[-1].text)) if phrase else None


def _singular(word: str) -> str:
    return word if word in ("people", "others") else word.rstrip("s")


def _apposed_name(tokens: list[Token], head: Token) -> str | None:
    """The person named beside a role: "the prime minister, Jane Doe", "spokesman Jane Doe"."""
    doc = head.doc
    if any(token.ent_type_ == "PERSON" and token.i <= head.i for token in tokens):
        return None
    for child in head.children:
        if child.dep_ == "appos" and child.i > head.i and child.pos_ == "PROPN" and (child.ent_type_ == "PERSON" or head.pos_ == "NOUN"):
            return " ".join(token.text for token in _run(child))
    last = tokens[-1].i
    for at in (last + 1, last + 2):
        if at < len(doc) and doc[at].ent_type_ == "PERSON" and doc[at - 1].text in (",", tokens[-1].text) and head.pos_ == "NOUN":
            return " ".join(token.text for token in _run(doc[at]))
    return None


def _run(token: Token) -> list[Token]:
    """The proper nouns around a token, as they stand."""
    doc = token.doc
    start = end = token.i
    while start > 0 and doc[start - 1].pos_ == "PROPN":
        start -= 1
    while end + 1 < len(doc) and doc[end + 1].pos_ == "PROPN":
        end += 1
    return list(doc[start : end + 1])


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
    if words[-len(short) :] == short:
        return True
    initials = "".join(word[0] for word in words if word[0].isupper())
    return len(key) >= 2 and key.isupper() and initials == key


def _full_names(setting: Setting) -> list[str]:
    names = {_bare(" ".join(ent.text.split())) for ent in setting.doc.ents if ent.label_ in ("PERSON", "ORG") and _all_names(ent)}
    return sorted(name for name in names if len(name.split()) > 1 and not name.startswith(("Citing ", "Quoting ")))


def _all_names(tokens: Iterable[Token]) -> bool:
    """Whether every word of an entity could stand in a name: the tagger takes in verbs and nouns beside one."""
    return all(
        token.text[0].isupper() or not token.is_alpha or token.lower_ in ("of", "the", "for", "de", "von", "van", "al", "and", "bin")
        for token in tokens
    )


def _classes_of(lemma: str, cues: EnglishCues) -> set[str]:
    return {name for name, members in cues.classes.items() if lemma in members}


def _mentions(setting: Setting, found: list[Found], full: list[str]) -> Iterable[Mention]:
    spans = {span for item in found for span in (item.speaker, *item.carriers) if span is not None}
    for span in spans:
        tokens = _tokens(setting, span)
        head = _head(tokens)
        if head.pos_ != "PRON":
            yield _mention(head, tokens, span, setting, full, is_speaker=True)
    for token in setting.doc:
        is_subject = token.dep_ in ("nsubj", "nsubjpass") and (token.tag_ in ("NNS", "NNP", "NNPS") or token.ent_type_ in ("PERSON", "ORG"))
        named_by = (
            token.dep_ in ("compound", "poss", "nmod")
            and token.pos_ == "PROPN"
            and token.head.lemma_.lower() in setting.cues.noun_say
            # "Expert reports put it at": no name
            and not _classes_of(token.lower_, setting.cues)
        )
        described = token.dep_ in ("dobj", "appos", "pobj") and token.pos_ == "PROPN" and _is_introduced(token)
        if (is_subject or named_by or described) and token.pos_ in ("NOUN", "PROPN"):
            tokens = noun_phrase(token)
            span = Span(tokens[0].idx, tokens[-1].idx + len(tokens[-1].text))
            if not any(span.overlaps(other) for other in spans):
                yield _mention(token, tokens, span, setting, full, is_speaker=False)


def _is_introduced(name: Token) -> bool:
    """Whether a name outside subject position is one to come back to: a person, one that is described, or the author of something."""
    return name.ent_type_ == "PERSON" or name.head.lower_ == "by" or any(child.dep_ in ("appos", "relcl") for child in name.children)


def _mention(head: Token, tokens: list[Token], span: Span, setting: Setting, full: list[str], *, is_speaker: bool) -> Mention:
    cues = setting.cues
    written = span.of(setting.text)
    lemmas = {token.lemma_.lower() for token in tokens if token.pos_ in ("NOUN", "PROPN", "ADJ")} | _descriptors(head)
    is_role = "person" in _classes_of(head.lemma_.lower(), cues) and head.pos_ == "NOUN"
    names = [token for token in tokens if token.ent_type_ == "PERSON"]
    key = _bare(written)
    longer = [name for name in full if _extends(name, key)]
    is_person = is_role or len(names) > 1 or bool(names and longer)
    is_name = any(token.pos_ == "PROPN" for token in tokens)
    if is_name and longer and not is_role:
        written = max(longer, key=len)
    classes = {name for lemma in lemmas for name in _classes_of(lemma, cues)} - (set() if is_person else {"person"})
    plural = head.tag_ in ("NNS", "NNPS") or any(child.dep_ == "conj" for child in head.children)
    is_topic = head.dep_ in ("nsubj", "nsubjpass") and head.head.dep_ == "ROOT"
    return Mention(
        span.start,
        span,
        written,
        is_person,
        bool(names),
        frozenset(classes),
        frozenset(lemmas),
        is_speaker,
        is_speaker or is_topic,
        plural,
        is_name,
    )


def _descriptors(head: Token) -> set[str]:
    """Nouns that say what a name is: appositions, "the group X", "X is a movement", "X, which it calls a movement"."""
    found: set[str] = set()
    for child in head.children:
        if child.dep_ in ("appos", "compound"):
            found |= {token.lemma_.lower() for token in (child, *child.children) if token.pos_ in ("NOUN", "PROPN")}
        if child.dep_ == "relcl":
            found |= {grand.lemma_.lower() for grand in child.children if grand.dep_ in ("oprd", "attr", "ccomp") and grand.pos_ == "NOUN"}
    if head.dep_ == "appos":
        found.add(head.head.lemma_.lower())
    if head.dep_ in ("nsubj", "nsubjpass"):
        found |= {sibling.lemma_.lower() for sibling in head.head.children if sibling.dep_ == "attr" and sibling.pos_ == "NOUN"}
    return found
