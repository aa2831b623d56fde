"""The review page in a browser: sign in, read, decide, edit. Pages and forms for people, so no part of the OpenAPI document.

A form is taken only with the session's cookie (`SameSite=Strict`), from our own page (`Sec-Fetch-Site`), with the key that stands in our
forms, and on the brief that the editor saw.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Annotated
from urllib.parse import parse_qs

from fastapi import APIRouter, Path, Request
from fastapi.responses import RedirectResponse, Response

from briefs.errors import BriefsError, UsageError
from briefs.render.strings import strings
from briefs.service.decisions import DECISIONS, DecisionConflict, Proposal
from briefs.service.job import Job
from briefs.service.logs import event, refused
from briefs.service.problems import Problem, of_error
from briefs.service.review_page import Refusal, ReviewData, list_page, login_page, message_page, policy_of, review_page
from briefs.service.reviewing import Signature
from briefs.service.routes.briefs import JobId, require_result
from briefs.service.services import Services, Shared, found_job
from briefs.service.sessions import COOKIE, LASTS_S, Session, is_same
from briefs.verify import SentenceEdit

router = APIRouter(prefix="/review", include_in_schema=False)
ClaimPath = Annotated[str, Path(min_length=1, max_length=80, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
_LISTED = 50
_FIELDS = 20


@router.get("/login")
def show_login() -> Response:
    """The form."""
    return _html(login_page())


@router.post("/login")
def sign_in(request: Request, shared: Shared) -> Response:
    """Exchange a token for a cookie."""
    if not _is_from_here(request):
        return _html(message_page("Not allowed", "This form came from another page."), 403)
    form = _form(request)
    editor = " ".join(form.get("editor", "").split())
    if not editor or len(editor) > 100 or not editor.isprintable():
        return _html(login_page("Write your name, at most 100 characters."), 422)
    cookie = shared.sessions.open(form.get("token", "").strip(), editor)
    session = shared.sessions.find(cookie) if cookie else None
    if cookie is None or session is None:
        refused("review-sign-in", status=401, path="/review/login")
        return _html(login_page("This token is not known, or was revoked."), 401)
    if "briefs:read" not in session.caller.scopes:
        shared.sessions.end(cookie)
        return _html(login_page("This token may not read briefs: it lacks the scope briefs:read."), 403)
    event("review-signed-in", caller=session.caller.name)
    answer = RedirectResponse("/review", status_code=303)
    is_tls = (shared.settings.public_url or "").startswith("https:")
    answer.set_cookie(COOKIE, cookie, max_age=LASTS_S, path="/review", httponly=True, samesite="strict", secure=is_tls)
    return answer


@router.post("/logout")
def sign_out(request: Request, shared: Shared) -> Response:
    """End the session."""
    session = _session(request, shared)
    if session is not None and _may_post(request, session):
        shared.sessions.end(request.cookies.get(COOKIE, ""))
    answer = RedirectResponse("/review/login", status_code=303)
    answer.delete_cookie(COOKIE, path="/review", httponly=True, samesite="strict")
    return answer


@router.get("")
def list_articles(request: Request, shared: Shared) -> Response:
    """Finished articles, newest first."""
    session = _session(request, shared)
    if session is None:
        return RedirectResponse("/review/login", status_code=303)
    jobs = [
        job for job in shared.jobs.newest(state=None, corpus=None, before=None, limit=4 * _LISTED) if job.state in ("succeeded", "partial")
    ]
    rows = []
    for job in [job for job in jobs if job.erased_at is None][:_LISTED]:
        data = shared.jobs.result(job.id, "json")
        if data is not None:
            approved = sum(
                shared.decisions.approval(sha256, job.article_sha256 or "") is not None for _, sha256 in shared.jobs.claims(job.id)
            )
            rows.append((job, str(json.loads(data)["article"]["title"] or job.id), approved))
    return _html(list_page(rows, session))


@router.get("/{job_id}")
def show(job_id: JobId, request: Request, shared: Shared) -> Response:
    """The page of one article."""
    session = _session(request, shared)
    if session is None:
        return RedirectResponse("/review/login", status_code=303)
    job = shared.jobs.get(job_id)
    if job is not None and job.same_as is not None:
        return RedirectResponse(f"/review/{job.same_as}", status_code=303)
    try:
        return _page(_job(job_id, shared), session, shared)
    except Problem as problem:
        return _html(message_page("There is nothing to review", problem.detail), problem.status)


@router.post("/{job_id}/claims/{claim}/decision")
def decide(job_id: JobId, claim: ClaimPath, request: Request, shared: Shared) -> Response:
    """Approve, reject, withdraw, or leave a note only."""

    def act(job: Job, form: dict[str, str], by: Signature) -> None:
        note, decision = form.get("note", "").strip()[:2000], form.get("decision", "")
        if decision == "note":
            if note:
                shared.reviews.add_note(job, note, by)
        elif decision in DECISIONS:
            seen = int(form["seen"]) if form.get("seen", "").isascii() and form.get("seen", "").isdigit() else None
            if seen is None or seen > 2**53:
                raise UsageError("the form is not whole; open the page again")
            proposal = Proposal(claim=claim, brief_sha256=by.brief_sha256, decision=decision, editor=by.editor, note=note, seen=seen)
            shared.decisions.add(job, proposal, caller=by.caller)
        else:
            raise UsageError("there is no such decision")
        event("review", job=job.id, claim=claim, action=decision)

    return _acted(job_id, claim, request, shared, act, keeps={"note": "note"})


@router.post("/{job_id}/claims/{claim}/sentence")
def edit(job_id: JobId, claim: ClaimPath, request: Request, shared: Shared) -> Response:
    """Give a sentence other words; they are checked at once."""
    form = _form(request)
    place, index = form.get("place", ""), form.get("index", "")

    def act(job: Job, form: dict[str, str], by: Signature) -> None:
        if place not in ("passed", "withheld") or not (index.isascii() and index.isdigit() and len(index) < 6):
            raise UsageError("the form is not whole; open the page again")
        change = SentenceEdit(claim_id=claim, is_withheld=place == "withheld", index=int(index), text=form.get("text", "")[:2000])
        findings = shared.reviews.edit(job, change, by)
        event("review", job=job.id, claim=claim, action="edited" if not findings else "edit-refused", findings=len(findings))
        if findings:
            raise _NotTaken(
                Refusal(claim=claim, message="decide_refused", findings=findings, written={f"{place}-{index}": form.get("text", "")})
            )

    return _acted(job_id, claim, request, shared, act, keeps={"text": f"{place}-{index}"})


@router.post("/{job_id}/claims/{claim}/reply")
def reply(job_id: JobId, claim: ClaimPath, request: Request, shared: Shared) -> Response:
    """Set what became of the right of reply."""

    def act(job: Job, form: dict[str, str], by: Signature) -> None:
        shared.reviews.set_reply(job, form.get("status", ""), " ".join(form.get("by", "").split())[:200], by)
        event("review", job=job.id, claim=claim, action="reply")

    return _acted(job_id, claim, request, shared, act, keeps={"by": "by"})


class _NotTaken(Exception):
    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.message)
        self.refusal = refusal


def _acted(
    job_id: str,
    claim: str,
    request: Request,
    shared: Services,
    act: Callable[[Job, dict[str, str], Signature], None],
    *,
    keeps: dict[str, str],
) -> Response:
    """Do it, and lead back to the claim; or show the page as it stands now, what was refused, and what the editor wrote. `keeps` says which
    field of the form stands where on the page."""
    session = _session(request, shared)
    if session is None:
        return _html(login_page("Your session has ended: sign in again. Nothing was changed."), 401)
    if not _may_post(request, session):
        refused("review-form", status=403, path=request.url.path[:200])
        return _html(message_page("Not allowed", "This form did not come from the review page. Nothing was changed."), 403)
    if "decisions:write" not in session.caller.scopes:
        return _html(message_page("Not allowed", "This token may read only: it lacks the scope decisions:write. Nothing was changed."), 403)
    form = _form(request)
    by = Signature(editor=session.editor, caller=session.caller.name, claim=claim, brief_sha256=form.get("brief_sha256", ""))
    try:
        job = _job(job_id, shared)
    except Problem as problem:
        return _html(message_page("There is nothing to review", problem.detail), problem.status)
    words = strings(str((job.request or {}).get("language", "en")))
    written = {there: form[name] for name, there in keeps.items() if name in form}
    try:
        act(job, form, by)
    except _NotTaken as error:
        found = error.refusal
        told = Refusal(claim=claim, message=words(found.message), findings=found.findings, written=found.written)
        return _page(job, session, shared, refusal=told, status=422)
    except DecisionConflict as error:
        refused(error.code, status=409, path=request.url.path[:200])
        stale = error.code in ("brief-changed", "decided-meanwhile")
        message = f"{words('decide_conflict')} {words('decide_stale') if stale else str(error)}"
        return _page(job, session, shared, refusal=Refusal(claim=claim, message=message, written=written), status=409)
    except (BriefsError, Problem) as error:
        found_fault = error if isinstance(error, Problem) else of_error(error)
        refused(found_fault.code, status=found_fault.status, path=request.url.path[:200])
        message = f"{words('decide_conflict')} {found_fault.detail}"
        return _page(job, session, shared, refusal=Refusal(claim=claim, message=message, written=written), status=found_fault.status)
    numbers = [number for number, brief in enumerate(_document_claims(job, shared), 1) if brief == claim]
    return RedirectResponse(f"/review/{job.id}#claim-{numbers[0] if numbers else 1}", status_code=303)


def _document_claims(job: Job, shared: Services) -> list[str]:
    data = shared.jobs.result(job.id, "json")
    return [] if data is None else [str(claim["id"]) for claim in json.loads(data)["claims"]]


def _job(job_id: str, shared: Services) -> Job:
    job = found_job(shared, job_id)
    require_result(job)
    return job


def _page(job: Job, session: Session, shared: Services, *, refusal: Refusal | None = None, status: int = 200) -> Response:
    document = shared.reviews.document(job)
    if document is None:
        return _html(message_page("There is nothing to review", "the result was erased"), 410)
    article = job.article_sha256 or ""
    decisions = {brief.claim.id: shared.decisions.on_brief(brief.sha256, article) for brief in document.briefs}
    lapsed = {claim for claim in shared.decisions.claims_decided(job) if not decisions.get(claim)}
    return _html(
        review_page(
            ReviewData(
                job=job,
                document=document,
                contexts=shared.reviews.contexts(job),
                decisions=decisions,
                lapsed=frozenset(lapsed),
                notes=shared.reviews.notes(job),
                session=session,
                refusal=refusal,
            )
        ),
        status,
    )


def _html(page: str, status: int = 200) -> Response:
    return Response(
        page.encode("utf-8", "replace"),
        status_code=status,
        media_type="text/html; charset=utf-8",
        headers={"Content-Security-Policy": policy_of(page), "X-Frame-Options": "DENY", "Cross-Origin-Opener-Policy": "same-origin"},
    )


def _session(request: Request, shared: Services) -> Session | None:
    return shared.sessions.find(request.cookies.get(COOKIE, ""))


def _may_post(request: Request, session: Session) -> bool:
    return _is_from_here(request) and is_same(_form(request).get("form_key", ""), session.form_key)


def _is_from_here(request: Request) -> bool:
    """Browsers say whence a form comes; what says nothing is no browser of the last years, and the form's key stands against it."""
    return request.headers.get("sec-fetch-site", "same-origin") in ("same-origin", "none")


def _form(request: Request) -> dict[str, str]:
    """The first value of each field; {} for what is no form."""
    if request.headers.get("content-type", "").partition(";")[0].strip().lower() != "application/x-www-form-urlencoded":
        return {}
    body: bytes = request.state.body
    try:
        found = parse_qs(body.decode("utf-8"), keep_blank_values=True, max_num_fields=_FIELDS)
    except ValueError:
        return {}
    return {name: values[0].replace("\r\n", "\n") for name, values in found.items()}
