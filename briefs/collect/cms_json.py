"""An article as a content management system exports it: plain fields, IPTC ninjs 2 and 3, schema.org, WordPress REST, Ghost."""

from __future__ import annotations

import html
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from briefs.collect.extracted import date_text, language_code, one_line
from briefs.collect.loaders.markup import html_to_text, looks_like_html

_TITLES = ("headline", "title", "name", "headlines")
_BODIES = ("body", "text", "content", "articleBody", "html", "body_html", "body_xhtml", "body_text", "bodies", "blocks", "plaintext")
_URLS = ("url", "link", "canonical_url", "canonicalUrl", "canonical", "permalink", "mainEntityOfPage", "uri")
_DATES = (
    "published_at", "publishedAt", "datePublished", "date_published", "first_published_at", "publication_date", "pubDate", "published",
    "date", "firstPublished", "firstcreated", "firstCreated", "contentCreated", "versioncreated", "versionCreated", "created_at",
    "dateModified", "date_modified", "modified", "updated_at", "updatedAt",
)  # fmt: skip
"""Best first: a day of publication before a day of change."""
_BYLINES = ("byline", "by", "author", "authors", "creator", "primary_author")
_LANGUAGES = ("language", "lang", "inLanguage", "locale")
_WRAPPERS = ("article", "post", "posts", "page", "pages", "item", "items", "data", "attributes", "@graph", "story", "document", "meta")
_DEPTH = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class ArticleFields:
    """What an exported article says. Empty strings mean that it does not."""

    text: str
    title: str = ""
    url: str = ""
    byline: str = ""
    published_at: str = ""
    language: str = ""


def read_cms_json(data: object) -> ArticleFields | None:
    """The fields of an exported article; None when no body is found, at the top or inside a wrapper such as `{"article": {...}}`."""
    record = _find_record(data, _DEPTH)
    if record is None:
        return None
    return ArticleFields(
        text=_body(record),
        title=_first_text(record, _TITLES),
        url=next((url for name in _URLS if (url := _address(record.get(name)))), ""),
        byline=next((byline for name in _BYLINES if (byline := _people(record.get(name)))), ""),
        published_at=next((day for name in _DATES if (day := date_text(record.get(name)))), ""),
        language=next((code for name in _LANGUAGES if (code := language_code(record.get(name)))), ""),
    )


def _find_record(data: object, depth: int) -> Mapping[str, object] | None:
    if depth == 0:
        return None
    if isinstance(data, list):
        return next((found for item in data[:50] if (found := _find_record(item, depth - 1))), None)
    if not isinstance(data, dict):
        return None
    if _body(data).strip():
        return data
    return next((found for name in _WRAPPERS if (found := _find_record(data.get(name), depth - 1))), None)


def _body(record: Mapping[str, object]) -> str:
    return next((text for name in _BODIES if (text := _rich_text(record.get(name)).strip())), "")


def _rich_text(value: object) -> str:
    """A string (HTML or not), `{"rendered"|"value"|"html"|"text": ...}`, or a list of such parts as paragraphs."""
    if isinstance(value, str):
        return html_to_text(value) if looks_like_html(value) else value
    if isinstance(value, dict):
        return next(
            (text for name in ("rendered", "value", "html", "text", "content") if (text := _rich_text(value.get(name)).strip())), ""
        )
    if isinstance(value, list):
        chosen = _main_role(value)
        return "\n\n".join(text for part in chosen if (text := _rich_text(part).strip()))
    return ""


def _main_role(parts: Sequence[object]) -> Sequence[object]:
    """Of ninjs variants (`role`, `contenttype`) only one is the text: "main" when named so, else the longest; of plain blocks all are."""
    variants = [part for part in parts if isinstance(part, dict) and ("role" in part or "contenttype" in part or "contentType" in part)]
    if not variants or len(variants) < len(parts):
        return parts
    named = [part for part in variants if str(part.get("role", "")).casefold() in ("main", "body", "article")]
    return [max(named or variants, key=lambda part: len(_rich_text(part)))]


def _first_text(record: Mapping[str, object], names: Sequence[str]) -> str:
    for name in names:
        text = one_line(html.unescape(_rich_text(record.get(name))))
        if text:
            return text
    return ""


def _address(value: object) -> str:
    if isinstance(value, dict):
        value = value.get("@id") or value.get("url")
    text = one_line(value)
    return text if text.startswith(("http://", "https://")) else ""


def _people(value: object) -> str:
    if isinstance(value, dict):
        value = value.get("name") or value.get("display_name")
    if isinstance(value, list):
        return one_line(", ".join(name for item in value[:20] if (name := _people(item))))
    return one_line(value)
