"""What is known of the sources before any claim is asked: readings, attributions, authors, copies, names merged.

The analysis of one source depends on that source alone and is cached; only copies, name merging and word rarity need the whole corpus.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from briefs import language as lang
from briefs.assess.analysis_kept import keep_analysis
from briefs.assess.asserters import Registry, describe_speaker, is_called_a_party, is_personal, learn_affiliations
from briefs.assess.attribution import find_attributions
from briefs.assess.publishers import Authorship, family_of, read_authorship
from briefs.assess.reading import Reading, read_sentences, read_stretch
from briefs.assess.stance import Rarity, measure_rarity, same_name
from briefs.assess.states import states_in
from briefs.domain import Article, Attribution, Party, Source, Span

COPY_THRESHOLD = 0.5
"""Share of the shorter text's five-word shingles that makes two texts copies (wire copy is cut and retouched, never rewritten whole)."""
_SHORTEST_COPY = 30
"""Words of a text that can be told for a copy."""
ARTICLE_THRESHOLD = 0.7
WHOLE_CORPUS = 60
"""Sources up to which everything is read at once; parsing costs about 20 ms a source."""
_SHORTEST_REST = 25
_LEAST_REST = 3
"""Words, names and figures."""
_WAR = frozenset({"war", "army", "attack", "missile", "shell", "weapon", "regiment", "capture", "navy", "bomb"})
_WAR_WORDS = 2
_FEW_SOURCES = 3
_STATE_REACH = 28
_QUOTE_MARK = re.compile('["“”„«»]')

Part = tuple[Reading, Attribution | None]
"""A stretch of a sentence with who says it; None is the source's own voice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceAnalysis:
    """One source, read."""

    source: Source
    authorship: Authorship
    readings: tuple[Reading, ...]
    attributions: tuple[Attribution, ...]
    parts: tuple[tuple[Part, ...], ...]
    """For each sentence its stretches by speaker."""
    descriptions: tuple[str, ...]
    """For each attribution the apposition beside its speaker, "" for none."""
    names: tuple[str, ...]
    """Every name in it, title and publisher included, and states as "§state"."""
    main_state: str
    """The state it speaks of most, "" for none: whose ministry an unqualified "ministry" is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CorpusAnalysis:
    """All sources, read, with what only the whole shows."""

    sources: dict[str, Source]
    """Every source, in the order of ids."""
    is_whole: bool
    """Whether all sources are read; a large corpus is read claim by claim."""
    copy_group: dict[str, str]
    """Source id -> id of the source it is a copy of (the best witness of the group); itself when it is no copy."""
    is_the_article: frozenset[str]
    """Ids of sources that are the article under check: never evidence."""
    parties: tuple[Party, ...]
    by_id: dict[str, SourceAnalysis] = field(default_factory=dict)
    """The sources that are read."""
    rarity: Rarity = field(default_factory=lambda: measure_rarity(()))
    registry: Registry = field(default_factory=Registry)
    warring_states: frozenset[str] = frozenset()
    """States at odds in the matter: each is spoken of in most sources, and most sources speak of war. Their officials are parties."""
    states_of_names: dict[str, frozenset[str]] = field(default_factory=dict)
    """Answers of `states_of_name`, kept."""
    party_answers: dict[tuple[str, ...], Party | None] = field(default_factory=dict)
    """Answers of `party_of`, kept: all that a claim's assessment depends on of the list of parties."""


def analyse_corpus(sources: Sequence[Source], *, article: Article | None = None, parties: Sequence[Party] | None = None) -> CorpusAnalysis:
    """Read the sources. Order does not matter; an empty corpus gives an analysis that knows nothing.

    Of a large corpus only copies are found now; its texts are read when a claim's hits ask for them (`focus`).
    """
    ordered = {source.id: source for source in sorted(sources, key=lambda source: source.id)}
    frame = CorpusAnalysis(
        sources=ordered,
        is_whole=len(ordered) <= WHOLE_CORPUS,
        copy_group=_group_copies(list(ordered.values())),
        is_the_article=_same_as_article(ordered, article),
        parties=tuple(parties or ()),
    )
    return _read_sources(frame, list(ordered)) if frame.is_whole else frame


def narrow(analysis: CorpusAnalysis, source_ids: Iterable[str]) -> CorpusAnalysis:
    """The analysis as if the given sources, and those they copy, were the corpus: what a claim is judged by, and nothing else. A small
    corpus stays whole."""
    if analysis.is_whole:
        return replace(analysis, party_answers={})
    wanted = {source_id for source_id in source_ids if source_id in analysis.sources}
    wanted |= {analysis.copy_group[source_id] for source_id in wanted}
    return replace(
        analysis,
        sources={source_id: analysis.sources[source_id] for source_id in sorted(wanted)},
        copy_group={source_id: analysis.copy_group[source_id] for source_id in sorted(wanted)},
        is_the_article=analysis.is_the_article & wanted,
        party_answers={},
    )


def focus(analysis: CorpusAnalysis, source_ids: Iterable[str]) -> CorpusAnalysis:
    """The analysis of the given sources and those they copy, read; a small corpus is read already and returned as it is."""
    if analysis.is_whole:
        return analysis
    narrowed = replace(narrow(analysis, source_ids), party_answers=analysis.party_answers)
    return _read_sources(narrowed, list(narrowed.sources))


def party_of(names: tuple[str, ...], analysis: CorpusAnalysis) -> Party | None:
    """The first listed party that has one of these names."""
    if names not in analysis.party_answers:
        listed = (party for party in analysis.parties if any(same_name(name, other) for name in names for other in party.names))
        analysis.party_answers[names] = next(listed, None)
    return analysis.party_answers[names]


def facts_of(analysis: CorpusAnalysis) -> Iterator[str]:
    """All that an analysis is made from but the parties, as text: two with the same facts give every claim the same assessment where
    `party_of` answers the same."""
    yield f"read whole: {analysis.is_whole}"
    for source_id, source in sorted(analysis.sources.items()):
        yield f"{source!r} copies {analysis.copy_group[source_id]}, is the article: {source_id in analysis.is_the_article}"


def _read_sources(frame: CorpusAnalysis, source_ids: Sequence[str]) -> CorpusAnalysis:
    analyses = {source_id: analyse_source(frame.sources[source_id]) for source_id in source_ids}
    registry = Registry()
    for item in analyses.values():
        registry.canonical(item.authorship.author)
    speakers: dict[tuple[str, str], tuple[str, str, str]] = {}
    for item in analyses.values():
        language = item.source.language
        for attribution in item.attributions:
            phrase = attribution.named or attribution.speaker
            registry.learn_office(phrase, language)
            for mention in lang.find_names(phrase, language):
                name = mention.span.of(phrase)
                registry.canonical(name)
                if is_called_a_party(item.source.text, name, language):
                    registry.learn_party(name)
                if is_personal(name):
                    speakers[name, item.source.id] = (name, item.source.text, language)
    learn_affiliations(registry, speakers.values())
    registry.is_closed = True
    return replace(
        frame,
        by_id=analyses,
        rarity=measure_rarity([reading for item in analyses.values() for reading in item.readings]),
        registry=registry,
        warring_states=_warring_states(list(analyses.values())),
        states_of_names={},
    )


def states_of_name(name: str, analysis: CorpusAnalysis) -> frozenset[str]:
    """States to which the sources say the bearer of a name belongs ("the Russian cruiser N"): those most often named right before it."""
    if states_in(name):
        return frozenset()
    known = analysis.states_of_names.get(name)
    if known is not None:
        return known
    counts: dict[str, int] = {}
    total = 0
    for item in analysis.by_id.values():
        for match in itertools.islice(re.finditer(re.escape(name), item.source.text), 3):
            total += 1
            before = re.split(r"[.;:!?,\n]", item.source.text[max(0, match.start() - _STATE_REACH) : match.start()])[-1]
            for state in states_in(before):
                counts[state] = counts.get(state, 0) + 1
    best = max(counts.values(), default=0)
    found = frozenset(state for state, count in counts.items() if count == best and count >= max(1, 0.15 * total))
    analysis.states_of_names[name] = found
    return found


def is_hearsay(attribution: Attribution, item: SourceAnalysis) -> bool:
    """Whether the source has the words from somebody else than the speaker: they stand inside what another is said to report."""
    spans = [attribution.content, *([attribution.speaker_span] if attribution.speaker_span else [])]
    mine = (item.authorship.author, item.authorship.carrier)
    for other in item.attributions:
        if other is attribution or not all(other.content.contains(span) for span in spans):
            continue
        if not other.speaker or not any(name and lang.names_corefer(name, other.named or other.speaker) for name in mine):
            return True
    return False


@lru_cache(maxsize=8192)
def analyse_source(source: Source) -> SourceAnalysis:
    """Read one source; cached by its whole value, and kept between runs where there is a store."""
    found: SourceAnalysis = keep_analysis(source, _analyse, kind=SourceAnalysis)
    return found


def _analyse(source: Source) -> SourceAnalysis:
    text_language = source.language if source.language != "und" else lang.detect_language(source.text) if source.text.strip() else "und"
    readings = read_sentences(source.text, text_language) if source.text.strip() else ()
    attributions = find_attributions(source)
    authorship = read_authorship(source)
    title_names = [mention.span.of(source.title) for mention in lang.find_names(source.title, text_language)]
    names = dict.fromkeys([*title_names, *(name for reading in readings for name in reading.marks), authorship.author])
    return SourceAnalysis(
        source=source,
        authorship=authorship,
        readings=readings,
        attributions=attributions,
        parts=tuple(tuple(_parts(reading, source.text, attributions)) for reading in readings),
        descriptions=tuple(
            describe_speaker(source.text, a.speaker_span.start, a.speaker_span.end) if a.speaker_span else "" for a in attributions
        ),
        names=tuple(names),
        main_state=_main_state(readings),
    )


def _warring_states(items: Sequence[SourceAnalysis]) -> frozenset[str]:
    """States that most of the sources about a war speak of. Counted among those alone: others beside them change nothing."""
    spoken: dict[str, int] = {}
    at_war = 0
    for item in items:
        concepts = frozenset().union(*(reading.concepts for reading in item.readings))
        if len(concepts & _WAR) < _WAR_WORDS:
            continue
        at_war += 1
        for state in {state for reading in item.readings for state in reading.states}:
            spoken[state] = spoken.get(state, 0) + 1
    if at_war < _FEW_SOURCES:
        return frozenset()
    found = frozenset(state for state, count in spoken.items() if count > at_war / 2)
    return found if len(found) > 1 else frozenset()


def _main_state(readings: Sequence[Reading]) -> str:
    counts: dict[str, int] = {}
    for reading in readings:
        for state in reading.states:
            counts[state] = counts.get(state, 0) + 1
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return ranked[0][0] if ranked and (len(ranked) == 1 or ranked[0][1] > ranked[1][1]) else ""


def _parts(reading: Reading, text: str, attributions: Sequence[Attribution]) -> list[Part]:
    """The sentence's attributed contents, innermost speakers, and what is left of it in the source's own voice."""
    inside = [a for a in attributions if a.content.overlaps(reading.span)]
    if not inside:
        return [(reading, None)]
    parts: list[Part] = []
    covered: list[Span] = []
    for attribution in inside:
        span = Span(max(attribution.content.start, reading.span.start), min(attribution.content.end, reading.span.end))
        nested = [
            b
            for b in inside
            if b is not attribution and b.speaker and attribution.content.contains(b.content) and len(b.content) < len(attribution.content)
        ]
        nested_share = max((len(b.content) for b in nested), default=0) / len(span)
        if attribution.speaker_span:
            covered.append(attribution.speaker_span)
        if attribution.cue:
            covered.append(attribution.cue)
        covered.append(span)
        if nested_share > 0.6:
            continue
        if nested:
            span = _largest_gap(span, [b.content for b in nested] + [b.speaker_span for b in nested if b.speaker_span]) or span
        part = reading if len(span) > 0.9 * len(reading.span) else read_stretch(text, span, reading.language)
        parts.append((part, attribution))
    rest = _largest_gap(reading.span, covered)
    if rest is not None and _says_something(reading := read_stretch(text, rest, reading.language)):
        speakers = {a.named or a.speaker for a in inside}
        # quoted words that the one speaker of the sentence goes on with
        goes_on = inside[-1] if len(speakers) == 1 and _QUOTE_MARK.search(rest.of(text)) and inside[-1].speaker else None
        parts.append((reading, goes_on))
    return parts


def _says_something(rest: Reading) -> bool:
    """Whether what is left of a sentence is more than a trailing phrase (" in its Saturday editions, citing")."""
    return len(rest.terms) + len(rest.names) + len(rest.figures) + len(rest.dates) >= _LEAST_REST


def _largest_gap(whole: Span, covered: list[Span]) -> Span | None:
    gaps, cursor = [], whole.start
    for span in sorted(covered):
        if span.start > cursor:
            gaps.append((cursor, min(span.start, whole.end)))
        cursor = max(cursor, span.end)
    if cursor < whole.end:
        gaps.append((cursor, whole.end))
    best = max(gaps, key=lambda gap: gap[1] - gap[0], default=None)
    if best is None or best[1] - best[0] < _SHORTEST_REST:
        return None
    return Span(*best)


def _group_copies(sources: list[Source]) -> dict[str, str]:
    """Near-verbatim copies, joined to groups; the member whose author is named, then the earliest, stands for the group."""
    parent = {source.id: source.id for source in sources}

    def root(name: str) -> str:
        while parent[name] != name:
            name = parent[name]
        return name

    order = {source.id: index for index, source in enumerate(sorted(sources, key=_witness_order))}
    # two short notes share a phrase of the matter and are no copies of each other
    long = {source.id: source.text for source in sources if len(source.text.split()) >= _SHORTEST_COPY}
    for pair in lang.near_duplicates(long, threshold=COPY_THRESHOLD):
        a, b = sorted((root(pair.a), root(pair.b)), key=lambda name: order[name])
        parent[b] = a
    return {name: root(name) for name in parent}


def _witness_order(source: Source) -> tuple[bool, bool, str, str]:
    author = read_authorship(source)
    published = str(source.published_at) if source.published_at else "9999"
    return (author.is_unnamed, not author.is_agency, published, source.id)


def _same_as_article(sources: dict[str, Source], article: Article | None) -> frozenset[str]:
    if article is None:
        return frozenset()
    url = _canonical_url(article.url)
    found = {name for name, source in sources.items() if url and _canonical_url(source.url) == url}
    found |= {name for name, source in sources.items() if lang.shared_share(article.text, source.text) >= ARTICLE_THRESHOLD}
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
