"""HTML that is already the body (a CMS field, rendered Markdown) to plain paragraphs. No page furniture is removed here."""

from __future__ import annotations

import re

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
    """Blocks as paragraphs with a blank line between, `<br>` as a newline, cells joined by ` | `; scripts and styles dropped.

    Parsed by libxml2: the standard library's parser takes quadratic time on unclosed tags.
    """
    from lxml import etree  # type: ignore[import-untyped]

    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    try:
        tree = etree.fromstring(html.replace("\0", "").encode("utf-8", "replace"), parser)
    except etree.XMLSyntaxError:
        # libxml2 recovers from any markup; what it refuses is a document without content.
        return ""
    if tree is None:
        return ""
    blocks: list[list[str]] = [[]]
    dropping = 0
    # Walked by events, because a hostile page nests deeper than Python recurses.
    for event, node in etree.iterwalk(tree, events=("start", "end")):
        if not isinstance(node.tag, str):
            continue
        if event == "start":
            dropping += node.tag in _DROPPED
            _open(node.tag, blocks)
            text = node.text
        else:
            dropping -= node.tag in _DROPPED
            if node.tag in _BLOCKS:
                blocks.append([])
            text = node.tail
        if text and not dropping:
            # A newline in HTML source is a space; only <br> breaks a line.
            blocks[-1].append(re.sub(r"\s+", " ", text))
    joined = ("".join(block) for block in blocks)
    tidy = (re.sub(r" *\n *", "\n", re.sub(r"[ \t]+", " ", block)).strip() for block in joined)
    return "\n\n".join(block for block in tidy if block)


def _open(tag: str, blocks: list[list[str]]) -> None:
    if tag == "br":
        blocks[-1].append("\n")
    elif tag in ("td", "th"):
        if any(part.strip() for part in blocks[-1]):
            blocks[-1].append(" | ")
    elif tag in _BLOCKS:
        blocks.append([])
