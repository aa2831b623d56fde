"""An editor at the service's review page in a real browser, by keyboard and mouse; and that hostile words never run under its policy."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from briefs.domain import Standing
from briefs.service.app import create_app
from briefs.service.audit import audit_lines, check_audit
from briefs.service.job import Job
from briefs.service.working import outcome_of, work
from tests.browser.test_review_in_a_browser import SIZES, assert_quick, large
from tests.builders import a_document
from tests.hostile import PAYLOADS
from tests.service.desk import Desk, hashed
from tests.service.reviewer import Editor, a_reviewed_job
from tests.unit.test_review_page import a_story, hostile

GOOD = "According to the Reed Circle, 40 barges were sunk."
BAD = "The Reed Circle says that 50 barges were sunk."


@dataclass(slots=True)
class Site:
    """A service that listens."""

    desk: Desk
    job: Job
    url: str

    def signed_in(self, chromium: Any, name: str = "Ada", *, size: str = "desktop", **more: Any) -> Any:
        """A tab at the job's page; `alerts` collects what scripts would have said."""
        width, height = SIZES[size]
        tab = chromium.new_context(viewport={"width": width, "height": height}, **more).new_page()
        tab.set_default_timeout(100_000)  # an edit starts a process of its own, which a busy machine keeps waiting
        tab.alerts = []
        tab.on("dialog", lambda dialog: (tab.alerts.append(dialog.message), dialog.dismiss()))
        tab.goto(f"{self.url}/review")
        tab.get_by_label("Your name").fill(name)
        tab.get_by_label("Token").fill(self.desk.token)
        tab.keyboard.press("Enter")
        tab.wait_for_url("**/review")
        tab.goto(f"{self.url}/review/{self.job.id}")
        return tab


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """On a free port of this machine."""
    import uvicorn

    desk = Desk.at(tmp_path)
    job = a_reviewed_job(desk)
    server = uvicorn.Server(uvicorn.Config(create_app(desk.services), port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield Site(desk, job, f"http://127.0.0.1:{port}")
    server.should_exit = True
    thread.join(10)


def test_approve_by_keyboard_edit_and_reject(chromium: Any, site: Site) -> None:
    """Every step as an editor does it; the audit holds at the end."""
    tab = site.signed_in(chromium)
    tab.get_by_role("button", name="Approve").focus()
    tab.keyboard.press("Enter")
    tab.wait_for_url("**#claim-1")
    assert tab.get_by_text("approved by Ada").is_visible()
    tab.get_by_text("Edit a sentence").click()
    field = tab.get_by_label("Sentence 1", exact=True)
    field.fill(BAD)
    tab.locator("form", has=field).get_by_role("button").click()
    tab.wait_for_load_state()
    assert tab.get_by_role("alert").get_by_text("it has a figure that the cited words do not have").is_visible()
    assert field.is_visible()
    assert field.input_value() == BAD
    field.fill(GOOD)
    tab.locator("form", has=field).get_by_role("button").click()
    tab.wait_for_url("**#claim-1")
    assert tab.get_by_text("An earlier decision was on another brief").is_visible()
    tab.get_by_label("Note").fill("Not before the harbour office answers.")
    tab.get_by_role("button", name="Reject").click()
    assert tab.get_by_text("rejected by Ada").is_visible()
    report = check_audit(site.desk.database)
    assert (report.lines, report.faults) == (3, ())


def test_the_later_editor_is_told(chromium: Any, site: Site) -> None:
    """In their own browser, with their words kept."""
    first, second = site.signed_in(chromium, "Ada"), site.signed_in(chromium, "Bob")
    first.get_by_role("button", name="Approve").click()
    first.wait_for_url("**#claim-1")
    second.get_by_label("Note").fill("I doubt it.")
    second.get_by_role("button", name="Reject").click()
    assert second.get_by_role("alert").get_by_text("Nothing was changed.").is_visible()
    assert second.get_by_label("Note").input_value() == "I doubt it."
    assert site.desk.counts()["decisions"] == 1


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation_with_forms(chromium: Any, axe: str, site: Site, size: str, scheme: str) -> None:
    """With every fold open; the sign-in and the list too."""
    editor = Editor.at(site.desk, site.job)
    editor.send("sentence", text=GOOD)
    editor.send("parties", party="Reed Circle", side="Sudmark")
    tab = site.signed_in(chromium, size=size, color_scheme=scheme, bypass_csp=True)
    waiting = site.desk.hand_in()["id"]
    for path in ("/review/login", "/review", f"/review/{waiting}", "/review/b-00000000000000000000", f"/review/{site.job.id}"):
        tab.goto(site.url + path)
        tab.evaluate("document.querySelectorAll('details').forEach(fold => fold.open = true)")
        tab.evaluate(axe)
        found = tab.evaluate("axe.run()")
        assert [(path, rule["id"], rule["nodes"][0]["html"]) for rule in found["violations"]] == []
        assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_hostile_words_never_run_under_the_policy(chromium: Any, site: Site) -> None:
    """In the document, in notes, in fields; nothing is asked for but the page, and its style is not blocked."""
    job, _ = site.desk.finished(hostile(a_story(), " ".join(PAYLOADS)))
    tab = Site(site.desk, job, site.url).signed_in(chromium)
    asked: list[str] = []
    refused: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.on("console", lambda message: refused.append(message.text))
    for payload in PAYLOADS:
        tab.get_by_label("Note", exact=True).fill(payload)
        tab.get_by_role("button", name="Leave a note only").click()
        tab.wait_for_url("**#claim-1")
    tab.locator("summary", has_text="Parties to the matter").click()
    tab.locator("#party-party").fill(PAYLOADS[0][:150].replace("\n", " "))
    tab.get_by_role("button", name="Mark and brief again").click()
    tab.get_by_role("status").wait_for()
    tab.goto(f"{site.url}/review/{job.id}")
    assert tab.locator("form[action$=parties]").count() == 2
    assert tab.alerts == []
    assert {url.split("/review/")[0] for url in asked} == {site.url}
    assert refused == []
    assert tab.evaluate("getComputedStyle(document.querySelector('.review')).display") == "grid"


def test_a_whole_review_by_keyboard_alone(chromium: Any, site: Site) -> None:
    """From the sign-in on, without a mouse: reach a claim from its tag in the article, edit, see what changed, decide, mark a party."""
    tab = site.signed_in(chromium, size="phone")

    def to(wanted: str, key: str = "Tab") -> None:
        """Press the key until what is wanted has the focus."""
        for _ in range(150):
            if tab.evaluate(f"document.activeElement.matches({wanted!r})"):
                return
            tab.keyboard.press(key)
        raise AssertionError(f"the keyboard does not reach {wanted}")

    to(".tag")
    tab.keyboard.press("Enter")
    assert tab.url.endswith("#claim-1")
    to(".decide details:not(.difference) > summary")
    tab.keyboard.press("Enter")
    to(".decide details[open] textarea[name=text]")
    tab.keyboard.press("Control+A")
    tab.keyboard.type(GOOD)
    to("form[action$=sentence] button")
    tab.keyboard.press("Enter")
    tab.get_by_text("What editors changed").wait_for()
    assert tab.locator(".difference ins").get_by_text(GOOD).is_visible()
    to("button[value=approved]")
    tab.keyboard.press("Enter")
    tab.get_by_text("approved by Ada").wait_for()
    assert not tab.get_by_text("What editors changed").is_visible(), "what was decided on as it stands has not changed"
    tab.evaluate("scrollTo(0, 0)")
    to("summary:has(+ p + form[action$=parties])", "Shift+Tab")
    tab.keyboard.press("Enter")
    to("#party-party")
    tab.keyboard.type("Reed Circle")
    to("#party-side")
    tab.keyboard.type("Sudmark")
    tab.keyboard.press("Enter")
    tab.get_by_role("status").wait_for()
    assert "Reed Circle" in (site.desk.settings.corpus("quay") / "parties.yaml").read_text(encoding="utf-8")
    assert [line["action"] for line in audit_lines(site.desk.database)] == ["edited", "approved", "party"]
    assert check_audit(site.desk.database).faults == ()


def test_a_source_is_added_and_the_page_waits_for_its_brief(chromium: Any, site: Site) -> None:
    """The page opens by itself when the job is done, with what changed in it."""
    tab = site.signed_in(chromium)
    tab.get_by_text("Add a source").click()
    tab.get_by_label("Its text").fill("The harbour office's log says that 40 barges were sunk near Ostrava Point in May 2025.")
    tab.get_by_label("Publisher", exact=True).fill("Harbour Office")
    tab.get_by_role("button", name="Add and brief again").click()
    tab.get_by_role("heading", name="Being briefed").wait_for()
    job = site.desk.services.jobs.next_job(0)
    assert job is not None
    document = a_document()
    [brief] = document.briefs
    assessment = replace(brief.assessment, standing=Standing.DISPUTED)
    made = outcome_of(hashed(replace(document, briefs=(replace(brief, assessment=assessment),))), "mark")
    assert site.desk.services.jobs.finish(job, made)
    tab.get_by_text("alleged before, disputed now").wait_for()
    assert tab.url.endswith(job.id)


def test_sign_in_and_list_speak_german(chromium: Any, site: Site) -> None:
    """For a browser that asks for it."""
    tab = chromium.new_context(locale="de-DE").new_page()
    tab.goto(f"{site.url}/review")
    tab.get_by_label("Ihr Name, wie ihn Entscheidungen tragen").fill("Ada")
    tab.get_by_label("Token").fill(site.desk.token)
    tab.get_by_role("button", name="Anmelden").click()
    tab.get_by_role("heading", name="Artikel zum Prüfen").wait_for()
    assert tab.evaluate("document.documentElement.lang") == "de"


def test_forty_claims_over_two_hundred_sources_are_served_within_a_second(chromium: Any, site: Site) -> None:
    """From the request to the last claim laid out, forms and all; the best of five, for a busy machine."""
    job, _ = site.desk.finished(large(40, 200))
    tab = Site(site.desk, job, site.url).signed_in(chromium)
    took = []
    for _ in range(5):
        started = time.monotonic()
        tab.goto(f"{site.url}/review/{job.id}")
        tab.evaluate("document.querySelector('#claim-40').scrollIntoView()")
        tab.evaluate("document.querySelector('#claim-40').getBoundingClientRect().top")
        took.append(time.monotonic() - started)
    print(f"served and opened in {min(took):.2f} s (of {len(took)}: {max(took):.2f} s at worst)")
    assert_quick(min(took))


def test_a_source_is_added_and_briefed(chromium: Any, site: Site) -> None:
    """The whole pipeline runs on the article with the new source; the waiting page opens the result by itself."""
    tab = site.signed_in(chromium)
    tab.get_by_text("Add a source").click()
    tab.get_by_label("Its text, as it was published").fill(
        "The harbour office published its log on Friday. 40 barges were sunk at Low Quay in May 2025, the log says."
    )
    tab.get_by_label("Publisher", exact=True).fill("Harbour Office")
    tab.get_by_label("What the publisher is").select_option("official")
    tab.get_by_role("button", name="Add and brief again").click()
    assert tab.get_by_text("The article is being briefed.").is_visible()
    jobs = site.desk.services.jobs
    job = jobs.next_job(0)
    assert job is not None
    assert jobs.finish(job, work(job, jobs, site.desk.settings, site.desk.services.secrets))
    tab.locator(".case").first.wait_for(timeout=10_000)
    assert tab.url.endswith(job.id)
    assert tab.locator(".case").get_by_text("Harbour Office").first.is_visible()


def test_decided_claims_leave_the_list_of_undecided_ones(chromium: Any, site: Site) -> None:
    """The claim just decided is still shown, since the page was led to it; the next look is without it."""
    job, _ = site.desk.finished(large(3, 4))
    tab = Site(site.desk, job, site.url).signed_in(chromium)
    tab.get_by_role("link", name="not decided (3)").click()
    tab.locator(".case").nth(0).get_by_role("button", name="Approve").click()
    tab.wait_for_url("**?show=undecided#claim-1")
    assert [tab.locator(".case").nth(n).is_visible() for n in range(3)] == [True, True, True]
    tab.get_by_role("link", name="not decided (2)").click()
    assert [tab.locator(".case").nth(n).is_visible() for n in range(3)] == [False, True, True]
