"""From bytes to text: byte order marks, UTF-8, a declared charset, and only then a guess."""

from __future__ import annotations

import codecs
import logging
import re

_BOMS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_DECLARED = re.compile(rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w.:-]{2,40})""", re.IGNORECASE)
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x9f]")
_GUESS_BYTES = 200_000
"""How much of a file the guess looks at; guessing costs about a second a megabyte."""


class UndecodableError(ValueError):
    """The bytes are no text, or in no encoding that we can tell."""


def decode(data: bytes, *, is_html: bool = False) -> str:
    """The text of the bytes.

    Raises:
        UndecodableError: binary data, or an encoding that cannot be told.
    """
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return _checked(_strict(data, encoding))
    # Before UTF-8, in which ASCII text of two bytes a letter is valid.
    wide = _utf16_without_bom(data)
    if wide:
        return _checked(_strict(data, wide))
    try:
        return _checked(data.decode("utf-8"))
    except UnicodeDecodeError:
        pass
    if b"\0" in data[:_GUESS_BYTES]:
        raise UndecodableError("it is binary data, not text")
    declared = _DECLARED.search(data[:4096]) if is_html else None
    if declared:
        try:
            return _checked(data.decode(declared[1].decode("ascii", "replace")))
        except (UnicodeDecodeError, LookupError):
            pass
    return _checked(_strict(data, _guess(data)))


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError) as error:
        raise UndecodableError(f"it is not valid {encoding}; save it as UTF-8") from error


def _checked(text: str) -> str:
    """Refuse what decodes but is no text: more than one control character in a hundred."""
    sample = text[:_GUESS_BYTES]
    if len(_CONTROLS.findall(sample)) > max(2, len(sample) // 100):
        raise UndecodableError("it is binary data, not text")
    return text


def _utf16_without_bom(data: bytes) -> str:
    """Every other byte of Western UTF-16 text is zero."""
    sample = data[:2000]
    if len(sample) < 8 or len(data) % 2:
        return ""
    half = len(sample) // 2
    if sample[1::2].count(0) > 0.8 * half and sample[0::2].count(0) == 0:
        return "utf-16-le"
    if sample[0::2].count(0) > 0.8 * half and sample[1::2].count(0) == 0:
        return "utf-16-be"
    return ""


def _guess(data: bytes) -> str:
    from charset_normalizer import from_bytes

    logging.getLogger("charset_normalizer").setLevel(logging.ERROR)
    best = from_bytes(data[:_GUESS_BYTES]).best()
    if best is None:
        raise UndecodableError("its encoding cannot be told; save it as UTF-8")
    return best.encoding
