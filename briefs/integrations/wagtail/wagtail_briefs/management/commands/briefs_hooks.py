"""`manage.py briefs_hooks`: send what waits, for cron and after a restart."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from wagtail_briefs import telling
from wagtail_briefs.models import PageHook


class Command(BaseCommand):
    """Sends due hooks, or all that wait or were given up."""

    help = "Tell the fact-check service of saved pages that wait to be told."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--all`."""
        parser.add_argument("--all", action="store_true", help="also those that are not due yet or were given up")

    def handle(self, *args: Any, **options: Any) -> None:
        """Send and say what became of it."""
        if options["all"]:
            now = timezone.now()
            PageHook.objects.exclude(due_at=None).update(due_at=now)
            PageHook.objects.filter(due_at=None).exclude(problem="").update(due_at=now, attempts=0)
        tried = telling.send_due()
        left = list(PageHook.objects.exclude(problem=""))
        self.stdout.write(f"{tried} sent, {len(left)} not taken")
        for hook in left:
            self.stdout.write(f"page {hook.pk}: {hook.problem}")
