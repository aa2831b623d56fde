"""The article under check, from every format that a newsroom has it in."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest
from docx import Document

from briefs.collect import load_article
from briefs.domain import PartialDate
from briefs.errors import ArticleError
from tests.unit.test_collect_loaders import PAGE

BODY = "The council closed the old bridge on Monday. Engineers had found cracks in two pillars."


def written(path: Path, content: object) -> str:
    """A file with text, bytes, or JSON of anything else."""
    if isinstance(content, bytes):
        path.write_bytes(content)
    else:
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
    return str(path)


def test_text_with_headline_and_date_line(tmp_path: Path) -> None:
    """Both are metadata, the rest is the text."""
    article = load_article(written(tmp_path / "a.txt", f"date 2026-03-06\nBridge shut for months\n\n{BODY}\n"))
    assert (article.title, article.text, article.published_at, article.language) == (
        "Bridge shut for months",
        BODY,
        PartialDate("2026-03-06"),
        "en",
    )


def test_text_whose_first_line_is_a_sentence(tmp_path: Path) -> None:
    """Near miss: a lead is no headline."""
    article = load_article(written(tmp_path / "a.txt", f" date 2026-03-06 The bridge is shut.\n\n{BODY}"))
    assert (article.title, article.text) == ("", f"The bridge is shut.\n\n{BODY}")


def test_given_address_goes_first(tmp_path: Path) -> None:
    """The command line's address beats the page's own."""
    path = written(tmp_path / "a.html", PAGE)
    assert load_article(path).url == "https://example.org/bridge"
    assert load_article(path, url="https://example.org/other").url == "https://example.org/other"


def test_markdown_and_word(tmp_path: Path) -> None:
    """Front matter and title styles give the title."""
    article = load_article(
        written(tmp_path / "a.md", f"---\ntitle: Bridge shut\ndate: 2026-03-06\nauthor: Ada\nlang: en-GB\n---\n\n{BODY}\n")
    )
    assert (article.title, article.byline, article.language, article.text) == ("Bridge shut", "Ada", "en", BODY)
    document = Document()
    document.add_heading("Bridge shut", 0)
    document.add_paragraph(BODY)
    out = io.BytesIO()
    document.save(out)
    article = load_article(written(tmp_path / "a.docx", out.getvalue()))
    assert (article.title, article.text) == ("Bridge shut", BODY)


HTML_BODY = "<p>The council closed the old bridge on Monday. Engineers had found cracks in two pillars.</p>"
SHAPES = {
    "plain": {"headline": "Bridge shut", "body": BODY, "url": "https://example.org/b", "published_at": "2026-03-06T08:00:00Z"},
    "schema.org": {
        "@type": "NewsArticle",
        "headline": "Bridge shut",
        "articleBody": BODY,
        "mainEntityOfPage": {"@id": "https://example.org/b"},
        "datePublished": "2026-03-06",
        "dateModified": "2026-03-07",
        "author": [{"name": "Ada"}],
        "inLanguage": "en-GB",
    },
    "wordpress": {
        "title": {"rendered": "Bridge shut"},
        "content": {"rendered": HTML_BODY, "protected": False},
        "link": "https://example.org/b",
        "date": "2026-03-06T09:00:00",
        "modified": "2026-03-07T09:00:00",
    },
    "ninjs": {
        "uri": "urn:x:1",
        "url": "https://example.org/b",
        "versioncreated": "2026-03-06T09:00:00Z",
        "headlines": [{"role": "main", "value": "Bridge shut"}],
        "bodies": [{"role": "teaser", "value": "Short."}, {"role": "main", "contenttype": "text/html", "value": HTML_BODY}],
    },
    "ninjs 1": {"headline": "Bridge shut", "body_xhtml": HTML_BODY, "uri": "https://example.org/b", "firstcreated": "2026-03-06"},
    "ghost": {"posts": [{"title": "Bridge shut", "html": HTML_BODY, "url": "https://example.org/b", "published_at": "2026-03-06"}]},
    "wrapped": {"article": {"title": "Bridge shut", "text": BODY, "link": "https://example.org/b", "date": "2026-03-06"}},
    "blocks": {"title": "Bridge shut", "body": [{"text": BODY}], "url": "https://example.org/b", "date": "2026-03-06"},
}


@pytest.mark.parametrize("shape", SHAPES)
def test_exports_of_content_management_systems(tmp_path: Path, shape: str) -> None:
    """One article, whatever the system calls its fields."""
    article = load_article(written(tmp_path / "a.json", SHAPES[shape]))
    assert (article.title, article.text, article.url, article.published_at) == (
        "Bridge shut",
        BODY,
        "https://example.org/b",
        PartialDate("2026-03-06"),
    )


@pytest.mark.parametrize(
    ("content", "title"),
    [
        (json.dumps(SHAPES["plain"]), "Bridge shut"),
        (PAGE, "Bridge shut"),
        (f"Bridge shut again\n\n{BODY}", "Bridge shut again"),
        (f"# Bridge shut\n\n{BODY}", "Bridge shut"),
    ],
)
def test_standard_input_is_recognised(content: str, title: str) -> None:
    """JSON, HTML, text and Markdown are told apart."""
    assert load_article("-", stdin=io.BytesIO(content.encode())).title == title
    assert load_article("-", stdin=io.StringIO(content)).title == title


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.txt", "", "is empty"),
        ("a.txt", " \n \n", "is empty"),
        ("a.txt", b"\x89PNG\r\n\x1a\n\0\0\0" * 30, "binary data"),
        ("a.rtf", "x", "save it as one of"),
        ("a.json", "{", r"not valid JSON \(line 1"),
        ("a.json", {"headline": "x"}, 'has no body; the text is expected as "body"'),
        ("a.html", "<html><body></body></html>", "no main text"),
        ("a.docx", b"x", "damaged"),
        ("a.md", "---\ntitle: x\n---\n", "holds no article text"),
    ],
)
def test_unusable_article(tmp_path: Path, name: str, content: object, message: str) -> None:
    """Each fault says what it is and names the file."""
    with pytest.raises(ArticleError, match=message) as caught:
        load_article(written(tmp_path / name, content))
    assert name in str(caught.value)


def test_missing_article_and_folder(tmp_path: Path) -> None:
    """A path that leads nowhere, or to a folder."""
    with pytest.raises(ArticleError, match="no article at"):
        load_article(str(tmp_path / "none.txt"))
    with pytest.raises(ArticleError, match="is a folder"):
        load_article(str(tmp_path))
