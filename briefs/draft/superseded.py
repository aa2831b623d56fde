"""A figure of the claim that whoever gave it has replaced since, or that a later source says was revised."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from briefs.domain import Assessment, Claim, Evidence, Source, Stance
from briefs.draft.figures import claim_figure, has_figure_of
from briefs.draft.telling import sentence_around
from briefs.language import content_tokens


@dataclass(frozen=True, slots=True)
class Superseded:
    """The evidence with the later figure."""

    item: Evidence
    source: Source


def find_superseded(
    claim: Claim, assessment: Assessment, sources: Mapping[str, Source], *, revising: Collection[str], language: str
) -> Superseded | None:
    """The latest evidence with another figure in place of the claim's, published after every source that has the claim's own.

    It must come from a body that gave the claim's figure before, or say itself that a figure was revised (`revising`: stems or words in
    lower case). Undated sources show no order; None when nothing is superseded.
    """
    support = [e for e in assessment.evidence if e.stance is Stance.SUPPORTS and has_figure_of(claim.text, _sentence(e, sources), language)]
    days = [day for e in support if (day := _day(e, sources))]
    if not days:
        return None
    givers = {_body(e.origin) for e in support}
    publishers = {_publisher(e, sources) for e in support}
    later = [
        e
        for e in assessment.evidence
        if _day(e, sources) > max(days)
        and claim_figure(claim.text, _sentence(e, sources), language)
        and not has_figure_of(claim.text, _sentence(e, sources), language)
    ]
    for item in sorted(later, key=lambda e: (_day(e, sources), e.score), reverse=True):
        is_same_giver = _body(item.origin) in givers or _publisher(item, sources) in publishers
        if (is_same_giver and item.stance is Stance.REFUTES) or _is_revised(_sentence(item, sources), revising, language):
            return Superseded(item, sources[item.citation.source_id])
    return None


def _is_revised(sentence: str, revising: Collection[str], language: str) -> bool:
    return any(token.span.of(sentence).lower() in revising for token in content_tokens(sentence, language))


def _sentence(item: Evidence, sources: Mapping[str, Source]) -> str:
    source = sources[item.citation.source_id]
    return sentence_around(item.citation.span, source).of(source.text)


def _day(item: Evidence, sources: Mapping[str, Source]) -> str:
    """When its source was published, as ISO text; "" when nobody says."""
    published = sources[item.citation.source_id].published_at
    return published.text if published is not None else ""


def _publisher(item: Evidence, sources: Mapping[str, Source]) -> str:
    return sources[item.citation.source_id].shown_name


def _body(key: str) -> str:
    """The body behind an origin's key, whichever side it is on."""
    return key.split("#", 1)[0]
