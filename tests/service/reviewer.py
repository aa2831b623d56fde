"""An editor at the review page, without a browser: signs in, reads, sends the forms that stand there."""

from __future__ import annotations

from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from starlette.testclient import TestClient

from briefs.service.app import create_app
from briefs.service.job import Job
from tests.builders import SOURCE_TEXT, a_document
from tests.service.desk import Desk


@dataclass(slots=True)
class Form:
    """A form as it stands on a page."""

    action: str
    fields: dict[str, str] = field(default_factory=dict)
    buttons: list[str] = field(default_factory=list)


class Forms(HTMLParser):
    """All forms of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._area: str | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.forms.append(Form(found["action"]))
        elif tag == "input" and "name" in found and self.forms:
            self.forms[-1].fields[found["name"]] = found.get("value", "")
        elif tag == "button" and "value" in found:
            self.forms[-1].buttons.append(found["value"])
        elif tag == "textarea":
            self._area = found["name"]
            self.forms[-1].fields[self._area] = ""

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = None

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self.forms[-1].fields[self._area] += data.removeprefix("\n")


@dataclass(slots=True)
class Editor:
    """Signed in, looking at a job's page."""

    client: TestClient
    job: Job
    page: str = ""

    @classmethod
    def at(cls, desk: Desk, job: Job, name: str = "Ada", *, token: str = "") -> Editor:
        """Sign in and open the page."""
        client = TestClient(create_app(desk.services), raise_server_exceptions=False)
        answer = client.post("/review/login", data={"editor": name, "token": token or desk.token}, follow_redirects=False)
        assert answer.status_code == 303, answer.text
        editor = cls(client, job)
        editor.read()
        return editor

    def read(self) -> str:
        """Open the page again."""
        answer = self.client.get(f"/review/{self.job.id}")
        assert answer.status_code == 200, answer.text
        self.page = answer.text
        return self.page

    def form(self, action: str, number: int = 0) -> Form:
        """The form of that number with that action, as it stood when the page was read."""
        return [form for form in Forms(self.page).forms if form.action.endswith(f"/{action}")][number]

    def send(self, action: str, number: int = 0, **fields: str) -> Any:
        """Fill in a form and send it; what comes back is not followed."""
        form = self.form(action, number)
        return self.client.post(form.action, data={**form.fields, **fields}, follow_redirects=False)


def a_reviewed_job(desk: Desk) -> Job:
    """A finished job whose source stands in the corpus."""
    (desk.settings.corpus("quay") / "gazette.txt").write_text(SOURCE_TEXT + "\n", encoding="utf-8")
    job, _ = desk.finished(a_document())
    return job
