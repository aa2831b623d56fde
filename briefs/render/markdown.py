"""A page as Markdown: readable as it stands, and harmless in any renderer."""

from __future__ import annotations

import re

from briefs.domain import Document
from briefs.render.blocks import (
    Block,
    ClaimLink,
    Content,
    Folded,
    Group,
    Heading,
    Inline,
    Item,
    Link,
    Listing,
    Notes,
    Page,
    Paragraph,
    Ref,
    Text,
)
from briefs.render.layout import lay_out
from briefs.render.plain import fit_url

_SPECIAL = re.compile(r"[\\`*_{}\[\]<>#|~&!$^]")
_AUTOLINK = re.compile(r"(?i)(https?|ftp|mailto|javascript|data|vbscript)(?=:)|(www)(?=\.)")
_BLOCK_START = re.compile(r"^(\s*)([-+=]|\d{1,9}(?=[.)](?:\s|$)))")


def to_markdown(document: Document) -> str:
    """CommonMark, ending in one newline. Source text is escaped; only http and https links are written."""
    return page_to_markdown(lay_out(document))


def page_to_markdown(page: Page) -> str:
    """The same for a page that is laid out."""
    text = "\n\n".join(part for block in page.blocks for part in _block(block)) + "\n"
    for anchor, slug in _slugs(page.blocks).items():
        text = text.replace(f"](#{anchor})", f"](#{slug})")
    return text


def escape_markdown(text: str) -> str:
    """Text that CommonMark and GitHub's dialect show as it is: no markup, no entity, no address made into a link."""
    text = _SPECIAL.sub(lambda match: "\\" + match.group(), text)
    text = _AUTOLINK.sub(lambda match: match.group() + "\\", text).replace("@", "\\@")
    return _BLOCK_START.sub(_escaped_start, text)


def _escaped_start(match: re.Match[str]) -> str:
    blanks, mark = match.groups()
    # a digit cannot be escaped: the stop after it is
    return f"{blanks}\\{mark}" if not mark.isdigit() else f"{blanks}{mark}\\"


def inline_to_markdown(inline: Inline) -> str:
    """One inline; styles that Markdown lacks are dropped."""
    match inline:
        case Text(text, style, _):
            return _styled(text, style)
        case Link(text, url):
            address = fit_url(url)
            return f"[{escape_markdown(text)}](<{address}>)" if address else escape_markdown(text)
        case Ref(number):
            return f" \\[{number}\\]"
        case ClaimLink(text, anchor, _, _):
            return f"[{escape_markdown(text)}](#{anchor})"


def _styled(text: str, style: str) -> str:
    escaped = escape_markdown(text)
    word, _, _ = style.partition(" ")
    mark = {"strong": "**", "section": "**", "badge": "**", "em": "*", "label": "*", "flag": "*"}.get(word, "")
    bare = escaped.strip()
    return escaped if not mark or not bare else escaped.replace(bare, f"{mark}{bare}{mark}", 1)


def _line(content: Content) -> str:
    return re.sub(r"(?<=\]) (?=\\\[\d)", "", "".join(inline_to_markdown(inline) for inline in content)).strip()


def _block(block: Block) -> list[str]:
    match block:
        case Heading(level, content, kicker):
            line = _line(content)
            return [f"{'#' * level} {escape_markdown(kicker) + ': ' if kicker and level > 1 else ''}{line}"]
        case Paragraph(content, role):
            return [_line(content)] if role != "warning" else [f"> {_line(content)}"]
        case Listing(items, is_ordered, _):
            return ["\n".join(_items(items, "", is_ordered=is_ordered))]
        case Notes(title, notes, _):
            lines = [f"{note.number}. {_line(note.content)}" for note in notes]
            return [f"### {escape_markdown(title)}", "\n".join(lines)]
        case Folded(title, blocks, level, _):
            return [f"{'#' * level} {escape_markdown(title)}", *(part for inner in blocks for part in _block(inner))]
        case Group(blocks, _, role, _, _):
            parts = [part for inner in blocks for part in _block(inner)]
            rule = ["---"] if role.startswith("claim") else []
            return [*rule, *parts]


def _slugs(blocks: tuple[Block, ...]) -> dict[str, str]:
    """What readers of Markdown make of the heading of each anchored group: lower case, no punctuation, hyphens for blanks."""
    seen: dict[str, int] = {}
    slugs: dict[str, str] = {}
    for block in blocks:
        for inner in block.blocks if isinstance(block, Group) else ():
            if not isinstance(inner, Heading):
                continue
            plain = (f"{inner.kicker}: " if inner.kicker and inner.level > 1 else "") + "".join(
                part.text for part in inner.content if not isinstance(part, Ref)
            )
            slug = re.sub(r"[^\w\- ]", "", plain.lower()).strip().replace(" ", "-")
            number = seen.get(slug, 0)
            seen[slug] = number + 1
            if isinstance(block, Group) and block.anchor:
                slugs.setdefault(block.anchor, f"{slug}-{number}" if number else slug)
    return slugs


def _items(items: tuple[Item, ...], indent: str, *, is_ordered: bool = False) -> list[str]:
    lines = []
    for number, item in enumerate(items, 1):
        mark = f"{number}." if is_ordered else "-"
        lines.append(f"{indent}{mark} {_line(item.content)}")
        lines += _items(item.children, indent + " " * (len(mark) + 1))
    return lines
