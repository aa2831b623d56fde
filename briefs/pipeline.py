"""The whole job on one screen: an article and its sources in, checked briefs out."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Protocol, TypeVar

from briefs.assess import CorpusAnalysis, Policy
from briefs.chain.judging import Found
from briefs.chain.threads import side_by_side
from briefs.docket import Docket, check_docket, open_docket, read_record
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
from briefs.retrieve import Likeness, Search
from briefs.verify import check_draft, make_brief

Progress = Callable[[str, int, int], None]
PASSAGES_PER_CLAIM = 20
"""Hits read for a claim of a larger corpus, each a passage with its neighbours: how much of the evidence they hold is measured in
benchmarks/README.md."""

READ_WHOLE = 64
"""A corpus of no more passages than this is read whole for every claim: searching it would leave out little and cost a model's time."""

_log = logging.getLogger(__name__)
T = TypeVar("T")


class DraftWriter(Protocol):
    """Writes the unchecked sentences of one claim: the extractive drafter, or a chain over a model."""

    def __call__(
        self, claim: Claim, assessment: Assessment, sources: Mapping[str, Source], *, read: ReadRecord, language: str
    ) -> Draft: ...


class SecondOpinion(Protocol):
    """A model's opinion on the evidence of claims; what may come of it is `briefs.chain.judging`."""

    def __call__(self, found: Sequence[Found], sources: Mapping[str, Source]) -> list[Found]: ...


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
    likeness: Likeness | None = None
    """Cosine of a claim and a sentence by an embedding model, for the stance; None judges by words alone."""
    second_opinion: SecondOpinion | None = None
    workers: int = 1
    """Drafts asked for side by side; only a model that is elsewhere makes more than one worth while."""
    here: threading.Lock = field(default_factory=threading.Lock)
    """Held by what reckons in this process: only waiting for a model goes on side by side."""
    as_before: list[str] = field(default_factory=list)
    """Ids of the claims whose docket was known from an earlier run; all others are briefed anew."""


def brief_article(article: Article, claims: Sequence[Claim], desk: Desk, *, on_progress: Progress) -> Document:
    """Brief every check-worthy claim; a claim that fails is listed as a failure and the others go on. Ctrl-C keeps what is finished."""
    results: dict[int, Brief | Skipped] = {n: Skipped(claim, claim.skip_reason) for n, claim in enumerate(claims) if claim.skip_reason}
    is_interrupted = False
    try:
        for number, result in _worked(article, claims, desk, on_progress):
            results[number] = result
    except KeyboardInterrupt:
        is_interrupted = True
        _log.warning("interrupted: %d of %d claims are finished", len(results), len(claims))
    on_progress("Checking claims", len(claims), len(claims))
    left = {n: Skipped(claim, "not processed: interrupted", is_failure=True) for n, claim in enumerate(claims) if n not in results}
    ordered = [result for _, result in sorted({**results, **left}.items())]
    return Document(
        article=article,
        as_of=str(desk.as_of),
        briefs=tuple(result for result in ordered if isinstance(result, Brief)),
        skipped=tuple(result for result in ordered if isinstance(result, Skipped)),
        sources=desk.corpus.sources,
        left_out=desk.corpus.left_out,
        language=desk.language,
        is_interrupted=is_interrupted,
    )


def _worked(article: Article, claims: Sequence[Claim], desk: Desk, on_progress: Progress) -> Iterator[tuple[int, Brief | Skipped]]:
    """Each claim's number and what came of it. Without a model claim after claim; with one, all are assessed first: it is asked about the
    evidence of several together, and drafts are asked for side by side."""
    worked = [(number, claim) for number, claim in enumerate(claims) if not claim.skip_reason]
    if desk.second_opinion is None and desk.workers <= 1:
        for number, claim in worked:
            on_progress("Checking claims", number, len(claims))
            yield number, _guarded(claim, partial(brief_claim, claim, article, desk))
        return
    found: dict[int, Found] = {}
    for number, claim in worked:
        on_progress("Reading sources", len(found), len(worked))
        result = _guarded(claim, partial(look_up, claim, article, desk))
        if isinstance(result, Skipped):
            yield number, result
        else:
            found[number] = result
    if desk.second_opinion is not None:
        on_progress("Judging evidence", 0, len(found))
        found = dict(zip(found, desk.second_opinion(list(found.values()), desk.sources), strict=True))
    numbers = list(found)
    tasks = [partial(_guarded, item.claim, partial(write_up, item, article, desk)) for item in found.values()]
    for done, (place, brief) in enumerate(side_by_side(tasks, workers=desk.workers)):
        on_progress("Checking claims", done, len(tasks))
        yield numbers[place], brief


def _guarded(claim: Claim, work: Callable[[], T]) -> T | Skipped:
    try:
        return work()
    except BriefsError as error:
        return Skipped(claim, f"not processed: {error}", is_failure=True)
    except Exception as error:  # noqa: BLE001 - one claim's fault must not lose the others; it is listed and ends in exit 4
        _log.exception("claim %s failed", claim.id)
        return Skipped(claim, f"not processed: internal error ({type(error).__name__})", is_failure=True)


def brief_claim(claim: Claim, article: Article, desk: Desk) -> Brief:
    """Retrieve, assess, draft, verify: one claim, by rules; what an earlier run made of the same docket is taken over."""
    hits = tuple(_read(claim, article, desk))
    checked, is_kept = check_docket(_docket(claim, hits, article, desk))
    if is_kept:
        desk.as_before.append(claim.id)
    wording = judge_wording(article, claim, checked.assessment, desk.sources, language=desk.language)
    return make_brief(claim, checked.assessment, wording, checked.report, _record(claim, hits))


def look_up(claim: Claim, article: Article, desk: Desk) -> Found:
    """Retrieve and assess."""
    hits = tuple(_read(claim, article, desk))
    docket = _docket(claim, hits, article, desk)
    return Found(claim=claim, hits=hits, assessment=docket.assess(), assess=docket.assess)


def write_up(found: Found, article: Article, desk: Desk) -> Brief:
    """Draft and verify."""
    claim, assessment = found.claim, found.assessment
    docket = _docket(claim, found.hits, article, desk)
    sources, read = docket.sources, docket.read
    draft = desk.write_draft(docket.claim, assessment, sources, read=read, language=desk.language)
    with desk.here:
        wording = judge_wording(article, claim, assessment, desk.sources, language=desk.language)
        report = check_draft(draft, claim=docket.claim, assessment=assessment, sources=sources, read=read, language=desk.language)
        record = _record(claim, found.hits)
        return make_brief(claim, assessment, wording, report, record, note=draft.note, written_by=draft.written_by)


def _docket(claim: Claim, hits: Sequence[Hit], article: Article, desk: Desk) -> Docket:
    return open_docket(
        claim,
        [hit.passage for hit in hits],
        sources=desk.sources,
        analysis=desk.analysis,
        policy=desk.policy,
        language=desk.language,
        article_language=article.language,
        likeness=desk.likeness,
    )


def _read(claim: Claim, article: Article, desk: Desk) -> Sequence[Hit]:
    if desk.search is None or len(desk.passages) <= READ_WHOLE:
        return [Hit(passage, 0.0) for passage in desk.passages]
    about = f"{article.title}\n\n{article.text}"
    return desk.search.search(claim.text, k=PASSAGES_PER_CLAIM, as_of=desk.as_of, context=about)


def _record(claim: Claim, hits: Sequence[Hit]) -> ReadRecord:
    """What was read, best first."""
    return read_record(claim, [hit.passage for hit in hits])
