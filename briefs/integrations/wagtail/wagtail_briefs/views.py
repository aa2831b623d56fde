"""The app's own addresses: the article for the service, the briefs from it; the panel's content for the editor."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods
from wagtail.models import APIToken, Page
from wagtail.permission_policies.pages import PagePermissionPolicy

from wagtail_briefs import conf, delivery, panels
from wagtail_briefs.article import article_of
from wagtail_briefs.models import PageBriefs
from wagtail_briefs.shapes import Malformed

RIGHT = "wagtail_briefs.deliver_briefs"
View = Callable[..., HttpResponseBase]


def for_the_service(view: View) -> View:
    """Only with the token of a user who may deliver briefs: a session's cookie says nothing here."""

    @wraps(view)
    @csrf_exempt
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        user = _user_of_token(request)
        if user is None:
            answer = _problem(401, "send an API token: Authorization: Bearer TOKEN")
            answer["WWW-Authenticate"] = "Bearer"
            return answer
        if not user.has_perm(RIGHT):
            return _problem(403, "the token's user lacks the right to deliver briefs")
        request.user = user
        try:
            answer = view(request, *args, **kwargs)
        except Http404:
            answer = _problem(404, "there is no article's page of that id")
        answer["Cache-Control"] = "no-store"
        return answer

    return checked


@for_the_service
@require_http_methods(["GET"])
def article(request: HttpRequest, page_id: int) -> HttpResponseBase:
    """The latest state of an article, drafts included."""
    return JsonResponse(article_of(_article_page(page_id)))


@for_the_service
@require_http_methods(["GET", "PUT"])
def briefs(request: HttpRequest, page_id: int) -> HttpResponseBase:
    """What is kept beside a page; PUT stores, or takes away where it brings nothing. The page is never changed."""
    page = _article_page(page_id)
    if request.method == "PUT":
        return _store(request, page)
    row = PageBriefs.objects.filter(pk=page.pk).first()
    if row is None:
        return JsonResponse({"job": "", "made_at": 0, "is_current": False})
    return JsonResponse({"job": row.job, "made_at": row.made_at, "is_current": delivery.is_current(row, page)})


@for_the_service
@require_http_methods(["GET"])
def rights(request: HttpRequest) -> HttpResponseBase:
    """What the token's user may do: the service warns when it is more than it needs."""
    said = {"user": request.user.get_username(), "may_publish": _may_publish(request.user), "format": delivery.FORMAT}
    if "parent" in request.GET:  # for briefs on pages of their own
        parent = Page.objects.filter(pk=request.GET["parent"]).first() if request.GET["parent"].isdecimal() else None
        said["may_add"] = parent is not None and parent.permissions_for_user(request.user).can_add_subpage()
    return JsonResponse(said)


def panel(request: HttpRequest, page_id: int) -> HttpResponseBase:
    """The panel's content, for the editor's browser; the same mark means that nothing changed."""
    page = get_object_or_404(Page, pk=page_id).specific
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    content = panels.render(page, request)
    mark = f'"{hashlib.sha256(content.encode("utf-8")).hexdigest()}"'
    answer = HttpResponse(status=304) if request.headers.get("If-None-Match") == mark else HttpResponse(content)
    answer["ETag"], answer["Cache-Control"] = mark, "no-store"
    return answer


def _store(request: HttpRequest, page: Page) -> HttpResponseBase:
    try:
        stored = delivery.store(page, delivery.read(json.loads(request.body)))
    except RequestDataTooBig:
        return _problem(413, "the briefs are larger than the site's DATA_UPLOAD_MAX_MEMORY_SIZE")
    except Malformed as error:
        return _problem(422, str(error))
    except (ValueError, RecursionError):
        return _problem(400, "the body is not JSON")
    return JsonResponse({"outcome": stored.outcome, "is_current": stored.is_current})


def _article_page(page_id: int) -> Page:
    page = _article_page_or_none(page_id)
    if page is None:
        raise Http404
    return page


def _article_page_or_none(page_id: int) -> Page | None:
    """The latest revision of a page whose type is one of the articles'."""
    page = Page.objects.filter(pk=page_id).specific().first()
    return page.get_latest_revision_as_object() if page is not None and conf.is_article(page) else None


def _may_publish(user: Any) -> bool:
    return bool(PagePermissionPolicy().user_has_permission(user, "publish"))


def _user_of_token(request: HttpRequest) -> Any | None:
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    if scheme.lower() != "bearer" or not token:
        return None
    hashes = APIToken.candidate_key_hashes(token.strip())
    found = APIToken.objects.select_related("user").filter(key_hash__in=hashes, revoked_at__isnull=True).first()
    if found is None or not found.user.is_active:
        return None
    APIToken.objects.filter(pk=found.pk).update(last_used_at=timezone.now())
    return found.user


def _problem(status: int, detail: str) -> JsonResponse:
    return JsonResponse({"status": status, "detail": detail}, status=status, content_type="application/problem+json")
