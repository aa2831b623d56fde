"""Markup that WordPress leaves as it is: its filters turn quotation marks, dashes, brackets, smilies and line breaks into something else,
and a quotation has to arrive as it was written.

WordPress 6.1, `the_content`: do_blocks, wptexturize, convert_smilies, wpautop, shortcode_unautop, do_shortcode, autoembed,
capital_P_dangit; before it is kept, wp_kses_post. None of them looks into a numeric entity of three digits or
more, and kses leaves those as they stand.
"""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Sequence
from html.parser import HTMLParser

_KEPT = re.compile(r"[^\W_]|[ ,.]|[^\x00-\x7f]")
"""What stands for itself: letters, digits, blanks, commas, full stops, and everything beyond ASCII that no filter touches."""
_CROSS = re.compile(r"(?<=[0-9])(\s*)x(?=\s*[0-9])")
"""`9x9` would become a multiplication sign."""
_DOTS = re.compile(r"\.(?=\.)")
_NAME = "Wordpress"
"""capital_P_dangit writes it with a capital P, in a quotation too."""
_BLANKS = re.compile(r"\s+")
_MARK = re.compile(r'<p[^>]* class="(?:[^"]* )?briefs-([0-9a-f]{64})[ "]')
_PLAIN_PLANE = 0xFFFF


def encoded(text: str) -> str:
    """The text as markup that WordPress shows as these very characters, on one line."""
    text = _BLANKS.sub(" ", text)
    crosses = {match.end() - 1 for match in _CROSS.finditer(text)}
    dots = {match.start() for match in _DOTS.finditer(text)}
    names = {match.start() + 4 for match in re.finditer(_NAME, text)}
    return "".join(
        _entity(character) if not _stands(character) or place in crosses or place in dots or place in names else character
        for place, character in enumerate(text)
    )


def _stands(character: str) -> bool:
    # beyond the basic plane a database of three-byte characters loses it
    return ord(character) <= _PLAIN_PLANE and _KEPT.fullmatch(character) is not None


def _entity(character: str) -> str:
    return f"&#{ord(character):03d};"


def for_wordpress(markup: str, *, anchor: str) -> str:
    """Markup of our own making, an element a line (`briefs.render.panel`), as blocks of WordPress's editor: words encoded, `anchor` before
    each id and each link to one, because posts that are shown together must not have an id twice."""
    return "\n\n".join(_block(line, anchor) for line in markup.split("\n"))


def _block(line: str, anchor: str) -> str:
    """One element as a block: what the editor takes for its own it writes down again as it was."""
    writer = _Writer(anchor)
    writer.feed(line)
    writer.close()
    tag, inside = writer.tag, "".join(writer.parts)
    kind, settings = _BLOCKS[tag]
    if tag == "ol" and (start := _START.match(inside)):
        settings = f'{{"ordered":true,"start":{start.group(1)}}}'
    settings = f" {settings}" if settings else ""
    return f"<!-- wp:{kind}{settings} -->\n{inside}\n<!-- /wp:{kind} -->"


_BLOCKS = {
    "p": ("paragraph", ""),
    "h2": ("heading", ""),
    "h3": ("heading", '{"level":3}'),
    "ul": ("list", ""),
    "ol": ("list", '{"ordered":true}'),
}
_START = re.compile(r'<ol start="([0-9]+)"')


class _Writer(HTMLParser):
    def __init__(self, anchor: str) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.tag = ""
        """The outermost."""
        self._anchor = anchor

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tag = self.tag or tag
        if tag == "li":
            self.parts.append("<!-- wp:list-item -->\n")
        given = "".join(f' {name}="{html.escape(self._value(name, value or ""))}"' for name, value in attrs)
        self.parts.append(f"<{tag}{given}>")

    def handle_endtag(self, tag: str) -> None:
        self.parts.append(f"</{tag}>")
        if tag == "li":
            self.parts.append("\n<!-- /wp:list-item -->")

    def handle_data(self, data: str) -> None:
        self.parts.append(encoded(data))

    def _value(self, name: str, value: str) -> str:
        if name == "id":
            return self._anchor + value
        return f"#{self._anchor}{value[1:]}" if name == "href" and value.startswith("#") else value


def marked(title: str, body: str) -> str:
    """The content of a post with a mark of what we wrote, by which a person's edit is told from our own last state: a class of its first
    paragraph, which every editor keeps and which is no part of the shape that it is a hash of.

    Raises:
        ValueError: the body does not open with a paragraph.
    """
    head = "<!-- wp:paragraph -->\n<p>"
    if not body.startswith(head):
        raise ValueError("a post of ours opens with a paragraph")
    name = f"briefs-{_fingerprint(title, body)}"
    return f'<!-- wp:paragraph {{"className":"{name}"}} -->\n<p class="{name}">{body[len(head) :]}'


def is_as_written(title: str, content: str) -> bool:
    """Whether a post's raw title and content are what we wrote: the same words, tags, ids and links in the same order, however the system
    or an editor that changed nothing wrote them down. Without our mark it is not."""
    return mark_of(content) == _fingerprint(title, content)


def mark_of(content: str) -> str:
    """Our mark in a content; "" without one."""
    found = _MARK.search(content)
    return found.group(1) if found is not None else ""


def _fingerprint(title: str, body: str) -> str:
    parts = [_BLANKS.sub(" ", html.unescape(title)).strip(), *shape(body)]
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "replace")).hexdigest()


def shape(markup: str) -> Sequence[str]:
    """Tags with their id, address and start, and the words between them, blanks collapsed: what a reader's browser makes of the markup."""
    reader = _Reader()
    reader.feed(markup)
    reader.close()
    return [part for part in reader.parts if part]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        told = " ".join(f"{name}={value}" for name, value in sorted(attrs) if name in ("id", "href", "start"))
        self.parts.append(f"<{tag} {told}>")

    def handle_endtag(self, tag: str) -> None:
        self.parts.append(f"</{tag}>")

    def handle_data(self, data: str) -> None:
        self.parts.append(_BLANKS.sub(" ", data).strip())
