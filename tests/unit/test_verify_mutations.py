"""Every kind of mistake that a writer makes, planted in good sentences: the gate lets the good ones pass and catches each mistake."""

from __future__ import annotations

import pytest

from briefs.domain import Section
from tests import river_story as story
from tests.river_story import Sentence

CONFIRMED = {"assessment": story.CONFIRMED, "section": Section.CONFIRMED}

GOOD: dict[str, Sentence] = {
    "lead": Sentence(
        text="Vetka, a party to the conflict, claims it; Портовик, Хвиля and Küstenblatt carry the same post.",
        cites=(("gazette", story.S_CLAIMS), ("portovik", story.S_RU), ("khvylia", story.S_UK), ("kuestenblatt", story.S_DE)),
    ),
    "count": Sentence(text="One origin: Vetka, a party to the conflict; none without a stake.", cites=(("gazette", story.S_CLAIMS),)),
    "claim": Sentence(
        text="Vetka claims that more than 40 barges were sunk near Morovsk on 12 March 2025.", cites=(("gazette", story.S_CLAIMS),)
    ),
    "according": Sentence(
        text="According to Vetka, over forty barges were sunk near Morovsk in March 2025.", cites=(("gazette", story.S_CLAIMS),)
    ),
    "carrier": Sentence(
        text="The Harbour Gazette reports that Vetka claims more than 40 barges were sunk near Morovsk.",
        cites=(("gazette", story.S_CLAIMS),),
    ),
    "pronoun": Sentence(
        text="Vetka says its divers fixed charges to the hulls at night.",
        cites=(("gazette", "Vetka, a partisan group from Sudmark"), ("gazette", story.S_DIVERS)),
    ),
    "quote": Sentence(text="“We will not stop until the river is closed,” Vetka wrote on Telegram.", cites=(("gazette", story.S_QUOTE),)),
    "ellipsis": Sentence(text="Vetka wrote: “We will not stop … the river is closed”.", cites=(("gazette", story.S_QUOTE),)),
    "denial": Sentence(text="Norland's transport ministry denied that any barge had been lost.", cites=(("gazette", story.S_DENIAL),)),
    "denies it": Sentence(text="Norland's transport ministry denies it.", cites=(("gazette", story.S_DENIAL),)),
    "unverified": Sentence(text="The Harbour Gazette could not verify it.", cites=(("gazette", story.S_UNVERIFIED),)),
    "hedged": Sentence(
        text="The Morovsk Digest says that Vetka allegedly attacked the river fleet.",
        cites=(("digest", story.S_RELAY), ("digest", story.S_ALLEGEDLY)),
    ),
    "quoted by a summary": Sentence(
        text='The Morovsk Digest reports that the port "remains closed to all traffic".', cites=(("digest", story.S_CLOSED),)
    ),
    "delayed": Sentence(
        text="The transport ministry of Norland says that about 300 ships were delayed.", cites=(("digest", story.S_DELAYED),)
    ),
    "mined": Sentence(text="Sudmark's navy said that Norland had mined the channel.", cites=(("digest", story.S_MINED),)),
    "russian": Sentence(text="Портовик, in Russian, carries it, citing Vetka.", cites=(("portovik", story.S_RU),)),
    "ukrainian": Sentence(text="Хвиля, in Ukrainian, carries it, citing Vetka.", cites=(("khvylia", story.S_UK),)),
    "german": Sentence(text="Küstenblatt, in German, carries it, citing Vetka.", cites=(("kuestenblatt", story.S_DE),)),
    "loss": Sentence(
        text="The Morovsk Harbour Authority recorded the loss of three barges and 17 containers.",
        cites=(("register", story.S_LOSS),),
        **CONFIRMED,
    ),
    "injured": Sentence(text="Two bargemen were injured, one of them seriously.", cites=(("register", story.S_INJURED),), **CONFIRMED),
    "brandt": Sentence(
        text="Inspector Ilya Brandt did not find explosives in the hulls.", cites=(("register", story.S_BRANDT),), **CONFIRMED
    ),
    "reopen": Sentence(text="The authority may reopen the lower basin in April.", cites=(("register", story.S_REOPEN),), **CONFIRMED),
    "tug": Sentence(text="The tug Orla was rammed by a patrol boat before dawn.", cites=(("register", story.S_TUG),), **CONFIRMED),
    "claim and relay": Sentence(
        text="Vetka claims that more than 40 barges were sunk near Morovsk; The Harbour Gazette carries the same account.",
        cites=(("gazette", story.S_CLAIMS),),
    ),
    "goes on": Sentence(
        text="Norland's transport ministry goes on denying that any barge had been lost.",
        cites=(("gazette", story.S_DENIAL),),
    ),
    "published": Sentence(
        text="On 13 March 2025 The Harbour Gazette reported that Vetka claims more than 40 barges were sunk.",
        cites=(("gazette", story.S_CLAIMS),),
    ),
}

MUTATIONS: tuple[tuple[str, str, str, str], ...] = (
    # kind, good sentence, words, what they become
    ("figure", "claim", "more than 40", "more than 60"),
    ("figure", "claim", "more than 40", "more than four hundred"),
    ("figure", "loss", "three", "thirteen"),
    ("figure", "loss", "17", "70"),
    ("figure", "delayed", "300", "3,000"),
    ("figure", "delayed", "300", "30"),
    ("figure", "injured", "Two", "Twelve"),
    ("figure", "according", "forty", "fourteen"),
    ("figures swapped", "loss", "three barges and 17 containers", "17 barges and three containers"),
    ("hedge of a figure", "claim", "more than 40", "exactly 40"),
    ("hedge of a figure", "claim", "more than 40", "40"),
    ("hedge of a figure", "claim", "more than 40", "at least 50"),
    ("hedge of a figure", "delayed", "about 300", "more than 300"),
    ("hedge of a figure", "delayed", "about 300", "300"),
    ("hedge of a figure", "loss", "three", "more than three"),
    ("date", "claim", "12 March 2025", "13 May 2025"),
    ("date", "claim", "2025", "2024"),
    ("date", "claim", "12 March", "21 March"),
    ("date", "reopen", "April", "June"),
    ("date", "published", "13 March 2025", "18 March 2025"),
    ("name", "claim", "Morovsk", "Zelin"),
    ("name", "claim", "Vetka", "Norland"),
    ("name", "brandt", "Ilya Brandt", "Ilya Brenner"),
    ("name", "brandt", "Ilya Brandt", "Anna Brandt"),
    ("name", "tug", "Orla", "Orion"),
    ("name", "mined", "Norland", "Westmark"),
    ("name", "lead", "Хвиля", "Прибой"),
    ("name", "russian", "citing Vetka", "citing Sudmark"),
    ("name", "ukrainian", "citing Vetka", "citing the Harbour Authority"),
    ("name", "german", "Vetka", "Norland"),
    ("negation", "claim", "were sunk", "were not sunk"),
    ("negation", "brandt", "did not find", "did find"),
    ("negation", "brandt", "did not find explosives", "found explosives"),
    ("negation", "injured", "were injured", "were not injured"),
    ("negation", "mined", "had mined", "had never mined"),
    ("negation", "quote", "will not stop", "will stop"),
    ("negation", "denial", "any barge had been lost", "no barge had been lost"),
    ("negation", "delayed", "were delayed", "were not delayed"),
    ("quote", "quote", "the river is closed", "the port is closed"),
    ("quote", "quote", "We will not stop until", "We shall not stop until"),
    ("quote", "ellipsis", "the river is closed", "the river was closed"),
    ("quote", "claim", "were sunk near Morovsk", "were “destroyed near Morovsk”"),
    ("quote", "quoted by a summary", '"remains closed to all traffic"', '"remains closed to traffic"'),
    ("quote of our own words", "hedged", "attacked the river fleet", '"attacked the river fleet"'),
    ("attribution", "claim", "Vetka claims that more", "More"),
    ("attribution", "according", "According to Vetka, over", "Over"),
    ("attribution", "pronoun", "Vetka says its", "Its"),
    ("attribution", "mined", "Sudmark's navy said that ", ""),
    ("attribution", "delayed", "The transport ministry of Norland says that about", "About"),
    ("attribution", "hedged", "The Morovsk Digest says that Vetka allegedly", "Vetka"),
    ("attribution", "carrier", "Vetka claims more", "more"),
    ("attribution before a remark", "claim and relay", "Vetka claims that more", "More"),
    ("attribution before a remark", "claim and relay", "Vetka claims that more than 40 barges were sunk near Morovsk", "It"),
    ("attribution before a remark", "claim and relay", "Vetka claims that more than 40 barges were sunk", "40 barges lay sunk"),
    ("speaker and carrier", "carrier", "The Harbour Gazette reports that Vetka claims", "Vetka reports that The Harbour Gazette claims"),
    ("negation", "claim", "were sunk", "were not only sunk"),
    ("negation", "brandt", "did not find", "did not never find"),
    ("bare allegedly", "claim", "Vetka claims that more than 40 barges were", "More than 40 barges were allegedly"),
    ("speaker", "claim", "Vetka claims", "Sudmark claims"),
    ("speaker", "claim", "Vetka claims", "The Harbour Gazette claims"),
    ("speaker", "mined", "Sudmark's navy said that Norland", "Norland said that Sudmark's navy"),
    ("speaker", "mined", "Sudmark's navy", "Norland's navy"),
    ("speaker", "denial", "Norland's transport ministry", "Vetka"),
    ("speaker", "denies it", "Norland's transport ministry", "Vetka"),
    ("speaker", "denies it", "Norland's transport ministry", "The Morovsk Digest"),
    ("speaker", "delayed", "The transport ministry of Norland", "Vetka"),
    ("speaker", "quote", "Vetka wrote", "Norland wrote"),
    ("speaker", "unverified", "The Harbour Gazette", "The Morovsk Digest"),
    ("speaker", "pronoun", "Vetka says", "Sudmark says"),
    ("speaker", "lead", "Vetka, a party", "Norland, a party"),
    ("verb", "claim", "claims", "confirmed"),
    ("verb", "claim", "claims", "proved"),
    ("verb", "claim", "claims", "denies"),
    ("verb", "denial", "denied", "said"),
    ("verb", "denial", "denied", "admitted"),
    ("verb", "mined", "said", "revealed"),
    ("verb", "lead", "claims it", "has confirmed it"),
    ("verb", "unverified", "could not verify it", "verified it"),
    ("verb", "reopen", "may reopen", "will reopen"),
    ("verb", "reopen", "may reopen", "reopened"),
    ("roles", "tug", "The tug Orla was rammed by a patrol boat", "The tug Orla rammed a patrol boat"),
    ("roles", "mined", "Norland had mined the channel", "Sudmark had mined the channel"),
    ("count", "count", "One origin", "Two origins"),
    ("count", "count", "none without", "one without"),
    ("stake", "count", "Vetka, a party to the conflict", "The Harbour Gazette, a party to the conflict"),
    ("language", "russian", "in Russian", "in Polish"),
    ("invented content", "claim", "barges were", "barges and two tugs were"),
    ("invented content", "claim", "near Morovsk", "near Morovsk by a missile"),
    ("invented content", "injured", "seriously", "fatally"),
    ("invented content", "loss", "barges", "warships"),
    ("invented content", "russian", "carries it", "says divers laid the charges"),
    ("invented content", "german", "carries it", "carries it as proven"),
)


@pytest.mark.parametrize("name", GOOD)
def test_good_sentence_passes(name: str) -> None:
    """A sentence that its spans carry raises no finding."""
    assert GOOD[name].findings() == []


@pytest.mark.parametrize(("kind", "name", "old", "new"), MUTATIONS, ids=[f"{m[0]}: {m[1]}: {m[3]}" for m in MUTATIONS])
def test_mistake_is_caught(kind: str, name: str, old: str, new: str) -> None:
    """A planted mistake raises a finding."""
    assert GOOD[name].with_text(old, new).findings()
