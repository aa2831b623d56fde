"""A service in this process, with a corpus, a token, and results that need no run of the pipeline."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from briefs.domain import Document
from briefs.domain.wire import brief_sha256
from briefs.service.app import create_app
from briefs.service.database import Database
from briefs.service.job import Job
from briefs.service.services import Services
from briefs.service.settings import ServiceSettings, load_service_settings, read_environment
from briefs.service.tokens import SCOPES
from briefs.service.working import outcome_of
from tests.builders import a_document

HOOK_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
"""The example secret of the Standard Webhooks specification."""
GHOST_SECRET = "a ghost secret of some length".replace(" ", "-")
CONFIG = """
[limits]
requests_per_minute = 100000
body_kb = 64
source_mb = 1
queued = 50
[fetch]
hosts = ["paper.example", "inside.example"]
[callbacks]
hosts = ["cms.example"]
[publisher]
name = "The Desk"
url = "https://desk.example"
[hooks.cms]
kind = "standard"
secret_env = "HOOK"
article_url = "https://cms.example/articles/{id}"
corpus = "quay"
[hooks.wordpress]
kind = "wordpress"
secret_env = "HOOK"
article_url = "https://cms.example/wp-json/wp/v2/posts/{id}?context=edit"
auth = "basic"
auth_env = "WP"
corpus = "quay"
[hooks.ghost]
kind = "ghost"
secret_env = "GHOST"
article_url = "https://cms.example/ghost/api/admin/posts/{id}/?formats=html"
corpus = "quay"
"""
ENVIRONMENT = {"HOOK": HOOK_SECRET, "GHOST": GHOST_SECRET, "WP": "desk:pass word", "BRIEFS_CALLBACK_SECRET": HOOK_SECRET}
ARTICLE = {
    "headline": "Barges",
    "body": "Forty barges were sunk at Low Quay in May 2025, the Reed Circle says. The quay was closed for a week.",
}


@dataclass(slots=True)
class Desk:
    """The service, and a client that holds every scope."""

    settings: ServiceSettings
    database: Database
    services: Services
    client: TestClient
    token: str

    @classmethod
    def at(cls, folder: Path, *, config: str = CONFIG, environment: Mapping[str, str] = ENVIRONMENT) -> Desk:
        """Over an empty state with a corpus `quay` of one source."""
        file = folder / "service.toml"
        file.write_text(config, encoding="utf-8")
        settings = load_service_settings(file, state=folder / "state")
        database = Database(settings.database)
        services = Services.over(
            database,
            settings,
            read_environment(settings, environment),
            workers_ready=lambda: 1,
            resolve=lambda host, port: _ADDRESSES[host],
        )
        services.corpora.make("quay")
        (settings.corpus("quay") / "gazette.txt").write_text(
            "The Reed Circle, a partisan movement, claims that 40 barges were sunk at Low Quay in May 2025.\n", encoding="utf-8"
        )
        token = services.tokens.add("desk", list(SCOPES))
        client = TestClient(create_app(services), headers={"Authorization": f"Bearer {token}"}, raise_server_exceptions=False)
        return cls(settings, database, services, client, token)

    def hand_in(self, **more: Any) -> dict[str, Any]:
        """An accepted job."""
        answer = self.client.post("/v1/briefs", json={"corpus": "quay", "article": ARTICLE, **more})
        assert answer.status_code == 202, answer.text
        found: dict[str, Any] = answer.json()
        return found

    def finished(self, document: Document | None = None, **more: Any) -> tuple[Job, Document]:
        """A job that ended with this document, whose hashes are made right."""
        document = hashed(document or a_document())
        self.hand_in(**more)
        job = self.services.jobs.next_job(0)
        assert job is not None
        assert self.services.jobs.finish(job, outcome_of(document, "mark"))
        found = self.services.jobs.get(job.id)
        assert found is not None
        return found, document

    def counts(self) -> dict[str, int]:
        """Rows of every table: to see that nothing was changed."""
        tables = [row["name"] for row in self.database.connection().execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: self.database.connection().execute(f"SELECT count(*) AS n FROM {name}").fetchone()["n"] for name in tables}

    def files(self) -> list[str]:
        """Every file of every corpus."""
        return sorted(
            (Path(folder) / name).relative_to(self.settings.corpora_folder).as_posix()
            for folder, _, names in os.walk(self.settings.corpora_folder)
            for name in names
            if ".briefs" not in folder
        )


def unread(desk: Desk, path: str, headers: Mapping[str, str], *, method: str = "POST") -> int:
    """The status that a request gets of which the body must not be read."""
    statuses: list[int] = []

    async def receive() -> Any:
        raise AssertionError("the body was read")

    async def send(message: Any) -> None:
        statuses.extend([message["status"]] if message["type"] == "http.response.start" else [])

    named = [(name.lower().encode(), value.encode()) for name, value in {"content-type": "application/json", **headers}.items()]
    scope = {"type": "http", "http_version": "1.1", "method": method, "scheme": "http", "path": path, "raw_path": path.encode()}
    asyncio.run(create_app(desk.services)({**scope, "root_path": "", "query_string": b"", "headers": named}, receive, send))
    return statuses[0]


_ADDRESSES = {"paper.example": ["93.184.216.34"], "inside.example": ["10.0.0.7"], "cms.example": ["93.184.216.34"]}


def hashed(document: Document) -> Document:
    """The document with the hashes that its briefs have."""
    return replace(document, briefs=tuple(replace(brief, sha256=brief_sha256(brief)) for brief in document.briefs))
