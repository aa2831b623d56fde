"""The whole way in a real WordPress and a real browser, with the service as it runs: saved, checked, read, approved, public."""

from __future__ import annotations

import json
import re
import signal
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from demos.story import Desk, as_paragraphs, sample_article
from demos.wordpress import connect, hook_of, panel_of
from demos.wordpress_site import WordPressSite
from tests.cms.wordpress_desk import a_post, open_editor, save, sign_in

_JSON_LD = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.S)
_STORY = (
    ("gazette.txt", "The Reed Circle, a partisan movement, claims that 40 barges were sunk at Low Quay in May 2025.\n"),
    ("office.txt", "The harbour office said that the quay was closed for a week in May 2025.\n"),
)
BODY = "In May 2025, 40 barges were sunk at Low Quay."


@pytest.fixture(scope="module")
def desk(site: WordPressSite, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A service with the sample story, connected; a second hook delivers drafts."""
    folder = tmp_path_factory.mktemp("desk")
    drafts = f'[hooks.drafts]\nsecret_env = "BRIEFS_HOOK"\ncorpus = "quay"\n{hook_of(site, deliver="draft")}'
    found = Desk(folder, f"{hook_of(site)}\n{drafts}", environment={"BRIEFS_LOGIN": f"desk:{site.passwords['desk']}"})
    corpus = folder / "state" / "corpora" / "quay"
    corpus.mkdir(parents=True)
    for name, text in _STORY:
        (corpus / name).write_text(text, encoding="utf-8")
    connect(site, found)
    found.start()
    try:
        yield found
    finally:
        found.stop()


def _until(is_so: Callable[[], Any], *, within_s: float = 90) -> Any:
    deadline = time.monotonic() + within_s
    while not (found := is_so()):
        assert time.monotonic() < deadline, "it did not come to that"
        time.sleep(0.3)
    return found


def _briefed(site: WordPressSite, post: int) -> dict[str, Any]:
    """What the sidebar has once nothing is awaited any more."""

    def ready() -> dict[str, Any] | None:
        data = panel_of(site, post)
        return data if data["panel"] is not None and not data["is_awaited"] else None

    found: dict[str, Any] = _until(ready)
    return found


def _newest(desk: Desk, post: int) -> dict[str, Any]:
    """The newest job of a post."""
    assert desk.service is not None
    _, found = desk.service.ask("GET", "/v1/briefs?limit=200")
    job: dict[str, Any] = next(item for item in found["items"] if item["article"].endswith(f"/{post}"))
    return job


def _decide(desk: Desk, post: int, decision: str, *, claim: int = 0) -> str:
    """A decision over the API; the job."""
    assert desk.service is not None
    job = _newest(desk, post)
    job = job if job["same_as"] is None else desk.service.ask("GET", f"/v1/briefs/{job['same_as']}")[1]
    document = desk.service.ask("GET", f"/v1/briefs/{job['id']}/result")[1]
    brief = document["claims"][claim]
    body = {"decision": decision, "brief_sha256": brief["brief_sha256"], "editor": "Ada"}
    status, answer = desk.service.ask("POST", f"/v1/briefs/{job['id']}/claims/{brief['id']}/decisions", body)
    assert status == 201, answer
    return str(job["id"])


def _delivery(desk: Desk, job: str, state: str) -> dict[str, Any]:
    """A job's delivery, once it was tried and is in that state."""
    service = desk.service
    assert service is not None

    def reached() -> dict[str, Any] | None:
        _, found = service.ask("GET", f"/v1/briefs/{job}")
        delivery = found["delivery"] if isinstance(found, dict) else None
        return delivery if delivery and delivery["state"] == state and delivery["attempts"] > 0 else None

    found: dict[str, Any] = _until(reached)
    return found


def _public(site: WordPressSite, post: int) -> str:
    _, data = site.rest("GET", f"/wp/v2/posts/{post}", query={"context": "edit"})
    return site.ask("GET", data["link"].removeprefix(site.url))[1].decode()


def _with_corpus(site: WordPressSite, **fields: Any) -> int:
    return a_post(site, login="editor", content=f"<p>{BODY}</p>", meta={"briefs_corpus": "quay"}, **fields)


def test_from_a_saved_post_to_a_published_review(site: WordPressSite, desk: Desk, browser: Any, axe: str, pictures: Path) -> None:
    """An editor saves in the block editor, sees the briefs come into the sidebar, approves one on the review page, publishes: the review is
    on the public page, and nothing else of the briefs was there before or is there after."""
    assert desk.service is not None
    article = sample_article()
    post = a_post(site, login="editor", title=article["headline"], content="<p>To come.</p>")
    page = sign_in(browser, site)
    open_editor(page, site, post)
    page.evaluate("body => wp.data.dispatch('core/editor').resetEditorBlocks(wp.blocks.parse(body))", as_paragraphs(article["body"]))
    save(page)
    page.wait_for_selector(".briefs-awaited, .briefs-claim")
    page.screenshot(path=str(pictures / "wordpress-1-being-checked.png"))
    page.wait_for_selector(".briefs-claim:nth-of-type(3)", timeout=120_000)
    page.wait_for_selector(".briefs-awaited", state="detached", timeout=60_000)
    page.screenshot(path=str(pictures / "wordpress-2-sidebar.png"))
    first = page.locator(".briefs-claim").first
    assert "ALLEGED" in first.inner_text()
    page.get_by_text("Only what must change").click()
    assert page.locator(".briefs-wording.is-fault").count() >= 1
    assert "Misattributed" in page.locator(".briefs-sidebar").inner_text()
    page.locator(".briefs-wording .briefs-mark").first.click()
    assert page.evaluate("document.activeElement.id").startswith("briefs-note-")
    page.screenshot(path=str(pictures / "wordpress-3-what-must-change.png"))
    page.get_by_text("Only what must change").click()
    page.evaluate("for (const brief of document.querySelectorAll('.briefs-claim details')) { brief.open = true }")
    page.evaluate(axe)
    found_faults = page.evaluate("axe.run('.briefs-sidebar', {runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa']})")["violations"]
    assert [(fault["id"], [node["html"][:200] for node in fault["nodes"][:2]]) for fault in found_faults] == []
    # the review page, by the link of the first claim
    review = page.context.new_page()
    review.goto(f"{desk.url}/review")
    review.fill("#editor", "Ada Example")
    review.fill("#token", desk.service.token)
    review.get_by_role("button", name="Sign in").click()
    review.wait_for_url("**/review")
    review.goto(first.get_by_text("Read and decide on the review page").get_attribute("href"))
    review.locator("button[value=approved]").first.click()
    review.get_by_text("approved by Ada Example").wait_for()
    _until(lambda: "1 of" in panel_of(site, post)["panel"]["counts_line"])
    review.reload()
    assert "Beside the post in the CMS since" in review.inner_text("body")
    review.screenshot(path=str(pictures / "wordpress-4-review.png"))
    review.close()
    # still a draft: nothing is public
    assert "ClaimReview" not in _public(site, post)
    open_editor(page, site, post)
    page.wait_for_selector(".briefs-approved")
    page.screenshot(path=str(pictures / "wordpress-5-approved.png"))
    page.evaluate("wp.data.dispatch('core/editor').editPost({status: 'publish'})")
    save(page)
    _briefed(site, post)
    visitor = browser.browser.new_page()
    visitor.goto(page.evaluate("wp.data.select('core/editor').getPermalink()"))
    found = visitor.locator('script[type="application/ld+json"]')
    assert found.count() == 1
    data = json.loads(found.inner_text())
    visitor.screenshot(path=str(pictures / "wordpress-6-public.png"))
    [node] = data["@graph"]
    panel = panel_of(site, post)["panel"]
    assert (node["@type"], node["reviewRating"]["alternateName"]) == ("ClaimReview", "alleged")
    assert node["identifier"] == f"sha256:{panel['claims'][0]['brief_sha256']}"
    shown = visitor.content()
    visitor.close()
    for claim in panel["claims"][1:]:
        for section in claim["sections"]:
            for sentence in section["sentences"]:
                assert sentence["text"] not in shown or sentence["text"] in node["reviewBody"]
    # an edit of the published text takes the review away at once, and the editor is told
    body = page.evaluate("wp.data.select('core/editor').getEditedPostContent()")
    site.rest("POST", f"/wp/v2/posts/{post}", {"content": body.replace("grim place", "grim part")})
    assert "ClaimReview" not in _public(site, post)
    _briefed(site, post)
    assert "ClaimReview" not in _public(site, post)


def test_a_withdrawn_approval_takes_the_review_away(site: WordPressSite, desk: Desk) -> None:
    """Approved over the API, published, withdrawn; saved again without a change the approval of the same brief still holds."""
    post = _with_corpus(site, status="publish")
    _briefed(site, post)
    _decide(desk, post, "approved")
    _until(lambda: "ClaimReview" in _public(site, post))
    site.rest("POST", f"/wp/v2/posts/{post}", {"excerpt": "again"})
    _until(lambda: _newest(desk, post)["state"] == "unchanged" and not panel_of(site, post)["is_awaited"])
    assert "ClaimReview" in _public(site, post)
    _decide(desk, post, "withdrawn")
    _until(lambda: "ClaimReview" not in _public(site, post))


def test_a_post_that_is_edited_between_two_runs_loses_nothing(site: WordPressSite, desk: Desk) -> None:
    """The person's words are in the post; the sidebar says that the briefs are of another text until the new ones come."""
    post = _with_corpus(site)
    _briefed(site, post)
    assert desk.service is not None
    desk.service.kill()
    edited = f"<p>{BODY}</p><p>The quay was closed for a week in May 2025.</p>"
    assert site.rest("POST", f"/wp/v2/posts/{post}", {"content": edited})[0] == 200
    data = panel_of(site, post)
    assert (data["is_stale"], data["hook"]["state"]) == (True, "again")
    desk.service.start()
    each = "foreach ( $hooks['briefs_send_again'] ?? array() as $event ) { briefs_send( ...$event['args'] ); }"
    site.php(f"foreach ( _get_cron_array() as $hooks ) {{ {each} }}")
    found = _until(lambda: (d := panel_of(site, post)) and not d["is_stale"] and d)
    assert len(found["panel"]["claims"]) == 2
    assert site.rest("GET", f"/wp/v2/posts/{post}", query={"context": "edit"})[1]["content"]["raw"] == edited


def test_wordpress_down_and_the_service_killed(site: WordPressSite, desk: Desk) -> None:
    """A decision while WordPress is down waits, outlives kill -9 of the service, and is there once when both are back."""
    post = _with_corpus(site)
    _briefed(site, post)
    assert desk.service is not None
    site.stop_server()
    job = _decide(desk, post, "approved")
    waiting = _delivery(desk, job, "waiting")
    assert (waiting["state"], waiting["outcome"]) == ("waiting", "no-answer")
    desk.service.kill(also_worker=True)
    site.start_server()
    desk.service.start()
    done = _delivery(desk, job, "delivered")
    assert done["outcome"] == "updated"
    assert panel_of(site, post)["panel"]["claims"][0]["decision"] == "approved"
    assert site.php(f"echo count( get_post_meta( {post}, '_briefs' ) );") == "1"


def test_kills_at_any_moment_lose_no_decision_and_make_no_second_draft(site: WordPressSite, desk: Desk) -> None:
    """Eight times an editor decides and the service is killed a moment later, before, while or after it writes to WordPress: in the end one
    draft says what was decided last."""
    service = desk.service
    assert service is not None
    site.php(f"update_option( 'briefs_connection', '{desk.url}/v1/hooks/drafts#{desk.secret}' );")
    try:
        post = a_post(site, login="editor", content=f"<p>{BODY} Somebody counted them.</p>")
        moments = [0.0, 0.9, 0.5, 0.7, 0.3, 0.8, 0.6, 0.4]
        _until(lambda: _newest(desk, post)["state"] == "succeeded")
        for turn, moment in enumerate(moments):
            if turn:
                job = _decide(desk, post, "approved" if turn % 2 else "withdrawn")
            time.sleep(moment)
            service.kill()
            service.start()
        _delivery(desk, job, "delivered")
        named = f"SELECT post_name FROM $wpdb->posts WHERE post_name LIKE 'briefs-of-{post}%' AND post_type = 'post'"
        assert json.loads(site.php(f'global $wpdb; echo json_encode( $wpdb->get_col( "{named}" ) );')) == [f"briefs-of-{post}"]
        _, [draft] = site.rest("GET", "/wp/v2/posts", query={"slug": f"briefs-of-{post}", "status": "draft", "context": "edit"})
        assert ">1 of " in draft["content"]["raw"]
    finally:
        connect(site, desk)


@pytest.mark.parametrize(
    ("answer", "is_waited_out"),
    [("echo '<h1>Maintenance</h1>';", True), ("status_header( 500 );", True), ("status_header( 401 ); echo '{}';", False)],
    ids=["a-page-for-people", "500", "401"],
)
def test_a_post_that_cannot_be_fetched_now(site: WordPressSite, desk: Desk, answer: str, is_waited_out: bool) -> None:
    """What may pass is waited out; a no fails the job, the sidebar says why, and the next save briefs the post. A page for people is never
    briefed as if it were the article."""
    assert desk.service is not None
    fault = site.root / "wp-content" / "mu-plugins" / "fault.php"
    fault.parent.mkdir(exist_ok=True)
    asked = "'GET' === ( $_SERVER['REQUEST_METHOD'] ?? '' ) && false !== strpos( $_SERVER['REQUEST_URI'] ?? '', '/briefs/v1/articles/' )"
    fault.write_text(f"<?php if ( {asked} ) {{ {answer} exit; }}", encoding="utf-8")
    try:
        post = _with_corpus(site)
        if is_waited_out:
            _until(
                lambda: any(line["event"] == "job-put-off" and line["job"] == _newest(desk, post)["id"] for line in desk.service.logged())
            )  # type: ignore[union-attr]
        else:
            _until(lambda: panel_of(site, post)["problem"])
            assert _newest(desk, post)["state"] == "failed"
            assert "401" in panel_of(site, post)["problem"]
    finally:
        fault.unlink()
    if not is_waited_out:
        site.rest("POST", f"/wp/v2/posts/{post}", {"excerpt": "again"})
    data = _briefed(site, post)
    assert (data["problem"], len(data["panel"]["claims"])) == ("", 1)


def test_a_forgotten_source_is_taken_out_of_wordpress(site: WordPressSite, desk: Desk) -> None:
    """Its words stand beside no post any more."""
    assert desk.service is not None
    source = {"filename": "late.txt", "content": "The Reed Circle said that 12 cranes burned at Low Quay in June 2025."}
    status, made = desk.service.ask("POST", "/v1/corpora/quay/sources", source)
    assert status == 201, made
    post = a_post(site, login="editor", content="<p>In June 2025, 12 cranes burned at Low Quay.</p>", meta={"briefs_corpus": "quay"})
    assert "12 cranes burned" in json.dumps(_briefed(site, post)["panel"]["claims"][0]["notes"])
    assert desk.service.ask("DELETE", f"/v1/corpora/quay/sources/{made['id']}")[0] == 200
    _until(lambda: panel_of(site, post)["panel"] is None)
    assert "cranes burned at Low Quay in June" not in site.php(f"echo json_encode( get_post_meta( {post} ) );")


def test_as_a_draft_of_its_own(site: WordPressSite, desk: Desk) -> None:
    """The second hook: one draft of the Contributor's, brought up to date by a decision, left alone once a person edited it; the job says
    so."""
    assert desk.service is not None
    site.php(f"update_option( 'briefs_connection', '{desk.url}/v1/hooks/drafts#{desk.secret}' );")
    try:
        # a text of its own: an approval holds for the same brief of the same text, whichever post it is in
        post = a_post(site, login="editor", content=f"<p>{BODY} Nobody was there.</p>")

        def draft() -> dict[str, Any] | None:
            query = {"slug": f"briefs-of-{post}", "status": "draft", "context": "edit"}
            found = site.rest("GET", "/wp/v2/posts", query=query)[1]
            assert len(found) <= 1
            return found[0] if found else None

        made = _until(draft)
        assert ">0 of " in made["content"]["raw"]
        _decide(desk, post, "approved")
        _until(lambda: ">1 of " in (draft() or made)["content"]["raw"])
        edited = (draft() or made)["content"]["raw"].replace("alleged", "alleged, we think")
        assert site.rest("POST", f"/wp/v2/posts/{made['id']}", {"content": edited})[0] == 200
        job = _decide(desk, post, "withdrawn")
        told = _delivery(desk, job, "conflict")
        assert "was edited by a person" in told["detail"]
        assert (draft() or made)["content"]["raw"] == edited
        jobs = desk.service.ask("GET", "/v1/briefs?limit=200")[1]["items"]
        assert not [item for item in jobs if item["article"] == f"drafts/{made['id']}"]
    finally:
        connect(site, desk)


def test_the_service_says_what_its_credentials_may_do(site: WordPressSite, desk: Desk) -> None:
    """In the log at its start, and by `briefs service check`: a Contributor is enough, an Author gets a warning."""
    import os
    import subprocess

    from benchmarks.service import COMMAND

    assert desk.service is not None
    rights = [line for line in desk.service.logged() if line["event"] == "publisher-rights"]
    assert {(line["hook"], line["can_deliver"], line["can_publish"]) for line in rights} == {
        ("wordpress", True, False),
        ("drafts", True, False),
    }
    for login, warns in (("desk", False), ("author", True)):
        environment = {**os.environ, "BRIEFS_HOOK": desk.secret, "BRIEFS_LOGIN": f"{login}:{site.passwords[login]}"}
        command = [*COMMAND, "service", "check", "--config", str(desk.folder / "service.toml")]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
        assert ("hook drafts: the user author may publish" in done.stderr) is warns


def test_an_administrator_pastes_one_line(site: WordPressSite, desk: Desk, browser: Any, pictures: Path) -> None:
    """On the settings page, in a browser: what is no connection is refused and what was there stays; the test says whether it works; the
    secret is not shown again."""
    page = sign_in(browser, site, "admin")
    site.php("delete_option( 'briefs_connection' );")
    try:
        page.goto(f"{site.url}/wp-admin/options-general.php?page=briefs")
        page.fill("#briefs_connection", "https://briefs.example/")
        page.click("#submit")
        page.wait_for_load_state()
        assert "That is no connection" in page.inner_text("#wpbody")
        for line, told in ((desk.connection[:-6] + "AAAAA=", "refuses the signature"), (desk.connection, "took a test message")):
            page.fill("#briefs_connection", line)
            page.click("#submit")
            page.wait_for_load_state()
            page.click("text=Test the connection")
            page.wait_for_load_state()
            assert told in page.inner_text("#wpbody")
            assert line.partition("#")[2] not in page.content()
        page.screenshot(path=str(pictures / "wordpress-7-settings.png"))
        assert page.locator("tr:has-text('Briefs') >> text=Settings").count() == 0
        editor = sign_in(browser.browser.new_context(), site, "editor")
        editor.goto(f"{site.url}/wp-admin/options-general.php?page=briefs")
        assert "not allowed" in editor.inner_text("body")
        editor.context.close()
    finally:
        connect(site, desk)


def test_the_demo_ends_without_a_trace(site: WordPressSite, tmp_path: Path) -> None:
    """Started as the command starts it, interrupted: no process is left, and no folder. `site`: where it cannot run this is skipped."""
    import os
    import subprocess
    import sys

    from tests.packaging.test_wheel import ROOT

    environment = {**os.environ, "TMPDIR": str(tmp_path), "PYTHONUNBUFFERED": "1"}
    demo = subprocess.Popen([sys.executable, "-m", "demos.wordpress"], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True)
    assert demo.stdout is not None
    said = ""
    for line in demo.stdout:
        said += line
        if "Ctrl-C ends everything" in line:
            break
    demo.send_signal(signal.SIGINT)
    try:
        rest, _ = demo.communicate(timeout=60)
    finally:
        demo.terminate()
    assert demo.returncode == 0, said + rest
    assert "/wp-admin/post.php" in said
    assert list(tmp_path.iterdir()) == []
    left = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    assert str(tmp_path) not in left
