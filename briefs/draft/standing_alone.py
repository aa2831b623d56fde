"""Whether an English sentence of a brief can be read by itself: it ends where a clause ends, and its pronouns have somebody to stand for.

By the parse, over the finished words, whatever they were put together from. What stands inside quotation marks is left alone.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Any

from briefs.domain import Span
from briefs.language import find_quotations, parse

_PERSONS = ("he", "she", "his", "her", "him", "himself", "herself")
_SEVERAL = ("they", "them", "their")
_NOT_PERSONS = ("ORG", "GPE", "LOC", "FAC", "NORP", "DATE", "TIME", "PRODUCT", "EVENT", "WORK_OF_ART", "LAW", "LANGUAGE", "MONEY")
_OPEN_TAGS = ("TO", "WDT", "DT", "CC", "IN", "PRP$", "WP")
_OPEN_PARTS = ("prep", "det", "cc", "mark", "aux", "poss", "agent")
FIRST_PERSON = frozenset({"i", "we", "my", "our", "me", "us", "ours", "mine", "you", "your"})
_BRACKETED = re.compile(r"(?:^|: )\[")
_PASSING = re.compile(
    r", (it|he|she|they) (?:has |have |had )?(?:said|says|say|added|adds|wrote|writes|told|noted|notes|claimed|insisted|explained)\b"
)
""" "…, it said in a statement": whose words they are stands in another sentence."""
_HEADING = re.compile(r"(?:^|: )(?:What|How|Why|Who|Where|When)(?: [\w'’-]+){1,4}$")
_CLEFT = re.compile(r"\b(?:has|have|had|will|would) \w+ (?:is|was) that\b")
""" "All the ministry has said is that …" without its "all"."""
_LABEL = re.compile(r"(?:^|: )(?:THE )?(?:CLAIM|RUMOU?R|VERDICT|OUR RULING|RATING|FACT CHECK)\b ?:")


def stands_alone(text: str, *, roles: Collection[str], outlet: str = "") -> bool:
    """Whether a sentence without its stop ends whole and names whom its pronouns mean; `roles`: nouns of people, in lower case.

    `outlet` reports it and is no person that "he" could mean.

    False too for an editor's remark in square brackets and for the line in which a fact check restates what it checks: neither is what
    the publisher reports.
    """
    if (
        ((passing := _PASSING.search(text)) is not None and (passing[1] in ("it", "they") or says_without_name(text)))
        or _HEADING.search(text)
        or _BRACKETED.search(text)
        or _LABEL.search(text)
        or (_CLEFT.search(text) and "all " not in text.lower())
    ):
        return False
    doc = parse(text)
    quoted = [quotation.span for quotation in find_quotations(text)]
    return not _breaks_off(doc) and not any(_is_loose(token, doc, roles, outlet) for token in doc if not _is_within(token, quoted))


def says_without_name(text: str) -> bool:
    """Whether a pronoun speaks in passing ("…, he said, …") and nobody is named before it: whose words they are another sentence says."""
    doc = parse(text)
    speakers = [t for t in doc if t.lower_ in ("he", "she", "they") and t.dep_ == "nsubj" and t.head.dep_ == "parataxis"]
    return any(not any(noun.ent_type_ == "PERSON" for noun in doc[: token.i]) for token in speakers)


def speaks_in_first_person(text: str, words: Collection[str] = FIRST_PERSON) -> bool:
    """Whether "I" or "we" stands outside quotation marks: such words cannot be said about their speaker."""
    quoted = [quotation.span for quotation in find_quotations(text)]
    position = 0
    for word in text.replace("'", " ").replace("’", " ").split():
        position = text.index(word, position)
        written = word.strip('.,;:!?()"“”„«»—–-')
        # "US officials" speak of no "us"
        is_name = len(written) > 1 and written.isupper()
        if written.lower() in words and not is_name and not any(q.start <= position < q.end for q in quoted):
            return True
    return False


def is_balanced(text: str) -> bool:
    """Whether every quotation mark and bracket that opens also closes."""
    pairs = (("“", "”"), ("«", "»"), ("(", ")"), ("[", "]"))
    return text.count('"') % 2 == 0 and all(text.count(a) == text.count(b) for a, b in pairs)


def _breaks_off(doc: Any) -> bool:
    words = [token for token in doc if not token.is_punct and not token.is_space]
    last = words[-1] if words else None
    if last is None or last.dep_ in ("prt", "advmod") or (last.i and last.nbor(-1).dep_ == "npadvmod"):
        # "taken over", "a week before"
        return last is None
    # "the house he lives in" and "what it is for" end whole: their preposition has its noun before it
    is_stranded = last.tag_ == "IN" and any(above.dep_ == "relcl" or _asks(above) for above in last.ancestors)
    return not is_stranded and (last.tag_ in _OPEN_TAGS or last.dep_ in _OPEN_PARTS) and last.lower_ not in ("that", "this", "both", "all")


def _asks(verb: Any) -> bool:
    """ "what it is for": a clause that opens with a question word."""
    return any(child.tag_ in ("WP", "WDT") for child in verb.children)


def _is_loose(token: Any, doc: Any, roles: Collection[str], outlet: str) -> bool:
    """Whether "he" has no person and "they" nothing in the plural before it; a name behind it in the same sentence is no help."""
    if token.lower_ in _PERSONS and token.pos_ in ("PRON", "DET"):
        return not any(_may_be_person(noun, roles) and noun.text not in outlet.split() for noun in doc[: token.i])
    if token.lower_ in _SEVERAL and token.pos_ in ("PRON", "DET"):
        return not any(_is_several(noun) for noun in doc[: token.i])
    return False


def _may_be_person(noun: Any, roles: Collection[str]) -> bool:
    if noun.pos_ == "PROPN":
        return noun.ent_type_ not in _NOT_PERSONS
    return noun.pos_ == "NOUN" and noun.lemma_.lower() in roles


def _is_several(noun: Any) -> bool:
    """A plural, several joined, or a body, which is often "they"."""
    if noun.pos_ not in ("NOUN", "PROPN"):
        return False
    return (
        noun.tag_ in ("NNS", "NNPS")
        or any(True for _ in noun.conjuncts)
        or noun.ent_type_ in ("ORG", "NORP", "GPE")
        or noun.pos_ == "PROPN"
    )


def _is_within(token: Any, quoted: list[Span]) -> bool:
    return any(span.start <= token.idx < span.end for span in quoted)
