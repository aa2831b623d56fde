"""From a saved page to ClaimReview on the published one, in a real Wagtail with a real browser; what a person wrote is never lost."""

from __future__ import annotations

import html
import json
import re
import urllib.error
from typing import Any

import pytest

from tests.cms.wagtail.stand import Stand, screenshot, until
from tests.hostile import PAYLOADS

QUAY = "The Reed Circle, a partisan movement, claims that 40 barges were sunk at Low Quay in May 2025.\n"
SAID = "In May 2025, 40 barges were sunk at Low Quay."


def _story(site: Stand, name: str, sources: dict[str, str]) -> None:
    site.service("PUT", f"/v1/corpora/{name}")
    for publisher, text in sources.items():
        given = {
            "filename": f"{name}-{abs(hash(publisher))}.txt",
            "publisher": publisher,
            "content": text,
            "url": "https://gazette.example/1",
        }
        site.service("POST", f"/v1/corpora/{name}/sources", given)


def _delivered(site: Stand, page_id: int, *, newer_than: float = 0) -> dict[str, Any]:
    def look() -> dict[str, Any] | None:
        found = site.beside(page_id)
        return found if found["made_at"] > newer_than else None

    return until(look, what=f"briefs beside page {page_id}")


def _reviews(page: str) -> list[Any]:
    return [json.loads(script) for script in re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)]


def test_saved_checked_approved_published(chromium: Any, axe: str, wagtail: Stand) -> None:
    """The whole walk with the sample story, as an editor takes it."""
    page_id = wagtail.made["article"]
    tab = wagtail.signed_in(chromium)
    panel = wagtail.panel(tab, page_id)
    panel.locator(".briefs-claim").first.wait_for(timeout=60_000)  # they come by themselves, without a reload
    screenshot(tab, "panel")
    [job, *_] = [job for job in wagtail.jobs_of(page_id) if job["state"] == "succeeded"]
    result = wagtail.service("GET", f"/v1/briefs/{job['id']}/result?format=json")
    assert panel.locator(".briefs-claim").count() == len(result["claims"])

    # every quotation word for word, every standing, every proposal
    for details in panel.locator("details").all():
        details.evaluate("node => { node.open = true }")
    shown = " ".join(panel.inner_text().split())
    quotes = [citation["exact"] for claim in result["claims"] for said in claim["statements"] for citation in said["citations"]]
    assert quotes
    assert [quote for quote in quotes if " ".join(quote.split()) not in shown] == []
    faulty = [claim for claim in result["claims"] if claim["article_wording"]["verdict"] not in ("sound", "not-found")]
    assert panel.locator(".briefs-wording--fault").count() == len(faulty)
    faults = tab.evaluate(f"async () => {{ {axe}; return (await axe.run('[data-briefs-panel]')).violations.map(v => v.id) }}")
    assert faults == []

    # published: nothing to be seen by readers before an approval
    tab.get_by_role("button", name="Toggle actions").or_(tab.locator("[data-controller~=w-dropdown] .w-dropdown__toggle")).last.click()
    tab.get_by_role("button", name="Publish").click()
    tab.get_by_text("published").first.wait_for()
    page = wagtail.published("/sample/")
    assert "ld+json" not in page
    assert "alleged" not in page

    number = next(i for i, claim in enumerate(result["claims"], 1) if claim["is_publishable"])
    review = wagtail.reviewing(chromium, job["id"])
    review.locator("section.decide").nth(number - 1).get_by_role("button", name="Approve").click()
    [found] = until(lambda: _reviews(wagtail.published("/sample/")), what="ClaimReview on the published page")
    said = wagtail.service("GET", f"/v1/briefs/{job['id']}/claims/{result['claims'][number - 1]['id']}/claimreview")
    assert found == said

    # the panel in the open tab says so without a reload, and leads to the very claim
    panel = wagtail.panel(tab, page_id)
    panel.get_by_text("approved by Ada").wait_for(state="attached", timeout=30_000)
    link = panel.locator(".briefs-claim").nth(number - 1).locator("a[href*='#claim-']")
    assert link.get_attribute("href") == f"{wagtail.service_url}/review/{job['id']}#claim-{number}"
    reader = chromium.new_context().new_page()
    reader.goto(wagtail.url + "/sample/")
    screenshot(reader, "published")
    assert (
        reader.evaluate("JSON.parse(document.querySelector('script[type=\"application/ld+json\"]').textContent)['@type']") == "ClaimReview"
    )

    # withdrawn, and readers see it no more
    review.locator("section.decide").nth(number - 1).get_by_role("button", name="Withdraw").click()
    until(lambda: not _reviews(wagtail.published("/sample/")) or None, what="no ClaimReview after it was withdrawn")


def test_a_person_edits_between_two_runs(chromium: Any, wagtail: Stand) -> None:
    """Nothing of theirs is lost, they are told that the briefs are of an earlier text, and the new briefs come."""
    _story(wagtail, "quay-two-runs", {"The Gazette": QUAY})
    page_id = wagtail.article("Two runs", f"<p>{SAID}</p>", story="quay-two-runs")
    first = _delivered(wagtail, page_id)
    tab = wagtail.signed_in(chromium)
    panel = wagtail.panel(tab, page_id)
    panel.locator(".briefs-claim").first.wait_for()
    with wagtail.service_down():  # the second run waits until the editor was looked at
        tab.get_by_role("tab", name="Content").click()
        field = tab.locator("[data-contentpath=body] [contenteditable=true]").first
        field.click()
        tab.keyboard.press("Control+End")
        field.press_sequentially(" The harbour master wrote this by hand.", delay=20)
        assert "by hand." in field.inner_text()
        tab.wait_for_timeout(1000)  # Wagtail's editor puts what was typed into the form after a moment
        with tab.expect_navigation():
            tab.get_by_role("button", name="Save draft").click()
        tab.get_by_role("tab", name="Briefs").click()
        panel.get_by_text("The page was changed since these briefs were made").wait_for(timeout=20_000)
        panel.get_by_text("was not told of the last save").wait_for(timeout=20_000)
        screenshot(tab, "edited")
    wagtail.site.manage("briefs_hooks", "--all")
    second = _delivered(wagtail, page_id, newer_than=first["made_at"])
    assert second["is_current"]
    assert second["job"] != first["job"]
    panel.get_by_text("The page was changed since these briefs were made").wait_for(state="detached", timeout=30_000)
    latest = wagtail.api("GET", f"/pages/{page_id}/?version=draft")
    assert "The harbour master wrote this by hand." in latest["body"]
    revisions = wagtail.api("GET", f"/pages/{page_id}/revisions/")["items"]
    assert len({revision["user_id"] for revision in revisions}) == 1  # all of them the editor's: the service wrote none


def test_the_site_is_down_when_something_has_to_be_delivered(wagtail: Stand) -> None:
    """It waits, says why, and comes once the site is back; once."""
    _story(wagtail, "quay-down", {"The Gazette": QUAY})
    page_id = wagtail.article("Down", f"<p>{SAID}</p>", story="quay-down", publish=True)
    first = _delivered(wagtail, page_id)
    job = wagtail.service("GET", f"/v1/briefs/{first['job']}")
    claim = wagtail.service("GET", f"/v1/briefs/{job['id']}/result?format=json")["claims"][0]

    def waits() -> bool:
        delivery = wagtail.service("GET", f"/v1/briefs/{job['id']}")["delivery"]
        return delivery["state"] == "waiting" and delivery["outcome"] == "no-answer"

    with wagtail.site_down():
        decision = {"decision": "approved", "brief_sha256": claim["brief_sha256"], "editor": "Ada"}
        wagtail.service("POST", f"/v1/briefs/{job['id']}/claims/{claim['id']}/decisions", decision)
        until(lambda: waits() or None, what="the delivery waits")
    _delivered(wagtail, page_id, newer_than=first["made_at"])
    [review] = until(lambda: _reviews(wagtail.published("/down/")), what="ClaimReview after the site came back")
    assert review["claimReviewed"] == claim["text"]
    assert len(wagtail.jobs_of(page_id)) <= 2  # the save's and the publication's; the delivery made none


def test_the_service_is_down_while_pages_are_saved(wagtail: Stand) -> None:
    """Saving goes on as ever; the hook waits on the page's side and goes out by itself."""
    _story(wagtail, "quay-later", {"The Gazette": QUAY})
    with wagtail.service_down():
        page_id = wagtail.article("Later", f"<p>{SAID}</p>", story="quay-later")
        count = f"from wagtail_briefs.models import PageHook; print(PageHook.objects.filter(pk={page_id}).exclude(problem='').count())"
        until(lambda: wagtail.site.python(count) == "1" or None, what="the hook waits and says why")
    wagtail.site.manage("briefs_hooks", "--all")
    assert _delivered(wagtail, page_id)["is_current"]
    assert len(wagtail.jobs_of(page_id)) == 1


def test_hostile_words_are_inert(chromium: Any, wagtail: Stand) -> None:
    """In the headline, the article, the publishers, the sources and the quotes; in the editor and on the page."""
    words = PAYLOADS[:6]
    says = "The Reed Circle, a partisan movement, claims that 40 barges were sunk at Low Quay in May 2025, and shows {} on its channel.\n"
    _story(wagtail, "quay-hostile", {f"Paper {payload}"[:100]: says.format(payload) for payload in words})
    body = "".join(f"<p>{SAID[:-1]}, as {html.escape(payload)} shows.</p>" for payload in words[:2])
    page_id = wagtail.article(f"Hostile {PAYLOADS[0]}{PAYLOADS[3]}", body, story="quay-hostile", publish=True)
    job = wagtail.service("GET", f"/v1/briefs/{_delivered(wagtail, page_id)['job']}")
    claims = wagtail.service("GET", f"/v1/briefs/{job['id']}/result?format=json")["claims"]
    tab = wagtail.signed_in(chromium)
    panel = wagtail.panel(tab, page_id)
    panel.locator(".briefs-claim").first.wait_for()
    assert panel.locator("script, img, svg, iframe, form, input, meta, style").count() == 0
    assert panel.locator("[onerror], [onload], [href^=javascript], [href^=data]").count() == 0
    publishable = [claim for claim in claims if claim["is_publishable"]]
    assert publishable
    for claim in publishable:
        decision = {"decision": "approved", "brief_sha256": claim["brief_sha256"], "editor": "Ada <script>alert(1)</script>"}
        wagtail.service("POST", f"/v1/briefs/{job['id']}/claims/{claim['id']}/decisions", decision)
    slug = wagtail.api("GET", f"/pages/{page_id}/")["meta"]["slug"]

    def reviewed() -> list[Any] | None:
        found = _reviews(wagtail.published(f"/{slug}/"))
        return found if len(found) == len(publishable) else None

    found = until(reviewed, what="ClaimReview of the hostile story")
    assert all(review["@type"] == "ClaimReview" for review in found)
    panel.get_by_text("approved by Ada").first.wait_for(state="attached", timeout=30_000)
    screenshot(tab, "hostile")
    reader = chromium.new_context().new_page()
    alerts: list[str] = []
    reader.on("dialog", lambda dialog: (alerts.append(dialog.message), dialog.dismiss()))
    reader.goto(f"{wagtail.url}/{slug}/")
    assert reader.locator("img, svg, iframe").count() == 0
    assert reader.locator("script").count() == len(found)
    assert (alerts, tab.alerts) == ([], [])


def test_nothing_leaks_before_an_approval(wagtail: Stand) -> None:
    """Not over the public API, not over the app's own addresses, not on the page."""
    _story(wagtail, "quay-leak", {"The Gazette": QUAY})
    page_id = wagtail.article("Leak", f"<p>{SAID}</p>", story="quay-leak", publish=True)
    _delivered(wagtail, page_id)
    for path in (f"/api/v3/pages/{page_id}/", "/api/v3/pages/?type=news.ArticlePage", "/leak/", "/"):
        page = wagtail.published(path)
        assert "Reed Circle" not in page
        assert "briefs/" not in page
    for path in (f"/briefs/pages/{page_id}/", f"/briefs/articles/{page_id}/", "/briefs/rights/"):
        with pytest.raises(urllib.error.HTTPError) as refused:
            wagtail.published(path)
        assert refused.value.code == 401
