"""A real Wagtail and the service beside it, as `bin/demo-wagtail` starts them, and what a test asks of them."""

from __future__ import annotations

import json
import os
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

from briefs.adapters.addresses import HostRules
from briefs.adapters.fetching import Http, Limits
from demos.story import Desk
from demos.wagtail import start
from demos.wagtail_site import WagtailSite

WAIT_S = 60.0
T = TypeVar("T")


class Stand:
    """Both servers, and their people."""

    def __init__(self, site: WagtailSite, desk: Desk) -> None:
        assert desk.service is not None
        self.site, self.desk, self.running = site, desk, desk.service
        self.made, self.url, self.service_url = site.made, site.url, desk.url
        self.editor_token = site.python(
            "from wagtail.models import APIToken; from django.contrib.auth import get_user_model;"
            "print(APIToken.create_token(user=get_user_model().objects.get(username='editor'), name='test')[1])"
        )

    @property
    def http(self) -> Http:
        """A client that may speak to the site."""
        return Http(HostRules(private_hosts=frozenset({f"localhost:{self.site.port}"})), limits=Limits(timeout_s=10))

    def api(self, method: str, path: str, data: Any = None, *, token: str | None = None) -> Any:
        """Wagtail's own API, as the editor."""
        return _ask(method, f"{self.url}/api/v3{path}", data, token or self.editor_token)

    def service(self, method: str, path: str, data: Any = None) -> Any:
        """The service's API."""
        return _ask(method, f"{self.service_url}{path}", data, self.running.token)

    def beside(self, page_id: int) -> dict[str, Any]:
        """What stands beside a page, as the service's user sees it."""
        found: dict[str, Any] = _ask("GET", f"{self.url}/briefs/pages/{page_id}/", None, self.made["token"])
        return found

    @contextmanager
    def service_down(self) -> Iterator[None]:
        """Stopped as an operator stops it, and started again whatever happens."""
        self.running.stop()
        try:
            yield
        finally:
            self.running.start()

    @contextmanager
    def site_down(self) -> Iterator[None]:
        """The same for the site."""
        self.site.stop()
        try:
            yield
        finally:
            self.site.start()

    def article(self, title: str, body: str, *, story: str = "", publish: bool = False) -> int:
        """A new article of the editor's; its id."""
        meta = {
            "type": "news.ArticlePage",
            "parent_id": self.api("GET", f"/pages/{self.made['article']}/?version=draft")["meta"]["parent"]["id"],
        }
        data = {"meta": {**meta, **({"action": "publish"} if publish else {})}, "title": title, "body": body, "story": story}
        return int(self.api("POST", "/pages/", data)["id"])

    def jobs_of(self, page_id: int) -> list[dict[str, Any]]:
        """Finished or not, newest first."""
        listed = self.service("GET", "/v1/briefs?limit=100")
        return [job for job in listed["items"] if str(job.get("article", "")).endswith(f"/{page_id}")]

    def published(self, path: str) -> str:
        """A page as readers get it."""
        with urllib.request.urlopen(f"{self.url}{path}", timeout=10) as answer:
            return str(answer.read().decode("utf-8"))

    def signed_in(self, chromium: Any, *, width: int = 1280, height: int = 900, **more: Any) -> Any:
        """A tab of the editor's; `alerts` collects what scripts would have said."""
        tab = chromium.new_context(viewport={"width": width, "height": height}, **more).new_page()
        tab.alerts = []
        tab.on("dialog", lambda dialog: (tab.alerts.append(dialog.message), dialog.accept()))
        tab.goto(f"{self.url}/admin/login/")
        tab.locator("input[name=username]").fill(self.made["editor"])
        tab.locator("input[name=password]").fill(self.made["password"])
        with tab.expect_navigation():
            tab.keyboard.press("Enter")
        return tab

    def panel(self, tab: Any, page_id: int) -> Any:
        """The panel in the page editor, in front."""
        tab.goto(f"{self.url}/admin/pages/{page_id}/edit/")
        tab.get_by_role("tab", name="Briefs").click()
        return tab.locator("[data-briefs-panel]")

    def reviewing(self, chromium: Any, job: str) -> Any:
        """A tab at the review page of a job."""
        tab = chromium.new_context().new_page()
        tab.goto(f"{self.service_url}/review")
        tab.get_by_label("Your name").fill("Ada")
        tab.get_by_label("Token").fill(self.running.token)
        with tab.expect_navigation():
            tab.keyboard.press("Enter")
        tab.goto(f"{self.service_url}/review/{job}")
        return tab


@contextmanager
def a_wagtail_stand(folder: Path, **more: Any) -> Iterator[Stand]:
    """Started, and ended with everything that it started."""
    site, desk = start(folder, quiet_s=1, **more)
    try:
        yield Stand(site, desk)
    finally:
        desk.stop()
        site.stop()


def until(look: Callable[[], T | None], *, what: str, wait_s: float = WAIT_S) -> T:
    """What `look` finds, asked until it finds something."""
    end = time.monotonic() + wait_s
    while True:
        found = look()
        if found:
            return found
        assert time.monotonic() < end, f"not within {wait_s:.0f} s: {what}"
        time.sleep(0.3)


def screenshot(tab: Any, name: str) -> None:
    """Kept where `BRIEFS_SCREENSHOTS` says, to be looked at."""
    folder = os.environ.get("BRIEFS_SCREENSHOTS")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        tab.screenshot(path=str(Path(folder) / f"wagtail-{name}.png"))


class Refused(AssertionError):
    """An answer of 400 or more; `status` says which."""

    def __init__(self, status: int, body: str) -> None:
        super().__init__(f"{status}: {body[:500]}")
        self.status = status


def _ask(method: str, url: str, data: Any, token: str) -> Any:
    body = None if data is None else json.dumps(data).encode("utf-8")
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    request = urllib.request.Request(url, data=body, headers=headers, method=method)
    try:
        with urllib.request.urlopen(request, timeout=30) as answer:
            said = answer.read()
            return json.loads(said) if said else None
    except urllib.error.HTTPError as error:
        raise Refused(error.code, error.read().decode("utf-8", "replace")) from error
