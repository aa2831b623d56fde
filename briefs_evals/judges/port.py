"""The port behind which every judge stands: does this evidence carry this sentence?"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from briefs_evals.cases import Case

Json = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """A cited span with what the corpus's manifest says of its source: a sentence may name publisher and date from there."""

    text: str
    publisher: str = ""
    published_at: str = ""
    language: str = "en"
    context: str = ""
    """The source's text around the span, for a human or a model that must resolve "the group"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One sentence and the evidence that should carry it."""

    key: str
    """Of what the judge sees: equal questions of two runs have one key, so human labels carry over."""
    sentence: str
    claim: str = ""
    """The claim that the sentence is about: "X reports it" says nothing without."""
    section: str = ""
    """The heading that it is printed under: "alleged", "confirmed" …; "" where there is none."""
    publishers: tuple[str, ...] = ()
    """Of all sources of the case, cited or not: names that are no content."""
    language: str = "en"
    evidence: tuple[Evidence, ...] = ()
    material: Mapping[str, Any] = field(default_factory=dict)
    """Only for the gate's own checker: document, claim_id, statement, citations, texts."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """A judge's answer. `supported` None means unscored, and `reason` says why."""

    supported: bool | None
    score: float | None = None
    reason: str = ""


class Judge(Protocol):
    """Judges questions. The same questions get the same verdicts, in any order."""

    @property
    def name(self) -> str:
        """Which judge, pinned: it stands beside every score."""
        ...

    @property
    def is_the_gate(self) -> bool:
        """Whether it is the checker that also decided what was printed; such a score is marked, and never the only one."""
        ...

    def judge(self, questions: Sequence[Question]) -> list[Verdict]:
        """One verdict a question, in order."""
        ...


def question_key(sentence: str, evidence: Sequence[Evidence], *, claim: str = "", section: str = "") -> str:
    """Sixteen hex digits over the sentence, its claim and section, and the evidence's publishers and words."""
    parts = [f"{claim}\x1f{section}\x1f{sentence}", *sorted(f"{item.publisher}\x1f{item.text}" for item in evidence)]
    return hashlib.sha256("\x1e".join(parts).encode("utf-8")).hexdigest()[:16]


def publishers_of(case: Case) -> tuple[str, ...]:
    """Of all sources, each once, by name."""
    return tuple(sorted({str(fields["publisher"]) for fields, _ in case.sources if fields.get("publisher")}))


def question_of(case: Case, document: Json, claim: Json, statement: Json, citations: Sequence[Json], texts: Mapping[str, str]) -> Question:
    """The question whether these resolved citations carry the statement."""
    fields = {str(source["id"]): source for source, _ in case.sources}
    evidence = tuple(
        Evidence(
            text=str(citation["exact"]),
            publisher=str(fields[citation["source"]].get("publisher", "")),
            published_at=str(fields[citation["source"]].get("published_at", "")),
            language=str(fields[citation["source"]].get("language", "und")),
            context=texts[citation["source"]],
        )
        for citation in citations
    )
    return Question(
        key=question_key(statement["text"], evidence, claim=claim["text"], section=statement["section"]),
        sentence=statement["text"],
        claim=claim["text"],
        section=statement["section"],
        publishers=publishers_of(case),
        language=str(document.get("language", "en")),
        evidence=evidence,
        material={
            "document": document,
            "claim_id": claim["id"],
            "statement": statement,
            "citations": tuple(citations),
            "texts": texts,
        },
    )
