"""One sentence for one origin: its clearest clause with its relays named together, or only who carries whom."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from briefs.domain import Assessment, Citation, Claim, Evidence, Origin, Source, SpeechAct, Stance, Standing
from briefs.draft.carriers import Carriers
from briefs.draft.figures import claim_figure, has_figure_of, lacks_figure
from briefs.draft.naming import carries, is_same, short_publisher
from briefs.draft.phrases import Phrases
from briefs.draft.telling import Teller, Told, sentence_around
from briefs.language import content_tokens, is_in

_FOREIGN_SHARE = 0.3
"""Share of the claim's words that a sentence in the claim's own, other language than the brief's must have."""
_LEAST_SHARED = 2
_SAME_SHARE = 0.5
"""Share of the claim's words in a told sentence that another source needs for the same account."""
_SURELY_THE_SAME = 0.5
"""Evidence in another language below this "reports on it": readers found that it often has a part of the claim alone."""


@dataclass(frozen=True, slots=True)
class Spoken:
    """A sentence for one origin before it gets its stop, with how much of the claim it has (None: it only says who carries whom)."""

    text: str
    citations: tuple[Citation, ...]
    template: str
    role: str
    shared: int | None
    score: float = 1.0


@dataclass(frozen=True, slots=True)
class Voices:
    """Speaks for the origins of one claim."""

    claim: Claim
    assessment: Assessment
    sources: Mapping[str, Source]
    phrases: Phrases
    teller: Teller
    carriers: Carriers

    def score(self, origin: Origin) -> float:
        """The surest of its evidence, 0..1; -1 without any."""
        return max((item.score for item in self.evidence_of(origin)), default=-1.0)

    def speak(self, origin: Origin) -> Spoken | None:
        """One sentence for an origin, its relays named together; None when nothing of it can be said."""
        items = self.evidence_of(origin)
        candidates = []
        for item in items:
            told = self.teller.tell(item, origin, self.sources[item.citation.source_id], stake=origin.flags.interested)
            if told is not None:
                candidates.append((item, told))
        denies = any(item.attribution and item.attribution.act is SpeechAct.DENIES for item in items)
        if candidates:
            item, told = max(candidates, key=lambda pair: (self._fitness(*pair), not pair[0].is_relay))
            return self._with_relays(item, told, items, role="denial" if denies else self._role(origin))
        if denies and any(self._is_carried(item) for item in items):
            return self._only_said(origin, items, "denies", role="denial")
        template = self._bare_template(origin, items)
        return self._only_said(origin, items, template, role=self._role(origin))

    def _fitness(self, item: Evidence, told: Told) -> float:
        """How well a clause tells of the claim: how sure it is, and how much it has of what the claim says, its speaker's name and office
        aside: whoever speaks is named in everything that he says."""
        wanted = self._beside_the_speaker(item)
        return item.score + len(wanted & self._stems(told.text)) / max(1, len(wanted))

    def _beside_the_speaker(self, item: Evidence) -> frozenset[str]:
        """The claim's words without those of the speaker's name and office."""
        speaker = item.attribution.speaker if item.attribution is not None else ""
        return self.teller.stems - self._stems(f"{speaker} {self._holder(item)}") or self.teller.stems

    def _stems(self, text: str) -> frozenset[str]:
        return frozenset(token.stem for token in content_tokens(text, self.phrases.language))

    def _with_relays(self, item: Evidence, told: Told, items: Sequence[Evidence], *, role: str) -> Spoken:
        others = [other for other in items if other.citation.source_id != item.citation.source_id]
        text, citations = told.text, list(told.citations)
        if others and item.is_relay:
            # a sentence that opens with its carrier has named it
            own = short_publisher(self.sources[item.citation.source_id])
            further = [other for other in others if short_publisher(self.sources[other.citation.source_id]) != own]
            carrying = further if carries(told.text, self.phrases.language, own) else [item, *further]
            carrying = [other for other in carrying if other is item or self._carries_the_same(other, item, told.text)]
            if any(other is not item for other in carrying):
                carried = self.carriers.named(carrying, citing=self._holder(item))
                text = self.phrases("carried", how_many=carried.count, sentence=text, carriers=carried.names)
                citations += [c for c in carried.citations if c.source_id != item.citation.source_id]
        figure = claim_figure(self.claim.text, told.text, self.phrases.language) if item.stance is Stance.REFUTES else ""
        if figure:
            text = self.phrases("claim-figure", sentence=text, figure=figure)
        return Spoken(text, unique_citations(citations), told.template, role, told.shared, item.score)

    def _carries_the_same(self, other: Evidence, item: Evidence, told: str) -> bool:
        """Whether it names the holder, counts what the told sentence counts and, where that can be read, says half of what it says."""
        source = self.sources[other.citation.source_id]
        sentence = sentence_around(other.citation.span, source).of(source.text)
        counts_less = lacks_figure(told, sentence, claim_language=self.phrases.language, language=source.language)
        if not self.carriers.attributes(other, self._holder(item)) or counts_less:
            return False
        wanted = self._beside_the_speaker(item) & self._stems(told)
        is_readable = source.language == self.phrases.language
        return not is_readable or len(wanted & self._stems(sentence)) >= _SAME_SHARE * len(wanted)

    def _only_said(self, origin: Origin, items: Sequence[Evidence], template: str, *, role: str) -> Spoken | None:
        """Who carries whom, and no more: of sources in another language, and of spans that no sentence can be cut from. Of a source
        that finds otherwise itself, of words that the text hands to somebody without a name, and of a
        sentence without the claim's figure, nothing is said."""
        items = [item for item in items if self._may_be_carried(item)]
        if not items:
            return None
        citations: list[Citation] = []
        holder = self.carriers.shown_origin(origin, items)
        # whoever misquotes a body asserts it, not the body
        is_misquoted = is_same(self.assessment.misattributed_to or "", origin.name) and origin.stance is Stance.SUPPORTS
        relays = [] if is_misquoted else [item for item in items if self._is_carried(item)]
        template = "reports-it" if is_misquoted else template
        carried = self.carriers.named(relays or items, citing=origin.name if relays else "")
        citations += carried.citations
        is_vague = self._is_vague(items) and template in ("reports-it", "says-so", "claims-it")
        if is_vague:
            name = "reports-on-citing" if relays else "reports-on"
            has_stake = relays and origin.flags.interested and not origin.flags.anonymous
            whose = self.phrases("stake", name=holder).rstrip(",") if has_stake else holder
            text = self.phrases(name, how_many=carried.count, who=carried.names, **({"holder": whose} if relays else {}))
            return Spoken(text, unique_citations(citations), name, role, None, self.score(origin))
        if not relays:
            if template == "reports-it" and not any(self.teller.is_reporter(self.sources[item.citation.source_id]) for item in items):
                template = "says-so"
            text = self.phrases(template, how_many=carried.count, who=carried.names)
            return Spoken(text, unique_citations(citations), template, role, None, self.score(origin))
        if template == "claims-it" and (origin.flags.anonymous or not origin.flags.interested):
            text = self.phrases("carried-citing", how_many=carried.count, carriers=carried.names, holder=holder)
            return Spoken(text, unique_citations(citations), "carried-citing", role, None, self.score(origin))
        has_stake = origin.flags.interested and not origin.flags.anonymous
        who = self.phrases("stake", name=holder) if has_stake else holder
        text = self.phrases("carried", how_many=carried.count, sentence=self.phrases(template, who=who), carriers=carried.names)
        return Spoken(text, unique_citations(citations), template, role, None, self.score(origin))

    def _is_vague(self, items: Sequence[Evidence]) -> bool:
        """Whether all of it is in other languages and not sure enough to say more than that it speaks of the matter."""
        languages = {self.sources[item.citation.source_id].language for item in items}
        return self.phrases.language not in languages and max(item.score for item in items) < _SURELY_THE_SAME

    def _may_be_carried(self, item: Evidence) -> bool:
        source = self.sources[item.citation.source_id]
        told_by_nobody = item.attribution is not None and bool(item.attribution.speaker) and not item.is_relay
        sentence = sentence_around(item.citation.span, source).of(source.text)
        own = (self.phrases.language, source.language, "en")
        claim_language = next((code for code in own if is_in(self.claim.text, code)), self.phrases.language)
        is_silent = lacks_figure(self.claim.text, sentence, claim_language=claim_language, language=source.language)
        is_examined = any(
            e.citation.source_id == source.id and e.stance is not item.stance and not e.is_relay for e in self.assessment.evidence
        )
        return not is_examined and not told_by_nobody and not is_silent

    def _bare_template(self, origin: Origin, items: Sequence[Evidence]) -> str:
        is_carried = any(self._is_carried(item) for item in items)
        if origin.stance is Stance.REFUTES:
            return "says-otherwise" if is_carried else "contradicts-it"
        if is_carried:
            return "claims-it" if self.assessment.standing is not Standing.CONFIRMED else "says-so"
        return "reports-it"

    def _is_carried(self, item: Evidence) -> bool:
        return item.is_relay and item.attribution is not None and bool(item.attribution.speaker)

    def _holder(self, item: Evidence) -> str:
        return next((o.name for o in self.assessment.origins if o.key == item.origin), "")

    def _role(self, origin: Origin) -> str:
        return "counter" if origin.stance is Stance.REFUTES else "origin"

    def evidence_of(self, origin: Origin) -> list[Evidence]:
        """What may be told of it, its own documents first, then the surest."""
        items = [e for e in self.assessment.evidence if e.origin == origin.key and e.stance is origin.stance and self._is_said(e)]
        order = {source_id: place for place, source_id in enumerate(origin.sources)}
        return sorted(items, key=lambda e: (e.is_relay, -e.score, order.get(e.citation.source_id, len(order)), e.citation.span))

    def _is_said(self, item: Evidence) -> bool:
        """Whether the text says it itself, and not under a heading like "The claim:"; and, in the claim's own language, with its words."""
        source = self.sources[item.citation.source_id]
        sentence = sentence_around(item.citation.span, source).of(source.text)
        label, colon, _ = sentence.partition(":")
        if colon and label.strip(" \n#*").lower() in self.phrases.words("claim-labels"):
            return False
        if source.language == self.phrases.language or not is_in(self.claim.text, source.language):
            return True
        wanted = {token.stem for token in content_tokens(self.claim.text, source.language)}
        shared = wanted & {token.stem for token in content_tokens(sentence, source.language)}
        is_count = bool(shared) and has_figure_of(self.claim.text, sentence, source.language)
        return is_count or len(shared) >= max(_LEAST_SHARED, _FOREIGN_SHARE * len(wanted))


def unique_citations(citations: Sequence[Citation]) -> tuple[Citation, ...]:
    """Each span once, and none that lies inside another one of the same source."""
    kept: list[Citation] = []
    for citation in dict.fromkeys(citations):
        others = [c for c in citations if c.source_id == citation.source_id and c.span != citation.span]
        if not any(other.span.contains(citation.span) for other in others):
            kept.append(citation)
    return tuple(kept)
