"""ClaimReview of a job's result: only of briefs whose approval by an editor holds, for this very brief of this very article."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from briefs.domain import Brief, Document
from briefs.domain.unwire import document_from_json
from briefs.domain.wire import Json
from briefs.render import Approved, json_ld, to_claim_review
from briefs.render.claim_review import RestrictedSource
from briefs.service.decisions import Decision
from briefs.service.job import Job
from briefs.service.problems import Problem
from briefs.service.services import Services
from briefs.service.settings import ServiceSettings


def claim_reviews(job: Job, shared: Services, *, claim: str | None = None) -> bytes:
    """The reviews of every approved claim as one JSON-LD graph, or of the one that is named.

    Raises:
        Problem: 409 without an approval that holds, or with a source that is not for everybody; 410 when the result was erased; 404
            when there is no such claim.
    """
    data = shared.jobs.result(job.id, "json")
    if data is None:
        raise Problem(410, "erased", "the result was erased")
    approved: dict[str, Decision] = {}
    for claim_id, brief_sha256 in shared.jobs.claims(job.id):
        decision = shared.decisions.approval(brief_sha256, job.article_sha256 or "")
        if decision is not None and claim in (None, claim_id):
            approved[claim_id] = decision
    if not approved:
        what = "this claim's brief" if claim is not None else "a brief of this article"
        raise Problem(409, "not-approved", f"no editor has approved {what} as it stands; a ClaimReview needs that")
    try:
        reviews, refused = reviews_of(document_from_json(json.loads(data)), approved, job, shared.settings)
    except ValueError as error:
        raise Problem(409, "not-approved", str(error)) from error
    if not reviews and refused:
        raise Problem(409, "restricted-source", f"{refused[0]}; a ClaimReview is for everybody")
    return json_ld(reviews[0] if claim is not None else graph_of(reviews))


def reviews_of(
    document: Document, approved: Mapping[str, Decision], job: Job, settings: ServiceSettings
) -> tuple[list[Json], list[RestrictedSource]]:
    """The reviews of approved claims, and why others have none. `approved`: claim to the approval that holds for its very brief.

    Raises:
        ValueError: an approval is of another brief.
    """
    reviews, refused = [], []
    for brief in document.briefs:
        if brief.claim.id in approved:
            try:
                reviews.append(_review(document, brief, approved[brief.claim.id], job, settings))
            except RestrictedSource as error:
                refused.append(error)
    return reviews, refused


def graph_of(reviews: Sequence[Json]) -> Json:
    """Several reviews as one JSON-LD document."""
    nodes = [{name: value for name, value in review.items() if name != "@context"} for review in reviews]
    return {"@context": "https://schema.org", "@graph": nodes}


def _review(document: Document, brief: Brief, decision: Decision, job: Job, settings: ServiceSettings) -> Json:
    base = (settings.public_url or "").rstrip("/")
    approval = Approved(
        brief_sha256=decision.brief_sha256,
        approved_at=decision.decided_at,
        publisher=settings.publisher.name,
        publisher_url=settings.publisher.url,
        review_url=f"{base}/v1/briefs/{job.id}/claims/{brief.claim.id}/claimreview" if base else None,
    )
    return to_claim_review(document, brief, approval)
