"""For the panel's own templates: the marks that lead from a sentence to its notes."""

from __future__ import annotations

from collections.abc import Sequence

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def marks(numbers: Sequence[int], claim_id: str) -> SafeString:
    """`[3] [4]`, each a link to its note."""
    links = format_html_join(" ", '<a href="#briefs-{}-{}">{}</a>', ((claim_id, number, number) for number in numbers))
    return format_html('<sup class="briefs-marks">{}</sup>', links) if numbers else SafeString("")
