"""The drafter without a model: one sentence an origin, in the source's own clause under its holder, its relays named together."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from briefs.domain import (
    Assessment,
    Citation,
    Claim,
    ClaimKind,
    Draft,
    Origin,
    ReadRecord,
    Section,
    Source,
    Stance,
    Standing,
    Statement,
)
from briefs.draft.carriers import Carriers
from briefs.draft.figures import has_figure_of
from briefs.draft.naming import is_same
from briefs.draft.phrases import Phrases, load_phrases
from briefs.draft.telling import Teller
from briefs.draft.unestablished import Unestablished
from briefs.draft.voices import Spoken, Voices, unique_citations
from briefs.language import content_tokens, find_names

MAX_WORDS = 120
MAX_SENTENCES = 5
_MAX_SUPPORTING = 3
_MAX_AGAINST = 2
_MAX_JOINED_WORDS = 40
"""Two origins that confirm a claim share a sentence up to this length."""
_BARE = (
    "reports-it",
    "says-so",
    "contradicts-it",
    "claims-it",
    "says-otherwise",
    "carried-citing",
    "reports-on",
    "reports-on-citing",
    "denies",
)
_FIGURE_WEIGHT = 0.5
_SURE_SCORE = {False: 0.6, True: 0.35}
"""A source whose words cannot be shown is said to report the claim only when its evidence is this sure; True: in another language, where
evidence can show less of itself."""
_FAINTEST_SCORE = {False: 0.35, True: 0.1}
"""The same where nothing else can be said. Below it readers found most such sentences to claim more than their span carries."""
_PLAIN_SCORE = 0.15
"""Where nothing that is told is as sure as this, what comes nearest is cited too: of the development stories' claims the best such evidence
was a labelled one for one in four, against two in three just above it."""
_LEAST_SHARED = 2
_CLEAR_SHARE = 0.5
"""A further origin is told when its clause has at least this share of the claim's words that the best clause has."""
_SECTIONS = {
    Standing.CONFIRMED: (Section.CONFIRMED, Section.DISPUTED),
    Standing.ALLEGED: (Section.ALLEGED, Section.ALLEGED),
    Standing.DISPUTED: (Section.DISPUTED, Section.DISPUTED),
    Standing.REFUTED: (Section.ALLEGED, Section.REFUTED),
    Standing.UNVERIFIED: (Section.ALLEGED, Section.ALLEGED),
}
"""Where the sentences for a claim stand, and where those against it do: never under a stronger word than the claim's standing."""
_NO_COMMENT = {"no-comment": "declined", "no-answer": "did-not-answer"}


def draft_brief(claim: Claim, assessment: Assessment, sources: Mapping[str, Source], *, read: ReadRecord, language: str = "en") -> Draft:
    """The unchecked sentences of one claim: each origin once with its relays, denials, evidence against, what was not found.

    At most 120 words; later sentences are left out before that. Sentences are cut to the clause that carries the claim; what is not in
    the brief's language is not translated, only attributed.

    Raises:
        UsageError: there are no templates for `language`.
    """
    phrases = load_phrases(language)
    stems = frozenset(token.stem for token in content_tokens(claim.text, language))
    teller = Teller(
        phrases=phrases, stems=stems, is_weak=assessment.standing is not Standing.CONFIRMED, misattributed_to=assessment.misattributed_to
    )
    carriers = Carriers(phrases=phrases, sources=sources, known_names=lambda: latin_names(claim, assessment, sources))
    voices = Voices(claim, assessment, sources, phrases, teller, carriers)
    writer = _Writer(claim, assessment, sources, read, phrases, voices)
    return Draft(claim.id, tuple(_within(writer.statements())))


def _within(statements: Sequence[Statement]) -> list[Statement]:
    """The sentences that fit; what was not found comes last and is short, so room is kept for it."""
    unknown = [s for s in statements if s.section is Section.UNKNOWN]
    used = sum(len(s.text.split()) for s in unknown)
    kept: list[Statement] = []
    for statement in statements:
        if statement.section is Section.UNKNOWN:
            continue
        used += len(statement.text.split())
        if used > MAX_WORDS or len(kept) + len(unknown) >= MAX_SENTENCES:
            break
        kept.append(statement)
    return [*kept, *unknown]


def latin_names(claim: Claim, assessment: Assessment, sources: Mapping[str, Source]) -> tuple[str, ...]:
    """Spellings of names that the claim, the assessment and English sources have, the claim's own first."""
    found = [mention.span.of(claim.text) for mention in find_names(claim.text, "en")]
    found += [origin.name for origin in assessment.origins]
    found += [e.attribution.named for e in assessment.evidence if e.attribution is not None and e.attribution.named]
    for source_id in sorted(sources):
        found += _names_in(sources[source_id])
    return tuple(dict.fromkeys(found))


@lru_cache(maxsize=1024)
def _names_in(source: Source) -> tuple[str, ...]:
    """Names in an English text; none in others."""
    if source.language != "en":
        return ()
    return tuple(dict.fromkeys(mention.span.of(source.text) for mention in find_names(source.text, "en")))


@dataclass(frozen=True, slots=True)
class _Writer:
    claim: Claim
    assessment: Assessment
    sources: Mapping[str, Source]
    read: ReadRecord
    phrases: Phrases
    voices: Voices

    @property
    def teller(self) -> Teller:
        """What a piece of evidence lets the brief say."""
        return self.voices.teller

    def statements(self) -> list[Statement]:
        """In reading order."""
        support = self._spoken(Stance.SUPPORTS, _MAX_SUPPORTING)
        against = self._spoken(Stance.REFUTES, _MAX_AGAINST)
        if self.assessment.standing is not Standing.DISPUTED:
            # words that were read both ways are told on the side of the standing
            first, second = (against, support) if self.assessment.standing is Standing.REFUTED else (support, against)
            second[:] = [s for s in second if not _is_told(s, first)]
        for_section, against_section = _SECTIONS[self.assessment.standing]
        told = [self._made(spoken, for_section) for spoken in self._with_basis(support)]
        counter = [self._made(spoken, against_section) for spoken in against]
        is_refuted = self.assessment.standing is Standing.REFUTED
        found = [*counter, *told] if is_refuted else [*told, *counter]
        if found:
            found[0] = replace(found[0], role="lead")
        remarks = [*self._could_not_verify(), *self._no_comment()]
        is_plain = bool(remarks) or any(s.shared is None or s.score >= _PLAIN_SCORE for s in (*support, *against))
        told_of = [citation for statement in found for citation in statement.citations]
        nearest = () if is_plain else tuple(c for c in self.assessment.nearest if not any(_is_same_place(c, o) for o in told_of))
        found += remarks
        unknown = Unestablished(self.claim, self.assessment, self.sources, self.read, self.phrases, nearest)
        return [*found, *unknown.statements()]

    def _spoken(self, stance: Stance, most: int) -> list[Spoken]:
        """The origins of one stance that can be told, those the standing rests on first; weak neighbours of the subject are left out."""
        mine = [origin for origin in self._ranked() if origin.stance is stance and self._side_of(origin) is stance]
        told = [(origin, spoken) for origin in mine if (spoken := self.voices.speak(origin)) is not None]
        best = max((spoken.shared for _, spoken in told if spoken.shared is not None), default=0)
        least = max(_LEAST_SHARED, _CLEAR_SHARE * best)
        clear = [(o, s) for o, s in told if s.shared is None or s.shared >= least or s.role == "denial"] or told
        if not clear:
            return []
        if stance is Stance.SUPPORTS and self.assessment.standing is Standing.CONFIRMED:
            # what does not confirm it stands under no such heading
            clear = [(o, s) for o, s in clear if o.name in self.assessment.confirmed_by] or clear[:1]
        # an origin that counts first, then by how sure it is and how much of the claim its clause has
        clear.sort(key=lambda pair: (self._place_in_claim(pair[0]), pair[0].independent != "yes", -self._weight(*pair), pair[0].key))
        if (
            stance is Stance.SUPPORTS
            and self.assessment.kind is ClaimKind.STATEMENT
            and self._place_in_claim(clear[0][0]) < len(self.claim.text)
        ):
            # "X said p" rests on X alone
            clear = clear[:1]
        return self._on_the_point(self._apart([spoken for _, spoken in clear]))[:most]

    def _on_the_point(self, spoken: list[Spoken]) -> list[Spoken]:
        """Those sentences that have more of the claim than its names: its words, or its figure. Without any such, the first one."""
        names = {t.stem for m in find_names(self.claim.text, "en") for t in content_tokens(m.span.of(self.claim.text), "en")}
        wanted = self.teller.stems - names
        least = min(_LEAST_SHARED, max(1, len(wanted) // 2))
        kept = []
        for sentence in spoken:
            has_words = len(wanted & {t.stem for t in content_tokens(sentence.text, self.phrases.language)}) >= least
            has_figure = has_figure_of(self.claim.text, sentence.text, self.phrases.language)
            if sentence.shared is None or sentence.role == "denial" or has_words or has_figure:
                kept.append(sentence)
        return kept or spoken[:1]

    def _place_in_claim(self, origin: Origin) -> int:
        """Where a claim about a statement or an act names the origin; its length when it does not, or is about something else."""
        end = len(self.claim.text)
        if self.assessment.kind is ClaimKind.FACT:
            return end
        places = [m.span.start for m in find_names(self.claim.text, "en") if is_same(m.span.of(self.claim.text), origin.name)]
        return min(places, default=end)

    def _weight(self, origin: Origin, spoken: Spoken) -> float:
        share = (spoken.shared or 0) / max(1, len(self.teller.stems))
        return self.voices.score(origin) + share + _FIGURE_WEIGHT * has_figure_of(self.claim.text, spoken.text, self.phrases.language)

    def _apart(self, spoken: list[Spoken]) -> list[Spoken]:
        """Without sentences over the same words as another, and bare ones ("X reports it") of a source that another names or cites."""
        kept: list[Spoken] = []
        for sentence in spoken:
            others = [citation for other in kept for citation in other.citations]
            is_bare = sentence.template in _BARE
            is_faint = is_bare and sentence.score < _SURE_SCORE[self._is_foreign(sentence)]
            if is_faint or any(_is_same_place(a, b, whole_source=is_bare) for a in sentence.citations for b in others):
                continue
            kept.append(sentence)
        # alone, a fainter one is better than a brief that says nothing of why the claim stands as it does
        alone = [s for s in spoken if s.template not in ("contradicts-it", "says-otherwise")]
        alone = [s for s in alone if s.score >= _FAINTEST_SCORE[self._is_foreign(s)]]
        # words that are handed to somebody say more than that a newsroom reports it
        return kept or sorted(alone, key=lambda s: s.template not in ("claims-it", "carried-citing", "reports-on-citing"))[:1]

    def _is_foreign(self, spoken: Spoken) -> bool:
        return all(self.sources[citation.source_id].language != self.phrases.language for citation in spoken.citations)

    def _ranked(self) -> list[Origin]:
        """Origins that have evidence: those that count first, then by how sure their evidence is."""
        first = [*self.assessment.confirmed_by, *self.assessment.holders]
        scores = {(o.key, o.stance): max((e.score for e in self.voices.evidence_of(o)), default=-1.0) for o in self.assessment.origins}
        known = [origin for origin in self.assessment.origins if scores[origin.key, origin.stance] >= 0]
        return sorted(
            known,
            key=lambda o: (
                o.independent != "yes",
                -scores[o.key, o.stance],
                first.index(o.name) if o.name in first else len(first),
                o.key,
            ),
        )

    def _side_of(self, origin: Origin) -> Stance:
        """On which side an origin is told that speaks both ways: with the standing, else where its evidence is surer."""
        both = [other for other in self.assessment.origins if _body(other) == _body(origin)]
        settled = {Standing.REFUTED: Stance.REFUTES, Standing.CONFIRMED: Stance.SUPPORTS}.get(self.assessment.standing)
        if settled is not None and any(other.stance is settled for other in both):
            return settled
        return max(both, key=lambda other: (self.voices.score(other), other.stance is Stance.SUPPORTS)).stance

    def _with_basis(self, support: list[Spoken]) -> list[Spoken]:
        """A confirmed claim opens with what confirms it; a statement says that its content is another matter."""
        if not support or self.assessment.standing is not Standing.CONFIRMED:
            return support
        if self.assessment.kind is ClaimKind.STATEMENT:
            first = replace(support[0], text=self.phrases("statement-only", sentence=support[0].text))
            return [first, *support[1:]]
        basis = self._basis(len(support))
        if not basis:
            return support
        first, rest = support[0], support[1:]
        if rest and len(first.text.split()) + len(rest[0].text.split()) <= _MAX_JOINED_WORDS and first.shared and rest[0].shared:
            joined = self.phrases("second", first=first.text, second=rest[0].text)
            first = replace(first, text=joined, citations=unique_citations([*first.citations, *rest[0].citations]))
            rest = rest[1:]
        if basis == "confirmed-origins":
            text = self.phrases(basis, count=self.phrases.number(self.assessment.independent_origins), sentence=first.text)
        else:
            text = self.phrases(basis, sentence=first.text)
        return [replace(first, text=text), *rest]

    def _basis(self, told: int) -> str:
        counted = [o for o in self.assessment.origins if o.stance is Stance.SUPPORTS and o.name in self.assessment.confirmed_by]
        if any(origin.flags.admission for origin in counted):
            return "confirmed-admission"
        if any(origin.flags.primary_record for origin in counted):
            return "confirmed-record"
        if self.assessment.independent_origins < 2 or told < 2:
            return ""
        return "confirmed-origins" if self.assessment.independent_origins <= told else "confirmed-several"

    def _could_not_verify(self) -> list[Statement]:
        if self.assessment.standing in (Standing.CONFIRMED, Standing.REFUTED):
            return []
        section = _SECTIONS[self.assessment.standing][0]
        found = []
        for name, citation in self.assessment.unverified_by[:1]:
            who = f"{name}," if "," in name else name
            found.append(self._statement(self.phrases("could-not-verify", who=who), (citation,), "could-not-verify", "unverified", section))
        return found

    def _no_comment(self) -> list[Statement]:
        reply = self.assessment.reply
        if reply is None or not reply.by or not reply.citations or reply.status not in _NO_COMMENT:
            return []
        name = _NO_COMMENT[reply.status]
        section = _SECTIONS[self.assessment.standing][0]
        return [self._statement(self.phrases(name, who=reply.by), reply.citations[:1], name, "no-comment", section)]

    def _made(self, spoken: Spoken, section: Section) -> Statement:
        return self._statement(spoken.text, spoken.citations, spoken.template, spoken.role, section)

    def _statement(self, text: str, citations: Sequence[Citation], template: str, role: str, section: Section) -> Statement:
        return Statement(section=section, text=_finished(text), citations=tuple(citations), role=role, template=template)


def _is_told(spoken: Spoken, others: Sequence[Spoken]) -> bool:
    """Whether another sentence cites the same words."""
    return any(_is_same_place(a, b) for other in others for a in spoken.citations for b in other.citations)


def _body(origin: Origin) -> str:
    """The key of the body that asserts it, whichever side this origin is on."""
    return origin.key.split("#", 1)[0]


def _is_same_place(a: Citation, b: Citation, *, whole_source: bool = False) -> bool:
    return a.source_id == b.source_id and (whole_source or a.span.overlaps(b.span))


def _finished(text: str) -> str:
    """A capital first and a stop last; the stop of a quotation is enough."""
    # a name that is written with a small letter first keeps it ("dpa-AFX")
    opening = text.split(maxsplit=1)[0] if text.split() else ""
    text = text if any(letter.isupper() for letter in opening) else text[:1].upper() + text[1:]
    return text if text.endswith((".", "!", "?", "…")) or (text[-1] in '"”»' and text[-2] in ".!?…") else text + "."
