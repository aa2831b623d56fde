"""Earlier results for the same article, and how a claim's standing changed through them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

from briefs.domain import Document, Standing
from briefs.service.job import Job
from briefs.service.jobs import JobStore

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


def standings_so_far(job: Job, document: Document, jobs: JobStore) -> dict[str, tuple[Step, ...]]:
    """For each claim whose standing changed its steps, oldest first, the last one as it stands; claims that never changed are left out."""
    told: dict[str, list[tuple[str, str, tuple[str, ...]]]] = {}
    for at, claims in reversed(list(_earlier(job, jobs))):
        for claim, standing, reasons in claims:
            told.setdefault(claim, []).append((standing, at, reasons))
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


def _earlier(job: Job, jobs: JobStore) -> Iterator[tuple[str, list[tuple[str, str, tuple[str, ...]]]]]:
    """(when it finished, (claim, standing, reasons) each) of earlier results, latest first."""
    for _ in range(_MOST):
        before = jobs.before(job)
        if before is None:
            return
        data = jobs.result(before.id, "json")
        if data is not None:
            # read as plain data: checking ten documents against their schema would hold the page up
            claims = json.loads(data)["claims"]
            yield (
                before.finished_at or "",
                [(str(c["id"]), str(c["standing"]), tuple(str(reason["text"]) for reason in c["reasons"])) for c in claims],
            )
        job = before
