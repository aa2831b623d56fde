"""Briefs as drafts in a real WordPress: as a Contributor, once, word for word, never over a person's edit."""

from __future__ import annotations

import html
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest

from briefs.adapters.wordpress_text import shape
from briefs.errors import ProviderError
from briefs.render.panel import panel_to_html
from demos.wordpress_site import WordPressSite
from tests.builders import a_document, a_source
from tests.cms.wordpress_desk import a_post, connect, drafts, http, some_briefs
from tests.hostile import PAYLOADS

VERBATIM = (
    "He said \"never\" -- not 'once' -- and left...",
    "[gallery] [caption id=1]x[/caption] [embed]https://video.example/watch[/embed]",
    ":) ;-) 8-) :cool: (c) (tm) 9x9 1024 x 768 '90s 5' 6\" 1/2",
    "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
    "Wordpress is not WordPress; & &amp; &lt;b&gt; 100% <b>bold</b>",
    "Ein „Zitat“ – mit Gedankenstrich — und … Жълта 日本語 😀 \u0301e",
    "a\u00a0b  two blanks\tand a tab",
    "<!-- wp:paragraph --> <!--more--> <!--nextpage--> ]]> {{x}} $1 \\' \\\\ %s",
    "x" * 300,
)
"""What WordPress's own filters would turn into something else."""


@pytest.fixture(autouse=True)
def _alone(site: WordPressSite) -> Iterator[None]:
    connect(site)
    yield


def _draft(site: WordPressSite, post: int) -> list[dict[str, Any]]:
    """Every post with the slug of the briefs of a post, whatever became of it."""
    query = {"slug": f"briefs-of-{post}", "status": "draft,pending,publish,private,future", "context": "edit"}
    status, found = site.rest("GET", "/wp/v2/posts", query=query)
    assert status == 200
    posts: list[dict[str, Any]] = found
    return posts


def _rendered(site: WordPressSite, post: int) -> str:
    status, found = site.rest("GET", f"/wp/v2/posts/{post}", query={"context": "edit"})
    assert status == 200
    text: str = found["content"]["rendered"]
    return text


def test_a_draft_is_made_once_and_brought_up_to_date(site: WordPressSite) -> None:
    """Created, then nothing to do, then written anew; also when the service does not know where, as after a kill between write and note."""
    adapter, post = drafts(site), a_post(site)
    made = adapter.deliver(some_briefs(post))
    assert made.outcome == "created"
    [draft] = _draft(site, post)
    assert (draft["status"], str(draft["id"]), draft["title"]["raw"]) == ("draft", made.place, "Briefs&#058; Barges sunk")
    assert adapter.deliver(some_briefs(post, place=made.place)).outcome == "unchanged"
    assert adapter.deliver(some_briefs(post)).outcome == "unchanged"
    changed = adapter.deliver(some_briefs(post, problem="The last check came to nothing."))
    assert (changed.outcome, changed.place) == ("updated", made.place)
    assert "The last check came to nothing." in _rendered(site, int(made.place))
    assert adapter.deliver(some_briefs(post, place="999999")).outcome == "updated"
    assert len(_draft(site, post)) == 1


def test_what_was_erased_leaves_no_word_in_the_draft(site: WordPressSite) -> None:
    """The draft says so; where there was none, none is made."""
    adapter, post = drafts(site), a_post(site)
    gone = {"panel": None, "page_html": "", "title": ""}
    assert adapter.deliver(some_briefs(post, **gone)).outcome == "unchanged"
    assert _draft(site, post) == []
    adapter.deliver(some_briefs(post))
    assert adapter.deliver(some_briefs(post, **gone)).outcome == "updated"
    [draft] = _draft(site, post)
    assert "erased" in draft["content"]["raw"]
    assert "Reed Circle" not in draft["content"]["raw"] + draft["title"]["raw"]


@pytest.mark.parametrize("words", VERBATIM)
def test_words_arrive_as_they_were_written(site: WordPressSite, words: str) -> None:
    """The page that WordPress renders has the same words, tags, ids and links as the brief, blanks collapsed as a browser does."""
    adapter, post = drafts(site), a_post(site)
    document = a_document(a_source(text=f"The Reed Circle says that 40 barges were sunk. The harbour office could not verify it. {words}"))
    [brief] = document.briefs
    said = replace(brief.report.passed[0], text=words)
    document = replace(document, briefs=(replace(brief, report=replace(brief.report, passed=(said, *brief.report.passed[1:]))),))
    briefs = some_briefs(post, document)
    made = adapter.deliver(briefs)
    assert briefs.panel is not None
    expected = panel_to_html(dict(briefs.panel)).replace('id="', f'id="briefs-of-{post}-').replace('href="#', f'href="#briefs-of-{post}-')
    assert shape(_rendered(site, int(made.place))) == shape(expected)
    assert adapter.deliver(briefs).outcome == "unchanged"


def test_notes_lead_there_and_back(site: WordPressSite, browser: Any) -> None:
    """In the preview, as an editor opens it."""
    from tests.cms.wordpress_desk import sign_in

    adapter, post = drafts(site), a_post(site)
    made = adapter.deliver(some_briefs(post))
    page = sign_in(browser, site)
    page.goto(f"{site.url}/?p={made.place}&preview=true")
    page.click("sup a >> nth=0")
    assert page.url.endswith(f"#briefs-of-{post}-note-1")
    assert page.locator(f"#briefs-of-{post}-note-1").is_visible()
    page.locator(f"li:has(#briefs-of-{post}-note-1)").get_by_text("back to the sentence").click()
    assert page.url.endswith(f"#briefs-of-{post}-ref-1")


@pytest.mark.parametrize("payload", PAYLOADS)
def test_hostile_words_are_inert_in_a_draft(site: WordPressSite, payload: str) -> None:
    """In title, claim and sentence: text, no tag of theirs, no shortcode run, no address."""
    adapter, post = drafts(site), a_post(site)
    document = a_document()
    [brief] = document.briefs
    said = replace(brief.report.passed[0], text=payload)
    hostile = replace(brief, claim=replace(brief.claim, text=payload), report=replace(brief.report, passed=(said,)))
    document = replace(document, briefs=(hostile,), article=replace(document.article, title=payload))
    made = adapter.deliver(some_briefs(post, document))
    tags: set[str] = set()
    links: list[str] = []

    class Reader(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            tags.add(tag)
            links.extend(value or "" for name, value in attrs if name in ("href", "src"))
            assert not [name for name, _ in attrs if name.startswith("on") or name == "style"]

    Reader().feed(_rendered(site, int(made.place)))
    assert tags <= {"p", "strong", "em", "a", "h2", "h3", "sup", "ol", "ul", "li"}
    assert all(link.startswith(("https://briefs.example/", "https://gazette.example/", "#briefs-of-")) for link in links)
    assert adapter.deliver(some_briefs(post, document)).outcome == "unchanged"


@pytest.mark.parametrize("field", ["content", "title"])
def test_a_persons_edit_is_never_written_over(site: WordPressSite, field: str) -> None:
    """Nothing is lost, and the editor is told; where the person puts it back as it was, it is ours again."""
    adapter, post = drafts(site), a_post(site)
    made = adapter.deliver(some_briefs(post))
    [before] = _draft(site, post)
    edited = (
        before[field]["raw"].replace("Briefs", "My notes")
        if field == "title"
        else before[field]["raw"].replace("claim", "claim (I called)", 1)
    )
    if edited == before[field]["raw"]:
        edited = "<p>I called them.</p>" + edited
    status, _ = site.rest("POST", f"/wp/v2/posts/{made.place}", {field: edited})
    assert status == 200
    told = adapter.deliver(some_briefs(post, place=made.place, problem="new"))
    assert told.outcome == "conflict"
    assert f"(post {made.place}) was edited by a person" in told.detail
    [after] = _draft(site, post)
    assert after[field]["raw"] == edited
    site.rest("POST", f"/wp/v2/posts/{made.place}", {field: before[field]["raw"]})
    assert adapter.deliver(some_briefs(post, place=made.place, problem="new")).outcome == "updated"


def test_an_editor_who_saves_without_a_change_is_no_edit(site: WordPressSite, browser: Any) -> None:
    """The block editor writes the same page down in another notation."""
    from tests.cms.wordpress_desk import open_editor, save, sign_in

    adapter, post = drafts(site), a_post(site)
    made = adapter.deliver(some_briefs(post))
    page = sign_in(browser, site)
    page.goto(f"{site.url}/wp-admin/post.php?post={made.place}&action=edit")
    open_editor(page, site, int(made.place))
    page.evaluate("wp.data.dispatch('core/editor').editPost({excerpt: 'x'})")
    save(page)
    page.evaluate("wp.apiFetch({path: '/wp/v2/users/me'})")
    page.goto("about:blank")
    site.php(f"delete_post_meta( {made.place}, '_edit_lock' );")
    assert adapter.deliver(some_briefs(post, place=made.place, problem="new")).outcome == "updated"


def test_a_write_over_what_was_not_read_is_refused_by_the_plugin(site: WordPressSite) -> None:
    """A person saves between our reading and our writing: 409, told as a conflict, their words stay."""
    adapter, post = drafts(site), a_post(site)
    made = adapter.deliver(some_briefs(post))
    [read] = _draft(site, post)
    site.php(f"sleep( 1 ); wp_update_post( array( 'ID' => {made.place}, 'post_content' => 'I was here.' ) );")
    adapter._find = lambda place, slug: read  # type: ignore[method-assign]
    assert adapter.deliver(some_briefs(post, problem="new")).outcome == "conflict"
    [draft] = _draft(site, post)
    assert draft["content"]["raw"] == "I was here."


def test_while_a_person_has_it_open_the_service_waits(site: WordPressSite) -> None:
    """Their next save would otherwise be over ours, or ours over theirs."""
    adapter, post = drafts(site), a_post(site)
    made = adapter.deliver(some_briefs(post))
    site.php(f"update_post_meta( {made.place}, '_edit_lock', time() . ':1' );")
    with pytest.raises(ProviderError, match="has the draft of the briefs open") as caught:
        adapter.deliver(some_briefs(post, problem="new"))
    assert not caught.value.is_lasting
    site.php(f"delete_post_meta( {made.place}, '_edit_lock' );")
    assert adapter.deliver(some_briefs(post, problem="new")).outcome == "updated"


@pytest.mark.parametrize("status", ["trash", "publish", "pending", "private"])
def test_what_a_person_did_with_the_draft_is_left_at_that(site: WordPressSite, status: str) -> None:
    """Thrown away, published or handed on: told, not made again, with and without its place known."""
    adapter, post = drafts(site), a_post(site)
    made = adapter.deliver(some_briefs(post))
    if status == "trash":
        assert site.rest("DELETE", f"/wp/v2/posts/{made.place}")[0] == 200
    else:
        assert site.rest("POST", f"/wp/v2/posts/{made.place}", {"status": status})[0] == 200
    for place in (made.place, ""):
        told = adapter.deliver(some_briefs(post, place=place, problem="new"))
        assert told.outcome == "conflict"
        assert told.place == made.place or status == "private"
    assert len(_draft(site, post)) == (0 if status == "trash" else 1)
    # and no test after this one finds what it published
    site.rest("DELETE", f"/wp/v2/posts/{made.place}", query={"force": "true"})
    if status == "trash":
        assert adapter.deliver(some_briefs(post, place=made.place)).outcome == "created"


def test_a_contributor_is_enough_and_more_gives_a_warning(site: WordPressSite) -> None:
    """Who it is and what it may do, as WordPress itself says; a password that is none is a fault, not a right."""
    found = {login: drafts(site, login=login).probe() for login in ("desk", "author", "editor")}
    assert {login: (rights.can_deliver, rights.can_publish) for login, rights in found.items()} == {
        "desk": (True, False),
        "author": (True, True),
        "editor": (True, True),
    }
    from briefs.adapters.wordpress import WordPressDraft

    wrong = WordPressDraft(f"{site.url}/wp-json", http(site), "desk:wrong")
    assert wrong.probe().faults
    with pytest.raises(ProviderError, match="application password is not taken"):
        wrong.deliver(some_briefs(a_post(site)))


def test_the_service_never_checks_its_own_draft(site: WordPressSite) -> None:
    """Whoever saves it later: it is no article, and is given to nobody as one."""
    adapter, post = drafts(site), a_post(site)
    made = adapter.deliver(some_briefs(post))
    assert site.rest("POST", f"/wp/v2/posts/{made.place}", {"excerpt": "x"})[0] == 200
    assert site.php(f"echo get_post_meta( {made.place}, '_briefs_hook', true ) ? 'told' : 'not told';") == "not told"
    assert site.php(f"echo null === briefs_checked_post( {made.place} ) ? 'none' : 'an article';") == "none"


def test_a_title_is_text_in_the_list_of_posts(site: WordPressSite) -> None:
    """Where WordPress prints titles unescaped, because editors may write markup in them."""
    adapter, post = drafts(site), a_post(site)
    document = a_document()
    document = replace(document, article=replace(document.article, title="<img src=x onerror=alert(1)> [gallery]"))
    made = adapter.deliver(some_briefs(post, document))
    status, found = site.rest("GET", f"/wp/v2/posts/{made.place}", query={"context": "edit"})
    assert status == 200
    assert html.unescape(found["title"]["rendered"]) == "Briefs: <img src=x onerror=alert(1)> [gallery]"
    assert "<" not in found["title"]["rendered"]
