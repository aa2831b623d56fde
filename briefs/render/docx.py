"""A page as DOCX: headings, real links, and Word's own endnotes. The same page gives the same bytes."""

from __future__ import annotations

import datetime
import io
import zipfile
from typing import Any

from briefs.domain import Document
from briefs.render.blocks import (
    Block,
    ClaimLink,
    Content,
    Folded,
    Group,
    Heading,
    Inline,
    Item,
    Link,
    Listing,
    Notes,
    Page,
    Paragraph,
    Ref,
    Text,
)
from briefs.render.endnotes import Endnotes
from briefs.render.layout import lay_out
from briefs.render.plain import fit_url
from briefs.render.strings import strings

_EPOCH = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)
_ZIP_TIME = (2000, 1, 1, 0, 0, 0)
_LINK_COLOUR = "0B4F8A"
_MAX_BOOKMARK = 40


def to_docx(document: Document) -> bytes:
    """A Word file; deterministic: fixed dates inside and in the archive."""
    return page_to_docx(lay_out(document), notes_title=strings(document.language)("notes_heading"))


def page_to_docx(page: Page, *, notes_title: str) -> bytes:
    """The same for a page that is laid out; Word sets the notes of all claims under `notes_title` at the end."""
    writer = _Writer(page)
    for block in page.blocks:
        writer.write(block)
    writer.write_notes(notes_title)
    return _fixed(writer.saved())


class _Writer:
    """Builds one Word document."""

    def __init__(self, page: Page) -> None:
        # imported here: loading python-docx takes longer than writing Markdown
        import docx
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn
        from docx.shared import Cm, Pt

        self._element, self._qn, self._cm = OxmlElement, qn, Cm
        self._document = docx.Document()
        self._endnotes = Endnotes(self._document)
        self._bookmarks = 0
        self._document.styles["Normal"].font.size = Pt(11)
        language = self._element("w:lang")
        language.set(qn("w:val"), page.language)
        self._document.styles["Normal"].element.get_or_add_rPr().append(language)
        properties = self._document.core_properties
        properties.title, properties.author, properties.comments = page.title[:250], "", ""
        properties.created = properties.modified = _EPOCH
        properties.language, properties.revision, properties.last_modified_by = page.language, 1, ""

    def write(self, block: Block) -> None:
        match block:
            case Heading(level, content, kicker):
                paragraph = self._document.add_heading(level=0 if level == 1 else level - 1)
                self._line(paragraph, ((Text(kicker + ": "),) if kicker and level > 1 else ()) + content)
            case Paragraph(content, role):
                self._line(self._document.add_paragraph(style="Intense Quote" if role == "warning" else None), content)
            case Listing(items, is_ordered, _):
                self._items(items, depth=0, is_ordered=is_ordered)
            case Notes(_, notes, _):
                for note in notes:
                    self._line(self._endnotes.add(note.number), (Text(" "), *note.content))
            case Folded(title, blocks, level):
                self._document.add_heading(title, level=level - 1)
                for inner in blocks:
                    self.write(inner)
            case Group(blocks, anchor, _, _, _):
                for index, inner in enumerate(blocks):
                    self.write(inner)
                    if index == 0 and anchor:
                        self._bookmark(self._document.paragraphs[-1], anchor)

    def write_notes(self, title: str) -> None:
        """A heading as the last thing of the text: Word puts the endnotes behind it."""
        if self._endnotes.attach():
            self._document.add_heading(title, level=1)

    def saved(self) -> bytes:
        buffer = io.BytesIO()
        self._document.save(buffer)
        return buffer.getvalue()

    def _items(self, items: tuple[Item, ...], *, depth: int, is_ordered: bool = False) -> None:
        for number, item in enumerate(items, 1):
            # numbers are written out: Word would count on from one numbered list to the next
            paragraph = self._document.add_paragraph(style=None if is_ordered else "List Bullet")
            paragraph.paragraph_format.left_indent = self._cm(0.7 * (depth + 1))
            paragraph.paragraph_format.first_line_indent = self._cm(-0.7)
            self._line(paragraph, ((Text(f"{number}.\t"),) if is_ordered else ()) + item.content)
            self._items(item.children, depth=depth + 1)

    def _line(self, paragraph: Any, content: Content) -> None:
        before: Inline | None = None
        for inline in content:
            if isinstance(inline, Ref) and isinstance(before, Ref):
                paragraph.add_run(", ").font.superscript = True
            self._inline(paragraph, inline)
            before = inline

    def _inline(self, paragraph: Any, inline: Inline) -> None:
        match inline:
            case Text(text, style, lang):
                run = paragraph.add_run(text)
                run.bold = True if style.partition(" ")[0] in ("strong", "label", "proposal", "section", "badge", "flag") else None
                run.italic = True if style in ("em", "why") else None
                if lang and lang != "und":
                    element = self._element("w:lang")
                    element.set(self._qn("w:val"), lang)
                    run._element.get_or_add_rPr().append(element)
            case Link(text, url):
                address = fit_url(url)
                if address is None:
                    paragraph.add_run(text)
                else:
                    relation = paragraph.part.relate_to(address, _HYPERLINK, is_external=True)
                    self._hyperlink(paragraph, text, "r:id", relation)
            case Ref(number, is_first):
                if is_first:
                    mark = self._endnotes.refer(paragraph, number)
                    self._bookmark(paragraph, f"ref-{number}", around=mark)
                else:
                    self._endnotes.refer_again(paragraph, number, bookmark=_bookmark_name(f"ref-{number}"))
            case ClaimLink(text, anchor):
                self._inner_link(paragraph, text, anchor)

    def _inner_link(self, paragraph: Any, text: str, anchor: str) -> Any:
        return self._hyperlink(paragraph, text, "w:anchor", _bookmark_name(anchor))

    def _hyperlink(self, paragraph: Any, text: str, attribute: str, target: str) -> Any:
        link = self._element("w:hyperlink")
        link.set(self._qn(attribute), target)
        run = paragraph.add_run(text)
        run.font.underline = True
        colour = self._element("w:color")
        colour.set(self._qn("w:val"), _LINK_COLOUR)
        run._element.get_or_add_rPr().append(colour)
        paragraph._p.append(link)
        link.append(run._element)
        return link

    def _bookmark(self, paragraph: Any, name: str, *, around: Any = None) -> None:
        start, end = self._element("w:bookmarkStart"), self._element("w:bookmarkEnd")
        for element in (start, end):
            element.set(self._qn("w:id"), str(self._bookmarks))
        start.set(self._qn("w:name"), _bookmark_name(name))
        self._bookmarks += 1
        if around is None:
            paragraph._p.append(start)
            paragraph._p.append(end)
        else:
            around.addprevious(start)
            around.addnext(end)


_HYPERLINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"


def _bookmark_name(anchor: str) -> str:
    """Word's bookmark names: letters, digits and underscores, at most 40."""
    return anchor.replace("-", "_")[-_MAX_BOOKMARK:].lstrip("_")


def _fixed(data: bytes) -> bytes:
    """The archive again with one time for every entry."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            info = zipfile.ZipInfo(name, _ZIP_TIME)
            info.compress_type = zipfile.ZIP_DEFLATED
            info.external_attr = 0o600 << 16
            target.writestr(info, source.read(name))
    return buffer.getvalue()
