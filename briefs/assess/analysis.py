"""What is known of the sources before any claim is asked: readings, attributions, authors, copies, names merged.

The analysis of one source depends on that source alone and is cached; only copies, name merging and word rarity need the whole corpus.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from briefs import language as lang
from briefs.assess.asserters import Registry, describe_speaker, learn_bodies
from briefs.assess.attribution import find_attributions
from briefs.assess.parties import Party
from briefs.assess.publishers import Authorship, family_of, read_authorship
from briefs.assess.reading import Reading, read_sentences
from briefs.assess.stance import Rarity, measure_rarity
from briefs.domain import Article, Attribution, Source

COPY_THRESHOLD = 0.5
"""Share of the shorter text's five-word shingles that makes two texts copies (wire copy is cut and retouched, never rewritten whole)."""
ARTICLE_THRESHOLD = 0.7


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceAnalysis:
    """One source, read."""

    source: Source
    authorship: Authorship
    readings: tuple[Reading, ...]
    attributions: tuple[Attribution, ...]
    descriptions: tuple[str, ...]
    """For each attribution the apposition beside its speaker, "" for none."""
    names: tuple[str, ...]
    """Every name in it, title and publisher included."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CorpusAnalysis:
    """All sources, read, with what only the whole shows."""

    by_id: dict[str, SourceAnalysis]
    rarity: Rarity
    registry: Registry
    copy_group: dict[str, str]
    """Source id -> id of the source it is a copy of (the best witness of the group); itself when it is no copy."""
    is_the_article: frozenset[str]
    """Ids of sources that are the article under check: never evidence."""
    parties: tuple[Party, ...]


def analyse_corpus(sources: Sequence[Source], *, article: Article | None = None, parties: Sequence[Party] | None = None) -> CorpusAnalysis:
    """Read the sources. Order does not matter; an empty corpus gives an analysis that knows nothing."""
    analyses = {source.id: analyse_source(source) for source in sources}
    registry = Registry()
    pairs = [
        (attribution.speaker, description, item.source.language)
        for item in analyses.values()
        for attribution, description in zip(item.attributions, item.descriptions, strict=True)
    ]
    for item in analyses.values():
        registry.canonical(item.authorship.author)
    for attribution in (a for item in analyses.values() for a in item.attributions):
        if attribution.named:
            for mention in lang.find_names(attribution.named, "en"):
                registry.canonical(mention.span.of(attribution.named))
    learn_bodies(registry, pairs)
    return CorpusAnalysis(
        by_id=analyses,
        rarity=measure_rarity([reading for item in analyses.values() for reading in item.readings]),
        registry=registry,
        copy_group=_group_copies(list(analyses.values())),
        is_the_article=_same_as_article(analyses, article),
        parties=tuple(parties or ()),
    )


@lru_cache(maxsize=8192)
def analyse_source(source: Source) -> SourceAnalysis:
    """Read one source; cached by its whole value."""
    text_language = source.language if source.language != "und" else lang.detect_language(source.text) if source.text.strip() else "und"
    readings = read_sentences(source.text, text_language) if source.text.strip() else ()
    attributions = find_attributions(source)
    authorship = read_authorship(source)
    title_names = [mention.span.of(source.title) for mention in lang.find_names(source.title, text_language)]
    names = dict.fromkeys([*title_names, *(name for reading in readings for name in reading.names), authorship.author])
    return SourceAnalysis(
        source=source,
        authorship=authorship,
        readings=readings,
        attributions=attributions,
        descriptions=tuple(
            describe_speaker(source.text, a.speaker_span.start, a.speaker_span.end) if a.speaker_span else "" for a in attributions
        ),
        names=tuple(names),
    )


def _group_copies(items: list[SourceAnalysis]) -> dict[str, str]:
    """Near-verbatim copies, joined to groups; the member whose author is named (not a mere carrier), then the earliest, stands for the group."""
    parent = {item.source.id: item.source.id for item in items}

    def root(name: str) -> str:
        while parent[name] != name:
            name = parent[name]
        return name

    order = {item.source.id: index for index, item in enumerate(sorted(items, key=_witness_order))}
    for pair in lang.near_duplicates({item.source.id: item.source.text for item in items}, threshold=COPY_THRESHOLD):
        a, b = sorted((root(pair.a), root(pair.b)), key=lambda name: order[name])
        parent[b] = a
    return {name: root(name) for name in parent}


def _witness_order(item: SourceAnalysis) -> tuple[bool, bool, str, str]:
    author = item.authorship
    published = str(item.source.published_at) if item.source.published_at else "9999"
    return (author.is_unnamed, not author.is_agency, published, item.source.id)


def _same_as_article(analyses: dict[str, SourceAnalysis], article: Article | None) -> frozenset[str]:
    if article is None:
        return frozenset()
    url = _canonical_url(article.url)
    found = {name for name, item in analyses.items() if url and _canonical_url(item.source.url) == url}
    mine = lang.shingles(article.text)
    for name, item in analyses.items():
        theirs = lang.shingles(item.source.text)
        if theirs and mine and len(mine & theirs) >= ARTICLE_THRESHOLD * min(len(mine), len(theirs)):
            found.add(name)
    return frozenset(found)


def _canonical_url(url: str | None) -> str:
    """Host and path without scheme, www, query, fragment and trailing slash; "" for none."""
    if not url:
        return ""
    bare = url.split("#", 1)[0].split("?", 1)[0].casefold()
    return bare.split("://", 1)[-1].removeprefix("www.").removeprefix("amp.").removesuffix("/amp").rstrip("/")


def same_newsroom(a: SourceAnalysis, b: SourceAnalysis) -> bool:
    """Whether two sources have one author: the same newsroom, owner or agency."""
    return family_of(a.authorship.author) == family_of(b.authorship.author)
