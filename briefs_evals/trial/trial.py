"""Runs the gate over damaged and over rewritten sentences and counts what it refuses.

Only sentences that the gate passes as they stand are tried, so the rewrite `unchanged` is refused 0 times by construction: it shows that
the trial repeats itself, and is no rate of false alarms. The other rewrites are; none stands for what a person would write.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any

from briefs.domain import Brief, Document, Draft, Section, Statement
from briefs.domain.unwire import document_from_json
from briefs.verify import check_draft
from briefs_evals.cases import Case, source_texts
from briefs_evals.judges.gate import joined_sources
from briefs_evals.trial.mutations import MUTATIONS, REWRITES, Mutation, Setting

Json = dict[str, Any]


@dataclass(slots=True)
class Count:
    """Of `tried` changed sentences the gate refused `refused`."""

    name: str
    title: str
    is_damage: bool
    tried: int = 0
    refused: int = 0
    slipped: list[Json] = field(default_factory=list)
    """Damage that passed, or sound rewrites that were refused: what to look at."""

    @property
    def rate(self) -> float | None:
        """Refused over tried, 0..1; None when it never applied."""
        return round(self.refused / self.tried, 4) if self.tried else None


def try_gate(documents: Iterable[tuple[Case, Json]]) -> list[Count]:
    """Counts a mutation, damage first. Only sentences that the gate passes unchanged, in their brief, are changed."""
    counts = {m.name: Count(m.name, m.title, is_damage=m in MUTATIONS) for m in (*MUTATIONS, *REWRITES)}
    for case, data in documents:
        document = document_from_json(data)
        for brief in document.briefs:
            _try_brief(brief, document, case, counts)
    return list(counts.values())


def trial_table(counts: Sequence[Count]) -> str:
    """Catch rates, then false alarms."""
    lines = []
    for is_damage, heading in ((True, "damaged sentences: share caught"), (False, "sound sentences: share refused (false alarms)")):
        lines.append(heading)
        for count in counts:
            if count.is_damage == is_damage:
                rate = "unscored: never applied" if count.rate is None else f"{count.rate:.3f} ({count.refused} of {count.tried})"
                lines.append(f"  {count.name:22}{rate:26}{count.title}")
    caught, tried = sum(c.refused for c in counts if c.is_damage), sum(c.tried for c in counts if c.is_damage)
    lines.append(f"  {'all damage':22}{f'{caught / tried:.3f} ({caught} of {tried})' if tried else 'unscored'}")
    return "\n".join(lines) + "\n"


def counts_to_json(counts: Sequence[Count]) -> Json:
    """For `trial.json`."""
    return {"counts": [{**asdict(count), "rate": count.rate} for count in counts]}


def _try_brief(brief: Brief, document: Document, case: Case, counts: dict[str, Count]) -> None:
    sources = joined_sources(document, source_texts(case))
    label = next((claim for claim in case.labels.claims if claim.id == brief.claim.id), None)
    others = tuple(s for b in document.briefs if b.claim.id != brief.claim.id for s in b.report.passed if s.citations)
    passed = brief.report.passed
    sound = _refused(passed, brief, document, sources)
    for number, statement in enumerate(passed):
        if statement.section is Section.UNKNOWN or not statement.citations or sound[number]:
            continue
        setting = Setting(statement=statement, brief=brief, others=others, sources=sources, label=label, split=case.split)
        for mutation in (*MUTATIONS, *REWRITES):
            _try_one(mutation, setting, number, document, counts[mutation.name])


def _try_one(mutation: Mutation, setting: Setting, number: int, document: Document, count: Count) -> None:
    changed = mutation.change(setting)
    if changed is None:
        return
    passed = list(setting.brief.report.passed)
    if mutation.is_added:
        passed.insert(number + 1, changed)
    elif mutation.name == "labelled-evidence":
        passed = [changed]  # alone, so that it is not refused as a second sentence of one origin
        number = 0
    else:
        passed[number] = changed
    place = number + 1 if mutation.is_added else number
    codes = _refused(tuple(passed), setting.brief, document, setting.sources)[place]
    count.tried += 1
    count.refused += bool(codes)
    if bool(codes) != count.is_damage:
        count.slipped.append(
            {
                "split": setting.split,
                "claim": setting.brief.claim.id,
                "before": setting.statement.text,
                "after": changed.text,
                "findings": codes,
            }
        )


def _refused(statements: tuple[Statement, ...], brief: Brief, document: Document, sources: Any) -> list[list[str]]:
    """Finding codes a statement, empty for one that passes."""
    report = check_draft(
        Draft(brief.claim.id, statements),
        claim=brief.claim,
        assessment=brief.assessment,
        sources=sources,
        read=brief.read,
        language=document.language,
    )
    withheld = list(report.withheld)
    codes: list[list[str]] = []
    for statement in statements:
        found = next((item for item in withheld if item.statement is statement), None)
        if found is not None:
            withheld.remove(found)
        codes.append([finding.code for finding in found.findings] if found else [])
    return codes
