"""DOCX: paragraphs, headings, lists and tables in the order of the document; deleted text of tracked changes is not text."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from typing import Any

from briefs.collect.extracted import Extracted, one_line
from briefs.collect.loaders.failure import UnreadableFileError

_UNPACKED_LIMIT = 400 * 2**20
"""Bytes; a small file that unpacks to more is an attack."""
_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_COMPOUND_FILE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_NOBODY = ("python-docx", "user", "admin", "author")
"""Authors that a program wrote, not a person."""
_TITLE_STYLES = ("title", "heading 1")


def load_word(data: bytes) -> list[Extracted]:
    """The body's text. A first paragraph styled as title or top heading is the title, else the document's own title property.

    Creation dates are not taken as days of publication: they are those of the template as often as not.

    Raises:
        UnreadableFileError: damaged, password-protected, or no DOCX.
    """
    from docx import Document

    _check_container(data)
    try:
        document: Any = Document(io.BytesIO(data))
        blocks = [(text, style) for text, style in _blocks(document.element.body, _styles(document)) if text.strip()]
        author, stated_title = document.core_properties.author, document.core_properties.title
    except (KeyError, ValueError, AttributeError, TypeError, LookupError, OSError, zipfile.BadZipFile) as error:
        raise UnreadableFileError("the DOCX is damaged; open it and save it again") from error
    except Exception as error:
        # python-docx raises PackageNotFoundError and lxml's own syntax errors, neither of them under one base.
        if type(error).__module__.partition(".")[0] in ("docx", "lxml"):
            raise UnreadableFileError("the DOCX is damaged; open it and save it again") from error
        raise
    title = one_line(stated_title)
    if len(blocks) > 1 and blocks[0][1].casefold() in _TITLE_STYLES:
        title = one_line(blocks.pop(0)[0])
    name = one_line(author)
    if name.casefold() in _NOBODY:
        name = ""
    return [Extracted(text="\n\n".join(text for text, _ in blocks), title=title, author=name)]


def _check_container(data: bytes) -> None:
    if data.startswith(_COMPOUND_FILE):
        raise UnreadableFileError("the file is password-protected or an old Word file; save it as a DOCX without a password")
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            unpacked = sum(item.file_size for item in archive.infolist())
    except (zipfile.BadZipFile, ValueError, OSError) as error:
        raise UnreadableFileError("the DOCX is damaged or is no DOCX; open it and save it again") from error
    if unpacked > _UNPACKED_LIMIT:
        raise UnreadableFileError("the DOCX unpacks to more than 400 MiB; save its text as .txt")


def _styles(document: Any) -> dict[str, str]:
    """Style id -> English name: ids are translated in localised files."""
    return {style.style_id: style.name or "" for style in document.styles}


def _blocks(element: Any, styles: dict[str, str]) -> Iterator[tuple[str, str]]:
    """(text, style name) of each paragraph and table row; content controls and inserted blocks are looked into."""
    for child in element:
        if child.tag == f"{_W}p":
            style = child.find(f"{_W}pPr/{_W}pStyle")
            yield _text(child), styles.get(style.get(f"{_W}val"), "") if style is not None else ""
        elif child.tag == f"{_W}tbl":
            for row in child.iter(f"{_W}tr"):
                cells = (" ".join(_text(p) for p in cell.iter(f"{_W}p")) for cell in row.findall(f"{_W}tc"))
                yield " | ".join(cell.strip() for cell in cells if cell.strip()), ""
        elif child.tag in (f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml", f"{_W}smartTag"):
            yield from _blocks(child, styles)


def _text(paragraph: Any) -> str:
    """Runs in order, inserted ones and links too; text boxes (drawn twice in the file) and deletions are not."""
    parts: list[str] = []
    for node in paragraph.iter():
        if node.tag == f"{_W}t" and not _is_inside_box(node, paragraph):
            parts.append(node.text or "")
        elif node.tag in (f"{_W}tab", f"{_W}cr", f"{_W}br"):
            # <w:tab> also stands among a paragraph's tab stops, outside any run.
            if node.getparent().tag == f"{_W}r":
                parts.append("\n" if node.tag != f"{_W}tab" else " ")
        elif node.tag == f"{_W}noBreakHyphen":
            parts.append("-")
    return "".join(parts)


def _is_inside_box(node: Any, paragraph: Any) -> bool:
    parent = node.getparent()
    while parent is not None and parent is not paragraph:
        if parent.tag in (f"{_W}txbxContent", f"{_W}moveFrom"):
            return True
        parent = parent.getparent()
    return False
