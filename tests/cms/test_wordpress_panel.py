"""Briefs beside a post in a real WordPress: who may put them there, who may read them, and what the public sees."""

from __future__ import annotations

import json
import re
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from briefs.adapters.addresses import HostRules
from briefs.adapters.fetching import Http
from briefs.adapters.wordpress import WordPressDraft, WordPressMeta
from briefs.errors import ProviderError
from briefs.service.hooks import read_trigger
from briefs.service.settings import HookSettings
from briefs.service.signing import new_secret
from demos.wordpress_site import WordPressSite
from tests.builders import a_document, a_source
from tests.cms.wordpress_desk import a_post, connect, http, meta, open_editor, sign, sign_in, some_briefs
from tests.hostile import PAYLOADS

REVIEWS = {"@context": "https://schema.org", "@graph": [{"@type": "ClaimReview", "claimReviewed": "Forty barges were sunk."}]}
_JSON_LD = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.S)


@pytest.fixture(autouse=True)
def _connected(site: WordPressSite) -> Iterator[None]:
    connect(site)
    yield


def _version(site: WordPressSite, post: int) -> str:
    return site.php(f"echo briefs_version( get_post( {post} ) );")


def _public(site: WordPressSite, post: int) -> str:
    """The post's page as a visitor gets it."""
    status, link = site.rest("GET", f"/wp/v2/posts/{post}", query={"context": "edit"})
    assert status == 200
    return site.ask("GET", link["link"].removeprefix(site.url))[1].decode()


def _panel(site: WordPressSite, post: int, *, login: str = "editor") -> tuple[int, Any]:
    return site.rest("GET", f"/briefs/v1/panel/{post}", login=login)


def _signed(site: WordPressSite, post: int, data: dict[str, Any], **more: Any) -> int:
    """The status of a delivery that is put together by hand."""
    body = json.dumps({"type": "briefs.delivered", "data": {"id": str(post), "made_at": time.time(), "sha256": "0", **data}}).encode()
    headers = {"Content-Type": "application/json", **sign("msg_1", body, **more)}
    return site.ask("POST", f"/wp-json/briefs/v1/articles/{post}/briefs", body, headers)[0]


def test_briefs_stand_beside_a_post_once(site: WordPressSite) -> None:
    """Created, the same again, changed; the post itself and its revisions are as they were."""
    post = a_post(site)
    before = site.rest("GET", f"/wp/v2/posts/{post}", query={"context": "edit"})[1]
    briefs = some_briefs(post)
    assert meta(site).deliver(briefs).outcome == "created"
    assert meta(site).deliver(replace(briefs, made_at=time.time())).outcome == "unchanged"
    assert meta(site).deliver(some_briefs(post, problem="The last check failed.")).outcome == "updated"
    status, shown = _panel(site, post)
    assert (status, shown["problem"], len(shown["panel"]["claims"])) == (200, "The last check failed.", 1)
    assert shown["panel"] == json.loads(json.dumps(briefs.panel))
    assert site.rest("GET", f"/wp/v2/posts/{post}", query={"context": "edit"})[1] == before
    assert site.rest("GET", f"/wp/v2/posts/{post}/revisions")[1] == []
    assert meta(site).deliver(some_briefs(post, panel=None, page_html="")).outcome == "updated"
    assert _panel(site, post)[1]["panel"] is None


def test_plain_permalinks_do_too(site: WordPressSite) -> None:
    """`?rest_route=`, for both ways of delivering."""
    post, root = a_post(site), f"{site.url}/?rest_route="
    assert WordPressMeta(root, http(site), sign).deliver(some_briefs(post)).outcome == "created"
    assert WordPressMeta(root, http(site), sign).probe().can_deliver
    draft = WordPressDraft(root, http(site), f"desk:{site.passwords['desk']}")
    assert [draft.deliver(some_briefs(post)).outcome for _ in range(2)] == ["created", "unchanged"]
    assert draft.deliver(some_briefs(post, problem="new")).outcome == "updated"
    assert draft.probe().can_deliver


def test_of_two_deliveries_the_later_made_stands(site: WordPressSite) -> None:
    """Whichever comes last: also a copy that somebody caught and sends again."""
    post = a_post(site)
    later, earlier = some_briefs(post, problem="later"), some_briefs(post, problem="earlier", made_at=time.time() - 60)
    assert meta(site).deliver(later).outcome == "created"
    assert meta(site).deliver(earlier).outcome == "unchanged"
    assert _panel(site, post)[1]["problem"] == "later"


def test_words_arrive_as_they_were_written(site: WordPressSite) -> None:
    """Backslashes, quotation marks, braces, letters beyond the basic plane, what looks like a shortcode: data, never read."""
    post = a_post(site)
    words = '\\ \\\\ \\" \' "q" [gallery] 😀 %s {x} <b> &amp; \u2028 -- ...'
    document = a_document()
    [brief] = document.briefs
    said = replace(brief.report.passed[0], text=words)
    briefs = some_briefs(post, replace(document, briefs=(replace(brief, report=replace(brief.report, passed=(said,))),)))
    meta(site).deliver(briefs)
    assert briefs.panel is not None
    assert _panel(site, post)[1]["panel"] == json.loads(json.dumps(briefs.panel))


def test_only_the_service_puts_briefs_there(site: WordPressSite) -> None:
    """Unsigned, by another secret, too old, over other bytes, for another post; nobody's login helps, nobody's rights are needed."""
    post, other = a_post(site), a_post(site)
    assert _signed(site, post, {}) == 200
    assert _signed(site, post, {}, secret=new_secret()) == 401
    assert _signed(site, post, {}, at=time.time() - 400) == 401
    assert _signed(site, post, {"id": str(other)}) == 400
    assert _signed(site, post, {"made_at": "now"}) == 400
    for login in ("", "desk", "author", "editor", "admin"):
        status, _ = site.rest("POST", f"/briefs/v1/articles/{post}/briefs", {"type": "briefs.delivered"}, login=login)
        assert status == 401
        assert site.rest("GET", f"/briefs/v1/articles/{post}", login=login)[0] == 401
        assert site.rest("GET", "/briefs/v1/probe", login=login)[0] == 401
    for key in ("_briefs", "_briefs_own", "_briefs_hook"):
        site.rest("POST", f"/wp/v2/posts/{post}", {"meta": {key: "x"}}, login="editor")
    assert _panel(site, post)[1]["panel"] is None
    assert site.php(f"echo json_encode( get_post_meta( {post}, '_briefs_own' ) );") == "[]"


def test_what_is_sent_back_is_no_hook(site: WordPressSite) -> None:
    """One secret signs both ways: a delivery that comes back to the service asks for no job, and a hook is no delivery."""
    post = a_post(site)
    sent: list[bytes] = []

    class Catching(Http):
        def exchange(self, method: str, url: str, headers: Any, body: bytes | None = None) -> Any:
            sent.append(body or b"")
            return super().exchange(method, url, headers, body)

    client = Catching(HostRules(private_hosts=frozenset({f"localhost:{site.port}"})))
    WordPressMeta(f"{site.url}/wp-json", client, sign).deliver(some_briefs(post))
    hook = HookSettings(kind="wordpress", secret_env="HOOK", article_url="https://cms.example/{id}", corpus="quay")
    assert read_trigger(hook, json.loads(sent[0])).ignored_because == "own-write"
    body = site.php(f"echo briefs_payload( {post}, 'post.saved', '', false );").encode()
    headers = {"Content-Type": "application/json", **sign("msg_1", body)}
    assert site.ask("POST", f"/wp-json/briefs/v1/articles/{post}/briefs", body, headers)[0] == 400


def test_a_post_is_given_to_the_service_alone(site: WordPressSite) -> None:
    """A draft of anybody's, as it would be shown, with its mark; the signature is for that post and no other."""
    post, other = a_post(site, content="<p>Said [gallery] and</p>"), a_post(site)
    headers = dict(sign(f"get-{post}-1", b""))
    status, body = site.ask("GET", f"/wp-json/briefs/v1/articles/{post}", None, headers)
    found = json.loads(body)
    assert (status, found["id"], found["title"]["rendered"], found["byline"]) == (200, post, "Barges", "author")
    assert found["briefs_version"] == _version(site, post)
    assert "<p>" in found["content"]["rendered"]
    assert site.ask("GET", f"/wp-json/briefs/v1/articles/{other}", None, headers)[0] == 401
    site.rest("DELETE", f"/wp/v2/posts/{post}")
    assert site.ask("GET", f"/wp-json/briefs/v1/articles/{post}", None, headers)[0] == 404


def test_only_who_may_edit_the_post_reads_its_briefs(site: WordPressSite) -> None:
    """Not a visitor, not a colleague without the right; in no field of the REST interface, feed or page, although it is published."""
    post = a_post(site, login="author", status="publish", meta={"briefs_corpus": "secret-story"})
    document = a_document(a_source(publisher="Quagga Gazette"))
    [brief] = document.briefs
    said = replace(brief.report.passed[0], text="The quagga says so.")
    document = replace(document, briefs=(replace(brief, report=replace(brief.report, passed=(said,))),))
    meta(site).deliver(some_briefs(post, document, problem="No quagga came."))
    assert "quagga" in json.dumps(_panel(site, post)[1]).casefold()
    assert [_panel(site, post, login=login)[0] for login in ("", "desk", "author", "editor")] == [401, 403, 200, 200]
    seen = [
        json.dumps(site.rest("GET", f"/wp/v2/posts/{post}", login=login, query=query)[1])
        for login in ("", "desk", "author")
        for query in ({}, {"context": "embed"}, {"_fields": "meta"})
    ]
    seen += [site.ask("GET", path)[1].decode() for path in ("/feed/", "/", f"/wp-json/wp/v2/posts?include[]={post}", "/wp-json/")]
    seen += [_public(site, post), site.ask("GET", "/?s=Reed")[1].decode()]
    for text in seen:
        for word in ("quagga", "secret-story", "review/b-1"):
            assert word not in text.casefold()
    assert site.rest("GET", f"/wp/v2/posts/{post}", login="author", query={"context": "edit"})[1]["meta"] == {
        "briefs_corpus": "secret-story"
    }


def test_a_review_is_on_the_public_page_of_the_very_text_that_was_approved(site: WordPressSite) -> None:
    """Not on a draft's preview, not behind a password, not after an edit, not on a copy of the post, not on the front page."""
    post = a_post(site)
    meta(site).deliver(some_briefs(post, reviews=REVIEWS, version=_version(site, post)))
    assert "ClaimReview" not in _public(site, post)
    assert site.rest("POST", f"/wp/v2/posts/{post}", {"status": "publish"})[0] == 200
    [printed] = _JSON_LD.findall(_public(site, post))
    assert json.loads(printed) == REVIEWS
    assert "ClaimReview" not in site.ask("GET", "/")[1].decode()
    site.rest("POST", f"/wp/v2/posts/{post}", {"password": "secret"})
    assert "ClaimReview" not in _public(site, post)
    site.rest("POST", f"/wp/v2/posts/{post}", {"password": "", "content": "<p>Another text.</p>"})
    assert "ClaimReview" not in _public(site, post)
    assert _panel(site, post)[1]["is_stale"] is True
    meta(site).deliver(some_briefs(post, version=_version(site, post)))
    assert "ClaimReview" not in _public(site, post)
    meta(site).deliver(some_briefs(post, reviews=REVIEWS, version=_version(site, post)))
    assert "ClaimReview" in _public(site, post)
    copy = a_post(site, status="publish")
    site.php(f"add_post_meta( {copy}, '_briefs', wp_slash( get_post_meta( {post}, '_briefs', true ) ) );")
    assert "ClaimReview" not in _public(site, copy)
    assert _panel(site, copy)[1]["panel"] is None


@pytest.mark.parametrize("payload", [*PAYLOADS, "</script><script>alert(1)</script>", "<!--<script>", "]]></script>", "\u2028\u2029"])
def test_a_review_cannot_end_its_script(site: WordPressSite, payload: str) -> None:
    """Whatever the text says, the page has one block of data, and it says what was delivered."""
    post = a_post(site, status="publish")
    reviews = {"@context": "https://schema.org", "@graph": [{"@type": "ClaimReview", "reviewBody": payload, payload: payload}]}
    plain = _public(site, post)
    meta(site).deliver(some_briefs(post, reviews=reviews, version=_version(site, post)))
    page = _public(site, post)
    [printed] = _JSON_LD.findall(page)
    assert not set("<>&") & set(printed)
    assert json.loads(printed) == reviews
    assert page.count("<script") == plain.count("<script") + 1
    assert page.count("</script") == plain.count("</script") + 1


def _hostile_post(site: WordPressSite) -> int:
    """A post beside which every hostile payload stands, everywhere."""
    post = a_post(site, login="editor")
    everything = " ".join(PAYLOADS)
    document = a_document(a_source(publisher=everything, title=everything, url="javascript:alert(1)"))
    [brief] = document.briefs
    said = replace(brief.report.passed[0], text=everything)
    hostile = replace(brief, claim=replace(brief.claim, text=everything), report=replace(brief.report, passed=(said,)))
    briefs = some_briefs(post, replace(document, briefs=(hostile,)), problem=everything)
    assert briefs.panel is not None
    panel = json.loads(json.dumps(briefs.panel))
    panel["review_url"] = "javascript:alert(1)"
    panel["claims"][0]["review_url"] = "data:text/html,<script>alert(1)</script>"
    panel["claims"][0]["notes"][0]["url"] = " javascript:alert(1)"
    panel["claims"][0]["standing"] = '"><script>alert(1)</script>'
    panel["claims"][0]["standing_word"] = everything
    meta(site).deliver(replace(briefs, panel=panel))
    return post


def test_hostile_words_are_inert_in_the_editor(site: WordPressSite, browser: Any) -> None:
    """All at once, in claims, sentences, sources, addresses, standing and problem: text in the sidebar; nothing runs, and no link leads
    anywhere but to http and https."""
    post = _hostile_post(site)
    page = sign_in(browser, site)
    open_editor(page, site, post)
    page.wait_for_selector(".briefs-claim")
    sidebar = page.locator(".briefs-sidebar")
    assert "<script>alert(1)</script>" in sidebar.inner_text()
    for tag in ("script", "iframe", "img", "form", "svg:not([aria-hidden]):not([class])", "mark", "meta"):
        assert sidebar.locator(tag).count() == 0
    links = sidebar.locator("a").evaluate_all("found => found.map(link => link.getAttribute('href'))")
    assert all(link is None or link.startswith(("http://", "https://", "#briefs-note-")) for link in links)


def test_the_classic_editor_has_a_box(site: WordPressSite, browser: Any, pictures: Path) -> None:
    """Standing and fault of each claim, and the review page; hostile words are words there too. The block editor has no such box."""
    good, hostile = a_post(site, login="editor"), _hostile_post(site)
    meta(site).deliver(some_briefs(good))
    page = sign_in(browser, site)
    open_editor(page, site, good)
    assert page.locator("#briefs").count() == 0
    folder = site.root / "wp-content" / "mu-plugins"
    folder.mkdir(exist_ok=True)
    (folder / "classic.php").write_text("<?php add_filter( 'use_block_editor_for_post', '__return_false' );", encoding="utf-8")
    try:
        page.goto(f"{site.url}/wp-admin/post.php?post={good}&action=edit")
        box = page.locator("#briefs")
        assert "Standing: alleged; held by The Reed Circle." in box.inner_text()
        assert box.get_by_text("Read and decide on the review page").get_attribute("href") == "https://briefs.example/review/b-1#claim-1"
        page.screenshot(path=str(pictures / "wordpress-8-classic.png"))
        page.goto(f"{site.url}/wp-admin/post.php?post={hostile}&action=edit")
        box = page.locator("#briefs .inside")
        assert "<script>alert(1)</script>" in box.inner_text()
        assert set(box.locator("*").evaluate_all("found => found.map(e => e.localName)")) <= {"p", "strong", "ol", "li", "a"}
        assert box.locator("a").count() == 0
    finally:
        (folder / "classic.php").unlink()


def test_the_plugin_tells_when_it_and_the_service_do_not_fit(site: WordPressSite) -> None:
    """Another secret, no plugin, an earlier WordPress login with more rights than are needed."""
    post = a_post(site)
    assert (meta(site).probe().can_deliver, meta(site).probe().can_publish) == (True, False)
    author = WordPressMeta(f"{site.url}/wp-json", http(site), sign, fetching=f"author:{site.passwords['author']}")
    assert author.probe().can_publish
    connect(site, secret=new_secret())
    assert not meta(site).probe().can_deliver
    with pytest.raises(ProviderError, match="another secret"):
        meta(site).deliver(some_briefs(post))
    site.php('require_once ABSPATH . "wp-admin/includes/plugin.php"; deactivate_plugins( "briefs/briefs.php" );')
    try:
        [fault] = meta(site).probe().faults
        assert "not active" in fault
        with pytest.raises(ProviderError, match="not active"):
            meta(site).deliver(some_briefs(post))
    finally:
        site.install_plugin()


def test_a_post_that_is_gone_is_told(site: WordPressSite) -> None:
    """In the trash or deleted: nothing is owed any more."""
    post = a_post(site)
    site.rest("DELETE", f"/wp/v2/posts/{post}")
    assert meta(site).deliver(some_briefs(post)).outcome == "gone"
    assert meta(site).deliver(some_briefs(999999)).outcome == "gone"


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("status_header( 500 ); echo 'x';", "answered 500"),
        ("status_header( 503 ); echo '<h1>Maintenance</h1>';", "answered 503"),
        ("echo '<html>a page for people</html>';", "something other than JSON"),
        ("status_header( 401 ); echo '{}';", "answered 401"),
        ("header( 'Location: https://www.example/' ); status_header( 301 );", "redirects"),
        ("sleep( 3 );", "did not answer in time"),
        ("echo '{\"outcome\": 7}';", "does not say"),
    ],
)
def test_a_wordpress_that_answers_oddly_is_asked_again_without_doubles(site: WordPressSite, answer: str, words: str) -> None:
    """An error, a page for people, a refusal, a redirect, a long silence: told as what it is; when it is over the briefs are there once."""
    post = a_post(site)
    folder = site.root / "wp-content" / "mu-plugins"
    folder.mkdir(exist_ok=True)
    fault = folder / "fault.php"
    fault.write_text(f"<?php if ( false !== strpos( $_SERVER['REQUEST_URI'] ?? '', '/articles/' ) ) {{ {answer} exit; }}", encoding="utf-8")
    try:
        with pytest.raises(ProviderError, match=words):
            meta(site, timeout_s=1.5).deliver(some_briefs(post))
    finally:
        fault.unlink()
    time.sleep(0.1)
    assert meta(site).deliver(some_briefs(post)).outcome in ("created", "updated")
    assert site.php(f"echo count( get_post_meta( {post}, '_briefs' ) );") == "1"


def test_deleting_the_plugin_deletes_what_it_kept(site: WordPressSite) -> None:
    """The connection and everything beside the posts."""
    post = a_post(site)
    meta(site).deliver(some_briefs(post))
    place = site.root / "wp-content" / "plugins" / "briefs" / "uninstall.php"
    site.php(f"define( 'WP_UNINSTALL_PLUGIN', 'briefs/briefs.php' ); require '{place}';")
    assert site.php(f"echo json_encode( array( get_option( 'briefs_connection' ), get_post_meta( {post}, '_briefs' ) ) );") == "[false,[]]"
