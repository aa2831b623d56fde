"""A page as one self-contained HTML file: no script, no address loaded, source text only ever as text.

Words pass through markdown-it-py with raw HTML, images and link guessing off, escaped as Markdown first: whatever a source writes, it
comes out as the characters it wrote. Structure (sections, notes, folded parts) is written here.
"""

from __future__ import annotations

import functools
import html
import re
from importlib import resources

from markdown_it import MarkdownIt

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
    Note,
    Notes,
    Page,
    Paragraph,
    Ref,
    Text,
)
from briefs.render.layout import lay_out
from briefs.render.markdown import escape_markdown
from briefs.render.plain import fit_url

_ALLOWED_LINK = re.compile(r"(?i)(https?://[^\s/]|mailto:[^\s]|#)")
_PLAIN = re.compile(r"(?:[^\W_]|[ .,;:()'\"“”‘’„«»–—…%/+-])+")
"""Words that come out of Markdown as they went in."""
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


_POLICY_TAG = f'<meta http-equiv="Content-Security-Policy" content="{html.escape(_POLICY)}">'


def to_html(document: Document) -> str:
    """A complete page with its style sheet inside; reads on a phone, prints, follows the reader's light or dark setting."""
    return page_to_html(lay_out(document))


def page_to_html(page: Page) -> str:
    """The same for a page that is laid out."""
    body = "\n".join(block_to_html(block) for block in page.blocks)
    return html_page(f"<main>\n{body}\n</main>", language=page.language, title=page.title)


def html_page(body: str, *, language: str, title: str, sheets: tuple[str, ...] = ("page.css",), policy: str = _POLICY_TAG) -> str:
    """A complete page around a body that is markup already, with the style sheets of that name inside. `policy` is the tag that forbids
    scripts and addresses; "" where the server says it in a header."""
    style = "".join(resources.files("briefs.render").joinpath("data", name).read_text(encoding="utf-8") for name in sheets)
    return (
        f'<!doctype html>\n<html lang="{html.escape(language)}">\n<head>\n<meta charset="utf-8">\n'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">\n{policy}\n'
        '<meta name="referrer" content="no-referrer">\n<meta name="color-scheme" content="light dark">\n'
        f"<title>{html.escape(title)}</title>\n<style>\n{style}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
    )


@functools.lru_cache(maxsize=1)
def markdown_parser() -> MarkdownIt:
    """markdown-it-py without raw HTML, images or guessed links, and with http, https, mailto and # as the only addresses."""
    parser = MarkdownIt("js-default", {"html": False, "linkify": False, "typographer": False})
    parser.disable("image")
    parser.validateLink = lambda url: _ALLOWED_LINK.match(url) is not None  # type: ignore[method-assign]
    return parser


def _words(text: str) -> str:
    if _PLAIN.fullmatch(text) and text[:2].strip() and text[-2:].strip():
        # most words mean nothing in Markdown: a page of forty claims is written in half the time
        return html.escape(text, quote=False).replace('"', "&quot;")
    blank_before, blank_after = text[:1].isspace(), text[1:] and text[-1:].isspace()
    rendered = str(markdown_parser().renderInline(escape_markdown(text.strip())))
    return f"{' ' if blank_before else ''}{rendered}{' ' if blank_after else ''}"


def _inline(inline: Inline) -> str:
    match inline:
        case Text(text, style, lang):
            return _styled(_words(text), style, lang)
        case Link(text, url):
            address = fit_url(url)
            return str(markdown_parser().renderInline(f"[{escape_markdown(text)}](<{address}>)")) if address else _words(text)
        case Ref(number, is_first):
            mark = f' id="ref-{number}"' if is_first else ""
            # a word joiner keeps the mark on the line of the word that it follows
            return f'\u2060<sup class="ref"{mark}><a href="#note-{number}">[{number}]</a></sup>'
        case ClaimLink(text, anchor, style, mark):
            identity = f' id="{html.escape(mark)}"' if mark else ""
            return f'<a{identity}{_class(style)} href="#{html.escape(anchor)}">{_words(text)}</a>'


def _styled(rendered: str, style: str, lang: str) -> str:
    # a source's words keep their own direction: a right-to-left quotation must not turn the note around
    attributes = f' lang="{html.escape(lang)}" dir="auto"' if lang else ""
    match style:
        case "":
            return f"<span{attributes}>{rendered}</span>" if attributes else rendered
        case "strong" | "em":
            return f"<{style}{attributes}>{rendered}</{style}>"
        case "quote":
            return f"<q{attributes}>{rendered}</q>"
        case marked if marked.startswith("marked"):
            return f"<mark{_class(marked)}{attributes}>{rendered}</mark>"
        case _:
            return f'<span class="{html.escape(style)}"{attributes}>{rendered}</span>'


def _line(content: Content) -> str:
    return "".join(_inline(inline) for inline in content).strip()


def block_to_html(block: Block) -> str:
    """One block as markup."""
    match block:
        case Heading(level, content, kicker):
            above = f'<span class="kicker">{_words(kicker)}</span> ' if kicker else ""
            return f"<h{level}>{above}{_line(content)}</h{level}>"
        case Paragraph(content, role):
            return f"<p{_class(role)}>{_line(content)}</p>"
        case Listing(items, is_ordered, role):
            tag = "ol" if is_ordered else "ul"
            return f"<{tag}{_class(role)}>{''.join(_item(item) for item in items)}</{tag}>"
        case Notes(title, notes, back):
            rows = "".join(_note(note, back) for note in notes)
            return f'<section class="notes"><h3>{_words(title)}</h3><ol start="{notes[0].number}">{rows}</ol></section>'
        case Folded(title, blocks, _, is_open):
            inside = "".join(block_to_html(inner) for inner in blocks)
            return f"<details{' open' if is_open else ''}><summary>{_words(title)}</summary>{inside}</details>"
        case Group(blocks, anchor, role, up, up_anchor):
            identity = f' id="{html.escape(anchor)}"' if anchor else ""
            link = f'<p class="up"><a href="#{html.escape(up_anchor)}">↑ {_words(up)}</a></p>\n' if up else ""
            return f"<section{identity}{_class(role)}>\n" + "\n".join(block_to_html(inner) for inner in blocks) + f"\n{link}</section>"


def _item(item: Item) -> str:
    nested = f"<ul>{''.join(_item(child) for child in item.children)}</ul>" if item.children else ""
    return f"<li>{_line(item.content)}{nested}</li>"


def _note(note: Note, back: str) -> str:
    return (
        f'<li id="note-{note.number}" value="{note.number}">{_line(note.content)} '
        f'<a class="back" href="#ref-{note.number}" aria-label="{html.escape(back)}" title="{html.escape(back)}">↩</a></li>'
    )


def _class(role: str) -> str:
    return f' class="{html.escape(role)}"' if role else ""
