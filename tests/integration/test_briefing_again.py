"""Briefing again: the same bytes as from scratch whatever was changed, and only the claims that the change can enter are worked on."""

from __future__ import annotations

import json
import random
import shutil
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from briefs import docket, pipeline, wiring
from briefs.assess import analysis
from briefs.claims import given_claims
from briefs.collect.layout import STATE, state_dir
from briefs.domain import Article, Brief, Document, PartialDate
from briefs.domain.wire import document_to_json
from briefs.wiring import DraftJob, draft_document, forget_from_corpus

BODIES = ("Tarn Harbour Board", "Union of Pilots", "Varda Power", "Coast Guard of Norland", "Morovsk Gazette", "Reed Circle", "Ilse Brandt")
THINGS = ("barges", "sensors", "containers", "pumps", "tugs", "cranes", "buoys", "turbines")
PLACES = ("Morovsk", "Karsholm", "Tolna", "Brant", "Lindora", "Velden")
DEEDS = ("were sunk", "were switched off", "were lost", "were sold", "burned", "were repaired")
VERBS = ("said", "claimed", "denied", "confirmed", "wrote", "could not verify")


def a_fact(order: random.Random) -> str:
    """Something that may be so."""
    what = f"{order.randrange(3, 90)} {order.choice(THINGS)} {order.choice(DEEDS)}"
    return f"{what} near {order.choice(PLACES)} in {order.randrange(2019, 2025)}"


@dataclass(slots=True)
class Story:
    """A folder of invented sources and an article, changed at random."""

    root: Path
    order: random.Random
    texts: dict[str, dict[str, Any]] = field(default_factory=dict)
    claims: list[str] = field(default_factory=list)
    lead: str = "What is known of the river."
    parties: list[str] = field(default_factory=list)
    count: int = 0

    def begin(self) -> None:
        """Nine sources and five claims, which some of them are about."""
        self.claims = [a_fact(self.order) for _ in range(5)]
        for _ in range(9):
            self.add_source()
        self.write()

    def add_source(self) -> None:
        """About claims, or about something else; now and then the copy of another source."""
        self.count += 1
        if self.texts and self.order.random() < 0.2:
            text = self.order.choice(list(self.texts.values()))["text"]
        else:
            facts = [self.order.choice(self.claims) if self.order.random() < 0.5 else a_fact(self.order) for _ in range(3)]
            text = " ".join(f"{self.order.choice(BODIES)} {self.order.choice(VERBS)} that {fact}." for fact in facts)
        day = f"2025-0{self.order.randrange(1, 9)}-11"
        kind = self.order.choice(["outlet", "official", "party", "document"])
        self.texts[f"s{self.count}"] = {"publisher": self.order.choice(BODIES), "kind": kind, "published_at": day, "text": text}

    def remove_source(self) -> None:
        """Its line and file go, without `forget`."""
        del self.texts[self.order.choice(list(self.texts))]

    def edit_source(self) -> None:
        """A sentence more."""
        source = self.texts[self.order.choice(list(self.texts))]
        source["text"] += f" {self.order.choice(BODIES)} {self.order.choice(VERBS)} that {self.order.choice(self.claims)}."

    def edit_article(self) -> None:
        """A claim reworded, or words that are no claim, which move all others."""
        if self.order.random() < 0.5:
            self.claims[self.order.randrange(len(self.claims))] = a_fact(self.order)
        else:
            self.lead += f" The {self.order.choice(THINGS)} of {self.order.choice(PLACES)} matter."

    def mark_a_party(self) -> None:
        """In `parties.yaml`."""
        self.parties.append(self.order.choice(BODIES))

    def speaks_in(self, names: set[str], brief: Brief) -> bool:
        """Whether a word of the names stands in what was read for the claim."""
        read = " ".join(f"{self.texts[key]['publisher']} {self.texts[key]['text']}" for key in brief.read.source_ids)
        return any(word in read for name in names for word in name.split() if word[0].isupper())

    def write(self) -> None:
        """The corpus's files as they are now; what is kept beside them stays."""
        (self.root / "sources").mkdir(parents=True, exist_ok=True)
        for path in (self.root / "sources").glob("*.txt"):
            if path.stem not in self.texts:
                path.unlink()
        lines = []
        for source_id, source in self.texts.items():
            path = self.root / "sources" / f"{source_id}.txt"
            if not path.is_file() or path.read_text(encoding="utf-8") != source["text"]:
                path.write_text(source["text"], encoding="utf-8")
            fields = {key: value for key, value in source.items() if key != "text"}
            lines.append(json.dumps({"id": source_id, "path": f"sources/{source_id}.txt", "language": "en", **fields}))
        (self.root / "manifest.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")
        if self.parties:
            listed = [f"  - name: {name}\n    side: {name}\n" for name in dict.fromkeys(self.parties)]
            (self.root / "parties.yaml").write_text("parties:\n" + "".join(listed), encoding="utf-8")

    def brief(self, root: Path | None = None, **asked: Any) -> Document:
        """All claims."""
        article = Article(title="The river", text=" ".join([self.lead, *(f"{claim}." for claim in self.claims)]), language="en")
        claims = tuple(given_claims([f"{claim}." for claim in self.claims]))
        job = DraftJob(**{"article": article, "corpus": root or self.root, "as_of": PartialDate("2026-01-01"), "claims": claims, **asked})
        return draft_document(job, on_progress=lambda *_: None)

    def from_scratch(self) -> Document:
        """The same over a copy without anything that was kept."""
        copy = self.root.with_name("scratch")
        shutil.rmtree(copy, ignore_errors=True)
        shutil.copytree(self.root, copy, ignore=shutil.ignore_patterns(STATE))
        return self.brief(copy)


def as_bytes(document: Document) -> bytes:
    """What is published, but the provenance."""
    return json.dumps({**document_to_json(document), "provenance": None}, sort_keys=True, ensure_ascii=False).encode("utf-8")


def read_by(document: Document) -> dict[str, frozenset[str]]:
    """Claim to the passages that were read for it."""
    return {brief.claim.id: frozenset(brief.read.passages) for brief in document.briefs}


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """A handful of sources is a large corpus, searched claim by claim; ids of the claims that are worked on."""
    monkeypatch.setattr(analysis, "WHOLE_CORPUS", 4)
    monkeypatch.setattr(pipeline, "READ_WHOLE", 4)
    monkeypatch.setattr(wiring, "READ_WHOLE", 4)
    monkeypatch.setattr(pipeline, "PASSAGES_PER_CLAIM", 3)
    worked: list[str] = []
    assess = docket.Docket.assess
    monkeypatch.setattr(docket.Docket, "assess", lambda self, hits=None: worked.append(self.claim.id) or assess(self, hits))
    return worked


CHANGES: list[Callable[[Story], None]] = [
    Story.add_source,
    Story.add_source,
    Story.remove_source,
    Story.edit_source,
    Story.edit_article,
    Story.mark_a_party,
]


@settings(max_examples=3, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 2**32), changes=st.lists(st.sampled_from(range(len(CHANGES))), min_size=2, max_size=3))
def test_whatever_changes_the_bytes_are_those_of_a_run_from_scratch(
    tmp_path_factory: pytest.TempPathFactory, large: list[str], seed: int, changes: list[int]
) -> None:
    """Sources come, go and change, the article is edited, a party is marked: nothing of what is kept is stale. A claim for which the same
    passages of the same sources are read is not worked on again."""
    story = Story(tmp_path_factory.mktemp("story") / "corpus", random.Random(seed))
    story.begin()
    before = story.brief()
    for number in changes:
        parties, texts = set(story.parties), {key: dict(value) for key, value in story.texts.items()}
        CHANGES[number](story)
        story.write()
        large.clear()
        after = story.brief()
        worked = list(large)
        assert as_bytes(after) == as_bytes(story.from_scratch())
        assert after.provenance["briefed"] == {"anew": len(worked), "as_before": len(after.briefs) - len(worked)}
        was = read_by(before)
        same_texts = len({source["text"] for source in story.texts.values()}) == len(story.texts)
        had_same_texts = len({source["text"] for source in texts.values()}) == len(texts)
        if same_texts and had_same_texts:
            untouched = {claim for claim, passages in read_by(after).items() if was.get(claim) == passages}
            if marked := set(story.parties) - parties:
                untouched = {brief.claim.id for brief in after.briefs if not story.speaks_in(marked, brief)} & untouched
            assert untouched.isdisjoint(worked)
        before = after


def test_a_source_enters_the_claims_that_it_is_about(tmp_path: Path, large: list[str]) -> None:
    """The one about which it speaks is briefed again, with it; of the others those that had better to read are not."""
    story = Story(tmp_path / "corpus", random.Random(7))
    story.begin()
    story.claims = [f"{n + 3} {thing} were sold near {place} in 2021" for n, (thing, place) in enumerate(zip(THINGS, PLACES, strict=False))]
    for claim in story.claims:
        for body in BODIES[:2]:
            story.count += 1
            fields = {"publisher": body, "kind": "outlet", "published_at": "2025-02-11"}
            story.texts[f"s{story.count}"] = {**fields, "text": f"{body} said that {claim}. It gave no more details of the sale."}
    story.write()
    story.brief()
    late = {"publisher": "Morovsk Gazette", "kind": "outlet", "published_at": "2025-03-11"}
    story.texts["late"] = {
        **late,
        "text": f"Ilse Brandt denied that {story.claims[0]}. She said that 3 barges burned near Morovsk in 2021.",
    }
    story.write()
    large.clear()
    document = story.brief()
    entered = [brief.claim.id for brief in document.briefs if "late" in brief.read.source_ids]
    assert document.briefs[0].claim.id in entered
    assert sorted(large) == sorted(entered)
    assert len(large) < len(document.briefs)
    assert as_bytes(document) == as_bytes(story.from_scratch())


def test_nothing_changed_nothing_is_worked_on(tmp_path: Path, large: list[str]) -> None:
    """Neither for a second run nor for an article whose claims only moved."""
    story = Story(tmp_path / "corpus", random.Random(3))
    story.begin()
    first = story.brief()
    large.clear()
    assert as_bytes(story.brief()) == as_bytes(first)
    story.lead = "Here is, at some length, what is known of the river."
    moved = story.brief()
    was = read_by(first)
    assert all(brief.claim.id not in large for brief in moved.briefs if was[brief.claim.id] == frozenset(brief.read.passages))
    assert [brief.claim.span for brief in moved.briefs] != [brief.claim.span for brief in first.briefs]
    assert as_bytes(moved) == as_bytes(story.from_scratch())


def test_another_party_or_language_is_another_brief_and_another_day_is_not(tmp_path: Path, large: list[str]) -> None:
    """What is not a source counts too; a later day only where a source is published until then."""
    story = Story(tmp_path / "corpus", random.Random(5))
    story.begin()
    story.brief()
    large.clear()
    story.brief(as_of=PartialDate("2026-01-02"))
    assert large == []
    story.brief(language="de")
    assert len(large) == 5
    large.clear()
    story.parties = ["Nobody Whom Anybody Quotes"]
    story.write()
    story.brief()
    assert large == []
    story.parties += BODIES
    story.write()
    assert as_bytes(story.brief()) == as_bytes(story.from_scratch())
    assert len(large) == 10, "five here, five from scratch"


def test_forgetting_a_source_erases_what_is_kept(tmp_path: Path, large: list[str]) -> None:
    """Every kept result may hold its words; so none is left, and all claims are briefed again."""
    story = Story(tmp_path / "corpus", random.Random(5))
    story.begin()
    story.brief()
    kept = state_dir(story.root) / "parses.sqlite"
    assert kept.is_file()
    forget_from_corpus(story.root, "s2")
    assert not kept.exists()
    del story.texts["s2"]
    large.clear()
    assert as_bytes(story.brief()) == as_bytes(story.from_scratch())
    assert len(large) == 10, "five here, five from scratch"
