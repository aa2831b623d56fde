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
from briefs.draft.clauses import content_clause, whole_sentence
from briefs.draft.phrases import Phrases, load_phrases

MAX_SUPPORTING = 3
MAX_AGAINST = 2
MAX_WORDS = 120
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
        support = [o for o in self._ranked() if o.stance is not Stance.REFUTES][:MAX_SUPPORTING]
        against = [o for o in self._ranked() if o.stance is Stance.REFUTES][:MAX_AGAINST]
        told = [self._origin(origin, against=False) for origin in support]
        told += [self._origin(origin, against=True) for origin in against]
        found = [statement for statement in told if statement is not None]
        if found:
            found[0] = replace(found[0], role="lead")
        return [*found, *self._could_not_verify(), *self._no_comment(), *self._unknown()]

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
            return self._statement("denies", self.phrases("denies", who=self._who(origin)), [denial], role="denial")
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
            distant = self.assessment.standing is not Standing.CONFIRMED and not item.about_statement
            name = "against-says" if against else "claims" if distant and origin.flags.interested else "says"
            return name, self.phrases(name, who=self._who(origin), content=clause)
        sentence = whole_sentence(item, source)
        if sentence is None:
            return None
        name = "against-reports" if against else "reports"
        return name, self.phrases(name, who=source.shown_name, sentence=sentence)

    def _with_relays(self, origin: Origin, template: str, text: str, item: Evidence, items: Sequence[Evidence], *, role: str) -> Statement:
        """The sentence with what belongs to it: that it confirms a statement only, and who carries the same."""
        cited = [item]
        if self.assessment.kind is ClaimKind.STATEMENT and self.assessment.standing is Standing.CONFIRMED and template == "says":
            text = self.phrases("statement-only", sentence=text.rstrip(".")).rstrip()
        others = _one_a_source([other for other in items if other.citation.source_id != item.citation.source_id])
        carriers = [other for other in others if other.is_relay]
        if carriers and item.is_relay:
            names = [self._carrier(other) for other in carriers]
            text = self.phrases("carried", count=len(names), sentence=text.rstrip("."), carriers=self.phrases.joined(names))
            cited += carriers
        return self._statement(template, text, cited, role=role)

    def _foreign(self, origin: Origin, items: Sequence[Evidence], *, role: str) -> Statement:
        """Relays in another language assert only who carries whom."""
        relays = _one_a_source(items)
        carriers = self.phrases.joined([self._carrier(item) for item in relays])
        own = {self.sources[item.citation.source_id].shown_name for item in relays}
        if origin.name and origin.name not in own:
            text = self.phrases("foreign", count=len(relays), carriers=carriers, holder=origin.name)
            return self._statement("foreign", text, relays, role=role)
        return self._statement(
            "foreign-unattributed", self.phrases("foreign-unattributed", count=len(relays), carriers=carriers), relays, role=role
        )

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
        if origin.flags.interested:
            return self.phrases("stake", name=origin.name)
        return origin.name

    def _carrier(self, item: Evidence) -> str:
        source = self.sources[item.citation.source_id]
        if source.language == self.phrases.language:
            return source.shown_name
        return self.phrases("in-language", name=source.shown_name, language=self.phrases.language_name(source.language)).rstrip(",")

    def _statement(self, template: str, text: str, items: Sequence[Evidence], *, role: str) -> Statement:
        return self._made(template, text, tuple(item.citation for item in items), role=role)

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


def _capitalised(text: str) -> str:
    return text[:1].upper() + text[1:]
