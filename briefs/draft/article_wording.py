"""What an editor must change about how the article words a claim, with a fix by template."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from briefs.domain import (
    Article,
    ArticleWording,
    Assessment,
    Citation,
    Claim,
    ClaimKind,
    Evidence,
    Origin,
    Source,
    Span,
    SpeechAct,
    Stance,
    Standing,
    WordingVerdict,
)
from briefs.draft.carriers import Carriers
from briefs.draft.extractive import latin_names
from briefs.draft.figures import claim_figure
from briefs.draft.mentions import find_mentions
from briefs.draft.naming import carries, short_publisher
from briefs.draft.phrases import Phrases, load_phrases
from briefs.draft.quoted_words import nearest_quotation
from briefs.draft.saying import hands_over
from briefs.draft.superseded import find_superseded
from briefs.draft.telling import Teller, sentence_around
from briefs.language import content_tokens, find_names

_SURE_SCORE = 0.25
_MOST_HOLDERS = 2
_READ_ALL = 200
"""Sources of a corpus that is read whole for quotations and later figures: more would cost a second a claim."""
_SOUND = ArticleWording(verdict=WordingVerdict.SOUND)


def judge_wording(
    article: Article, claim: Claim, assessment: Assessment, sources: Mapping[str, Source], *, language: str = "en"
) -> ArticleWording:
    """The gravest fault that holds: misattributed, outdated, misquoted, overstated, not found; else sound.

    Sound too when the article does not word the claim at all (`claim.span` is None).

    Raises:
        UsageError: there are no templates for `language`.
    """
    if claim.span is None:
        return _SOUND
    phrases = load_phrases(language)
    stems = frozenset(token.stem for token in content_tokens(claim.text, language))
    judge = _Judge(
        article=article,
        claim=claim,
        span=claim.span,
        assessment=assessment,
        sources=sources,
        phrases=phrases,
        teller=Teller(phrases=phrases, stems=stems, is_weak=True, misattributed_to=assessment.misattributed_to),
        carriers=Carriers(phrases=phrases, sources=sources, known_names=lambda: latin_names(claim, assessment, sources)),
    )
    checks = (
        judge.superseded,
        judge.misattributed,
        judge.credits_another,
        judge.outdated,
        judge.misquoted,
        judge.overstated,
    )
    return next((wording for check in checks if (wording := check()) is not None), _SOUND)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judge:
    """The checks over one claim."""

    article: Article
    claim: Claim
    span: Span
    assessment: Assessment
    sources: Mapping[str, Source]
    phrases: Phrases
    teller: Teller
    carriers: Carriers

    def misattributed(self) -> ArticleWording | None:
        """The article credits a body whose own record says otherwise."""
        if self.assessment.misattributed_to is None:
            return None
        body = self._body(self.assessment.misattributed_to)
        why = self.phrases.advice("misattributed", "why-record", body=body)
        record = self._record()
        if record is None:
            return self._fault(WordingVerdict.MISATTRIBUTED, why, self.phrases.advice("misattributed", "strike", body=body), ())
        source, told, citations = record
        publisher = short_publisher(source)
        if source.published_at is None:
            proposal = self.phrases.advice("misattributed", "record-undated", record=told, publisher=publisher)
        else:
            date = self.phrases.date(source.published_at)
            proposal = self.phrases.advice("misattributed", "record", record=told, publisher=publisher, date=date)
        return self._fault(WordingVerdict.MISATTRIBUTED, why, proposal, citations)

    def credits_another(self) -> ArticleWording | None:
        """The article gives the claim to somebody whom no source even names, while they give it to another."""
        claimant = self.claim.claimant
        if claimant is None or not self.claim.is_attributed or self.assessment.kind is not ClaimKind.FACT:
            return None
        names = [mention.span.of(claimant) for mention in find_names(claimant, self.article.language)]
        speakers = [o for o in self._holders() if not o.flags.anonymous and any(self._is_relay_of(o, e) for e in self.assessment.evidence)]
        if not names or not speakers or any(self._is_known(name) for name in names):
            return None
        shown = [self.carriers.shown(origin.name) for origin in speakers[:_MOST_HOLDERS]]
        holders = self.phrases.joined(shown)
        why = self.phrases.advice("misattributed", "why-other", how_many=len(shown), body=claimant, holders=holders)
        proposal = self.phrases.advice("misattributed", "credit", holders=holders)
        return self._fault(WordingVerdict.MISATTRIBUTED, why, proposal, self._citations(Stance.SUPPORTS))

    def outdated(self) -> ArticleWording | None:
        """Whoever asserted it withdrew or corrected it later, and the article still says it in its own voice."""
        if self.claim.is_attributed or self.assessment.standing is not Standing.REFUTED:
            return None
        withdrawn = [o for o in self.assessment.origins if o.stance is Stance.SUPPORTS and o.flags.retracted]
        acts = [e for e in self._evidence(Stance.REFUTES) if e.attribution and e.attribution.act is SpeechAct.RETRACTS]
        record = self._record(acts) if acts else self._record()
        if not (withdrawn or acts) or record is None:
            return None
        source, told, citations = record
        publisher = short_publisher(source)
        if source.published_at is None:
            why = self.phrases.advice("outdated", "why-undated", publisher=publisher)
        else:
            why = self.phrases.advice("outdated", "why", publisher=publisher, date=self.phrases.date(source.published_at))
        return self._fault(WordingVerdict.OUTDATED, why, self.phrases.advice("outdated", "proposal", record=told), citations)

    def _evidence_at(self, source: Source, span: Span) -> Evidence:
        """What the assessment has of this sentence, else the sentence itself in its publisher's voice."""
        known = [e for e in self.assessment.evidence if e.citation.source_id == source.id and e.citation.span.overlaps(span)]
        key = next((o.key for o in self.assessment.origins if source.id in o.sources), "")
        own = Evidence(claim_id=self.claim.id, citation=source.cite(span), stance=Stance.REFUTES, score=1.0, origin=key)
        return max(known, key=lambda item: item.score, default=own)

    def misquoted(self) -> ArticleWording | None:
        """Words in quotation marks that no source has, while one quotes nearly the same."""
        cited = {e.citation.source_id for e in self.assessment.evidence}
        readable = [source for _, source in sorted(self._near_sources().items()) if source.language == self.article.language]
        evidence, others = [s for s in readable if s.id in cited], [s for s in readable if s.id not in cited]
        for quoted in self.claim.quoted:
            words = quoted.of(self.article.text)
            near = nearest_quotation(words, evidence=evidence, others=others)
            if near is None:
                continue
            source, found = near.source, " ".join(near.span.of(near.source.text).split())
            why = self.phrases.advice("misquoted", "why", quoted=words, near=found, publisher=short_publisher(source))
            proposal = self.phrases.advice("misquoted", "proposal", near=found)
            return self._fault(WordingVerdict.MISQUOTED, why, proposal, (source.cite(near.span),), span=quoted)
        return None

    def superseded(self) -> ArticleWording | None:
        """Whoever gave the figure has given another one since."""
        revising = self.phrases.words("revising-words")
        found = find_superseded(self.claim, self._near_sources(), revising=revising, language=self.article.language)
        if found is None:
            return None
        record = self._record([self._evidence_at(found.source, found.span)])
        if record is None or record[0].published_at is None:
            return None
        source, told, citations = record
        date = self.phrases.date(source.published_at) if source.published_at is not None else ""
        why = self.phrases.advice("outdated", "why-superseded", publisher=short_publisher(source), date=date)
        return self._fault(WordingVerdict.OUTDATED, why, self.phrases.advice("outdated", "replace", record=told), citations)

    def overstated(self) -> ArticleWording | None:
        """The article says in its own voice what is not confirmed."""
        standing = self.assessment.standing
        if self.claim.is_attributed or standing is Standing.CONFIRMED:
            return None
        advice = self.phrases.advice
        holders = [self.carriers.shown_origin(origin) for origin in self._holders()[:_MOST_HOLDERS]]
        if standing is Standing.UNVERIFIED or (not holders and standing is Standing.ALLEGED):
            return self._not_found()
        names = self.phrases.joined(holders)
        if standing is Standing.ALLEGED and self._says_who():
            return None  # "X said p" hands p to X: no fact is stated, only the saying
        if standing is Standing.ALLEGED:
            why = advice("overstated", "why-alleged", how_many=len(holders), holders=names)
            form = "allege" if self.assessment.accuses else "attribute"
            proposal = advice("overstated", form, how_many=len(holders), holders=names)
            return self._fault(WordingVerdict.OVERSTATED, why, proposal, self._citations(Stance.SUPPORTS))
        if standing is Standing.DISPUTED:
            others = self.phrases.joined([self.carriers.shown_origin(o) for o in self._against()[:_MOST_HOLDERS]])
            if names and others:
                proposal = advice("overstated", "dispute", holders=names, others=others)
            else:
                proposal = advice("overstated", "dispute-unnamed")
            citations = (*self._citations(Stance.SUPPORTS)[:1], *self._citations(Stance.REFUTES)[:1])
            return self._fault(WordingVerdict.OVERSTATED, advice("overstated", "why-disputed"), proposal, citations)
        record = self._record()
        why = advice("overstated", "why-refuted")
        if record is None:
            return self._fault(WordingVerdict.OVERSTATED, why, advice("overstated", "leave-out"), ())
        return self._fault(WordingVerdict.OVERSTATED, why, advice("overstated", "correct", record=record[1]), record[2])

    def _body(self, phrase: str) -> str:
        """The name inside the phrase that a publisher or an origin has; the phrase when none has it."""
        known = [short_publisher(source) for source in self.sources.values()] + [origin.name for origin in self.assessment.origins]
        inside = [name for name in known if re.search(rf"(?<!\w){re.escape(name)}(?!\w)", phrase)]
        return max(inside, key=len) if inside else phrase

    def _not_found(self) -> ArticleWording:
        """Nothing was found that says it plainly: no fault of wording, but no sure source for it either."""
        voice = "said" if self._says_who() else "own"
        near = self._citations(Stance.SUPPORTS)
        if near:
            return self._fault(
                WordingVerdict.NOT_FOUND,
                self.phrases.advice("not-found", f"why-near-{voice}"),
                self.phrases.advice("not-found", "proposal-near"),
                near,
            )
        if self.assessment.nearest:
            why, proposal = (self.phrases.advice("not-found", name) for name in (f"why-nearest-{voice}", "proposal-nearest"))
            return self._fault(WordingVerdict.NOT_FOUND, why, proposal, self.assessment.nearest[:2])
        is_mentioned = bool(find_mentions(self.claim.text, self._near_sources().values(), self.article.language))
        why = self.phrases.advice("not-found", f"why-mentioned-{voice}" if is_mentioned else f"why-{voice}")
        return self._fault(WordingVerdict.NOT_FOUND, why, self.phrases.advice("not-found", "proposal"), ())

    def _near_sources(self) -> Mapping[str, Source]:
        """Sources that are read for what the assessment did not bring up: all of a small corpus, else those with evidence and whatever
        else their publishers published."""
        if len(self.sources) <= _READ_ALL:
            return self.sources
        cited = {e.citation.source_id for e in self.assessment.evidence}
        publishers = {self.sources[source_id].shown_name for source_id in cited}
        return {key: source for key, source in self.sources.items() if key in cited or source.shown_name in publishers}

    def _says_who(self) -> bool:
        """Whether the claim, or the article's own words for it, say who asserts it ("the union said …"): the wording attributes."""
        if self.assessment.kind is ClaimKind.STATEMENT:
            return True
        texts = (self.claim.text, self.span.of(self.article.text)) if self.article.language == "en" else (self.claim.text,)
        return any(hands_over(text, self.phrases) for text in texts)

    def _holders(self) -> list[Origin]:
        """Those who surely assert it, of their own knowledge; who only may have it from them counts where nobody else does. Advice to
        write "according to X" must not rest on a sentence that is only near the claim."""
        sure = {e.origin for e in self.assessment.evidence if e.stance is Stance.SUPPORTS and e.score >= _SURE_SCORE}
        found = [o for o in self.assessment.origins if o.stance is Stance.SUPPORTS and o.key in sure]
        roots = [origin for origin in found if origin.independent == "yes"]
        return roots or found

    def _against(self) -> list[Origin]:
        found = [o for o in self.assessment.origins if o.stance is Stance.REFUTES]
        return sorted(found, key=lambda origin: origin.independent != "yes")

    def _is_relay_of(self, origin: Origin, item: Evidence) -> bool:
        return item.origin == origin.key and item.is_relay

    def _is_known(self, name: str) -> bool:
        """Whether any source names somebody, in its text, title or publisher: what it tells of him may be the claim in other words."""
        for source in self._near_sources().values():
            if carries(f"{source.shown_name}. {source.title}. {source.text}", source.language, name):
                return True
        return any(carries(origin.name, "en", name) for origin in self.assessment.origins)

    def _evidence(self, stance: Stance) -> list[Evidence]:
        return sorted((e for e in self.assessment.evidence if e.stance is stance), key=lambda e: (-e.score, e.citation.source_id))

    def _record(self, items: Sequence[Evidence] | None = None) -> tuple[Source, str, tuple[Citation, ...]] | None:
        """What stands instead: the clearest sentence against the claim, its source and what it cites; None when there is none."""
        found: list[tuple[Source, str, tuple[Citation, ...]]] = []
        for item in items if items is not None else self._evidence(Stance.REFUTES):
            source = self.sources[item.citation.source_id]
            publisher = Origin(key="", name=short_publisher(source))
            origin = next((o for o in self.assessment.origins if o.key == item.origin), publisher)
            told = self.teller.tell(item, origin, source, stake=False)
            if told is not None:
                found.append((source, told.text, told.citations))
        if found:
            # a figure in the place of the claim's says most
            return next((r for r in found if claim_figure(self.claim.text, r[1], self.article.language)), found[0])
        for item in items if items is not None else self._evidence(Stance.REFUTES):
            source = self.sources[item.citation.source_id]
            return source, self.phrases("contradicts-it", who=short_publisher(source)), (self._whole(item),)
        return None

    def _citations(self, stance: Stance) -> tuple[Citation, ...]:
        return tuple(self._whole(e) for e in self._evidence(stance)[:2])

    def _whole(self, item: Evidence) -> Citation:
        """The sentence that holds the evidence: a span may break off inside it."""
        source = self.sources[item.citation.source_id]
        return source.cite(sentence_around(item.citation.span, source))

    def _fault(
        self, verdict: WordingVerdict, why: str, proposal: str, citations: Iterable[Citation], *, span: Span | None = None
    ) -> ArticleWording:
        where = span or self.span
        return ArticleWording(
            verdict=verdict,
            why=_sentence(why),
            fault=where,
            fault_text=where.of(self.article.text),
            proposal=_sentence(proposal),
            citations=tuple(citations),
        )


def _sentence(text: str) -> str:
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "!", "?", "…")) else text + "."
