"""PDF: text page by page in a process of its own, because a hostile file can loop, eat memory or crash a parser."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from statistics import quantiles

from briefs.collect.extracted import Extracted, one_line
from briefs.collect.loaders.failure import UnreadableFileError

TIMEOUT_S = 55
_MIN_LETTERS = 20
_GARBLED_SHARE = 0.2
_REASONS = {
    "encrypted": "the PDF is encrypted and asks for a password; save an unprotected copy",
    "encryption-unknown": "the PDF is encrypted in a way that is not supported; save an unprotected copy",
    "broken": "the PDF is damaged or is no PDF; get it again",
    "empty": "the PDF has no pages",
}
_SOFT_HYPHEN_INSIDE = re.compile("\u00ad(?=\\s*\\S)")
_JUNK_TITLE = re.compile(
    r"^(?:microsoft (?:word|powerpoint|excel)\b|untitled|document\d*$|print$)|\.(?:docx?|pdf|indd|xlsx?|pptx?|tex|dvi|odt|rtf)$",
    re.IGNORECASE,
)
"""Titles that a program wrote, not a person."""


def load_pdf(data: bytes) -> list[Extracted]:
    """The text, reflowed to paragraphs, with title and author as the document states them.

    A PDF's creation date is not taken as its day of publication: it is as often the day on which somebody printed a page.

    Raises:
        UnreadableFileError: encrypted, damaged, without text (scanned), garbled, or not read within `TIMEOUT_S`.
    """
    answer = _read_apart(data)
    if answer.get("error"):
        raise UnreadableFileError(_REASONS.get(str(answer["error"]), _REASONS["broken"]))
    listed = answer.get("pages")
    pages = [page for page in listed if isinstance(page, str)] if isinstance(listed, list) else []
    text = reflow(pages)
    letters = sum(character.isalpha() for character in text)
    garbled = sum(character == "\ufffd" or not (character.isprintable() or character.isspace()) for character in text)
    if letters < _MIN_LETTERS and letters < len(pages) * _MIN_LETTERS and not _is_short_text(text, has_images=bool(answer.get("images"))):
        raise UnreadableFileError("the PDF holds no text, only images or drawings; run text recognition (OCR) on it")
    if garbled > _GARBLED_SHARE * max(len(text), 1):
        raise UnreadableFileError("the PDF's fonts do not say which letters they show; run text recognition (OCR) on it")
    title = one_line(answer.get("title"))
    return [Extracted(text=text, title="" if _JUNK_TITLE.search(title) else title, author=one_line(answer.get("author")))]


def _is_short_text(text: str, *, has_images: bool) -> bool:
    return bool(text.strip()) and not has_images


def _read_apart(data: bytes) -> dict[str, object]:
    command = [sys.executable, "-P", str(Path(__file__).with_name("pdf_child.py"))]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=TIMEOUT_S, check=False)
    except subprocess.TimeoutExpired as error:
        raise UnreadableFileError(f"the PDF could not be read within {TIMEOUT_S} s; save its text as .txt") from error
    except OSError as error:
        raise UnreadableFileError(f"the PDF reader could not be started ({error.strerror})") from error
    try:
        answer = json.loads(done.stdout)
    except ValueError as error:
        raise UnreadableFileError("the PDF made its reader fail; save its text as .txt") from error
    return answer if isinstance(answer, dict) else {}


def reflow(pages: Sequence[str]) -> str:
    """Lines to paragraphs: running heads and page numbers dropped, words put together again that a line end cut.

    A paragraph ends at a blank line, or at a line that is clearly shorter than full ones and ends a sentence. A page break alone ends none.
    """
    lines = [line for page in _without_running_heads([page.splitlines() for page in pages]) for line in page]
    known = Counter(re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*", "\n".join(lines).casefold()))
    full = _full_width(lines)
    paragraphs: list[str] = []
    current = ""
    for line in lines:
        line = " ".join(_SOFT_HYPHEN_INSIDE.sub("", line).split())
        if not line:
            if current:
                paragraphs.append(current)
            current = ""
            continue
        current = _joined(current, line, known) if current else line
        if len(line) < 0.75 * full and re.search(r"[.!?…][\"'»”’)\]]*$", line):
            paragraphs.append(current)
            current = ""
    if current:
        paragraphs.append(current)
    return "\n\n".join(paragraphs)


def _full_width(lines: Sequence[str]) -> float:
    widths = [len(line.strip()) for line in lines if line.strip()]
    return quantiles(widths, n=10)[7] if len(widths) >= 10 else max(widths, default=0)


def _joined(before: str, line: str, known: Counter[str]) -> str:
    """`before` and the next line of the same paragraph. A hyphen at the line's end stays when the document writes the word with it."""
    if before.endswith("\u00ad"):
        return before[:-1] + line
    cut = re.search(r"([^\W\d_]+(?:-[^\W\d_]+)*)-$", before)
    following = re.match(r"[^\W\d_]+", line)
    if cut is None or following is None or not following[0][0].islower():
        return f"{before}{line}" if before.endswith("-") and following else f"{before} {line}"
    whole, hyphenated = (cut[1] + following[0]).casefold(), f"{cut[1]}-{following[0]}".casefold()
    return before + line if known[hyphenated] > known[whole] else before[:-1] + line


def _without_running_heads(pages: list[list[str]]) -> list[list[str]]:
    """Drop first and last lines that are page numbers, or stand in that place on three pages or more, numbers aside."""
    stripped = [list(page) for page in pages]
    for edge in (0, -1):
        seen = Counter(_shape(page[edge]) for page in stripped if page)
        for page in stripped:
            if page and len(pages) > 1 and (_shape(page[edge]) == "#" or (len(pages) > 3 and seen[_shape(page[edge])] > len(pages) / 2)):
                del page[edge]
    return stripped


def _shape(line: str) -> str:
    return re.sub(r"\d+", "#", " ".join(line.split()))
