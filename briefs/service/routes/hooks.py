"""Webhooks in: a signed word from a content management system that an article was saved. Answered at once; the job fetches it."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Path, Request

from briefs.service.bodies import HookAnswer
from briefs.service.hooks import HookMalformed, Trigger, check_headers, read_trigger, verify
from briefs.service.job import Offer, Replayed
from briefs.service.logs import event, refused
from briefs.service.problems import Problem
from briefs.service.services import Services, Shared, problems
from briefs.service.settings import NAME_PATTERN, HookSettings
from briefs.service.signing import SignatureRefused
from briefs.service.strict_json import NotJson, read_json

router = APIRouter(prefix="/v1/hooks", tags=["hooks"])
_BODY = {"requestBody": {"required": True, "content": {"application/json": {"schema": {"type": "object"}}}}}


@router.post("/{name}", status_code=202, response_model=HookAnswer, responses=problems(409), openapi_extra=_BODY)
def receive(name: Annotated[str, Path(pattern=NAME_PATTERN, examples=["wordpress"])], request: Request, shared: Shared) -> HookAnswer:
    """Signed by Standard Webhooks (WordPress: our plugin does) or by Ghost; within five minutes; a copy is refused, a repetition of a
    delivery gets the job that is there."""
    hook = expected_hook(name, request.headers, shared)
    body: bytes = request.state.body
    try:
        delivery = verify(hook, request.headers, body, shared.secrets.hooks[name], now=time.time())
    except SignatureRefused as error:
        raise _unsigned(name, error) from error
    try:
        trigger = read_trigger(hook, read_json(body))
    except (NotJson, HookMalformed) as error:
        raise Problem(400, "malformed-body", str(error)) from error
    try:
        if trigger.ignored_because:
            shared.jobs.note_delivery(name, delivery)
            event("hook-ignored", hook=name, why=trigger.ignored_because)
            return HookAnswer(status="ignored", job=None)
        job, is_new = shared.jobs.accept(_offer(name, hook, trigger, shared), hook=(name, delivery))
    except Replayed:
        refused("hook-replayed", hook=name)
        raise
    event("hook", hook=name, job=job.id, is_new=is_new)
    return HookAnswer(status="accepted" if is_new else "known", job=job.id)


def expected_hook(name: str, headers: Mapping[str, str], shared: Services) -> HookSettings:
    """The hook's settings, when what comes may be signed for it: the guard asks before it reads the body.

    Raises:
        Problem: 404 when no such hook is configured, 401 without the headers of a signature.
    """
    hook = shared.settings.hooks.get(name)
    if hook is None:
        raise Problem(404, "no-such-hook", "no such hook is configured")
    try:
        check_headers(hook, headers)
    except SignatureRefused as error:
        raise _unsigned(name, error) from error
    return hook


def _unsigned(name: str, error: SignatureRefused) -> Problem:
    refused("hook-signature", hook=name, why=error.reason)
    return Problem(401, "signature-refused", "the signature does not hold, or its time is too far from now")


def _offer(name: str, hook: HookSettings, trigger: Trigger, shared: Services) -> Offer:
    corpus = trigger.corpus or hook.corpus
    if not shared.corpora.has(corpus):
        raise Problem(422, "no-such-corpus", "there is no corpus of that name; PUT /v1/corpora/NAME makes one")
    request: dict[str, object] = {
        "hook": name,
        "article_id": trigger.article_id,
        "language": hook.language,
        "as_of": datetime.now(UTC).date().isoformat(),
        "deliver": hook.deliver is not None,
    }
    return Offer(
        corpus=corpus,
        request=request,
        request_sha256=hashlib.sha256(f"{name}/{trigger.article_id}/{corpus}".encode()).hexdigest(),
        caller=f"hook {name}",
        subject=f"{name}/{trigger.article_id}",
        callback_url=hook.callback_url,
    )
