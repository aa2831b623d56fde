"""Claims: found in an English article, brought by the checker, located in the article."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefs.claims import extract_claims, given_claims, place_claims, read_claims
from briefs.domain import Article
from briefs.errors import ArticleError, BriefsError

TEXT = (
    "Forty barges were sunk at Low Quay in May 2025, according to the Reed Circle, a partisan movement. "
    "The group said its scouts had counted 60 men. Commanders are said to have falsified the log. It is a scandal."
)


def test_attributed_clauses_keep_their_claimant_and_lose_the_frame() -> None:
    """The claim is what is said; who says it stands beside it."""
    claims = {claim.text: claim for claim in extract_claims(Article(text=TEXT))}
    sunk = claims["Forty barges were sunk at Low Quay in May 2025."]
    assert sunk.is_attributed
    assert sunk.claimant is not None
    assert "Reed Circle" in sunk.claimant


def test_hearsay_without_a_name_stays_attributed() -> None:
    """ "Are said to have" is no statement of the article's own."""
    [claim] = [c for c in extract_claims(Article(text=TEXT)) if "falsified" in c.text]
    assert (claim.is_attributed, claim.claimant) == (True, None)


def test_an_opinion_is_skipped_with_a_reason() -> None:
    """What sources cannot settle is not briefed."""
    [claim] = [c for c in extract_claims(Article(text=TEXT)) if "scandal" in c.text]
    assert claim.skip_reason


def test_every_span_lies_in_the_article() -> None:
    """Spans are code points of the article's text."""
    article = Article(text=TEXT)
    assert all(claim.span is not None and claim.span.end <= len(article.text) for claim in extract_claims(article))


@given(st.text(alphabet=st.characters(codec="utf-8", exclude_categories=("Cs",)), min_size=1, max_size=120))
def test_any_text_is_survived(text: str) -> None:
    """Whatever stands in an article, spans stay inside it; another language is refused by name."""
    article = Article(text=text)
    try:
        claims = extract_claims(article)
    except ArticleError:
        return
    assert all(claim.span is None or claim.span.end <= len(text) for claim in claims)


def test_a_german_article_needs_given_claims() -> None:
    """No English rule reads it."""
    with pytest.raises(ArticleError, match="--claims"):
        extract_claims(Article(text="Die Behörde teilte mit, dass vierzig Kähne gesunken seien. Näheres war nicht bekannt.", language="de"))


def test_given_claims_are_placed_where_the_article_says_them() -> None:
    """A checker's claim gets the clause, its claimant and whether the article attributes it."""
    [claim] = place_claims(given_claims(["The Reed Circle's scouts counted 60 men."]), Article(text=TEXT))
    assert claim.span is not None
    assert "60 men" in claim.span.of(TEXT)
    assert claim.is_attributed


def test_a_claim_that_the_article_does_not_make_has_no_place() -> None:
    """Nothing near enough: no span."""
    [claim] = place_claims(given_claims(["A bridge collapsed in Norway in 1987."]), Article(text=TEXT))
    assert claim.span is None


def test_lists_are_read_as_lines_or_json(tmp_path: Path) -> None:
    """Blank lines and comments are no claims; ids of JSON are kept."""
    lines, data = tmp_path / "c.txt", tmp_path / "c.json"
    lines.write_text("# mine\nForty barges were sunk.\n\n", encoding="utf-8")
    data.write_text(json.dumps([{"id": "a1", "text": "Forty barges were sunk."}]), encoding="utf-8")
    assert [claim.text for claim in read_claims(lines)] == ["Forty barges were sunk."]
    assert [claim.id for claim in read_claims(data)] == ["a1"]


@pytest.mark.parametrize(
    "content", ["{", "[]", '[{"id": "a"}]', '[{"id": "a", "text": "x y"}, {"id": "a", "text": "z w"}]', '{"id": "a"}', "[1]"]
)
def test_a_broken_list_is_refused(tmp_path: Path, content: str) -> None:
    """Broken JSON, no claims, a missing text, an id twice, another shape."""
    path = tmp_path / "c.json"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(BriefsError, match=r"c\.json"):
        read_claims(path)
