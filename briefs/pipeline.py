"""The whole job on one screen: an article and its sources in, checked briefs out."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from briefs.assess import CorpusAnalysis, Policy, assess_claim
from briefs.domain import (
    Article,
    Assessment,
    Brief,
    Claim,
    Corpus,
    Document,
    Draft,
    PartialDate,
    Passage,
    ReadRecord,
    Skipped,
    Source,
)
from briefs.draft import judge_wording
from briefs.errors import BriefsError
from briefs.ports import Hit
from briefs.retrieve import Search
from briefs.verify import check_draft, make_brief

Progress = Callable[[str, int, int], None]
PASSAGES_PER_CLAIM = 20
"""Hits read for a claim of a larger corpus, each a passage with its neighbours: how much of the evidence they hold is measured in
benchmarks/README.md."""

READ_WHOLE = 64
"""A corpus of no more passages than this is read whole for every claim: searching it would leave out little and cost a model's time."""

_log = logging.getLogger(__name__)


class DraftWriter(Protocol):
    """Writes the unchecked sentences of one claim: the extractive drafter, or a chain over a model."""

    def __call__(
        self, claim: Claim, assessment: Assessment, sources: Mapping[str, Source], *, read: ReadRecord, language: str
    ) -> Draft: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What the claims of one article are checked with."""

    corpus: Corpus
    sources: Mapping[str, Source]
    passages: Sequence[Passage]
    search: Search | None
    """May be None when there are at most `READ_WHOLE` passages."""
    analysis: CorpusAnalysis
    policy: Policy
    as_of: PartialDate
    write_draft: DraftWriter
    language: str = "en"
    likeness: Callable[[str, str], float] | None = None
    """Cosine of a claim and a sentence by an embedding model, for the stance; None judges by words alone."""


def brief_article(article: Article, claims: Sequence[Claim], desk: Desk, *, on_progress: Progress) -> Document:
    """Brief every check-worthy claim; a claim that fails is listed as a failure and the others go on."""
    briefs: list[Brief] = []
    skipped: list[Skipped] = []
    for number, claim in enumerate(claims):
        on_progress("Checking claims", number, len(claims))
        if claim.skip_reason:
            skipped.append(Skipped(claim, claim.skip_reason))
            continue
        try:
            briefs.append(brief_claim(claim, article, desk))
        except BriefsError as error:
            skipped.append(Skipped(claim, f"not processed: {error}", is_failure=True))
        except Exception as error:  # noqa: BLE001 - one claim's fault must not lose the others; it is listed and ends in exit 4
            _log.exception("claim %s failed", claim.id)
            skipped.append(Skipped(claim, f"not processed: internal error ({type(error).__name__})", is_failure=True))
    on_progress("Checking claims", len(claims), len(claims))
    return Document(
        article=article,
        as_of=str(desk.as_of),
        briefs=tuple(briefs),
        skipped=tuple(skipped),
        sources=desk.corpus.sources,
        left_out=desk.corpus.left_out,
        language=desk.language,
    )


def brief_claim(claim: Claim, article: Article, desk: Desk) -> Brief:
    """Retrieve, assess, draft, verify: one claim."""
    hits = _read(claim, article, desk)
    read = _read_record(claim, hits)
    assessment = assess_claim(
        claim, hits, analysis=desk.analysis, as_of=desk.as_of, policy=desk.policy, article=article, similarity=desk.likeness
    )
    wording = judge_wording(article, claim, assessment, desk.sources, language=desk.language)
    draft = desk.write_draft(claim, assessment, desk.sources, read=read, language=desk.language)
    report = check_draft(draft, claim=claim, assessment=assessment, sources=desk.sources, read=read, language=desk.language)
    return make_brief(claim, assessment, wording, report, read)


def _read(claim: Claim, article: Article, desk: Desk) -> Sequence[Hit]:
    if desk.search is None or len(desk.passages) <= READ_WHOLE:
        return [Hit(passage, 0.0) for passage in desk.passages]
    about = f"{article.title}\n\n{article.text}"
    return desk.search.search(claim.text, k=PASSAGES_PER_CLAIM, as_of=desk.as_of, context=about)


def _read_record(claim: Claim, hits: Sequence[Hit]) -> ReadRecord:
    return ReadRecord(
        queries=(claim.text,),
        passages=tuple(hit.passage.id for hit in hits),
        source_ids=tuple(sorted({hit.passage.source_id for hit in hits})),
    )
