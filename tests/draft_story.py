"""An invented story for the drafter's tests: a dam, a union that accuses its operator, and the papers that carry the accusation."""

from __future__ import annotations

from collections.abc import Iterable

from briefs.domain import (
    Assessment,
    Attribution,
    Claim,
    ClaimKind,
    Draft,
    Evidence,
    Origin,
    OriginFlags,
    PartialDate,
    ReadRecord,
    Reply,
    Source,
    SourceKind,
    Span,
    SpeechAct,
    Stance,
    Standing,
    TextKind,
    VerificationReport,
)
from briefs.draft import draft_brief
from briefs.verify import check_draft

CLAIM = Claim(id="c-dam", text="Varda Power switched off at least 12 sensors at the Tolna dam in 2024.")


def source(
    source_id: str,
    text: str,
    *,
    publisher: str,
    kind: SourceKind = SourceKind.OUTLET,
    language: str = "en",
    text_kind: TextKind = TextKind.FULL,
    published: str | None = "2025-02-03",
) -> Source:
    """A source of the story."""
    day = PartialDate(published) if published else None
    return Source(id=source_id, text=text, publisher=publisher, kind=kind, language=language, text_kind=text_kind, published_at=day)


COURIER = source(
    "courier",
    "The Dam Workers' Union claims that Varda Power switched off 14 sensors at the Tolna dam in 2024, and that it told nobody. "
    "The group also says that managers knew. Varda Power denied that any sensor had been off. "
    "The company declined to comment on the managers.",
    publisher="Tolna Courier",
)
VESTNIK = source(
    "vestnik",
    "«Вестник» пишет о датчиках со ссылкой на Dam Workers' Union. По словам профсоюза, в 2024 году отключили 14 датчиков.",
    publisher="Вестник",
    language="ru",
    text_kind=TextKind.SUMMARY,
)
HERALD = source(
    "herald",
    "The Tolna Herald looks at the dispute. It writes that Varda Power switched off nine sensors at the Tolna dam in 2024, "
    "while the weather was fine. The newspaper adds that an inspector counted them.",
    publisher="Tolna Herald, carried by the Upland Post",
    text_kind=TextKind.SUMMARY,
)
REGISTER = source(
    "register",
    "On 4 March 2024 the register records that Varda Power switched off 14 sensors at the Tolna dam. No repair is on file.",
    publisher="Dam Safety Register",
    kind=SourceKind.DOCUMENT,
)
SOURCES = {item.id: item for item in (COURIER, VESTNIK, HERALD, REGISTER)}
READ = ReadRecord((CLAIM.text,), (), tuple(SOURCES))


def evidence(
    place: Source,
    words: str,
    origin: str,
    *,
    speaker: str = "",
    cue: str = "",
    named: str = "",
    act: SpeechAct = SpeechAct.ASSERTS,
    stance: Stance = Stance.SUPPORTS,
    anonymous: bool = False,
    score: float = 0.8,
) -> Evidence:
    """Evidence over the first place of `words`; with a speaker it is a relay of that speaker's words."""
    start = place.text.index(words)
    span = Span(start, start + len(words))
    attribution = None
    if speaker:
        mark = place.text.rindex(cue, 0, span.end + len(cue) + 40) if cue else None
        near = start if mark is None else mark
        at = place.text.rfind(speaker, 0, near + len(speaker))
        at = place.text.index(speaker) if at < 0 else at
        attribution = Attribution(
            source_id=place.id,
            speaker=speaker,
            named=named or speaker,
            act=act,
            content=span,
            cue=None if mark is None else Span(mark, mark + len(cue)),
            speaker_span=Span(at, at + len(speaker)),
            is_anonymous=anonymous,
        )
    return Evidence(
        claim_id=CLAIM.id,
        citation=place.cite(span),
        stance=stance,
        score=score,
        origin=origin,
        attribution=attribution,
        is_relay=bool(speaker),
    )


def origin(
    key: str,
    name: str,
    sources: Iterable[str],
    *,
    stance: Stance = Stance.SUPPORTS,
    independent: str = "yes",
    flags: OriginFlags | None = None,
) -> Origin:
    """An origin of the story."""
    ids = tuple(sources)
    return Origin(key=key, name=name, independent=independent, flags=flags or OriginFlags(), stance=stance, sources=ids, relays=ids)


INTERESTED = OriginFlags(interested=True)
UNION = origin("union", "Dam Workers' Union", ["courier", "vestnik"], flags=INTERESTED)
POWER = origin("power", "Varda Power", ["courier"], stance=Stance.REFUTES, flags=INTERESTED)
UNION_SAYS = evidence(
    COURIER, "Varda Power switched off 14 sensors at the Tolna dam in 2024", "union", speaker="The Dam Workers' Union", cue="claims"
)
POWER_DENIES = evidence(
    COURIER,
    "any sensor had been off",
    "power",
    speaker="Varda Power",
    cue="denied",
    act=SpeechAct.DENIES,
    stance=Stance.REFUTES,
)


def assessment(
    standing: Standing,
    *,
    origins: Iterable[Origin],
    items: Iterable[Evidence],
    kind: ClaimKind = ClaimKind.FACT,
    independent: int = 1,
    confirmed_by: tuple[str, ...] = (),
    denied_by: tuple[str, ...] = (),
    reply: Reply | None = None,
    misattributed_to: str | None = None,
    accuses: bool = False,
) -> Assessment:
    """An assessment of the claim."""
    listed = tuple(origins)
    return Assessment(
        claim_id=CLAIM.id,
        kind=kind,
        standing=standing,
        reasons=(),
        holders=tuple(item.name for item in listed if item.stance is Stance.SUPPORTS),
        confirmed_by=confirmed_by,
        denied_by=denied_by,
        origins=listed,
        independent_origins=independent,
        evidence=tuple(items),
        reply=reply,
        misattributed_to=misattributed_to,
        accuses=accuses,
    )


ALLEGED = assessment(Standing.ALLEGED, origins=[UNION, POWER], items=[UNION_SAYS, POWER_DENIES], denied_by=("Varda Power",))


def drafted(found: Assessment, *, claim: Claim = CLAIM, language: str = "en", sources: dict[str, Source] | None = None) -> Draft:
    """The draft over the story's sources."""
    return draft_brief(claim, found, sources or SOURCES, read=READ, language=language)


def texts(found: Assessment, *, claim: Claim = CLAIM, language: str = "en", sources: dict[str, Source] | None = None) -> list[str]:
    """The draft's sentences."""
    return [statement.text for statement in drafted(found, claim=claim, language=language, sources=sources).statements]


def gated(found: Assessment, *, language: str = "en", claim: Claim = CLAIM, sources: dict[str, Source] | None = None) -> VerificationReport:
    """The gate's verdict on the draft."""
    draft = drafted(found, claim=claim, language=language, sources=sources)
    return check_draft(draft, claim=claim, assessment=found, sources=sources or SOURCES, read=READ, language=language)
