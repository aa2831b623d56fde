"""A real Wagtail that answers 500, 401, a page instead of JSON, or too late: job and delivery wait or say why, and come later, once."""

from __future__ import annotations

import http.client
import http.server
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import pytest

from benchmarks.service import free_port
from tests.cms.wagtail.stand import Stand, a_wagtail_stand, until

SLOW_S = 40.0
"""Longer than the service waits for an answer."""


@dataclass
class Trouble:
    """Stands before the site; `kind` is what it answers instead: 500 | 401 | page | slow, or nothing."""

    port: int
    kind: str = ""

    def answer(self, handler: http.server.BaseHTTPRequestHandler, site_port: int) -> None:
        """Hand on, or be in trouble."""
        body = handler.rfile.read(int(handler.headers.get("Content-Length") or 0))
        status, kind, said = 0, "text/html", b"<!doctype html><title>Sign in</title><p>Please sign in first, then go on."
        if self.kind == "slow":
            until_s = time.monotonic() + SLOW_S
            while self.kind == "slow" and time.monotonic() < until_s:
                time.sleep(0.2)
            handler.close_connection = True
            return
        if self.kind:
            status = 200 if self.kind == "page" else int(self.kind)
        else:
            inner = http.client.HTTPConnection("127.0.0.1", site_port, timeout=30)
            inner.request(handler.command, handler.path, body, {**dict(handler.headers), "Host": f"localhost:{site_port}"})
            found = inner.getresponse()
            status, kind, said = found.status, found.getheader("Content-Type", ""), found.read()
            inner.close()
        handler.send_response(status)
        handler.send_header("Content-Type", kind)
        handler.send_header("Content-Length", str(len(said)))
        handler.end_headers()
        handler.wfile.write(said)


@contextmanager
def _trouble(site_port: int) -> Iterator[Trouble]:
    trouble = Trouble(free_port())

    class Before(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            trouble.answer(self, site_port)

        do_PUT = do_POST = do_PATCH = do_DELETE = do_GET

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", trouble.port), Before)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield trouble
    trouble.kind = ""
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def troubled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Stand, Trouble]]:
    """Site and service with trouble between them, none at first."""
    port = free_port()
    with (
        _trouble(port) as trouble,
        a_wagtail_stand(tmp_path_factory.mktemp("troubled"), port=port, url=f"http://localhost:{trouble.port}") as stand,
    ):
        until(lambda: stand.beside(stand.made["article"])["job"], what="the sample's briefs")
        yield stand, trouble


def _delivery(stand: Stand, job: str) -> dict[str, Any]:
    found: dict[str, Any] = stand.service("GET", f"/v1/briefs/{job}")["delivery"]
    return found


@pytest.mark.parametrize(
    ("kind", "outcome", "words"),
    [
        ("500", "no-answer", "answered 500"),
        ("401", "refused", "401"),
        ("page", "no-answer", "something other than JSON"),
        ("slow", "no-answer", "did not answer in time"),
    ],
)
def test_a_delivery_waits_and_comes_once(kind: str, outcome: str, words: str, troubled: tuple[Stand, Trouble]) -> None:
    """An editor's decision while the site is in trouble stands beside the page when it is not any more."""
    stand, trouble = troubled
    before = stand.beside(stand.made["article"])
    claim = stand.service("GET", f"/v1/briefs/{before['job']}/result?format=json")["claims"][0]
    address = f"/v1/briefs/{before['job']}/claims/{claim['id']}/decisions"
    trouble.kind = kind
    stand.service("POST", address, {"decision": "approved", "brief_sha256": claim["brief_sha256"], "editor": f"Ada, {kind}"})

    def waits() -> bool:
        delivery = _delivery(stand, before["job"])
        return delivery["state"] == "waiting" and delivery["outcome"] == outcome and words in delivery["detail"]

    until(lambda: waits() or None, what=f"the delivery waits for {kind}")
    assert stand.beside(stand.made["article"]) == before
    trouble.kind = ""
    until(lambda: _delivery(stand, before["job"])["state"] == "delivered" or None, what=f"the delivery after {kind}")
    after = stand.beside(stand.made["article"])
    assert after["made_at"] > before["made_at"]
    assert after["job"] == before["job"]


@pytest.mark.parametrize(("kind", "is_patient"), [("500", True), ("page", True), ("401", False)])
def test_an_article_that_cannot_be_fetched(kind: str, is_patient: bool, troubled: tuple[Stand, Trouble]) -> None:
    """The job waits, or fails and says so beside the page; nothing that is no article is briefed; the next save is."""
    stand, trouble = troubled
    trouble.kind = kind
    page_id = stand.article(f"Fetched {kind}", "<p>Some 40 barges were sunk at Low Quay in May 2025.</p>")
    [job] = until(lambda: stand.jobs_of(page_id), what="the hook came")
    if is_patient:
        until(lambda: stand.jobs_of(page_id)[0]["attempts"] or None, what="a first attempt")
        assert stand.jobs_of(page_id)[0]["state"] in ("queued", "running")
        trouble.kind = ""
    else:
        until(lambda: stand.jobs_of(page_id)[0]["state"] == "failed" or None, what="the job fails")
        trouble.kind = ""
        until(lambda: stand.beside(page_id)["made_at"] or None, what="the word that it failed")
        assert stand.beside(page_id)["job"] == ""
        stand.api("PATCH", f"/pages/{page_id}/", {"body": "<p>Some 41 barges were sunk at Low Quay in May 2025.</p>"})
    until(lambda: stand.beside(page_id)["job"] or None, what="briefs in the end")
    assert stand.beside(page_id)["is_current"]
    assert len([found for found in stand.jobs_of(page_id) if found["state"] == "succeeded"]) == 1
    assert job["id"] in {found["id"] for found in stand.jobs_of(page_id)}
