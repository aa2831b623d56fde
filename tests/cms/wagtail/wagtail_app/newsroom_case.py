"""A site with an editor, the service's user, and an article; and a panel as the service sends it."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.test import TestCase, override_settings
from wagtail.models import APIToken, Page, Site

from news.models import ArticlePage, FrontPage

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
"""The example secret of the Standard Webhooks specification."""
SETTINGS = {
    "CONNECTION": f"http://127.0.0.1:9/v1/hooks/wagtail#{SECRET}",
    "PAGE_TYPES": ["news.ArticlePage"],
    "BODY_FIELDS": ["introduction", "body"],
    "CORPUS_FIELD": "story",
    "QUIET_SECONDS": 20,
    "IN_BACKGROUND": False,
}
HOSTILE = "</script><img src=x onerror=alert(1)>{{ 7|add:7 }}\"'&amp;<!--"


@override_settings(WAGTAIL_BRIEFS=SETTINGS)
class NewsroomTest(TestCase):
    """The site stands before each test."""

    def setUp(self) -> None:
        """A front page, people, an article that is a draft."""
        Page.objects.filter(depth=2).delete()
        root = Page.get_first_root_node()
        self.front = root.add_child(instance=FrontPage(title="Home", slug="home"))
        Site.objects.all().delete()
        Site.objects.create(hostname="localhost", root_page=self.front, is_default_site=True)
        people = get_user_model().objects
        self.editor = people.create_user("editor", password="a pass word")
        self.editor.groups.add(Group.objects.get(name="Moderators"))
        self.desk = people.create_user("briefs")
        self.desk.user_permissions.add(Permission.objects.get(codename="deliver_briefs"))
        _, self.token = APIToken.create_token(user=self.desk, name="briefs")
        self.page = self.front.add_child(
            instance=ArticlePage(title="Barges", slug="barges", body="<p>Forty barges were sunk at Low Quay.</p>", live=False)
        )

    def save(self, *, body: str = "<p>Forty barges were sunk at Low Quay.</p>", user: Any = "editor", publish: bool = False) -> Any:
        """A save as the editor's page makes one."""
        page = ArticlePage.objects.get(pk=self.page.pk).get_latest_revision_as_object()
        page.body = body
        with self.captureOnCommitCallbacks(execute=True):
            revision = page.save_revision(user=self.editor if user == "editor" else user)
            if publish:
                revision.publish(user=self.editor)
        return revision

    def call(self, method: str, path: str, data: Any = None, *, token: str | None = "") -> Any:
        """A request of the service's."""
        given = self.token if token == "" else token
        headers = {"Authorization": f"Bearer {given}"} if given else {}
        body = data if isinstance(data, bytes) else json.dumps(data).encode()
        return self.client.generic(method, path, body if data is not None else b"", content_type="application/json", headers=headers)

    def deliver(self, **changes: Any) -> Any:
        """A delivery of briefs that are of the page's text as it stands."""
        version = self.call("GET", f"/briefs/articles/{self.page.pk}/").json()["briefs_version"]
        data = {"job": "b-1", "made_at": 1000.5, "version": version, "panel": a_panel(), "reviews": None, "problem": "", **changes}
        return self.call("PUT", f"/briefs/pages/{self.page.pk}/", data)


def a_panel(text: str = "Forty barges were sunk.", url: str = "https://gazette.example/1", **changes: Any) -> dict[str, Any]:
    """One claim with a fault, a sentence and a note; `text` stands everywhere."""
    labels = ("in_article", "notes_heading", "note_link", "quote_open", "quote_close", "would_change", "panel_about", "panel_review")
    claim = {
        "id": "c1",
        "number": 1,
        "text": text,
        "review_url": "https://briefs.example/review/b-1#claim-1",
        "is_kept_back": False,
        "standing": "alleged",
        "standing_word": "alleged",
        "standing_line": f"Standing: alleged by {text}.",
        "origins_line": text,
        "wording": {
            "verdict": "overstated",
            "heading": "Overstated",
            "is_fault": True,
            "rows": [{"label": "Why:", "text": text, "notes": [1]}],
        },
        "sections": [{"section": "alleged", "heading": "Alleged", "sentences": [{"text": text, "notes": [1]}]}],
        "empty": "",
        "would_change": text,
        "notes": [
            {"number": 1, "source": text, "url": url, "language": "uk", "language_line": "", "quote": text, "is_quotation": True},
        ],
        "withheld": 0,
        "withheld_line": "",
        "not_publishable": "",
        "decision": "",
        "decision_line": text,
        "brief_sha256": "0" * 64,
    }
    return {
        "version": 1,
        "language": "en",
        "title": text,
        "as_of": "2026-03-08",
        "review_url": "https://briefs.example/review/b-1",
        "labels": {**dict.fromkeys(labels, "label"), "panel_review_claim": "Decide"},
        "claims": [claim],
        "not_briefed": 0,
        **changes,
    }


def a_review(text: str = "Forty barges were sunk.") -> dict[str, Any]:
    """An approved review as JSON-LD."""
    return {"@context": "https://schema.org", "@graph": [{"@type": "ClaimReview", "claimReviewed": text, "reviewBody": text}]}


class _Hooks(BaseHTTPRequestHandler):
    status = 202
    taken: list[tuple[dict[str, str], bytes]]

    def do_POST(self) -> None:
        """Remember, and answer as the test wants it."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.taken.append(({name.lower(): value for name, value in self.headers.items()}, body))
        self.send_response(self.status)
        if self.status == 307:
            self.send_header("Location", "/elsewhere")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""


@contextmanager
def a_service(status: int = 202) -> Iterator[list[tuple[dict[str, str], bytes]]]:
    """A service on this machine that takes hooks; what it took."""
    taken: list[tuple[dict[str, str], bytes]] = []
    handler = type("Handler", (_Hooks,), {"status": status, "taken": taken})
    server = HTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        with override_settings(
            WAGTAIL_BRIEFS={**SETTINGS, "CONNECTION": f"http://127.0.0.1:{server.server_port}/v1/hooks/wagtail#{SECRET}"}
        ):
            yield taken
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
