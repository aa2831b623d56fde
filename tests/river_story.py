"""An invented story for the gate's tests: barges on a river, a group that claims to have sunk them, and who carries that claim."""

from __future__ import annotations

from dataclasses import dataclass, replace

from briefs.domain import (
    Assessment,
    Attribution,
    Citation,
    Claim,
    ClaimKind,
    Evidence,
    Finding,
    Origin,
    OriginFlags,
    PartialDate,
    ReadRecord,
    Reply,
    Section,
    Source,
    SourceKind,
    Span,
    SpeechAct,
    Stance,
    Standing,
    Statement,
    TextKind,
)
from briefs.verify import check_statement

GAZETTE = (
    "Vetka, a partisan group from Sudmark, claims that more than 40 barges were sunk near Morovsk on 12 March 2025. "
    "The group says its divers fixed charges to the hulls at night. "
    '"We will not stop until the river is closed," Vetka wrote on Telegram. '
    "Norland's transport ministry denied that any barge had been lost. "
    "The Harbour Gazette could not verify the claim."
)
REGISTER = (
    "On 12 March the Morovsk Harbour Authority recorded the loss of three barges and 17 containers. "
    "Two bargemen were injured, one of them seriously. "
    "Inspector Ilya Brandt did not find explosives in the hulls. "
    "The authority may reopen the lower basin in April. "
    "A patrol boat rammed the tug Orla before dawn."
)
DIGEST = (
    "The Morovsk Digest relays a statement by Vetka. "
    'It reports that the group allegedly attacked the river fleet and that the port "remains closed to all traffic". '
    "According to the transport ministry of Norland, about 300 ships were delayed. "
    "Sudmark's navy said that Norland had mined the channel. "
    "The digest adds that its own reporter counted nine wrecks on the bank."
)
PORTOVIK = (
    "«Портовик» со ссылкой на группу «Ветка» пишет, что под Моровском затоплено более сорока барж. "
    "По словам группы, водолазы закрепили заряды ночью. Министерство транспорта не ответило на вопросы."
)
KHVYLIA = (
    "Видання «Хвиля» переказує допис групи «Ветка»: під Моровськом нібито затоплено понад сорок барж. "
    "Редакція зазначає, що не змогли перевірити ці слова."
)
KUESTENBLATT = (
    "Das Küstenblatt berichtet unter Berufung auf die Gruppe Vetka, bei Morovsk seien mehr als vierzig Kähne versenkt worden. "
    "Das Verkehrsministerium von Norland habe das bestritten."
)

SOURCES: dict[str, Source] = {
    source.id: source
    for source in (
        Source(
            id="gazette",
            text=GAZETTE,
            publisher="The Harbour Gazette",
            author="Mira Olden",
            kind=SourceKind.OUTLET,
            language="en",
            published_at=PartialDate("2025-03-13"),
        ),
        Source(
            id="register",
            text=REGISTER,
            publisher="Morovsk Harbour Authority",
            kind=SourceKind.OFFICIAL,
            language="en",
            published_at=PartialDate("2025-03-20"),
        ),
        Source(
            id="digest",
            text=DIGEST,
            publisher="The Morovsk Digest",
            kind=SourceKind.OUTLET,
            language="en",
            text_kind=TextKind.SUMMARY,
            published_at=PartialDate("2025-03"),
        ),
        Source(id="portovik", text=PORTOVIK, publisher="Портовик", kind=SourceKind.OUTLET, language="ru", text_kind=TextKind.SUMMARY),
        Source(id="khvylia", text=KHVYLIA, publisher="Хвиля", kind=SourceKind.OUTLET, language="uk", text_kind=TextKind.SUMMARY),
        Source(
            id="kuestenblatt", text=KUESTENBLATT, publisher="Küstenblatt", kind=SourceKind.OUTLET, language="de", text_kind=TextKind.SUMMARY
        ),
    )
}

CLAIM = Claim(id="c-river", text="More than 40 barges were sunk near Morovsk on 12 March 2025.")
READ = ReadRecord((CLAIM.text,), (), tuple(SOURCES))

S_CLAIMS = "Vetka, a partisan group from Sudmark, claims that more than 40 barges were sunk near Morovsk on 12 March 2025."
S_DIVERS = "The group says its divers fixed charges to the hulls at night."
S_QUOTE = '"We will not stop until the river is closed," Vetka wrote on Telegram.'
S_DENIAL = "Norland's transport ministry denied that any barge had been lost."
S_UNVERIFIED = "The Harbour Gazette could not verify the claim."
S_LOSS = "On 12 March the Morovsk Harbour Authority recorded the loss of three barges and 17 containers."
S_INJURED = "Two bargemen were injured, one of them seriously."
S_BRANDT = "Inspector Ilya Brandt did not find explosives in the hulls."
S_REOPEN = "The authority may reopen the lower basin in April."
S_TUG = "A patrol boat rammed the tug Orla before dawn."
S_RELAY = "The Morovsk Digest relays a statement by Vetka."
S_ALLEGEDLY = "It reports that the group allegedly attacked the river fleet"
S_CLOSED = 'the port "remains closed to all traffic"'
S_DELAYED = "According to the transport ministry of Norland, about 300 ships were delayed."
S_MINED = "Sudmark's navy said that Norland had mined the channel."
S_RU = "«Портовик» со ссылкой на группу «Ветка» пишет, что под Моровском затоплено более сорока барж."
S_UK = "Видання «Хвиля» переказує допис групи «Ветка»"
S_DE = "Das Küstenblatt berichtet unter Berufung auf die Gruppe Vetka, bei Morovsk seien mehr als vierzig Kähne versenkt worden."


def cite(source_id: str, words: str) -> Citation:
    """The citation of the first place where `words` stand in a source of the story."""
    source = SOURCES[source_id]
    start = source.text.index(words)
    return source.cite(Span(start, start + len(words)))


def _evidence(source_id: str, words: str, origin: str, *, speaker: str = "", content: str = "", refutes: bool = False) -> Evidence:
    attribution = None
    if speaker:
        start = SOURCES[source_id].text.index(content or words)
        attribution = Attribution(
            source_id=source_id,
            speaker=speaker,
            named="Vetka" if origin == "vetka" else speaker,
            act=SpeechAct.DENIES if refutes else SpeechAct.ASSERTS,
            content=Span(start, start + len(content or words)),
        )
    return Evidence(
        claim_id=CLAIM.id,
        citation=cite(source_id, words),
        stance=Stance.REFUTES if refutes else Stance.SUPPORTS,
        score=0.9,
        origin=origin,
        attribution=attribution,
        is_relay=origin == "vetka",
        asserts_only_attribution=SOURCES[source_id].language != "en",
    )


VETKA = Origin(
    key="vetka",
    name="Vetka",
    description="a partisan group",
    independent="yes",
    flags=OriginFlags(interested=True),
    sources=("gazette", "digest", "portovik", "khvylia", "kuestenblatt"),
    relays=("gazette", "digest", "portovik", "khvylia", "kuestenblatt"),
)
MINISTRY = Origin(
    key="ministry", name="Norland's transport ministry", flags=OriginFlags(interested=True), stance=Stance.REFUTES, sources=("gazette",)
)
AUTHORITY = Origin(
    key="authority", name="Morovsk Harbour Authority", flags=OriginFlags(primary_record=True), stance=Stance.REFUTES, sources=("register",)
)

ALLEGED = Assessment(
    claim_id=CLAIM.id,
    kind=ClaimKind.FACT,
    standing=Standing.ALLEGED,
    reasons=(),
    holders=("Vetka",),
    denied_by=("Norland's transport ministry",),
    origins=(VETKA, MINISTRY),
    independent_origins=1,
    origins_without_stake=0,
    evidence=(
        _evidence("gazette", S_CLAIMS, "vetka", speaker="Vetka", content="more than 40 barges were sunk near Morovsk on 12 March 2025"),
        _evidence("gazette", S_DIVERS, "vetka", speaker="The group", content="its divers fixed charges to the hulls at night"),
        _evidence("gazette", S_DENIAL, "ministry", speaker="Norland's transport ministry", content="any barge had been lost", refutes=True),
        _evidence("digest", S_RELAY, "vetka"),
        _evidence("digest", S_ALLEGEDLY, "vetka", speaker="the group", content="the group allegedly attacked the river fleet"),
        _evidence("portovik", S_RU, "vetka", speaker="«Ветка»", content="под Моровском затоплено более сорока барж"),
        _evidence("khvylia", S_UK, "vetka"),
        _evidence("kuestenblatt", S_DE, "vetka", speaker="Vetka", content="bei Morovsk seien mehr als vierzig Kähne versenkt worden"),
    ),
    accuses=True,
    reply=Reply("denied", "Norland's transport ministry", (cite("gazette", S_DENIAL),)),
    unverified_by=(("The Harbour Gazette", cite("gazette", S_UNVERIFIED)),),
)
CONFIRMED = replace(
    ALLEGED,
    standing=Standing.CONFIRMED,
    holders=(),
    denied_by=(),
    confirmed_by=("Morovsk Harbour Authority",),
    origins=(replace(AUTHORITY, stance=Stance.SUPPORTS),),
    independent_origins=1,
    origins_without_stake=1,
    evidence=tuple(_evidence("register", words, "authority") for words in (S_LOSS, S_INJURED, S_BRANDT, S_REOPEN, S_TUG)),
    reply=None,
    unverified_by=(),
)
DISPUTED = replace(ALLEGED, standing=Standing.DISPUTED)
REFUTED = replace(ALLEGED, standing=Standing.REFUTED, origins=(VETKA, AUTHORITY), denied_by=())


@dataclass(frozen=True, slots=True, kw_only=True)
class Sentence:
    """A sentence with the spans it cites: (source id, words)."""

    text: str
    cites: tuple[tuple[str, str], ...]
    assessment: Assessment = ALLEGED
    section: Section = Section.ALLEGED

    def with_text(self, old: str, new: str) -> Sentence:
        """The same sentence with one replacement in it."""
        assert old in self.text, f"{old!r} is not in {self.text!r}"
        return replace(self, text=self.text.replace(old, new, 1))

    @property
    def statement(self) -> Statement:
        """The sentence with its citations."""
        return Statement(section=self.section, text=self.text, citations=tuple(cite(*pair) for pair in self.cites))

    def findings(self, *, sources: dict[str, Source] | None = None) -> list[Finding]:
        """What the gate says of it."""
        return check_statement(
            self.statement, claim=CLAIM, assessment=self.assessment, sources=sources or SOURCES, read=READ, language="en"
        )

    def codes(self, *, sources: dict[str, Source] | None = None) -> set[str]:
        """The codes of the findings."""
        return {finding.code for finding in self.findings(sources=sources)}
