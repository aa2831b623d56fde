"""Which briefs of a result may stand where many can read: beside a post in a content management system, or on a public page.

Decided when the job runs, because only then the sources' texts are at hand; kept with the result, and not decided again after an editor's
edit, which adds no source.
"""

from __future__ import annotations

from collections.abc import Iterator

from briefs.chain.restricted import Egress, is_restricted, rests_on_restricted
from briefs.domain import Brief, Citation, Document
from briefs.draft.phrases import load_phrases
from briefs.render.strings import strings

KEPT_BACK = "kept-back"
"""The format under which the ids of claims that stay here are kept with a result."""


def kept_back(document: Document) -> list[str]:
    """Ids of the claims whose briefs stay here: they rest on a source that is confidential, local-only or under embargo, or hold a word
    that only such a source has. The document's sources have their texts."""
    if not any(is_restricted(source) for source in document.sources):
        return []
    resting = resting_on_restricted(document)
    article = document.article
    fixed = (*strings(document.language).entries.values(), *load_phrases(document.language).texts())
    egress = Egress(document.sources, (article.text, article.title, *(brief.claim.text for brief in document.briefs), *fixed))
    held = [brief.claim.id for brief in document.briefs if not all(egress.allows(text) for text in _said(brief))]
    return sorted(resting.union(held))


def resting_on_restricted(document: Document) -> set[str]:
    """Ids of the claims whose briefs rest on a source that is confidential, local-only or under embargo; works without the
    sources' texts."""
    sources = {source.id: source for source in document.sources}
    return {
        brief.claim.id
        for brief in document.briefs
        if rests_on_restricted(brief.assessment, sources)
        or any(c.source_id not in sources or is_restricted(sources[c.source_id]) for c in _cited(brief))
    }


def _cited(brief: Brief) -> Iterator[Citation]:
    yield from brief.wording.citations
    for statement in (*brief.report.passed, *(item.statement for item in brief.report.withheld)):
        yield from statement.citations


def _said(brief: Brief) -> Iterator[str]:
    """The words of a brief that may come from anywhere in the corpus: names are resolved over all of it."""
    assessment, wording = brief.assessment, brief.wording
    yield from (*assessment.holders, *assessment.confirmed_by, *assessment.denied_by)
    for origin in assessment.origins:
        yield from (origin.name, origin.description)
    yield from (statement.text for statement in brief.report.passed)
    yield from (wording.why, wording.proposal)
