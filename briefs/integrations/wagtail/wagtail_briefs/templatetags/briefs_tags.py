"""`{% load briefs_tags %}{% briefs_claimreview page %}`: approved reviews in the head of a published article, and nothing anywhere else."""

from __future__ import annotations

import json
from typing import Any

from django import template
from django.utils.safestring import SafeString, mark_safe
from wagtail.models import Page

from wagtail_briefs.delivery import is_current, reviews_of
from wagtail_briefs.models import PageBriefs

register = template.Library()


@register.simple_tag(takes_context=True)
def briefs_claimreview(context: Any, page: Page | None = None) -> SafeString:
    """JSON-LD, a script element a review; empty on a draft, in a preview, without an approval, and when the published text is another than
    the one that was approved."""
    page = page or context.get("page")
    request = context.get("request")
    if page is None or not page.pk or not page.live or getattr(request, "is_preview", False):
        return mark_safe("")
    row = PageBriefs.objects.filter(pk=page.pk).exclude(reviews=None).first()
    if row is None or not is_current(row, page):
        return mark_safe("")
    # the JSON has no `<`, `>` or `&` left, so that nothing in it can end the element
    return mark_safe("\n".join(f'<script type="application/ld+json">{_json(review)}</script>' for review in reviews_of(row)))


def _json(data: Any) -> str:
    text = json.dumps(data, ensure_ascii=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text
