"""Roots: evidence grouped by whose knowledge it rests on, each counted once, with what an editor must know before counting it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from briefs import language as lang
from briefs.assess.analysis import CorpusAnalysis, states_of_name
from briefs.assess.asserters import Asserter
from briefs.assess.claim_kind import ClaimReading
from briefs.assess.gather import Bearing, author_of, speaker_names
from briefs.assess.publishers import family_of, newsroom_families
from briefs.assess.reading import read_text
from briefs.assess.spelling import english_body, without_states
from briefs.assess.stance import same_name, threshold
from briefs.assess.states import speaks_for_a_state, states_in
from briefs.domain import ClaimKind, Origin, OriginFlags, SourceKind, SpeechAct, Stance

_OWN_PAPERS = (SourceKind.OFFICIAL, SourceKind.PARTY, SourceKind.DOCUMENT)
_NEWSROOM = re.compile(
    r"\b(?:Times|News|Post|Journal|Herald|Tribune|Gazette|Zeitung|Magazin\w*|magazine|newspapers?|newswire|daily|weekly|site|portal|broadcaster|TV|Radio|Media|press)\b"
)
_LOSS = frozenset({"sink", "missing", "casualty", "kill", "injure", "destroy"})
"""Concepts of loss: who reports its own speaks against its interest."""
_DESCRIPTION_WORDS = 9
_SHARED_WORDS = 8
_SAME_WORDS = 0.7
"""Share of the shorter one's shingles from which two sentences of at least so many words are one wording."""
_CLEAR_SHARE = 0.5
"""Share of the best evidence's probability below which a clause is dropped."""


@dataclass(slots=True, kw_only=True)
class Root:
    """One origin of the claim's evidence, on one side of it."""

    key: str
    asserter: Asserter
    stance: Stance
    bearings: list[Bearing] = field(default_factory=list)
    independent: str = "undetermined"
    is_interested: bool = False
    side: str | None = None
    is_retracted: bool = False
    retracts: bool = False
    is_on_record: bool = False
    is_speakers_record: bool = False
    is_admission: bool = False
    is_record: bool = False
    is_authority: bool = False
    """It is named by an office of a state."""
    why: str = ""

    @property
    def is_bare_denial(self) -> bool:
        """It rejects the claim and shows no basis."""
        return self.stance is Stance.REFUTES and all(b.is_bare_denial or (self.is_interested and _only_negates(b)) for b in self.bearings)

    @property
    def is_firm(self) -> bool:
        """Whether it contradicts by more than a negating word beside some of the claim's words."""
        return any(
            _is_firm(b) or b.judgement.comparison.opposite or b.is_debunk or b.judgement.score >= threshold("firm") for b in self.bearings
        )

    @property
    def is_debunk(self) -> bool:
        """It checked the claim and calls it false."""
        return any(bearing.is_debunk for bearing in self.bearings)

    @property
    def score(self) -> float:
        """The surest of its evidence, 0..1."""
        return max(bearing.judgement.score for bearing in self.bearings)

    @property
    def is_sure(self) -> bool:
        """Whether it may confirm: near enough, with all the claim's figures, and not hedged."""
        return any(
            b.judgement.score >= threshold("sure")
            and b.judgement.comparison.scope_held
            and not b.claim_negated
            and b.judgement.comparison.figures == 1.0
            and b.judgement.comparison.names >= threshold("sure_names")
            and b.judgement.comparison.date_held
            for b in self.bearings
        )

    @property
    def speaks_for_state(self) -> bool:
        """Whether its side is a state that it speaks for."""
        return self.side is not None and self.side in self.asserter.states

    @property
    def newsrooms(self) -> int:
        """Newsrooms that report it in their own voice, clearly enough to confirm a public act."""
        clear = [
            b for b in self.bearings if b.own_voice and b.judgement.score >= threshold("sure") and b.judgement.comparison.figures == 1.0
        ]
        return len({family_of(b.item.authorship.author) for b in clear})

    @property
    def is_first_hand(self) -> bool:
        """It has own knowledge: an own document, own analysis, own observation, or a named asserter speaking for itself."""
        return any(bearing.is_first_hand for bearing in self.bearings)

    @property
    def own_voice_only(self) -> bool:
        """Newsrooms assert it in their own voice and name nobody."""
        return all(bearing.own_voice for bearing in self.bearings)

    def is_relay(self, bearing: Bearing) -> bool:
        """Whether that evidence only passes on what the origin asserts."""
        return bearing.attribution is not None and not bearing.own_voice

    def as_origin(self) -> Origin:
        """The origin as the brief shows it; its own document's source first."""
        own = [b.item.source.id for b in self.bearings if not self.is_relay(b)]
        relays = [b.item.source.id for b in self.bearings if self.is_relay(b) and b.item.source.id not in own]
        return Origin(
            key=self.key if self.stance is Stance.SUPPORTS else f"{self.key}#against",
            name=self.asserter.name,
            description=_noun_phrase(self.asserter.description),
            independent=self.independent,
            flags=OriginFlags(
                interested=self.is_interested,
                anonymous=self.asserter.is_anonymous,
                first_hand=self.is_first_hand,
                primary_record=self.is_record,
                admission=self.is_admission,
                retracted=self.is_retracted,
            ),
            side=self.side,
            stance=self.stance,
            sources=tuple(dict.fromkeys([*own, *relays])),
            relays=tuple(dict.fromkeys(relays)),
            why=self.why,
        )


def trace_roots(claim: ClaimReading, bearings: Sequence[Bearing], *, analysis: CorpusAnalysis) -> list[Root]:
    """Roots of the evidence, supporters first. A root that speaks both ways stands in both lists."""
    bearings = _merge_shared_words(_merge_copies(_keep_the_clear(bearings), analysis))
    roots: dict[tuple[str, Stance], Root] = {}
    for bearing in bearings:
        asserter = _basis_of(bearing, bearings, analysis)
        root = roots.setdefault((asserter.key, bearing.stance), Root(key=asserter.key, asserter=asserter, stance=bearing.stance))
        root.bearings.append(bearing)
    for root in roots.values():
        root.asserter = replace(root.asserter, name=_spelt(root.asserter, claim, analysis))
        _flag(root, claim, analysis)
    for root in roots.values():
        # whoever speaks both ways has one stake
        root.is_interested = any(other.is_interested for other in roots.values() if other.key == root.key)
    ordered = sorted(roots.values(), key=lambda root: (root.stance is not Stance.SUPPORTS, -root.score, root.key))
    _judge_independence(ordered, claim, analysis)
    _mark_retractions(ordered)
    return ordered


def _keep_the_clear(bearings: Sequence[Bearing]) -> list[Bearing]:
    """Evidence much weaker than the best is a neighbour of the subject, not evidence; so is support without the claim's date beside surer
    support that has it."""
    supporting = [b for b in bearings if b.stance is Stance.SUPPORTS]
    best = max((b.judgement.score for b in supporting), default=0.0)
    dated = max((b.judgement.score for b in supporting if b.judgement.comparison.date_held), default=0.0)

    def is_clear(b: Bearing) -> bool:
        # when somebody said it is told by the day of his words, not in them
        in_time = b.about_statement or b.judgement.comparison.date_held or b.judgement.score >= dated
        return in_time and b.judgement.score >= _CLEAR_SHARE * best

    return [b for b in bearings if b.stance is Stance.REFUTES or is_clear(b)]


def _merge_copies(bearings: Sequence[Bearing], analysis: CorpusAnalysis) -> list[Bearing]:
    """Own-voice evidence of a copy belongs to the text it copies."""
    merged = []
    for bearing in bearings:
        leader_id = analysis.copy_group.get(bearing.item.source.id, bearing.item.source.id)
        leader = analysis.by_id.get(leader_id)
        # a body's own paper is no copy of the newsroom that quotes it
        is_own = bearing.item.source.kind in _OWN_PAPERS and (leader is None or leader.source.kind not in _OWN_PAPERS)
        if leader is not None and leader_id != bearing.item.source.id and bearing.own_voice and not is_own:
            merged.append(_with_asserter(bearing, author_of(leader, analysis)))
        else:
            merged.append(bearing)
    return merged


def _merge_shared_words(bearings: Sequence[Bearing]) -> list[Bearing]:
    """Newsrooms that say it in the same words have it from one of them, or all from a text that is not here: one origin, the first to
    publish. Texts too short to be told for copies as a whole are found by it too."""
    own = {n: b for n, b in enumerate(bearings) if b.own_voice and b.item.source.kind not in _OWN_PAPERS}
    texts = {str(n): b.span.of(b.item.source.text) for n, b in own.items() if len(b.span.of(b.item.source.text).split()) >= _SHARED_WORDS}
    merged = list(bearings)
    order = sorted(texts, key=lambda key: _published_first(own[int(key)]))
    for pair in lang.near_duplicates(texts, threshold=_SAME_WORDS):
        first, second = (int(key) for key in sorted((pair.a, pair.b), key=order.index))
        merged[second] = _with_asserter(merged[second], merged[first].asserter)
    return merged


def _published_first(bearing: Bearing) -> tuple[str, str]:
    source = bearing.item.source
    return (str(source.published_at) if source.published_at else "9999", source.id)


def _spelt(asserter: Asserter, claim: ClaimReading, analysis: CorpusAnalysis) -> str:
    """The name as the claim or a source in its language spells it, a state's body by its English name; else as found."""
    if _in_latin(asserter.name) or not _in_latin(claim.claim.text):
        return asserter.name
    body = english_body(asserter.key) if claim.language == "en" else ""
    if body:
        return body
    name = without_states(asserter.name)
    readable = [item for item in analysis.by_id.values() if item.source.language == claim.language]
    known = [*claim.whole.names, *(other for item in readable for other in item.names)]
    return next((other for other in known if _in_latin(other) and same_name(name, other)), name)


def _in_latin(text: str) -> bool:
    return any("a" <= letter.casefold() <= "ɏ" for letter in text if letter.isalpha())


def _noun_phrase(text: str) -> str:
    """A description short enough to stand after a name; "" for a clause, which a parser's slip leaves there."""
    words = text.split()
    if not 1 <= len(words) <= _DESCRIPTION_WORDS or any(char.isdigit() for char in text) or not _in_latin(text):
        return ""
    doc = lang.parse(text)
    is_clause = any(token.pos_ in ("VERB", "AUX") or token.tag_ in ("WP", "WDT", "PRP") for token in doc)
    return "" if is_clause or doc[-1].pos_ not in ("NOUN", "PROPN") else text


def _with_asserter(bearing: Bearing, asserter: Asserter) -> Bearing:
    return replace(bearing, asserter=asserter)


def _basis_of(bearing: Bearing, bearings: Sequence[Bearing], analysis: CorpusAnalysis) -> Asserter:
    """Whose knowledge own-voice words of a newsroom rest on: the speaker whom the same source names for the same claim, if it names one."""
    if not bearing.own_voice or bearing.is_first_hand or bearing.attribution is not None:
        return bearing.asserter
    named = [
        other
        for other in bearings
        if other.item is bearing.item and not other.own_voice and other.stance is bearing.stance and not other.is_bare_denial
    ]
    if named:
        return max(named, key=lambda other: other.judgement.score).asserter
    return bearing.asserter


def _flag(root: Root, claim: ClaimReading, analysis: CorpusAnalysis) -> None:
    asserter = root.asserter
    claim_names = claim.whole.names
    named_in_claim = any(same_name(name, other) for name in asserter.names for other in claim_names)
    claim_states = claim.states.union(*(states_of_name(name, analysis) for name in claim_names))
    if analysis.warring_states and (not claim_states or claim_states & analysis.warring_states):
        claim_states = claim_states | analysis.warring_states
    shared_states = asserter.states & claim_states
    by_manifest = any(
        bearing.own_voice and (bearing.item.source.kind is SourceKind.PARTY or bearing.item.source.interested_in)
        for bearing in root.bearings
    )
    # whether X said it is no matter in which X has a stake: only what X said is
    is_the_speaker = claim.kind is ClaimKind.STATEMENT and any(
        same_name(name, other) for name in asserter.names for other in speaker_names(claim)
    )
    has_stake = named_in_claim and not is_the_speaker
    root.is_interested = has_stake or bool(shared_states) or asserter.is_party or by_manifest
    root.side = (
        sorted(shared_states)[0]
        if shared_states
        else (asserter.names or (asserter.name,))[0]
        if named_in_claim or asserter.is_party
        else None
    )
    root.is_record = any(bearing.is_record for bearing in root.bearings) and not by_manifest
    is_own_conduct = named_in_claim or bool(shared_states)
    concedes = any(b.concedes for b in root.bearings)
    root.is_admission = (is_own_conduct and (concedes or any(b.own_voice and b.is_admission for b in root.bearings))) or (
        concedes and claim.accuses and not root.asserter.is_anonymous
    )
    root.is_admission = root.is_admission or _loses(root, claim)
    root.is_authority = not root.asserter.is_anonymous and speaks_for_a_state(f"{asserter.name} {asserter.description}")
    if claim.kind is ClaimKind.STATEMENT:
        spoken = [b for b in root.bearings if b.by_speaker]
        root.is_on_record = bool(spoken) and root.stance is Stance.SUPPORTS
        root.is_speakers_record = any(_is_firm(b) for b in spoken)
    elif claim.kind is ClaimKind.ACT:
        acting = _is_actor(root, claim)
        root.is_on_record = (
            acting and root.score >= threshold("own_act") and any(b.judgement.comparison.figures == 1.0 for b in root.bearings)
        )
        root.is_speakers_record = acting and any(_is_firm(b) for b in root.bearings)


def _loses(root: Root, claim: ClaimReading) -> bool:
    """Whether a side itself reports a loss of its own, and nobody else is named whom it could blame or harm by it. Its own name must say
    whose body it is: what sources elsewhere say of a speaker's state is read too unsurely to confirm by."""
    others = claim.whole.states - root.asserter.states
    return (
        bool(states_in(root.asserter.name) & claim.states)
        and root.speaks_for_state
        and not others
        and not claim.whole.is_negated
        and bool(claim.whole.concepts & _LOSS)
        and not root.asserter.is_anonymous
    )


def _only_negates(bearing: Bearing) -> bool:
    comparison = bearing.judgement.comparison
    return (
        comparison.turned
        and not comparison.figure_conflict
        and not comparison.other_figure
        and not comparison.opposite
        and not bearing.is_retraction
    )


def _is_firm(bearing: Bearing) -> bool:
    """Whether it contradicts by a figure or an explicit denial, not by a stray negation."""
    comparison = bearing.judgement.comparison
    return (
        comparison.figure_conflict
        or comparison.other_figure
        or bearing.is_retraction
        or (bearing.attribution is not None and bearing.attribution.act in (SpeechAct.DENIES, SpeechAct.RETRACTS))
    )


def _is_actor(root: Root, claim: ClaimReading) -> bool:
    """Whether the root is the body whose act it is: the claim's subject, or for a passive a named office that is no party to the matter."""
    if claim.speaker:
        actors = read_text(claim.speaker, claim.language)
        return any(same_name(name, other) for name in root.asserter.names for other in actors.names) or bool(
            root.asserter.offices and root.asserter.states & actors.states and not actors.names
        )
    asserter = root.asserter
    return (
        speaks_for_a_state(f"{asserter.name} {asserter.description}")
        and not asserter.is_anonymous
        and not root.is_interested
        and not claim.accuses
    )


def _mark_retractions(roots: Sequence[Root]) -> None:
    """An institution that asserted it and later says otherwise has withdrawn it; so has a state whose own body now contradicts it."""
    supporters = [root for root in roots if root.stance is Stance.SUPPORTS]
    for root in roots:
        if root.stance is not Stance.REFUTES:
            continue
        own = [s for s in supporters if s.key == root.key or (root.side and s.side == root.side)]
        explicit = any(bearing.is_retraction for bearing in root.bearings)
        if explicit and not own and not any(_stands_by_itself(s) for s in supporters):
            own = supporters
        firm = explicit or (not root.is_bare_denial and any(_is_firm(b) or b.judgement.comparison.opposite for b in root.bearings))
        others = [
            s
            for s in supporters
            if s not in own and s.independent == "yes" and s.is_sure and not s.is_interested and not s.asserter.is_anonymous
        ]
        if own and firm and not others and (explicit or _later(root, own)):
            root.retracts = root.score >= threshold("support")
            for supporter in own:
                supporter.is_retracted = root.retracts


def _stands_by_itself(root: Root) -> bool:
    """Whether a supporter is more than a newsroom that reported it or an unnamed source."""
    return not root.own_voice_only and not root.asserter.is_anonymous


def _later(root: Root, others: Sequence[Root]) -> bool:
    mine = [b.item.source.published_at for b in root.bearings if b.item.source.published_at]
    theirs = [b.item.source.published_at for other in others for b in other.bearings if b.item.source.published_at]
    return bool(mine and theirs) and min(date.earliest for date in mine) > max(date.latest for date in theirs)


def _judge_independence(roots: Sequence[Root], claim: ClaimReading, analysis: CorpusAnalysis) -> None:
    """yes: own knowledge of its own; no: rests on another; undetermined: nobody says where a newsroom has it from."""
    for root in roots:
        if claim.kind is ClaimKind.STATEMENT and root.is_on_record:
            root.independent, root.why = "yes", f"{root.asserter.name} said it; however many newsrooms heard it, it counts once."
        elif root.is_first_hand:
            root.independent, root.why = "yes", f"{root.asserter.name} has it from its own document, analysis or observation."
        elif root.own_voice_only or is_newsroom(root, analysis):
            root.independent, root.why = "undetermined", f"{root.asserter.name} reports it; where it has it from is not said."
        else:
            root.independent, root.why = "yes", f"{root.asserter.name} speaks for itself."


def is_newsroom(root: Root, analysis: CorpusAnalysis) -> bool:
    """Whether the root is an outlet or an agency, whose own words tell nothing of its source."""
    if root.asserter.is_anonymous:
        return False
    if root.key.removeprefix("name:") in newsroom_families():
        return True
    return any(
        same_name(name, item.authorship.author)
        for item in analysis.by_id.values()
        if item.source.kind in (SourceKind.OUTLET, SourceKind.WIRE)
        for name in root.asserter.names[:1]
    ) or bool(_NEWSROOM.search(root.asserter.name))
