"""What pronouns and "the group", "the city", "that battle" point to, as far as the article itself says it plainly.

A ranking, not an understanding: number, kind, role in the sentence and distance. Whatever is not plain stays as it stands.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from briefs.claims.frames import is_joined_left
from briefs.claims.syntax import Sentence, child, subtree
from briefs.claims.tables import english
from briefs.language import NameMention, fold

_LOOK_BACK = 2
"""Sentences before the current one that a pronoun may point into."""

_LOOK_BACK_NOUN = 12
"""The same for "the company" and "the city"."""

_HE = {"he": "m", "him": "m", "his": "m", "himself": "m", "she": "f", "her": "f", "hers": "f", "herself": "f"}
_IT = frozenset({"it", "its"})
_THEY = frozenset({"they", "them", "their"})
_POSSESSIVE = frozenset({"his", "her", "its", "their", "hers"})
_DEFINITE = frozenset({"the", "this", "that", "these", "those"})
_NESTED = frozenset({"ccomp", "relcl", "advcl", "acl", "parataxis", "pcomp", "csubj"})
_NO_LABELS = frozenset({"", "DATE", "TIME", "ORDINAL", "CARDINAL", "QUANTITY", "PERCENT", "MONEY"})
_ROLE_WEIGHT = {"subject": 0.8, "object": 0.4, "other": 0.0}


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
        tail = _tail(doc, head)
        for preposition in head.children if not tail else ():
            inside = [
                s for s in known if preposition.dep_ == "prep" and s.entity.is_named and s.tokens[-1] + 1 == max(subtree(preposition)) + 1
            ]
            if inside and inside[0].tokens[0] == preposition.i + 1 and preposition.lower_ in ("of", "for", "in", "at", "on"):
                self.phrase = self.shown = f"{_definite(doc, tokens, head)} {preposition.text} {inside[0].text}"

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


class Discourse:
    """Reads the sentences of one article in order."""

    def __init__(self, names: dict[int, list[NameMention]], *, title_keys: Iterable[str] = ()) -> None:
        """`names`: sentence number -> names in it, spans in the article; `title_keys`: names of the headline, which weigh more."""
        self._names = names
        self._counts = Counter(name.key for found in names.values() for name in found)
        for key in title_keys:
            self._counts[key] += 3
        self._by_key: dict[str, Entity] = {}
        self._by_word: dict[str, Entity] = {}
        self._recent: deque[Mention] = deque(maxlen=400)
        self._by_head: dict[str, Entity] = {}

    def read(self, sentence: Sentence) -> Reading:
        """The references of the next sentence, left to right."""
        mentions: list[Mention] = []
        substitutions: list[Substitution] = []
        unclear: set[int] = set()
        fresh: list[tuple[Entity, tuple[int, ...], Any]] = []
        for kind, tokens, name in self._referring(sentence):
            head = sentence.doc[_head_of(sentence.doc, tokens)]
            if kind == "name" and name is not None:
                entity = self._named(sentence, tokens, name, head)
                substitution = _full_name(sentence.doc, tokens, entity)
            elif kind == "alias" and mentions and mentions[-1].entity.is_named:
                entity, substitution = mentions[-1].entity, None
                entity.nouns |= {head.lemma_.lower(), *(c.lower_ for c in head.children if c.dep_ in ("amod", "compound"))}
            elif kind == "pronoun":
                found = self._of_pronoun(head, sentence.number, mentions)
                if found is None:
                    if head.lower_ != "it" or not _is_expletive(head):
                        unclear.add(head.i)
                    continue
                entity = found
                entity.gender = entity.gender or _HE.get(head.lower_, "")
                substitution = Substitution(tokens, entity.shown, entity, True, head.lower_ in _POSSESSIVE and head.dep_ == "poss")
            else:
                entity, substitution = self._of_noun(sentence, tokens, head)
            mention = _mention(entity, sentence.number, tokens, head, kind)
            mentions.append(mention)
            self._recent.append(mention)
            if substitution is not None:
                substitutions.append(substitution)
            if kind == "noun" and not entity.is_named and substitution is None:
                fresh.append((entity, tokens, head))
        for entity, tokens, head in fresh:
            # "the battle for the city": what stands inside was only read after it
            entity.complete(sentence.doc, tokens, head, substitutions)
            if entity.phrase:
                self._by_head[entity.head] = entity
        return Reading(tuple(substitutions), tuple(mentions), frozenset(unclear))

    def _referring(self, sentence: Sentence) -> list[tuple[str, tuple[int, ...], NameMention | None]]:
        """(kind, tokens, name) of everything that refers, in order, without overlaps of names and noun phrases."""
        doc = sentence.doc
        found: list[tuple[str, tuple[int, ...], NameMention | None]] = []
        taken: set[int] = set()
        for name in self._names.get(sentence.number, []):
            tokens = tuple(sorted(sentence.tokens_within(name.span)))
            tokens = tuple(i for i in tokens if i not in sentence.date_tokens)
            while tokens and doc[tokens[0]].pos_ in ("DET", "ADP"):
                tokens = tokens[1:]
            if tokens and not _is_adjective(doc, tokens) and not all(doc[i].pos_ == "NUM" for i in tokens):
                found.append(("name", tokens, name))
                taken |= set(tokens)
        for chunk in doc.noun_chunks:
            if chunk.root.pos_ == "PRON":
                continue
            if any(c.dep_ == "appos" and c.i in taken for c in chunk.root.children):
                continue
            if (
                chunk.root.i in taken
                or chunk.root.i in sentence.date_tokens
                or chunk.root.ent_type_ in ("DATE", "TIME", "PERCENT", "MONEY")
            ):
                continue
            if _follows_name(doc, chunk, taken):
                found.append(("alias", tuple(range(chunk.start, chunk.end)), None))
            elif chunk.root.pos_ in ("NOUN", "PROPN", "NUM"):
                found.append(("noun", tuple(i for i in range(chunk.start, chunk.end) if not doc[i].is_space), None))
        for token in doc:
            if token.lower_ in _HE or token.lower_ in _IT or token.lower_ in _THEY:
                found.append(("pronoun", (token.i,), None))
        return sorted(found, key=lambda item: (item[1][0], len(item[1])))

    def _named(self, sentence: Sentence, tokens: tuple[int, ...], name: NameMention, head: Any) -> Entity:
        doc = sentence.doc
        words = [fold(word) for word in name.key.split()]
        entity = self._by_key.get(name.key) or (self._by_word.get(words[-1]) if len(words) == 1 else None)
        shown = _joined(doc, tokens)
        label = _label(doc, tokens)
        if entity is None:
            entity = Entity(shown=_with_article(doc, tokens, shown, label), is_named=True, mentions=self._counts[name.key])
            self._by_key[name.key] = entity
            for word in (words[-1], *((words[0],) if label != "PERSON" else ())):
                self._by_word.setdefault(word, entity)
        entity.labels.update([label] if label not in _NO_LABELS else [])
        entity.nouns |= _descriptors(doc, tokens, head, sentence.date_tokens)
        return entity

    def _of_pronoun(self, token: Any, number: int, here: list[Mention]) -> Entity | None:
        lower = token.lower_
        if lower == "it" and _is_expletive(token):
            return None
        candidates = [m for m in self._recent if number - m.sentence <= _LOOK_BACK]
        ranked = [(score, i, m) for i, m in enumerate(candidates) if (score := _pronoun_score(token, m, number)) is not None]
        if not ranked:
            return None
        return max(ranked, key=lambda item: (item[0], item[1]))[2].entity

    def _of_noun(self, sentence: Sentence, tokens: tuple[int, ...], head: Any) -> tuple[Entity, Substitution | None]:
        doc = sentence.doc
        lemma = head.lemma_.lower()
        inner = [i for i in tokens if doc[i].dep_ not in ("case",)]
        is_definite = doc[tokens[0]].lower_ in _DEFINITE
        is_bare = is_definite and len(inner) == 2 and not _complemented(head)
        if is_bare:
            entity = self._named_by(lemma, sentence.number, head) or self._by_head.get(lemma)
            if entity is not None:
                text = entity.shown if entity.is_named else entity.phrase
                if entity.is_named and _is_plural(head):
                    text = f"the {entity.shown.removeprefix('the ')} {head.text}"
                keeps = not text or fold(text) == fold(_joined(doc, tokens))
                return entity, None if keeps else Substitution(tokens, text, entity, False, False)
        entity = Entity(shown=_definite(doc, tokens, head), is_named=False, nouns={lemma}, head=lemma)
        entity.labels.update([_label(doc, (head.i,))] if _label(doc, (head.i,)) else [])
        entity.is_plural = _is_plural(head)
        entity.phrase = _phrase(doc, tokens, head)
        if entity.phrase:
            self._by_head[lemma] = entity
        elif not is_bare:
            self._by_head.pop(lemma, None)
        return entity, None

    def _named_by(self, lemma: str, number: int, head: Any) -> Entity | None:
        """The named entity that was called this, or one of the same class, or else the article's main one of that kind."""
        words = english()
        classes = words.classes_of([lemma])
        near = [m.entity for m in reversed(self._recent) if number - m.sentence <= _LOOK_BACK_NOUN and m.entity.is_named]
        near = [entity for entity in dict.fromkeys(near) if not self._is_partner(entity, head, number)]
        for entity in near:
            if lemma in entity.nouns:
                return entity
        if not classes:
            return None
        if "place" not in classes:
            called = [entity for entity in near if words.classes_of(entity.nouns) & classes]
            if called:
                return called[0]
        labels = {label for name in classes for label in words.class_labels.get(name, ())}
        may_be_a_body = "ORG" in labels
        fitting = [e for e in near if e.label in labels or (may_be_a_body and _may_be_a_body(e))]
        fitting = [e for e in fitting if not words.classes_of(e.nouns) - classes]
        if "place" in classes:
            return fitting[0] if fitting else None
        return max(fitting, key=lambda entity: entity.mentions, default=None)

    def _is_partner(self, entity: Entity, head: Any, number: int) -> bool:
        """Whether the entity is the subject of the very verb that this noun is the object of: nobody accuses himself as "the company"."""
        verb = head.head
        if head.dep_ not in ("dobj", "nsubj", "nsubjpass") or verb.pos_ not in ("VERB", "AUX"):
            return False
        return any(m.entity is entity and m.sentence == number and m.verb == verb.i for m in self._recent)


def _may_be_a_body(entity: Entity) -> bool:
    """A name of one word that the parser has no firm label for and the article keeps coming back to."""
    return entity.label in ("", "PERSON") and " " not in entity.shown and entity.mentions >= 3


def _pronoun_score(token: Any, mention: Mention, number: int) -> float | None:
    entity, lower = mention.entity, token.lower_
    distance = number - mention.sentence
    if distance == 0 and mention.tokens[0] >= token.i:
        return None
    score = _ROLE_WEIGHT[mention.role] + mention.weight - 0.8 * distance - (0.3 if mention.is_nested else 0.0)
    is_person = entity.is_person
    if lower in _HE:
        if lower in ("her", "she") and entity.nouns & english().class_nouns["vessel"]:
            return score + 0.1
        if not is_person or mention.is_plural or (entity.gender and entity.gender != _HE[lower]):
            return None
        return score + (0.5 if entity.is_named else 0.0)
    if lower in _THEY:
        if mention.is_plural:
            return score + 1.0
        return score if english().classes_of(entity.nouns) - {"place", "vessel"} else None
    if (is_person and (not entity.is_named or " " in entity.shown)) or mention.is_plural or _is_time_or_measure(entity):
        return None
    # "X said its agents": a possessive mostly points to the nearest subject
    nearness = 0.5 if lower == "its" and distance == 0 and mention.role == "subject" else 0.0
    return score + nearness + (0.3 if entity.is_named else 0.0)


def _is_time_or_measure(entity: Entity) -> bool:
    return entity.label in _NO_LABELS - {""} or bool(entity.nouns & english().measure_nouns)


def _is_expletive(token: Any) -> bool:
    """ "It took a road trip to bring", "it is said that", "it rained": "it" that points to nothing."""
    verb = token.head
    if token.dep_ not in ("nsubj", "nsubjpass", "expl"):
        return bool(token.dep_ == "dobj" and verb.lemma_ == "make")
    late: list[Any] = [c for c in verb.children if c.dep_ in ("ccomp", "xcomp", "advcl", "csubj", "relcl") and c.i > verb.i]
    if token.dep_ == "nsubjpass":
        return bool(late) and verb.lemma_ in english().speech_verbs
    return bool(late) and verb.lemma_ in ("be", "take", "seem", "appear", "emerge", "follow", "turn")


def _mention(entity: Entity, sentence: int, tokens: tuple[int, ...], head: Any, kind: str) -> Mention:
    top = head
    while top.dep_ in ("appos", "flat") and top.head.pos_ in ("NOUN", "PROPN"):
        top = top.head
    role = "subject" if top.dep_ in ("nsubj", "nsubjpass") else "object" if top.dep_ in ("dobj", "attr") else "other"
    is_plural = head.lower_ in _THEY if kind == "pronoun" else kind == "noun" and _is_plural(head)
    weight = 0.6 * any(c.dep_ == "relcl" for c in top.children) + 0.3 * any(c.dep_ == "nummod" for c in top.children)
    return Mention(
        entity=entity,
        sentence=sentence,
        tokens=tokens,
        role=role,
        is_plural=is_plural,
        weight=weight,
        is_nested=role == "subject" and top.head.dep_ in _NESTED and not is_joined_left(top.head),
        verb=top.head.i,
    )


def _is_plural(head: Any) -> bool:
    return head.tag_ in ("NNS", "NNPS") or child(head, "conj") is not None


def _head_of(doc: Any, tokens: tuple[int, ...]) -> int:
    inside = set(tokens)
    return next((i for i in tokens if doc[i].head.i not in inside or doc[i].head.i == i), tokens[-1])


def _follows_name(doc: Any, chunk: Any, names: set[int]) -> bool:
    """Whether a phrase explains the name before it: "Smith & Co, the payments company from Leeds, met"."""
    if chunk.start < 2 or doc[chunk.start - 1].text != "," or chunk.start - 2 not in names or doc[chunk.start].pos_ != "DET":
        return False
    after = doc[chunk.end] if chunk.end < len(doc) else None
    return after is not None and (after.text in (",", ".") or after.pos_ in ("ADP", "SCONJ") or after.tag_ in ("VBN", "WP", "WDT"))


def _is_adjective(doc: Any, tokens: tuple[int, ...]) -> bool:
    return all(doc[i].pos_ in ("ADJ", "DET") for i in tokens) or (len(tokens) == 1 and doc[tokens[0]].dep_ == "amod")


def _label(doc: Any, tokens: tuple[int, ...]) -> str:
    return next((doc[i].ent_type_ for i in reversed(tokens) if doc[i].ent_type_), "")


def _joined(doc: Any, tokens: tuple[int, ...]) -> str:
    text = "".join(doc[i].text_with_ws for i in tokens)
    return " ".join(text.split())


def _with_article(doc: Any, tokens: tuple[int, ...], shown: str, label: str) -> str:
    first = tokens[0]
    if label == "PERSON" or first == 0:
        return shown
    return f"the {shown}" if doc[first - 1].lower_ == "the" and doc[tokens[-1]].dep_ not in ("amod", "compound") else shown


def _full_name(doc: Any, tokens: tuple[int, ...], entity: Entity) -> Substitution | None:
    """A surname alone becomes the whole name."""
    short = _joined(doc, tokens)
    words = entity.shown.split()
    if entity.label != "PERSON" or len(tokens) != 1 or len(words) < 2 or words[-1] != short:
        return None
    if doc[tokens[0]].dep_ == "compound" or any(c.dep_ in ("compound", "amod", "det") for c in doc[tokens[0]].children):
        return None
    return Substitution(tokens, entity.shown, entity, False, False)


def _descriptors(doc: Any, tokens: tuple[int, ...], head: Any, dates: frozenset[int]) -> set[str]:
    """Nouns that the article calls a name by: in it, before it, in apposition, or as what it "is"."""
    inside = set(tokens)
    found = {doc[i].lower_ for i in tokens if doc[i].is_alpha}
    around: list[Any] = [c for c in head.subtree if c.i not in inside and c.head.i in inside and c.dep_ == "compound" and c.i not in dates]
    around += [c for c in head.children if c.dep_ == "appos"]
    if head.dep_ in ("appos", "compound") and head.head.pos_ == "NOUN" and abs(head.head.i - head.i) < 8:
        around.append(head.head)
    if head.dep_ == "nsubj" and head.head.lemma_ == "be":
        around += [c for c in head.head.children if c.dep_ == "attr" and c.pos_ == "NOUN"]
    for noun in around:
        found.add(noun.lemma_.lower())
        found |= {
            c.lemma_.lower() for c in noun.children if c.dep_ in ("amod", "compound") and c.pos_ in ("NOUN", "ADJ") and c.i not in inside
        }
    return found


def _complemented(head: Any) -> bool:
    return any(c.dep_ in ("prep", "relcl", "acl", "appos", "poss") and c.i > head.i for c in head.children)


def _core(doc: Any, tokens: tuple[int, ...], head: Any) -> str:
    """The noun with its adjectives, without article, figures and possessives of pronouns."""
    low = {c.i for c in head.children if c.dep_ in ("nummod", "quantmod", "det", "predet", "poss") or c.lower_ in ("more", "many", "other")}
    low |= {i for j in low for i in subtree(doc[j])}
    return _joined(doc, tuple(i for i in tokens if i not in low and i <= head.i))


def _definite(doc: Any, tokens: tuple[int, ...], head: Any) -> str:
    possessor = next((c for c in head.children if c.dep_ == "poss" and c.pos_ == "PROPN"), None)
    if possessor is not None:
        return _joined(doc, tokens)
    core = _core(doc, tokens, head) or _joined(doc, tokens)
    first = next((i for i in tokens if core.startswith(doc[i].text)), tokens[0])
    if first == 0 and doc[0].pos_ != "PROPN" and not doc[0].ent_type_ and not core[:2].isupper():
        core = core[:1].lower() + core[1:]
    tail = _tail(doc, head)
    has_article = doc[tokens[0]].lower_ in ("the", "a", "an")
    core = core if core.count('"') % 2 == 0 else core.replace('"', "")
    return f"the {core}{tail}" if has_article or head.pos_ in ("NOUN", "NUM") else core


def _phrase(doc: Any, tokens: tuple[int, ...], head: Any) -> str:
    """The whole of a noun phrase that a later "the battle", "the men" stands for; empty when it adds no name."""
    has_name = any(doc[i].pos_ == "PROPN" or doc[i].ent_type_ in ("NORP", "GPE") for i in tokens if i != head.i)
    return _definite(doc, tokens, head) if _tail(doc, head) or (has_name and doc[tokens[0]].lower_ in _DEFINITE) else ""


def _tail(doc: Any, head: Any) -> str:
    """ " of the 24th Regiment": the first complement, when it holds a name."""
    for preposition in head.children:
        if preposition.dep_ == "prep" and preposition.i > head.i and preposition.lower_ in ("of", "for", "in", "at", "on"):
            inside = [
                i for i in sorted(subtree(preposition)) if not any(a.dep_ in ("relcl", "acl", "appos") for a in _path(doc[i], preposition))
            ]
            if len(inside) <= 9 and any(doc[i].pos_ == "PROPN" for i in inside):
                return " " + _joined(doc, tuple(inside))
    return ""


def _path(token: Any, top: Any) -> list[Any]:
    path = []
    while token.i != top.i and token.head.i != token.i:
        path.append(token)
        token = token.head
    return path
