"""Runs the service: one per state, the API in this process, the workers beside it."""

from __future__ import annotations

import asyncio
import contextlib
import os
import shutil
import time
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from briefs.config import load_settings, require_keys
from briefs.errors import UsageError
from briefs.service.app import create_app
from briefs.service.backup import sweep_when_alone
from briefs.service.callbacks import CallbackSender
from briefs.service.composing import compose
from briefs.service.database import Database
from briefs.service.delivering import DeliverySender
from briefs.service.erasing import Eraser
from briefs.service.logs import event, set_up_service_logging
from briefs.service.publishers import publishers_of
from briefs.service.services import Services
from briefs.service.settings import ServiceSettings, read_environment
from briefs.service.supervisor import Supervisor

_HOUSEKEEPING_S = 3600
_DELIVERIES_KEPT_S = 7 * 86400
_CONNECTIONS = 1000
"""Beyond this the server itself answers 503; the guard refuses far earlier."""


def serve(settings: ServiceSettings, *, host: str, port: int) -> None:
    """Serve until a signal ends it.

    Raises:
        UsageError: a secret is missing, the address cannot be listened on, or another service has this state.
        StorageError: the state cannot be opened.
    """
    import uvicorn

    secrets = read_environment(settings, os.environ)
    publishers = publishers_of(settings, secrets)
    require_keys(load_settings(settings.model_config_file))
    database = Database(settings.database)
    with _only_one(settings):
        set_up_service_logging()
        _sweep(settings)
        supervisor = Supervisor(settings)
        services = Services.over(database, settings, secrets, workers_ready=supervisor.ready)
        for hook in settings.hooks.values():
            services.corpora.make(hook.corpus)
        callbacks = CallbackSender(database, settings, secrets)
        deliveries = DeliverySender(
            services.deliveries, publishers, lambda item: compose(item, services.jobs, services.decisions, settings)
        )

        @contextlib.asynccontextmanager
        async def lifespan(_: Any) -> AsyncIterator[None]:
            supervisor.start()
            callbacks.start()
            deliveries.start()
            housekeeping = asyncio.create_task(_keep_house(services.eraser, settings))
            event("service-started", host=host, port=port, workers=settings.workers, pid=os.getpid())
            yield
            housekeeping.cancel()
            await asyncio.to_thread(callbacks.stop)
            await asyncio.to_thread(deliveries.stop)
            await asyncio.to_thread(supervisor.stop)
            event("service-ended")

        config = uvicorn.Config(
            create_app(services, lifespan=lifespan),
            host=host,
            port=port,
            # the plain parts: the same whatever else is installed, and headers have a limit (64 KB)
            http="h11",
            ws="none",
            loop="asyncio",
            log_config=None,
            access_log=False,
            server_header=False,
            date_header=True,
            limit_concurrency=_CONNECTIONS,
            timeout_keep_alive=15,
            timeout_graceful_shutdown=10,
        )
        server = uvicorn.Server(config)
        try:
            server.run()
        except SystemExit as error:
            raise UsageError(f"{host}:{port} cannot be listened on; is another program there?") from error
        if not server.started:
            raise UsageError(f"{host}:{port} cannot be listened on; is another program there?")


def _sweep(settings: ServiceSettings) -> None:
    """Delete what a kill left: uploads, which hold the text of a source that was never taken in, and copies of the state."""
    sweep_when_alone(settings)
    for left in settings.state.glob("upload-*"):
        shutil.rmtree(left, ignore_errors=True)


async def _keep_house(eraser: Eraser, settings: ServiceSettings) -> None:
    while True:
        with contextlib.suppress(Exception):
            await asyncio.to_thread(_clean, eraser, settings)
        await asyncio.sleep(_HOUSEKEEPING_S)


def _clean(eraser: Eraser, settings: ServiceSettings) -> None:
    eraser.forget_deliveries(time.time() - _DELIVERIES_KEPT_S)
    if settings.limits.keep_days is not None:
        before = (datetime.now(UTC) - timedelta(days=settings.limits.keep_days)).isoformat()
        count = eraser.older(before)
        if count:
            event("jobs-erased", count=count)


@contextlib.contextmanager
def _only_one(settings: ServiceSettings) -> Iterator[None]:
    from filelock import FileLock, Timeout

    locks = settings.state / "locks"
    locks.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(locks / "service.lock", timeout=5):
            yield
    except Timeout as error:
        raise UsageError(f"another service runs over the state {settings.state}") from error
