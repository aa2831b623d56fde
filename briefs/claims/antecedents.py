"""What pronouns and "the group", "the city", "that battle" point to, as far as the article itself says it plainly.

A ranking, not an understanding: number, kind, role in the sentence and distance. Whatever is not plain stays as it stands.
"""

from __future__ import annotations

from collections import Counter, deque
from collections.abc import Iterable
from typing import Any

from briefs.claims.entities import Entity, Mention, Reading, Substitution
from briefs.claims.frames import is_joined_left
from briefs.claims.noun_phrases import (
    definite_phrase,
    descriptors,
    entity_label,
    follows_name,
    full_phrase,
    head_index,
    is_adjectival,
    is_complemented,
    is_plural,
    text_of,
    with_article,
)
from briefs.claims.syntax import Sentence, child, subject_of
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
            head = sentence.doc[head_index(sentence.doc, tokens)]
            if kind == "name" and name is not None:
                entity = self._named(sentence, tokens, name, head)
                substitution = _full_name(sentence.doc, tokens, entity)
            elif kind == "alias" and (explained := _named_before(tokens, mentions)) is not None:
                entity, substitution = explained, None
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
            if tokens and not is_adjectival(doc, tokens) and not all(doc[i].pos_ == "NUM" for i in tokens):
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
            is_apposed = chunk.root.dep_ == "appos" and chunk.root.head.i in taken and chunk.root.head.i < chunk.start
            if is_apposed or follows_name(doc, chunk, taken):
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
        shown = text_of(doc, tokens)
        label = entity_label(doc, tokens)
        if entity is None:
            entity = Entity(shown=with_article(doc, tokens, shown, label), is_named=True, mentions=self._counts[name.key])
            self._by_key[name.key] = entity
            for word in (words[-1], *((words[0],) if label != "PERSON" else ())):
                self._by_word.setdefault(word, entity)
        entity.labels.update([label] if label not in _NO_LABELS else [])
        entity.nouns |= descriptors(doc, tokens, head, sentence.date_tokens)
        return entity

    def _of_pronoun(self, token: Any, number: int, here: list[Mention]) -> Entity | None:
        lower = token.lower_
        if lower == "it" and _is_expletive(token):
            return None
        if lower == "it" and _is_identified(token):
            return None
        if lower in _IT and token.dep_ == "dobj" and token.head.lemma_.lower() in english().speech_verbs:
            # "denied it": what was said, not a thing
            return None
        partners = {t.i for s in (_subject_beside(token), _teller_of(token)) if s is not None for t in s.subtree}
        others = [m.entity for m in here if any(i in m.tokens for i in partners)]
        candidates = [m for m in self._recent if number - m.sentence <= _LOOK_BACK and not any(m.entity is other for other in others)]
        ranked = [(score, i, m) for i, m in enumerate(candidates) if (score := _pronoun_score(token, m, number)) is not None]
        if not ranked:
            return None
        return max(ranked, key=lambda item: (item[0], item[1]))[2].entity

    def _of_noun(self, sentence: Sentence, tokens: tuple[int, ...], head: Any) -> tuple[Entity, Substitution | None]:
        doc = sentence.doc
        lemma = head.lemma_.lower()
        inner = [i for i in tokens if doc[i].dep_ not in ("case",)]
        is_definite = doc[tokens[0]].lower_ in _DEFINITE
        is_bare = is_definite and len(inner) == 2 and not is_complemented(head) and not _explains_a_name(doc, tokens)
        if is_bare:
            entity = self._named_by(lemma, sentence.number, head) or self._by_head.get(lemma)
            if entity is not None:
                text = entity.shown if entity.is_named else entity.phrase
                if entity.is_named and is_plural(head):
                    text = f"the {entity.shown.removeprefix('the ')} {head.text}"
                keeps = not text or fold(text) == fold(text_of(doc, tokens))
                return entity, None if keeps else Substitution(tokens, text, entity, False, False)
        entity = Entity(shown=definite_phrase(doc, tokens, head), is_named=False, nouns={lemma}, head=lemma)
        entity.labels.update([entity_label(doc, (head.i,))] if entity_label(doc, (head.i,)) else [])
        entity.is_plural = is_plural(head)
        entity.phrase = full_phrase(doc, tokens, head)
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


def _named_before(tokens: tuple[int, ...], mentions: list[Mention]) -> Entity | None:
    """The named entity before an explaining phrase; a name inside the phrase ("Upland, Tolna's second bridge") is not the one."""
    before = [mention for mention in mentions if mention.tokens[-1] < tokens[0]]
    return before[-1].entity if before and before[-1].entity.is_named else None


def _explains_a_name(doc: Any, tokens: tuple[int, ...]) -> bool:
    """ "Tolna Lines, the carrier hit hardest,": the phrase is of the name before its comma, however the parser takes it. A name that only
    says where is none: "on Channel 5, the group said"."""
    first = tokens[0]
    if first < 2 or doc[first - 1].text != ",":
        return False
    name = doc[first - 2]
    return bool(name.pos_ == "PROPN" and name.dep_ != "pobj" and name.ent_type_ not in _NO_LABELS - {""})


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


def _subject_beside(token: Any) -> Any | None:
    """The subject of the verb that a pronoun belongs to as an object, straight or behind a preposition: it is somebody else."""
    if token.dep_ not in ("dobj", "pobj", "dative") or token.lower_.endswith(("self", "selves")):
        return None
    verb = token.head
    while verb.pos_ not in ("VERB", "AUX") and verb.dep_ in ("prep", "pobj", "dobj", "dative", "agent", "conj", "attr"):
        verb = verb.head
    while verb.pos_ in ("VERB", "AUX"):
        subject = subject_of(verb)
        # "they say it goes on, and put it down to …": which of two verbs a joined one goes with is not plain in a nested clause
        if subject is not None or verb.dep_ != "conj" or verb.head.dep_ not in ("ROOT", "conj"):
            return subject
        verb = verb.head
    return None


def _teller_of(token: Any) -> Any | None:
    """Whoever tells a clause in which "it" is what is done: "they found that Moscow ordered it" does not mean them. "The firm said it would
    pay" does."""
    if token.lower_ != "it" or token.dep_ != "dobj" or token.head.dep_ != "ccomp":
        return None
    return subject_of(token.head.head)


def _is_identified(token: Any) -> bool:
    """ "It was a flare", as somebody reports: what was seen, which no name before it need be."""
    verb = token.head
    return bool(token.dep_ == "nsubj" and verb.lemma_ == "be" and verb.dep_ == "ccomp" and child(verb, "attr") is not None)


def _is_time_or_measure(entity: Entity) -> bool:
    return entity.label in _NO_LABELS - {""} or bool(entity.nouns & english().measure_nouns)


def _is_expletive(token: Any) -> bool:
    """ "It took a road trip to bring", "it is said that", "it rained": "it" that points to nothing."""
    verb = token.head
    names = verb if token.dep_ == "dobj" else verb.head if token.dep_ == "nsubj" and verb.pos_ in ("NOUN", "ADJ") else None
    if names is not None and names.lemma_ in english().naming_verbs:
        # "called it sabotage": what happened, not a thing that was named
        return True
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
    is_several = head.lower_ in _THEY if kind == "pronoun" else kind == "noun" and is_plural(head)
    # a common noun that opens a sentence with its capital is taken for a name
    is_several = is_several or (kind == "name" and head.tag_ == "NNS")
    weight = 0.6 * any(c.dep_ == "relcl" for c in top.children) + 0.3 * any(c.dep_ == "nummod" for c in top.children)
    return Mention(
        entity=entity,
        sentence=sentence,
        tokens=tokens,
        role=role,
        is_plural=is_several,
        weight=weight,
        is_nested=role == "subject" and top.head.dep_ in _NESTED and not is_joined_left(top.head),
        verb=top.head.i,
    )


def _full_name(doc: Any, tokens: tuple[int, ...], entity: Entity) -> Substitution | None:
    """A surname alone becomes the whole name."""
    short = text_of(doc, tokens)
    words = entity.shown.split()
    if entity.label != "PERSON" or len(tokens) != 1 or len(words) < 2 or words[-1] != short:
        return None
    if doc[tokens[0]].dep_ == "compound" or any(c.dep_ in ("compound", "amod", "det") for c in doc[tokens[0]].children):
        return None
    return Substitution(tokens, entity.shown, entity, False, False)
