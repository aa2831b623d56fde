"""A page as the article that the service reads: headline, text and a mark of both, which tells whether briefs are of this very text."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from django.utils.html import escape
from wagtail import blocks
from wagtail.blocks.stream_block import StreamValue
from wagtail.fields import RichTextField
from wagtail.models import Page

from wagtail_briefs import conf


def article_of(page: Page) -> dict[str, Any]:
    """The article as JSON. `briefs_version` changes with headline and text and with nothing else."""
    headline, body = page.title, body_html(page)
    return {
        "id": str(page.pk),
        "headline": headline,
        "body": body,
        "url": page.full_url or "",
        "published_at": page.first_published_at.isoformat() if page.first_published_at else "",
        "language": page.locale.language_code[:2],
        "briefs_version": _version(headline, body),
    }


def version_of(page: Page) -> str:
    """The mark of a page's headline and text, sha256 in hex."""
    return _version(page.title, body_html(page))


def body_html(page: Page) -> str:
    """The text of the article's fields as HTML, without what a template would add and without asking any other host for an embed."""
    return "\n".join(part for name in conf.current().body_fields if (part := _field_html(page, name)))


def block_html(block: blocks.Block, value: Any) -> str:
    """The words of a block as HTML, of the blocks inside it too."""
    if value is None:
        return ""
    if isinstance(block, blocks.RichTextBlock):
        return str(value.source)
    if isinstance(block, blocks.RawHTMLBlock):
        return str(value)
    if isinstance(block, blocks.StreamBlock):
        return "\n".join(part for child in value if (part := block_html(child.block, child.value)))
    if isinstance(block, blocks.ListBlock):
        return "\n".join(part for item in value if (part := block_html(block.child_block, item)))
    if isinstance(block, blocks.StructBlock):
        return "\n".join(part for name, child in block.child_blocks.items() if (part := block_html(child, value.get(name))))
    if isinstance(block, blocks.CharBlock | blocks.TextBlock | blocks.BlockQuoteBlock):
        return _paragraphs(str(value))
    return ""  # images, choosers, choices, numbers: no words of the article


def _version(headline: str, body: str) -> str:
    return hashlib.sha256(json.dumps([headline, body], ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()


def _field_html(page: Page, name: str) -> str:
    value = getattr(page, name, None)
    if isinstance(value, StreamValue):
        return block_html(value.stream_block, value)
    field = next((field for field in page._meta.get_fields() if field.name == name), None)
    if isinstance(field, RichTextField):
        return str(value or "")
    return _paragraphs(str(value)) if value else ""


def _paragraphs(text: str) -> str:
    return "\n".join(f"<p>{escape(part.strip())}</p>" for part in text.split("\n\n") if part.strip())
