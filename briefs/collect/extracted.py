"""What a loader gets out of a file: normalised text, and the metadata that the file carries itself."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date, datetime

from briefs.domain import PartialDate

EXTRACTOR_VERSION = "2"
"""Part of the cache key: raise it whenever a loader's text could come out different."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extracted:
    """One text of a file (a Telegram export holds many). Empty strings mean that the file does not say."""

    text: str
    title: str = ""
    author: str = ""
    published_at: str = ""
    """Partial ISO date, already checked."""
    url: str = ""
    publisher: str = ""
    language: str = ""
    kind: str = ""
    forwarded_from: str = ""
    member: str = ""
    """Which part of a file of many: a Telegram chat's slug and message id; "" for a file of one."""
    manifest: dict[str, object] = field(default_factory=dict)
    """Manifest fields that front matter sets (`handling`, `confidential`, `text_kind`, ...), unchecked."""

    def to_json(self) -> dict[str, object]:
        """The non-empty fields."""
        return {name: value for name, value in asdict(self).items() if value}

    @classmethod
    def from_json(cls, data: Mapping[str, object]) -> Extracted:
        """Read back what `to_json` gave.

        Raises:
            TypeError: fields are missing or unknown.
        """
        if not isinstance(data.get("text", ""), str) or not set(data) <= {f.name for f in fields(cls)}:
            raise TypeError("not an extracted text")
        return cls(**{"text": "", **data})  # type: ignore[arg-type]


def date_text(value: object) -> str:
    """A metadata date as a partial ISO date; "" when it is none. A compact `20260306`, a slash date and a time of day are understood."""
    if isinstance(value, datetime):
        value = value.date()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int) and not isinstance(value, bool) and 1000 <= value <= 9999:
        value = str(value)
    if not isinstance(value, str):
        return ""
    text = value.strip()
    compact = re.match(r"(\d{4})(\d{2})(\d{2})(?:T|$)", text)
    slashed = re.match(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})\b", text)
    if compact:
        text = "-".join(compact.groups())
    elif slashed:
        text = f"{slashed[1]}-{int(slashed[2]):02}-{int(slashed[3]):02}"
    try:
        return str(PartialDate.parse(text))
    except ValueError:
        return ""


def one_line(value: object) -> str:
    """A metadata string on one line, at most 500 characters; "" for anything that is no string."""
    return " ".join(value.split())[:500] if isinstance(value, str) else ""


def language_code(value: object) -> str:
    """`en-US`, `EN_us` and `en` as `en`; "" when it is no language code."""
    text = value.strip().casefold() if isinstance(value, str) else ""
    match = re.match(r"([a-z]{2,3})(?:[-_].*)?$", text)
    return match[1] if match else ""
