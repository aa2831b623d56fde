"""A front page and its articles."""

from typing import ClassVar

from django.db import models
from wagtail.admin.panels import FieldPanel, ObjectList, TabbedInterface
from wagtail.api import APIField
from wagtail.fields import RichTextField
from wagtail.models import Page

from wagtail_briefs.panels import BriefsPanel


class FrontPage(Page):
    """Lists what is published."""

    max_count = 1


class ArticlePage(Page):
    """What reporters write."""

    introduction = models.TextField(blank=True)
    body = RichTextField(blank=True)
    story = models.SlugField(blank=True, help_text="The story's corpus in the fact-check service; empty for the desk's own.")

    api_fields: ClassVar = [APIField("introduction", writable=True), APIField("body", writable=True), APIField("story", writable=True)]
    edit_handler = TabbedInterface(
        [
            ObjectList([*Page.content_panels, FieldPanel("introduction"), FieldPanel("body"), FieldPanel("story")], heading="Content"),
            ObjectList([BriefsPanel()], heading="Briefs"),
            ObjectList(Page.promote_panels, heading="Promote"),
            ObjectList(Page.settings_panels, heading="Settings"),
        ]
    )


class PlainPage(Page):
    """A page type of the site's own that could hold briefs as drafts; its rich text knows little."""

    body = RichTextField(features=["bold", "link"], blank=True)

    api_fields: ClassVar = [APIField("body", writable=True)]
    content_panels: ClassVar = [*Page.content_panels, FieldPanel("body")]
