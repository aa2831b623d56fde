"""What the routes of the review page share: whose request it is, what its form holds, and the answer as a page under its policy."""

from __future__ import annotations

import re
from urllib.parse import parse_qs

from fastapi import Request
from fastapi.responses import Response

from briefs.domain import Party
from briefs.errors import BriefsError
from briefs.render.review import FILTERS
from briefs.render.strings import Strings, strings
from briefs.service.history import changes_so_far, earlier_results, standings_so_far
from briefs.service.job import Job
from briefs.service.logs import refused
from briefs.service.problems import Problem
from briefs.service.review_fields import Refusal, ReviewData
from briefs.service.review_page import login_page, message_page, policy_of, review_page
from briefs.service.routes.briefs import require_result
from briefs.service.services import Services, found_job
from briefs.service.sessions import COOKIE, Session, is_same

_FIELDS = 20


def barred_from(request: Request, session: Session | None, scopes: tuple[str, ...]) -> Response | None:
    """What a form is answered that may not be taken; None when it may."""
    if session is None:
        words = words_of(request)
        return answer_html(login_page(words, words("desk_ended")), 401)
    if not may_post(request, session):
        refused("review-form", status=403, path=request.url.path[:200])
        words = words_of(request)
        return answer_html(message_page(words, "desk_not_allowed", words("desk_elsewhere")), 403)
    missing = [scope for scope in scopes if scope not in session.caller.scopes]
    if missing:
        words = words_of(request)
        return answer_html(message_page(words, "desk_not_allowed", words("desk_scope", scopes=words.listed(missing))), 403)
    return None


def reviewed_job(job_id: str, shared: Services) -> Job:
    """The job, which has a result.

    Raises:
        Problem: it has none, not yet or not any more.
    """
    job = found_job(shared, job_id)
    require_result(job)
    return job


def answer_page(
    job: Job, session: Session, shared: Services, *, show: str = "all", refusal: Refusal | None = None, status: int = 200
) -> Response:
    """The page of a job, with what was refused on it."""
    document = shared.reviews.document(job)
    if document is None:
        words = strings(str((job.request or {}).get("language", "en")))
        return answer_html(message_page(words, "desk_nothing", words("desk_erased")), 410)
    article = job.article_sha256 or ""
    decisions = {brief.claim.id: shared.decisions.on_brief(brief.sha256, article) for brief in document.briefs}
    lapsed = {claim for claim in shared.decisions.claims_decided(job) if not decisions.get(claim)}
    earlier = earlier_results(job, shared.jobs)
    last = shared.decisions.last_of([job, *(result.job for result in earlier if result.job is not None)])
    return answer_html(
        review_page(
            ReviewData(
                job=job,
                document=document,
                contexts=shared.reviews.contexts(job),
                decisions=decisions,
                lapsed=frozenset(lapsed),
                notes=shared.reviews.notes(job),
                history=standings_so_far(job, document, earlier),
                changes=changes_so_far(document, earlier, last),
                session=session,
                delivery=shared.deliveries.of_job(job),
                parties=_parties(job, shared),
                show=show if show in FILTERS else "all",
                refusal=refusal,
            )
        ),
        status,
    )


def _parties(job: Job, shared: Services) -> tuple[Party, ...]:
    """None of a corpus that is gone, or whose list is broken: the page stands without it."""
    try:
        return shared.parties.of(job.corpus)
    except BriefsError:
        return ()


def answer_nothing(problem: Problem, request: Request) -> Response:
    """That a job has no result, in words for people."""
    words = words_of(request)
    key = f"desk_{problem.code}"
    return answer_html(message_page(words, "desk_nothing", words(key) if words.has(key) else problem.detail), problem.status)


def words_of(request: Request) -> Strings:
    """Those of the language that the browser asks for, where there is a file of it (RFC 9110, 12.5.4); else English. An article's own page
    is in the language of its briefs."""
    asked: list[tuple[float, str]] = []
    for part in request.headers.get("accept-language", "")[:500].split(","):
        tag, _, quality = part.partition(";")
        stated = re.fullmatch(r"\s*q=([01](?:\.[0-9]{1,3})?)\s*", quality)
        asked.append((float(stated[1]) if stated else 0.0 if quality else 1.0, tag.strip().lower().split("-")[0]))
    for weight, code in sorted(asked, key=lambda pair: -pair[0]):
        if weight > 0 and re.fullmatch(r"[a-z]{2,3}", code) and strings(code).language == code:
            return strings(code)
    return strings("en")


def answer_html(page: str, status: int = 200) -> Response:
    """A page under its own policy."""
    return Response(
        page.encode("utf-8", "replace"),
        status_code=status,
        media_type="text/html; charset=utf-8",
        headers={"Content-Security-Policy": policy_of(page), "X-Frame-Options": "DENY", "Cross-Origin-Opener-Policy": "same-origin"},
    )


def session_of(request: Request, shared: Services) -> Session | None:
    """Whose cookie it is."""
    return shared.sessions.find(request.cookies.get(COOKIE, ""))


def may_post(request: Request, session: Session) -> bool:
    """Whether a form comes from one of our pages in this session."""
    return is_from_here(request) and is_same(form_of(request).get("form_key", ""), session.form_key)


def is_from_here(request: Request) -> bool:
    """Browsers say whence a form comes; what says nothing is no browser of the last years, and the form's key stands against it."""
    return request.headers.get("sec-fetch-site", "same-origin") in ("same-origin", "none")


def form_of(request: Request) -> dict[str, str]:
    """The first value of each field; {} for what is no form."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/x-www-form-urlencoded":
        return {}
    body: bytes = request.state.body
    try:
        found = parse_qs(body.decode("utf-8"), keep_blank_values=True, max_num_fields=_FIELDS)
    except ValueError:
        return {}
    return {name: values[0].replace("\r\n", "\n") for name, values in found.items()}
