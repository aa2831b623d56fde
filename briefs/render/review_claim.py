"""One claim on the review page: what an editor decides on, with the evidence beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from briefs.domain import Assessment, Brief, Citation, Origin, WordingVerdict
from briefs.render.blocks import Block, ClaimLink, Content, Folded, Group, Heading, Item, Listing, Notes, Paragraph, Text
from briefs.render.claim_layout import ClaimLayout
from briefs.render.contexts import Context, Contexts, Place, place
from briefs.render.notes import NoteBook
from briefs.render.overview import OVERVIEW_ANCHOR, change_rows, claim_anchor, verdict
from briefs.render.review_article import ArticleLayout, article_anchor, spaced

_NO_CONTEXTS: Mapping[Place, Context] = {}


@dataclass
class ContextBook(NoteBook):
    """Notes that show cited words inside what stands around them in the source."""

    contexts: Contexts = field(default_factory=lambda: _NO_CONTEXTS)

    def _quoted(self, citation: Citation, language: str, *, is_verbatim: bool = True) -> Content:
        quoted = super()._quoted(citation, language, is_verbatim=is_verbatim)
        context = self.contexts.get(place(citation))
        if context is None:
            return quoted
        before, after = (tuple(spaced(text, self.shown, "context", language)) for text in (context.before, context.after))
        return (*before, *quoted, *after)


@dataclass(frozen=True)
class ReviewClaimLayout(ClaimLayout):
    """The parts of a claim that `ClaimLayout` makes, in the order in which an editor asks: how it stands and who says so, what would
    change that, what the article must change, what the brief says and where it is written, whence it comes, what was withheld and why."""

    article: ArticleLayout

    def lay_out(self, number: int, brief: Brief) -> Group:
        """The section of one brief."""
        claim, assessment = brief.claim, brief.assessment
        top: list[Block] = [
            Heading(2, (Text(self.shown(claim.text)),), kicker=self.words("claim_heading", number=number)),
            Paragraph(tuple(self._standing(assessment)), role="standing"),
            Paragraph((Text(self._origins(assessment)),), role="origins"),
            *self._not_counted(assessment),
        ]
        if assessment.would_change:
            change = (Text(self.words("would_change"), "label"), Text(" " + self.shown(assessment.would_change)))
            top.append(Paragraph(change, role="would-change"))
        if not brief.is_publishable:
            reason = self.shown(brief.not_publishable_because)
            top.append(Paragraph((Text(self.words("not_publishable_claim", reason=reason), "strong"),), role="warning"))
        if brief.note and self.words.has(f"note_{brief.note}"):
            top.append(Paragraph((Text(self.words(f"note_{brief.note}")),), role="small"))
        top += self._in_article(number, brief)
        # laid out in the order of reading, so that the notes' numbers rise
        said: list[Block] = [*self._statements(brief), *self._reply(brief), *self._unknown(brief)]
        reasons = self._reasons(brief)
        more = [*self._lineage(assessment), *self._withheld_open(brief), *reasons]
        notes = self.book.notes(claim.id)
        evidence: tuple[Block, ...] = (Notes(self.words("review_evidence"), notes, self.words("note_back")),) if notes else ()
        beside = Group((Group(tuple(said), role="said"), *(Group((block,), role="evidence") for block in evidence)), role="beside")
        return Group(
            (*top, beside, *more),
            anchor=claim_anchor(number),
            role=f"claim {assessment.standing.value}",
            up=self.words("to_overview"),
            up_anchor=OVERVIEW_ANCHOR,
        )

    def _in_article(self, number: int, brief: Brief) -> list[Block]:
        blocks: list[Block] = []
        around = self.article.around(number, brief)
        if around:
            link = ClaimLink(self.words("review_in_article"), article_anchor(number), "jump")
            blocks.append(Paragraph((Text(self.words("in_article"), "label"), Text(" "), *around, Text(" "), link), role="in-article"))
        else:
            blocks.append(Paragraph((Text(self.words("review_not_in_article")),), role="small"))
        if brief.wording.verdict is not WordingVerdict.SOUND:
            item = Item((verdict(brief, self.words),), change_rows(brief, self.words, self.shown, self.book))
            blocks.append(Group((Listing((item,), role="changes"),), role="changes"))
        return blocks

    def _lineage(self, assessment: Assessment) -> list[Block]:
        """A tree: each origin with its stake and independence, how it was found, then the sources that carry it."""
        items = tuple(self._branch(origin) for origin in assessment.origins)
        return [Folded(self.words("lineage_heading"), (Listing(items, role="lineage"),), is_open=True)] if items else []

    def _branch(self, origin: Origin) -> Item:
        relays = set(origin.relays)
        traits = [self.words(f"lineage_{origin.stance.value}"), self.words(f"review_independent_{origin.independent}")]
        if not origin.flags.interested:
            traits.append(self.words("review_no_stake"))
        own = tuple(Item((Text(self._place(origin, source)),)) for source in origin.sources if source not in relays)
        carried = tuple(Item((Text(self.words("lineage_carries", source=self.book.named(source))),)) for source in origin.relays)
        why = (Item((Text(self.shown(origin.why), "why"),)),) if origin.why else ()
        return Item((Text(self._origin(origin), "strong"), Text(f" — {'; '.join(traits)}")), (*why, *own, *carried))

    def _withheld_open(self, brief: Brief) -> list[Block]:
        """The sentences that did not pass are work for an editor: they are not folded away."""
        return [
            Folded(block.title, block.blocks, block.level, is_open=True) for block in self._withheld(brief) if isinstance(block, Folded)
        ]
