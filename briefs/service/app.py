"""The HTTP API put together: guard, routes, errors. `serving` runs it.

A further family of routes is a module in `routes` with a `router`, named in `create_app`. It takes the stores by
`services.Shared` and states its scope by `services.allowed`. What lies outside `/v1/` gets no 401 from the guard and may send
other bodies than JSON: its routes see to both.
"""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from typing import Any

from fastapi import FastAPI

from briefs import __version__
from briefs.service import problems
from briefs.service.guard import Guard
from briefs.service.routes import briefs, corpora, decisions, health, hooks, review, review_forms
from briefs.service.services import Services, scope_table

_ROUTES = (health, briefs, decisions, corpora, hooks, review, review_forms)
_ABOUT = """Fact-check briefs in which every sentence cites an exact span of a source. An article is handed in (or a content management
system's webhook tells of it), becomes a durable job, and its result can be read in every format. Errors are `application/problem+json`."""


def create_app(services: Services, *, lifespan: Any = None) -> FastAPI:
    """The app over these services. `lifespan` is what starts and ends with it."""
    life: AbstractAsyncContextManager[None] | None = lifespan
    app = FastAPI(
        title="briefs",
        version=__version__,
        description=_ABOUT,
        docs_url=None,  # their pages load scripts from elsewhere
        redoc_url=None,
        lifespan=life,  # type: ignore[arg-type]
        redirect_slashes=False,
    )
    app.state.services = services
    for module in _ROUTES:
        app.include_router(module.router)
    problems.install(app)
    app.add_middleware(
        Guard,
        tokens=services.tokens,
        limits=services.settings.limits,
        scope_of=scope_table([route for module in _ROUTES for route in module.router.routes]),
        check_hook=lambda name, headers: hooks.expected_hook(name, headers, services),
    )
    return app
