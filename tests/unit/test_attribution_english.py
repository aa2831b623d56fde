"""English attributions: each construction with a case that holds, one that does not, and a near miss."""

from __future__ import annotations

import pytest

from briefs.assess.attribution import find_attributions
from briefs.domain import Attribution, Source, SourceKind, SpeechAct


def found(text: str, *, publisher: str = "Evening Post", kind: SourceKind = SourceKind.OUTLET) -> list[Attribution]:
    """The attributions of an English text."""
    return list(find_attributions(Source(id="s", text=text, language="en", publisher=publisher, kind=kind)))


def contents(text: str, speaker: str | None = None) -> list[str]:
    """The contents in the text, of one speaker's when he is given."""
    return [item.content.of(text) for item in found(text) if speaker is None or item.speaker == speaker]


@pytest.mark.parametrize(
    ("text", "speaker", "content"),
    [
        ("The ministry said that the bridge had fallen.", "The ministry", "the bridge had fallen"),
        ("The bridge had fallen, the ministry said on Monday.", "the ministry", "The bridge had fallen"),
        ("The bridge, the mayor said, fell at noon.", "the mayor", "The bridge, the mayor said, fell at noon"),
        ("The bridge fell at noon, said Anna Brown, who runs the port.", "Anna Brown", "The bridge fell at noon"),
        ("According to the mayor, the bridge fell at noon.", "the mayor", "the bridge fell at noon"),
        ("The bridge fell at noon, according to Anna Brown, the mayor.", "Anna Brown", "The bridge fell at noon"),
        ('"We lost two ships," Admiral John Reed told reporters.', "Admiral John Reed", '"We lost two ships,"'),
        ('Reed said: "We lost two ships in the night."', "Reed", '"We lost two ships in the night."'),
        ("As the mayor said, the bridge fell at noon.", "the mayor", "the bridge fell at noon"),
        ("The company's claim that it had paid surprised the bank.", "The company", "it had paid"),
        ("In the ministry's view, the fire started by itself.", "the ministry", "the fire started by itself"),
        ("The group blames the practice on heavy losses.", "The group", "the practice on heavy losses"),
        ("Records show that the ship left on Friday.", "Records", "the ship left on Friday"),
        ("The indictment says the firm paid bribes.", "The indictment", "the firm paid bribes"),
        ("The company announced the closure of its plant.", "The company", "the closure of its plant"),
        ("Brown told reporters in a text message that the bank had lost nothing.", "Brown", "the bank had lost nothing"),
    ],
)
def test_speaker_and_content(text: str, speaker: str, content: str) -> None:
    """A cue hands its content to its speaker, wherever in the sentence it stands."""
    assert content in contents(text, speaker)


@pytest.mark.parametrize(
    "text",
    [
        "The bridge fell at noon.",
        "The explosion claimed 182 lives.",
        "A bomb set off the second blast.",
        "The army has called off the search.",
        "She is in charge of security at the port.",
        "Troops went to the border.",
        "Staff are questioned to find out whether there was a glitch.",
    ],
)
def test_own_voice_has_no_attribution(text: str) -> None:
    """A sentence in the source's own voice, or a verb in another sense, is no attribution."""
    assert found(text) == []


def test_content_between_commas_on_both_sides() -> None:
    """A quotation cut in two by its cue gives two contents with one cue."""
    text = '"The bridge fell at noon," the mayor said, "and nobody was on it at the time."'
    items = found(text)
    assert [item.content.of(text) for item in items] == ['"The bridge fell at noon,"', '"and nobody was on it at the time."']
    assert len({item.cue for item in items}) == 1


@pytest.mark.parametrize(
    "text",
    [
        "The bridge was reportedly mined.",
        "The firm allegedly paid bribes.",
        "It was reported that the bridge had fallen.",
        "More than 200 people are thought to have died.",
        "The captain is said to have fled.",
        "The general is accused of selling weapons.",
    ],
)
def test_impersonal_is_hedged_and_without_a_speaker(text: str) -> None:
    """Where nobody is named the speaker is empty and the carrier keeps its distance."""
    items = found(text)
    assert items
    assert items[0].speaker == "" and items[0].is_hedged


@pytest.mark.parametrize(("verb", "hedged"), [("claims", True), ("alleges", True), ("says", False), ("announced", False)])
def test_distancing_verbs(verb: str, hedged: bool) -> None:
    """ "Claims" and "alleges" keep a distance, "says" does not."""
    assert found(f"The group {verb} that the bridge had fallen.")[0].is_hedged is hedged


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("The bank denied that it had lost the money.", SpeechAct.DENIES),
        ("The minister rejected the allegations.", SpeechAct.DENIES),
        ("A spokesman for the bank declined to comment.", SpeechAct.NO_COMMENT),
        ("The bank did not respond to a request for comment.", SpeechAct.NO_COMMENT),
        ("Nobody at Hill & Sons could be reached for comment.", SpeechAct.NO_COMMENT),
        ("Requests for comment to the embassy went unanswered.", SpeechAct.NO_COMMENT),
        ("The newspaper could not independently verify the claims.", SpeechAct.UNVERIFIED),
        ("The report could not be independently verified.", SpeechAct.UNVERIFIED),
        ("The agency was unable to confirm the report.", SpeechAct.UNVERIFIED),
        ("The journal retracted the study on Friday.", SpeechAct.RETRACTS),
        ("Correction: The bridge is in Leeds, not in York.", SpeechAct.RETRACTS),
        ("An earlier version of this article incorrectly said that the bridge had fallen.", SpeechAct.RETRACTS),
        ("Reporters for the newspaper counted 40 graves.", SpeechAct.OWN_OBSERVATION),
        ("The contract, which was reviewed by the newspaper, names three banks.", SpeechAct.OWN_OBSERVATION),
    ],
)
def test_acts(text: str, act: SpeechAct) -> None:
    """Denials, silence, doubt, corrections and own observation are told apart."""
    assert act in {item.act for item in found(text)}


@pytest.mark.parametrize(
    ("text", "act"),
    [
        ("The army withdrew its troops.", SpeechAct.RETRACTS),
        ("In the first version of the story, the agency said the bridge had fallen.", SpeechAct.RETRACTS),
        ("The police confirmed that the bridge had fallen.", SpeechAct.UNVERIFIED),
        ("The bank responded that it had lost nothing.", SpeechAct.NO_COMMENT),
        ("The mayor said he saw a ship.", SpeechAct.OWN_OBSERVATION),
    ],
)
def test_near_misses_of_acts(text: str, act: SpeechAct) -> None:
    """Look-alikes do not count as the act."""
    assert act not in {item.act for item in found(text)}


def test_no_comment_names_whom_was_asked() -> None:
    """The silent party is the one the request went to, not "requests" or "nobody"."""
    items = found("Nobody at Hill & Sons could be reached for comment.")
    assert [item.speaker for item in items if item.act is SpeechAct.NO_COMMENT] == ["Hill & Sons"]


@pytest.mark.parametrize(
    ("text", "anonymous"),
    [
        ("A senior official said the talks had failed.", True),
        ("Three people familiar with the matter said the talks had failed.", True),
        ("A spokesman, speaking on condition of anonymity, said the talks had failed.", True),
        ("Interior Minister Anna Brown said the talks had failed.", False),
        ("The ministry said the talks had failed.", False),
    ],
)
def test_anonymous_speakers(text: str, anonymous: bool) -> None:
    """A role without a name is anonymous, a named person and a body are not."""
    assert found(text)[0].is_anonymous is anonymous


def test_anonymity_goes_with_the_antecedent() -> None:
    """ "The official" who was "a senior official" stays anonymous."""
    items = found("A senior official said the talks had failed. Later the official said they would go on.")
    assert [item.is_anonymous for item in items] == [True, True]
    assert items[1].named == "A senior official"


@pytest.mark.parametrize(
    ("text", "speaker", "via"),
    [
        ("The Herald, citing Reuters, reported that the bridge had fallen.", "Reuters", ("The Herald",)),
        ("Citing Reuters, the Herald reports that the bridge had fallen.", "Reuters", ("the Herald",)),
        ("Reuters quoted John Reed as saying that the bridge had fallen.", "John Reed", ("Reuters",)),
        (
            "The Herald, citing Reuters, which quoted John Reed as saying that the bridge had fallen, reports heavy losses.",
            "John Reed",
            ("The Herald", "Reuters"),
        ),
        (
            "The Wall Street Journal reported on Friday, citing unnamed officials, that it had fallen.",
            "unnamed officials",
            ("The Wall Street Journal",),
        ),
        ("The Herald reports that, according to the navy, the ship sank.", "the navy", ("The Herald",)),
    ],
)
def test_chains_run_from_the_carrier_to_the_root(text: str, speaker: str, via: tuple[str, ...]) -> None:
    """The root asserter speaks; the carriers stand in `via`, outermost first."""
    assert (speaker, via) in {(item.speaker, item.via) for item in found(text)}


def test_citing_something_that_cannot_speak_is_no_chain() -> None:
    """ "Citing security concerns" names a reason, not a source."""
    items = found("The mayor, citing bad weather, said that the bridge was closed.")
    assert ("The mayor", ()) in {(item.speaker, item.via) for item in items}


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("John Reed said the ship sank. He added that nobody died.", "John Reed"),
        ("John Reed said the ship sank. Reed added that nobody died.", "John Reed"),
        ("Sparta, a partisan movement, said the ship sank. The movement added that nobody died.", "Sparta"),
        ("The defence ministry said the ship sank. The ministry added that nobody died.", "The defence ministry"),
        ("The bank said it lost money. The prime minister, Jane Doe, added that nobody would pay.", "Jane Doe"),
        ("The ship sank at noon. The newspaper added that nobody died.", "Evening Post"),
    ],
)
def test_anaphoric_speakers_get_their_fullest_name(text: str, named: str) -> None:
    """Pronouns, surnames and definite nouns resolve to the antecedent of a fitting class."""
    added = [item for item in found(text) if item.cue is not None and item.cue.of(text) == "added"]
    assert [item.named for item in added] == [named]


def test_a_body_is_no_antecedent_of_he() -> None:
    """A person's pronoun skips bodies."""
    text = "John Reed said the ship sank. The ministry said it would help. He added that nobody died."
    assert [item.named for item in found(text) if item.speaker == "He"] == ["John Reed"]


def test_quotation_that_follows_goes_on_with_the_speaker() -> None:
    """A quotation that stands alone after a quoted sentence belongs to the same speaker."""
    text = '"The ship sank in an hour," John Reed said. "Nobody came to help us at all."'
    last = found(text)[-1]
    assert (last.speaker, last.content.of(text)) == ("John Reed", '"Nobody came to help us at all."')


def test_free_indirect_speech_goes_on_in_the_pluperfect() -> None:
    """A backshifted sentence after reported speech still belongs to the speaker; one in the plain past does not."""
    text = "The navy said that the ship was lost. The crew had left it an hour before. The harbour was closed."
    assert contents(text, "The navy") == ["the ship was lost", "The crew had left it an hour before"]


def test_quotation_over_two_sentences_is_one_content() -> None:
    """A content that opens a quotation runs to the closing mark."""
    text = 'Reed said that the navy "lost two ships. It will lose more before the winter."'
    assert contents(text, "Reed") == ['the navy "lost two ships. It will lose more before the winter."']


def test_transcript_labels_speak() -> None:
    """A recurring name with a colon at the head of a line is a speaker; "NOTE:" is not."""
    text = "John Reed: The ship sank at noon.\n\nAnna Brown: Nobody came to help.\n\nNote: The words were translated."
    assert [item.speaker for item in found(text)] == ["John Reed", "Anna Brown"]


def test_hole_between_relay_and_source_in_a_summary() -> None:
    """A summary's publisher relays, the group it names speaks."""
    text = "The Herald relays a post by Sparta, a partisan movement. The group says that ninety men were sent to dig."
    items = [item for item in found(text, publisher="The Herald") if item.cue is not None and item.cue.of(text) == "says"]
    assert [item.named for item in items] == ["Sparta"]


def test_basis_named_after_the_carrier_is_the_root() -> None:
    """ "p, A reports, on the authority of B": B speaks, A carries."""
    items = found("The bridge has fallen, the Herald reports, on the authority of the navy.")
    assert ("the navy", ("the Herald",)) in {(item.speaker, item.via) for item in items}


def test_dateline_is_no_part_of_the_content() -> None:
    """The place and the agency at the head of a story are not what was said."""
    text = "DUBAI (Reuters) - The ship sank at noon, the navy said."
    assert contents(text) == ["The ship sank at noon"]


def test_named_actor_ends_free_indirect_speech() -> None:
    """A pluperfect about somebody who is named opens something new."""
    text = "The navy said that the ship was lost in the storm. John Reed had left it an hour before."
    assert contents(text) == ["the ship was lost in the storm"]


def test_empty_text_has_no_attributions() -> None:
    """Nothing in, nothing out."""
    assert found("  \n ") == []


def test_it_in_a_clause_about_somebody_is_whoever_tells() -> None:
    """ "relays a Channel Six statement by Sova, which it calls …": the paper calls Sova so, not Sova itself and not the channel."""
    text = "The Gazette relays a Facebook statement by Sova, which it calls a partisan movement."
    source = Source(id="a", text=text, publisher="The Gazette", kind=SourceKind.OUTLET, language="en")
    named = {a.named for a in find_attributions(source) if "partisan movement" in a.content.of(text)}
    assert named == {"The Gazette"}
