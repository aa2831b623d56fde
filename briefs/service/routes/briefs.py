"""Articles in, briefs out: hand one in, see how far it is, read the result in every format."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime
from enum import StrEnum
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Header, Path, Query, Response
from fastapi.responses import RedirectResponse

from briefs.service.bodies import BriefRequest, DeliveryOut, ErrorOut, JobList, JobOut
from briefs.service.interchange import claim_reviews
from briefs.service.job import Job, Offer
from briefs.service.logs import event
from briefs.service.problems import Problem
from briefs.service.services import Services, Shared, allowed, found_job, problems
from briefs.service.tokens import Caller

router = APIRouter(prefix="/v1/briefs", tags=["briefs"])
JobId = Annotated[str, Path(pattern=r"^b-[0-9a-f]{20}$", examples=["b-0123456789abcdef0123"])]
RETRY_AFTER_S = 2


class ResultFormat(StrEnum):
    """What a result can be had as."""

    JSON = "json"
    MARKDOWN = "md"
    HTML = "html"
    DOCX = "docx"
    ANNOTATIONS = "annotations"
    CLAIM_REVIEW = "claimreview"


MEDIA_TYPES = {
    ResultFormat.JSON: "application/json",
    ResultFormat.MARKDOWN: "text/markdown; charset=utf-8",
    ResultFormat.HTML: "text/html; charset=utf-8",
    ResultFormat.DOCX: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ResultFormat.ANNOTATIONS: 'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"',
    ResultFormat.CLAIM_REVIEW: "application/ld+json",
}
_CONTENT: dict[str, Any] = {media.partition(";")[0]: {} for media in MEDIA_TYPES.values()}


@router.post("", status_code=202, response_model=JobOut, responses=problems())
def hand_in(
    body: BriefRequest,
    shared: Shared,
    response: Response,
    caller: Annotated[Caller, allowed("briefs:write")],
    idempotency_key: Annotated[str | None, Header(max_length=200, pattern=r"^[\x21-\x7e]+$")] = None,
) -> JobOut:
    """Hand an article in. Accepted means durable: the job survives any end of the service. The same `Idempotency-Key` with the same body
    gives the same job, with another body 422."""
    asked = body.model_dump(mode="json")
    now = datetime.now(UTC).date().isoformat()
    digest = hashlib.sha256(json.dumps(asked, sort_keys=True, ensure_ascii=True).encode("ascii")).hexdigest()
    offer = Offer(
        corpus=body.corpus,
        request={**asked, "as_of": body.as_of or now},
        request_sha256=digest,
        caller=caller.name,
        idempotency_key=idempotency_key,
        callback_url=body.callback_url,
    )
    job = shared.jobs.known(offer)
    if job is None:
        _check(body, shared)
        job, is_new = shared.jobs.accept(offer)
        event("job-accepted", job=job.id, corpus=job.corpus, caller=caller.name, is_new=is_new)
    else:
        event("job-known", job=job.id, corpus=job.corpus, caller=caller.name)
    response.headers["Location"] = f"/v1/briefs/{job.id}"
    response.headers["Retry-After"] = str(RETRY_AFTER_S)
    return shown(job, shared)


@router.get("", response_model=JobList, responses=problems())
def list_jobs(
    shared: Shared,
    _: Annotated[Caller, allowed("briefs:read")],
    state: Literal["queued", "running", "succeeded", "partial", "unchanged", "failed", "cancelled"] | None = None,
    corpus: Annotated[str | None, Query(max_length=63)] = None,
    before: Annotated[int | None, Query(ge=0, le=2**53)] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> JobList:
    """Jobs, newest first; `before` is `next` of the page before."""
    jobs = shared.jobs.newest(state=state, corpus=corpus, before=before, limit=limit)
    return JobList(items=[shown(job, shared) for job in jobs], next=jobs[-1].number if len(jobs) == limit else None)


@router.get("/{job_id}", response_model=JobOut, responses=problems())
def status(job_id: JobId, shared: Shared, response: Response, _: Annotated[Caller, allowed("briefs:read")]) -> JobOut:
    """How far a job is."""
    job = found_job(shared, job_id)
    if not job.is_finished:
        response.headers["Retry-After"] = str(RETRY_AFTER_S)
    return shown(job, shared)


@router.post("/{job_id}/again", status_code=202, response_model=JobOut, responses=problems(409, 410))
def brief_again(job_id: JobId, shared: Shared, response: Response, caller: Annotated[Caller, allowed("briefs:write")]) -> JobOut:
    """A new job over the same article, as of today: after a source was added or a party marked. Claims that the change does not touch come
    out as they were, and decisions on them hold."""
    job = found_job(shared, job_id)
    job = job if job.same_as is None else found_job(shared, job.same_as)
    require_result(job)
    made = shared.jobs.again(job, caller=caller.name)
    event("job-accepted", job=made.id, corpus=made.corpus, caller=caller.name, is_new=True)
    response.headers["Location"] = f"/v1/briefs/{made.id}"
    response.headers["Retry-After"] = str(RETRY_AFTER_S)
    return shown(made, shared)


@router.delete("/{job_id}", response_model=JobOut, responses=problems(409))
def erase(job_id: JobId, shared: Shared, _: Annotated[Caller, allowed("briefs:write")]) -> JobOut:
    """Cancel a job that waits; erase article and results of a finished one. Decisions on it stay: they hold hashes alone."""
    found_job(shared, job_id)
    if shared.eraser.job(job_id) is None:
        raise Problem(409, "running", "the job is being worked on; try again when it is finished", headers={"Retry-After": "10"})
    return shown(found_job(shared, job_id), shared)


@router.get(
    "/{job_id}/result",
    response_class=Response,
    responses={**problems(409, 410), 200: {"content": _CONTENT}, 303: {"description": "The result of an earlier job still stands."}},
)
def result(
    job_id: JobId,
    shared: Shared,
    _: Annotated[Caller, allowed("briefs:read")],
    format: Annotated[
        ResultFormat, Query(description="`claimreview` holds the claims that an editor approved, and is refused without any.")
    ] = ResultFormat.JSON,
) -> Response:
    """The checked briefs of the article."""
    job = found_job(shared, job_id)
    if job.same_as is not None:
        return RedirectResponse(f"/v1/briefs/{job.same_as}/result?format={format.value}", status_code=303)
    require_result(job)
    if format is ResultFormat.CLAIM_REVIEW:
        data = claim_reviews(job, shared)
    else:
        found = shared.jobs.result(job.id, format.value)
        if found is None:
            raise Problem(410, "erased", "the result was erased")
        data = found
    extension = {"annotations": "annotations.jsonld", "claimreview": "claimreview.jsonld"}.get(format.value, format.value)
    headers = {"Content-Disposition": f'inline; filename="{job.id}.{extension}"'}
    return Response(data, headers=headers, media_type=MEDIA_TYPES[format])


def require_result(job: Job) -> None:
    """Raises:
    Problem: the job has no result, not yet or not any more.
    """
    if job.erased_at is not None:
        raise Problem(410, "erased", "the result was erased")
    if not job.is_finished:
        raise Problem(409, "not-finished", "the job is not finished", headers={"Retry-After": str(RETRY_AFTER_S)})
    if job.state in ("failed", "cancelled"):
        raise Problem(409, job.state, f"the job has no result: it was {job.state}" if job.error is None else f"the job failed: {job.error}")


def shown(job: Job, shared: Services) -> JobOut:
    """A job for the caller."""
    base = f"/v1/briefs/{job.id}"
    return JobOut(
        id=job.id,
        state=job.state,  # type: ignore[arg-type]
        corpus=job.corpus,
        article=job.subject,
        created_at=job.created_at,
        started_at=job.started_at,
        finished_at=job.finished_at,
        attempts=job.attempts,
        ahead=shared.jobs.ahead_of(job) if job.state == "queued" else None,
        claims=job.claims,
        article_sha256=job.article_sha256,
        same_as=job.same_as,
        error=ErrorOut(code=job.error_code, message=job.error) if job.error_code else None,
        delivery=_delivery(job, shared),
        erased_at=job.erased_at,
        links={"self": base, "result": f"{base}/result"},
    )


def _delivery(job: Job, shared: Services) -> DeliveryOut | None:
    found = shared.deliveries.of_job(job) if job.subject is not None else None
    if found is None:
        return None
    return DeliveryOut(
        state=found.state,  # type: ignore[arg-type]
        outcome=found.outcome,
        detail=found.detail,
        attempts=found.attempts,
        at=found.changed_at or None,
    )


def _check(body: BriefRequest, shared: Services) -> None:
    """What can be told at once is not left to a job that fails later."""
    from briefs.claims.given import listed_claims
    from briefs.collect.cms_json import read_cms_json
    from briefs.draft.phrases import load_phrases

    if not shared.corpora.has(body.corpus):
        raise Problem(422, "no-such-corpus", "there is no corpus of that name; PUT /v1/corpora/NAME makes one")
    load_phrases(body.language)
    listed_claims([claim.model_dump(exclude_none=True) for claim in body.claims], place="claims")
    if body.article is not None and read_cms_json(body.article) is None:
        raise Problem(422, "no-body", 'the article has no body; its text is expected as "body", "text", "content" or IPTC "bodies"')
    if body.article_url is not None:
        shared.check_fetch(body.article_url)
    if body.callback_url is not None:
        shared.check_callback(body.callback_url)
