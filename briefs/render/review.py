"""The review page: the article with its claims marked beside the claims with their evidence, as one self-contained HTML file.

It has no script: the filter is a group of radio buttons that the style sheet reads. The service puts an editor's forms into the same
page through `controls`.
"""

from __future__ import annotations

import html
from collections.abc import Callable
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


def to_review(
    document: Document, *, contexts: Contexts | None = None, controls: Controls | None = None, above: str = "", policy: str | None = None
) -> str:
    """A complete page. `contexts` are what stands around citations, by default read from the sources' texts where the document has them;
    `above` is markup for the top of the page; `policy` as for `html_page`."""
    words = strings(document.language)
    shown = Redaction.of(document.sources)
    found = contexts_of(document) if contexts is None else contexts
    sources = {source.id: source for source in document.sources}
    book = ContextBook(sources=sources, words=words, shown=shown, language=document.language, contexts=found)
    article = ArticleLayout(document, words, shown)
    layout = ReviewClaimLayout(words, shown, book, article)
    title = shown(document.article.title) or words("untitled")
    cases = []
    for number, brief in enumerate(document.briefs, 1):
        own = controls(number, brief) if controls is not None else ""
        cases.append(f'<div class="{" ".join(_case(brief))}">\n{block_to_html(layout.lay_out(number, brief))}\n{own}</div>')
    top: list[Block] = [head(document, title, words, shown)]
    if document.briefs and not found:
        top.append(Paragraph((Text(words("review_no_context")),), role="small"))
    parts = [
        f'<a class="skip" href="#cases">{html.escape(words("review_skip"))}</a>',
        f"<main>\n<header>\n{_blocks(top)}\n{above}{_filter(document, words)}</header>",
        f'<div class="review">\n<section class="article" tabindex="0" aria-label="{html.escape(words("review_article"))}">',
        f"<h2>{html.escape(words('review_article'))}</h2>\n{_blocks(article.lay_out())}\n</section>",
        f'<div class="cases" id="cases" tabindex="-1">\n{_blocks(_overview(document, words, shown))}\n' + "\n".join(cases),
        f"{_blocks(aside(document, words, shown))}\n</div>\n</div>\n</main>",
    ]
    named = {} if policy is None else {"policy": policy}
    return html_page("\n".join(parts), language=words.language, title=words("review_title", title=title), sheets=SHEETS, **named)


def _case(brief: Brief) -> list[str]:
    """What the filter looks for."""
    classes = ["case"]
    if brief.wording.verdict is not WordingVerdict.SOUND:
        classes.append("must-change")
    if brief.report.withheld:
        classes.append("has-withheld")
    return classes


def _filter(document: Document, words: Strings) -> str:
    briefs = document.briefs
    if not briefs:
        return ""
    classes = [_case(brief) for brief in briefs]
    choices = (
        ("all", len(briefs)),
        ("must-change", sum("must-change" in found for found in classes)),
        ("has-withheld", sum("has-withheld" in found for found in classes)),
    )
    rows = "".join(
        f'<label><input type="radio" name="show" id="show-{name}"{" checked" if name == "all" else ""}{"" if count else " disabled"}> '
        f"{html.escape(words(f'review_show_{name}', count=count))}</label>"
        for name, count in choices
    )
    return f'<fieldset class="filter"><legend>{html.escape(words("review_show"))}</legend>{rows}</fieldset>\n'


def _overview(document: Document, words: Strings, shown: Redaction) -> list[Block]:
    """Every claim on a line, folded: the article beside it shows the same."""
    return [
        Group((Folded(words("overview_heading"), group.blocks[1:]),), anchor=OVERVIEW_ANCHOR, role="overview")
        for group in overview(document.briefs, words, shown)
    ]


def _blocks(blocks: list[Block] | tuple[Block, ...]) -> str:
    return "\n".join(block_to_html(block) for block in blocks)
