"""Parses kept between runs: the same as made anew, and believed only whole."""

from __future__ import annotations

from typing import Any

import pytest

from briefs.language import keep_parses, parse, parse_each
from briefs.language.parsing import forget_recent_parses

TEXT = """Mr. O'Neil didn't say that 40 barges were sunk at Low Quay, the ministry's spokesman told Reuters on 2 May 2023.

“They're gone,” he said.  Nobody – not even the harbour office – can't confirm it… \U0001f4a5 e.g. at $3.5m.\n"""


class DictStore:
    """Keeps in memory and counts what was found."""

    def __init__(self) -> None:
        self.kept: dict[str, bytes] = {}
        self.found = 0

    def get(self, key: str) -> bytes | None:
        """What was put there."""
        self.found += key in self.kept
        return self.kept.get(key)

    def put(self, key: str, data: bytes) -> None:
        """Keep it."""
        self.kept[key] = data


def everything(doc: Any) -> list[tuple[object, ...]]:
    """All that the program reads off a parse."""
    tokens = [
        (t.text, t.whitespace_, t.idx, t.tag_, t.pos_, str(t.morph), t.lemma_, t.norm_, t.lower_, t.dep_, t.head.i, t.ent_type_, t.ent_iob_,
         t.is_sent_start, t.is_stop, t.is_alpha, t.is_punct, t.is_space, t.shape_, t.i, [c.i for c in t.children], t.left_edge.i)
        for t in doc
    ]  # fmt: skip
    spans = [(kind, s.start, s.end, s.label_) for kind, group in (("e", doc.ents), ("s", doc.sents), ("n", doc.noun_chunks)) for s in group]
    return [*tokens, *spans, (doc.text,)]


def test_a_kept_parse_is_the_parse() -> None:
    """Every attribute, entity, sentence and noun chunk is as the model gave it; the second time the model is not asked."""
    store = DictStore()
    forget_recent_parses()
    fresh = everything(parse(TEXT))
    forget_recent_parses()
    with keep_parses(store):
        assert everything(parse(TEXT)) == fresh
        assert store.found == 0
        forget_recent_parses()
        assert everything(parse(TEXT)) == fresh
    assert store.found == 1


def test_many_are_kept_together() -> None:
    """An empty text among them does no harm; another list of texts is another parse."""
    store = DictStore()
    texts = ["Barges sank.", "", "The harbour office is silent.", TEXT]
    fresh = [everything(doc) for doc in parse_each(texts)]
    with keep_parses(store):
        parse_each(texts)
        assert [everything(doc) for doc in parse_each(texts)] == fresh
        assert store.found == 1
        parse_each(texts[:2])
    assert store.found == 1
    assert len(store.kept) == 2


@pytest.mark.parametrize(
    "broken", [b"", b"{}\n", b"not json\n1234", b'{"words": [["Other"]], "spaces": ["0"], "strings": []}\n' + bytes(80)]
)
def test_what_cannot_be_read_is_parsed_again(broken: bytes) -> None:
    """Neither a damaged parse nor one of another text is used."""
    store = DictStore()
    with keep_parses(store):
        forget_recent_parses()
        fresh = everything(parse(TEXT))
        whole = dict(store.kept)
        for data in (broken, next(iter(whole.values()))[:-5]):
            store.kept = dict.fromkeys(whole, data)
            forget_recent_parses()
            assert everything(parse(TEXT)) == fresh
            assert store.kept == whole


def test_outside_the_block_nothing_is_kept() -> None:
    """A store is in use only where it was asked for."""
    store = DictStore()
    with keep_parses(store):
        pass
    forget_recent_parses()
    parse("The river rose.")
    assert store.kept == {}
