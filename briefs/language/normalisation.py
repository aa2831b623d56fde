"""The one normal form in which text is stored, so that offsets mean the same everywhere."""

from __future__ import annotations

import re
import unicodedata

_NEWLINES = re.compile("\r\n|[\r\u2028\u2029\x85\x0b\x0c]")
_DROPPED = re.compile("[\x00\ufeff]")
_SURROGATES = re.compile("[\ud800-\udfff]")


def normalise(text: str) -> str:
    """NFC, newlines as `\\n`, without NULs and byte order marks; lone surrogates become U+FFFD. Idempotent."""
    text = _SURROGATES.sub("\ufffd", _DROPPED.sub("", text))
    return unicodedata.normalize("NFC", _NEWLINES.sub("\n", text))
