"""Whether the service is up, for whoever watches it."""

from __future__ import annotations

from fastapi import APIRouter, Response

from briefs.service.bodies import Health, Readiness
from briefs.service.services import Shared

router = APIRouter(tags=["health"])


@router.get("/healthz", response_model=Health)
def health() -> Health:
    """The process answers."""
    return Health(status="ok")


@router.get("/readyz", response_model=Readiness, responses={503: {"model": Readiness, "description": "No worker takes jobs yet."}})
def readiness(shared: Shared, response: Response) -> Readiness:
    """The state can be read and a worker takes jobs; 503 until then. Jobs are accepted all the same."""
    counts, ready = shared.jobs.counts(), shared.workers_ready()
    response.status_code = 200 if ready else 503
    return Readiness(status="ready" if ready else "starting", queued=counts["queued"], running=counts["running"], workers=ready)
