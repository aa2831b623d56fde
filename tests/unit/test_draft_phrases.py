"""Templates: what a file must have, plural forms, dates and names by data."""

from __future__ import annotations

import copy
from importlib import resources
from typing import Any

import pytest
import yaml

from briefs.domain import PartialDate
from briefs.draft.phrases import TemplateError, load_phrases, parse_phrases
from briefs.errors import UsageError


def data(language: str = "en") -> dict[str, Any]:
    """A shipped file, parsed afresh."""
    text = resources.files("briefs.draft").joinpath("templates", f"{language}.yaml").read_text(encoding="utf-8")
    parsed: dict[str, Any] = copy.deepcopy(yaml.safe_load(text))
    return parsed


@pytest.mark.parametrize("language", ["en", "de"])
def test_shipped_files_load(language: str) -> None:
    """Every slot is as declared."""
    assert language == load_phrases(language).language


@pytest.mark.parametrize("language", ["xx", "../en", ""])
def test_language_without_a_file_is_a_usage_error(language: str) -> None:
    """It names the languages that there are."""
    with pytest.raises(UsageError, match="de, en"):
        load_phrases(language)


def test_missing_sentence_fails_at_load() -> None:
    """Not at the first claim that needs it."""
    broken = data()
    del broken["sentences"]["denies"]
    with pytest.raises(TemplateError, match="denies is missing"):
        parse_phrases(broken)


@pytest.mark.parametrize("text", ["{who} denies {what}", "Somebody denies it"])
def test_slot_too_many_or_too_few_fails_at_load(text: str) -> None:
    """A translator's slip is found before a brief is written."""
    broken = data()
    broken["sentences"]["denies"] = {"one": text, "other": "{who} deny it"}
    with pytest.raises(TemplateError, match="denies has the slots"):
        parse_phrases(broken)


def test_missing_plural_fails_at_load() -> None:
    """A sentence has both forms, or one for all."""
    broken = data()
    broken["sentences"]["denies"] = {"one": "{who} denies it"}
    with pytest.raises(TemplateError, match="one and other"):
        parse_phrases(broken)


def test_sentence_that_nobody_writes_fails_at_load() -> None:
    """A misspelt name is found."""
    broken = data()
    broken["sentences"]["denys"] = "{who} denies it"
    with pytest.raises(TemplateError, match="nobody writes denys"):
        parse_phrases(broken)


def test_plural_comes_from_the_data() -> None:
    """One carries, two carry."""
    english, german = load_phrases("en"), load_phrases("de")
    assert english("denies", who="A") == "A denies it"
    assert english("denies", how_many=2, who="A and B") == "A and B deny it"
    assert german("denies", how_many=2, who="A und B") == "A und B bestreiten es"


@pytest.mark.parametrize(
    ("names", "has_more", "joined"),
    [
        ([], False, ""),
        (["A"], False, "A"),
        (["A", "B"], False, "A and B"),
        (["A", "B", "C"], False, "A, B and C"),
        (["A", "B"], True, "A, B and others"),
    ],
)
def test_names_are_joined(names: list[str], has_more: bool, joined: str) -> None:
    """By the language's own pattern."""
    assert joined == load_phrases("en").joined(names, has_more=has_more)


@pytest.mark.parametrize(
    ("date", "english", "german"),
    [("2023-12-03", "3 December 2023", "3. Dezember 2023"), ("2023-12", "December 2023", "Dezember 2023"), ("2023", "2023", "2023")],
)
def test_dates_are_written_as_the_language_does(date: str, english: str, german: str) -> None:
    """Partial dates stay partial."""
    assert english == load_phrases("en").date(PartialDate(date))
    assert german == load_phrases("de").date(PartialDate(date))


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Financial Times", "the Financial Times"),
        ("The Times", "The Times"),
        ("Reuters", "Reuters"),
        ("iMore", "iMore"),
        ("company's auditor", "the company's auditor"),
        ("some analysts", "some analysts"),
    ],
)
def test_article_before_a_name(name: str, shown: str) -> None:
    """A list of endings says which names take one."""
    assert shown == load_phrases("en").with_article(name)
