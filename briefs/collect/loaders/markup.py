"""HTML that is already the body (a CMS field, rendered Markdown) to plain paragraphs. No page furniture is removed here."""

from __future__ import annotations

import re
from html.parser import HTMLParser

_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_LISTS = frozenset(("ul", "ol", "li", "dl", "dt", "dd", "table", "tr", "form", "fieldset"))
_SECTIONS = frozenset(("div", "section", "article", "header", "footer", "main", "aside", "nav", "center", "details", "summary"))
_BLOCKS = frozenset(("p", "blockquote", "pre", "figure", "figcaption", "hr", "address")) | _HEADINGS | _LISTS | _SECTIONS
_DROPPED = frozenset(("script", "style", "noscript", "template", "head", "svg", "iframe", "object", "select", "button", "textarea"))
_TAG = re.compile(
    r"</?(?:p|br|div|span|h[1-6]|a|em|strong|b|i|ul|ol|li|blockquote|figure|section|article|table|!--)\b[^<>]*>", re.IGNORECASE
)


def looks_like_html(text: str) -> bool:
    """Whether a string holds HTML tags of running text (`a < b` does not count)."""
    return _TAG.search(text) is not None


def html_to_text(html: str) -> str:
    """Blocks as paragraphs with a blank line between, `<br>` as a newline, cells joined by ` | `; scripts and styles dropped."""
    parser = _Blocks()
    parser.feed(html)
    parser.close()
    return parser.text()


class _Blocks(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self._blocks: list[list[str]] = [[]]
        self._dropping: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in _DROPPED:
            self._dropping.append(tag)
        elif tag == "br":
            self._blocks[-1].append("\n")
        elif tag in ("td", "th"):
            if "".join(self._blocks[-1]).strip():
                self._blocks[-1].append(" | ")
        elif tag in _BLOCKS:
            self._blocks.append([])

    def handle_endtag(self, tag: str) -> None:
        if tag in self._dropping:
            # An unclosed inner element ends with its parent.
            while self._dropping.pop() != tag:
                pass
        elif tag in _BLOCKS:
            self._blocks.append([])

    def handle_data(self, data: str) -> None:
        if not self._dropping:
            # A newline in HTML source is a space; only <br> breaks a line.
            self._blocks[-1].append(re.sub(r"\s+", " ", data))

    def text(self) -> str:
        blocks = ("".join(block) for block in self._blocks)
        tidy = (re.sub(r" *\n *", "\n", re.sub(r"[ \t]+", " ", block)).strip() for block in blocks)
        return "\n\n".join(block for block in tidy if block)
