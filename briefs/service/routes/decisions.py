"""What editors decide on a brief, and what may be published after it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import APIRouter, Path, Response

from briefs.service.bodies import DecisionIn, DecisionList, DecisionOut
from briefs.service.decisions import Proposal
from briefs.service.interchange import claim_reviews
from briefs.service.job import Job
from briefs.service.logs import event
from briefs.service.problems import Problem
from briefs.service.routes.briefs import JobId, require_result
from briefs.service.services import Services, Shared, allowed, found_job, problems
from briefs.service.tokens import Caller

router = APIRouter(prefix="/v1/briefs/{job_id}/claims/{claim}", tags=["decisions"])
ClaimPath = Annotated[str, Path(min_length=1, max_length=80, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", examples=["c-0123456789"])]


@router.post("/decisions", status_code=201, response_model=DecisionOut, responses=problems(409, 410))
def decide(
    job_id: JobId, claim: ClaimPath, body: DecisionIn, shared: Shared, caller: Annotated[Caller, allowed("decisions:write")]
) -> DecisionOut:
    """Record a decision. It binds to the hash of the brief that the editor read, and is refused when the brief is another by now, or, with
    `seen`, when somebody decided meanwhile."""
    job = _standing_job(job_id, shared)
    require_result(job)
    proposal = Proposal(
        claim=claim, brief_sha256=body.brief_sha256, decision=body.decision, editor=body.editor, note=body.note, seen=body.seen
    )
    decision = shared.decisions.add(job, proposal, caller=caller.name)
    event("decision", job=job.id, claim=claim, decision=decision.decision, brief_sha256=decision.brief_sha256, number=decision.number)
    return DecisionOut(**asdict(decision))


@router.get("/decisions", response_model=DecisionList, responses=problems(409, 410))
def list_decisions(job_id: JobId, claim: ClaimPath, shared: Shared, _: Annotated[Caller, allowed("briefs:read")]) -> DecisionList:
    """Everything decided on this brief of this article, in whichever job it came; after a change of either there is nothing."""
    job = _standing_job(job_id, shared)
    require_result(job)
    found = shared.jobs.claim(job.id, claim)
    if found is None or job.article_sha256 is None:
        raise Problem(404, "no-such-claim", "the result has no brief of such a claim")
    decisions = shared.decisions.on_brief(found[0], job.article_sha256)
    approved = bool(decisions) and decisions[-1].decision == "approved"
    return DecisionList(items=[DecisionOut(**asdict(item)) for item in decisions], approved=approved)


@router.get("/claimreview", response_class=Response, responses={**problems(409, 410), 200: {"content": {"application/ld+json": {}}}})
def claim_review(job_id: JobId, claim: ClaimPath, shared: Shared, _: Annotated[Caller, allowed("briefs:read")]) -> Response:
    """ClaimReview of one claim; 409 without an approval that holds."""
    job = _standing_job(job_id, shared)
    require_result(job)
    if shared.jobs.claim(job.id, claim) is None:
        raise Problem(404, "no-such-claim", "the result has no brief of such a claim")
    return Response(claim_reviews(job, shared, claim=claim), media_type="application/ld+json")


def _standing_job(job_id: str, shared: Services) -> Job:
    """The job whose result it is: of an `unchanged` one the earlier job that its result is read from."""
    job = found_job(shared, job_id)
    return job if job.same_as is None else found_job(shared, job.same_as)
