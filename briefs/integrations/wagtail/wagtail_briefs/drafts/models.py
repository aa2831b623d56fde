"""A page that holds the briefs of one article, written by the service over Wagtail's write API, always as a draft."""

from __future__ import annotations

from typing import ClassVar

from wagtail.admin.panels import FieldPanel
from wagtail.api import APIField
from wagtail.fields import RichTextField
from wagtail.models import Page

FEATURES = ["h2", "h3", "h4", "bold", "italic", "link", "ol", "ul", "hr", "blockquote"]


class BriefsPage(Page):
    """Made and changed by the service as long as no person changed it. Whether it is ever published is for an editor to say."""

    body = RichTextField(features=FEATURES, blank=True)

    content_panels: ClassVar = [*Page.content_panels, FieldPanel("body")]
    api_fields: ClassVar = [APIField("body", writable=True)]
    template = "wagtail_briefs/briefs_page.html"
    subpage_types: ClassVar[list[str]] = []

    class Meta:
        """As the editor reads it."""

        verbose_name = "fact-check briefs"
        verbose_name_plural = "fact-check briefs"
