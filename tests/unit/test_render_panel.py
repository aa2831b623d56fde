"""The briefs beside a post: plain data, and a page whose words are words whatever they say."""

from __future__ import annotations

import json
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from briefs.domain import Document
from briefs.render.panel import Decided, panel_to_html, to_panel
from tests.builders import a_document, a_source
from tests.hostile import PAYLOADS, PageReader


def _panel(document: Document, **more: object) -> dict[str, object]:
    given = {"kept_back": (), "decided": lambda _: None, "review_url": "https://briefs.example/review/b-1", **more}
    return to_panel(document, **given)  # type: ignore[arg-type]


def test_a_claim_has_its_standing_sentences_and_notes() -> None:
    """What an editor reads beside the post; a withheld sentence is counted, not shown."""
    [claim] = _panel(a_document())["claims"]  # type: ignore[misc]
    assert claim["standing"] == "alleged"
    assert "The Reed Circle" in claim["standing_line"]
    assert [section["section"] for section in claim["sections"]] == ["alleged", "unknown"]
    assert claim["sections"][0]["sentences"] == [{"text": "The Reed Circle says that 40 barges were sunk.", "notes": [1]}]
    [note] = claim["notes"]
    assert (note["number"], note["quote"], note["is_quotation"]) == (1, "The Reed Circle says that 40 barges were sunk.", False)
    assert note["url"] == "https://gazette.example/a"
    assert (claim["withheld"], claim["review_url"]) == (1, "https://briefs.example/review/b-1#claim-1")
    assert "50 barges" not in json.dumps(claim)


def test_a_decision_is_said() -> None:
    """By whom and when; without one nothing is said."""
    decided = _panel(a_document(), decided=lambda _: Decided("approved", "Ada", "2026-03-09T10:11:12.000Z"))
    [claim] = decided["claims"]  # type: ignore[misc]
    assert (claim["decision"], claim["decision_line"]) == ("approved", "Approved by Ada, 2026-03-09 10:11 UTC")
    [open_claim] = _panel(a_document())["claims"]  # type: ignore[misc]
    assert (open_claim["decision"], open_claim["decision_line"]) == ("", "")


def test_a_brief_that_is_kept_back_leaves_the_claim_alone() -> None:
    """Nothing but the article's own words."""
    document = a_document()
    panel = _panel(document, kept_back={document.briefs[0].claim.id})
    [claim] = panel["claims"]  # type: ignore[misc]
    assert set(claim) == {"id", "number", "text", "review_url", "is_kept_back", "kept_back_because"}
    assert "Reed Circle" not in json.dumps(panel) + panel_to_html(panel)


def test_without_an_address_nothing_leads_to_the_review_page() -> None:
    """No broken link."""
    panel = _panel(a_document(), review_url=None)
    assert panel["review_url"] is None
    assert "<a href" not in panel_to_html(panel).replace('<a href="https://gazette.example/a"', "").replace('<a href="#', "")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_words_stay_words(payload: str) -> None:
    """In the article's title, a claim, a sentence, a source's name, its title, its address and its text."""
    document = a_document(
        a_source(
            text=payload
            + " says that 40 barges were sunk. "
            + "The Reed Circle says that 40 barges were sunk. " * 2
            + "The harbour office could not verify it.",
            publisher=payload,
            title=payload,
            url="javascript:alert(1)",
        )
    )
    [brief] = document.briefs
    said = replace(brief.report.passed[0], text=f"It says {payload}")
    brief = replace(brief, claim=replace(brief.claim, text=payload), report=replace(brief.report, passed=(said,)))
    panel = _panel(replace(document, briefs=(brief,), article=replace(document.article, title=payload)))
    page = panel_to_html(panel)
    reader = PageReader(page)
    assert set(reader.shape) <= {"p", "strong", "em", "a", "h2", "h3", "sup", "ol", "ul", "li"}
    for tag, attributes in reader.tags:
        assert set(attributes) <= {"id", "href", "start"}
        assert tag != "a" or str(attributes["href"]).startswith(("https://briefs.example/review/b-1", "#note-", "#ref-"))
    assert panel["claims"][0]["notes"][0]["url"] is None  # type: ignore[index]


def test_the_page_has_no_break_inside_an_element_and_its_notes_lead_back() -> None:
    """A system that turns newlines into tags finds none to turn; every link on the page leads somewhere."""
    page = panel_to_html(_panel(a_document()))
    ids: set[str] = set()
    links: set[str] = set()

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found = dict(attrs)
            ids.update(filter(None, [found.get("id")]))
            links.update(href[1:] for href in [found.get("href") or ""] if href.startswith("#"))

    Reader().feed(page)
    assert links == {"note-1", "ref-1"}
    assert links <= ids
    assert all(line.startswith("<") and line.endswith(">") for line in page.split("\n"))
