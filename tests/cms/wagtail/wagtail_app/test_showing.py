"""The panel says what an editor needs, and the published page what was approved; what came from outside is text in both."""

from __future__ import annotations

import json
import re
from datetime import timedelta

from bs4 import BeautifulSoup
from django.utils import timezone
from wagtail_app.newsroom_case import HOSTILE, NewsroomTest, a_panel, a_review

from news.models import ArticlePage
from wagtail_briefs import telling


class PanelTest(NewsroomTest):
    """In the page editor, and its fresh content."""

    def panel(self) -> BeautifulSoup:
        """What the editor's browser is given."""
        self.client.force_login(self.editor)
        answer = self.client.get(f"/admin/briefs/panel/{self.page.pk}/")
        self.assertEqual(200, answer.status_code)
        return BeautifulSoup(answer.content, "html.parser")

    def test_the_editor_shows_it(self) -> None:
        """The page editor itself, with the tab and its content."""
        self.save()
        self.deliver()
        self.client.force_login(self.editor)
        html = self.client.get(f"/admin/pages/{self.page.pk}/edit/").content.decode()
        soup = BeautifulSoup(html, "html.parser")
        panel = soup.select_one("[data-briefs-panel]")
        assert panel is not None
        self.assertIn("Forty barges were sunk.", panel.text)
        self.assertIn("wagtail_briefs/panel.js", html)
        self.assertIn("wagtail_briefs/panel.css", html)
        links = {a["href"] for a in panel.select("a[href^=https]")}
        self.assertEqual(
            {"https://briefs.example/review/b-1", "https://briefs.example/review/b-1#claim-1", "https://gazette.example/1"}, links
        )

    def test_a_new_page_is_saved_first(self) -> None:
        """Nothing to ask about yet."""
        self.client.force_login(self.editor)
        html = self.client.get(f"/admin/pages/add/news/articlepage/{self.front.pk}/").content.decode()
        self.assertIn("Save the page first", html)

    def test_what_became_of_the_save(self) -> None:
        """Waiting, told, failed, there, outdated."""
        self.assertIn("There are no briefs yet", self.panel().text)
        self.save()
        self.assertIn("as soon as nobody has typed", self.panel().text)
        telling.send_due(now=timezone.now() + timedelta(seconds=21))
        self.assertIn("was not told of the last save", self.panel().text)
        self.assertIn("It is tried again at", self.panel().text)
        telling.PageHook.objects.update(problem="", due_at=None, told_at=timezone.now())
        self.assertIn("is being checked", self.panel().text)
        self.assertIsNotNone(self.panel().select_one("[data-briefs-waiting]"))
        telling.PageHook.objects.update(told_at=timezone.now() - timedelta(hours=1))
        self.assertIn("has brought nothing since", self.panel().text)
        self.assertIsNone(self.panel().select_one("[data-briefs-waiting]"))
        telling.PageHook.objects.update(told_at=timezone.now())
        self.deliver()
        self.assertIsNone(self.panel().select_one("[data-briefs-waiting]"))
        self.assertNotIn("is being checked", self.panel().text)
        self.deliver(made_at=1001, problem="The host did not answer.")
        self.assertIn("The host did not answer.", self.panel().text)
        self.save(body="<p>Another text.</p>")
        self.assertIn("The page was changed since these briefs were made", self.panel().text)
        self.assertIn("Forty barges were sunk.", self.panel().text)

    def test_hostile_words_are_text(self) -> None:
        """Every place that a source or the article fills."""
        self.save()
        self.deliver(panel=a_panel(HOSTILE), problem=HOSTILE)
        panel = self.panel()
        self.assertEqual([], panel.select("script, img, iframe, object, embed, form, style"))
        for tag in panel.find_all(True):
            self.assertEqual([], [name for name in tag.attrs if name.startswith("on") or name == "style"])
        # a start, every place of the claim, and none of it rendered as a template
        self.assertGreaterEqual(panel.text.count(HOSTILE), 9)
        self.assertNotIn("14", panel.text)

    def test_a_claim_that_is_kept_back_shows_no_word_of_its_brief(self) -> None:
        """Only its own text, and why."""
        claim = {"id": "c1", "number": 1, "text": "A claim.", "review_url": None, "is_kept_back": True, "kept_back_because": "Not here."}
        self.save()
        self.deliver(panel=a_panel(claims=[{**claim, "standing_line": "secret"}]))
        self.assertIn("Not here.", self.panel().text)
        self.assertNotIn("secret", self.panel().text)

    def test_who_may_see_it(self) -> None:
        """Who may edit the page; nobody else, and a visitor is asked to sign in."""
        self.deliver()
        address = f"/admin/briefs/panel/{self.page.pk}/"
        self.assertEqual(302, self.client.get(address).status_code)
        self.editor.groups.clear()
        from django.contrib.auth.models import Permission

        self.editor.user_permissions.add(Permission.objects.get(codename="access_admin"))
        self.client.force_login(self.editor)
        answer = self.client.get(address)
        self.assertNotIn("barges", answer.content.decode())
        self.assertNotEqual(200, answer.status_code)

    def test_the_same_content_is_not_sent_again(self) -> None:
        """The browser asks every few seconds."""
        self.deliver()
        self.client.force_login(self.editor)
        address = f"/admin/briefs/panel/{self.page.pk}/"
        mark = self.client.get(address).headers["ETag"]
        self.assertEqual(304, self.client.get(address, headers={"If-None-Match": mark}).status_code)
        self.deliver(made_at=1001, problem="Another.")
        self.assertEqual(200, self.client.get(address, headers={"If-None-Match": mark}).status_code)


class ClaimReviewTest(NewsroomTest):
    """On the page that readers see."""

    def scripts(self) -> list[str]:
        """JSON-LD in the page as it is served."""
        html = self.client.get("/barges/").content.decode()
        return re.findall(r'<script type="application/ld\+json">(.*?)</script>', html, re.DOTALL)

    def test_nothing_before_an_approval(self) -> None:
        """Briefs alone say nothing to readers."""
        self.save(publish=True)
        self.deliver()
        html = self.client.get("/barges/").content.decode()
        self.assertNotIn("ClaimReview", html)
        self.assertNotIn("alleged", html)

    def test_approved_on_the_published_page(self) -> None:
        """A script element a review, with its context; taken back, it is gone."""
        self.save(publish=True)
        self.deliver(reviews=a_review())
        [script] = self.scripts()
        review = json.loads(script)
        self.assertEqual(("https://schema.org", "ClaimReview"), (review["@context"], review["@type"]))
        self.deliver(made_at=1001)
        self.assertEqual([], self.scripts())

    def test_hostile_words_end_no_element(self) -> None:
        """And come out as they went in."""
        self.save(publish=True)
        self.deliver(reviews=a_review(HOSTILE + "\u2028"))
        [script] = self.scripts()
        self.assertEqual(HOSTILE + "\u2028", json.loads(script)["claimReviewed"])
        self.assertNotIn("<", script)
        soup = BeautifulSoup(self.client.get("/barges/").content, "html.parser")
        self.assertEqual([], soup.select("img"))

    def test_not_when_the_published_text_is_another(self) -> None:
        """A draft changes nothing for readers; its publication takes the review of the old text away."""
        self.save(publish=True)
        self.deliver(reviews=a_review())
        self.save(body="<p>A draft of something else.</p>")
        self.assertEqual(1, len(self.scripts()))
        self.save(body="<p>Published, something else.</p>", publish=True)
        self.assertEqual([], self.scripts())

    def test_not_of_a_draft_that_was_approved_before_it_was_published(self) -> None:
        """The published page still has the old text."""
        self.save(body="<p>Old.</p>", publish=True)
        self.save(body="<p>New.</p>")
        self.deliver(reviews=a_review())
        self.assertEqual([], self.scripts())
        self.save(body="<p>New.</p>", publish=True)
        self.assertEqual(1, len(self.scripts()))

    def test_not_in_a_preview_and_not_when_unpublished(self) -> None:
        """Only what readers see."""
        self.save(publish=True)
        self.deliver(reviews=a_review())
        self.client.force_login(self.editor)
        draft = self.client.get(f"/admin/pages/{self.page.pk}/view_draft/").content.decode()
        self.assertIn("Forty barges", draft)
        self.assertNotIn("ClaimReview", draft)
        ArticlePage.objects.get(pk=self.page.pk).unpublish()
        self.assertEqual(404, self.client.get("/barges/").status_code)
