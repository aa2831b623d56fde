"""Briefs as a draft page, by a real Wagtail's write API: idempotent, never over a person's edit, never published, word for word."""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from briefs.adapters.wagtail import WagtailBeside, WagtailDraft, shown_text
from briefs.errors import ProviderError
from briefs.ports import ArticleBriefs, Delivered
from briefs.render.panel import to_panel
from tests.builders import a_document
from tests.cms.wagtail.stand import Refused, Stand, a_wagtail_stand, screenshot, until

QUOTES = (
    '“Straight "quotes", it\'s -- said... & <b>not bold</b>”',
    "[gallery id=1] {{ 7*7 }} {% now %} http://example.org/?a=1&b=2",
    "Zwei  Leerzeichen,\ttab, Zeilen\nwechsel, geschützte\u00a0Leerzeichen, weiches\u00adTrennzeichen",
    "Україна: «так», 北京 日本語 العربية עברית, e\u0301 combining, 👩🏽\u200d🚒",
    "</p><script>alert(1)</script> &lt;already&gt; &amp;amp; ]]> \\ ` * _ # 1. - +",
)


def _briefs(article_id: str, *, quotes: tuple[str, ...] = QUOTES, **changes: Any) -> ArticleBriefs:
    panel = to_panel(a_document(), kept_back=(), decided=lambda _: None, review_url="https://briefs.example/review/b-1")
    claim = panel["claims"][0]
    note = claim["notes"][0]
    claim["notes"] = [
        {**note, "number": number, "quote": quote, "is_quotation": True, "url": f"https://gazette.example/{number}?a=1&b=2"}
        for number, quote in enumerate(quotes, 7)  # as those of a claim further down: their numbers do not start with 1
    ]
    claim["sections"][0]["sentences"][0]["notes"] = [note["number"] for note in claim["notes"]]
    given: dict[str, Any] = {"article_id": article_id, "version": "", "job": "b-1", "made_at": time.time(), "title": "Barges <b>sunk</b>"}
    return ArticleBriefs(**{**given, "panel": panel, "page_html": "", "reviews": None, **changes})


@pytest.fixture
def shelf(wagtail: Stand) -> WagtailDraft:
    """Writes below the shelf of the demo site, as the service's user."""
    app, api = f"{wagtail.url}/briefs", f"{wagtail.url}/api/v3"
    return WagtailDraft(wagtail.http, wagtail.made["token"], app, api, wagtail.made["shelf"])


def _page(wagtail: Stand, done: Delivered) -> dict[str, Any]:
    found: dict[str, Any] = wagtail.api("GET", f"/pages/{done.place.split('.')[0]}/?version=draft&rich_text_format=html")
    return found


def test_created_once_and_written_again_only_when_it_changed(wagtail: Stand, shelf: WagtailDraft) -> None:
    """Also when the answer to the first was lost, so that nobody remembers the place; a draft throughout."""
    first = shelf.deliver(_briefs("101"))
    assert (first.outcome, first.detail) == ("created", "")
    page = _page(wagtail, first)
    assert page["meta"]["parent"]["id"] == wagtail.made["shelf"]
    assert page["title"] == "Fact-check briefs: Barges <b>sunk</b>"
    again = shelf.deliver(_briefs("101", place=first.place))
    assert (again.outcome, again.place) == ("unchanged", first.place)
    forgotten = shelf.deliver(_briefs("101"))
    assert forgotten.place.split(".")[0] == first.place.split(".")[0]
    changed = shelf.deliver(_briefs("101", quotes=QUOTES[:1], place=forgotten.place))
    assert changed.outcome == "updated"
    children = wagtail.api("GET", "/pages/?type=wagtail_briefs_drafts.BriefsPage&slug=briefs-101")["items"]
    assert len(children) == 1
    assert _page(wagtail, changed)["meta"]["first_published_at"] is None
    with pytest.raises(Exception, match="404"):
        wagtail.published("/briefs-drafts/briefs-101/")


def test_quotations_arrive_word_for_word(wagtail: Stand, shelf: WagtailDraft) -> None:
    """After Wagtail's own filters, compared by the words of the rendered page; notes keep their numbers and their links, and nothing was
    taken out."""
    done = shelf.deliver(_briefs("102"))
    assert done.detail == ""
    body = _page(wagtail, done)["body"]
    text = shown_text(body)
    for number, quote in enumerate(QUOTES, 7):
        assert " ".join(quote.split()) in text
        assert f"[{number}] " in text
        assert f'href="https://gazette.example/{number}?a=1&amp;b=2"' in body
    assert "<script" not in body
    assert 'href="#' not in body


def test_what_the_site_takes_out_is_told(wagtail: Stand, shelf: WagtailDraft) -> None:
    """A page type of the site's own whose rich text knows fewer elements: readable still, and said."""
    site_type = replace(shelf, page_type="news.PlainPage")
    done = site_type.deliver(_briefs("103"))
    assert done.outcome == "created"
    assert "took out" in done.detail
    assert "h2 (" in done.detail
    text = shown_text(_page(wagtail, done)["body"])
    for number, quote in enumerate(QUOTES, 7):
        assert f"[{number}]" in text
        assert " ".join(quote.split()) in text


def test_a_persons_edit_is_never_written_over(wagtail: Stand, shelf: WagtailDraft) -> None:
    """With and without a memory of the place; of words, and of the title alone."""
    for number, change in ((104, {"body": "<p>The editor's own words.</p>"}), (105, {"title": "The editor's own title"})):
        done = shelf.deliver(_briefs(str(number)))
        page_id = done.place.split(".")[0]
        wagtail.api("PATCH", f"/pages/{page_id}/", change)
        for place in (done.place, ""):
            refused = shelf.deliver(_briefs(str(number), quotes=QUOTES[:1], place=place))
            assert refused.outcome == "conflict"
            assert f"a person edited page {page_id}" in refused.detail
            assert refused.place == place
        page = wagtail.api("GET", f"/pages/{page_id}/?version=draft")
        assert {name: shown_text(page[name]) for name in change} == {name: shown_text(value) for name, value in change.items()}


def test_a_person_who_saves_in_the_same_moment_keeps_their_words(wagtail: Stand, shelf: WagtailDraft) -> None:
    """Between our look and our write: their revision is the latest again."""
    done = shelf.deliver(_briefs("106"))
    page_id = done.place.split(".")[0]

    class Meanwhile:
        """The client, and an editor who is a little quicker."""

        def exchange(self, method: str, url: str, headers: Any, body: bytes | None = None) -> Any:
            if method == "PATCH":
                wagtail.api("PATCH", f"/pages/{page_id}/", {"body": "<p>Saved in the same moment.</p>"})
            return shelf.http.exchange(method, url, headers, body)

    quick = replace(shelf, http=Meanwhile())  # type: ignore[arg-type]
    assert quick.deliver(_briefs("106", quotes=QUOTES[:1], place=done.place)).outcome == "conflict"
    assert shown_text(wagtail.api("GET", f"/pages/{page_id}/?version=draft")["body"]) == "Saved in the same moment."
    assert shelf.deliver(_briefs("106", quotes=QUOTES[:1], place=done.place)).outcome == "conflict"


def test_erased_briefs_are_taken_away_with_their_revisions(wagtail: Stand, shelf: WagtailDraft) -> None:
    """What a person worked on is left to them, and said."""
    done = shelf.deliver(_briefs("107"))
    gone = shelf.deliver(_briefs("107", panel=None, place=done.place))
    assert (gone.outcome, gone.place) == ("updated", "")
    with pytest.raises(Refused) as refused:
        wagtail.api("GET", f"/pages/{done.place.split('.')[0]}/?version=draft")
    assert refused.value.status == 404
    assert shelf.deliver(_briefs("107", panel=None)).outcome == "unchanged"
    done = shelf.deliver(_briefs("108"))
    wagtail.api("PATCH", f"/pages/{done.place.split('.')[0]}/", {"title": "Mine now"})
    kept = shelf.deliver(_briefs("108", panel=None, place=done.place))
    assert kept.outcome == "conflict"
    assert "take them out there" in kept.detail


def test_the_credential_cannot_publish(wagtail: Stand, shelf: WagtailDraft) -> None:
    """Wagtail says no to it; with the editor's token the probe warns; a page below which nothing may be added is a fault."""
    done = shelf.deliver(_briefs("109"))
    for path, data in (("actions/publish/", {}), ("", {"meta": {"action": "publish"}})):
        with pytest.raises(Refused) as refused:
            wagtail.api("POST" if data == {} else "PATCH", f"/pages/{done.place.split('.')[0]}/{path}", data, token=wagtail.made["token"])
        assert refused.value.status == 403
    rights = shelf.probe()
    assert (rights.who, rights.can_deliver, rights.can_publish, rights.faults) == ("briefs", True, False, ())
    [fault] = replace(shelf, parent=1).probe().faults
    assert "may not add pages below page 1" in fault
    beside = WagtailBeside(wagtail.http, wagtail.editor_token, f"{wagtail.url}/briefs")
    assert beside.probe().can_deliver is False
    [fault] = replace(beside, token="wagtail_wrong").probe().faults
    assert "does not know the token" in fault


def test_what_goes_wrong_says_what_to_do(wagtail: Stand, shelf: WagtailDraft) -> None:
    """A wrong token, a wrong address, a page type that is not there."""
    for wrong, words in (
        (replace(shelf, token="wagtail_wrong"), "refused the token"),
        (replace(shelf, api_url=f"{wagtail.url}/nothing"), "is the app installed"),
        (replace(shelf, page_type="news.Nothing"), "422"),
        (replace(shelf, parent=9999), "404"),
    ):
        with pytest.raises(ProviderError, match=words) as refused:
            wrong.deliver(_briefs("110"))
        assert refused.value.is_lasting
    beside = WagtailBeside(wagtail.http, wagtail.made["token"], f"{wagtail.url}/briefs")
    assert beside.deliver(_briefs("999999")).outcome == "gone"
    with pytest.raises(ProviderError, match="is the app installed"):
        replace(beside, app_url=f"{wagtail.url}/nowhere").deliver(_briefs("5"))


def test_from_a_saved_article_to_a_draft_that_a_person_takes_over(chromium: Any, tmp_path: Path) -> None:
    """Through the service: the draft comes by itself, changes with a decision, and is left alone after a person's edit, which is told."""
    with a_wagtail_stand(tmp_path, deliver="draft") as stand:
        article = stand.made["article"]
        query = f"/pages/?type=wagtail_briefs_drafts.BriefsPage&slug=briefs-{article}"
        [item] = until(lambda: stand.api("GET", query)["items"], what="the draft")
        address = f"/pages/{item['id']}/?version=draft&rich_text_format=html"
        [job] = stand.jobs_of(article)
        result = stand.service("GET", f"/v1/briefs/{job['id']}/result?format=json")
        text = shown_text(stand.api("GET", address)["body"])
        quotes = [citation["exact"] for claim in result["claims"] for said in claim["statements"] for citation in said["citations"]]
        assert quotes
        assert [quote for quote in quotes if " ".join(quote.split()) not in text] == []
        tab = stand.signed_in(chromium)
        tab.goto(f"{stand.url}/admin/pages/{item['id']}/edit/")
        tab.get_by_text("1. " + result["claims"][0]["text"]).wait_for()
        screenshot(tab, "draft")
        tab.goto(f"{stand.url}/admin/pages/{item['id']}/view_draft/")
        screenshot(tab, "draft-seen")

        def decide(number: int, decision: str) -> None:
            claim = result["claims"][number]
            given = {"decision": decision, "brief_sha256": claim["brief_sha256"], "editor": "Ada"}
            stand.service("POST", f"/v1/briefs/{job['id']}/claims/{claim['id']}/decisions", given)

        decide(0, "rejected")
        until(lambda: "ejected by Ada" in stand.api("GET", address)["body"] or None, what="the decision on the draft")
        stand.api("PATCH", f"/pages/{item['id']}/", {"title": "Mine"})
        decide(1, "rejected")

        def refused() -> bool:
            delivery = stand.service("GET", f"/v1/briefs/{job['id']}")["delivery"]
            return delivery["state"] == "conflict" and f"a person edited page {item['id']}" in delivery["detail"]

        until(lambda: refused() or None, what="the word that a person edited it")
        assert stand.api("GET", address)["title"] == "Mine"
        assert stand.api("GET", address)["body"].count("ejected by Ada") == 1
        review = stand.reviewing(chromium, job["id"])
        assert review.get_by_text("a person edited page").count() == 1
        assert len(stand.api("GET", query)["items"]) == 1
