"""Partial dates: `2023`, `2023-09` and `2023-09-26` are all legal, and comparing them never invents a day."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

_PARTIAL = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?:[T ].*)?$")


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A year, a month or a day, as written. ISO 8601 with the finer parts left out."""

    text: str

    def __post_init__(self) -> None:
        _bounds(self.text)

    @classmethod
    def parse(cls, text: str) -> PartialDate:
        """Read `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; a time of day after the date is dropped.

        Raises:
            ValueError: not such a date, or a day that the calendar does not have.
        """
        match = _PARTIAL.match(text.strip())
        if match is None:
            raise ValueError(f"not a date: {text!r} (write 2023, 2023-09 or 2023-09-26)")
        return cls("-".join(part for part in match.groups() if part))

    @property
    def earliest(self) -> date:
        """The first day it can mean."""
        return _bounds(self.text)[0]

    @property
    def latest(self) -> date:
        """The last day it can mean."""
        return _bounds(self.text)[1]

    def is_certainly_after(self, other: PartialDate) -> bool:
        """Whether every day it can mean lies after every day that `other` can mean."""
        return self.earliest > other.latest

    def __str__(self) -> str:
        return self.text


def _bounds(text: str) -> tuple[date, date]:
    parts = [int(part) for part in text.split("-")]
    if len(parts) == 1:
        return date(parts[0], 1, 1), date(parts[0], 12, 31)
    if len(parts) == 2:
        return date(parts[0], parts[1], 1), date(parts[0], parts[1], calendar.monthrange(parts[0], parts[1])[1])
    day = date(parts[0], parts[1], parts[2])
    return day, day
