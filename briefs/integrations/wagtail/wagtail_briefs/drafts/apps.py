"""The optional app."""

from django.apps import AppConfig


class DraftsConfig(AppConfig):
    """Its page type is `wagtail_briefs_drafts.BriefsPage`."""

    name = "wagtail_briefs.drafts"
    label = "wagtail_briefs_drafts"
    verbose_name = "Fact-check briefs as draft pages"
    default_auto_field = "django.db.models.BigAutoField"
