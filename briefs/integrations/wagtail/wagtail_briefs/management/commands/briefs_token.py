"""`manage.py briefs_token`: the service's user, its one right, and a token that is shown this once."""

from __future__ import annotations

from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Permission
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from wagtail.models import APIToken

from wagtail_briefs import conf

_NAME = "briefs"


class Command(BaseCommand):
    """Makes the user where there is none; what it may beside that is left as it is."""

    help = "Print a new API token for the fact-check service; makes its user and gives it the right to deliver briefs."

    def add_arguments(self, parser: CommandParser) -> None:
        """`--replace`."""
        parser.add_argument("--replace", action="store_true", help="revoke the service's earlier tokens at once")

    def handle(self, *args: Any, **options: Any) -> None:
        """The token alone goes to stdout."""
        users, name = get_user_model(), conf.current().user
        if not name:
            raise CommandError("WAGTAIL_BRIEFS['USER'] is empty: it names the service's user")
        user = users.objects.filter(**{users.USERNAME_FIELD: name}).first()
        if user is None:
            user = users.objects.create_user(name)
            user.set_unusable_password()
            user.save()
        user.user_permissions.add(Permission.objects.get(content_type__app_label="wagtail_briefs", codename="deliver_briefs"))
        if options["replace"]:
            APIToken.objects.filter(user=user, name=_NAME, revoked_at=None).update(revoked_at=timezone.now())
        _, token = APIToken.create_token(user=user, name=_NAME)
        self.stdout.write(token)
