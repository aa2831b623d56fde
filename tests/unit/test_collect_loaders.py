"""Loaders: the text that comes out of each format, and the reason when none does."""

from __future__ import annotations

import io
import json
import time

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfWriter

from briefs.collect.extracted import Extracted, date_text
from briefs.collect.loaders import load_bytes
from briefs.collect.loaders import pdf as pdf_loader
from briefs.collect.loaders.markup import html_to_text, looks_like_html
from briefs.collect.loaders.pdf import reflow
from briefs.collect.loaders.plain import split_headline
from briefs.errors import SourceUnreadable
from tests.unit.collect_files import pdf_bytes, telegram_export


def load(data: bytes | str, suffix: str) -> Extracted:
    """The one text of a file."""
    [text] = load_bytes(data.encode() if isinstance(data, str) else data, suffix=suffix, source_id="s")
    return text


RUSSIAN = "Совет закрыл мост в понедельник. Жители северного берега ездят в больницу в объезд, сообщил мэр города. Ремонт идёт."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32", "cp1251", "koi8-r"])
def test_encodings(encoding: str) -> None:
    """UTF-8, marked and unmarked UTF-16, and old Cyrillic code pages give the same text."""
    if encoding == "utf-16-le":
        assert load("The bridge is closed.".encode(encoding), ".txt").text == "The bridge is closed."
    else:
        assert load((RUSSIAN * 4).encode(encoding), ".txt").text == RUSSIAN * 4


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" * 20, bytes(range(256)) * 8, b"\x00\x01\x02" * 50])
def test_binary_data_is_no_text(data: bytes) -> None:
    """A picture named .txt is said to be one, not read as gibberish."""
    with pytest.raises(SourceUnreadable, match="binary data"):
        load(data, ".txt")


@given(st.binary(max_size=300))
@settings(max_examples=150, deadline=None)
def test_any_bytes_give_text_or_one_clear_error(data: bytes) -> None:
    """No input raises anything but SourceUnreadable, and text comes out normalised."""
    for suffix in (".txt", ".md", ".json", ".docx"):
        try:
            texts = load_bytes(data, suffix=suffix, source_id="s")
        except SourceUnreadable:
            continue
        assert all("\0" not in text.text and "\r" not in text.text for text in texts)


def test_text_is_normalised() -> None:
    """NFC, newlines, no NUL: offsets mean the same everywhere."""
    assert load("Cafe\u0301 open.\r\nSecond line.", ".txt").text == "Café open.\nSecond line."


@pytest.mark.parametrize(
    "text", [" date 2026-03-06 According to the council, it is shut.", "date: 2026-03-06\nAccording to the council, it is shut."]
)
def test_leading_date_line(text: str) -> None:
    """The date that a reporter put on top is metadata."""
    loaded = load(text, ".txt")
    assert (loaded.text, loaded.published_at) == ("According to the council, it is shut.", "2026-03-06")


@pytest.mark.parametrize("text", ["Date 2023 was a good year for dates.", "The date 2026-03-06 is set."])
def test_near_misses_of_a_date_line(text: str) -> None:
    """A sentence about a date stays text."""
    assert load(text, ".txt").text == text


@pytest.mark.parametrize(
    ("text", "headline"),
    [
        ("Bridge shut for months\n\nThe council closed it.", "Bridge shut for months"),
        ("The council closed the bridge.\n\nIt said so.", ""),
        ("Bridge shut\nfor months\n\nThe council closed it.", ""),
        ("Bridge shut for months\n\n  ", ""),
        ("Bridge\n\nThe council closed it.", ""),
    ],
)
def test_headline(text: str, headline: str) -> None:
    """A first line alone before a blank line that does not end like a sentence."""
    assert split_headline(text)[0] == headline


def test_markdown_is_read_as_plain_text() -> None:
    """Marks go, words stay; a first heading is the title."""
    loaded = load("# Bridge *shut*\n\nThe **council** [said](https://example.org) so.\n\n- one\n- two\n\n<script>x</script>", ".md")
    assert loaded.title == "Bridge shut"
    assert loaded.text == "The council said so.\n\none\n\ntwo"


def test_markdown_with_thousands_of_brackets_is_quick() -> None:
    """The parser's quadratic case is kept out."""
    assert load("[" * 200_000, ".md").text.startswith("[")


PAGE = """<html lang="en"><head><title>Bridge shut | Northern Observer</title><meta charset="utf-8">
<meta property="og:title" content="Bridge shut"><meta property="og:site_name" content="Northern Observer">
<meta name="author" content="Ada Writer"><meta property="article:published_time" content="2026-03-02T10:00:00Z">
<link rel="canonical" href="https://example.org/bridge"></head><body><nav><a href="/">Home</a> <a href="/s">Sport</a></nav>
<article><h1>Bridge shut</h1><p>The council closed the old bridge on Monday after engineers found cracks in two of its pillars.</p>
<p>Residents of the northern bank now drive eleven kilometres more to reach the hospital, the mayor said on Tuesday.</p></article>
<footer>Imprint and cookies</footer></body></html>"""


def test_web_page() -> None:
    """Main text without furniture, with the page's own metadata; the heading is metadata too."""
    page = load(PAGE, ".html")
    assert page.text.startswith("The council closed the old bridge")
    assert "\n\nResidents of the northern bank" in page.text
    assert "Imprint" not in page.text
    assert (page.title, page.author, page.published_at) == ("Bridge shut", "Ada Writer", "2026-03-02")
    assert (page.url, page.publisher) == ("https://example.org/bridge", "Northern Observer")


def test_web_page_without_a_date_gets_none() -> None:
    """No date is guessed from the text, and none from today."""
    page = load("<html><body><article><p>" + "It was shut on 3 May 2019, and again later. " * 8 + "</p></article></body></html>", ".html")
    assert page.published_at == ""


def test_declared_charset() -> None:
    """A page in an old code page is read by what it declares."""
    html = PAGE.replace("utf-8", "windows-1251").replace("Residents", "Жители").encode("cp1251")
    assert "Жители of the northern bank" in load(html, ".html").text


def test_page_without_text() -> None:
    """An application shell is unreadable, not an empty source."""
    with pytest.raises(SourceUnreadable, match="no main text"):
        load("<html><body><script>var a = 1;</script></body></html>", ".html")


def test_html_fragments() -> None:
    """Blocks become paragraphs, breaks lines, scripts nothing, entities characters."""
    html = "<p>A&nbsp;&amp; B</p><script>x</script><p>C<br>D</p><table><tr><td>1</td><td>2</td></tr></table>"
    assert html_to_text(html) == "A & B\n\nC\nD\n\n1 | 2"
    assert looks_like_html("<p>x</p>")
    assert not looks_like_html("a < b and b > c")


@pytest.mark.parametrize("html", ["", " ", "<!-- x -->", "<?pi?>", "\0", "<" * 9, "<script>x"])
def test_html_without_content(html: str) -> None:
    """Nothing in, nothing out, no error."""
    assert html_to_text(html).strip("<") == ""


def test_hostile_html_is_quick() -> None:
    """Unclosed tags and deep nesting take linear time."""
    start = time.perf_counter()
    html_to_text("<a " * 100_000)
    html_to_text("<div>" * 100_000 + "text")
    html_to_text("<table><tr>" + "<td>x" * 50_000)
    assert time.perf_counter() - start < 10


def test_pdf_paragraphs() -> None:
    """Lines are joined to paragraphs, also over a page break; page numbers go."""
    long = "The council closed the old bridge on Monday after engineers found"
    data = pdf_bytes(
        [[long, "cracks in two of its pillars.", long, "more cracks, and the repair will take at least nine", "1"], ["months.", "2"]]
    )
    assert load(data, ".pdf").text == (
        f"{long} cracks in two of its pillars.\n\n{long} more cracks, and the repair will take at least nine months."
    )


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (["an exam-", "ple of it"], "an example of it"),
        (["a well-", "known fact, well-known"], "a well-known fact, well-known"),
        (["in Baden-", "Baden today"], "in Baden-Baden today"),
        (["an exam\u00ad", "ple"], "an example"),
        (["exam\u00adple"], "example"),
        (["2019 -", "2020"], "2019 - 2020"),
    ],
)
def test_words_cut_by_a_line_end(lines: list[str], text: str) -> None:
    """A hyphen stays when the document writes the word with it, or a capital follows."""
    assert reflow(["\n".join(lines)]) == text


def test_running_heads_go() -> None:
    """What stands on top of every page is no text."""
    pages = [f"Annual report {n}\nText of page {n} goes here." for n in range(1, 6)]
    assert "Annual report" not in reflow(pages)


def pdf_with(*, password: str | None = None, owner: str | None = None) -> bytes:
    """A protected PDF, or one with a blank page."""
    writer = PdfWriter()
    if password is None:
        writer.add_blank_page(200, 200)
    else:
        writer.append(io.BytesIO(pdf_bytes([["The bridge is closed, the council said on Monday."]])))
        writer.encrypt(password, owner, algorithm="RC4-128")
    out = io.BytesIO()
    writer.write(out)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (pdf_with(password="secret"), "asks for a password"),
        (pdf_with(), r"only images .* \(OCR\)"),
        (b"%PDF-1.4\nrubbish", "damaged"),
        (b"no pdf", "damaged"),
    ],
)
def test_unreadable_pdf(data: bytes, reason: str) -> None:
    """Encrypted, image-only and broken files each get their own sentence."""
    with pytest.raises(SourceUnreadable, match=reason):
        load(data, ".pdf")


def test_pdf_that_only_forbids_printing_is_read() -> None:
    """An owner's password does not stop reading."""
    assert load(pdf_with(password="", owner="x"), ".pdf").text == "The bridge is closed, the council said on Monday."


def test_pdf_reader_is_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    """A file on which the parser hangs costs the time limit and no more."""
    monkeypatch.setattr(pdf_loader, "TIMEOUT_S", 0.01)
    with pytest.raises(SourceUnreadable, match="within"):
        load(pdf_bytes([["x"]]), ".pdf")


def word_bytes() -> bytes:
    """A document with title, heading, list and table."""
    document = Document()
    document.core_properties.author = "Ada Writer"
    document.add_heading("Bridge shut", 0)
    document.add_paragraph("The council closed it.")
    document.add_heading("Costs", 2)
    document.add_paragraph("Four million.", style="List Bullet")
    table = document.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "Pillars", "2"
    out = io.BytesIO()
    document.save(out)
    return out.getvalue()


def test_word_document() -> None:
    """Headings, lists and tables in order; the title is metadata."""
    loaded = load(word_bytes(), ".docx")
    assert (loaded.title, loaded.author) == ("Bridge shut", "Ada Writer")
    assert loaded.text == "The council closed it.\n\nCosts\n\nFour million.\n\nPillars | 2"


@pytest.mark.parametrize("data", [b"PK\x03\x04rubbish", word_bytes()[:900], b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, b""])
def test_unreadable_word_document(data: bytes) -> None:
    """Damaged, cut short, password-protected."""
    with pytest.raises(SourceUnreadable, match="DOCX"):
        load(data, ".docx")


def test_account_export_leaves_conversations_out() -> None:
    """Of a whole account only channels and groups are sources."""
    channel = json.loads(telegram_export())
    private = {**json.loads(telegram_export("A friend")), "type": "personal_chat"}
    data = json.dumps({"about": "x", "chats": {"list": [private, channel]}}).encode()
    assert {text.publisher for text in load_bytes(data, suffix=".json", source_id="s")} == {"Northern Observer"}


@pytest.mark.parametrize("data", ["{}", "[1]", '{"messages": 3}', "{"])
def test_other_json_is_no_source(data: str) -> None:
    """A JSON file that is no Telegram export says so."""
    with pytest.raises(SourceUnreadable, match="JSON"):
        load(data, ".json")


@pytest.mark.parametrize(
    ("value", "day"),
    [
        ("2026-03-06T10:00:00Z", "2026-03-06"),
        (2026, "2026"),
        ("20260306", "2026-03-06"),
        ("2026/3/6", "2026-03-06"),
        ("soon", ""),
        (None, ""),
        ("2026-02-30", ""),
    ],
)
def test_dates_of_metadata(value: object, day: str) -> None:
    """What is no date gives none; nothing is made up."""
    assert date_text(value) == day
