"""What is saved is told: draft, autosave and publication of an article's page become a waiting hook, written in the save's own transaction.

The service's own saves are not told, and what is unpublished or deleted is none of its business.
"""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.signals import request_started
from django.db.models.signals import post_save
from wagtail.models import Page, Revision
from wagtail.signals import page_published

from wagtail_briefs import conf, telling


def connect() -> None:
    """Listen to Django's and Wagtail's signals."""
    post_save.connect(_revision_saved, sender=Revision, dispatch_uid="wagtail_briefs.revision")
    page_published.connect(_page_published, dispatch_uid="wagtail_briefs.published")
    request_started.connect(_first_request, dispatch_uid="wagtail_briefs.started")


def _revision_saved(sender: Any, instance: Revision, **kwargs: Any) -> None:
    """Every save in the editor or over the API makes a revision, or overwrites the one that autosave made."""
    if kwargs.get("raw"):
        return
    model = ContentType.objects.get_for_id(instance.content_type_id).model_class()
    if model is None or not issubclass(model, Page):
        return
    if model._meta.label.lower() not in {label.lower() for label in conf.current().page_types} or _is_own(instance.user):
        return
    telling.note_saved(int(instance.object_id))


def _page_published(sender: Any, instance: Page, revision: Revision | None = None, **kwargs: Any) -> None:
    """Publication is told at once: readers see it now."""
    if conf.is_article(instance) and not (revision is not None and _is_own(revision.user)):
        telling.note_saved(instance.pk, at_once=True)


def _first_request(sender: Any, **kwargs: Any) -> None:
    """What waited when the site went down is sent once it is up."""
    request_started.disconnect(dispatch_uid="wagtail_briefs.started")
    telling.wake()


def _is_own(user: Any) -> bool:
    name = conf.current().user
    return bool(name) and user is not None and user.get_username() == name
