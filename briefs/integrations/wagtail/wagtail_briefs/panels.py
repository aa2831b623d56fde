"""The panel in the page editor: the briefs that stand beside the page, and what became of the last save."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.http import HttpRequest
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from wagtail.admin.panels import Panel
from wagtail.models import Page

from wagtail_briefs import conf
from wagtail_briefs.delivery import is_current
from wagtail_briefs.models import PageBriefs, PageHook

_PATIENCE = timedelta(minutes=30)
"""As long as a job may take by the service's own setting."""


class BriefsPanel(Panel):
    """`ObjectList([BriefsPanel()], heading="Briefs")` among a page type's tabs, or `BriefsPanel()` among its panels. It has no field and
    saves nothing."""

    class BoundPanel(Panel.BoundPanel):
        """For one page."""

        template_name = "wagtail_briefs/panel.html"

        class Media:
            """Its own style and the script that keeps it fresh."""

            css = {"all": ["wagtail_briefs/panel.css"]}  # noqa: RUF012 - Django's form of it
            js = ("wagtail_briefs/panel.js",)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            """The content, and where its newer state is found."""
            context: dict[str, Any] = super().get_context_data(parent_context)
            page = self.instance
            context["is_saved"] = bool(page is not None and page.pk)
            if context["is_saved"]:
                context["content"] = render(page, self.request)
                context["address"] = reverse("wagtail_briefs_panel", args=[page.pk])
            return context

        @property
        def media(self) -> Any:
            """As `Media` says."""
            from django.forms import Media as FormMedia

            return FormMedia(css=self.Media.css, js=self.Media.js)


def render(page: Page, request: HttpRequest | None) -> str:
    """The panel's content as HTML."""
    latest = page.get_latest_revision_as_object() if page.latest_revision_id else page
    row = PageBriefs.objects.filter(pk=page.pk).first()
    hook = PageHook.objects.filter(pk=page.pk).first()
    is_up_to_date = row is not None and row.panel is not None and is_current(row, latest)
    context = {
        "panel": row.panel if row else None,
        "problem": row.problem if row else "",
        "received_at": row.received_at if row else None,
        "is_article": conf.is_article(page),
        "is_current": is_up_to_date,
        "hook": hook,
        "is_waiting": _is_waiting(row, hook, is_up_to_date=is_up_to_date),
        "is_overdue": _is_waiting(row, hook, is_up_to_date=is_up_to_date) and _is_overdue(hook),
        "counts": _counts(row.panel) if row and row.panel else None,
    }
    return render_to_string("wagtail_briefs/panel_content.html", context, request=request)


def _is_waiting(row: PageBriefs | None, hook: PageHook | None, *, is_up_to_date: bool) -> bool:
    """Whether briefs of the text as it stands are on their way."""
    if hook is None or is_up_to_date or (hook.problem and hook.due_at is None):
        return False
    return hook.due_at is not None or row is None or (hook.told_at is not None and row.received_at < hook.told_at)


def _is_overdue(hook: PageHook | None) -> bool:
    """Whether the service was told so long ago that something is wrong."""
    return hook is not None and hook.due_at is None and hook.told_at is not None and timezone.now() - hook.told_at > _PATIENCE


def _counts(panel: dict[str, Any]) -> dict[str, Any]:
    """How many claims stand how, and what waits for the editor."""
    shown = [claim for claim in panel["claims"] if not claim["is_kept_back"]]
    standings: dict[str, int] = {}
    for claim in shown:
        standings[claim["standing_word"]] = standings.get(claim["standing_word"], 0) + 1
    return {
        "claims": len(panel["claims"]),
        "standings": list(standings.items()),
        "faults": sum(bool(claim["wording"] and claim["wording"]["is_fault"]) for claim in shown),
        "undecided": sum(claim["decision"] != "approved" and claim["decision"] != "rejected" for claim in shown),
    }
