"""Wagtail's adapters against answers that a real one does not give on demand: down, slow, 500, 401, a page instead of JSON; and what the
configuration has to say. A real one is tried in tests/cms.
"""

from __future__ import annotations

import http.server
import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from briefs.adapters.addresses import HostRules
from briefs.adapters.fetching import Http, Limits
from briefs.adapters.wagtail import WagtailBeside, WagtailDraft, shown_text
from briefs.adapters.wagtail_page import panel_to_rich_text, quotes_of
from briefs.errors import AddressRefused, ProviderError, UsageError
from briefs.ports import ArticleBriefs
from briefs.render.panel import to_panel
from briefs.service.publishers import publishers_of
from briefs.service.settings import load_service_settings, read_environment
from tests.builders import a_document
from tests.hostile import PAYLOADS, PageReader
from tests.service.desk import HOOK_SECRET
from tests.service.test_fetching import a_server

Handler = http.server.BaseHTTPRequestHandler
PAGE = b"<!doctype html><title>Sign in</title>"
CONFIG = """
[hooks.wagtail]
kind = "wagtail"
secret_env = "HOOK"
article_url = "https://cms.example/briefs/articles/{id}/"
auth = "bearer"
auth_env = "TOKEN"
corpus = "quay"
deliver = "meta"
"""


def _briefs(**changes: Any) -> ArticleBriefs:
    panel = to_panel(a_document(), kept_back=(), decided=lambda _: None, review_url="https://briefs.example/review/b-1")
    given = {"article_id": "42", "version": "v", "job": "b-1", "made_at": 1.5, "title": "Barges", "panel": panel, "page_html": "x"}
    return ArticleBriefs(**{**given, "reviews": None, **changes})


def _http(port: int, *, timeout_s: float = 10.0) -> Http:
    rules = HostRules(private_hosts=frozenset({f"cms.example:{port}"}))
    return Http(rules, limits=Limits(timeout_s=timeout_s), resolve=lambda host, port: ["127.0.0.1"])


def _beside(port: int, **more: Any) -> WagtailBeside:
    return WagtailBeside(_http(port, **more), "a-token", f"http://cms.example:{port}/briefs")


def _send(handler: Handler, status: int, data: object = None, *, kind: str = "application/json", **headers: str) -> None:
    body = data if isinstance(data, bytes) else json.dumps(data).encode()
    handler.send_response(status)
    handler.send_header("Content-Type", kind)
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def _read(handler: Handler) -> Any:
    length = int(handler.headers.get("Content-Length") or 0)
    return json.loads(handler.rfile.read(length)) if length else None


def test_what_is_put_beside_a_page() -> None:
    """With the token, to the page's own address; the answer becomes the outcome."""
    seen: list[tuple[str, str, str | None, Any]] = []
    said = [("created", True), ("updated", True), ("unchanged", True), ("outdated", True), ("updated", False)]

    def answer(handler: Handler) -> None:
        seen.append((handler.command, handler.path, handler.headers["Authorization"], _read(handler)))
        outcome, is_current = said[len(seen) - 1]
        _send(handler, 200, {"outcome": outcome, "is_current": is_current})

    with a_server(answer) as port:
        found = [_beside(port).deliver(_briefs()) for _ in said]
    assert [done.outcome for done in found] == ["created", "updated", "unchanged", "unchanged", "updated"]
    assert [bool(done.detail) for done in found] == [False, False, False, False, True]
    method, path, authorization, body = seen[0]
    assert (method, path, authorization) == ("PUT", "/briefs/pages/42/", "Bearer a-token")
    assert set(body) == {"job", "made_at", "version", "panel", "reviews", "problem"}
    assert body["panel"]["claims"]


@pytest.mark.parametrize(
    ("status", "data", "words", "is_lasting"),
    [
        (500, {"detail": "x"}, "answered 500", False),
        (503, PAGE, "answered 503", False),
        (429, {}, "answered 429", False),
        (200, PAGE, "other than JSON", False),
        (302, PAGE, "redirects", True),
        (401, {"detail": "no"}, "refused the token", True),
        (401, PAGE, "no API answers", True),
        (403, {"detail": "no"}, "may not do that", True),
        (404, PAGE, "is the app installed", True),
        (422, {"detail": "panel.version is 2"}, "panel.version is 2", True),
        (422, {"detail": "Validation failed", "errors": [{"loc": ["slug"], "msg": "in use"}]}, "slug in use", True),
    ],
)
def test_what_goes_wrong_is_told_apart(status: int, data: object, words: str, is_lasting: bool) -> None:
    """What may pass by itself, and what somebody has to mend; never the token."""

    def answer(handler: Handler) -> None:
        _read(handler)
        _send(handler, status, data, kind="text/html" if data is PAGE else "application/json", Location="https://elsewhere.example/")

    with a_server(answer) as port, pytest.raises(ProviderError, match=words) as refused:
        _beside(port).deliver(_briefs())
    assert refused.value.is_lasting is is_lasting
    assert "a-token" not in str(refused.value)


def test_slow_down_and_strange_hosts() -> None:
    """A deadline for the whole; a closed port; a host that was not named."""
    with a_server(lambda handler: time.sleep(1.5)) as port, pytest.raises(ProviderError, match="in time") as refused:
        _beside(port, timeout_s=0.5).deliver(_briefs())
    assert not refused.value.is_lasting
    with pytest.raises(ProviderError) as refused:
        _beside(9).deliver(_briefs())
    assert not refused.value.is_lasting
    with pytest.raises(AddressRefused):
        WagtailBeside(_http(9), "t", "http://other.example/briefs").deliver(_briefs())


def test_a_page_that_is_gone() -> None:
    """Our app says so; a proxy's 404 is something else."""

    def answer(handler: Handler) -> None:
        _read(handler)
        _send(handler, 404, {"status": 404, "detail": "there is no article's page of that id"}, kind="application/problem+json")

    with a_server(answer) as port:
        assert _beside(port).deliver(_briefs()).outcome == "gone"


class FakePages:
    """Wagtail's write API as far as drafts need it, for one page: revisions by us (7) and by a person (1)."""

    def __init__(self) -> None:
        self.revisions: list[tuple[int, int]] = []
        self.calls: list[str] = []
        self.lose_answer = False

    def __call__(self, handler: Handler) -> None:
        path, method = handler.path.partition("?")[0], handler.command
        data = _read(handler)
        self.calls.append(f"{method} {path}")
        page = {
            "id": 9,
            "meta": {"parent": {"id": 3}, "first_published_at": None, "slug": "briefs-42"},
            "body": (data or {}).get("body", ""),
        }
        if path == "/api/v3/whoami/":
            _send(handler, 200, {"user": {"id": "7"}})
        elif method in ("POST", "PATCH"):
            self.revisions.append((len(self.revisions) + 1, 7))
            _send(handler, 500 if self.lose_answer else 201, page)
        elif path.endswith("/revisions/"):
            items = [{"id": number, "user_id": user} for number, user in reversed(self.revisions)]
            _send(handler, 200, {"count": len(items), "items": items})
        elif path == "/api/v3/pages/":
            _send(handler, 200, {"count": 1, "items": [{"id": 9}] if self.revisions else []})
        else:
            _send(handler, 200 if self.revisions else 404, page)

    def draft(self, port: int) -> WagtailDraft:
        """That writes there."""
        base = f"http://cms.example:{port}"
        return WagtailDraft(_http(port), "t", f"{base}/briefs", f"{base}/api/v3", 3)


def test_an_answer_that_is_lost_makes_no_second_page() -> None:
    """The page was made, and 500 came: the next attempt finds it by its slug and writes it again."""
    pages = FakePages()
    with a_server(pages) as port:
        pages.lose_answer = True
        with pytest.raises(ProviderError):
            pages.draft(port).deliver(_briefs())
        pages.lose_answer = False
        done = pages.draft(port).deliver(_briefs())
    assert done.outcome == "updated"
    assert [call for call in pages.calls if call.startswith("POST")] == ["POST /api/v3/pages/"]


def test_a_draft_is_left_alone_once_a_person_saved_it() -> None:
    """Whether we remember our revision or not; nothing is written."""
    pages = FakePages()
    with a_server(pages) as port:
        done = pages.draft(port).deliver(_briefs())
        pages.revisions.append((2, 1))
        for place in (done.place, ""):
            before = len(pages.revisions)
            assert pages.draft(port).deliver(_briefs(place=place)).outcome == "conflict"
            assert len(pages.revisions) == before
        pages.revisions.append((3, 7))  # as if the person's had been put aside by a later write of ours
        assert pages.draft(port).deliver(_briefs(place="")).outcome == "conflict"


@pytest.mark.parametrize("place", ["", "x", "9.1", "9.1.2.3", "a.b.c", "-1.2.c"])
def test_a_place_that_is_none_is_looked_for_anew(place: str) -> None:
    """Whatever the state holds."""
    pages = FakePages()
    with a_server(pages) as port:
        assert pages.draft(port).deliver(_briefs(place=place)).outcome == "created"


def test_the_rich_text_holds_every_quotation_and_nothing_else() -> None:
    """Hostile words in every place: text, in the elements that Wagtail keeps, with no attribute but an address."""
    for payload in PAYLOADS:
        panel = _hostile(payload)
        page = PageReader(panel_to_rich_text(panel))
        assert set(page.shape) <= {"p", "b", "h2", "h3", "ul", "li", "a"}
        assert all(set(attributes) <= {"href"} for _, attributes in page.tags)
        assert all(str(attributes.get("href", "https://")).startswith("https://") for _, attributes in page.tags)
        text = shown_text(panel_to_rich_text(panel))
        assert quotes_of(panel)
        assert all(" ".join(quote.split()) in text for quote in quotes_of(panel))


def _hostile(payload: str) -> dict[str, Any]:
    def put(value: Any, name: str = "") -> Any:
        if isinstance(value, dict):
            return {key: put(inner, key) for key, inner in value.items()}
        if isinstance(value, list):
            return [put(inner, name) for inner in value]
        return payload if isinstance(value, str) and name in _FREE else value

    found: dict[str, Any] = put(_briefs().panel)
    for claim in found["claims"]:
        for note in claim["notes"]:
            note["is_quotation"] = True
    return found


_FREE = ("text", "quote", "source", "standing_line", "origins_line", "would_change", "decision_line", "title", "language_line")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda text: text.replace("articles/{id}/", "api/{id}"), "has to end with /articles/{id}/"),
        (lambda text: text.replace('auth = "bearer"\nauth_env = "TOKEN"\n', ""), "without a token"),
        (lambda text: text.replace('"meta"', '"draft"'), "deliver_api and deliver_under"),
        (lambda text: text.replace('"wagtail"\nsecret', '"ghost"\nsecret'), "of kind ghost"),
    ],
)
def test_a_hook_that_leads_nowhere_is_refused_at_start(change: Callable[[str], str], words: str, tmp_path: Path) -> None:
    """By name, with what is missing."""
    with pytest.raises(UsageError, match=words):
        _publishers(tmp_path, change(CONFIG))


def test_the_publishers_of_a_hook(tmp_path: Path) -> None:
    """Beside the page, or as a draft; with a credential of its own where one is given."""
    [beside] = _publishers(tmp_path, CONFIG).values()
    assert isinstance(beside, WagtailBeside)
    assert (beside.app_url, beside.token) == ("https://cms.example/briefs", "the token")
    more = 'deliver_api = "https://cms.example/api/v3/"\ndeliver_under = 3\ndeliver_auth_env = "OTHER"\n'
    [draft] = _publishers(tmp_path, CONFIG.replace('"meta"', '"draft"') + more).values()
    assert isinstance(draft, WagtailDraft)
    assert (draft.api_url, draft.parent, draft.token) == ("https://cms.example/api/v3", 3, "another")


def _publishers(folder: Path, text: str) -> dict[str, Any]:
    file = folder / "service.toml"
    file.write_text(text, encoding="utf-8")
    settings = load_service_settings(file, state=folder / "state")
    environment = {"HOOK": HOOK_SECRET, "TOKEN": "the token", "OTHER": "another"}
    return dict(publishers_of(settings, read_environment(settings, environment)))
