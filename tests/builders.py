"""Small invented stories for tests: no real person, place or event."""

from __future__ import annotations

from briefs.domain import (
    Article,
    ArticleWording,
    Assessment,
    Attribution,
    Brief,
    Citation,
    Claim,
    ClaimKind,
    Document,
    Evidence,
    Finding,
    LeftOut,
    Origin,
    OriginFlags,
    PartialDate,
    ReadRecord,
    Reason,
    Reply,
    Searched,
    Section,
    Skipped,
    Source,
    SourceKind,
    Span,
    SpeechAct,
    Stance,
    Standing,
    Statement,
    TextKind,
    VerificationReport,
    Withheld,
    WordingVerdict,
    claim_id,
)

SOURCE_TEXT = "The Reed Circle says that 40 barges were sunk. The harbour office could not verify it."
ARTICLE_TEXT = "Forty barges were sunk near Ostrava Point, the Reed Circle says."


def a_source(source_id: str = "gazette", text: str = SOURCE_TEXT, **fields: object) -> Source:
    """A relay of an interested party's post, unless told otherwise."""
    values: dict[str, object] = {
        "publisher": "The Gazette",
        "kind": SourceKind.OUTLET,
        "url": "https://gazette.example/a",
        "language": "en",
        "title": "Barges",
        "published_at": PartialDate("2026-03"),
        "text_kind": TextKind.SUMMARY,
    }
    return Source(id=source_id, text=text, **{**values, **fields})  # type: ignore[arg-type]


def cite(source: Source, words: str) -> Citation:
    """The citation of the first place where `words` stand in the source."""
    start = source.text.index(words)
    return source.cite(Span(start, start + len(words)))


def a_document(source: Source | None = None) -> Document:
    """One alleged claim with a lead, an unknown, a withheld sentence, a skipped claim and a source left out."""
    source = source or a_source()
    claim = Claim(
        id=claim_id("Forty barges were sunk near Ostrava Point."),
        text="Forty barges were sunk near Ostrava Point.",
        span=Span(0, 41),
        claimant="the Reed Circle",
        is_attributed=True,
        checkworthiness=0.9,
    )
    says = cite(source, "The Reed Circle says that 40 barges were sunk.")
    evidence = Evidence(
        claim_id=claim.id,
        citation=says,
        stance=Stance.SUPPORTS,
        score=0.8,
        origin="reed-circle",
        is_relay=True,
        attribution=Attribution(
            source_id=source.id,
            speaker="The Reed Circle",
            named="The Reed Circle",
            act=SpeechAct.ASSERTS,
            content=Span(25, 45),
            cue=Span(16, 20),
        ),
    )
    assessment = Assessment(
        claim_id=claim.id,
        kind=ClaimKind.FACT,
        standing=Standing.ALLEGED,
        reasons=(Reason("6-otherwise-alleged", "Only the Reed Circle asserts it.", (says,)),),
        holders=("The Reed Circle",),
        origins=(
            Origin(
                key="reed-circle",
                name="The Reed Circle",
                description="a party to the matter",
                independent="yes",
                flags=OriginFlags(interested=True),
                sources=(source.id,),
                relays=(source.id,),
                why="The Gazette attributes it to the Reed Circle.",
            ),
        ),
        independent_origins=1,
        evidence=(evidence,),
        would_change="A second independent origin would confirm it.",
        reply=Reply("not-found"),
        unverified_by=(("The Gazette", cite(source, "The harbour office could not verify it.")),),
    )
    report = VerificationReport(
        claim.id,
        passed=(
            Statement(
                section=Section.ALLEGED,
                text="The Reed Circle says that 40 barges were sunk.",
                citations=(says,),
                role="lead",
                template="lead",
            ),
            Statement(
                section=Section.UNKNOWN,
                text="No second origin is in the sources.",
                role="unknown",
                template="no-second-origin",
                searched=Searched((claim.text,), (source.id,)),
            ),
        ),
        withheld=(
            Withheld(
                Statement(section=Section.ALLEGED, text="50 barges were sunk.", citations=(says,), role="origin"),
                (Finding("figure-not-in-span", "the cited span does not hold the figure 50", "50"),),
            ),
        ),
    )
    return Document(
        article=Article(text=ARTICLE_TEXT, title="Barges sunk", url="https://paper.example/b", published_at=PartialDate("2026-03-06")),
        as_of="2026-03-08",
        briefs=(
            Brief(
                claim=claim,
                assessment=assessment,
                wording=ArticleWording(verdict=WordingVerdict.SOUND),
                report=report,
                read=ReadRecord((claim.text,), (f"{source.id}:0-46",), (source.id,)),
                is_publishable=True,
                sha256="0" * 64,
            ),
        ),
        skipped=(Skipped(Claim(id="c-2", text="It is a scandal.", checkworthy=False), "an opinion, not a fact that sources could settle"),),
        sources=(source,),
        left_out=(LeftOut("late", "published on 2027-01-01, after 2026-03-08", "later-than-as-of"),),
        provenance={"version": "test"},
    )
