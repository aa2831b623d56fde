"""What the app adds to Wagtail's admin: the panel's address, and its right among those that a group can have."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import Permission
from django.urls import path
from wagtail import hooks

from wagtail_briefs import views


@hooks.register("register_admin_urls")
def panel_address() -> list[Any]:
    """Behind Wagtail's own sign-in."""
    return [path("briefs/panel/<int:page_id>/", views.panel, name="wagtail_briefs_panel")]


@hooks.register("register_permissions")
def right() -> Any:
    """So that an administrator can give it to a group."""
    return Permission.objects.filter(content_type__app_label="wagtail_briefs", codename="deliver_briefs")
