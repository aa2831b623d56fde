"""Coverage: how many points of the reference brief the story's whole document makes, and makes in the right section.

After nugget recall (Voorhees 2003; "key facts" in QMSum-style evaluation), over the whole document because a reference line may join
several claims. A point is covered when sentences that cite one of its sources (any sentence, when the point cites none) together hold at
least half of the weight of its content words, figures counting double. It is in the right section when one of those sentences, sharing at
least two words with it, stands where the standing of the point's claim says, whatever heading the reference gives: the claim is the one
named by the case, else the labelled claim most like the point in words and sources. It is a measure of words: a point made in other words
is missed.
"""

from __future__ import annotations

from typing import Any

from briefs.language import content_tokens
from briefs_evals.cases import LabelledClaim, Point
from briefs_evals.cases.case import HEADINGS
from briefs_evals.metrics.definition import Metric, Tally, ratio
from briefs_evals.scored import Scored

Json = dict[str, Any]
HALF = 0.5


def section_of(point: Point, scored: Scored) -> frozenset[str]:
    """Sections that are right for the point: the accepted standings of its claim (an unverified one stands under `unknown`).

    What nobody knows is about no claim's standing, so such a line keeps its heading unless it names a claim.
    """
    claims = scored.case.labels.claims
    named = [claim for claim in claims if claim.id in point.claims]
    likely = [] if HEADINGS[point.heading] == "unknown" else _nearest(point, claims, str(scored.case.article["language"]))
    best = named or likely
    if not best:
        return frozenset({HEADINGS[point.heading]})
    return frozenset("unknown" if standing == "unverified" else standing for claim in best for standing in claim.accepted)


def _nearest(point: Point, claims: tuple[LabelledClaim, ...], language: str) -> list[LabelledClaim]:
    words = _stems(point.text, language)
    offers = []
    for claim in claims:
        other = _stems(claim.text, language)
        shared_sources = {quote.source for quote in (*claim.supporting, *claim.refuting)} & set(point.sources)
        likeness = len(words & other) / len(words | other) if words | other else 0.0
        offers.append((likeness + 0.1 * len(shared_sources) / max(len(point.sources), 1), claim))
    best = max(offers, key=lambda offer: (offer[0], offer[1].id), default=None)
    return [best[1]] if best is not None and best[0] >= 0.1 else []


def is_covered(point: Point, document: Json) -> tuple[bool, set[str]]:
    """Whether the document makes the point, and the sections of the sentences that help to make it."""
    language = str(document.get("language", "en"))
    wanted = _stems(point.text, language)
    held: set[str] = set()
    sections: set[str] = set()
    for claim in document.get("claims", ()):
        for statement in claim.get("statements", ()):
            if (
                point.sources
                and statement["section"] != "unknown"
                and not {c["source"] for c in statement["citations"]} & set(point.sources)
            ):
                continue
            shared = wanted & _stems(statement["text"], language)
            held |= shared
            if len(shared) >= 2:
                sections.add(str(statement["section"]))
    weight = sum(map(_weight, wanted))
    return bool(weight) and sum(map(_weight, held)) >= HALF * weight, sections


def _stems(text: str, language: str) -> set[str]:
    return {token.stem for token in content_tokens(text, language)}


def _weight(stem: str) -> int:
    return 2 if stem.isdigit() else 1


def _tally(scored: Scored) -> Tally:
    covered = placed = 0
    for point in scored.case.labels.points:
        made, sections = is_covered(point, scored.document)
        covered += made
        placed += made and bool(sections & section_of(point, scored))
    return {"covered": covered, "placed": placed, "of": len(scored.case.labels.points)}


METRICS = (
    Metric(
        name="point_coverage",
        title="points of the reference brief that the document makes",
        better="higher",
        source="nugget recall (Voorhees 2003), lexical",
        tally=_tally,
        value=ratio("covered", "of"),
        empty="the case has no reference brief",
    ),
    Metric(
        name="points_in_place",
        title="points made, and in the section that the claim's standing says",
        better="higher",
        source="nugget recall (Voorhees 2003), lexical, by section",
        tally=_tally,
        value=ratio("placed", "of"),
        empty="the case has no reference brief",
    ),
)
