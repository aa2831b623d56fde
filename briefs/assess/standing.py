"""From evidence to a standing: origins counted once each, the policy's rule applied, the reasons said as an editor would."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from briefs.assess.analysis import CorpusAnalysis, focus
from briefs.assess.claim_kind import ClaimReading, as_fact, read_claim
from briefs.assess.gather import Bearing, gather_bearings
from briefs.assess.nearest import nearest_sentences
from briefs.assess.origins import Root, trace_roots
from briefs.assess.policy import Counts, Policy, Rule, load_policy
from briefs.assess.reasons import explain, find_reply, say_what_would_change
from briefs.assess.stance import Similarity, threshold
from briefs.domain import Assessment, Claim, ClaimKind, Evidence, PartialDate, Stance, Standing
from briefs.ports import Hit

_COUNTED_SHARE = 0.6
"""Share of the best origin's probability from which an origin counts."""


def assess_claim(
    claim: Claim,
    hits: Sequence[Hit],
    *,
    analysis: CorpusAnalysis,
    as_of: PartialDate | None = None,
    policy: Policy | None = None,
    language: str | None = None,
    similarity: Similarity | None = None,
) -> Assessment:
    """The assessment of one claim over the passages found for it.

    `language` is the article's. No hits: unverified. The article is never evidence; sources after `as_of` are not used.
    """
    analysis = focus(analysis, (hit.passage.source_id for hit in hits))
    reading = read_claim(claim, language=language)
    bearings = gather_bearings(reading, hits, analysis=analysis, as_of=as_of, similarity=similarity)
    if not bearings and reading.kind is ClaimKind.STATEMENT:
        reading = as_fact(reading)
        bearings = gather_bearings(reading, hits, analysis=analysis, as_of=as_of, similarity=similarity)
    roots = trace_roots(reading, [b for b in bearings if b.stance is not Stance.NEUTRAL], analysis=analysis)
    doubts = [b for b in bearings if b.is_doubt or b.is_silent]
    counts = count(reading, roots, doubts)
    rule = (policy or load_policy()).decide(counts)
    found = _assessment(reading, roots, rule, counts, doubts, analysis)
    if found.standing is Standing.CONFIRMED:
        return found
    return replace(found, nearest=nearest_sentences(reading, hits, analysis=analysis, as_of=as_of, similarity=similarity))


def count(claim: ClaimReading, roots: Sequence[Root], doubts: Sequence[Bearing] = ()) -> Counts:
    """What the policy asks about, counted over roots (never over outlets)."""
    for_it = [root for root in roots if root.stance is Stance.SUPPORTS and not root.is_retracted]
    against = [
        root
        for root in roots
        if root.stance is Stance.REFUTES and not root.is_bare_denial and (root.independent == "yes" or root.is_debunk)
    ]
    independent = [root for root in for_it if root.independent == "yes" and root.is_sure]
    on_record = [root for root in for_it if root.is_on_record]
    own_record_against = any(root.is_speakers_record and any(b.by_speaker and b.own_voice for b in root.bearings) for root in against)
    return Counts(
        kind=claim.kind,
        supporting=len(for_it),
        supporting_independent=len(independent),
        supporting_without_stake=sum(not root.is_interested for root in independent),
        supporting_named=sum(not root.asserter.is_anonymous for root in independent),
        supporting_first_hand=sum(root.is_first_hand for root in independent),
        refuting=len(against),
        refuting_without_stake=sum(not root.is_interested and root.is_firm and root.score >= threshold("against") for root in against),
        denials=sum(root.is_bare_denial for root in roots),
        sides=len({root.side or root.key for root in independent}),
        opposed_parties=_opposed(independent),
        records=sum(root.is_record and not root.is_interested and root.is_sure for root in for_it),
        refuting_records=sum(root.is_record and not root.is_interested and root.is_sure and root.is_firm for root in against),
        admissions=sum(root.is_admission and root.is_sure for root in for_it),
        retractions=sum(root.retracts for root in roots),
        on_record=0 if own_record_against else len(on_record),
        against_record=sum(root.is_speakers_record for root in against),
        debunks=sum(root.is_debunk and not root.is_interested for root in against),
        supporting_named_without_stake=sum(not root.is_interested and not root.asserter.is_anonymous for root in independent),
        supporting_speakers=sum(not root.own_voice_only and not root.asserter.is_anonymous for root in for_it),
        refuting_authorities=sum(
            root.is_authority and root.is_firm and not root.is_interested and _is_later(root, for_it) for root in against
        ),
        accuses=claim.accuses,
        newsrooms=sum(root.newsrooms for root in for_it),
        contested=sum(root.stance is Stance.REFUTES and not (root.is_bare_denial and root.is_interested) for root in roots),
        doubts=sum(bearing.is_doubt for bearing in doubts),
        inconclusive=sum(bearing.is_unverified for bearing in doubts),
        shared_witness=False,
        negated=claim.content.is_negated,
    )


def _is_later(root: Root, others: Sequence[Root]) -> bool:
    """Whether its latest word is younger than every other root's; unknown dates are no proof."""
    mine = [b.item.source.published_at for b in root.bearings if b.item.source.published_at]
    theirs = [b.item.source.published_at for other in others for b in other.bearings if b.item.source.published_at]
    return bool(mine) and (not theirs or max(date.latest for date in mine) > max(date.latest for date in theirs))


def _counted(claim: ClaimReading, roots: Sequence[Root]) -> list[Root]:
    """Roots behind the claim as worded. A statement's speaker counts once; whoever is much vaguer than the best is not counted."""
    able = [root for root in roots if root.stance is Stance.SUPPORTS and root.independent == "yes"]
    on_record = [root for root in able if root.is_on_record]
    if claim.kind is not ClaimKind.FACT and on_record:
        return on_record[:1]
    best = max((root.score for root in able), default=0.0)
    return [root for root in able if root.score >= _COUNTED_SHARE * best]


def _opposed(roots: Sequence[Root]) -> int:
    """1 when parties of two different states or bodies that the claim sets against each other both support it."""
    sides = {root.side for root in roots if root.is_interested and root.side and root.is_sure and root.speaks_for_state}
    return int(len(sides) >= 2)


def _assessment(
    claim: ClaimReading, roots: Sequence[Root], rule: Rule, counts: Counts, doubts: Sequence[Bearing], analysis: CorpusAnalysis
) -> Assessment:
    supporting = [root for root in roots if root.stance is Stance.SUPPORTS and not root.is_retracted]
    counted = _counted(claim, roots)
    independent = len(counted) or min(1, len(supporting))
    without_stake = sum(not root.is_interested and not root.is_retracted for root in counted)
    standing = rule.standing
    return Assessment(
        claim_id=claim.claim.id,
        kind=claim.kind,
        standing=standing,
        reasons=explain(claim, roots, rule, counts),
        holders=tuple(dict.fromkeys(root.asserter.name for root in roots if root.stance is Stance.SUPPORTS)),
        confirmed_by=tuple(dict.fromkeys(root.asserter.name for root in counted)) if standing is Standing.CONFIRMED else (),
        denied_by=tuple(dict.fromkeys(root.asserter.name for root in roots if root.is_bare_denial)),
        origins=tuple(root.as_origin() for root in roots),
        independent_origins=independent,
        origins_without_stake=without_stake,
        evidence=tuple(_evidence(claim, root, bearing) for root in roots for bearing in root.bearings),
        would_change=say_what_would_change(claim, roots, standing),
        accuses=claim.accuses and claim.kind is not ClaimKind.ACT,
        reply=find_reply(claim, roots, doubts, analysis=analysis) if claim.accuses else None,
        unverified_by=tuple(
            {b.item.source.shown_name: (b.item.source.shown_name, b.item.source.cite(b.span)) for b in doubts if b.is_unverified}.values()
        ),
        misattributed_to=claim.speaker if rule.id.startswith("2-record-says") and claim.speaker else None,
    )


def _evidence(claim: ClaimReading, root: Root, bearing: Bearing) -> Evidence:
    return Evidence(
        claim_id=claim.claim.id,
        citation=bearing.item.source.cite(bearing.span),
        stance=bearing.stance,
        score=round(bearing.judgement.score, 4),
        origin=root.as_origin().key,
        attribution=bearing.attribution,
        is_relay=root.is_relay(bearing),
        asserts_only_attribution=bearing.item.source.language != claim.language or bearing.judgement.comparison.words_here < 0.4,
        about_statement=bearing.about_statement,
    )
