"""Earlier results for the same article: how a claim's standing changed through them, and what of its brief did."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from briefs.domain import Brief, Document, Standing
from briefs.domain.difference import ClaimChange, compare, compare_briefs
from briefs.domain.unwire import document_from_json
from briefs.service.decisions import Decision
from briefs.service.job import Job
from briefs.service.jobs import JobStore
from briefs.service.reviewing import AS_MADE

_MOST = 10
"""Results that are looked back on."""


@dataclass(frozen=True, slots=True)
class Step:
    """A standing that a claim had from then on."""

    standing: Standing
    at: str
    """When the job finished that set it."""
    reasons: tuple[str, ...]
    """Those that the result before had not; all, when it had all of them."""


@dataclass(frozen=True, slots=True)
class Changed:
    """What of a claim's brief is another than it was."""

    since: str
    """What it is compared with: `approved`, `rejected`, `withdrawn` (the brief on which that was decided), `result` (the one before), or
    `made` (by the program; editors changed it)."""
    at: str
    """When that was; "" for `made`."""
    editor: str
    """Who decided, "" where nobody did."""
    change: ClaimChange


@dataclass(frozen=True)
class Earlier:
    """A result, of this job before editors changed it (`job` None) or of an earlier job."""

    job: Job | None
    data: Mapping[str, Any]

    @property
    def at(self) -> str:
        """When it was finished."""
        return (self.job.finished_at or "") if self.job is not None else ""

    @cached_property
    def document(self) -> Document:
        """Read only where it is needed: most pages need none, and of ten reading each would hold the page up."""
        return document_from_json(self.data, is_own=True)

    def brief(self, sha256: str) -> Brief | None:
        """The brief with that hash."""
        if all(claim["brief_sha256"] != sha256 for claim in self.data["claims"]):
            return None
        return next((brief for brief in self.document.briefs if brief.sha256 == sha256), None)


def earlier_results(job: Job, jobs: JobStore) -> list[Earlier]:
    """As the program made this one, where editors changed it; then the results of earlier jobs, latest first."""
    made = jobs.result(job.id, AS_MADE)
    found = [Earlier(None, json.loads(made))] if made is not None else []
    for _ in range(_MOST):
        before = jobs.before(job)
        if before is None:
            break
        data = jobs.result(before.id, "json")
        if data is not None:
            found.append(Earlier(before, json.loads(data)))
        job = before
    return found


def standings_so_far(job: Job, document: Document, earlier: Sequence[Earlier]) -> dict[str, tuple[Step, ...]]:
    """For each claim whose standing changed its steps, oldest first, the last one as it stands; claims that never changed are left out."""
    told: dict[str, list[tuple[str, str, tuple[str, ...]]]] = {}
    for result in reversed([result for result in earlier if result.job is not None]):
        for claim in result.data["claims"]:
            reasons = tuple(str(reason["text"]) for reason in claim["reasons"])
            told.setdefault(str(claim["id"]), []).append((str(claim["standing"]), result.at, reasons))
    steps: dict[str, tuple[Step, ...]] = {}
    for brief in document.briefs:
        assessment = brief.assessment
        now = (assessment.standing.value, job.finished_at or "", tuple(reason.text for reason in assessment.reasons))
        found: list[Step] = []
        known: set[str] = set()
        for standing, at, reasons in [*told.get(brief.claim.id, []), now]:
            if not found or found[-1].standing.value != standing:
                found.append(Step(Standing(standing), at, tuple(reason for reason in reasons if reason not in known) or reasons))
            known = set(reasons)
        if len(found) > 1:
            steps[brief.claim.id] = tuple(found)
    return steps


def changes_so_far(document: Document, earlier: Sequence[Earlier], decided: Mapping[str, Decision]) -> dict[str, Changed]:
    """For each claim whose brief a reader would see differ: since the last decision on it (`decided`, by claim), else since the result
    before, else since the program made it. A claim that was decided on as it stands is left out."""
    found: dict[str, Changed] = {}
    before = next((result for result in earlier if result.job is not None), None)
    if before is not None and _may_differ(document, before):
        changes = compare(before.document, document).changes
        found = {change.after.claim.id: Changed("result", before.at, "", change) for change in changes}
    made = next((result for result in earlier if result.job is None), None)
    for brief in document.briefs:
        claim = brief.claim.id
        decision = decided.get(claim)
        if decision is not None and decision.brief_sha256 == brief.sha256:
            found.pop(claim, None)
            continue
        seen = _brief(decision.brief_sha256, earlier) if decision is not None else None
        if seen is not None and decision is not None:
            found[claim] = Changed(decision.decision, decision.decided_at, decision.editor, compare_briefs(seen, brief))
        elif claim not in found and made is not None and _may_differ(document, made):
            old = next((old for old in made.document.briefs if old.claim.id == claim), None)
            if old is not None:
                found[claim] = Changed("made", "", "", compare_briefs(old, brief))
    return {claim: changed for claim, changed in found.items() if changed.change.is_seen}


def _brief(sha256: str, earlier: Sequence[Earlier]) -> Brief | None:
    return next((brief for result in earlier if (brief := result.brief(sha256)) is not None), None)


def _may_differ(document: Document, result: Earlier) -> bool:
    """By what a look at the plain data tells: any claim with another brief or other advice."""
    then = {str(claim["id"]): (claim["brief_sha256"], claim["article_wording"]["proposal"]) for claim in result.data["claims"]}
    return any(then.get(brief.claim.id) != (brief.sha256, brief.wording.proposal) for brief in document.briefs)
