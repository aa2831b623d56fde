"""What is kept beside a page: what the service has to be told, and what it delivered; none of it is in the page or its API."""

from __future__ import annotations

from typing import Any

from django.db import models
from wagtail.models import Page


class PageHook(models.Model):
    """That a page was saved, until the service has taken it: one row a page, so that ten saves are told once."""

    page = models.OneToOneField(Page, on_delete=models.CASCADE, primary_key=True, related_name="+")
    message_id = models.CharField(max_length=64)
    """Of the last save; the same while it is sent again."""
    first_at = models.DateTimeField()
    """Of the first save that was not told yet."""
    due_at = models.DateTimeField(null=True, db_index=True)
    """When it is sent; null: told, or given up."""
    attempts = models.PositiveSmallIntegerField(default=0)
    told_at = models.DateTimeField(null=True)
    problem = models.CharField(max_length=200, blank=True)
    """Why it was not taken; the editor is told."""

    class Meta:
        """No rights of its own: the app alone writes it."""

        default_permissions = ()

    def __str__(self) -> str:
        return f"hook of page {self.page_id}"


class PageBriefs(models.Model):
    """The briefs of a page as the service delivered them last."""

    page = models.OneToOneField(Page, on_delete=models.CASCADE, primary_key=True, related_name="+")
    job = models.CharField(max_length=64, blank=True)
    made_at = models.FloatField(default=0)
    """Seconds since the epoch: of two deliveries the later one stands."""
    version = models.CharField(max_length=64, blank=True)
    """Of the headline and text that the briefs are of (`wagtail_briefs.article`)."""
    panel: models.JSONField[Any, Any] = models.JSONField(null=True)
    """What the panel shows; null: there are none."""
    reviews: models.JSONField[Any, Any] = models.JSONField(null=True)
    """ClaimReview of what an editor approved; null: nothing is for readers."""
    problem = models.CharField(max_length=500, blank=True)
    """Why the last check came to nothing."""
    received_at = models.DateTimeField()

    class Meta:
        """One right: to deliver. It lets nobody edit a page."""

        default_permissions = ()
        permissions = [("deliver_briefs", "May read the articles that are checked and deliver briefs beside them")]

    def __str__(self) -> str:
        return f"briefs of page {self.page_id}"
