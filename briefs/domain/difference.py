"""What differs between two documents about one article: claims, their standings with the reasons, their sentences, and the sources."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from briefs.domain.briefs import ArticleWording, Brief, Document, Statement
from briefs.domain.sources import Source
from briefs.domain.standing import Reason, Standing

_ALIKE = 0.75
"""From which ratio (`difflib`) on a claim that is gone and one that is new are one claim in other words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimChange:
    """One claim that both documents hold, and what of its brief differs."""

    before: Brief
    after: Brief
    reasons: tuple[Reason, ...] = ()
    """Why the standing is another one: reasons that only the later brief has, or all of its reasons when it has no new one; empty while
    the standing is the same."""
    sentences_added: tuple[Statement, ...] = ()
    sentences_removed: tuple[Statement, ...] = ()
    withheld_added: tuple[Statement, ...] = ()
    withheld_removed: tuple[Statement, ...] = ()
    origins_added: tuple[str, ...] = ()
    origins_removed: tuple[str, ...] = ()

    @property
    def standings(self) -> tuple[Standing, Standing]:
        """Before and after."""
        return self.before.assessment.standing, self.after.assessment.standing

    @property
    def is_reworded(self) -> bool:
        """Whether the claim itself has other words."""
        return self.before.claim.text != self.after.claim.text

    @property
    def wordings(self) -> tuple[ArticleWording, ArticleWording] | None:
        """What must change in the article, before and after; None when that is the same."""
        before, after = self.before.wording, self.after.wording
        is_same = (before.verdict, before.fault_text, before.proposal) == (after.verdict, after.fault_text, after.proposal)
        return None if is_same else (before, after)

    @property
    def publishable_changed(self) -> bool:
        """Whether one of the two may be published and the other not."""
        return self.before.is_publishable != self.after.is_publishable

    @property
    def is_seen(self) -> bool:
        """Whether a reader would see a difference."""
        before, after = self.standings
        lists = (self.sentences_added, self.sentences_removed, self.withheld_added, self.withheld_removed)
        origins = (self.origins_added, self.origins_removed)
        return before is not after or self.is_reworded or self.wordings is not None or self.publishable_changed or any((*lists, *origins))

    @property
    def breaks_approval(self) -> bool:
        """Whether the hash differs that an editor's approval binds to."""
        return self.before.sha256 != self.after.sha256


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Everything that differs."""

    article_changed: bool
    as_of: tuple[str, str]
    claims_added: tuple[Brief, ...]
    claims_removed: tuple[Brief, ...]
    changes: tuple[ClaimChange, ...]
    """Claims that both hold and whose brief differs, in the order of the later document."""
    unchanged: int
    """How many claims have the same brief, hash and all."""
    sources_added: tuple[Source, ...]
    sources_removed: tuple[Source, ...]
    sources_changed: tuple[Source, ...]
    """Of the later document; their text is another one."""

    @property
    def is_empty(self) -> bool:
        """Whether article, briefs and sources are the same."""
        lists = (self.claims_added, self.claims_removed, self.changes, self.sources_added, self.sources_removed, self.sources_changed)
        return not self.article_changed and not any(lists)


def compare(before: Document, after: Document) -> Difference:
    """What the later document has that the earlier had not, and the reverse. Claims are paired by their id, then by like words."""
    pairs, added, removed = _pairs(before.briefs, after.briefs)
    changes = tuple(compare_briefs(old, new) for old, new in pairs if _differs(old, new))
    old_sources, new_sources = ({source.id: source for source in document.sources} for document in (before, after))
    return Difference(
        article_changed=before.article.sha256 != after.article.sha256 or before.article.title != after.article.title,
        as_of=(before.as_of, after.as_of),
        claims_added=added,
        claims_removed=removed,
        changes=changes,
        unchanged=len(pairs) - len(changes),
        sources_added=tuple(source for source in after.sources if source.id not in old_sources),
        sources_removed=tuple(source for source in before.sources if source.id not in new_sources),
        sources_changed=tuple(s for s in after.sources if s.id in old_sources and old_sources[s.id].sha256 != s.sha256),
    )


def compare_briefs(before: Brief, after: Brief) -> ClaimChange:
    """What of one claim's brief differs."""
    old, new = before.assessment, after.assessment
    reasons: tuple[Reason, ...] = ()
    if old.standing is not new.standing:
        known = {(reason.rule, reason.text) for reason in old.reasons}
        reasons = tuple(reason for reason in new.reasons if (reason.rule, reason.text) not in known) or new.reasons
    old_withheld, new_withheld = (tuple(item.statement for item in brief.report.withheld) for brief in (before, after))
    old_names, new_names = ([origin.name for origin in assessment.origins] for assessment in (old, new))
    return ClaimChange(
        before=before,
        after=after,
        reasons=reasons,
        sentences_added=_only_in(after.report.passed, before.report.passed),
        sentences_removed=_only_in(before.report.passed, after.report.passed),
        withheld_added=_only_in(new_withheld, old_withheld),
        withheld_removed=_only_in(old_withheld, new_withheld),
        origins_added=tuple(name for name in new_names if name not in old_names),
        origins_removed=tuple(name for name in old_names if name not in new_names),
    )


def _pairs(before: Sequence[Brief], after: Sequence[Brief]) -> tuple[list[tuple[Brief, Brief]], tuple[Brief, ...], tuple[Brief, ...]]:
    """(pairs in the order of the later, those only there, those only in the earlier)."""
    left = {brief.claim.id: brief for brief in before}
    found: dict[str, Brief] = {}
    for brief in after:
        if brief.claim.id in left:
            found[brief.claim.id] = left.pop(brief.claim.id)
    for brief in after:
        if brief.claim.id in found or not left:
            continue
        ratio, best = max(
            (SequenceMatcher(None, old.claim.text, brief.claim.text, autojunk=False).ratio(), key) for key, old in left.items()
        )
        if ratio >= _ALIKE:
            found[brief.claim.id] = left.pop(best)
    pairs = [(found[brief.claim.id], brief) for brief in after if brief.claim.id in found]
    return pairs, tuple(brief for brief in after if brief.claim.id not in found), tuple(left.values())


def _differs(before: Brief, after: Brief) -> bool:
    # the advice on the article's wording is no part of the hash
    return before.sha256 != after.sha256 or ClaimChange(before=before, after=after).wordings is not None


def _only_in(these: Sequence[Statement], others: Sequence[Statement]) -> tuple[Statement, ...]:
    known = {(statement.section, statement.text) for statement in others}
    return tuple(statement for statement in these if (statement.section, statement.text) not in known)
