"""From hits to evidence: which clauses bear on a claim, who says them, and on whose knowledge they rest."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from briefs.assess.analysis import CorpusAnalysis, SourceAnalysis
from briefs.assess.asserters import Asserter, resolve_speaker
from briefs.assess.claim_kind import ClaimReading
from briefs.assess.publishers import family_of
from briefs.assess.reading import Reading, read_stretch
from briefs.assess.stance import Comparison, Judgement, Similarity, compare, judge, same_name
from briefs.assess.states import states_in
from briefs.assess.tables import has_cue
from briefs.domain import Attribution, ClaimKind, PartialDate, SourceKind, Span, SpeechAct, Stance
from briefs.ports import Hit

_OWN_DOCUMENT = (SourceKind.PARTY, SourceKind.OFFICIAL, SourceKind.DOCUMENT, SourceKind.EXPERT, SourceKind.NGO)
_SHORTEST_REST = 25


@dataclass(frozen=True, slots=True, kw_only=True)
class Bearing:
    """A clause that bears on the claim, with its root."""

    item: SourceAnalysis
    span: Span
    judgement: Judgement
    stance: Stance
    asserter: Asserter
    attribution: Attribution | None
    own_voice: bool
    about_statement: bool = False
    is_bare_denial: bool = False
    is_record: bool = False
    is_admission: bool = False
    is_first_hand: bool = False
    is_retraction: bool = False
    is_debunk: bool = False
    via: tuple[str, ...] = ()


def gather_bearings(
    claim: ClaimReading, hits: Sequence[Hit], *, analysis: CorpusAnalysis, as_of: PartialDate | None, similarity: Similarity | None = None
) -> list[Bearing]:
    """Every clause in the hit sentences that supports the claim or speaks against it, in source order.

    Sources after `as_of`, and sources that are the article under check, are left out.
    """
    found: list[Bearing] = []
    for item, readings in _hit_sentences(hits, analysis, as_of):
        for index, reading in readings:
            before = item.readings[max(0, index - 1) : index]
            for part, attribution in _parts(reading, item):
                bearing = _bearing(claim, part, attribution, reading, before, item, analysis, similarity)
                if bearing is not None:
                    found.append(bearing)
    return found


def usable_source(item: SourceAnalysis, analysis: CorpusAnalysis, as_of: PartialDate | None) -> bool:
    """Whether a source may serve as evidence: not the article itself, not certainly later than `as_of`."""
    if item.source.id in analysis.is_the_article:
        return False
    published = item.source.published_at
    return as_of is None or published is None or not published.is_certainly_after(as_of)


def _hit_sentences(
    hits: Sequence[Hit], analysis: CorpusAnalysis, as_of: PartialDate | None
) -> Iterable[tuple[SourceAnalysis, list[tuple[int, Reading]]]]:
    spans: dict[str, list[Span]] = {}
    for hit in hits:
        spans.setdefault(hit.passage.source_id, []).append(hit.passage.span)
    for source_id in spans:
        item = analysis.by_id.get(source_id)
        if item is None or not usable_source(item, analysis, as_of):
            continue
        yield (
            item,
            [(i, reading) for i, reading in enumerate(item.readings) if any(reading.span.overlaps(span) for span in spans[source_id])],
        )


def _parts(reading: Reading, item: SourceAnalysis) -> list[tuple[Reading, Attribution | None]]:
    """The sentence's attributed contents, innermost speakers, and what is left of it in the source's own voice."""
    inside = [a for a in item.attributions if a.content.overlaps(reading.span)]
    if not inside:
        return [(reading, None)]
    parts: list[tuple[Reading, Attribution | None]] = []
    covered: list[Span] = []
    for attribution in inside:
        span = Span(max(attribution.content.start, reading.span.start), min(attribution.content.end, reading.span.end))
        nested = [
            b
            for b in inside
            if b is not attribution and b.speaker and attribution.content.contains(b.content) and len(b.content) < len(attribution.content)
        ]
        nested_share = max((len(b.content) for b in nested), default=0) / len(span)
        if attribution.speaker_span:
            covered.append(attribution.speaker_span)
        if attribution.cue:
            covered.append(attribution.cue)
        covered.append(span)
        if nested_share > 0.6:
            continue
        part = reading if len(span) > 0.9 * len(reading.span) else read_stretch(item.source.text, span, reading.language)
        parts.append((part, attribution))
    rest = _largest_gap(reading.span, covered)
    if rest is not None:
        parts.append((read_stretch(item.source.text, rest, reading.language), None))
    return parts


def _largest_gap(whole: Span, covered: list[Span]) -> Span | None:
    gaps, cursor = [], whole.start
    for span in sorted(covered):
        if span.start > cursor:
            gaps.append((cursor, min(span.start, whole.end)))
        cursor = max(cursor, span.end)
    if cursor < whole.end:
        gaps.append((cursor, whole.end))
    best = max(gaps, key=lambda gap: gap[1] - gap[0], default=None)
    if best is None or best[1] - best[0] < _SHORTEST_REST:
        return None
    return Span(*best)


def _bearing(
    claim: ClaimReading,
    part: Reading,
    attribution: Attribution | None,
    sentence: Reading,
    before: Sequence[Reading],
    item: SourceAnalysis,
    analysis: CorpusAnalysis,
    similarity: Similarity | None,
) -> Bearing | None:
    cosine = similarity(claim.claim.text, sentence.text) if similarity else 0.0
    neighbours = [sentence, *before] if part is not sentence else list(before)
    target = claim.whole
    asserter, own_voice = find_root(attribution, item, analysis)
    about_statement = False
    if claim.kind is ClaimKind.STATEMENT:
        if is_speaker(claim, asserter, attribution, item, own_voice=own_voice):
            target, about_statement = claim.content, True
        elif attribution is not None or not _names_speaker(claim, sentence, before):
            return None
    comparison = compare(target, part, neighbours=neighbours, source_names=item.names, rarity=analysis.rarity, similarity=cosine)
    judgement = judge(target, part, comparison)
    stance = _stance_of(judgement, attribution, part, comparison, claim)
    if stance is Stance.NEUTRAL:
        return None
    text = sentence.text
    acted = attribution.act if attribution else None
    return Bearing(
        item=item,
        span=part.span if attribution is None or part is sentence else _clause_with_cue(part.span, attribution, sentence.span),
        judgement=judgement,
        stance=stance,
        asserter=asserter,
        attribution=attribution,
        own_voice=own_voice,
        about_statement=about_statement or claim.kind is ClaimKind.STATEMENT,
        is_bare_denial=stance is Stance.REFUTES and (acted is SpeechAct.DENIES or part.is_denial) and not comparison.figure_conflict,
        is_record=_is_record(item, attribution, own_voice, sentence),
        is_admission=has_cue(text, table="stance_cues.yaml", group="admission", language=sentence.language),
        is_first_hand=(own_voice and item.source.kind in _OWN_DOCUMENT) or acted is SpeechAct.OWN_OBSERVATION,
        is_retraction=acted is SpeechAct.RETRACTS or (stance is Stance.REFUTES and sentence.is_retraction),
        is_debunk=stance is Stance.REFUTES
        and own_voice
        and part.is_debunk
        and item.source.kind in (SourceKind.EXPERT, SourceKind.OUTLET, SourceKind.WIRE),
        via=attribution.via if attribution else (),
    )


def _stance_of(judgement: Judgement, attribution: Attribution | None, part: Reading, comparison: Comparison, claim: ClaimReading) -> Stance:
    """The clause's stance, turned by what its speaker does with it: who denies what the claim says speaks against it."""
    stance = judgement.stance
    if attribution is None:
        return stance
    if attribution.act in (SpeechAct.NO_COMMENT, SpeechAct.UNVERIFIED):
        return Stance.NEUTRAL
    if attribution.act in (SpeechAct.DENIES, SpeechAct.RETRACTS) and not claim.whole.is_denial:
        near = judgement.support >= 0.35
        return Stance.REFUTES if near and not comparison.date_conflict else Stance.NEUTRAL
    return stance


def _clause_with_cue(content: Span, attribution: Attribution, sentence: Span) -> Span:
    """The content with its cue and speaker where they stand in the same sentence: a citation must show who says it."""
    spans = [content, *(s for s in (attribution.cue, attribution.speaker_span) if s is not None and sentence.contains(s))]
    return Span(min(s.start for s in spans), max(s.end for s in spans))


def find_root(attribution: Attribution | None, item: SourceAnalysis, analysis: CorpusAnalysis) -> tuple[Asserter, bool]:
    """(root asserter, whether it is the source's author in its own voice)."""
    author = item.authorship.author
    if attribution is not None and attribution.speaker:
        index = item.attributions.index(attribution)
        outlet = attribution.via[-1] if attribution.via else author
        asserter = resolve_speaker(
            attribution.speaker,
            named=attribution.named,
            description=item.descriptions[index],
            outlet=outlet,
            anonymous=attribution.is_anonymous,
            registry=analysis.registry,
            language=item.source.language,
        )
        return _with_parties(asserter, analysis), asserter.key == author_of(item, analysis).key
    return author_of(item, analysis), True


def author_of(item: SourceAnalysis, analysis: CorpusAnalysis) -> Asserter:
    """The source's author as an asserter."""
    author = item.authorship.author
    canonical = analysis.registry.canonical(author)
    body = analysis.registry.body_of(canonical)
    is_party = item.source.kind is SourceKind.PARTY or bool(item.source.interested_in)
    for_state = item.source.kind in (SourceKind.PARTY, SourceKind.OFFICIAL)
    asserter = Asserter(
        key=f"name:{family_of(body)}",
        name=item.source.shown_name if item.source.confidential else author,
        states=states_in(f"{author} {' '.join(item.source.interested_in)}") if for_state else frozenset(),
        is_party=is_party,
        names=tuple(dict.fromkeys([author, canonical, body, *item.source.interested_in])),
    )
    return _with_parties(asserter, analysis)


def _with_parties(asserter: Asserter, analysis: CorpusAnalysis) -> Asserter:
    for party in analysis.parties:
        if any(same_name(name, other) for name in asserter.names for other in party.names):
            return replace(asserter, is_party=True, names=(*asserter.names, party.side))
    return asserter


def is_speaker(claim: ClaimReading, asserter: Asserter, attribution: Attribution | None, item: SourceAnalysis, *, own_voice: bool) -> bool:
    """Whether the asserter is the claim's speaker: by any of its names, or by the name of the body it speaks for."""
    if not claim.speaker:
        return False
    wanted = _speaker_names(claim)
    if any(same_name(a, b) for a in wanted for b in asserter.names):
        return True
    return not own_voice and attribution is not None and any(same_name(a, attribution.speaker) for a in wanted)


def _speaker_names(claim: ClaimReading) -> list[str]:
    from briefs import language as lang

    names = [mention.span.of(claim.speaker) for mention in lang.find_names(claim.speaker, claim.language)]
    return names or [claim.speaker]


def _names_speaker(claim: ClaimReading, sentence: Reading, before: Sequence[Reading]) -> bool:
    wanted = _speaker_names(claim)
    return any(same_name(a, b) for a in wanted for reading in (sentence, *before) for b in reading.names)


def _is_record(item: SourceAnalysis, attribution: Attribution | None, own_voice: bool, sentence: Reading) -> bool:
    """A primary record whose keeper had own knowledge: a document or official body in its own voice, or what an outlet took from such a record."""
    if own_voice and item.source.kind in (SourceKind.DOCUMENT, SourceKind.OFFICIAL) and not item.authorship.is_compiled:
        return True
    return has_cue(sentence.text, table="stance_cues.yaml", group="record", language=sentence.language) and not sentence.is_hedged
