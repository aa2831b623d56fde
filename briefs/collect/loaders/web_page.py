"""Saved web pages: the main text without the page's furniture, and the metadata that the page states."""

from __future__ import annotations

from briefs.collect.decoding import decode
from briefs.collect.extracted import Extracted, date_text, one_line
from briefs.collect.loaders.failure import UnreadableFileError
from briefs.collect.loaders.markup import html_to_text

_FURNITURE_FREE = 3_000
"""Characters of visible text up to which a page without a recognised main text is taken whole."""
_DATES = {"extensive_search": False, "original_date": True, "max_date": "2100-01-01"}
"""Only dates that the page states: the search through its text guesses, and by today's date, which would change from day to day."""


def load_web_page(data: bytes) -> list[Extracted]:
    """The page's main text, a blank line between its blocks.

    trafilatura's balanced setting: on its own pages it did best of five settings (figures in benchmarks/collect.md).

    Raises:
        UnreadableFileError: no main text is found.
        UndecodableError: the bytes are no text.
    """
    import lxml.etree  # type: ignore[import-untyped]
    import trafilatura

    html = decode(data, is_html=True)
    try:
        page = trafilatura.bare_extraction(html, with_metadata=True, include_comments=False, date_extraction_params=_DATES)
    except (ValueError, TypeError, AttributeError, lxml.etree.LxmlError) as error:
        raise UnreadableFileError("the page's HTML is damaged; save its text as .txt") from error
    text = "\n\n".join(line for line in (page.text or "").split("\n") if line.strip()) if page is not None else ""
    if not text:
        text = html_to_text(html)
        if not text or len(text) > _FURNITURE_FREE:
            raise UnreadableFileError("no main text is found in the page; save its text as .txt")
    title = one_line(page.title) if page is not None else ""
    return [
        Extracted(
            text=_without_title(text, title),
            title=title,
            author=one_line(page.author) if page is not None else "",
            published_at=date_text(page.date) if page is not None else "",
            url=_address(page.url) if page is not None else "",
            publisher=one_line(page.sitename) if page is not None else "",
        )
    ]


def _without_title(text: str, title: str) -> str:
    """The title is metadata: the heading that repeats it is not part of the body."""
    first, _, rest = text.partition("\n\n")
    return rest if title and rest and first.strip().casefold() == title.casefold() else text


def _address(value: object) -> str:
    text = one_line(value)
    return text if text.startswith(("http://", "https://")) else ""
