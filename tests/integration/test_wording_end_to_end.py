"""What must change in an article, over the whole way from files to the document: a figure that was replaced, words that nobody said."""

from __future__ import annotations

from briefs.assess import analyse_corpus, load_policy
from briefs.claims import extract_claims
from briefs.collect import cut_passages
from briefs.domain import Article, ArticleWording, Corpus, PartialDate, Source, SourceKind, WordingVerdict
from briefs.draft import draft_brief
from briefs.pipeline import Desk, brief_article

GUARD = "Karsholm Coast Guard"
ARTICLE = Article(
    text=(
        "The ferry Lindora sank off Karsholm on 3 March 2024. At least 41 people died in the sinking of the ferry Lindora.\n\n"
        'The harbour master, Ilse Brandt, called the crossing "a reckless gamble with the lives of passengers" at a press conference '
        "in Karsholm."
    ),
    language="en",
)


def source(source_id: str, text: str, publisher: str, kind: SourceKind, day: str) -> Source:
    """One collected text."""
    return Source(id=source_id, text=text, publisher=publisher, kind=kind, published_at=PartialDate(day), language="en")


FIRST = source(
    "first",
    "The ferry Lindora sank off Karsholm on 3 March 2024. The Coast Guard counts 41 people dead in the sinking of the ferry Lindora.",
    GUARD,
    SourceKind.OFFICIAL,
    "2024-03-04",
)
REVISED = source(
    "revised",
    "The Karsholm Coast Guard has revised its count. It now puts the number of people who died in the sinking of the ferry Lindora at 36, "
    "after five were found alive on Tern Island.",
    GUARD,
    SourceKind.OFFICIAL,
    "2024-03-19",
)
POST = source(
    "post",
    'The ferry Lindora sank off Karsholm on Sunday. "It was a reckless gamble with the life of every passenger," said Ilse Brandt, '
    "the harbour master, at a press conference in Karsholm.",
    "Karsholm Post",
    SourceKind.OUTLET,
    "2024-03-04",
)


def wordings(*sources: Source) -> dict[str, ArticleWording]:
    """What the document says about the article's wording, by the words at fault."""
    passages = [passage for item in sources for passage in cut_passages(item)]
    desk = Desk(
        corpus=Corpus(sources),
        sources={item.id: item for item in sources},
        passages=passages,
        search=None,
        analysis=analyse_corpus(sources, article=ARTICLE),
        policy=load_policy(),
        as_of=PartialDate("2024-04-01"),
        write_draft=draft_brief,
    )
    document = brief_article(ARTICLE, extract_claims(ARTICLE), desk, on_progress=lambda *_: None)
    assert not any(skipped.is_failure for skipped in document.skipped)
    return {brief.wording.fault_text: brief.wording for brief in document.briefs if brief.wording.fault_text}


def test_replaced_figure_is_outdated() -> None:
    """The coast guard gives another count later: the fix has it, with its day and its words."""
    wording = wordings(FIRST, REVISED, POST)["At least 41 people died in the sinking of the ferry Lindora"]
    assert WordingVerdict.OUTDATED is wording.verdict
    assert "36" in wording.proposal and "19 March 2024" in wording.why
    assert {"revised"} == {citation.source_id for citation in wording.citations}


def test_figure_that_nobody_replaced_is_not_outdated() -> None:
    """The near miss: without the later count."""
    assert WordingVerdict.OUTDATED not in {wording.verdict for wording in wordings(FIRST, POST).values()}


def test_words_that_nobody_said_are_misquoted() -> None:
    """The fix has what was said, without the comma that ends it."""
    wording = wordings(FIRST, POST)["a reckless gamble with the lives of passengers"]
    assert WordingVerdict.MISQUOTED is wording.verdict
    assert '"a reckless gamble with the life of every passenger"' in wording.proposal


def test_words_as_they_were_said_are_not() -> None:
    """The near miss: the same words, in a source that has them so."""
    said = source(
        "said", POST.text.replace("life of every passenger", "lives of passengers"), "Tern Herald", SourceKind.OUTLET, "2024-03-05"
    )
    assert WordingVerdict.MISQUOTED not in {wording.verdict for wording in wordings(FIRST, POST, said).values()}
