"""A model's second opinion on evidence, and the little that it may do to a standing.

The rules have read every span and set a standing. The model is asked about the spans that they count for a certain one. Where it says that
a span does not carry it, the standing is set again by the same pure function without that sentence, and the result is taken only when it
is less certain. Its agreement changes nothing.

Nothing that a model says can make evidence disappear: when the checker still finds support in what the model calls neutral, the claim is
not "unverified" but loses one step of certainty, and the reader is told why.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from briefs.domain import Assessment, Claim, Evidence, Passage, Reason, Span, Stance, Standing
from briefs.language import split_sentences
from briefs.ports import EntailmentChecker, Hit

RANK = {Standing.UNVERIFIED: 0, Standing.ALLEGED: 1, Standing.DISPUTED: 1, Standing.REFUTED: 2, Standing.CONFIRMED: 2}
"""How much a standing claims to know. A model alone may only go down."""
SUPPORTED = 0.5
"""The checker's probability from which a span supports a claim."""
MOST_EVIDENCE = 6
"""Spans of one claim that are judged: the best of each origin first."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a model says of a piece of evidence, with the words that it rests on."""

    evidence: Evidence
    stance: Stance
    span: Span | None
    """Exact, in the source's text; None for neutral."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A claim with what was read and assessed for it, and a way to assess it again on other hits."""

    claim: Claim
    hits: tuple[Hit, ...]
    assessment: Assessment
    assess: Callable[[Sequence[Hit]], Assessment]


def to_judge(assessment: Assessment) -> tuple[Evidence, ...]:
    """Evidence whose stance matters: what supports a confirmed claim, what refutes a refuted one; elsewhere an opinion changes nothing."""
    wanted = {Standing.CONFIRMED: Stance.SUPPORTS, Standing.REFUTED: Stance.REFUTES}.get(assessment.standing)
    chosen: dict[tuple[str, Span], Evidence] = {}
    seen: dict[str, int] = {}
    for item in sorted(assessment.evidence, key=lambda item: -item.score):
        if item.stance is wanted:
            place = seen.get(item.origin, 0)
            seen[item.origin] = place + 1
            if place < 2:
                chosen.setdefault((item.citation.source_id, item.citation.span), item)
    return tuple(chosen.values())[:MOST_EVIDENCE]


def weighed(
    found: Found, judgements: Sequence[Judgement], *, model: str, checker: EntailmentChecker | None, language_of: Callable[[str], str]
) -> Assessment:
    """The assessment after the model's doubts: the same, or one that claims to know less."""
    current = found.assessment
    doubted = [item.evidence for item in judgements if item.stance is not item.evidence.stance]
    if not doubted:
        return current
    lowered = found.assess(without(found.hits, doubted, language_of))
    if RANK[lowered.standing] >= RANK[current.standing]:
        return current
    # what only counts once the better evidence is gone was not evidence before, and a doubt does not make it so
    is_same = {item.citation for item in lowered.evidence} <= {item.citation for item in current.evidence}
    is_agreed = lowered.standing is not Standing.UNVERIFIED or not _still_supported(found.claim, doubted, checker)
    if is_same and is_agreed:
        return _with_reason(lowered, model, doubted)
    return _with_reason(_one_step_down(current), model, doubted)


def without(hits: Sequence[Hit], doubted: Sequence[Evidence], language_of: Callable[[str], str]) -> tuple[Hit, ...]:
    """The hits without the sentences that the doubted evidence stands in."""
    spans: dict[str, list[Span]] = {}
    for item in doubted:
        spans.setdefault(item.citation.source_id, []).append(item.citation.span)
    kept: list[Hit] = []
    for hit in hits:
        passage = hit.passage
        mine = spans.get(passage.source_id)
        if mine is None or not any(span.overlaps(passage.span) for span in mine):
            kept.append(hit)
            continue
        for sentence in split_sentences(passage.text, language_of(passage.source_id)):
            place = sentence.shifted(passage.span.start)
            if not any(span.overlaps(place) for span in mine):
                kept.append(Hit(Passage(passage.source_id, place, sentence.of(passage.text), passage.source_sha256), hit.score))
    return tuple(kept)


def _still_supported(claim: Claim, doubted: Sequence[Evidence], checker: EntailmentChecker | None) -> bool:
    """Whether the embedded checker finds what the model does not. Without a checker the rules' word stands."""
    if checker is None:
        return True
    return any(p >= SUPPORTED for p in checker.support([(item.citation.exact, claim.text) for item in doubted]))


def _one_step_down(assessment: Assessment) -> Assessment:
    standing = Standing.DISPUTED if assessment.standing is Standing.REFUTED else Standing.ALLEGED
    return replace(assessment, standing=standing, confirmed_by=())


def _with_reason(assessment: Assessment, model: str, doubted: Sequence[Evidence]) -> Assessment:
    spans = "one span" if len(doubted) == 1 else f"{len(doubted)} spans"
    text = (
        f"The language model {model} reads {spans} otherwise than the rules and does not find the claim there; "
        "the standing was set without that much certainty."
    )
    reason = Reason(rule="model-doubts", text=text, citations=tuple(item.citation for item in doubted))
    return replace(assessment, reasons=(*assessment.reasons, reason))
