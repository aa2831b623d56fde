"""Word's own endnotes, which python-docx cannot write: the part `word/endnotes.xml`, its styles, its settings and the marks in the text.

Structure after ECMA-376 part 1, 17.11: two separators come first (ids -1 and 0); a note is referred to once, and every further mark is a
NOTEREF field to a bookmark around the first. Word numbers notes by the order of their references in the text.
"""

from __future__ import annotations

from typing import Any

_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.endnotes+xml"
_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/endnotes"
_NAMESPACES = (
    'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)
_SEPARATORS = (("separator", -1), ("continuationSeparator", 0))
_AFTER_SETTING = ("w:compat", "w:rsids", "m:mathPr", "w:themeFontLang", "w:clrSchemeMapping", "w:decimalSymbol", "w:listSeparator")
_MARK_STYLE, _TEXT_STYLE = "EndnoteReference", "EndnoteText"


class Endnotes:
    """The endnotes of one python-docx document; nothing is written for a document without notes."""

    def __init__(self, document: Any) -> None:
        from docx.opc.packuri import PackURI
        from docx.opc.part import XmlPart
        from docx.oxml import OxmlElement, parse_xml
        from docx.oxml.ns import qn

        self._document, self._element, self._qn = document, OxmlElement, qn
        root = parse_xml(f"<w:endnotes {_NAMESPACES}/>")
        self._part = XmlPart(PackURI("/word/endnotes.xml"), _TYPE, root, document.part.package)
        self._root = root
        for kind, number in _SEPARATORS:
            run = self._child(self._child(self._note(number, kind), "w:p"), "w:r")
            self._child(run, f"w:{kind}")

    def add(self, number: int) -> Any:
        """An empty paragraph of a new note, with its own number already in it; links put into it belong to the endnotes' part."""
        from docx.text.paragraph import Paragraph

        element = self._child(self._note(number), "w:p")
        self._child(self._child(element, "w:pPr"), "w:pStyle", val=_TEXT_STYLE)
        self._mark(element, "w:endnoteRef")
        return Paragraph(element, self)

    @property
    def part(self) -> Any:
        """Where relations of what stands in a note belong."""
        return self._part

    def refer(self, paragraph: Any, number: int) -> Any:
        """The first mark of a note at the end of a paragraph, as its run."""
        return self._mark(paragraph._p, "w:endnoteReference", id=str(number))

    def refer_again(self, paragraph: Any, number: int, *, bookmark: str) -> None:
        """A further mark of a note: a field that shows the number at the bookmark and leads there."""
        for kind in ("begin", "instruction", "separate", "result", "end"):
            run = self._child(paragraph._p, "w:r")
            self._child(self._child(run, "w:rPr"), "w:rStyle", val=_MARK_STYLE)
            if kind == "instruction":
                self._child(run, "w:instrText").text = f" NOTEREF {bookmark} \\f \\h "
            elif kind == "result":
                self._child(run, "w:t").text = str(number)
            else:
                self._child(run, "w:fldChar", fldCharType=kind)

    def attach(self) -> bool:
        """Make the notes part of the document; False when there are none."""
        if len(self._root) <= len(_SEPARATORS):
            return False
        self._document.part.relate_to(self._part, _RELATION)
        self._add_styles()
        settings = self._element("w:endnotePr")
        # the schema wants it before these, and Word calls a file in another order damaged
        next(e for e in self._document.settings.element if e.tag in {self._qn(tag) for tag in _AFTER_SETTING}).addprevious(settings)
        # without it Word counts i, ii, iii
        self._child(settings, "w:numFmt", val="decimal")
        for _, number in _SEPARATORS:
            self._child(settings, "w:endnote", id=str(number))
        for section in self._document.sections:
            properties = self._element("w:endnotePr")
            section._sectPr.insert(0, properties)
            self._child(properties, "w:numFmt", val="decimal")
        return True

    def _add_styles(self) -> None:
        from docx.enum.style import WD_STYLE_TYPE
        from docx.shared import Pt

        styles = self._document.styles
        text = styles.add_style("endnote text", WD_STYLE_TYPE.PARAGRAPH)
        text.base_style, text.font.size = styles["Normal"], Pt(9.5)
        text.paragraph_format.space_after = Pt(4)
        mark = styles.add_style("endnote reference", WD_STYLE_TYPE.CHARACTER)
        mark.font.superscript = True
        for style, name in ((text, _TEXT_STYLE), (mark, _MARK_STYLE)):
            style.element.set(self._qn("w:styleId"), name)

    def _note(self, number: int, kind: str = "") -> Any:
        attributes = {"id": str(number), **({"type": kind} if kind else {})}
        return self._child(self._root, "w:endnote", **attributes)

    def _mark(self, parent: Any, tag: str, **attributes: str) -> Any:
        run = self._child(parent, "w:r")
        self._child(self._child(run, "w:rPr"), "w:rStyle", val=_MARK_STYLE)
        self._child(run, tag, **attributes)
        return run

    def _child(self, parent: Any, tag: str, **attributes: str) -> Any:
        element = self._element(tag)
        for name, value in attributes.items():
            element.set(self._qn(f"w:{name}"), value)
        parent.append(element)
        return element
