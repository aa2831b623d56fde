"""The article under check, from the formats that newsrooms have it in."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from briefs.collect.cms_json import ArticleFields, read_cms_json
from briefs.collect.decoding import UndecodableError, decode
from briefs.collect.extracted import Extracted
from briefs.collect.layout import shown
from briefs.collect.loaders import load_bytes
from briefs.collect.loaders.plain import split_headline
from briefs.domain import Article, PartialDate
from briefs.errors import ArticleError, SourceUnreadable
from briefs.language import detect_language, normalise

_FORMATS = ".txt, .md, .html, .docx, .pdf, .json, or - for standard input"


@dataclass(frozen=True, slots=True)
class _Raw:
    data: bytes
    suffix: str
    place: str
    """How messages name it."""


def load_article(path: str, *, url: str | None = None, stdin: IO[bytes] | IO[str] | None = None) -> Article:
    """The article in a file, or on standard input for `-` (JSON, HTML, Markdown and text are told apart).

    `url` goes before the address that the file gives. The title is metadata: it is not part of the text.

    Raises:
        ArticleError: missing, empty, binary, or of a format that is not read.
    """
    return _article(_from_stdin(stdin) if path == "-" else _from_file(path), url)


def read_article(data: bytes, *, place: str, url: str | None = None) -> Article:
    """The article in these bytes, whose format is told from them; `place` is how messages name it.

    Raises:
        ArticleError: empty, binary, or of a format that is not read.
    """
    return _article(_Raw(data, _sniff(data), place), url)


def _article(raw: _Raw, url: str | None) -> Article:
    if not raw.data.strip():
        raise ArticleError(f"{raw.place} is empty; give the article's text")
    fields = _read_fields(raw)
    text = normalise(fields.text).strip("\n")
    if not text.strip():
        raise ArticleError(f"{raw.place} holds no article text; check that its body is in it, or save it as plain text")
    return Article(
        text=text,
        title=normalise(fields.title),
        url=url or fields.url or None,
        byline=fields.byline or None,
        published_at=PartialDate(fields.published_at) if fields.published_at else None,
        language=fields.language or detect_language(text),
    )


def _from_file(path: str) -> _Raw:
    file = Path(path)
    try:
        if file.is_dir():
            raise ArticleError(f"{shown(path)} is a folder; name the article's file ({_FORMATS})")
        if file.exists() and not (file.is_file() or file.is_fifo()):
            raise ArticleError(f"{shown(path)} is a device; name the article's file ({_FORMATS})")
        data = file.read_bytes()
    except FileNotFoundError as error:
        raise ArticleError(f"no article at {shown(path)}; check the path") from error
    except (OSError, ValueError) as error:
        raise ArticleError(f"the article at {shown(path)} cannot be read ({getattr(error, 'strerror', None) or error})") from error
    suffix = file.suffix.lower()
    return _Raw(data, suffix if suffix and file.is_file() else _sniff(data), f"the article {shown(path)}")


def _from_stdin(stdin: IO[bytes] | IO[str] | None) -> _Raw:
    stream = stdin if stdin is not None else sys.stdin.buffer
    content = stream.read()
    data = content.encode("utf-8", "surrogateescape") if isinstance(content, str) else content
    return _Raw(data, _sniff(data), "the article on standard input")


def _sniff(data: bytes) -> str:
    head = data[:2048].removeprefix(b"\xef\xbb\xbf").lstrip()
    lowered = head.lower()
    if head.startswith(b"PK\x03\x04"):
        return ".docx"
    if head.startswith(b"%PDF-"):
        return ".pdf"
    if head[:1] in (b"{", b"["):
        try:
            json.loads(data)
        except ValueError:
            return ".txt"
        except RecursionError:
            return ".json"  # whose reader says what is wrong
        return ".json"
    if lowered.startswith((b"<!doctype html", b"<html", b"<head", b"<body", b"<article", b"<?xml", b"<!--", b"<p>", b"<div", b"<h1")):
        return ".html"
    return ".md" if head.startswith((b"---\n", b"---\r\n", b"# ")) else ".txt"


def _read_fields(raw: _Raw) -> ArticleFields:
    reader = _READERS.get(raw.suffix)
    if reader is None:
        raise ArticleError(f"{raw.place} is of a format that is not read; save it as one of {_FORMATS}")
    try:
        return reader(raw)
    except SourceUnreadable as error:
        raise ArticleError(f"{raw.place}: {error.reason}") from error


def _read_text(raw: _Raw) -> ArticleFields:
    [loaded] = load_bytes(raw.data, suffix=".txt", source_id="article")
    title, text = split_headline(loaded.text)
    return ArticleFields(text=text, title=title, published_at=loaded.published_at)


def _read_document(raw: _Raw) -> ArticleFields:
    [loaded] = load_bytes(raw.data, suffix=raw.suffix, source_id="article")
    title, text = (loaded.title, loaded.text) if loaded.title else split_headline(loaded.text)
    return _fields(loaded, title=title, text=text)


def _fields(loaded: Extracted, *, title: str, text: str) -> ArticleFields:
    return ArticleFields(
        text=text,
        title=title,
        url=loaded.url,
        byline=loaded.author,
        published_at=loaded.published_at,
        language=loaded.language,
    )


def _read_json(raw: _Raw) -> ArticleFields:
    try:
        data = json.loads(decode(raw.data))
    except (json.JSONDecodeError, RecursionError) as error:
        at = f" (line {error.lineno}, column {error.colno})" if isinstance(error, json.JSONDecodeError) else ""
        raise ArticleError(f"{raw.place} is not valid JSON{at}; export it again") from error
    except UndecodableError as error:
        raise ArticleError(f"{raw.place} cannot be read: {error}") from error
    fields = read_cms_json(data)
    if fields is None:
        raise ArticleError(f'{raw.place} has no body; the text is expected as "body", "text", "content" or IPTC "bodies"')
    return fields


_READERS: dict[str, Callable[[_Raw], ArticleFields]] = {
    ".txt": _read_text,
    ".text": _read_text,
    "": _read_text,
    ".md": _read_document,
    ".markdown": _read_document,
    ".html": _read_document,
    ".htm": _read_document,
    ".xhtml": _read_document,
    ".docx": _read_document,
    ".pdf": _read_document,
    ".json": _read_json,
}
