"""Stands before every route, as plain ASGI: who calls, how often, how much they send. What it refuses reaches no route.

The body is read here, whole, up to the limit; what comes after gets it from memory, so that a route can never be made to read more.
"""

from __future__ import annotations

import asyncio
import re
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from briefs.service.logs import event, refused
from briefs.service.problems import MEDIA_TYPE, Problem
from briefs.service.settings import LimitSettings
from briefs.service.strict_json import NotJson, TooManyValues, ValueCounter, read_json
from briefs.service.tokens import Caller, TokenStore

_BODY_S = 30.0
"""For a whole body to arrive."""
_PUBLIC = re.compile(r"/(healthz|readyz|openapi\.json)")
_HOOK = re.compile(r"/v1/hooks/[^/]*")
_SOURCES = re.compile(r"/v1/corpora/[^/]*/sources")
_REMEMBERED = 10_000
_AT_ONCE, _HOOKS_AT_ONCE = 64, 16
"""Requests that are answered side by side; each may hold a body in memory. Hooks, which anybody may send, have their own: they cannot keep
callers out."""
_HEADERS = (
    (b"x-content-type-options", b"nosniff"),
    (b"cache-control", b"no-store"),
    (b"referrer-policy", b"no-referrer"),
    (b"content-security-policy", b"default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"),
)


@dataclass(slots=True)
class _Bucket:
    left: float
    at: float


class Rates:
    """A token bucket for each caller, in memory: full it lets a minute's worth through at once."""

    def __init__(self, per_minute: int) -> None:
        self._most, self._buckets = float(per_minute), OrderedDict[str, _Bucket]()

    def wait_s(self, who: str, *, now: float, is_counted: bool = True) -> float:
        """0 when the request may go on, else the seconds to wait."""
        bucket = self._buckets.pop(who, None) or _Bucket(self._most, now)
        bucket.left = min(self._most, bucket.left + (now - bucket.at) * self._most / 60)
        bucket.at = now
        self._buckets[who] = bucket
        while len(self._buckets) > _REMEMBERED:
            self._buckets.popitem(last=False)
        if bucket.left < 1:
            return (1 - bucket.left) * 60 / self._most
        bucket.left -= is_counted
        return 0.0


class Guard:
    """ASGI middleware. Puts the caller and the body's bytes into the request's state (`caller`, `body`).

    Args:
        scope_of: the scope that a method of a path asks for; None: none.
        check_hook: raises a `Problem` for a hook's name and headers when nothing of its body needs to be read.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        tokens: TokenStore,
        limits: LimitSettings,
        scope_of: Callable[[Scope], str | None],
        check_hook: Callable[[str, Headers], object],
    ) -> None:
        self._app, self._tokens, self._limits = app, tokens, limits
        self._scope_of, self._check_hook = scope_of, check_hook
        self._rates = Rates(limits.requests_per_minute)
        self._in_flight = {True: 0, False: 0}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started, request_id = time.monotonic(), secrets.token_hex(6)
        said: dict[str, Any] = {"status": 0}

        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                said["status"] = message["status"]
                there = {name for name, _ in message["headers"]}
                extra = [pair for pair in _HEADERS if pair[0] not in there]
                message = {**message, "headers": [*message["headers"], *extra, (b"x-request-id", request_id.encode())]}
            await send(message)

        is_hook = _HOOK.fullmatch(scope["path"]) is not None
        self._in_flight[is_hook] += 1
        try:
            if self._in_flight[is_hook] > (_HOOKS_AT_ONCE if is_hook else _AT_ONCE) and not _PUBLIC.fullmatch(scope["path"]):
                raise Problem(503, "busy", "too many requests at once; try again", headers={"Retry-After": "2"})
            caller = self._caller(scope)
            said["caller"] = caller.name if caller else None
            self._check_rights(scope, caller, is_hook=is_hook)
            body = await self._body(scope, receive)
            scope.setdefault("state", {}).update(caller=caller, body=body)
            await self._app(scope, _replay(body, receive), sending)
        except Problem as problem:
            refused(problem.code, request=request_id, path=scope["path"][:200], status=problem.status, caller=said.get("caller"))
            await _answer(problem, sending)
        except _Gone:
            said["status"] = 499
        except Exception as error:
            event("internal-error", level=40, request=request_id, path=scope["path"][:200], exception=type(error).__name__)
            if said["status"]:
                raise  # half an answer is out: the connection has to break
            await _answer(Problem(500, "internal", "an internal error; the log says where"), sending)
        finally:
            self._in_flight[is_hook] -= 1
            if is_hook and said["status"] >= 400:
                self._rates.wait_s(_who(scope, None), now=time.monotonic())
            event(
                "request",
                request=request_id,
                method=scope["method"],
                path=scope["path"][:200],
                status=said["status"],
                caller=said.get("caller"),
                ms=round((time.monotonic() - started) * 1000, 1),
            )

    def _caller(self, scope: Scope) -> Caller | None:
        headers = [value for name, value in scope["headers"] if name == b"authorization"]
        words = headers[0].decode("latin-1").split() if len(headers) == 1 else []
        caller = self._tokens.find(words[1]) if len(words) == 2 and words[0].lower() == "bearer" else None
        path = scope["path"]
        if _PUBLIC.fullmatch(path):
            return caller
        # a hook counts when it was refused: a system that saves a hundred articles at once must not lose one, and may not try again
        is_hook = _HOOK.fullmatch(path) is not None
        wait = self._rates.wait_s(_who(scope, None if is_hook else caller), now=time.monotonic(), is_counted=not is_hook)
        if wait:
            raise Problem(
                429, "rate-limited", "too many requests; wait as long as Retry-After says", headers={"Retry-After": str(int(wait) + 1)}
            )
        if caller is None and path.startswith("/v1/") and not is_hook:
            detail = "this token is not known, or was revoked" if headers else "send a token: Authorization: Bearer TOKEN"
            raise Problem(401, "not-authenticated", detail, headers={"WWW-Authenticate": 'Bearer realm="briefs"'})
        return caller

    def _check_rights(self, scope: Scope, caller: Caller | None, *, is_hook: bool) -> None:
        """Before a byte of the body is read: it may be large, and come from somebody who may not send it."""
        if is_hook and scope["method"] == "POST":
            self._check_hook(scope["path"].rpartition("/")[2], Headers(scope=scope))
        needed = self._scope_of(scope)
        if needed is not None and caller is not None and needed not in caller.scopes:
            raise Problem(403, "scope-missing", f"this token lacks the scope {needed}")

    async def _body(self, scope: Scope, receive: Receive) -> bytes:
        headers = {name: value.decode("latin-1") for name, value in scope["headers"]}
        if headers.get(b"content-encoding", "identity").strip().lower() not in ("", "identity"):
            raise Problem(415, "encoded-body", "send the body as it is, without Content-Encoding")
        most = self._limits.source_mb * 2**20 * 4 // 3 + 65536 if _SOURCES.fullmatch(scope["path"]) else self._limits.body_kb * 1024
        stated = headers.get(b"content-length", "0")
        if not stated.isascii() or not stated.isdigit() or int(stated[:20]) > most:
            raise _too_large(most)
        parts = bytearray()
        is_json = scope["path"].startswith("/v1/")
        counter = ValueCounter()
        try:
            async with asyncio.timeout(_BODY_S):
                while True:
                    message = await receive()
                    if message["type"] == "http.disconnect":
                        raise _Gone
                    part = message.get("body", b"")
                    parts += part
                    if len(parts) > most:
                        raise _too_large(most)
                    if is_json:
                        counter.feed(part)
                    if not message.get("more_body", False):
                        break
        except TooManyValues as error:
            # of a body of a known length the rest is passed over, so that the caller gets to read the answer
            close = {} if b"content-length" in headers else {"Connection": "close"}
            raise Problem(413, "too-many-values", str(error), headers=close) from error
        except TimeoutError as error:
            raise Problem(
                408, "too-slow", f"the body did not arrive within {_BODY_S:.0f} seconds", headers={"Connection": "close"}
            ) from error
        body = bytes(parts)
        if body and is_json and not _HOOK.fullmatch(scope["path"]):
            kind = headers.get(b"content-type", "").partition(";")[0].strip().lower()
            if kind != "application/json":
                raise Problem(415, "not-json", "send application/json")
            try:
                await asyncio.to_thread(read_json, body)
            except NotJson as error:
                raise Problem(400, "malformed-body", str(error)) from error
        return body


class _Gone(Exception):
    """The caller went away in the middle of the body."""


def _who(scope: Scope, caller: Caller | None) -> str:
    client = scope.get("client")
    return f"token {caller.name}" if caller else f"address {client[0] if client else 'unknown'}"


def _too_large(most: int) -> Problem:
    return Problem(413, "too-large", f"the body is larger than {most} bytes", headers={"Connection": "close"})


def _replay(body: bytes, receive: Receive) -> Receive:
    """What the caller sent, from memory, then whatever else comes (the end of the connection)."""
    is_sent = False

    async def replayed() -> Message:
        nonlocal is_sent
        if is_sent:
            return await receive()
        is_sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replayed


async def _answer(problem: Problem, send: Send) -> None:
    body = problem.body()
    headers = [(b"content-type", MEDIA_TYPE.encode()), (b"content-length", str(len(body)).encode())]
    headers += [(name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in problem.headers.items()]
    await send({"type": "http.response.start", "status": problem.status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
