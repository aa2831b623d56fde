"""What the routes share: the stores, the settings, and who may do what."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import Depends, Request, Security
from fastapi.routing import APIRoute
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.routing import Match
from starlette.types import Scope

from briefs.adapters.addresses import Resolve
from briefs.adapters.fetching import Http
from briefs.service.bodies import ProblemOut
from briefs.service.corpora import Corpora
from briefs.service.database import Database
from briefs.service.decisions import DecisionStore
from briefs.service.delivery_store import DeliveryStore
from briefs.service.erasing import Eraser
from briefs.service.job import Job
from briefs.service.jobs import JobStore
from briefs.service.marking import PartyList
from briefs.service.problems import MEDIA_TYPE, Problem
from briefs.service.reviewing import ReviewStore
from briefs.service.sessions import SessionStore
from briefs.service.settings import Secrets, ServiceSettings
from briefs.service.tokens import Caller, TokenStore


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """One for the app."""

    settings: ServiceSettings
    secrets: Secrets
    jobs: JobStore
    eraser: Eraser
    tokens: TokenStore
    decisions: DecisionStore
    corpora: Corpora
    deliveries: DeliveryStore
    reviews: ReviewStore
    parties: PartyList
    sessions: SessionStore
    workers_ready: Callable[[], int]
    resolve: Resolve | None = None

    @classmethod
    def over(
        cls,
        database: Database,
        settings: ServiceSettings,
        secrets: Secrets,
        *,
        workers_ready: Callable[[], int],
        resolve: Resolve | None = None,
    ) -> Services:
        """The stores of one state."""
        tokens, corpora = TokenStore(database), Corpora(settings)
        return cls(
            settings=settings,
            secrets=secrets,
            jobs=JobStore(database, most_queued=settings.limits.queued, public_url=settings.public_url),
            eraser=Eraser(database, public_url=settings.public_url),
            tokens=tokens,
            decisions=DecisionStore(database),
            corpora=corpora,
            deliveries=DeliveryStore(database),
            reviews=ReviewStore(database, corpora),
            parties=PartyList(database, settings),
            sessions=SessionStore(database, tokens),
            workers_ready=workers_ready,
            resolve=resolve,
        )

    def check_fetch(self, url: str) -> None:
        """Refuse an article's address that would not be fetched.

        Raises:
            AddressRefused, ProviderError: as `Http.check`.
        """
        Http(self.settings.fetch.rules, resolve=self.resolve).check(url)

    def check_callback(self, url: str) -> None:
        """Refuse a callback's address that would not be called.

        Raises:
            AddressRefused, ProviderError: as `Http.check`.
        """
        Http(self.settings.callbacks.rules, resolve=self.resolve).check(url)


def services(request: Request) -> Services:
    """The app's."""
    found: Services = request.app.state.services
    return found


Shared = Annotated[Services, Depends(services)]
_bearer = HTTPBearer(auto_error=False, description="`briefs service token add NAME --scope SCOPE` makes one.")


def allowed(scope: str) -> Any:
    """A dependency: the caller, who has this scope.

    Raises:
        Problem: 401 without a valid token, 403 without the scope.
    """

    def caller_with_scope(request: Request, _: Annotated[HTTPAuthorizationCredentials | None, Security(_bearer)] = None) -> Caller:
        # the guard has looked the token up already
        caller: Caller | None = request.state.caller
        if caller is None:
            raise Problem(401, "not-authenticated", "send a token: Authorization: Bearer TOKEN", headers={"WWW-Authenticate": "Bearer"})
        if scope not in caller.scopes:
            raise Problem(403, "scope-missing", f"this token lacks the scope {scope}")
        return caller

    caller_with_scope.needed_scope = scope  # type: ignore[attr-defined]
    return Depends(caller_with_scope)


def scope_table(routes: Sequence[Any]) -> Callable[[Scope], str | None]:
    """Which scope a request needs, by what its route states with `allowed`: so that the guard can refuse before the body is read."""
    found = [
        (route, str(scope))
        for route in routes
        if isinstance(route, APIRoute)
        for dependency in route.dependant.dependencies
        if (scope := getattr(dependency.call, "needed_scope", None)) is not None
    ]

    def scope_of(request: Scope) -> str | None:
        return next((scope for route, scope in found if route.matches(request)[0] is Match.FULL), None)

    return scope_of


def found_job(shared: Services, job_id: str) -> Job:
    """The job.

    Raises:
        Problem: 404 when there is none of that id.
    """
    job = shared.jobs.get(job_id)
    if job is None:
        raise Problem(404, "no-such-job", "there is no job of that id")
    return job


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """What a route declares of its errors; the guard's are added to all."""
    shown = {"model": ProblemOut, "content": {MEDIA_TYPE: {}}, "description": "A problem (RFC 9457)."}
    return {status: dict(shown) for status in sorted({400, 401, 403, 404, 408, 413, 415, 422, 429, 500, 503, *statuses})}
