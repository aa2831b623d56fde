"""Markup for WordPress: the characters that were meant, and our own last state told from a person's edit. What WordPress does with it is
tried in a real one (tests/cms)."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefs.adapters.wordpress import rest_root
from briefs.adapters.wordpress_text import encoded, for_wordpress, is_as_written, mark_of, marked, shape
from briefs.errors import UsageError
from tests.hostile import PAYLOADS

PAGE = '<p>First.</p>\n<h2 id="claim-1">1. A "claim"</h2>\n<p>Said.<sup id="ref-1"><a href="#note-1">1</a></sup></p>\n'
PAGE += '<ol start="1"><li><em id="note-1">The Gazette</em> (<a href="https://gazette.example/a?b=1&amp;c=2">link</a>): “x” '
PAGE += '<a href="#ref-1">back</a></li></ol>'


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\x00\r"), max_size=60))
def test_an_encoded_text_is_the_same_text(text: str) -> None:
    """Blanks collapsed; with no character left that a filter looks for."""
    found = encoded(text)
    # a browser reads numbers of C1 controls as letters of an old code page; they never come out of the renderer
    if not re.search("[\x01-\x08\x0b-\x1f\x7f-\x9f\ufdd0-\ufdef]|[\ufffe\uffff]", text):
        assert html.unescape(found) == re.sub(r"\s+", " ", text)
    assert not set(re.sub(r"&#\d{3,};", "", found)) & set("<>\"'[](){}:;&*_`|@=-/\\$%^~#+!?")
    assert "\n" not in found


@pytest.mark.parametrize(
    ("text", "markup"),
    [
        ('"a"', "&#034;a&#034;"),
        ("9x9 and 10 x 20", "9&#120;9 and 10 &#120; 20"),
        ("x-ray, 0x", "x&#045;ray, 0x"),
        ("so...", "so&#046;&#046;."),
        ("Wordpress", "Word&#112;ress"),
        ("[gallery]", "&#091;gallery&#093;"),
        ("😀 Ж„", "&#128512; Ж„"),
    ],
)
def test_what_a_filter_would_change_is_written_as_a_number(text: str, markup: str) -> None:
    """Three digits or more, as kses leaves them."""
    assert encoded(text) == markup


def test_a_page_becomes_blocks_with_anchors_of_its_own() -> None:
    """One block an element, the list's items too; the shape is the page's."""
    found = for_wordpress(PAGE, anchor="briefs-of-7-")
    assert re.findall(r"<!-- wp:(\S+)", found) == ["paragraph", "heading", "paragraph", "list", "list-item"]
    assert '<!-- wp:list {"ordered":true,"start":1} -->' in found
    assert "https://gazette.example/a?b=1&amp;c=2" in found
    plain = PAGE.replace('id="', 'id="briefs-of-7-').replace('href="#', 'href="#briefs-of-7-')
    assert shape(found) == shape(plain)


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_words_make_no_tag_and_no_block(payload: str) -> None:
    """Nor a mark of ours."""
    text = f'{payload} <p class="briefs-{"0" * 64}"> <!-- wp:html -->'
    found = for_wordpress(f"<p>{html.escape(text)}</p>", anchor="a-")
    assert re.findall(r"<[^>]*>", found) == ["<!-- wp:paragraph -->", "<p>", "</p>", "<!-- /wp:paragraph -->"]
    assert mark_of(found) == ""


def test_an_edit_is_told_from_another_notation() -> None:
    """Decoded entities, other blanks and block comments are the same page; a word, a tag, a link, a title more or less is not."""
    body = for_wordpress(PAGE, anchor="a-")
    content = marked("Briefs&#058; x", body)
    assert is_as_written("Briefs: x", content)
    assert is_as_written("Briefs: x", re.sub(r"<!--.*?-->\n?", "", content).replace("\n", " \n "))
    assert is_as_written("Briefs: x", content.replace("&#034;", '"'))
    for before, after in (("First", "Last"), ("<h2", "<h3"), ("gazette.example/a", "gazette.example/b"), ('id="a-ref', 'id="b-ref')):
        assert not is_as_written("Briefs: x", content.replace(before, after))
    assert not is_as_written("Briefs: y", content)
    assert not is_as_written("Briefs: x", body)
    assert not is_as_written("Briefs: x", content + "<p>One more.</p>")


@pytest.mark.parametrize(
    ("url", "root"),
    [
        ("https://cms.example/wp-json/briefs/v1/articles/{id}", "https://cms.example/wp-json"),
        ("https://cms.example/blog/wp-json/wp/v2/posts/{id}?context=edit", "https://cms.example/blog/wp-json"),
        ("https://cms.example/?rest_route=/briefs/v1/articles/{id}", "https://cms.example/?rest_route="),
    ],
)
def test_the_rest_interface_is_found_from_an_articles_address(url: str, root: str) -> None:
    """With pretty and with plain permalinks."""
    assert rest_root(url) == root


def test_another_address_is_refused() -> None:
    """It says what stands in one."""
    with pytest.raises(UsageError, match="/briefs/v1/articles/"):
        rest_root("https://cms.example/articles/{id}")
