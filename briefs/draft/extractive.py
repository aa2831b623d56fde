"""The drafter without a model: it quotes the clause that carries the claim and says whose it is, one sentence an origin."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from briefs.domain import (
    Assessment,
    Citation,
    Claim,
    ClaimKind,
    Draft,
    Evidence,
    Origin,
    ReadRecord,
    Searched,
    Section,
    Source,
    SpeechAct,
    Stance,
    Standing,
    Statement,
)
from briefs.draft.clauses import content_clause, introduction, sentence_around, whole_sentence
from briefs.draft.phrases import Phrases, load_phrases

MAX_SUPPORTING = 3
MAX_AGAINST = 2
MAX_WORDS = 120
SHOWN_FROM = 0.2
"""Evidence less sure than this stands in the list of reasons but opens no sentence, unless the claim has no better."""
MAX_CITED_WORDS = 70
"""A sentence longer than this is cited by the clause alone."""
_SECTIONS = {
    Standing.CONFIRMED: Section.CONFIRMED,
    Standing.ALLEGED: Section.ALLEGED,
    Standing.DISPUTED: Section.DISPUTED,
    Standing.REFUTED: Section.REFUTED,
    Standing.UNVERIFIED: Section.UNKNOWN,
}
_NO_COMMENT = {"no-comment": "declined", "no-answer": "did-not-answer"}


def draft_brief(claim: Claim, assessment: Assessment, sources: Mapping[str, Source], *, read: ReadRecord, language: str = "en") -> Draft:
    """The unchecked sentences of one claim: each origin once with its relays, denials, evidence against, what was not found.

    At most 120 words; later sentences are left out before that. Sentences are cut to the clause that carries the claim; what is not in
    the brief's language is not translated, only attributed.

    Raises:
        UsageError: there are no templates for `language`.
    """
    writer = _Writer(claim, assessment, sources, read, load_phrases(language))
    return Draft(claim.id, tuple(_within(writer.statements(), MAX_WORDS)))


def _within(statements: Sequence[Statement], words: int) -> list[Statement]:
    kept, used = [], 0
    for statement in statements:
        used += len(statement.text.split())
        if used <= words or statement.section is Section.UNKNOWN:
            kept.append(statement)
    return kept


@dataclass(frozen=True, slots=True)
class _Writer:
    claim: Claim
    assessment: Assessment
    sources: Mapping[str, Source]
    read: ReadRecord
    phrases: Phrases

    def statements(self) -> list[Statement]:
        """In reading order."""
        support = self._worth_showing([o for o in self._ranked() if o.stance is not Stance.REFUTES])[:MAX_SUPPORTING]
        against = [o for o in self._ranked() if o.stance is Stance.REFUTES][:MAX_AGAINST]
        told = [self._origin(origin, against=False) for origin in support]
        told += [self._origin(origin, against=True) for origin in against]
        found = [statement for statement in told if statement is not None]
        if found:
            found[0] = replace(found[0], role="lead")
        return [*found, *self._could_not_verify(), *self._no_comment(), *self._unknown()]

    def _worth_showing(self, origins: list[Origin]) -> list[Origin]:
        return [origin for origin in origins if self._score(origin) >= SHOWN_FROM] or origins[:1]

    def _score(self, origin: Origin) -> float:
        """How sure its surest evidence is; -1 without any."""
        return max((item.score for item in self.assessment.evidence if item.origin == origin.key), default=-1.0)

    def _ranked(self) -> list[Origin]:
        """Origins that have evidence: those the standing rests on first, then by how sure their evidence is."""
        first = [*self.assessment.confirmed_by, *self.assessment.holders]
        scores = {
            o.key: max((e.score for e in self.assessment.evidence if e.origin == o.key), default=-1.0) for o in self.assessment.origins
        }
        known = [origin for origin in self.assessment.origins if scores[origin.key] >= 0]
        return sorted(known, key=lambda o: (first.index(o.name) if o.name in first else len(first), -scores[o.key], o.key))

    def _origin(self, origin: Origin, *, against: bool) -> Statement | None:
        """One sentence for an origin, its relays named together; None when nothing of it can be said."""
        items = self._evidence_of(origin, against=against)
        if not items:
            return None
        denial = next((item for item in items if item.attribution and item.attribution.act is SpeechAct.DENIES), None)
        if denial is not None:
            return self._statement("denies", self.phrases("denies", who=self._who(origin)), [denial], origin, role="denial")
        readable = [item for item in items if self._is_readable(item)]
        for item in readable:
            said = self._said(origin, item, against=against)
            if said is not None:
                name, text = said
                return self._with_relays(origin, name, text, item, items, role="counter" if against else "origin")
        foreign = [item for item in items if not self._is_readable(item)]
        return self._foreign(origin, foreign, role="counter" if against else "origin") if foreign and not against else None

    def _said(self, origin: Origin, item: Evidence, *, against: bool) -> tuple[str, str] | None:
        """(template, sentence) for what one piece of evidence says."""
        source = self.sources[item.citation.source_id]
        clause = content_clause(item, source)
        if clause is not None and origin.name:
            hedged = item.attribution is not None and item.attribution.is_hedged
            distant = self.assessment.standing is not Standing.CONFIRMED and not item.about_statement
            name = "against-says" if against else "claims" if hedged or (distant and origin.flags.interested) else "says"
            return name, self.phrases(name, who=self._who(origin), content=clause)
        sentence = whole_sentence(item, source)
        if sentence is None:
            return None
        name = "against-reports" if against else "reports"
        return name, self.phrases(name, who=_closed(source.shown_name), sentence=sentence)

    def _with_relays(self, origin: Origin, template: str, text: str, item: Evidence, items: Sequence[Evidence], *, role: str) -> Statement:
        """The sentence with what belongs to it: that it confirms a statement only, and who carries the same."""
        cited = [item]
        if self.assessment.kind is ClaimKind.STATEMENT and self.assessment.standing is Standing.CONFIRMED and template == "says":
            text = self.phrases("statement-only", sentence=text.rstrip(".")).rstrip()
        others = _one_a_source([other for other in items if other.citation.source_id != item.citation.source_id])
        carriers = [other for other in others if other.is_relay]
        if carriers and item.is_relay:
            text = self.phrases("carried", count=len(carriers), sentence=text.rstrip("."), carriers=self._carriers(carriers))
            cited += carriers
        return self._statement(template, text, cited, origin, role=role)

    def _foreign(self, origin: Origin, items: Sequence[Evidence], *, role: str) -> Statement:
        """Relays in another language assert only who carries whom."""
        relays = _one_a_source(items)
        carriers = self._carriers(relays)
        own = {self.sources[item.citation.source_id].shown_name for item in relays}
        if origin.name and origin.name not in own:
            text = self.phrases("foreign", count=len(relays), carriers=carriers, holder=origin.name)
            return self._statement("foreign", text, relays, origin, role=role)
        text = self.phrases("foreign-unattributed", count=len(relays), carriers=carriers)
        return self._statement("foreign-unattributed", text, relays, origin, role=role)

    def _could_not_verify(self) -> list[Statement]:
        found = []
        for name, citation in self.assessment.unverified_by[:1]:
            text = self.phrases("could-not-verify", who=name)
            found.append(self._made("could-not-verify", text, (citation,), role="unverified"))
        return found

    def _no_comment(self) -> list[Statement]:
        reply = self.assessment.reply
        if reply is None or not reply.by or not reply.citations or reply.status not in _NO_COMMENT:
            return []
        name = _NO_COMMENT[reply.status]
        return [self._made(name, self.phrases(name, who=reply.by), reply.citations[:1], role="no-comment")]

    def _unknown(self) -> list[Statement]:
        """What was looked for and not found."""
        standing = self.assessment.standing
        if standing is Standing.UNVERIFIED:
            name = "nothing-found"
        elif standing is Standing.ALLEGED and self.assessment.independent_origins <= 1:
            name = "no-second-origin"
        else:
            return []
        searched = Searched(self.read.queries, self.read.source_ids)
        return [Statement(section=Section.UNKNOWN, text=self.phrases(name), role="unknown", searched=searched, template=name)]

    def _evidence_of(self, origin: Origin, *, against: bool) -> list[Evidence]:
        wanted = Stance.REFUTES if against else Stance.SUPPORTS
        items = [e for e in self.assessment.evidence if e.origin == origin.key and e.stance is wanted]
        order = {source_id: place for place, source_id in enumerate(origin.sources)}
        return sorted(items, key=lambda e: (e.is_relay, -e.score, order.get(e.citation.source_id, len(order)), e.citation.span))

    def _is_readable(self, item: Evidence) -> bool:
        return self.sources[item.citation.source_id].language == self.phrases.language

    def _who(self, origin: Origin) -> str:
        return self.phrases("stake", name=origin.name) if origin.flags.interested else _closed(origin.name)

    def _carriers(self, items: Sequence[Evidence]) -> str:
        """Carriers with the language of those that the brief's reader may not read."""
        names = []
        for item in items:
            source = self.sources[item.citation.source_id]
            template = "in-language" if len(items) == 1 else "in-language-listed"
            language = self.phrases.language_name(source.language)
            is_foreign = source.language != self.phrases.language
            names.append(self.phrases(template, name=source.shown_name, language=language) if is_foreign else source.shown_name)
        return self.phrases.joined(names)

    def _statement(self, template: str, text: str, items: Sequence[Evidence], origin: Origin, *, role: str) -> Statement:
        """Cites the whole sentence that holds each piece of evidence, and where its source names an origin that it only refers to."""
        citations: dict[Citation, None] = {}
        for item in items:
            source = self.sources[item.citation.source_id]
            sentence = sentence_around(item.citation.span, source)
            is_short = len(sentence.of(source.text).split()) <= MAX_CITED_WORDS and sentence.contains(item.citation.span)
            citation = source.cite(sentence) if is_short else item.citation
            for name in {origin.name, item.attribution.named if item.attribution else ""} - {"", source.shown_name}:
                introduced = introduction(name, source, before=citation.span.start)
                if introduced is not None and not citation.span.overlaps(introduced):
                    citations.setdefault(source.cite(introduced))
            citations.setdefault(citation)
        return self._made(template, text, tuple(citations), role=role)

    def _made(self, template: str, text: str, citations: tuple[Citation, ...], *, role: str) -> Statement:
        section = _SECTIONS[self.assessment.standing]
        if section is Section.UNKNOWN:
            section = Section.ALLEGED
        return Statement(section=section, text=_capitalised(text), citations=citations, role=role, template=template)


def _one_a_source(items: Sequence[Evidence]) -> list[Evidence]:
    """The first piece of evidence of each source."""
    found: dict[str, Evidence] = {}
    for item in items:
        found.setdefault(item.citation.source_id, item)
    return list(found.values())


def _closed(name: str) -> str:
    """A name with an apposition ("Reuters, carried by the Gazette") closes it with a comma before the verb."""
    return f"{name}," if "," in name else name


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]
