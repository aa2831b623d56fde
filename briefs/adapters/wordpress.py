"""Briefs in WordPress, two ways. `WordPressMeta` hands them to our plugin, signed: they stand in the sidebar of the post itself.
`WordPressDraft` writes a draft of its own as a Contributor, who may not touch anybody's post but its own, and may not publish.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import secrets
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlencode, urlsplit

from briefs.adapters.cms_api import JsonAnswer, JsonApi
from briefs.adapters.fetching import Http
from briefs.adapters.wordpress_text import encoded, for_wordpress, is_as_written, mark_of, marked
from briefs.errors import ProviderError, UsageError
from briefs.ports import ArticleBriefs, Delivered, Rights

Sign = Callable[[str, bytes], Mapping[str, str]]
"""Id of a message and its body to the headers that sign it."""

_ARTICLES = ("/wp/v2/posts/", "/briefs/v1/articles/")
_ALIVE = "draft,pending,private,publish,future"
_OPEN_WAIT_S = 60.0
_ERASED = "The briefs of this article were erased."


def rest_root(article_url: str) -> str:
    """The address of a site's REST interface, from that of its articles: `https://cms.example/wp-json`, or `https://cms.example/?rest_route=`.

    Raises:
        UsageError: no address of a WordPress article.
    """
    for part in _ARTICLES:
        root, found, _ = article_url.partition(part)
        if found:
            return root
    raise UsageError(f"article_url is no address of WordPress: {' or '.join(_ARTICLES)} stands in one")


def basic(login: str) -> dict[str, str]:
    """The header of an application password, `user:abcd efgh`."""
    return {"Authorization": "Basic " + base64.b64encode(login.encode("utf-8")).decode("ascii")}


class WordPressMeta:
    """Through the plugin's own route: signed with the hook's secret, without a user, so that it has the two rights that it needs.

    Args:
        root: see `rest_root`.
        fetching: the login with which articles are fetched; None where they are fetched by signature too.
    """

    def __init__(self, root: str, http: Http, sign: Sign, *, fetching: str | None = None) -> None:
        self._root, self._sign, self._fetching = root, sign, fetching
        self._api = JsonApi(http, {})
        self._http = http

    def deliver(self, briefs: ArticleBriefs) -> Delivered:
        """See `Publisher`."""
        said = {
            "id": briefs.article_id,
            "job": briefs.job,
            "version": briefs.version,
            "panel": briefs.panel,
            "reviews": briefs.reviews,
            "problem": briefs.problem,
        }
        digest = hashlib.sha256(json.dumps(said, sort_keys=True).encode("utf-8")).hexdigest()
        data = {**said, "sha256": digest, "made_at": briefs.made_at, "written_by": "briefs"}
        body = json.dumps({"type": "briefs.delivered", "data": data}, ensure_ascii=False).encode("utf-8")
        headers = {"Content-Type": "application/json", **self._sign(f"msg_{secrets.token_hex(12)}", body)}
        url = f"{self._root}/briefs/v1/articles/{briefs.article_id}/briefs"
        answer = self._api.send("POST", url, body, headers=headers)
        if answer.status == 404 and answer.field("code") == "briefs_no_post":
            return Delivered(outcome="gone", detail="there is no such post any more")
        self._require(answer)
        match answer.field("outcome"):
            case "created":
                return Delivered(outcome="created")
            case "updated":
                return Delivered(outcome="updated")
            case "unchanged":
                return Delivered(outcome="unchanged")
        raise ProviderError(f"{self._host} answered something that the plugin does not say")

    def probe(self) -> Rights:
        """See `Publisher`. Asks for the login that fetches articles too: it is the one that could do more than it needs."""
        answer = self._api.send("GET", f"{self._root}/briefs/v1/probe", None, headers=self._sign(f"get-probe-{secrets.token_hex(8)}", b""))
        who = f"the plugin at {self._host}"
        try:
            self._require(answer)
        except ProviderError as error:
            return Rights(who=who, can_deliver=False, can_publish=False, faults=(str(error),))
        if self._fetching is None:
            return Rights(who=who, can_deliver=True, can_publish=False)
        rights = rights_of(JsonApi(self._http, basic(self._fetching)), self._root)
        return Rights(who=rights.who, can_deliver=True, can_publish=rights.can_publish)

    @property
    def _host(self) -> str:
        return urlsplit(self._root).hostname or "WordPress"

    def _require(self, answer: JsonAnswer) -> None:
        if answer.is_ok:
            return
        code = answer.field("code")
        if answer.status == 404:
            raise ProviderError(f"the plugin is not active at {self._host}, or is an older one", is_lasting=True)
        if code == "briefs_signature":
            raise ProviderError(
                f"the plugin at {self._host} has another secret, or its clock is more than five minutes off", is_lasting=True
            )
        raise ProviderError(f"{self._host} answered {answer.status}", is_lasting=True)


class WordPressDraft:
    """A draft of its own beside each article, found again by its slug: `briefs-of-ID`.

    Args:
        login: of a Contributor, with an application password.
    """

    def __init__(self, root: str, http: Http, login: str) -> None:
        self._root = root
        self._api = JsonApi(http, basic(login))

    def deliver(self, briefs: ArticleBriefs) -> Delivered:
        """See `Publisher`."""
        slug = f"briefs-of-{briefs.article_id}".lower()
        there = self._find(briefs.place, slug)
        if there is None:
            return self._made(briefs, slug) if briefs.panel is not None else Delivered(outcome="unchanged")
        place = str(there["id"])
        status = there.get("status")
        if status == "trash":
            return Delivered(
                outcome="conflict", place=place, detail="a person put the draft of the briefs into the trash; it is not made again"
            )
        if status != "draft":
            return Delivered(
                outcome="conflict", place=place, detail=f"a person made the draft of the briefs {status}; it was left as it is"
            )
        content = _raw(there, "content")
        if not is_as_written(_raw(there, "title"), content):
            return self._edited(place, there)
        new_title, new_content = _written(briefs, slug)
        if mark_of(content) == mark_of(new_content):
            return Delivered(outcome="unchanged", place=place)
        seen = str(there.get("modified", ""))
        answer = self._api.ask(
            "POST",
            self._url(f"/wp/v2/posts/{place}", {"context": "edit"}),
            {"title": new_title, "content": new_content},
            headers={"X-Briefs-Write": "1", "X-Briefs-Unmodified-Since": seen},
        )
        if answer.status == 409 and answer.field("code") == "briefs_modified":
            return self._edited(place, there)
        if answer.status == 423:
            raise ProviderError("a person has the draft of the briefs open; it is written when they are done", retry_after_s=_OPEN_WAIT_S)
        self._require(answer)
        return Delivered(outcome="updated", place=place)

    def probe(self) -> Rights:
        """See `Publisher`."""
        return rights_of(self._api, self._root)

    def _made(self, briefs: ArticleBriefs, slug: str) -> Delivered:
        title, content = _written(briefs, slug)
        fields = {"title": title, "content": content, "slug": slug, "status": "draft", "comment_status": "closed", "ping_status": "closed"}
        answer = self._api.ask("POST", self._url("/wp/v2/posts", {"context": "edit"}), fields, headers={"X-Briefs-Write": "1"})
        self._require(answer)
        made = _post(answer.data)
        if made.get("slug") != slug:
            # WordPress appended a number: a post of that slug is there, and the login may not see it. No second one is left behind
            self._require(self._api.ask("DELETE", self._url(f"/wp/v2/posts/{made['id']}", {"force": "true"})))
            return Delivered(outcome="conflict", detail=f"a post that the login may not see has the slug {slug}; nothing was written")
        return Delivered(outcome="created", place=str(made["id"]))

    def _edited(self, place: str, there: Mapping[str, Any]) -> Delivered:
        at = str(there.get("modified", ""))[:16].replace("T", " ")
        return Delivered(
            outcome="conflict", place=place, detail=f"the draft of the briefs (post {place}) was edited by a person, last on {at}"
        )

    def _find(self, place: str, slug: str) -> Mapping[str, Any] | None:
        """Our draft: where it was put, or by its slug; one in the trash too."""
        if place:
            answer = self._api.ask("GET", self._url(f"/wp/v2/posts/{place}", {"context": "edit"}))
            if answer.status == 403:  # published by a person: a Contributor may read it, as everybody may
                answer = self._api.ask("GET", self._url(f"/wp/v2/posts/{place}", {}))
            if answer.status not in (404, 410):
                self._require(answer)
                return _post(answer.data)
        published = {"slug": slug}  # it is not listed for editing to somebody who may not edit it
        for query in (
            {"slug": slug, "status": _ALIVE, "context": "edit"},
            {"slug": f"{slug}__trashed", "status": "trash", "context": "edit"},
            published,
        ):
            answer = self._api.ask("GET", self._url("/wp/v2/posts", query))
            if answer.status == 400:  # a status that the user may not ask for: it is nobody
                raise ProviderError("WordPress shows the login no drafts: its application password is not taken", is_lasting=True)
            self._require(answer)
            if not isinstance(answer.data, list):
                raise ProviderError("WordPress answered with something other than a list of posts")
            if answer.data:
                return _post(answer.data[0])
        return None

    def _url(self, path: str, query: Mapping[str, str]) -> str:
        return f"{self._root}{path}{'&' if '?' in self._root else '?'}{urlencode(query)}"

    def _require(self, answer: JsonAnswer) -> None:
        if answer.status == 401:
            raise ProviderError("WordPress does not take the application password: it was revoked, or is of another user", is_lasting=True)
        if answer.status == 403:
            raise ProviderError("WordPress forbids it: the draft belongs to another user, or a person published it", is_lasting=True)
        if answer.status == 404:
            raise ProviderError("there is no REST interface of WordPress at that address", is_lasting=True)
        if not answer.is_ok:
            raise ProviderError(f"WordPress answered {answer.status}", is_lasting=True)


def rights_of(api: JsonApi, root: str) -> Rights:
    """What the user of an application password may do.

    Raises:
        ProviderError, AddressRefused: as `JsonApi.ask`.
    """
    answer = api.ask("GET", f"{root}/wp/v2/users/me{'&' if '?' in root else '?'}context=edit")
    if answer.status == 401:
        fault = "WordPress does not take the application password: it was revoked, is of another user, or the server strips it"
        return Rights(who="the login", can_deliver=False, can_publish=False, faults=(fault,))
    found = answer.data.get("capabilities") if isinstance(answer.data, dict) else None
    if not answer.is_ok or not isinstance(found, dict):
        raise ProviderError(f"WordPress does not say what the login may do (status {answer.status})", is_lasting=True)
    return Rights(
        who=f"the user {answer.field('name') or answer.field('slug')}",
        can_deliver=bool(found.get("edit_posts")),
        can_publish=bool(found.get("publish_posts")),
    )


def _written(briefs: ArticleBriefs, slug: str) -> tuple[str, str]:
    """Title and content of the draft, as they are sent."""
    title = encoded(f"Briefs: {briefs.title}" if briefs.panel is not None else "Briefs: erased")
    page = briefs.page_html if briefs.panel is not None else f"<p>{_ERASED}</p>"
    problem = f"<p>{html.escape(briefs.problem)}</p>\n" if briefs.problem else ""
    return title, marked(title, for_wordpress(problem + page, anchor=f"{slug}-"))


def _post(data: Any) -> Mapping[str, Any]:
    if not isinstance(data, dict) or "id" not in data:
        raise ProviderError("WordPress answered with something other than a post")
    return data


def _raw(post: Mapping[str, Any], name: str) -> str:
    """A field as it is kept.

    Raises:
        ProviderError: it is not shown: the login may not edit the post.
    """
    value = post.get(name)
    raw = value.get("raw") if isinstance(value, dict) else None
    if not isinstance(raw, str):
        raise ProviderError("WordPress does not show the draft for editing: it belongs to another user", is_lasting=True)
    return raw
