"""Noun phrases of a parsed sentence: their heads, their names, and how a later "the battle" is written in full."""

from __future__ import annotations

from typing import Any

from briefs.claims.syntax import child, subtree
from briefs.claims.tables import english

_DEFINITE = frozenset({"the", "this", "that", "these", "those"})


def is_plural(head: Any) -> bool:
    """Whether a noun phrase means several; "a couple" is "they"."""
    return head.tag_ in ("NNS", "NNPS") or head.lemma_.lower() in english().plural_nouns or child(head, "conj") is not None


def head_index(doc: Any, tokens: tuple[int, ...]) -> int:
    """The index of its head: the token that hangs from outside."""
    inside = set(tokens)
    return next((i for i in tokens if doc[i].head.i not in inside or doc[i].head.i == i), tokens[-1])


def follows_name(doc: Any, chunk: Any, names: set[int]) -> bool:
    """Whether a phrase explains the name before it: "Smith & Co, the payments company from Leeds, met"."""
    if chunk.start < 2 or doc[chunk.start - 1].text != "," or chunk.start - 2 not in names or doc[chunk.start].pos_ != "DET":
        return False
    after = doc[chunk.end] if chunk.end < len(doc) else None
    return after is not None and (after.text in (",", ".") or after.pos_ in ("ADP", "SCONJ") or after.tag_ in ("VBN", "WP", "WDT"))


def is_adjectival(doc: Any, tokens: tuple[int, ...]) -> bool:
    """Whether a name only describes ("Russian", "the Berlin office")."""
    return all(doc[i].pos_ in ("ADJ", "DET") for i in tokens) or (len(tokens) == 1 and doc[tokens[0]].dep_ == "amod")


def entity_label(doc: Any, tokens: tuple[int, ...]) -> str:
    """The parser's entity label of its last labelled token; "" when there is none."""
    return next((doc[i].ent_type_ for i in reversed(tokens) if doc[i].ent_type_), "")


def text_of(doc: Any, tokens: tuple[int, ...]) -> str:
    """The tokens as written, on one line."""
    text = "".join(doc[i].text_with_ws for i in tokens)
    return " ".join(text.split())


def with_article(doc: Any, tokens: tuple[int, ...], shown: str, label: str) -> str:
    """A name with the "the" that stands before it, where it is no modifier and no person."""
    first = tokens[0]
    if label == "PERSON" or first == 0:
        return shown
    return f"the {shown}" if doc[first - 1].lower_ == "the" and doc[tokens[-1]].dep_ not in ("amod", "compound") else shown


def descriptors(doc: Any, tokens: tuple[int, ...], head: Any, dates: frozenset[int]) -> set[str]:
    """Nouns that the article calls a name by: in it, before it, in apposition, or as what it "is"."""
    inside = set(tokens)
    found = {doc[i].lower_ for i in tokens if doc[i].is_alpha}
    around: list[Any] = [c for c in head.subtree if c.i not in inside and c.head.i in inside and c.dep_ == "compound" and c.i not in dates]
    around += [c for c in head.children if c.dep_ == "appos"]
    is_beside = head.head.pos_ == "NOUN" and abs(head.head.i - head.i) < 8
    # "the Norvik company" is Norvik; "the Hume dam" is not Hume
    if is_beside and (head.dep_ == "appos" or (head.dep_ == "compound" and _may_be_called(head.head.lemma_.lower()))):
        around.append(head.head)
    if head.dep_ == "nsubj" and head.head.lemma_ == "be":
        around += [c for c in head.head.children if c.dep_ == "attr" and c.pos_ == "NOUN"]
    for noun in around:
        found.add(noun.lemma_.lower())
        found |= {
            c.lemma_.lower()
            for c in noun.children
            if c.dep_ in ("amod", "compound") and c.pos_ in ("NOUN", "ADJ") and c.i not in inside and c.nbor().text != "-"
        }
    return found


def _may_be_called(lemma: str) -> bool:
    words = english()
    return bool(words.classes_of([lemma])) or lemma in words.role_nouns


def is_complemented(head: Any) -> bool:
    """Whether something behind the noun says which one is meant."""
    return any(c.dep_ in ("prep", "relcl", "acl", "appos", "poss") and c.i > head.i for c in head.children)


def definite_phrase(doc: Any, tokens: tuple[int, ...], head: Any) -> str:
    """The phrase as one that is known: "the" with its noun, adjectives and naming complement."""
    possessor = next((c for c in head.children if c.dep_ == "poss" and c.pos_ == "PROPN"), None)
    if possessor is not None:
        return text_of(doc, tokens)
    core = _core(doc, tokens, head) or text_of(doc, tokens)
    first = next((i for i in tokens if core.startswith(doc[i].text)), tokens[0])
    if first == 0 and doc[0].pos_ != "PROPN" and not doc[0].ent_type_ and not core[:2].isupper():
        core = core[:1].lower() + core[1:]
    tail = naming_tail(doc, head)
    has_article = doc[tokens[0]].lower_ in ("the", "a", "an")
    core = core if core.count('"') % 2 == 0 else core.replace('"', "")
    return f"the {core}{tail}" if has_article or head.pos_ in ("NOUN", "NUM") else core


def full_phrase(doc: Any, tokens: tuple[int, ...], head: Any) -> str:
    """The whole of a noun phrase that a later "the battle", "the men" stands for; empty when it adds no name."""
    has_name = any(doc[i].pos_ == "PROPN" or doc[i].ent_type_ in ("NORP", "GPE") for i in tokens if i != head.i)
    return definite_phrase(doc, tokens, head) if naming_tail(doc, head) or (has_name and doc[tokens[0]].lower_ in _DEFINITE) else ""


def naming_tail(doc: Any, head: Any) -> str:
    """ " of the 24th Regiment": the first complement, when it holds a name."""
    for preposition in head.children:
        if preposition.dep_ == "prep" and preposition.i > head.i and preposition.lower_ in ("of", "for", "in", "at", "on"):
            inside = [
                i for i in sorted(subtree(preposition)) if not any(a.dep_ in ("relcl", "acl", "appos") for a in _path(doc[i], preposition))
            ]
            if len(inside) <= 9 and any(doc[i].pos_ == "PROPN" for i in inside):
                return " " + text_of(doc, tuple(inside))
    return ""


def _core(doc: Any, tokens: tuple[int, ...], head: Any) -> str:
    """The noun with its adjectives, without article, figures and possessives of pronouns."""
    low = {c.i for c in head.children if c.dep_ in ("nummod", "quantmod", "det", "predet", "poss") or c.lower_ in ("more", "many", "other")}
    low |= {i for j in low for i in subtree(doc[j])}
    return text_of(doc, tuple(i for i in tokens if i not in low and i <= head.i))


def _path(token: Any, top: Any) -> list[Any]:
    path = []
    while token.i != top.i and token.head.i != token.i:
        path.append(token)
        token = token.head
    return path
