"""Partial dates."""

import pytest

from briefs.domain import PartialDate


@pytest.mark.parametrize(
    ("text", "expected"), [("2023", "2023"), ("2023-09", "2023-09"), ("2023-09-26T10:00:00Z", "2023-09-26"), (" 2023-09-26 ", "2023-09-26")]
)
def test_parse_keeps_what_is_known(text: str, expected: str) -> None:
    """A time of day is dropped; a missing day is not invented."""
    assert expected == str(PartialDate.parse(text))


@pytest.mark.parametrize("text", ["", "yesterday", "2023-13", "2023-02-30", "26.09.2023"])
def test_parse_refuses_what_is_no_date(text: str) -> None:
    """Nonsense and days that the calendar does not have raise ValueError."""
    with pytest.raises(ValueError):
        PartialDate.parse(text)


@pytest.mark.parametrize(
    ("date", "other", "expected"),
    [
        ("2023-09-27", "2023-09-26", True),
        ("2023-09-26", "2023-09-26", False),
        ("2023-09", "2023-09-26", False),
        ("2023-10", "2023-09-26", True),
        ("2023", "2023-09-26", False),
        ("2024", "2023-09", True),
    ],
)
def test_certainly_after_never_guesses(date: str, other: str, expected: bool) -> None:
    """A month that holds the other day is not certainly after it."""
    assert expected is PartialDate(date).is_certainly_after(PartialDate(other))
