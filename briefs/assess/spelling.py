"""Names of asserters as an English brief can print them: bodies of a state by their English name, persons without the words in front.

Other languages' names come oblique and with their office ("Литвы Арвидас …", "Минобороны России"); letter by letter they would be no
names at all. Only what the key of a body says is put into English (`data/bodies.en.yaml`); every other name keeps its own letters.
"""

from __future__ import annotations

from functools import cache

from briefs.assess.states import is_state_name
from briefs.assess.tables import load_table


def english_body(key: str) -> str:
    """ "Russia's defence ministry" for "body:Russia:defence+minister", "" for another key and for a body without an English name."""
    kind, _, rest = key.partition(":")
    state, _, offices = rest.partition(":")
    noun = _nouns().get(offices, "")
    if kind != "body" or not noun:
        return ""
    if not state:
        return f"the {noun}"
    owner = state if not state.startswith("United") else f"the {state}"
    ending = "'" if owner.endswith("s") else "'s"
    return "" if "+" in state else f"{owner}{ending} {noun}"


def without_states(name: str) -> str:
    """A name without the states in front of it ("Литвы Арвидас …"); as it is when nothing else is left."""
    words = name.split()
    while len(words) > 2 and is_state_name(words[0]):
        words = words[1:]
    return " ".join(words)


@cache
def _nouns() -> dict[str, str]:
    return {str(offices): str(noun) for offices, noun in load_table("bodies.en.yaml").items() if offices != "version"}
