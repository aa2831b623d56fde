"""What the service brings is kept beside the page, whole or not at all; only the service brings it, and nobody else reads it."""

from __future__ import annotations

import copy
from io import StringIO
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management import call_command
from django.test import override_settings
from wagtail.models import APIToken
from wagtail_app.newsroom_case import HOSTILE, SETTINGS, NewsroomTest, a_panel, a_review

from news.models import ArticlePage
from wagtail_briefs.models import PageBriefs


class DeliveryTest(NewsroomTest):
    """Over the app's addresses."""

    def kept(self) -> PageBriefs:
        """What stands beside the page."""
        return PageBriefs.objects.get(pk=self.page.pk)

    def test_the_article_is_the_latest_draft_with_a_mark_of_its_text(self) -> None:
        """The mark changes with headline and text alone."""
        self.save(body="<p>First.</p>")
        path = f"/briefs/articles/{self.page.pk}/"
        first = self.call("GET", path).json()
        self.assertEqual(("Barges", "<p>First.</p>", "en"), (first["headline"], first["body"], first["language"]))
        page = ArticlePage.objects.get(pk=self.page.pk).get_latest_revision_as_object()
        page.seo_title, page.slug = "Other", "other"
        page.save_revision()
        self.assertEqual(first["briefs_version"], self.call("GET", path).json()["briefs_version"])
        self.save(body="<p>Second.</p>")
        self.assertNotEqual(first["briefs_version"], self.call("GET", path).json()["briefs_version"])

    def test_a_delivery_changes_nothing_of_the_page(self) -> None:
        """No revision, no text, no publication; once, however often it comes."""
        self.save()
        before = ArticlePage.objects.values().get(pk=self.page.pk)
        revisions = self.page.revisions.count()
        self.assertEqual({"outcome": "created", "is_current": True}, self.deliver().json())
        self.assertEqual({"outcome": "unchanged", "is_current": True}, self.deliver().json())
        self.assertEqual("updated", self.deliver(made_at=1001, reviews=a_review()).json()["outcome"])
        self.assertEqual(before, ArticlePage.objects.values().get(pk=self.page.pk))
        self.assertEqual(revisions, self.page.revisions.count())

    def test_the_later_of_two_stands_in_whichever_order_they_arrive(self) -> None:
        """A delivery that was on its way for hours."""
        self.deliver(job="b-2", made_at=2000)
        self.assertEqual("outdated", self.deliver(job="b-1", made_at=1000).json()["outcome"])
        self.assertEqual("b-2", self.kept().job)

    def test_an_edit_meanwhile_is_told_and_nothing_is_lost(self) -> None:
        """The briefs are kept and known to be of an earlier text."""
        self.save(body="<p>First.</p>")
        version = self.call("GET", f"/briefs/articles/{self.page.pk}/").json()["briefs_version"]
        self.save(body="<p>A person wrote this meanwhile.</p>")
        self.assertEqual({"outcome": "created", "is_current": False}, self.deliver(version=version).json())
        latest = ArticlePage.objects.get(pk=self.page.pk).get_latest_revision_as_object()
        self.assertEqual("<p>A person wrote this meanwhile.</p>", latest.body)

    def test_nothing_delivered_takes_away_what_was_there(self) -> None:
        """After a source was forgotten."""
        self.deliver(panel=a_panel("secret words"), reviews=a_review())
        self.assertEqual(200, self.deliver(made_at=1002, panel=None, problem="Erased.").status_code)
        row = self.kept()
        self.assertEqual((None, None, "Erased."), (row.panel, row.reviews, row.problem))

    def test_who_may_not(self) -> None:
        """Without a token, with a wrong or revoked one, as a signed-in editor, with a token that lacks the right."""
        path = f"/briefs/pages/{self.page.pk}/"
        for method, address in (("GET", path), ("PUT", path), ("GET", f"/briefs/articles/{self.page.pk}/"), ("GET", "/briefs/rights/")):
            with self.subTest(method=method, address=address):
                self.assertEqual(401, self.call(method, address, {}, token=None).status_code)
                self.assertEqual(401, self.call(method, address, {}, token="wagtail_x").status_code)
                self.client.force_login(self.editor)
                self.assertEqual(401, self.call(method, address, {}, token=None).status_code)
                self.client.logout()
                _, other = APIToken.create_token(user=self.editor, name="editor's")
                self.assertEqual(403, self.call(method, address, {}, token=other).status_code)
        APIToken.objects.filter(user=self.desk).update(revoked_at="2026-01-01T00:00Z")
        self.assertEqual(401, self.call("GET", path).status_code)
        self.assertFalse(PageBriefs.objects.exists())

    def test_the_right_lets_nobody_edit_a_page(self) -> None:
        """Its token gets nothing over Wagtail's own write API, and it is said whether it could publish."""
        body = {"title": "Changed"}
        self.assertEqual(403, self.call("PATCH", f"/api/v3/pages/{self.page.pk}/", body).status_code)
        self.assertIs(False, self.call("GET", "/briefs/rights/").json()["may_publish"])
        self.desk.groups.add(self.editor.groups.get())
        self.assertIs(True, self.call("GET", "/briefs/rights/").json()["may_publish"])

    def test_the_command_makes_user_right_and_token(self) -> None:
        """A token that works; replaced, the earlier one does not."""
        self.desk.delete()
        path = f"/briefs/pages/{self.page.pk}/"
        tokens = []
        for options in ((), ("--replace",)):
            told = StringIO()
            call_command("briefs_token", *options, stdout=told)
            tokens.append(told.getvalue().strip())
            self.assertEqual(200, self.call("GET", path, token=tokens[-1]).status_code)
        self.assertEqual(401, self.call("GET", path, token=tokens[0]).status_code)
        self.assertFalse(get_user_model().objects.get(username="briefs").has_usable_password())

    def test_an_administrator_gives_the_right_to_a_group(self) -> None:
        """Wagtail's own form for groups shows it."""
        self.editor.is_superuser = True
        self.editor.save()
        self.client.force_login(self.editor)
        self.assertContains(self.client.get("/admin/groups/new/"), "deliver briefs beside them")

    def test_only_articles(self) -> None:
        """Another page's type, and none at all."""
        for page_id in (self.front.pk, 9999):
            self.assertEqual(404, self.call("GET", f"/briefs/articles/{page_id}/").status_code)
            self.assertEqual(404, self.call("PUT", f"/briefs/pages/{page_id}/", {}).status_code)
        with override_settings(WAGTAIL_BRIEFS={**SETTINGS, "PAGE_TYPES": []}):
            self.assertEqual(404, self.call("GET", f"/briefs/articles/{self.page.pk}/").status_code)

    def test_what_is_malformed_is_refused_whole(self) -> None:
        """By name of the place, and what was there stays."""
        self.deliver()
        for place, value in (
            (("panel", "version"), 2),
            (("panel", "claims"), None),
            (("panel", "claims", 0), []),
            (("panel", "claims", 0, "standing"), "proven"),
            (("panel", "claims", 0, "text"), None),
            (("panel", "claims", 0, "text"), "x" * 20_001),
            (("panel", "claims", 0, "notes"), {}),
            (("panel", "claims", 0, "number"), True),
            (("panel", "labels"), {}),
            (("made_at",), "now"),
            (("made_at",), float("inf")),
            (("job",), "../x"),
            (("reviews",), {"@context": "https://schema.org", "@type": "Article"}),
            (("reviews",), {"@context": "https://evil.example", "@type": "ClaimReview"}),
            (("reviews",), []),
        ):
            with self.subTest(place=place, value=str(value)[:20]):
                data: Any = {
                    "job": "b-9",
                    "made_at": 9000,
                    "version": "",
                    "panel": copy.deepcopy(a_panel()),
                    "reviews": None,
                    "problem": "",
                }
                inner = data
                for name in place[:-1]:
                    inner = inner[name]
                inner[place[-1]] = value
                self.assertEqual(422, self.call("PUT", f"/briefs/pages/{self.page.pk}/", data).status_code)
        for body in (b"", b"not json", b"[" * 100_000, b"[]", b"null"):
            self.assertIn(self.call("PUT", f"/briefs/pages/{self.page.pk}/", body).status_code, (400, 422))
        self.assertEqual("b-1", self.kept().job)

    @override_settings(DATA_UPLOAD_MAX_MEMORY_SIZE=1000)
    def test_what_is_too_large_for_the_site_says_which_setting(self) -> None:
        """And nothing is kept."""
        answer = self.deliver()
        self.assertEqual(413, answer.status_code)
        self.assertIn("DATA_UPLOAD_MAX_MEMORY_SIZE", answer.json()["detail"])
        self.assertFalse(PageBriefs.objects.exists())

    def test_what_is_not_named_is_not_kept_and_no_other_address_becomes_a_link(self) -> None:
        """A newer service may send more; a script address is none."""
        panel = a_panel(url="javascript:alert(1)", extra={"x": 1})
        panel["claims"][0]["secret"] = "x"
        self.deliver(panel=panel)
        kept = self.kept().panel
        self.assertNotIn("extra", kept)
        self.assertNotIn("secret", kept["claims"][0])
        self.assertIsNone(kept["claims"][0]["notes"][0]["url"])

    def test_nothing_is_in_the_public_api(self) -> None:
        """Published page, briefs and an approval beside it: Wagtail's API shows neither."""
        self.save(publish=True)
        self.deliver(panel=a_panel("secret words"), reviews=a_review("secret words"))
        for address in (f"/api/v3/pages/{self.page.pk}/", "/api/v3/pages/", "/api/v3/pages/?search=secret&type=news.ArticlePage"):
            answer = self.client.get(address)
            self.assertEqual(200, answer.status_code)
            self.assertNotIn("secret words", answer.content.decode())
            self.assertNotIn("briefs", answer.content.decode().replace("briefs-drafts", ""))

    def test_a_page_that_is_copied_or_deleted(self) -> None:
        """A copy starts without briefs; a page takes its own with it."""
        self.deliver()
        copied = self.page.copy(update_attrs={"slug": "copy"})
        self.assertFalse(PageBriefs.objects.filter(pk=copied.pk).exists())
        self.page.delete()
        self.assertFalse(PageBriefs.objects.exists())

    def test_hostile_words_are_kept_as_they_are(self) -> None:
        """They are escaped where they are shown, and nowhere twice."""
        self.deliver(panel=a_panel(HOSTILE))
        self.assertEqual(HOSTILE, self.kept().panel["claims"][0]["text"])
