"""One claim's part of the page: standing and origins first, then what is said of it, then the grounds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from briefs.domain import Assessment, Brief, Origin, Section, Stance, Standing, Statement
from briefs.language import names_corefer
from briefs.render.blocks import Block, Folded, Group, Heading, Inline, Item, Listing, Notes, Paragraph, Text
from briefs.render.notes import NoteBook
from briefs.render.overview import OVERVIEW_ANCHOR, change_of, claim_anchor
from briefs.render.plain import Redaction
from briefs.render.strings import Strings

_MOST_NAMES = 5
_FIRST_NAMES = 3


@dataclass(frozen=True)
class ClaimLayout:
    """Lays out claims with one set of words and one book of notes."""

    words: Strings
    shown: Redaction
    book: NoteBook

    def lay_out(self, number: int, brief: Brief) -> Group:
        """The section of one brief."""
        claim, assessment = brief.claim, brief.assessment
        blocks: list[Block] = [
            Heading(2, (Text(self.shown(claim.text)),), kicker=self.words("claim_heading", number=number)),
            Paragraph(tuple(self._standing(assessment)), role="standing"),
            Paragraph((Text(self._origins(assessment)),), role="origins"),
            *self._not_counted(assessment),
        ]
        if not brief.is_publishable:
            reason = self.shown(brief.not_publishable_because)
            blocks.append(Paragraph((Text(self.words("not_publishable_claim", reason=reason), "strong"),), role="warning"))
        if brief.note and self.words.has(f"note_{brief.note}"):
            blocks.append(Paragraph((Text(self.words(f"note_{brief.note}")),), role="small"))
        blocks += self._statements(brief)
        blocks += change_of(brief, self.words, self.shown, self.book)
        blocks += self._reply(brief)
        blocks += self._unknown(brief)
        blocks += self._lineage(assessment)
        blocks += self._reasons(brief)
        blocks += self._withheld(brief)
        notes = self.book.notes(claim.id)
        if notes:
            blocks.append(Notes(self.words("notes_heading"), notes, self.words("note_back")))
        return Group(
            tuple(blocks),
            anchor=claim_anchor(number),
            role=f"claim {assessment.standing.value}",
            up=self.words("to_overview"),
            up_anchor=OVERVIEW_ANCHOR,
        )

    def _standing(self, assessment: Assessment) -> list[Inline]:
        standing = assessment.standing
        parts: list[Inline] = [
            Text(self.words("standing_label"), "label"),
            Text(" "),
            Text(self.words(f"standing_{standing.value}"), "strong"),
        ]
        clauses = []
        if standing is Standing.CONFIRMED and assessment.confirmed_by:
            clauses.append(self.words("confirmed_by", names=self._names(assessment.confirmed_by)))
        elif assessment.holders:
            key = {Standing.REFUTED: "still_held_by", Standing.DISPUTED: "disputed_by"}.get(standing, "held_by")
            clauses.append(self.words(key, names=self._names(assessment.holders)))
        if assessment.denied_by:
            clauses.append(self.words("denied_by", names=self._names(assessment.denied_by)))
        return [*parts, Text(("; " if clauses else "") + "; ".join(clauses) + ".")]

    def _names(self, names: Iterable[str]) -> str:
        """The names as a list; of more than five the first three and how many more: an editor reads no twelve outlets in a row."""
        shown = [self.shown(name) for name in names]
        if len(shown) <= _MOST_NAMES:
            return self.words.listed(shown)
        first, more = shown[:_FIRST_NAMES], len(shown) - _FIRST_NAMES
        return self.words("names_and_more", names=", ".join(first), count=more)

    def _origins(self, assessment: Assessment) -> str:
        """Never the count alone: who the origins are, and how many have no stake."""
        count = assessment.independent_origins
        if not count:
            return self.words("origins_none")
        counted, _ = _counted(_of(assessment, Stance.SUPPORTS), count)
        stake = assessment.origins_without_stake
        without_stake = self.words("stake_none" if not stake else "stake_one" if stake == 1 else "stake_many", count=stake)
        key = "origins_one" if count == 1 else "origins_many"
        return self.words(key, count=count, names="; ".join(self._origin(o) for o in counted)) + f"; {without_stake}."

    def _not_counted(self, assessment: Assessment) -> list[Block]:
        """Who else asserts it, and who is against it: one a line."""
        _, others = _counted(_of(assessment, Stance.SUPPORTS), assessment.independent_origins)
        rows = (
            ("origins_others", [self._origin(origin, says_independence=True) for origin in others]),
            ("origins_against", [self._origin(origin) for origin in _of(assessment, Stance.REFUTES)]),
        )
        items = []
        for key, names in rows:
            label = Text(self.words(key), "label")
            if len(names) == 1:
                items.append(Item((label, Text(f" {names[0]}."))))
            elif names:
                items.append(Item((label,), tuple(Item((Text(name),)) for name in names)))
        return [Listing(tuple(items), role="origins")] if items else []

    def _origin(self, origin: Origin, *, says_independence: bool = False) -> str:
        traits = [self.shown(origin.name)]
        flags = origin.flags
        if origin.description:
            traits.append(self.shown(origin.description))
        if flags.interested and self.words("flag_interested").casefold() not in origin.description.casefold():
            traits.append(self.words("flag_interested"))
        for is_set, key in (
            (flags.anonymous, "flag_anonymous"),
            (flags.primary_record, "flag_primary_record"),
            (flags.first_hand and not flags.primary_record, "flag_first_hand"),
            (flags.admission, "flag_admission"),
            (flags.retracted, "flag_retracted"),
        ):
            if is_set:
                traits.append(self.words(key))
        if says_independence and origin.independent in ("no", "undetermined"):
            traits.append(self.words(f"independence_{origin.independent}"))
        return ", ".join(traits)

    def _statements(self, brief: Brief) -> list[Block]:
        """Sentences in one flow a section, the section of the lead first; what is alleged stands apart from what is confirmed."""
        passed = brief.report.passed
        blocks: list[Block] = []
        for section in dict.fromkeys(statement.section for statement in passed if statement.section is not Section.UNKNOWN):
            flow: list[Inline] = []
            for statement in passed:
                if statement.section is section:
                    flow += self._sentence(statement, brief.claim.id)
            if flow:
                label = Text(self.words(f"section_{section.value}") + ".", f"section {section.value}")
                blocks.append(Paragraph((label, *flow), role="flow"))
        if not passed:
            blocks.append(Paragraph((Text(self.words("no_statement"), "em"),), role="flow"))
        return blocks

    def _sentence(self, statement: Statement, claim_id: str) -> list[Inline]:
        return [Text(" " + self.shown(statement.text)), *self.book.refs(statement.citations, claim_id)]

    def _reply(self, brief: Brief) -> list[Block]:
        assessment, claim_id = brief.assessment, brief.claim.id
        blocks: list[Block] = []
        reply = assessment.reply
        if reply is not None and self.words.has(f"reply_{reply.status}"):
            by = self.shown(reply.by) or self.words("reply_by_unknown")
            text = " " + self.words(f"reply_{reply.status}", by=by) + "."
            blocks.append(
                Paragraph(
                    (Text(self.words("reply_heading"), "label"), Text(text), *self.book.refs(reply.citations, claim_id)), role="small"
                )
            )
        if assessment.unverified_by:
            names = self._names(dict.fromkeys(name for name, _ in assessment.unverified_by))
            refs = self.book.refs((citation for _, citation in assessment.unverified_by), claim_id)
            blocks.append(Paragraph((Text(self.words("unverified_by", names=names) + "."), *refs), role="small"))
        return blocks

    def _unknown(self, brief: Brief) -> list[Block]:
        unknown = [statement for statement in brief.report.passed if statement.section is Section.UNKNOWN]
        if not unknown:
            return []
        items = []
        for statement in unknown:
            content = self._sentence(statement, brief.claim.id)
            if statement.searched is not None and statement.searched.source_ids:
                count = len(statement.searched.source_ids)
                content.append(Text(" " + self.words("searched_one" if count == 1 else "searched", count=count), "why"))
            items.append(Item(tuple(content)))
        return [Heading(3, (Text(self.words("section_unknown")),)), Listing(tuple(items), role="unknown")]

    def _lineage(self, assessment: Assessment) -> list[Block]:
        items = []
        for origin in assessment.origins:
            relays = set(origin.relays)
            own = [Item((Text(self._place(origin, s)),)) for s in origin.sources if s not in relays]
            carried = [Item((Text(self.words("lineage_carries", source=self.book.named(s))),)) for s in origin.relays]
            stance = self.words(f"lineage_{origin.stance.value}")
            items.append(Item((Text(self._origin(origin), "strong"), Text(f" — {stance}")), (*own, *carried)))
        if not items:
            return []
        return [Folded(self.words("lineage_heading"), (Listing(tuple(items), role="lineage"),))]

    def _place(self, origin: Origin, source_id: str) -> str:
        """The origin's own document, or the source in which its knowledge was found."""
        source = self.book.sources.get(source_id)
        is_own = source is not None and names_corefer(source.shown_name, origin.name)
        return self.words("lineage_own" if is_own else "lineage_found", source=self.book.named(source_id))

    def _reasons(self, brief: Brief) -> list[Block]:
        assessment = brief.assessment
        items = [Item((Text(self.shown(r.text)), *self.book.refs(r.citations, brief.claim.id))) for r in assessment.reasons]
        if assessment.would_change:
            items.append(Item((Text(self.words("would_change"), "label"), Text(" " + self.shown(assessment.would_change)))))
        return [Folded(self.words("reasons_heading"), (Listing(tuple(items)),))] if items else []

    def _withheld(self, brief: Brief) -> list[Block]:
        withheld = brief.report.withheld
        if not withheld:
            return []
        items = tuple(
            Item(
                (Text(self.shown(item.statement.text), "withheld"),),
                tuple(Item((Text(self._finding(f.code, f.message, f.words)),)) for f in item.findings),
            )
            for item in withheld
        )
        return [Folded(self.words("withheld_heading", count=len(withheld)), (Listing(items, role="withheld"),))]

    def _finding(self, code: str, message: str, fault: str) -> str:
        key = f"finding_{code}"
        text = self.words(key) if self.words.has(key) else self.shown(message)
        return f"{text}: {self.words('quote_open')}{self.shown(fault)}{self.words('quote_close')}" if fault else text


def _of(assessment: Assessment, stance: Stance) -> list[Origin]:
    return [origin for origin in assessment.origins if origin.stance is stance]


def _counted(supporting: list[Origin], count: int) -> tuple[list[Origin], list[Origin]]:
    """The origins that the count stands for, and the other supporting ones: independent ones first, withdrawn ones last."""
    ranked = sorted(supporting, key=lambda origin: (origin.flags.retracted, {"yes": 0, "undetermined": 1}.get(origin.independent, 2)))
    chosen = {id(origin) for origin in ranked[:count]}
    return [o for o in supporting if id(o) in chosen], [o for o in supporting if id(o) not in chosen]
