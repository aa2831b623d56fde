"""A content management system that answers oddly: what waits, what is a no, what is an answer."""

from __future__ import annotations

import http.server
import json
import time

import pytest

from briefs.adapters.addresses import HostRules
from briefs.adapters.cms_api import JsonApi
from briefs.adapters.fetching import Http, Limits
from briefs.errors import AddressRefused, ProviderError
from tests.service.test_fetching import a_server

HTML = b"<!doctype html><p>We are down for maintenance"


def _api(port: int, *, timeout_s: float = 10.0) -> JsonApi:
    rules = HostRules(private_hosts=frozenset({f"cms.example:{port}"}))
    http = Http(rules, limits=Limits(timeout_s=timeout_s), resolve=lambda host, port: ["127.0.0.1"])
    return JsonApi(http, {"Authorization": "Basic secret"})


def _send(handler: http.server.BaseHTTPRequestHandler, status: int, body: bytes, **headers: str) -> None:
    handler.send_response(status)
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def test_json_goes_out_and_comes_back() -> None:
    """With method, credentials and body; whatever letters it holds."""
    seen: list[tuple[str, str | None, str | None, bytes]] = []

    def answer(handler: http.server.BaseHTTPRequestHandler) -> None:
        body = handler.rfile.read(int(handler.headers.get("Content-Length", 0)))
        seen.append((handler.command, handler.headers["Authorization"], handler.headers["Content-Type"], body))
        _send(handler, 201, b'{"id": 7, "title": "\\u0416"}')

    with a_server(answer) as port:
        found = _api(port).ask("POST", f"http://cms.example:{port}/posts", {"title": "Ж"})
        _api(port).ask("GET", f"http://cms.example:{port}/posts")
    assert (found.status, found.data["id"], found.field("title"), found.is_ok) == (201, 7, "Ж", True)
    assert seen[0] == ("POST", "Basic secret", "application/json", json.dumps({"title": "Ж"}, ensure_ascii=False).encode())
    assert seen[1] == ("GET", "Basic secret", None, b"")


@pytest.mark.parametrize(
    ("status", "body", "words", "is_lasting"),
    [
        (500, b'{"code": "db"}', "answered 500", False),
        (503, HTML, "answered 503", False),
        (429, b"{}", "answered 429", False),
        (200, HTML, "something other than JSON", False),
        (200, b"", "answered with nothing", False),
        (200, b"[" * 100_000, "something other than JSON", False),
        (301, b"", "redirects to https://www.cms.example: write that address", True),
    ],
)
def test_what_is_no_answer_is_told_apart(status: int, body: bytes, words: str, is_lasting: bool) -> None:
    """Errors of the system's own, pages for people, redirects."""

    def answer(handler: http.server.BaseHTTPRequestHandler) -> None:
        _send(handler, status, body, Location="https://www.cms.example/posts?secret", Retry_After="120")

    with a_server(answer) as port, pytest.raises(ProviderError, match=words) as caught:
        _api(port).ask("GET", f"http://cms.example:{port}/posts")
    assert caught.value.is_lasting is is_lasting
    assert caught.value.retry_after_s == (120 if status in (429, 500, 503) else None)
    assert "secret" not in str(caught.value)


@pytest.mark.parametrize("body", [b'{"code": "rest_forbidden"}', HTML, b""])
def test_a_refusal_is_an_answer(body: bytes) -> None:
    """A 401 is for whoever asked, with or without JSON."""
    with a_server(lambda handler: _send(handler, 401, body)) as port:
        found = _api(port).ask("GET", f"http://cms.example:{port}/posts")
    assert (found.status, found.is_ok) == (401, False)
    assert found.field("code") == ("rest_forbidden" if body.startswith(b"{") else "")


def test_a_slow_system_and_one_that_is_not_there_may_pass() -> None:
    """Both are asked again later."""
    with a_server(lambda handler: time.sleep(1.5)) as port, pytest.raises(ProviderError, match="in time") as slow:
        _api(port, timeout_s=0.3).ask("GET", f"http://cms.example:{port}/posts")
    with pytest.raises(ProviderError) as down:
        _api(port).ask("GET", f"http://cms.example:{port}/posts")
    assert not slow.value.is_lasting and not down.value.is_lasting


def test_no_other_host_is_spoken_to() -> None:
    """The rules are the client's."""
    with pytest.raises(AddressRefused):
        _api(80).ask("GET", "http://elsewhere.example/posts")
