"""Markdown with YAML front matter: metadata on top, the body as plain paragraphs."""

from __future__ import annotations

import re
from collections.abc import Mapping

from briefs.collect.extracted import Extracted, date_text, language_code, one_line
from briefs.collect.loaders.markup import html_to_text

_FRONT = re.compile(r"\A---[ \t]*\n(.*?)(?<=\n)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_FRONT_LIMIT = 64_000
_BRACKET_LIMIT = 5_000
"""Past this many `[` the Markdown parser's link search takes quadratic time; the text is then kept as written."""
_OURS = ("kind", "text_kind", "handling", "confidential", "display_name", "interested_in", "original_language", "retrieved_at")


class FrontMatterError(ValueError):
    """The front matter is no YAML mapping."""


def load_markdown(text: str) -> Extracted:
    """The body as text; title, author, date, url, publisher and our own manifest fields from the front matter.

    Without a `title` there, a first `# heading` is the title.

    Raises:
        FrontMatterError: the front matter is broken. It may say that the source is confidential, so it is never skipped over.
    """
    front, body = _split(text)
    title = one_line(front.get("title"))
    if not title:
        match = re.match(r"\s*#[ \t]+(.+?)[ \t]*#*[ \t]*(?:\n|\Z)", body)
        if match:
            title, body = _plain(match[1]).strip(), body[match.end() :]
    return Extracted(
        text=_plain(body),
        title=title,
        author=_names(front, "author", "authors", "byline"),
        published_at=_first_date(front, "published_at", "published", "date", "datePublished"),
        url=_first(front, "url", "canonical", "canonical_url", "link", "source_url"),
        publisher=_first(front, "publisher", "sitename", "site", "outlet"),
        language=language_code(_first(front, "language", "lang")),
        manifest={name: _scalar(front[name]) for name in _OURS if front.get(name) is not None},
    )


def _split(text: str) -> tuple[Mapping[str, object], str]:
    import yaml

    from briefs.language.yaml_data import load_yaml

    match = _FRONT.match(text)
    if match is None:
        return {}, text
    if len(match[1]) > _FRONT_LIMIT:
        raise FrontMatterError("its front matter is longer than 64,000 characters")
    try:
        front = load_yaml(match[1]) or {}
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        line = getattr(getattr(error, "problem_mark", None), "line", 0) + 2
        raise FrontMatterError(f"its front matter is not valid YAML (near line {line})") from error
    if not isinstance(front, dict):
        raise FrontMatterError("its front matter is not a list of `field: value` lines")
    return {str(key): value for key, value in front.items()}, text[match.end() :]


def _plain(markdown: str) -> str:
    from markdown_it import MarkdownIt

    if markdown.count("[") > _BRACKET_LIMIT:
        return markdown
    # Raw HTML is let through because html_to_text drops the tags; nothing here is ever rendered.
    return html_to_text(MarkdownIt("commonmark", {"html": True}).enable("table").disable("image").render(markdown))


def _first(front: Mapping[str, object], *names: str) -> str:
    return next((one_line(front[name]) for name in names if one_line(front.get(name))), "")


def _first_date(front: Mapping[str, object], *names: str) -> str:
    return next((date_text(front[name]) for name in names if date_text(front.get(name))), "")


def _names(front: Mapping[str, object], *names: str) -> str:
    for name in names:
        value = front.get(name)
        if isinstance(value, list):
            joined = ", ".join(one_line(item) for item in value[:20] if one_line(item))
            if joined:
                return one_line(joined)
        elif one_line(value):
            return one_line(value)
    return ""


def _scalar(value: object) -> object:
    """YAML reads an unquoted day as a date; the manifest's model wants text."""
    if isinstance(value, str | bool):
        return value
    if isinstance(value, list):
        return [one_line(item) for item in value[:100]]
    return date_text(value) or str(value)[:200]
