"""Which loader reads which file name, and every loader's failure as one kind of error."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace

from briefs.collect.decoding import UndecodableError, decode
from briefs.collect.extracted import Extracted
from briefs.collect.loaders.failure import UnreadableFileError
from briefs.collect.loaders.markdown import FrontMatterError, load_markdown
from briefs.collect.loaders.pdf import load_pdf
from briefs.collect.loaders.plain import load_plain
from briefs.collect.loaders.telegram import load_telegram
from briefs.collect.loaders.web_page import load_web_page
from briefs.collect.loaders.word import load_word
from briefs.errors import SourceUnreadable
from briefs.language import normalise

FILE_LIMIT = 256 * 1024 * 1024
"""Bytes; a bigger file is no document."""
LEGACY = {
    ".doc": "an old Word file; save it as DOCX",
    ".odt": "an OpenDocument text; save it as DOCX",
    ".rtf": "rich text; save it as DOCX",
    ".eml": "a mail; save its text as .txt",
    ".mhtml": "a web archive; save the page as HTML",
}
"""Formats that are documents but not read, and what to do."""

_log = logging.getLogger("briefs.collect")
_LIBRARIES = ("trafilatura", "htmldate", "courlan", "justext", "charset_normalizer", "pypdf", "readability")


def load_bytes(data: bytes, *, suffix: str, source_id: str) -> list[Extracted]:
    """The texts of a file, normalised; one for all formats but a Telegram export. Texts may be empty.

    Raises:
        SourceUnreadable: damaged, encrypted, binary, without text, too big, or of a format that is not read. Its reason names no path and
            quotes nothing, because either could give a confidential source away.
    """
    loader = _LOADERS.get(suffix.lower())
    if loader is None:
        known = LEGACY.get(suffix.lower(), f"of a format that is not read ({', '.join(sorted(READABLE))})")
        raise SourceUnreadable(source_id, f"the file is {known}")
    if len(data) > FILE_LIMIT:
        raise SourceUnreadable(source_id, f"the file is bigger than {FILE_LIMIT // 2**20} MiB; cut it into parts")
    try:
        with _libraries_quiet(source_id):
            texts = loader(data)
    except (UndecodableError, FrontMatterError) as error:
        raise SourceUnreadable(source_id, f"the file cannot be read: {error}") from error
    except UnreadableFileError as error:
        raise SourceUnreadable(source_id, str(error)) from error
    except (RecursionError, MemoryError) as error:
        raise SourceUnreadable(source_id, "the file is nested too deeply or too big to read") from error
    return [replace(item, text=normalise(item.text).strip("\n"), title=normalise(item.title)) for item in texts]


def _load_text_file(data: bytes) -> list[Extracted]:
    return [load_plain(_newlines(decode(data)))]


def _load_markdown_file(data: bytes) -> list[Extracted]:
    return [load_markdown(_newlines(decode(data)))]


def _newlines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


_LOADERS: dict[str, Callable[[bytes], list[Extracted]]] = {
    ".txt": _load_text_file,
    ".text": _load_text_file,
    ".md": _load_markdown_file,
    ".markdown": _load_markdown_file,
    ".html": load_web_page,
    ".htm": load_web_page,
    ".xhtml": load_web_page,
    ".pdf": load_pdf,
    ".docx": load_word,
    ".json": load_telegram,
}
READABLE = frozenset(_LOADERS)
"""File name endings that are read, lower case."""


@contextmanager
def _libraries_quiet(source_id: str) -> Iterator[None]:
    """Count what the parsing libraries log instead of printing it: their messages quote the document."""
    counter = _Counter()
    loggers = [logging.getLogger(name) for name in _LIBRARIES]
    before = [(logger, logger.propagate) for logger in loggers]
    for logger in loggers:
        logger.addHandler(counter)
        logger.propagate = False
    try:
        yield
    finally:
        for logger, propagate in before:
            logger.removeHandler(counter)
            logger.propagate = propagate
        if counter.count:
            _log.debug("source %s: its parser gave %d warnings", source_id, counter.count)


class _Counter(logging.Handler):
    def __init__(self) -> None:
        super().__init__(level=logging.WARNING)
        self.count = 0

    def emit(self, record: logging.LogRecord) -> None:
        self.count += 1
