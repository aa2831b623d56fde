"""What a reader sees and in which order: first what must change in the article, then each claim, then what was left aside."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping

from briefs.domain import Brief, Document, PartialDate, Standing, WordingVerdict
from briefs.render.blocks import Block, ClaimLink, Content, Group, Heading, Inline, Item, Link, Listing, Page, Paragraph, Text
from briefs.render.claim_layout import ClaimLayout, claim_anchor
from briefs.render.notes import NoteBook
from briefs.render.plain import Redaction, fit_url
from briefs.render.strings import Strings, strings


def lay_out(document: Document) -> Page:
    """The page of a document, in its own language."""
    words = strings(document.language)
    shown = Redaction.of(document.sources)
    book = NoteBook(sources={source.id: source for source in document.sources}, words=words, shown=shown, language=document.language)
    title = shown(document.article.title) or words("untitled")
    head = _head(document, title, words, shown)
    # the claims are laid out after the list of changes, which numbers its notes first only when it cites
    changes = _must_change(document, words, shown, book)
    claims = tuple(ClaimLayout(words, shown, book).lay_out(number, brief) for number, brief in enumerate(document.briefs, 1))
    blocks = (head, changes, *claims, *_aside(document, words, shown))
    return Page(language=words.language, title=words("document_title", title=title), blocks=blocks)


def counts_by_standing(document: Document, words: Strings) -> str:
    """ "3 alleged, 1 confirmed", in the order of the enum."""
    counts = Counter(brief.assessment.standing for brief in document.briefs)
    return ", ".join(f"{counts[standing]} {words(f'standing_{standing.value}')}" for standing in Standing if counts[standing])


def _head(document: Document, title: str, words: Strings, shown: Redaction) -> Group:
    article = document.article
    about: list[Inline] = []
    url = fit_url(article.url)
    about.append(Link(words("article_link"), url) if url else Text(words("article_link")))
    if article.byline:
        about.append(Text(", " + words("byline", name=shown(article.byline))))
    if article.published_at:
        about.append(Text(", " + words("published", date=words.date(article.published_at))))
    count = len(document.briefs)
    key = "counts_none" if not count else "counts_one" if count == 1 else "counts"
    counts = words(key) if not count else words(key, briefs=count, standings=counts_by_standing(document, words))
    state = words("publishable" if document.is_publishable else "not_publishable")
    return Group(
        (
            Heading(1, (Text(title),), kicker=words("kicker")),
            Paragraph((*about, Text(". " + words("as_of", date=_date_text(document.as_of, words)))), role="meta"),
            Paragraph((Text(counts + " "), Text(state, "" if document.is_publishable else "strong")), role="meta"),
        ),
        role="head",
    )


def _date_text(as_of: str, words: Strings) -> str:
    try:
        return words.date(PartialDate.parse(as_of))
    except ValueError:
        return as_of


def _must_change(document: Document, words: Strings, shown: Redaction, book: NoteBook) -> Group:
    items = []
    for number, brief in enumerate(document.briefs, 1):
        if brief.wording.verdict is not WordingVerdict.SOUND:
            items.append(_change(number, brief, words, shown, book))
    heading = Heading(2, (Text(words("must_change_heading")),))
    if not items:
        return Group((heading, Paragraph((Text(words("must_change_none")),))), anchor="must-change", role="changes")
    return Group((heading, Listing(tuple(items), is_ordered=True, role="changes")), anchor="must-change", role="changes")


def _change(number: int, brief: Brief, words: Strings, shown: Redaction, book: NoteBook) -> Item:
    wording = brief.wording
    lead: Content = (
        Text(words(f"verdict_{wording.verdict.value}").capitalize() + ".", "strong"),
        Text(" "),
        ClaimLink(words("see_claim", number=number), claim_anchor(brief)),
    )
    children = []
    if wording.fault_text:
        quoted = words("quote_open") + shown(wording.fault_text) + words("quote_close")
        children.append(Item((Text(words("fault"), "label"), Text(" "), Text(quoted))))
    if wording.why:
        # these citations are noted with the claim: a number here points there
        children.append(Item((Text(words("why"), "label"), Text(" " + shown(wording.why)), *book.refs(wording.citations, brief.claim.id))))
    if wording.proposal:
        children.append(Item((Text(words("proposal"), "label"), Text(" "), Text(shown(wording.proposal), "proposal"))))
    return Item(lead, tuple(children))


def _aside(document: Document, words: Strings, shown: Redaction) -> tuple[Block, ...]:
    groups: list[Block] = []
    if document.skipped:
        items = tuple(
            Item(
                (
                    Text(shown(skipped.claim.text)),
                    Text(" — "),
                    *((Text(words("skipped_failure") + ": ", "strong"),) if skipped.is_failure else ()),
                    Text(shown(skipped.reason), "why"),
                )
            )
            for skipped in document.skipped
        )
        groups.append(Group((Heading(2, (Text(words("skipped_heading")),)), Listing(items)), role="aside"))
    if document.left_out:
        names = {source.id: source.shown_name for source in document.sources}
        items = tuple(
            Item((Text(shown(names.get(item.source_id, item.source_id))), Text(" — "), Text(shown(item.reason), "why")))
            for item in document.left_out
        )
        groups.append(Group((Heading(2, (Text(words("left_out_heading")),)), Listing(items)), role="aside"))
    if document.provenance:
        items = tuple(Item((Text(shown(key) + ":", "label"), Text(" " + shown(value)))) for key, value in _flat(document.provenance))
        groups.append(Group((Heading(2, (Text(words("provenance_heading")),)), Listing(items, role="compact")), role="aside"))
    return tuple(groups)


def _flat(data: Mapping[str, object], prefix: str = "") -> list[tuple[str, str]]:
    rows: list[tuple[str, str]] = []
    for key in sorted(data, key=str):
        value = data[key]
        if isinstance(value, Mapping) and value:
            rows.extend(_flat(value, f"{prefix}{key}."))
        else:
            shown = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
            rows.append((f"{prefix}{key}".replace("_", " "), shown))
    return rows
