"""Names of asserters as an English brief prints them."""

from __future__ import annotations

import pytest

from briefs.assess.spelling import english_body, without_states


@pytest.mark.parametrize(
    ("key", "name"),
    [
        ("body:Russia:defence+minister", "Russia's defence ministry"),
        ("body:United States:government", "the United States' government"),
        ("body::minister", "the ministry"),
        ("body:Poland+Ukraine:minister", ""),
        ("body:Poland:board", ""),
        ("name:reed circle", ""),
    ],
)
def test_body_by_its_key(key: str, name: str) -> None:
    """A body's key says its state and office; two states, an unlisted office and what is no body have none."""
    assert english_body(key) == name


def test_state_in_front_of_a_person_goes() -> None:
    """ "Литвы Имя Фамилия" is the person; a name of two words keeps both."""
    assert without_states("Литвы Мара Олден") == "Мара Олден"
    assert without_states("Польши Олден") == "Польши Олден"
    assert without_states("Мара Олден") == "Мара Олден"
