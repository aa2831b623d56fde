"""What a reader sees and in which order: first what must change in the article, then each claim, then what was left aside."""

from __future__ import annotations

import json
from collections.abc import Mapping

from briefs.domain import Document
from briefs.render.blocks import Block, Folded, Group, Heading, Item, Listing, Page, Text
from briefs.render.claim_layout import ClaimLayout
from briefs.render.notes import NoteBook
from briefs.render.overview import head, must_change, overview
from briefs.render.plain import Redaction
from briefs.render.strings import Strings, strings


def lay_out(document: Document) -> Page:
    """The page of a document, in its own language."""
    words = strings(document.language)
    shown = Redaction.of(document.sources)
    book = NoteBook(sources={source.id: source for source in document.sources}, words=words, shown=shown, language=document.language)
    title = shown(document.article.title) or words("untitled")
    # the claims are laid out before the list of changes, so that notes are numbered in the order in which the claims' notes stand
    layout = ClaimLayout(words, shown, book)
    claims = tuple(layout.lay_out(number, brief) for number, brief in enumerate(document.briefs, 1))
    above = (head(document, title, words, shown), must_change(document, words, shown, book), *overview(document.briefs, words, shown))
    blocks = (*above, *claims, *aside(document, words, shown))
    return Page(language=words.language, title=words("document_title", title=title), blocks=blocks)


def aside(document: Document, words: Strings, shown: Redaction) -> tuple[Block, ...]:
    """Claims that were not briefed, sources left out, how it was made."""
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
        groups.append(Group((Folded(words("provenance_heading"), (Listing(items, role="compact"),), level=2),), role="aside"))
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
