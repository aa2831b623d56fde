"""The review page in a real browser: what runs, what is seen, what the keyboard reaches, how fast it opens."""

from __future__ import annotations

import os
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from briefs.domain import Article, Document, Span
from briefs.render import to_review
from tests.builders import a_document, a_source
from tests.hostile import PAYLOADS
from tests.unit.test_review_page import STORY, a_story, hostile

SIZES = {"desktop": (1440, 1000), "phone": (390, 844)}


def opened(chromium: Any, page: str, folder: Path, *, size: str = "desktop", **more: Any) -> Any:
    """The page, opened from a file; `alerts` collects what scripts would have said."""
    file = folder / "review.html"
    file.write_text(page, encoding="utf-8")
    width, height = SIZES[size]
    tab = chromium.new_context(viewport={"width": width, "height": height}, **more).new_page()
    tab.alerts, tab.asked = [], []
    tab.on("dialog", lambda dialog: (tab.alerts.append(dialog.message), dialog.dismiss()))
    tab.on("request", lambda request: tab.asked.append(request.url))
    tab.goto(file.as_uri())
    return tab


def assert_quick(took_s: float) -> None:
    """Within a second; a machine that has more to do than it has cores says nothing about it."""
    if took_s >= 1.0 and os.getloadavg()[0] > (os.cpu_count() or 1):
        pytest.skip(f"took {took_s:.2f} s on a busy machine (load {os.getloadavg()[0]:.1f})")
    assert took_s < 1.0


def large(claims: int, sources: int) -> Document:
    """So many claims over so many sources, every claim cited from eight of them."""
    document = a_story()
    [brief] = document.briefs
    texts = [a_source(f"source-{n}", text=f"Report {n} of the day. {STORY}", publisher=f"Paper {n}") for n in range(sources)]
    sentence = "Forty barges were sunk near Ostrava Point, the Reed Circle says. "
    briefs = []
    for n in range(claims):
        cited = [a_document(texts[(n * 5 + k) % sources]).briefs[0].report.passed[0] for k in range(8)]
        span = Span(n * len(sentence), n * len(sentence) + 41)
        claim = replace(brief.claim, id=f"c-{n}", text=f"{brief.claim.text} ({n})", span=span)
        briefs.append(replace(brief, claim=claim, report=replace(brief.report, passed=(*cited, brief.report.passed[1]))))
    return replace(document, article=Article(text=sentence * claims, title="Barges"), briefs=tuple(briefs), sources=tuple(texts))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_violation(chromium: Any, axe: str, tmp_path: Path, size: str, scheme: str) -> None:
    """Every rule of axe-core, those of WCAG 2.2 AA among them; axe itself needs the policy out of the way."""
    tab = opened(chromium, to_review(a_story()), tmp_path, size=size, color_scheme=scheme, bypass_csp=True)
    tab.evaluate(axe)
    found = tab.evaluate("axe.run({runOnly: undefined})")
    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found["violations"]] == []


@pytest.mark.parametrize("size", SIZES)
def test_nothing_stands_beside_the_screen(chromium: Any, tmp_path: Path, size: str) -> None:
    """No scrolling sideways, with the longest words too."""
    tab = opened(chromium, to_review(hostile(a_story(), "W" * 300 + " https://e.example/" + "x" * 300)), tmp_path, size=size)
    assert tab.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_hostile_words_never_run(chromium: Any, tmp_path: Path) -> None:
    """All payloads: nothing is said, nothing is asked for, the page stays whole and can be filtered."""
    for payload in PAYLOADS:
        tab = opened(chromium, to_review(hostile(a_story(), payload)), tmp_path)
        tab.wait_for_timeout(50)
        assert tab.alerts == []
        assert [url for url in tab.asked if not url.startswith("file:")] == [], payload
        assert tab.url.startswith("file:")
        assert tab.locator(".case").count() == 1
        tab.context.close()


def test_the_keyboard_reaches_everything(chromium: Any, tmp_path: Path) -> None:
    """The skip link first, then the filter, which arrow keys change, then from a tag in the article to its claim and back."""
    document = large(3, 4)
    sound = replace(document.briefs[0], wording=a_document().briefs[0].wording)
    tab = opened(chromium, to_review(replace(document, briefs=(sound, *document.briefs[1:]))), tmp_path)
    focused = "document.activeElement.id || document.activeElement.className"
    tab.keyboard.press("Tab")
    assert tab.evaluate(focused) == "skip"
    tab.keyboard.press("Tab")
    assert tab.evaluate(focused) == "show-all"
    tab.keyboard.press("ArrowDown")
    assert tab.evaluate(focused) == "show-must-change"
    assert [tab.locator(f".case >> nth={n}").is_visible() for n in range(3)] == [False, True, True]
    tab.keyboard.press("Tab")
    assert tab.evaluate(focused) == "article"
    tab.keyboard.press("Tab")
    assert tab.evaluate(focused) == "in-article-1"
    tab.keyboard.press("Enter")
    assert tab.url.endswith("#claim-1")
    assert tab.locator("#claim-1").is_visible(), "a claim that is gone to is shown whatever the filter says"
    tab.locator("#claim-1 .jump").press("Enter")
    assert tab.url.endswith("#in-article-1")


def test_forty_claims_over_two_hundred_sources_open_within_a_second(chromium: Any, tmp_path: Path) -> None:
    """From the call to a page that is laid out and scrolled to its last claim; the best of five, for a busy machine."""
    page = to_review(large(40, 200))
    took = []
    for _ in range(5):
        started = time.monotonic()
        tab = opened(chromium, page, tmp_path)
        tab.evaluate("document.querySelector('#claim-40').scrollIntoView()")
        tab.evaluate("document.querySelector('#claim-40').getBoundingClientRect().top")
        took.append(time.monotonic() - started)
    print(f"opened in {min(took):.2f} s (of {len(took)}: {max(took):.2f} s at worst)")
    assert_quick(min(took))


def test_paper_shows_all(chromium: Any, tmp_path: Path) -> None:
    """In print nothing is folded, the article is whole, the filter is gone."""
    tab = opened(chromium, to_review(a_story()), tmp_path)
    tab.emulate_media(media="print")
    assert not tab.locator(".filter").is_visible()
    assert tab.evaluate("getComputedStyle(document.querySelector('section.article')).maxHeight") == "none"
    assert len(tab.pdf()) > 5000
