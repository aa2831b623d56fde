"""What the service delivers: checked into the shape that the panel and the published page read, and stored beside the page.

Nothing is believed because it came with a token: every text is text, every address http or https, every length bounded. Of two deliveries
the later one stands, in whichever order they arrive; the same again changes nothing. The page itself is never touched.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from typing import Any, Literal

from django.db import transaction
from django.utils import timezone
from wagtail.models import Page

from wagtail_briefs.article import version_of
from wagtail_briefs.models import PageBriefs
from wagtail_briefs.shapes import Address, Malformed, Maybe, OneOf, shaped

FORMAT = 1
"""Of the panel; the service says which it writes."""
_NAME = re.compile(r"[A-Za-z0-9._-]{0,64}")
_MOST_REVIEWS = 2**20
_MARKED = {"text": str, "notes": [int]}
_CLAIM = {"id": str, "number": int, "text": str, "review_url": Address, "is_kept_back": bool}
_KEPT_BACK = {**_CLAIM, "kept_back_because": str}
_SHOWN = {
    **_CLAIM,
    "standing": OneOf(("confirmed", "alleged", "disputed", "refuted", "unverified")),
    "standing_word": str,
    "standing_line": str,
    "origins_line": str,
    "wording": Maybe({"verdict": str, "heading": str, "is_fault": bool, "rows": [{"label": str, **_MARKED}]}),
    "sections": [
        {"section": OneOf(("alleged", "confirmed", "disputed", "refuted", "unknown")), "heading": str, "sentences": [_MARKED]},
    ],
    "empty": str,
    "would_change": str,
    "notes": [
        {"number": int, "source": str, "url": Address, "language": str, "language_line": str, "quote": str, "is_quotation": bool},
    ],
    "withheld_line": str,
    "not_publishable": str,
    "decision": OneOf(("", "approved", "rejected", "withdrawn")),
    "decision_line": str,
}
_LABELS = (
    "in_article",
    "notes_heading",
    "note_link",
    "quote_open",
    "quote_close",
    "would_change",
    "panel_about",
    "panel_review",
    "panel_review_claim",
)
_PANEL = {
    "version": int,
    "language": str,
    "as_of": str,
    "review_url": Address,
    "labels": dict.fromkeys(_LABELS, str),
    "claims": [{}],
    "not_briefed": int,
}


@dataclass(frozen=True, kw_only=True)
class Delivery:
    """One delivery, with nothing in it but what is shown."""

    job: str
    made_at: float
    version: str
    panel: dict[str, Any] | None
    reviews: dict[str, Any] | None
    problem: str


@dataclass(frozen=True)
class Stored:
    """What became of a delivery."""

    outcome: Literal["created", "updated", "unchanged", "outdated"]
    is_current: bool
    """Whether the briefs are of the text that the page has now."""


def read(given: Any) -> Delivery:
    """The delivery.

    Raises:
        Malformed: it is not of the shape.
    """
    head = shaped(given, {"job": str, "version": str, "problem": str}, "the delivery")
    for name in ("job", "version"):
        if not _NAME.fullmatch(head[name]):
            raise Malformed(f"{name} is of another form")
    made_at = given.get("made_at")
    if not isinstance(made_at, int | float) or isinstance(made_at, bool) or not math.isfinite(made_at):
        raise Malformed("made_at is no time")
    return Delivery(
        job=head["job"],
        made_at=float(made_at),
        version=head["version"],
        panel=_panel(given.get("panel")),
        reviews=_reviews(given.get("reviews")),
        problem=head["problem"][:500],
    )


def store(page: Page, delivery: Delivery) -> Stored:
    """Keep a delivery beside its page."""
    now = timezone.now()
    with transaction.atomic():
        row = PageBriefs.objects.select_for_update().filter(pk=page.pk).first()
        is_new = row is None
        if row is None:
            row = PageBriefs(page_id=page.pk, received_at=now)
        elif row.made_at > delivery.made_at:
            return Stored("outdated", is_current(row, page))
        given = {name: getattr(delivery, name) for name in ("job", "version", "panel", "reviews", "problem")}
        is_changed = is_new or any(getattr(row, name) != value for name, value in given.items())
        for name, value in given.items():
            setattr(row, name, value)
        row.made_at, row.received_at = delivery.made_at, now
        row.save()
    return Stored("created" if is_new else "updated" if is_changed else "unchanged", is_current(row, page))


def is_current(row: PageBriefs, page: Page) -> bool:
    """Whether briefs are of the headline and text that this state of the page has."""
    return bool(row.version) and row.version == version_of(page.specific)


def reviews_of(row: PageBriefs) -> list[dict[str, Any]]:
    """The ClaimReviews of what an editor approved, each with its context."""
    kept = row.reviews or {}
    found = kept.get("@graph", [kept] if kept.get("@type") == "ClaimReview" else [])
    return [{"@context": "https://schema.org", **review} for review in found]


def _panel(given: Any) -> dict[str, Any] | None:
    if given is None:
        return None
    panel: dict[str, Any] = shaped(given, _PANEL, "panel")
    if panel["version"] != FORMAT:
        raise Malformed(f"the panel has version {panel['version']} and this app reads {FORMAT}; install the app that came with the service")
    panel["claims"] = [
        shaped(claim, _KEPT_BACK if claim.get("is_kept_back") is True else _SHOWN, f"panel.claims[{i}]")
        for i, claim in enumerate(given["claims"])
    ]
    return panel


def _reviews(given: Any) -> dict[str, Any] | None:
    if given is None:
        return None
    if not isinstance(given, dict) or given.get("@context") != "https://schema.org":
        raise Malformed("reviews are not of schema.org")
    graph = given.get("@graph", [given])
    if not isinstance(graph, list) or not all(isinstance(item, dict) and item.get("@type") == "ClaimReview" for item in graph):
        raise Malformed("reviews hold something else than ClaimReview")
    if len(json.dumps(given)) > _MOST_REVIEWS:
        raise Malformed("reviews are too long")
    return given
