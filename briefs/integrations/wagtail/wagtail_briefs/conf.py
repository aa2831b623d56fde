"""The site's settings for briefs: `WAGTAIL_BRIEFS`, a dictionary, read when it is needed and checked at start."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from django.apps import apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning

NAMES = {
    "CONNECTION": "",
    "PAGE_TYPES": (),
    "BODY_FIELDS": ("body",),
    "CORPUS_FIELD": "",
    "USER": "briefs",
    "QUIET_SECONDS": 20,
    "IN_BACKGROUND": True,
}
"""What may be set, and what holds otherwise."""


@dataclass(frozen=True)
class Settings:
    """All of it."""

    connection: str
    """What `briefs service connection` prints: the hook's address, `#`, its secret."""
    page_types: tuple[str, ...]
    """`app.Model` of the pages that are articles."""
    body_fields: tuple[str, ...]
    """Fields that hold the article's text, in order."""
    corpus_field: str
    """Attribute of a page that names its story's corpus; empty: the service's own choice."""
    user: str
    """Whose own saves are not told: the service's user."""
    quiet_seconds: int
    """After a save, how long nothing may be saved before it is told: autosave saves while somebody types."""
    in_background: bool
    """Send from a thread; False leaves it to `manage.py briefs_hooks`."""

    @property
    def hook_url(self) -> str:
        """`https://…/v1/hooks/NAME` of the service."""
        return self.connection.partition("#")[0]

    @property
    def hook_secret(self) -> str:
        """`whsec_…`, the same as the service's for this hook."""
        return self.connection.partition("#")[2]


def current() -> Settings:
    """The settings as they stand now."""
    given = getattr(settings, "WAGTAIL_BRIEFS", {})
    values = {name: given.get(name, default) for name, default in NAMES.items()}
    return Settings(
        **{name.lower(): tuple(value) if isinstance(value, list | tuple) else value for name, value in values.items()}  # type: ignore[arg-type]
    )


def is_article(page: Any) -> bool:
    """Whether the service is told of this page."""
    return type(page)._meta.label.lower() in {label.lower() for label in current().page_types}


def secret_key(secret: str) -> bytes:
    """The key in a `whsec_` secret; empty when it is none."""
    try:
        return base64.b64decode(secret.removeprefix("whsec_"), validate=True)
    except (binascii.Error, ValueError):
        return b""


def check_settings(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """What is wrong, for `manage.py check` and at start."""
    found: list[CheckMessage] = []
    given = getattr(settings, "WAGTAIL_BRIEFS", {})
    for name in sorted(set(given) - set(NAMES)):
        found.append(Error(f"WAGTAIL_BRIEFS has no setting {name!r}.", hint=f"It knows {', '.join(NAMES)}.", id="wagtail_briefs.E001"))
    now = current()
    if not now.connection or not now.page_types:
        hint = "Set CONNECTION and PAGE_TYPES in WAGTAIL_BRIEFS; until then no saved page is told to the service."
        found.append(Warning("Briefs are installed and not set up.", hint=hint, id="wagtail_briefs.W001"))
    parts = urlsplit(now.hook_url)
    if now.connection and not (parts.scheme in ("http", "https") and parts.hostname and secret_key(now.hook_secret)):
        hint = "`briefs service connection NAME` prints it: the hook's address, a #, and whsec_…"
        found.append(Error("WAGTAIL_BRIEFS['CONNECTION'] is of another form.", hint=hint, id="wagtail_briefs.E002"))
    for label in now.page_types:
        found += _check_page_type(label, now)
    return found


def _check_page_type(label: str, now: Settings) -> list[CheckMessage]:
    try:
        model = apps.get_model(label)
    except (LookupError, ValueError):
        return [Error(f"WAGTAIL_BRIEFS['PAGE_TYPES'] names {label!r}, and there is no such model.", id="wagtail_briefs.E003")]
    if not any(hasattr(model, name) for name in now.body_fields):
        hint = "BODY_FIELDS names the fields that hold an article's text."
        return [Error(f"{label} has none of the fields {', '.join(now.body_fields)}.", hint=hint, id="wagtail_briefs.E004")]
    return []
