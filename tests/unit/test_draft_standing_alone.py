"""A sentence of a brief can be read by itself."""

from __future__ import annotations

import pytest

from briefs.draft.phrases import load_phrases
from briefs.draft.standing_alone import stands_alone

ROLES = load_phrases("en").words("roles")


@pytest.mark.parametrize(
    "text",
    [
        "The Gazette reports that the dam broke in the spring of",
        "The Reed Circle describes every detail of the attack to the group and",
        "The Gazette reports that the keeper was warned by the",
        "The ministry's tweet of 29 March says that he has returned to the valley",
        "For that reason he has asked the harbour office for the pictures",
        "Varda's harbour ministry has said is that the crew was brought to safety",
        'The Gazette reports that the story was "false and misleading", it said in a statement; no court had found a fault',
        "The Gazette reports: What the keeper said",
        "The Harbour Office reports: [The Gazette adds: up to 60 barges had been lost.]",
        "The Gazette reports: THE CLAIM: A video shows a barge that burns at the pier",
    ],
)
def test_what_needs_more_to_be_understood(text: str) -> None:
    """It breaks off, a pronoun has nobody to stand for, or the words are not what the publisher reports."""
    assert not stands_alone(text, roles=ROLES)


@pytest.mark.parametrize(
    "text",
    [
        "The Gazette reports that the dam broke in May",
        "Mara Olden said that she had seen the barges sink",
        "The minister says that he was never asked about it",
        "The Reed Circle reports that 90 men were listed as on leave while they were digging",
        'The union speaks of "a wall that nobody looked after, and he knew"',
        "The Gazette reports that the barges were taken over",
        "The Gazette names the house that the keeper lives in",
        "The keeper said that the union had been warned a week before",
        "The Reed Circle denies that",
    ],
)
def test_what_is_whole(text: str) -> None:
    """Ends that look open and are not, persons by name and by role, plurals, and quotations."""
    assert stands_alone(text, roles=ROLES)


def test_outlet_is_no_person() -> None:
    """A newspaper that is called like somebody is not whom "he" means."""
    text = "Mara Olden reports that he has returned to the valley"
    assert stands_alone(text, roles=ROLES)
    assert not stands_alone(text, roles=ROLES, outlet="Mara Olden")
