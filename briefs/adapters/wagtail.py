"""Puts briefs beside a page in Wagtail, or on a draft page of their own: by our app (integrations/wagtail) and Wagtail's write API, v3.

Beside a page nothing of the page is written. A page of our own is written as a draft, by a user that may not publish, as long as the last
revision is the one that we wrote; a person's revision is never written over. Wagtail's API has no condition on a write, so the revisions
are looked at before and after: where a person saved in between, their revision is put back on top.
"""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from typing import Any, Literal
from urllib.parse import urlencode

from briefs.adapters.cms_api import JsonAnswer, JsonApi
from briefs.adapters.fetching import Http
from briefs.adapters.wagtail_page import panel_to_rich_text, quotes_of
from briefs.errors import ProviderError
from briefs.ports import ArticleBriefs, Delivered, Rights

ARTICLES = "/articles/{id}/"
"""What an article's address ends with; the app's other addresses stand beside it."""
BRIEFS_PAGE = "wagtail_briefs_drafts.BriefsPage"
_MOST_TITLE = 200
_AT_ONCE = 20
"""Of a list; Wagtail's own limit."""
_FIELD = "body"
Body = Mapping[str, Any]


class _App:
    """Requests with the token, and answers that are what they should be."""

    def __init__(self, http: Http, token: str) -> None:
        self._api = JsonApi(http, {"Authorization": f"Bearer {token}"})

    def ask(self, method: str, url: str, data: object = None, *, also: tuple[int, ...] = ()) -> JsonAnswer:
        """The answer, done or of one of the statuses `also`, which then comes from Wagtail and not from something in front of it.

        Raises:
            AddressRefused: as `JsonApi.ask`.
            ProviderError: as `JsonApi.ask`, and for any other refusal.
        """
        answer = self._api.ask(method, url, data)
        if answer.is_ok or (answer.status in also and isinstance(answer.data, dict)):
            return answer
        raise _refusal(answer, method)


@dataclass(frozen=True)
class WagtailBeside:
    """Briefs in the app's own records, shown in its panel."""

    http: Http
    token: str
    app_url: str
    """Of the app, without the last slash: `https://cms.example/briefs`."""

    def deliver(self, briefs: ArticleBriefs) -> Delivered:
        """As `Publisher.deliver`. No conflict can come of it: nothing that a person writes is there."""
        data = {
            "job": briefs.job,
            "made_at": briefs.made_at,
            "version": briefs.version,
            "panel": briefs.panel,
            "reviews": briefs.reviews,
            "problem": briefs.problem,
        }
        url = f"{self.app_url}/pages/{briefs.article_id}/"
        answer = _App(self.http, self.token).ask("PUT", url, data, also=(404,))
        if answer.status == 404:
            return Delivered(outcome="gone", detail="there is no article's page of that id in Wagtail any more")
        outcomes: dict[str, Literal["created", "updated", "unchanged"]] = {"created": "created", "updated": "updated"}
        is_of_its_text = answer.data.get("is_current") or briefs.panel is None
        return Delivered(
            outcome=outcomes.get(answer.data.get("outcome", ""), "unchanged"),
            detail="" if is_of_its_text else "the page was edited since the article was fetched; its panel says so",
        )

    def probe(self) -> Rights:
        """As `Publisher.probe`."""
        return _rights(self.http, self.token, self.app_url, parent=None)


@dataclass(frozen=True)
class WagtailDraft:
    """Briefs on a page of their own below `parent`."""

    http: Http
    token: str
    app_url: str
    api_url: str
    """Of Wagtail's API, without the last slash: `https://cms.example/api/v3`."""
    parent: int
    page_type: str = BRIEFS_PAGE

    def deliver(self, briefs: ArticleBriefs) -> Delivered:
        """As `Publisher.deliver`."""
        return _Draft(self, _App(self.http, self.token), briefs).deliver()

    def probe(self) -> Rights:
        """As `Publisher.probe`."""
        return _rights(self.http, self.token, self.app_url, parent=self.parent)


@dataclass(frozen=True)
class _Place:
    """Where our page is, and what we wrote there last: `page.revision.hash`."""

    page: int
    revision: int
    sent: str

    @classmethod
    def read(cls, text: str) -> _Place | None:
        parts = text.split(".")
        if len(parts) != 3 or not (parts[0].isdecimal() and parts[1].isdecimal()):
            return None
        return cls(int(parts[0]), int(parts[1]), parts[2])

    def __str__(self) -> str:
        return f"{self.page}.{self.revision}.{self.sent}"


class _Draft:
    """One delivery to a page of its own."""

    def __init__(self, to: WagtailDraft, app: _App, briefs: ArticleBriefs) -> None:
        self._to, self._app, self._briefs = to, app, briefs
        self._slug = f"briefs-{briefs.article_id}".lower()
        self._pages = f"{to.api_url}/pages/"

    def deliver(self) -> Delivered:
        page = self._found()
        if self._briefs.panel is None:
            return Delivered(outcome="unchanged") if page is None else self._taken_away(page)
        title = f"{self._briefs.panel['labels']['panel_heading']}: {_spaced(self._briefs.title)}"
        fields = {
            "title": title if len(title) <= _MOST_TITLE else title[: _MOST_TITLE - 1] + "…",
            _FIELD: panel_to_rich_text(self._briefs.panel),
        }
        sent = hashlib.sha256(json.dumps(fields).encode("utf-8")).hexdigest()[:16]
        return self._created(fields, sent) if page is None else self._updated(page, fields, sent)

    def _found(self) -> int | None:
        """Our page of this article: where it was, or by its slug."""
        place = _Place.read(self._briefs.place)
        if place is not None and self._app.ask("GET", f"{self._pages}{place.page}/?version=draft", also=(404,)).is_ok:
            return place.page
        query = urlencode({"type": self._to.page_type, "slug": self._slug})
        for item in self._app.ask("GET", f"{self._pages}?{query}").data["items"]:
            page = self._app.ask("GET", f"{self._pages}{int(item['id'])}/?version=draft").data
            if ((page["meta"].get("parent") or {}).get("id")) == self._to.parent:
                return int(item["id"])
        return None

    def _created(self, fields: Body, sent: str) -> Delivered:
        meta = {"type": self._to.page_type, "parent_id": self._to.parent}
        page = self._app.ask("POST", self._pages, {"meta": meta, "slug": self._slug, **fields}).data
        return self._checked(int(page["id"]), page, Delivered(outcome="created"), sent)

    def _updated(self, page_id: int, fields: Body, sent: str) -> Delivered:
        before = self._revisions(page_id)
        place = _Place.read(self._briefs.place)
        if not self._is_ours(before, place):
            return self._conflict(page_id)
        if place is not None and (place.revision, place.sent) == (before[0]["id"], sent):
            return Delivered(outcome="unchanged", place=str(place))
        page = self._app.ask("PATCH", f"{self._pages}{page_id}/", fields).data
        after = self._revisions(page_id)
        between = [revision for revision in after[1:] if revision["id"] > before[0]["id"]] if before else []
        if between:  # a person saved while we wrote
            self._app.ask("POST", f"{self._pages}{page_id}/actions/revert/", {"revision_id": between[0]["id"]})
            return self._conflict(page_id)
        return self._checked(page_id, page, Delivered(outcome="updated"), sent)

    def _taken_away(self, page_id: int) -> Delivered:
        """With all its revisions, which hold the words too; what a person worked on is left to them."""
        revisions = self._revisions(page_id)
        page = self._app.ask("GET", f"{self._pages}{page_id}/?version=draft").data
        me = self._me()
        if page["meta"].get("first_published_at") or any(revision["user_id"] != me for revision in revisions):
            told = f"page {page_id} holds briefs that were erased, and a person has worked on it or published it: take them out there"
            return Delivered(outcome="conflict", place=self._briefs.place, detail=told)
        self._app.ask("DELETE", f"{self._pages}{page_id}/")
        return Delivered(outcome="updated", detail=f"page {page_id} was deleted: its briefs were erased")

    def _checked(self, page_id: int, page: Body, done: Delivered, sent: str) -> Delivered:
        """With what Wagtail took out, and quotations that did not arrive as they are."""
        revisions = self._revisions(page_id)
        place = _Place(page_id, int(revisions[0]["id"]), sent)
        told = []
        removed = Counter(w["tag"] for w in page["meta"].get("warnings") or [] if isinstance(w, dict) and "tag" in w)
        if removed:
            told.append("Wagtail's rich text took out " + ", ".join(f"{tag} ({count})" for tag, count in sorted(removed.items())))
        kept = self._app.ask("GET", f"{self._pages}{page_id}/?version=draft&rich_text_format=html").data
        text = shown_text(str(kept.get(_FIELD, "")))
        lost = [quote for quote in quotes_of(self._briefs.panel or {"claims": []}) if _spaced(quote) not in text]
        if lost:
            told.append(f"{len(lost)} quotations are not word for word on page {page_id}: compare them with the review page")
        return replace(done, place=str(place), detail="; ".join(told))

    def _revisions(self, page_id: int) -> list[dict[str, Any]]:
        """All of them, the newest first."""
        found: list[dict[str, Any]] = []
        while True:
            listed = self._app.ask("GET", f"{self._pages}{page_id}/revisions/?limit={_AT_ONCE}&offset={len(found)}").data
            found += listed["items"]
            if not listed["items"] or len(found) >= int(listed["count"]):
                return found

    def _is_ours(self, revisions: list[dict[str, Any]], place: _Place | None) -> bool:
        """Whether the newest revision is what we wrote last. Without a memory of it, whether our user wrote it."""
        if not revisions:
            return False
        if place is not None:
            return int(revisions[0]["id"]) == place.revision
        return all(revision["user_id"] == self._me() for revision in revisions)

    def _me(self) -> Any:
        said = self._app.ask("GET", f"{self._to.api_url}/whoami/").data
        given = said["user"]["id"]
        return int(given) if str(given).isdecimal() else given

    def _conflict(self, page_id: int) -> Delivered:
        told = f"a person edited page {page_id}; it was left as it is, and the newer briefs are on the review page"
        return Delivered(outcome="conflict", place=self._briefs.place, detail=told)


def shown_text(markup: str) -> str:
    """The words that a reader sees, blocks apart, white space as one space: what quotations are compared by."""
    reader = _Words()
    reader.feed(markup)
    reader.close()
    return _spaced("".join(reader.parts))


class _Words(HTMLParser):
    _BLOCKS = frozenset({"p", "li", "h1", "h2", "h3", "h4", "ul", "ol", "div", "br", "blockquote", "hr"})

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in self._BLOCKS:
            self.parts.append("\n")

    def handle_data(self, data: str) -> None:
        self.parts.append(data)


def _spaced(text: str) -> str:
    return " ".join(text.split())


def _rights(http: Http, token: str, app_url: str, *, parent: int | None) -> Rights:
    url = f"{app_url}/rights/" + (f"?parent={parent}" if parent is not None else "")
    answer = _App(http, token).ask("GET", url, also=(401, 403))
    if answer.status == 401:
        return Rights(who="the token", can_deliver=False, can_publish=False, faults=("Wagtail does not know the token, or it was revoked",))
    if answer.status == 403:
        fault = "the token's user lacks the right “deliver briefs” (Settings, Groups)"
        return Rights(who="the token's user", can_deliver=False, can_publish=False, faults=(fault,))
    said, faults = answer.data, []
    if parent is not None and not said.get("may_add"):
        faults.append(f"{said['user']} may not add pages below page {parent}, or there is no such page")
    return Rights(who=str(said["user"]), can_deliver=not faults, can_publish=bool(said["may_publish"]), faults=tuple(faults))


def _refusal(answer: JsonAnswer, method: str) -> ProviderError:
    """What an editor or operator can do about it."""
    if not isinstance(answer.data, dict):  # a page: Wagtail's own, where nothing of ours or of its API is mounted, or a proxy's
        said = f"no API answers at that address of Wagtail ({answer.status}): is the app installed, and is the address right?"
        return ProviderError(said, is_lasting=True)
    said = {
        401: "Wagtail refused the token (401): make a new one and set it",
        403: "the token's user may not do that in Wagtail (403): docs/wagtail.md says which rights it needs",
        404: "Wagtail has no such page (404)",
    }.get(answer.status, f"Wagtail did not take it ({method}, {answer.status}){_faults(answer.data)}")
    return ProviderError(said, is_lasting=True)


def _faults(said: Any) -> str:
    """The fields at fault, by name; none of what was sent is repeated."""
    if not isinstance(said, dict):
        return ""
    listed = said.get("errors") or [{"msg": said.get("detail", "")}]
    told = [
        f"{'.'.join(str(part) for part in item.get('loc', ()))} {item.get('msg', '')}".strip()
        for item in listed[:3]
        if isinstance(item, dict)
    ]
    return ": " + "; ".join(told)[:300] if any(told) else ""
