"""Wires the app into Django: what is saved is told, what is misconfigured is said at start."""

from __future__ import annotations

from django.apps import AppConfig
from django.core import checks


class WagtailBriefsConfig(AppConfig):
    """`INSTALLED_APPS += ["wagtail_briefs"]`."""

    name = "wagtail_briefs"
    verbose_name = "Fact-check briefs"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Connect the signals and register the check of the settings."""
        from wagtail_briefs import conf, saving

        checks.register(conf.check_settings)
        saving.connect()
