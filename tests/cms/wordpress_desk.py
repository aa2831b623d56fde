"""What tests of WordPress share: the adapter without a service, briefs to put there, and an editor's browser."""

from __future__ import annotations

import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from briefs.adapters.addresses import HostRules
from briefs.adapters.fetching import Http, Limits
from briefs.adapters.wordpress import WordPressDraft, WordPressMeta
from briefs.domain import Document
from briefs.ports import ArticleBriefs
from briefs.render.panel import panel_to_html, to_panel
from briefs.service.signing import new_secret, read_secrets, signed_headers
from demos.wordpress_site import PASSWORD, WordPressSite
from tests.builders import a_document

SECRET = new_secret()
NOBODY = "http://localhost:9"
"""A service that is not there: hooks go nowhere."""


def connect(site: WordPressSite, url: str = NOBODY, secret: str = SECRET) -> None:
    """Paste a connection."""
    site.php(f"update_option( 'briefs_connection', '{url}/v1/hooks/wordpress#{secret}' );")


def http(site: WordPressSite, *, timeout_s: float = 30.0) -> Http:
    """A client that may speak to the site alone."""
    return Http(HostRules(private_hosts=frozenset({f"localhost:{site.port}"})), limits=Limits(timeout_s=timeout_s))


def sign(message_id: str, body: bytes, *, secret: str = SECRET, at: float | None = None) -> Mapping[str, str]:
    """As the service signs."""
    timestamp = int(time.time() if at is None else at)
    return signed_headers(read_secrets(secret, variable="S"), message_id=message_id, timestamp=timestamp, body=body)


def meta(site: WordPressSite, *, timeout_s: float = 30.0) -> WordPressMeta:
    """The adapter to our plugin."""
    return WordPressMeta(f"{site.url}/wp-json", http(site, timeout_s=timeout_s), sign)


def drafts(site: WordPressSite, *, login: str = "desk", timeout_s: float = 30.0) -> WordPressDraft:
    """The adapter that writes drafts as a user."""
    return WordPressDraft(f"{site.url}/wp-json", http(site, timeout_s=timeout_s), f"{login}:{site.passwords[login]}")


def a_post(site: WordPressSite, *, login: str = "author", **fields: Any) -> int:
    """A post of somebody's; its id."""
    given = {
        "title": "Barges",
        "content": "<p>Forty barges were sunk near Ostrava Point, the Reed Circle says.</p>",
        "status": "draft",
        **fields,
    }
    status, post = site.rest("POST", "/wp/v2/posts", given, login=login)
    assert status == 201, post
    return int(post["id"])


def some_briefs(article_id: int, document: Document | None = None, **more: Any) -> ArticleBriefs:
    """Briefs for a post, as the service would compose them now."""
    document = document or a_document()
    panel = to_panel(document, kept_back=(), decided=lambda _: None, review_url="https://briefs.example/review/b-1")
    given = ArticleBriefs(
        article_id=str(article_id),
        version="",
        job="b-1",
        made_at=time.time(),
        title=panel["title"],
        panel=panel,
        page_html=panel_to_html(panel),
        reviews=None,
    )
    return replace(given, **more)


def sign_in(context: Any, site: WordPressSite, login: str = "editor") -> Any:
    """A page of a browser, signed in; the tour of the block editor was seen before."""
    page = context.new_page()
    page.goto(f"{site.url}/wp-login.php")
    page.fill("#user_login", login)
    page.fill("#user_pass", PASSWORD)
    page.click("#wp-submit")
    page.wait_for_url("**/wp-admin/**")
    return page


def open_editor(page: Any, site: WordPressSite, post: int) -> None:
    """The block editor with our sidebar open."""
    page.goto(f"{site.url}/wp-admin/post.php?post={post}&action=edit")
    page.wait_for_function("window.wp && wp.data && wp.data.select('core/edit-post') && wp.data.select('core/editor').getCurrentPostId()")
    is_shown = "wp.data.select('core/edit-post').isFeatureActive('welcomeGuide')"
    page.evaluate(f"{is_shown} && wp.data.dispatch('core/edit-post').toggleFeature('welcomeGuide')")
    page.evaluate("wp.data.dispatch('core/edit-post').openGeneralSidebar('briefs/briefs')")
    page.wait_for_selector(".briefs-sidebar")


def save(page: Any) -> None:
    """Press save and wait until it is done."""
    page.evaluate("wp.data.dispatch('core/editor').savePost()")
    page.wait_for_function("! wp.data.select('core/editor').isSavingPost() && ! wp.data.select('core/editor').isEditedPostDirty()")
