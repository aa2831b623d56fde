"""Errors as `application/problem+json` (RFC 9457), whoever raises them. A detail never repeats what the caller sent."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import Response
from starlette.exceptions import HTTPException

from briefs.errors import AddressRefused, BriefsError, CorpusError, IndexLocked, InputError, ProviderError, StorageError, UsageError
from briefs.service.decisions import DecisionConflict
from briefs.service.job import KeyReused, QueueFull, Replayed
from briefs.service.logs import refused
from briefs.service.wording import for_callers

MEDIA_TYPE = "application/problem+json"
_TITLES = {
    400: "Bad request",
    401: "Not authenticated",
    403: "Not allowed",
    404: "Not found",
    405: "Method not allowed",
    408: "Too slow",
    409: "Conflict",
    410: "Gone",
    413: "Too large",
    415: "Media type not read",
    422: "Cannot be used",
    429: "Too many requests",
    500: "Internal error",
    503: "Not available now",
}


class Problem(Exception):
    """An answer that is an error."""

    def __init__(
        self, status: int, code: str, detail: str, *, headers: Mapping[str, str] | None = None, more: Mapping[str, Any] | None = None
    ) -> None:
        super().__init__(detail)
        self.status, self.code, self.detail = status, code, detail
        self.headers, self.more = dict(headers or {}), dict(more or {})

    def body(self) -> bytes:
        """The problem document."""
        data = {
            "type": f"urn:briefs:problem:{self.code}",
            "title": _TITLES.get(self.status, "Error"),
            "status": self.status,
            "detail": self.detail,
            **self.more,
        }
        return json.dumps(data, ensure_ascii=True).encode("ascii")

    def response(self) -> Response:
        """The same as a response."""
        return Response(self.body(), status_code=self.status, media_type=MEDIA_TYPE, headers=self.headers)


def of_error(error: BriefsError) -> Problem:
    """The problem that one of our own errors is to a caller."""
    retry = {"Retry-After": "10"}
    if isinstance(error, KeyReused):
        return Problem(422, "idempotency-key-reused", str(error))
    if isinstance(error, Replayed):
        return Problem(409, "replayed", str(error))
    if isinstance(error, QueueFull):
        return Problem(503, "queue-full", str(error), headers=retry)
    if isinstance(error, DecisionConflict):
        return Problem(404 if error.code == "no-such-claim" else 409, error.code, str(error))
    if isinstance(error, AddressRefused):
        return Problem(422, "address-refused", str(error))
    if isinstance(error, IndexLocked):
        return Problem(503, "busy", "the corpus is being worked on; try again", headers=retry)
    if isinstance(error, ProviderError) and not error.is_lasting:
        return Problem(503, "host-not-reached", str(error), headers={"Retry-After": "30"})
    if isinstance(error, ProviderError):
        return Problem(422, "host-not-reached", str(error))
    if isinstance(error, CorpusError):
        return Problem(422, "corpus-refused", str(error))
    if isinstance(error, InputError | UsageError):
        return Problem(422, "not-usable", str(error))
    if isinstance(error, StorageError):
        return Problem(503, "storage", "the state cannot be written to now; nothing was changed", headers=retry)
    return Problem(500, "internal", "an internal error; the log says where")


def install(app: FastAPI) -> None:
    """Have every error of the app answered as a problem."""

    async def problem(request: Request, error: Exception) -> Response:
        assert isinstance(error, Problem)
        if error.status not in (401, 429):  # those were told already
            refused(error.code, status=error.status, path=request.url.path[:200])
        return error.response()

    async def own(request: Request, error: Exception) -> Response:
        assert isinstance(error, BriefsError)
        found = of_error(error)
        found.detail = for_callers(found.detail, request.app.state.services.settings)
        refused(found.code, status=found.status, path=request.url.path[:200], kind=type(error).__name__)
        return found.response()

    async def invalid(request: Request, error: Exception) -> Response:
        assert isinstance(error, RequestValidationError)
        # place and fault, never the value: it may be an article
        faults = [{"at": "/".join(str(part)[:80] for part in e["loc"])[:200], "fault": str(e["msg"])[:200]} for e in error.errors()[:20]]
        refused("invalid-request", status=422, path=request.url.path[:200], faults=len(faults))
        return Problem(422, "invalid-request", "the request does not follow the schema", more={"errors": faults}).response()

    async def plain(request: Request, error: Exception) -> Response:
        assert isinstance(error, HTTPException)
        code = {404: "no-such-path", 405: "method-not-allowed"}.get(error.status_code, "refused")
        return Problem(error.status_code, code, str(error.detail), headers=error.headers).response()

    app.add_exception_handler(Problem, problem)
    app.add_exception_handler(BriefsError, own)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(HTTPException, plain)
