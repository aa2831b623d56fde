"""From hits to evidence: which clauses bear on a claim, who says them, and on whose knowledge they rest."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from briefs import language as lang
from briefs.assess.analysis import CorpusAnalysis, SourceAnalysis, is_hearsay, party_of
from briefs.assess.asserters import Asserter, is_personal, resolve_speaker
from briefs.assess.bodies import same_body
from briefs.assess.claim_kind import ClaimReading
from briefs.assess.concepts import concepts_of
from briefs.assess.endings import trimmed_end
from briefs.assess.publishers import family_of, newsroom_families
from briefs.assess.reading import Reading
from briefs.assess.stance import Comparison, Judgement, Similarity, compare, judge, same_name, threshold
from briefs.assess.states import states_in
from briefs.assess.tables import has_cue
from briefs.domain import Attribution, ClaimKind, PartialDate, SourceKind, Span, SpeechAct, Stance
from briefs.ports import Hit

_CUES = "stance_cues.yaml"
_SOME = re.compile(
    r"(?:some|many|several|most|a number of|einige|viele|mehrere|manche|certains|plusieurs|algunos|varios|niektórzy|wielu)\b", re.IGNORECASE
)
_ALLEGES = re.compile(r"\balleg|\baccus|\bsuspect|\bverdächtig|\bwirft\b|\bобвин|\bподозр|\bзвинувач", re.IGNORECASE)
_CHARGE = re.compile(
    r"\balleg(?:es?|ed|ing|ations?)\b|\bnotices? of violation\b|\bindictments?\b|\bcomplaints?\b|\blawsuits?\b|\bcharge sheet\b|"
    r"\bAnklage|\bStrafanzeige|\bKlageschrift|\bобвинительн|\bобвинувальн",
    re.IGNORECASE,
)
_JUDGED = re.compile(
    r"\b(?:verdict|judge?ment|sentenced|convicted|acquitted|ruled|Urteil|verurteilt|freigesprochen|приговор\w*|вирок\w*)\b", re.IGNORECASE
)
_CREDITED = 0.3
"""How much of a speaker's own words those count whom the article merely names for a claim."""
_MONTH = len("2023-12")
"""A report is of the month in which it appears, unless it gives another date."""
_RATING_REACH = 600
"""Characters after a restated claim within which its rating stands."""
_OCCASION_DAYS = 7
"""Days after the dated statement within which its own document appears."""
_CHECKERS = (SourceKind.EXPERT, SourceKind.OUTLET, SourceKind.WIRE, SourceKind.NGO)
_OWN_DOCUMENT = (SourceKind.PARTY, SourceKind.OFFICIAL, SourceKind.DOCUMENT, SourceKind.EXPERT, SourceKind.NGO)


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
    by_speaker: bool = False
    """For a statement: the speaker's own record, or its words as a carrier quotes them."""
    is_bare_denial: bool = False
    is_record: bool = False
    is_admission: bool = False
    concedes: bool = False
    """The very verb of saying is one of conceding."""
    is_first_hand: bool = False
    claim_negated: bool = False
    is_doubt: bool = False
    """Near the claim it says that something is false, withdrawn or could not be verified."""
    is_unverified: bool = False
    is_rating: bool = False
    """It calls something near the claim false, fake or misleading."""
    is_silent: bool = False
    """Somebody declined to comment, or was asked and did not answer."""
    is_retraction: bool = False
    is_debunk: bool = False


def gather_bearings(
    claim: ClaimReading, hits: Sequence[Hit], *, analysis: CorpusAnalysis, as_of: PartialDate | None, similarity: Similarity | None = None
) -> list[Bearing]:
    """Every clause in the hit sentences that supports the claim, speaks against it or (neutral) doubts it, in source order.

    Sources after `as_of`, and sources that are the article under check, are left out.
    """
    found: list[Bearing] = []
    for item, readings in hit_sentences(hits, analysis, as_of):
        for index, reading in readings:
            before = item.readings[max(0, index - 2) : index]
            for part, attribution in item.parts[index]:
                bearing = _bearing(claim, part, _answerable(attribution, item), reading, before, item, analysis, similarity)
                if bearing is not None:
                    found.append(bearing)
    return [_restated(bearing, found) for bearing in found]


def _restated(bearing: Bearing, found: Sequence[Bearing]) -> Bearing:
    """A checker restates what it checks before it calls it false: such words are the rated claim, not the checker's own."""
    if bearing.stance is not Stance.SUPPORTS or not bearing.own_voice or bearing.item.source.kind not in _CHECKERS:
        return bearing
    rated_false = any(
        other.item is bearing.item and other.is_doubt and other.is_rating and 0 < other.span.start - bearing.span.start <= _RATING_REACH
        for other in found
    )
    return replace(bearing, stance=Stance.REFUTES, is_debunk=True) if rated_false else bearing


def usable_source(item: SourceAnalysis, analysis: CorpusAnalysis, as_of: PartialDate | None) -> bool:
    """Whether a source may serve as evidence: not the article itself, not certainly later than `as_of`."""
    if item.source.id in analysis.is_the_article:
        return False
    published = item.source.published_at
    return as_of is None or published is None or not published.is_certainly_after(as_of)


def hit_sentences(
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
    neighbours = [sentence, *before[-1:]] if part is not sentence else list(before[-1:])
    asserter, own_voice = find_root(attribution, item, analysis)
    target, by_speaker = claim.whole, False
    if claim.kind is ClaimKind.STATEMENT and claim.speaker:
        by_speaker = _is_by_speaker(claim, asserter, attribution, item, sentence, before, own_voice=own_voice)
        if by_speaker:
            target = claim.content
        elif not _names_speaker(claim, sentence, before):
            return None
    cosine = similarity(claim.claim.text, sentence.text) if similarity else 0.0
    comparison = compare(
        target,
        part,
        neighbours=neighbours,
        source_names=item.names,
        rarity=analysis.rarity,
        published=[str(item.source.published_at)[:_MONTH]] if item.source.published_at else (),
        own_voice=own_voice,
        similarity=cosine,
    )
    # a newsroom's articles are full of other matters: that it is the speaker says less of each sentence
    is_its_article = own_voice and item.source.kind in (SourceKind.OUTLET, SourceKind.WIRE)
    judgement = judge(
        target,
        part,
        comparison,
        by_speaker=0.5 * by_speaker if is_its_article else float(by_speaker),
        credited=_CREDITED * _is_credited(claim, asserter),
    )
    if judgement.stance is Stance.REFUTES and by_speaker and own_voice and not _is_the_occasion(claim, item):
        return None
    is_named = any(same_name(name, other) for name in asserter.names for other in claim.whole.names)
    stance = _stance_of(judgement, attribution, comparison, claim, by_speaker=by_speaker, is_named=is_named)
    acted = attribution.act if attribution else None
    unverified = acted is SpeechAct.UNVERIFIED or part.is_inconclusive
    silent = acted is SpeechAct.NO_COMMENT
    is_doubt = judgement.score >= threshold("doubt") and (
        unverified or silent or (part.is_debunk and not claim.whole.is_debunk) or part.is_retraction
    )
    if stance is Stance.NEUTRAL and not is_doubt:
        return None
    denies = acted is SpeechAct.DENIES or (attribution is not None and bool(sentence.denials))
    return Bearing(
        item=item,
        span=trimmed_end(
            item.source.text,
            part.span if attribution is None or part is sentence else _clause_with_cue(part.span, attribution, sentence.span),
            item.source.language,
        ),
        judgement=judgement,
        stance=stance,
        asserter=asserter,
        attribution=attribution,
        own_voice=own_voice,
        is_doubt=is_doubt and not silent,
        is_unverified=unverified and is_doubt,
        is_rating=is_doubt and part.is_debunk and not claim.whole.is_debunk,
        is_silent=silent and is_doubt,
        about_statement=claim.kind is ClaimKind.STATEMENT,
        by_speaker=by_speaker,
        is_bare_denial=stance is Stance.REFUTES and denies and not comparison.figure_conflict and acted is not SpeechAct.RETRACTS,
        is_record=_is_record(item, own_voice, sentence),
        is_admission=has_cue(sentence.text, table=_CUES, group="admission", language=sentence.language),
        concedes=attribution is not None
        and attribution.cue is not None
        and _concedes(attribution.cue.of(item.source.text), sentence.language),
        claim_negated=claim.kind is ClaimKind.FACT and claim.whole.is_negated,
        is_first_hand=(own_voice and item.source.kind in _OWN_DOCUMENT and not _is_a_newsroom(item)) or acted is SpeechAct.OWN_OBSERVATION,
        is_retraction=acted is SpeechAct.RETRACTS or (stance is Stance.REFUTES and sentence.is_retraction),
        is_debunk=stance is Stance.REFUTES and own_voice and part.is_debunk and not claim.whole.is_debunk and item.source.kind in _CHECKERS,
    )


def _is_credited(claim: ClaimReading, asserter: Asserter) -> bool:
    """Whether the article names the asserter for the claim: what he says nearby is likelier to be it than what a stranger says."""
    claimant = claim.claim.claimant
    if claim.kind is not ClaimKind.FACT or not claimant or not claim.claim.is_attributed:
        return False
    names = [mention.span.of(claimant) for mention in lang.find_names(claimant, claim.language)]
    return any(same_name(name, other) for name in names for other in asserter.names)


def _stance_of(
    judgement: Judgement, attribution: Attribution | None, comparison: Comparison, claim: ClaimReading, *, by_speaker: bool, is_named: bool
) -> Stance:
    """The clause's stance, turned by what its speaker does with it: who denies what the claim says speaks against it. One whom the claim
    names answers it in fewer words than a stranger to it."""
    if claim.denies and by_speaker:
        near = judgement.score >= threshold("support") and not comparison.figure_conflict
        return Stance.SUPPORTS if near else Stance.NEUTRAL
    if attribution is None:
        return judgement.stance
    if attribution.act in (SpeechAct.NO_COMMENT, SpeechAct.UNVERIFIED):
        return Stance.NEUTRAL
    if attribution.act in (SpeechAct.DENIES, SpeechAct.RETRACTS) and not claim.whole.is_denial:
        near = judgement.score >= threshold("own_denial" if is_named else "denial")
        return Stance.REFUTES if near and not comparison.date_conflict else Stance.NEUTRAL
    return judgement.stance


def _is_by_speaker(
    claim: ClaimReading,
    asserter: Asserter,
    attribution: Attribution | None,
    item: SourceAnalysis,
    sentence: Reading,
    before: Sequence[Reading],
    *,
    own_voice: bool,
) -> bool:
    """Whether a clause is the claim's speaker's own record, or its words as a carrier quotes them; hearsay is neither."""
    said = _dates_of_saying(claim)
    published = item.source.published_at
    if published is not None and said and all(date.is_certainly_after(published) for date in said):
        return False
    if is_speaker(claim, asserter, attribution, item, own_voice=own_voice):
        return own_voice or attribution is None or not is_hearsay(attribution, item)
    if _SOME.match(claim.speaker):
        return item.source.kind in (SourceKind.EXPERT, SourceKind.DOCUMENT) or not own_voice
    if not own_voice or attribution is not None or not _names_speaker(claim, sentence, ()):
        return False
    return any(
        has_cue(sentence.text, table="claim_cues.yaml", group=group, language=sentence.language) for group in ("speech", "according")
    )


def _is_a_newsroom(item: SourceAnalysis) -> bool:
    """A state's news agency or a party's outlet reports what its side says; it is no document of its own."""
    return item.source.kind is SourceKind.PARTY and family_of(item.authorship.author) in newsroom_families()


def _concedes(cue: str, language: str) -> bool:
    return has_cue(cue, table=_CUES, group="admission", language=language)


def _dates_of_saying(claim: ClaimReading) -> list[PartialDate]:
    return [PartialDate.parse(date) for date in claim.whole.dates if date not in claim.content.dates and not date.startswith("--")]


def _is_the_occasion(claim: ClaimReading, item: SourceAnalysis) -> bool:
    """Whether an own document is of the time that the claim gives for the statement; another time is another statement."""
    said, published = _dates_of_saying(claim), item.source.published_at
    return published is None or not said or any((published.earliest - date.latest).days <= _OCCASION_DAYS for date in said)


def _clause_with_cue(content: Span, attribution: Attribution, sentence: Span) -> Span:
    """The content with its cue and speaker where they stand in the same sentence: a citation must show who says it."""
    spans = [content, *(s for s in (attribution.cue, attribution.speaker_span) if s is not None and sentence.contains(s))]
    return Span(min(s.start for s in spans), max(s.end for s in spans))


def _answerable(attribution: Attribution | None, item: SourceAnalysis) -> Attribution | None:
    """Who answers for the words: in "A claims that B wrote p" it is A, for A's claim is all there is; "A reports that B wrote p" leaves it
    to B."""
    if attribution is None or not is_hearsay(attribution, item):
        return attribution
    hosts = [
        other
        for other in item.attributions
        if other is not attribution and other.speaker and other.is_hedged and other.content.contains(attribution.content)
    ]
    return min(hosts, key=lambda other: len(other.content)) if hosts else attribution


def find_root(attribution: Attribution | None, item: SourceAnalysis, analysis: CorpusAnalysis) -> tuple[Asserter, bool]:
    """(root asserter, whether it is the source's author in its own voice). Words that name nobody leave it to the author."""
    author = author_of(item, analysis)
    if attribution is None or not attribution.speaker:
        return author, True
    asserter = resolve_speaker(
        attribution.speaker,
        named=attribution.named,
        description=item.descriptions[item.attributions.index(attribution)],
        outlet=attribution.via[-1] if attribution.via else item.authorship.author,
        anonymous=attribution.is_anonymous,
        registry=analysis.registry,
        language=item.source.language,
    )
    if asserter is not None and asserter.key.startswith("noun:"):
        asserter = _body_meant(attribution, item, analysis) or asserter
    if asserter is None or asserter.key == author.key or _is_the_carrier(asserter, item):
        return author, True
    if asserter.offices and not asserter.states and item.main_state and not asserter.is_anonymous:
        key = asserter.key.replace("body::", f"body:{item.main_state}:")
        asserter = replace(asserter, key=key, states=frozenset({item.main_state}))
    return _with_parties(asserter, analysis), False


def _body_meant(attribution: Attribution, item: SourceAnalysis, analysis: CorpusAnalysis) -> Asserter | None:
    """For "the company" and the like: the body that the source has named most often up to there, title included."""
    words = {
        c
        for token in lang.content_tokens(attribution.speaker, item.source.language)
        for c in concepts_of(token.span.of(attribution.speaker), item.source.language)
    }
    if "company" not in words:
        return None
    counts: dict[str, int] = {}
    for reading in item.readings:
        if reading.span.start > attribution.content.end:
            break
        for name in reading.names:
            if not is_personal(name) and not states_in(name) and not _same_as_author(name, item):
                canonical = analysis.registry.canonical(name)
                counts[canonical] = counts.get(canonical, 0) + 1
    if not counts:
        return None
    name = max(counts, key=lambda key: counts[key])
    return Asserter(key=f"name:{family_of(analysis.registry.body_of(name))}", name=name, names=(name, analysis.registry.body_of(name)))


def _same_as_author(name: str, item: SourceAnalysis) -> bool:
    return any(other and same_name(name, other) for other in (item.authorship.author, item.authorship.carrier))


def _is_the_carrier(asserter: Asserter, item: SourceAnalysis) -> bool:
    """A source that names itself ("the site X writes") speaks in its own voice; so does one that only names its carrier."""
    mine = [item.authorship.author, item.authorship.carrier]
    return not asserter.is_anonymous and any(other and same_name(name, other) for name in asserter.names for other in mine)


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
    party = party_of(asserter.names, analysis)
    return asserter if party is None else replace(asserter, is_party=True, names=(*asserter.names, party.side))


def is_speaker(claim: ClaimReading, asserter: Asserter, attribution: Attribution | None, item: SourceAnalysis, *, own_voice: bool) -> bool:
    """Whether the words are the claim's speaker's: by any of its names, by its office, or because the source is its own."""
    if not claim.speaker:
        return False
    wanted = speaker_names(claim)
    mine = [*asserter.names, item.authorship.author] if item.authorship.author else list(asserter.names)
    if any(same_name(a, b) for a in wanted for b in mine):
        return True
    phrases = [asserter.name, *([attribution.speaker, attribution.named] if attribution and not own_voice else [])]
    if any(same_body(claim.speaker, claim.language, phrase, item.source.language) for phrase in phrases if phrase):
        return True
    return claim.speaker.casefold() == asserter.name.casefold()


def speaker_names(claim: ClaimReading) -> list[str]:
    """Names in the phrase that says whose statement a claim is; a state beside another name is none of them."""
    names = [mention.span.of(claim.speaker) for mention in lang.find_names(claim.speaker, claim.language)]
    return [name for name in names if not (len(names) > 1 and states_in(name))]


def _names_speaker(claim: ClaimReading, sentence: Reading, before: Sequence[Reading]) -> bool:
    wanted = speaker_names(claim) or [claim.speaker]
    return any(same_name(a, b) for a in wanted for reading in (sentence, *before) for b in reading.names)


def _is_charge(item: SourceAnalysis) -> bool:
    """Whether a paper sets out what its author accuses somebody of (a notice of violation, a complaint, an indictment): whatever stands in
    it is the accuser's word, also in the sentences after "X alleges that". A judgment that tells of the charge is none."""
    whole = f"{item.source.title} {item.source.text}"
    return bool(_CHARGE.search(whole)) and not _JUDGED.search(whole)


def _is_record(item: SourceAnalysis, own_voice: bool, sentence: Reading) -> bool:
    """A primary record whose keeper had own knowledge: a document or body in its own voice, or what an outlet took from one."""
    if own_voice and item.source.kind in (SourceKind.DOCUMENT, SourceKind.OFFICIAL) and not item.authorship.is_compiled:
        return not (_ALLEGES.search(sentence.text) or _is_charge(item))
    return has_cue(sentence.text, table=_CUES, group="record", language=sentence.language) and not sentence.is_hedged
