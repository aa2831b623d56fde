"""The review page: the article with its claims marked beside the claims with their evidence, as one self-contained HTML file.

It has no script: in the file the filter is a group of radio buttons that the style sheet reads. The service puts an editor's forms into the
same page through `controls`, and there the filter is links, so that it stays as it is while claims are decided.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from briefs.domain import Brief, Document, WordingVerdict
from briefs.render.blocks import Block, Folded, Group, Paragraph, Text
from briefs.render.contexts import Contexts, contexts_of
from briefs.render.html import block_to_html, html_page
from briefs.render.layout import aside
from briefs.render.overview import OVERVIEW_ANCHOR, head, overview
from briefs.render.plain import Redaction
from briefs.render.review_article import ArticleLayout
from briefs.render.review_claim import ContextBook, ReviewClaimLayout
from briefs.render.strings import Strings, strings

Controls: TypeAlias = Callable[[int, Brief], str]
"""Markup, escaped already, for the end of the claim of that number."""
SHEETS = ("page.css", "review.css")
FILTERS = ("all", "must-change", "has-withheld", "undecided")


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """What a server adds to the page."""

    address: str
    """Of the page itself; `?show=` one of `FILTERS` is added to it."""
    show: str
    controls: Controls
    above: str
    """Markup for the top of the page, escaped already."""
    undecided: frozenset[str]
    """Ids of the claims on whose brief nobody has decided."""


def to_review(document: Document, *, contexts: Contexts | None = None, served: Served | None = None) -> str:
    """A complete page. `contexts` are what stands around citations, by default read from the sources' texts where the document has them. A
    page that is `served` carries no policy: the server sends it in a header."""
    words = strings(document.language)
    shown = Redaction.of(document.sources)
    found = contexts_of(document) if contexts is None else contexts
    sources = {source.id: source for source in document.sources}
    book = ContextBook(sources=sources, words=words, shown=shown, language=document.language, contexts=found)
    article = ArticleLayout(document, words, shown)
    layout = ReviewClaimLayout(words, shown, book, article)
    title = shown(document.article.title) or words("untitled")
    cases, kinds = [], [_kinds(brief, served) for brief in document.briefs]
    for number, brief in enumerate(document.briefs, 1):
        own = served.controls(number, brief) if served is not None else ""
        classes = " ".join(("case", *kinds[number - 1]))
        cases.append(f'<div class="{classes}">\n{block_to_html(layout.lay_out(number, brief))}\n{own}</div>')
    top: list[Block] = [head(document, title, words, shown)]
    if document.briefs and not found:
        top.append(Paragraph((Text(words("review_no_context")),), role="small"))
    shows = f' class="show-{served.show}"' if served is not None else ""
    parts = [
        f'<a class="skip" href="#cases">{html.escape(words("review_skip"))}</a>',
        f"<main{shows}>\n<header>\n{_blocks(top)}\n{served.above if served else ''}{_filter(kinds, words, served)}</header>",
        f'<div class="review">\n<section class="article" tabindex="0" aria-label="{html.escape(words("review_article"))}">',
        f"<h2>{html.escape(words('review_article'))}</h2>\n{_blocks(article.lay_out())}\n</section>",
        f'<div class="cases" id="cases" tabindex="-1">\n{_blocks(_overview(document, words, shown))}\n' + "\n".join(cases),
        f"{_blocks(aside(document, words, shown))}\n</div>\n</div>\n</main>",
    ]
    body, named = "\n".join(parts), words("review_title", title=title)
    if served is not None:
        return html_page(body, language=words.language, title=named, sheets=SHEETS, policy="")
    return html_page(body, language=words.language, title=named, sheets=SHEETS)


def _kinds(brief: Brief, served: Served | None) -> list[str]:
    """What the filter looks for."""
    is_undecided = served is not None and brief.claim.id in served.undecided
    found = (brief.wording.verdict is not WordingVerdict.SOUND, bool(brief.report.withheld), is_undecided)
    return [name for name, is_so in zip(FILTERS[1:], found, strict=True) if is_so]


def _filter(kinds: Sequence[Sequence[str]], words: Strings, served: Served | None) -> str:
    if not kinds:
        return ""
    counts = {name: sum(name == "all" or name in found for found in kinds) for name in FILTERS}
    labels = {name: html.escape(words(f"review_show_{name}", count=count)) for name, count in counts.items()}
    title = html.escape(words("review_show"))
    if served is None:
        states = {name: " checked" if name == "all" else "" if counts[name] else " disabled" for name in FILTERS}
        rows = "".join(
            f'<label><input type="radio" name="show" id="show-{name}"{states[name]}> {labels[name]}</label>' for name in FILTERS[:-1]
        )
        return f'<fieldset class="filter"><legend>{title}</legend>{rows}</fieldset>\n'
    links = "".join(
        f'<a href="{html.escape(served.address)}?show={name}"{" aria-current=true" if name == served.show else ""}>{labels[name]}</a>'
        for name in FILTERS
    )
    return f'<nav class="filter" aria-label="{title}"><span class="label">{title}</span> {links}</nav>\n'


def _overview(document: Document, words: Strings, shown: Redaction) -> list[Block]:
    """Every claim on a line, folded: the article beside it shows the same."""
    return [
        Group((Folded(words("overview_heading"), group.blocks[1:]),), anchor=OVERVIEW_ANCHOR, role="overview")
        for group in overview(document.briefs, words, shown)
    ]


def _blocks(blocks: list[Block] | tuple[Block, ...]) -> str:
    return "\n".join(block_to_html(block) for block in blocks)
