"""The review page in a browser: sign in, find an article, read. Pages and forms for people, so no part of the OpenAPI document.

A form is taken only with the session's cookie (`SameSite=Strict`), from our own page (`Sec-Fetch-Site`), and with the key that stands in
our forms; what forms do is `review_forms`.
"""

from __future__ import annotations

import json

from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response

from briefs.service.logs import event, refused
from briefs.service.problems import Problem
from briefs.service.review_page import list_page, login_page, message_page, waiting_page
from briefs.service.routes.briefs import JobId
from briefs.service.routes.review_answers import (
    answer_html,
    answer_nothing,
    answer_page,
    form_of,
    is_from_here,
    may_post,
    reviewed_job,
    session_of,
    words_of,
)
from briefs.service.services import Shared
from briefs.service.sessions import COOKIE, LASTS_S

router = APIRouter(prefix="/review", include_in_schema=False)
_LISTED = 50
_LOOK_AGAIN_S = 3


@router.get("/login")
def show_login(request: Request) -> Response:
    """The form."""
    return answer_html(login_page(words_of(request)))


@router.post("/login")
def sign_in(request: Request, shared: Shared) -> Response:
    """Exchange a token for a cookie."""
    words = words_of(request)
    if not is_from_here(request):
        return answer_html(message_page(words, "desk_not_allowed", words("desk_elsewhere")), 403)
    form = form_of(request)
    editor = " ".join(form.get("editor", "").split())
    if not editor or len(editor) > 100 or not editor.isprintable():
        return answer_html(login_page(words, words("desk_name_needed")), 422)
    cookie = shared.sessions.open(form.get("token", "").strip(), editor)
    session = shared.sessions.find(cookie) if cookie else None
    if cookie is None or session is None:
        refused("review-sign-in", status=401, path="/review/login")
        return answer_html(login_page(words, words("desk_token_unknown")), 401)
    if "briefs:read" not in session.caller.scopes:
        shared.sessions.end(cookie)
        return answer_html(login_page(words, words("desk_token_reads_not")), 403)
    event("review-signed-in", caller=session.caller.name)
    answer = RedirectResponse("/review", status_code=303)
    is_tls = (shared.settings.public_url or "").startswith("https:")
    answer.set_cookie(COOKIE, cookie, max_age=LASTS_S, path="/review", httponly=True, samesite="strict", secure=is_tls)
    return answer


@router.post("/logout")
def sign_out(request: Request, shared: Shared) -> Response:
    """End the session."""
    session = session_of(request, shared)
    if session is not None and may_post(request, session):
        shared.sessions.end(request.cookies.get(COOKIE, ""))
    answer = RedirectResponse("/review/login", status_code=303)
    answer.delete_cookie(COOKIE, path="/review", httponly=True, samesite="strict")
    return answer


@router.get("")
def list_articles(request: Request, shared: Shared) -> Response:
    """Finished articles, newest first."""
    session = session_of(request, shared)
    if session is None:
        return RedirectResponse("/review/login", status_code=303)
    jobs = [
        job for job in shared.jobs.newest(state=None, corpus=None, before=None, limit=4 * _LISTED) if job.state in ("succeeded", "partial")
    ]
    rows = []
    superseded = {str((job.request or {}).get("again_after")) for job in jobs}
    for job in [job for job in jobs if job.erased_at is None][:_LISTED]:
        data = shared.jobs.result(job.id, "json")
        if data is not None:
            approved = sum(
                shared.decisions.approval(sha256, job.article_sha256 or "") is not None for _, sha256 in shared.jobs.claims(job.id)
            )
            rows.append((job, str(json.loads(data)["article"]["title"] or job.id), approved))
    return answer_html(list_page(rows, session, words_of(request), superseded=superseded))


@router.get("/{job_id}")
def show_article(job_id: JobId, request: Request, shared: Shared, show: str = "all") -> Response:
    """The page of one article."""
    session = session_of(request, shared)
    if session is None:
        return RedirectResponse("/review/login", status_code=303)
    job = shared.jobs.get(job_id)
    if job is not None and job.same_as is not None:
        return RedirectResponse(f"/review/{job.same_as}", status_code=303)
    if job is not None and not job.is_finished:
        answer = answer_html(waiting_page(job, words_of(request)))
        answer.headers["Refresh"] = str(_LOOK_AGAIN_S)
        return answer
    try:
        return answer_page(reviewed_job(job_id, shared), session, shared, show=show)
    except Problem as problem:
        return answer_nothing(problem, request)
