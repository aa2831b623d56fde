"""The words of an article in whichever fields and blocks they stand, and the settings that say which."""

from __future__ import annotations

from django.core.checks import run_checks
from django.test import SimpleTestCase, override_settings
from wagtail import blocks
from wagtail_app.newsroom_case import SETTINGS

from wagtail_briefs.article import block_html


class Quote(blocks.StructBlock):
    """Words and who said them."""

    words = blocks.TextBlock()
    speaker = blocks.CharBlock()
    is_large = blocks.BooleanBlock(required=False)


class Stream(blocks.StreamBlock):
    """As newsrooms build their articles."""

    heading = blocks.CharBlock()
    text = blocks.RichTextBlock()
    quote = Quote()
    facts = blocks.ListBlock(blocks.CharBlock())
    number = blocks.IntegerBlock()


class WordsTest(SimpleTestCase):
    """No database."""

    def test_every_block_that_holds_words(self) -> None:
        """In order, escaped where they are plain, and nothing of what is no word."""
        stream = Stream()
        value = stream.to_python(
            [
                {"type": "heading", "value": "Barges & boats"},
                {"type": "text", "value": '<p>Forty <b>sank</b>.</p><embed embedtype="media" url="https://video.example/1"/>'},
                {"type": "quote", "value": {"words": "One.\n\nTwo <i>.", "speaker": "A", "is_large": True}},
                {"type": "facts", "value": ["first", "second"]},
                {"type": "number", "value": 7},
            ]
        )
        expected = (
            '<p>Barges &amp; boats</p>\n<p>Forty <b>sank</b>.</p><embed embedtype="media" url="https://video.example/1"/>\n'
            "<p>One.</p>\n<p>Two &lt;i&gt;.</p>\n<p>A</p>\n<p>first</p>\n<p>second</p>"
        )
        self.assertEqual(expected, block_html(stream, value))


class SettingsTest(SimpleTestCase):
    """What is wrong is said at start, with what to do."""

    def found(self, **changes: object) -> set[str]:
        """Ids of the app's messages."""
        with override_settings(WAGTAIL_BRIEFS={**SETTINGS, **changes}):
            return {message.id for message in run_checks() if message.id.startswith("wagtail_briefs")}

    def test_each_fault_has_its_word(self) -> None:
        """And what is right has none."""
        self.assertEqual(set(), self.found())
        self.assertEqual({"wagtail_briefs.W001"}, self.found(CONNECTION=""))
        self.assertEqual({"wagtail_briefs.E001"}, self.found(CONNEXION="x"))
        for wrong in ("https://briefs.example/v1/hooks/wagtail", "ftp://briefs.example#whsec_AAAA", "https://briefs.example#short!"):
            self.assertEqual({"wagtail_briefs.E002"}, self.found(CONNECTION=wrong))
        self.assertEqual({"wagtail_briefs.E003"}, self.found(PAGE_TYPES=["news.Nothing"]))
        self.assertEqual({"wagtail_briefs.E004"}, self.found(BODY_FIELDS=["nothing"]))
