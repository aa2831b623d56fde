"""What an editor's forms on the review page do: decisions, edits, the right of reply, notes, further sources.

A form is taken on the brief that the editor saw, or the page comes back as it stands now, with what was refused and what was written.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.responses import RedirectResponse, Response
from pydantic import ValidationError

from briefs.domain import Party, sha256_of
from briefs.errors import BriefsError, UsageError
from briefs.render.review import FILTERS
from briefs.render.strings import strings
from briefs.service.bodies import PartyIn, SourceIn
from briefs.service.decisions import DECISIONS, DecisionConflict, Proposal
from briefs.service.job import Job
from briefs.service.logs import event, refused
from briefs.service.marking import Marker
from briefs.service.problems import Problem, of_error
from briefs.service.review_fields import Refusal
from briefs.service.review_page import login_page
from briefs.service.reviewing import Signature
from briefs.service.routes.briefs import JobId
from briefs.service.routes.review_answers import (
    answer_html,
    answer_nothing,
    answer_page,
    barred_from,
    form_of,
    reviewed_job,
    session_of,
    words_of,
)
from briefs.service.services import Services, Shared
from briefs.service.wording import for_callers
from briefs.verify import SentenceEdit

router = APIRouter(prefix="/review", include_in_schema=False)
ClaimPath = Annotated[str, Path(min_length=1, max_length=80, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
_SOURCE_FIELDS = {"publisher": "publisher", "url": "url", "date": "published_at", "kind": "kind"}


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
                raise _BrokenForm
            proposal = Proposal(claim=claim, brief_sha256=by.brief_sha256, decision=decision, editor=by.editor, note=note, seen=seen)
            shared.decisions.add(job, proposal, caller=by.caller)
        else:
            raise _BrokenForm
        event("review", job=job.id, claim=claim, action=decision)

    return _acted(job_id, claim, request, shared, act, keeps={"note": "note"})


@router.post("/{job_id}/claims/{claim}/sentence")
def edit(job_id: JobId, claim: ClaimPath, request: Request, shared: Shared) -> Response:
    """Give a sentence other words; they are checked at once."""
    form = form_of(request)
    place, index = form.get("place", ""), form.get("index", "")

    def act(job: Job, form: dict[str, str], by: Signature) -> None:
        if place not in ("passed", "withheld") or not (index.isascii() and index.isdigit() and len(index) < 6):
            raise _BrokenForm
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


@router.post("/{job_id}/sources")
def add_source(job_id: JobId, request: Request, shared: Shared) -> Response:
    """Take a source into the corpus and brief the article again; leads to the new job."""
    session = session_of(request, shared)
    barred = barred_from(request, session, ("corpora:write", "briefs:write"))
    if session is None or barred is not None:
        return barred or answer_html(login_page(words_of(request)), 401)
    form = form_of(request)
    try:
        job = reviewed_job(job_id, shared)
    except Problem as problem:
        return answer_nothing(problem, request)
    words = strings(str((job.request or {}).get("language", "en")))
    try:
        if job.request is None:
            raise UsageError(words("desk_article_erased"))
        given = {there: form[name].strip() for name, there in _SOURCE_FIELDS.items() if form.get(name, "").strip()}
        name = f"pasted-{sha256_of(form.get('text', ''))[:12]}.txt"
        source = SourceIn.model_validate({"filename": name, "content": form.get("text", ""), **given})
        if not form.get("text", "").strip():
            raise UsageError(words("desk_no_text"))
        fields = source.model_dump(mode="json", exclude_none=True, exclude={"filename", "content", "content_base64", "again", "id"})
        added = shared.corpora.add(job.corpus, source.filename, (source.content or "").encode("utf-8"), {**fields, "is_again": False})
        if added["was_there"]:
            raise UsageError(words("source_was_there"))
    except (BriefsError, Problem, ValidationError) as error:
        fault = "; ".join(f"{e['loc'][-1]}: {e['msg']}" for e in error.errors()) if isinstance(error, ValidationError) else str(error)
        refused("review-source", status=422, path=request.url.path[:200])
        told = Refusal(claim="", message=f"{words('decide_conflict')} {fault}", written=form)
        return answer_page(job, session, shared, refusal=told, status=422)
    made = shared.jobs.again(job, caller=session.caller.name)
    event("review", job=job.id, action="source-added", again=made.id)
    return RedirectResponse(f"/review/{made.id}", status_code=303)


@router.post("/{job_id}/parties")
def mark_party(job_id: JobId, request: Request, shared: Shared) -> Response:
    """Mark a party, or take one off the list, and brief the article again; leads to the new job."""
    session = session_of(request, shared)
    barred = barred_from(request, session, ("corpora:write", "briefs:write"))
    if session is None or barred is not None:
        return barred or answer_html(login_page(words_of(request)), 401)
    form = form_of(request)
    try:
        job = reviewed_job(job_id, shared)
    except Problem as problem:
        return answer_nothing(problem, request)
    words = strings(str((job.request or {}).get("language", "en")))
    by = Marker(editor=session.editor, caller=session.caller.name, job=job)
    try:
        if job.request is None:
            raise UsageError(words("desk_article_erased"))
        if form.get("off"):
            if not shared.parties.unmark(job.corpus, form["off"], by):
                raise UsageError(words("party_not_there"))
        else:
            given = PartyIn.model_validate(
                {
                    "name": " ".join(form.get("party", "").split()),
                    "side": " ".join(form.get("side", "").split()) or None,
                    "aliases": [name for name in (" ".join(part.split()) for part in form.get("aliases", "").split(";")) if name],
                    "editor": session.editor,
                }
            )
            if not shared.parties.mark(job.corpus, Party(given.name, tuple(given.aliases), given.side or ""), by):
                raise UsageError(words("party_was_there"))
    except (BriefsError, Problem, ValidationError) as error:
        fault = "; ".join(f"{e['loc'][-1]}: {e['msg']}" for e in error.errors()) if isinstance(error, ValidationError) else str(error)
        refused("review-party", status=422, path=request.url.path[:200])
        message = f"{words('decide_conflict')} {for_callers(fault, shared.settings)}"
        return answer_page(job, session, shared, refusal=Refusal(claim="", message=message, written=form), status=422)
    made = shared.jobs.again(job, caller=session.caller.name)
    event("review", job=job.id, action="party-marked", again=made.id)
    return RedirectResponse(f"/review/{made.id}", status_code=303)


class _BrokenForm(Exception):
    """A field is missing, or holds what our pages never send."""


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
    session = session_of(request, shared)
    barred = barred_from(request, session, ("decisions:write",))
    if session is None or barred is not None:
        return barred or answer_html(login_page(words_of(request)), 401)
    form = form_of(request)
    by = Signature(editor=session.editor, caller=session.caller.name, claim=claim, brief_sha256=form.get("brief_sha256", ""))
    try:
        job = reviewed_job(job_id, shared)
    except Problem as problem:
        return answer_nothing(problem, request)
    words = strings(str((job.request or {}).get("language", "en")))
    show = form.get("show", "all")
    written = {there: form[name] for name, there in keeps.items() if name in form}
    try:
        act(job, form, by)
    except _NotTaken as error:
        found = error.refusal
        told = Refusal(claim=claim, message=words(found.message), findings=found.findings, written=found.written)
        return answer_page(job, session, shared, show=show, refusal=told, status=422)
    except _BrokenForm:
        refused("review-form", status=422, path=request.url.path[:200])
        told = Refusal(claim=claim, message=f"{words('decide_conflict')} {words('desk_form_broken')}", written=written)
        return answer_page(job, session, shared, show=show, refusal=told, status=422)
    except DecisionConflict as error:
        refused(error.code, status=409, path=request.url.path[:200])
        stale = error.code in ("brief-changed", "decided-meanwhile")
        message = f"{words('decide_conflict')} {words('decide_stale') if stale else str(error)}"
        return answer_page(job, session, shared, show=show, refusal=Refusal(claim=claim, message=message, written=written), status=409)
    except (BriefsError, Problem) as error:
        found_fault = error if isinstance(error, Problem) else of_error(error)
        refused(found_fault.code, status=found_fault.status, path=request.url.path[:200])
        message = f"{words('decide_conflict')} {for_callers(found_fault.detail, shared.settings)}"
        return answer_page(
            job, session, shared, show=show, refusal=Refusal(claim=claim, message=message, written=written), status=found_fault.status
        )
    numbers = [number for number, brief in enumerate(_document_claims(job, shared), 1) if brief == claim]
    asked = f"?show={show}" if show in FILTERS[1:] else ""
    return RedirectResponse(f"/review/{job.id}{asked}#claim-{numbers[0] if numbers else 1}", status_code=303)


def _document_claims(job: Job, shared: Services) -> list[str]:
    data = shared.jobs.result(job.id, "json")
    return [] if data is None else [str(claim["id"]) for claim in json.loads(data)["claims"]]
