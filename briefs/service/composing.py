"""What is put beside a post, made at the moment it is sent: the result as it stands, with the decisions that hold now."""

from __future__ import annotations

import json
import time

from briefs.domain import Brief
from briefs.domain.unwire import document_from_json
from briefs.ports import ArticleBriefs
from briefs.render.panel import Decided, panel_to_html, to_panel
from briefs.service.decisions import DecisionStore
from briefs.service.delivery_store import CmsDelivery
from briefs.service.interchange import graph_of, reviews_of
from briefs.service.job import Job
from briefs.service.jobs import JobStore
from briefs.service.outside import KEPT_BACK, resting_on_restricted
from briefs.service.settings import ServiceSettings
from briefs.service.wording import for_callers

_ABOUT_NO_SOURCE = frozenset({"article-error", "provider-error", "address-refused", "took-too-long", "too-large", "worker-died"})
"""Codes of errors whose messages are about the article, its fetching, or the machine."""


def compose(item: CmsDelivery, jobs: JobStore, decisions: DecisionStore, settings: ServiceSettings) -> ArticleBriefs:
    """The briefs of an article as its system may have them. Without a result, or after its erasure, nothing of them is left in it."""
    made_at = time.time()
    failed = jobs.get(item.failed_job) if item.failed_job else None
    problem = "" if failed is None else _problem(failed, settings)
    job = jobs.get(item.job) if item.job else None
    data = jobs.result(item.job, "json") if job is not None else None
    common = {"article_id": item.article_id, "version": item.version, "made_at": made_at, "problem": problem, "place": item.place}
    if job is None or data is None:
        return ArticleBriefs(job=item.job, title="", panel=None, page_html="", reviews=None, **common)  # type: ignore[arg-type]
    document = document_from_json(json.loads(data), is_own=True)
    article_sha256 = job.article_sha256 or ""
    kept = jobs.result(job.id, KEPT_BACK)
    kept_back = resting_on_restricted(document) | set(json.loads(kept) if kept is not None else ())
    last = {brief.claim.id: found[-1] for brief in document.briefs if (found := decisions.on_brief(brief.sha256, article_sha256))}

    def decided(brief: Brief) -> Decided | None:
        decision = last.get(brief.claim.id)
        return None if decision is None else Decided(decision.decision, decision.editor, decision.decided_at)

    base = (settings.public_url or "").rstrip("/")
    panel = to_panel(document, kept_back=kept_back, decided=decided, review_url=f"{base}/review/{job.id}" if base else None)
    approved = {claim: found for claim, found in last.items() if found.decision == "approved" and claim not in kept_back}
    reviews, _ = reviews_of(document, approved, job, settings)
    return ArticleBriefs(
        job=job.id,
        title=panel["title"],
        panel=panel,
        page_html=panel_to_html(panel),
        reviews=graph_of(reviews) if reviews else None,
        **common,  # type: ignore[arg-type]
    )


def _problem(failed: Job, settings: ServiceSettings) -> str:
    """Why a job came to nothing, for everybody who may edit the post: a message about the corpus may name a source that is not for them."""
    if failed.error_code in _ABOUT_NO_SOURCE and failed.error:
        return for_callers(failed.error, settings)
    return f"the article could not be briefed ({failed.error_code or failed.state}); job {failed.id} of the service says why"
