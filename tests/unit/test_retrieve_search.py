"""Search: what is found, in which order, and what is not."""

from __future__ import annotations

import itertools

import pytest

from briefs.collect import cut_passages
from briefs.domain import PartialDate, Source
from briefs.errors import BriefsError
from briefs.retrieve import Reranker, Search, refresh
from briefs.retrieve.first_look import DEPTH
from briefs.retrieve.fusion import Ranking, fuse
from briefs.retrieve.lexical import TermIndex
from briefs.retrieve.search import CANDIDATES, OTHER_LANGUAGE
from briefs.retrieve.terms import bridges, stems
from briefs.retrieve.windows import WINDOW_WORDS
from tests.builders import a_source
from tests.contract.embedders import WordEmbedder
from tests.contract.memory_index import MemoryIndex

SOURCES = [
    a_source("barges", "The Reed Circle says that forty barges were sunk at Low Quay. The harbour office is silent."),
    a_source("weather", "Rain fell on the hills for three days. The river rose by a metre and a half."),
    a_source("late", "Forty barges were sunk at Low Quay, the ministry says.", published_at=PartialDate("2026-05-02")),
    a_source("undated", "Barges at Low Quay were counted twice.", published_at=None),
    a_source("russian", "Мэр Остравы Тихонов сообщил о 1200 баржах. Он не назвал виновных.", language="ru"),
]
CLAIM = "Forty barges were sunk at Low Quay."


def a_search(sources: list[Source] | None = None, *, reranked: bool = False) -> tuple[Search, WordEmbedder]:
    """A search over these sources, and the embedder that its reranker reads with."""
    sources = sources or SOURCES
    passages = [passage for source in sources for passage in cut_passages(source)]
    index, reader = MemoryIndex(), WordEmbedder()
    refresh(index, WordEmbedder(), passages)
    reranker = Reranker(MemoryIndex(), reader) if reranked else None
    return Search(index, WordEmbedder(), passages, {source.id: source for source in sources}, reranker=reranker), reader


@pytest.mark.parametrize("reranked", [False, True])
def test_the_passage_that_carries_the_claim_comes_first(reranked: bool) -> None:
    """k limits the list, scores fall, and asking twice gives the same."""
    search, _ = a_search(reranked=reranked)
    hits = search.search(CLAIM, k=3)
    assert hits[0].passage.source_id in ("barges", "late")
    assert len(hits) == 3
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert hits == search.search(CLAIM, k=3)


@pytest.mark.parametrize("reranked", [False, True])
def test_sources_after_the_day_are_not_found(reranked: bool) -> None:
    """A source of May is not found as of April; one of that month and an undated one are."""
    search, _ = a_search(reranked=reranked)
    assert "late" not in {hit.passage.source_id for hit in search.search(CLAIM, k=10, as_of=PartialDate("2026-04"))}
    assert {"late", "undated"} <= {hit.passage.source_id for hit in search.search(CLAIM, k=10, as_of=PartialDate("2026-05"))}


@pytest.mark.parametrize("query", ["", "  \n"])
def test_an_empty_query_finds_nothing(query: str) -> None:
    """And neither does k = 0, nor a search over no passages."""
    search, _ = a_search()
    assert search.search(query) == []
    assert search.search(CLAIM, k=0) == []
    assert Search(MemoryIndex(), WordEmbedder(), [], {}).search(CLAIM) == []


def test_a_query_of_stopwords_or_signs_is_no_error() -> None:
    """BM25 has nothing to go by; the vectors answer."""
    search, _ = a_search()
    for query in ("the of and", "!?…", "💥"):
        assert len(search.search(query, k=2)) == 2


def test_repeats_inside_a_source_count_once_and_copies_elsewhere_stay() -> None:
    """The same sentence three times in one source, and once in another: two hits."""
    words = "Forty barges were sunk at Low Quay on the second of May by persons who have not been found until today, and "
    words += "nobody at the harbour office has said who owned them or what they carried."
    text = "\n\n".join([words, "Rain fell on the hills. " * 30, words, "The river rose again. " * 30, words])
    search, _ = a_search([a_source("one", text), a_source("two", words)])
    same = [hit for hit in search.search(CLAIM, k=10) if words in hit.passage.text]
    assert sorted(hit.passage.source_id for hit in same) == ["one", "two"]


def test_a_hit_brings_its_neighbours_as_far_as_a_reader_takes_in() -> None:
    """What the claim rests on stands in the next paragraph: it is found with the hit, the far end of the source is not, and the window
    is one stretch of the source's text."""
    text = "\n\n".join(
        [f"{CLAIM} " + "So it goes on. " * 15, "It can confirm neither. " * 12, *(f"Rain {n} fell. " * 30 for n in range(4))]
    )
    source = a_source("long", text)
    search, _ = a_search([source, SOURCES[1]])
    hit = search.search(CLAIM, k=1)[0]
    assert "It can confirm neither." in hit.passage.text
    assert "Rain 3 fell." not in hit.passage.text
    assert hit.passage.span.of(source.text) == hit.passage.text
    assert len(hit.passage.text.split()) <= WINDOW_WORDS


@pytest.mark.parametrize("reranked", [False, True])
def test_no_words_are_found_twice(reranked: bool) -> None:
    """The windows of one query do not overlap, beyond the sentence that neighbouring passages share, and miss no passage."""
    text = "\n\n".join(f"Barge number {n} was sunk at Low Quay on day {n}, and nobody saw who did it. " * 5 for n in range(9))
    search, _ = a_search([a_source("long", text), *SOURCES], reranked=reranked)
    spans = sorted(hit.passage.span for hit in search.search(CLAIM, k=50) if hit.passage.source_id == "long")
    assert len(spans) > 1
    assert all(before.end <= after.start or after.of(text).startswith("Barge") for before, after in itertools.pairwise(spans))
    assert all(f"day {n}," in " ".join(span.of(text) for span in spans) for n in range(9))


@pytest.mark.parametrize("reranked", [False, True])
def test_the_article_that_a_claim_comes_from_weighs_in(reranked: bool) -> None:
    """Of two passages that say the claim's words alike, the one that shares the article's names comes first."""
    sources = [
        a_source("far", "The mayor denied it again on Tuesday."),
        a_source("near", "The mayor denied it again on Tuesday, Ostrava says."),
    ]
    search, _ = a_search([*sources, *SOURCES], reranked=reranked)
    claim = "The mayor denied it again on Tuesday."
    assert search.search(claim, k=1)[0].passage.source_id == "far"
    context = "Ostrava counts its barges, Ostrava says. Forty went down at Ostrava."
    scores = {hit.passage.source_id: hit.score for hit in search.search(claim, k=9, context=context)}
    alone = {hit.passage.source_id: hit.score for hit in search.search(claim, k=9)}
    assert scores["near"] - alone["near"] > scores["far"] - alone["far"]


def test_a_small_language_is_not_crowded_out() -> None:
    """Among more passages of the claim's language than a ranking names, one in another language without a common word is a candidate."""
    crowd = [a_source(f"crowd-{n}", f"Forty barges were sunk at Low Quay, says witness {n}.") for n in range(DEPTH + 50)]
    search, _ = a_search([*crowd, a_source("other", "Сорок барж затонуло.", language="ru")])
    assert "other" in {hit.passage.source_id for hit in search.search(CLAIM, k=CANDIDATES)}


def test_an_index_that_was_not_refreshed_is_refused() -> None:
    """Never a half-index in use."""
    passages = cut_passages(SOURCES[0])
    with pytest.raises(BriefsError, match="lacks 1 of 1 passages: refresh it"):
        Search(MemoryIndex(), WordEmbedder(), passages, {SOURCES[0].id: SOURCES[0]})


def test_passages_of_the_index_that_are_not_asked_about_are_not_found() -> None:
    """The index may hold more than this search may find, and that takes no place in the list."""
    passages = [passage for source in SOURCES for passage in cut_passages(source)]
    index = MemoryIndex()
    refresh(index, WordEmbedder(), passages)
    some = [passage for passage in passages if passage.source_id != "late"]
    hits = Search(index, WordEmbedder(), some, {source.id: source for source in SOURCES}).search(CLAIM, k=10)
    assert {hit.passage.source_id for hit in hits} == {passage.source_id for passage in some}


def test_the_reranker_reads_a_text_once() -> None:
    """Passages and sentences are embedded at the first query that brings them up and kept; a forgotten text is not kept."""
    search, reader = a_search(reranked=True)
    search.search(CLAIM, k=5)
    read = len(reader.embedded)
    assert SOURCES[0].text in reader.embedded
    assert "The harbour office is silent." in reader.embedded
    search.search("Who sank the barges?", k=5)
    assert len(reader.embedded) == read


def test_the_reranker_forgets_texts_that_left() -> None:
    """Vectors of passages and sentences go when no passage of that text is left."""
    index, reader = MemoryIndex(), WordEmbedder()
    reranker = Reranker(index, reader)
    passages = [passage for source in SOURCES[:2] for passage in cut_passages(source)]
    reranker.cosines(CLAIM, passages, languages=["en", "en"])
    reranker.forget_all_but(passages[:1])
    assert {name.split(":")[0] for name in index.ids()} == {"barges"}


def test_another_language_is_made_up_for_where_a_name_crosses() -> None:
    """The same words score a constant more in another known language when they share a name, and nothing more otherwise."""
    named, plain = "Forty barges were sunk at Low Quay.", "some forty boats went down there"
    sources = [a_source(f"{text[:4]}-{code}", text, language=code) for text in (named, plain) for code in ("en", "ru", "und")]
    search, _ = a_search(sources, reranked=True)
    scores = {hit.passage.source_id: hit.score for hit in search.search("The barges at Low Quay were sunk on a Tuesday.", k=6)}
    assert scores["Fort-ru"] == pytest.approx(scores["Fort-en"] + OTHER_LANGUAGE, abs=1e-4)
    assert scores["Fort-und"] == pytest.approx(scores["Fort-en"], abs=1e-4)
    assert scores["some-ru"] == pytest.approx(scores["some-en"], abs=1e-4)


def test_names_and_figures_cross_languages() -> None:
    """An English claim and a Russian passage share the keys of names, in any case, and the values of figures."""
    english = set(bridges("Mayor Tikhonov of Kharkiv counted 1,200 barges.", "en"))
    russian = set(bridges("По словам Тихонова, мэра Харькова, барж было 1200.", "ru"))
    assert {"@tikhonov", "~krkv", "#1200"} <= english & russian


def test_stems_leave_stopwords_out() -> None:
    """Content words only, by the rules of the language."""
    assert stems("The barges were sinking", "en") == ["barg", "sink"]


def test_ranks_are_fused_by_their_reciprocals() -> None:
    """Two ranks beat one; weights count; equal scores stand by id."""
    fused = fuse([Ranking(["a", "b"]), Ranking(["b", "c"], 0.5)])
    assert fused[0] == ("b", pytest.approx(1 / 22 + 0.5 / 21))
    assert [name for name, _ in fuse([Ranking(["z"]), Ranking(["a"])])] == ["a", "z"]
    assert fuse([]) == []


def test_terms_rank_documents_that_hold_them() -> None:
    """Documents without a term of the query are not named; equal ones stand by id; nothing to index is no error."""
    index = TermIndex(["b", "a", "c"], [["x", "y"], ["x", "y"], ["z"]])
    assert index.best(["x"], 5) == ["a", "b"]
    assert index.best(["x", "x", "z"], 1) == ["c"] or index.best(["z"], 1) == ["c"]
    assert index.best(["unknown"], 5) == []
    assert TermIndex([], []).best(["x"], 5) == []
    assert TermIndex(["a"], [[]]).best(["x"], 5) == []
