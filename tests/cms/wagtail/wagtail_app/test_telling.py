"""What is saved is told: once, signed, without an editor's waiting, and until it is taken."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import time
from datetime import timedelta
from io import StringIO
from unittest import mock

from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.test import TransactionTestCase, override_settings
from django.utils import timezone
from wagtail.models import Locale, Page
from wagtail_app.newsroom_case import SECRET, SETTINGS, NewsroomTest, a_service

from news.models import ArticlePage
from wagtail_briefs import telling
from wagtail_briefs.models import PageHook


def later(seconds: float) -> object:
    """A time from now."""
    return timezone.now() + timedelta(seconds=seconds)


class TellingTest(NewsroomTest):
    """With a service that answers, and one that does not."""

    def hook(self) -> PageHook:
        """The page's."""
        return PageHook.objects.get(pk=self.page.pk)

    def test_a_save_is_told_signed_and_without_a_word_of_the_text(self) -> None:
        """The signature is worked out here by the specification, not by the app."""
        with a_service() as taken:
            self.save()
            self.assertEqual(1, telling.send_due(now=later(21)))
        [(headers, body)] = taken
        signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
        digest = hmac.new(base64.b64decode(SECRET.removeprefix("whsec_")), signed, hashlib.sha256).digest()
        self.assertEqual("v1," + base64.b64encode(digest).decode(), headers["webhook-signature"])
        self.assertLess(abs(int(headers["webhook-timestamp"]) - time.time()), 5)
        told = json.loads(body)
        self.assertEqual(("article.saved", {"id": str(self.page.pk)}), (told["type"], told["data"]))
        self.assertIsNone(self.hook().due_at)
        self.assertIsNotNone(self.hook().told_at)

    def test_what_autosave_saves_is_told_once_when_it_is_quiet(self) -> None:
        """Ten saves, one hook; and somebody who never stops typing is told after five quiet times."""
        with a_service() as taken:
            for number in range(10):
                self.save(body=f"<p>Draft {number}</p>")
            self.assertEqual(0, telling.send_due(now=later(10)))
            self.assertEqual(1, telling.send_due(now=later(21)))
            self.assertEqual(0, telling.send_due(now=later(60)))
        self.assertEqual(1, len(taken))
        first = timezone.now()
        with mock.patch("django.utils.timezone.now", side_effect=lambda: first + timedelta(seconds=99)):
            self.save()
        PageHook.objects.update(first_at=first)
        with mock.patch("django.utils.timezone.now", side_effect=lambda: first + timedelta(seconds=99)):
            self.save()
        self.assertLessEqual(self.hook().due_at, first + timedelta(seconds=100))

    def test_publication_is_told_at_once(self) -> None:
        """Readers see it now."""
        with a_service() as taken:
            self.save(publish=True)
            self.assertEqual(1, telling.send_due(now=timezone.now()))
        self.assertEqual(1, len(taken))

    def test_own_saves_and_other_pages_are_not_told(self) -> None:
        """The service's user, and a page that is no article."""
        self.save(user=self.desk)
        self.front.save_revision(user=self.editor)
        self.assertFalse(PageHook.objects.exists())
        self.save(user=None)
        self.assertTrue(PageHook.objects.exists())

    def test_a_story_names_its_corpus(self) -> None:
        """Where the page says which."""
        ArticlePage.objects.filter(pk=self.page.pk).update(story="quay-story")
        with a_service() as taken:
            self.save()
            telling.send_due(now=later(21))
        self.assertEqual("quay-story", json.loads(taken[0][1])["data"]["corpus"])

    def test_what_is_not_taken_is_sent_again_with_the_same_id_and_given_up_in_the_end(self) -> None:
        """Down, busy, failing."""
        for status in (500, 503, 429):
            with self.subTest(status=status), a_service(status) as taken:
                self.save()
                now = later(21)
                for wait in telling.WAITS_S:
                    self.assertEqual(1, telling.send_due(now=now))
                    self.assertEqual(0, telling.send_due(now=now + timedelta(seconds=wait - 1)))
                    self.assertIn(str(status), self.hook().problem)
                    now += timedelta(seconds=wait)
                self.assertEqual(1, telling.send_due(now=now))
                self.assertIsNone(self.hook().due_at)
                self.assertEqual(len(telling.WAITS_S) + 1, len(taken))
                self.assertEqual(1, len({headers["webhook-id"] for headers, _ in taken}))

    def test_nobody_at_home(self) -> None:
        """A closed port: tried again, told later, once."""
        self.save()
        telling.send_due(now=later(21))
        self.assertIn("does not answer", self.hook().problem)
        with a_service() as taken:
            telling.send_due(now=later(60))
        self.assertEqual(1, len(taken))
        self.assertEqual("", self.hook().problem)

    def test_a_refusal_is_given_up_and_says_why(self) -> None:
        """What will not pass by waiting; a redirect is not followed."""
        for status, words in ((401, "secret"), (404, "address"), (422, "422"), (307, "307")):
            with self.subTest(status=status), a_service(status) as taken:
                self.save()
                telling.send_due(now=later(21))
                self.assertIn(words, self.hook().problem)
                self.assertIsNone(self.hook().due_at)
                self.assertEqual(1, len(taken))

    def test_a_copy_was_taken_before(self) -> None:
        """409 of the service: these bytes came, and their answer was lost."""
        with a_service(409):
            self.save()
            telling.send_due(now=later(21))
        self.assertEqual("", self.hook().problem)

    def test_a_save_while_one_is_being_sent_is_told_too(self) -> None:
        """The answer to the first does not end the second's waiting."""
        with a_service() as taken:
            self.save()
            real = telling._post

            def saved_meanwhile(*args: object) -> tuple[str, bool]:
                self.save(body="<p>Another</p>")
                return real(*args)  # type: ignore[arg-type]

            with mock.patch.object(telling, "_post", saved_meanwhile):
                telling.send_due(now=later(21))
            self.assertIsNotNone(self.hook().due_at)
            telling.send_due(now=later(42))
        self.assertEqual(2, len({headers["webhook-id"] for headers, _ in taken}))

    def test_two_processes_do_not_send_the_same(self) -> None:
        """Whoever took it has it."""
        with a_service() as taken:
            self.save()
            due = later(21)
            real = telling._post

            def other_process_looks(*args: object) -> tuple[str, bool]:
                self.assertEqual(0, telling.send_due(now=due))
                return real(*args)  # type: ignore[arg-type]

            with mock.patch.object(telling, "_post", other_process_looks):
                self.assertEqual(1, telling.send_due(now=due))
        self.assertEqual(1, len(taken))

    def test_the_command_sends_what_waits_and_names_what_is_left(self) -> None:
        """For cron, and after a restart."""
        self.save()
        told = StringIO()
        call_command("briefs_hooks", "--all", stdout=told)
        self.assertIn(f"page {self.page.pk}: it does not answer", told.getvalue())
        with a_service() as taken:
            call_command("briefs_hooks", "--all", stdout=told)
        self.assertEqual(1, len(taken))
        self.assertIn("0 not taken", told.getvalue())

    @override_settings(WAGTAIL_BRIEFS={**SETTINGS, "CONNECTION": ""})
    def test_without_an_address_the_editor_is_told(self) -> None:
        """Not silently."""
        self.save()
        telling.send_due(now=later(21))
        self.assertIn("CONNECTION", self.hook().problem)


@override_settings(WAGTAIL_BRIEFS={**SETTINGS, "QUIET_SECONDS": 0, "IN_BACKGROUND": True})
class BackgroundTest(TransactionTestCase):
    """With real transactions and the thread."""

    def setUp(self) -> None:
        """An article below what Wagtail's migrations made."""
        Locale.objects.get_or_create(language_code=settings.LANGUAGE_CODE)
        root = Page.objects.filter(depth=1).first() or Page.add_root(title="Root", slug="root")
        self.page = root.add_child(instance=ArticlePage(title="Barges", slug="barges-2", body="<p>Forty.</p>", live=False))

    def test_saving_does_not_wait_for_a_slow_service(self) -> None:
        """The answer takes a second; the save does not."""
        sent: list[float] = []

        def slow(*args: object) -> tuple[str, bool]:
            time.sleep(1)
            sent.append(time.monotonic())
            return "", False

        with mock.patch.object(telling, "_post", slow):
            started = time.monotonic()
            self.page.save_revision()
            saved = time.monotonic()
            while not sent and time.monotonic() < started + 10:
                time.sleep(0.05)
            while telling.next_due() is not None and time.monotonic() < started + 10:
                time.sleep(0.05)
        self.assertTrue(sent)
        self.assertLess(saved - started, 0.9)
        self.assertGreater(sent[0], saved)

    def test_a_save_that_is_taken_back_is_not_told(self) -> None:
        """The hook is written in the save's own transaction."""
        try:
            with transaction.atomic():
                self.page.save_revision()
                raise ValueError
        except ValueError:
            pass
        self.assertFalse(PageHook.objects.exists())
