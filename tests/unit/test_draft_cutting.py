"""A sentence is cut to the clause that carries the claim, and never so that the rest says more than the source."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefs.domain import Span
from briefs.draft.cutting import Cut, cut_sentence
from briefs.draft.pieces import Wanted
from briefs.draft.standing_alone import is_balanced, speaks_in_first_person
from briefs.language import content_tokens


def cut(text: str, claim: str, *, cue: str = "", speaker: str = "") -> Cut | None:
    """The cut of a one-sentence text."""

    def place(words: str) -> Span | None:
        return Span(text.index(words), text.index(words) + len(words)) if words else None

    wanted = Wanted(
        stems=frozenset(token.stem for token in content_tokens(claim, "en")),
        joining_words=frozenset({"also", "in closing"}),
        cue=place(cue),
        speaker=place(speaker),
    )
    return cut_sentence(text, Span(0, len(text)), wanted)


def written(text: str, claim: str, *, who: str = "", cue: str = "", speaker: str = "") -> str:
    """The cut's words, with `who` for its subject; fails when there is no cut."""
    found = cut(text, claim, cue=cue, speaker=speaker)
    assert found is not None
    return found.text(who) if who else found.as_written


def test_coordinated_clause_without_the_claim_goes() -> None:
    """ "and adds that …" says something else."""
    text = "The ministry says that the bridge fell in May and adds that ferries are running."
    assert written(text, "The bridge fell in May.", cue="says", speaker="The ministry") == "The ministry says that the bridge fell in May"


def test_coordinated_clause_with_the_claim_stays() -> None:
    """Both halves bear on it."""
    text = "The ministry says that the bridge fell in May and that 40 cars sank with the bridge."
    found = written(text, "40 cars sank when the bridge fell.", cue="says", speaker="The ministry")
    assert found == "The ministry says that the bridge fell in May and that 40 cars sank with the bridge"


@pytest.mark.parametrize(
    "text",
    [
        "The ministry says that the bridge will open if the piers hold and the cables are replaced.",
        "The ministry says that the bridge fell but that nobody had closed the road.",
        "The ministry says that the bridge did not fall.",
    ],
)
def test_condition_contrast_and_negation_stay(text: str) -> None:
    """Leaving one out would make the rest say more."""
    assert text.rstrip(".") == written(text, "The bridge fell.", cue="says", speaker="The ministry")


def test_relative_clause_between_commas_goes_from_a_common_noun() -> None:
    """It tells of something else, and both its commas go."""
    text = "The ministry says that the bridge, which opened in 1931, fell in May."
    assert written(text, "The bridge fell in May.", cue="says", speaker="The ministry") == "The ministry says that the bridge fell in May"


def test_main_clause_after_an_inserted_one_never_goes() -> None:
    """Without "and" before it, what follows the commas is the sentence's own end."""
    text = "The agency alleges that diesel cars of two models, about 4,000 of which have been sold here, contain a switch."
    assert written(text, "4,000 diesel cars were sold.", cue="alleges", speaker="The agency").endswith("contain a switch")


def test_carrier_around_the_speaker_stays() -> None:
    """ "It writes that the agency put it at 90" is not "the agency put it at 90"."""
    text = "In closing, it writes that the agency put the dead at 90."
    assert (
        written(text, "90 died.", who="The Gazette", cue="put", speaker="the agency")
        == "The Gazette writes that the agency put the dead at 90"
    )


def test_speaker_behind_the_words_stays() -> None:
    """An inverted frame is a frame."""
    text = "Airport cameras contradict the database, said Minister Ana Lund."
    assert written(text, "The database is wrong.", cue="contradict", speaker="Airport cameras").endswith("said Minister Ana Lund")


def test_who_said_it_meanwhile_goes() -> None:
    """ "while B says …" is B's."""
    text = "Bloggers dismiss the movement as an invention, while state media describe its leaders as criminals."
    assert written(text, "The movement exists.", cue="dismiss", speaker="Bloggers") == "Bloggers dismiss the movement as an invention"


def test_relative_clause_whose_object_is_the_pronoun_is_no_cut() -> None:
    """ "which it calls a partisan group" has lost what it calls so; the whole sentence is used instead."""
    text = "The Post relays a statement by Vetka, which it calls a partisan group."
    found = cut(text, "Vetka is a partisan group.", cue="calls", speaker="it")
    assert found is not None and not found.is_attributed and found.as_written.startswith("The Post relays")


def test_pronoun_without_its_noun_is_marked() -> None:
    """ "They were signing promises, he said": who they are stands elsewhere."""
    found = cut("They were signing promises, said Captain Igor Ruda.", "Soldiers signed promises.", cue="said", speaker="Captain Igor Ruda")
    assert found is None or found.has_loose_pronoun


def test_too_long_a_sentence_is_no_cut() -> None:
    """Nobody reads it."""
    assert (
        cut(
            "The ministry says that " + "the old bridge and " * 15 + "the road fell.",
            "The bridge fell.",
            cue="says",
            speaker="The ministry",
        )
        is None
    )


@pytest.mark.parametrize(
    ("text", "speaks"),
    [("We closed it", True), ("Two US officials closed it", False), ('She said "we closed it"', False), ("The west side closed", False)],
)
def test_first_person_outside_quotation_marks(text: str, speaks: bool) -> None:
    """Such words cannot be said about their speaker."""
    assert speaks is speaks_in_first_person(text)


@pytest.mark.parametrize(
    ("text", "balanced"), [('the "old" bridge', True), ('the "old bridge', False), ("(so) it fell", True), ("so) it fell", False)]
)
def test_marks_that_do_not_close(text: str, balanced: bool) -> None:
    """A cut through a quotation is none."""
    assert balanced is is_balanced(text)


_VOCABULARY = (
    *("the", "ministry", "says", "that", "bridge", "fell", "and", ",", "which", "who", "was", "not", "in", "May"),
    *("40", "cars", ";", '"', "(", ")", "sank", "Anna", "Lund", "a"),
)
_WORDS = st.lists(st.sampled_from(_VOCABULARY), min_size=1, max_size=25)


@given(_WORDS)
def test_cut_lies_in_its_sentence(words: list[str]) -> None:
    """Whatever the parse makes of a text, the cited span lies inside it and holds every kept word."""
    text = " ".join(words)
    found = cut(text, "The bridge fell in May.")
    if found is not None:
        assert 0 <= found.span.start < found.span.end <= len(text)
        assert all(word in found.span.of(text) for word in f"{found.before} {found.after}".replace(",", " ").split() if word.isalnum())


def test_word_of_degree_is_no_joining_word() -> None:
    """ "far too high" is not "far high"."""
    text = "The harbour office says that the estimates are far too high."
    wanted = Wanted(stems=frozenset({"estim"}), joining_words=frozenset({"too"}), cue=Span(19, 23), speaker=Span(0, 18))
    found = cut_sentence(text, Span(0, len(text)), wanted)
    assert found is not None
    assert found.as_written.endswith("far too high")


def test_list_keeps_the_and_of_its_last_member() -> None:
    """ "that A, that B and that C" is whole, or cut between others."""
    text = "The Gazette writes that the dam broke in May, that the valley was flooded, and that the mayor has left the town."
    found = written(text, "The dam broke in May.", cue="writes", speaker="The Gazette")
    assert found.endswith("that the mayor has left the town")


def test_who_reports_it_at_the_end_keeps_the_comma() -> None:
    """A relative clause before ", the Gazette writes" goes without it."""
    text = "The Reed Circle has agreed to sell the ferry, which opened in 1931, the Gazette writes."
    found = written(text, "The Reed Circle agreed to sell the ferry.")
    assert "ferry, the Gazette writes" in found


def test_aside_behind_a_dropped_clause_keeps_its_comma() -> None:
    """ "…, which values it at …, the Post reports": the relative clause goes, the comma before the Post stays."""
    text = "Varda announced on Monday that it has signed a contract for 40 sensors, which weigh two tons, the Post reports."
    said = written(text, "Varda signed a contract for 40 sensors.")
    assert "40 sensors, the Post reports" in said and "tons" not in said


def test_a_clause_stays_where_the_rest_has_too_little_of_the_claim() -> None:
    """ "and been given a medal" may be what the claim calls decorated: where the rest has little of the claim, nothing is cut off."""
    text = "The ministry says that Ole Berg came home in May and was given a medal for his service."
    written_out = written(text, "Ole Berg has been decorated in Tolna for bravery.", cue="says", speaker="The ministry")
    assert written_out == "The ministry says that Ole Berg came home in May and was given a medal for his service"
