"""`manage.py demo_setup ARTICLE.json`: the site, its people, and the sample article as a draft; what was made goes to stdout as JSON."""

import json
import secrets
from io import StringIO
from pathlib import Path
from typing import Any

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group, Permission
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandParser
from django.utils.html import escape
from wagtail.models import GroupPagePermission, Page, Site

from news.models import ArticlePage, FrontPage


class Command(BaseCommand):
    """Fills an empty database."""

    help = "Fill the demo site."

    def add_arguments(self, parser: CommandParser) -> None:
        """The article, and the port that the site answers at."""
        parser.add_argument("article", type=Path)
        parser.add_argument("--port", type=int, default=8800)

    def handle(self, *args: Any, **options: Any) -> None:
        """Make everything once."""
        root = Page.get_first_root_node()
        Page.objects.filter(depth=2).delete()
        front = root.add_child(instance=FrontPage(title="The Demo Newsroom", slug="home"))
        Site.objects.all().delete()
        Site.objects.create(
            hostname="localhost", port=options["port"], root_page=front, is_default_site=True, site_name="The Demo Newsroom"
        )

        password = secrets.token_urlsafe(9)
        people = get_user_model().objects
        # one person for the whole walk: writes, and publishes what is ready
        editor = people.create_user("editor", password=password, first_name="Desk", last_name="Editor")
        editor.groups.add(Group.objects.get(name="Moderators"))

        token = StringIO()
        call_command("briefs_token", stdout=token)
        desk = people.get(username="briefs")
        shelf = front.add_child(instance=FrontPage(title="Briefs as drafts", slug="briefs-drafts", live=False))
        may_add = Group.objects.create(name="Fact-check service")
        add = Permission.objects.get(codename="add_page", content_type__app_label="wagtailcore")
        GroupPagePermission.objects.create(group=may_add, page=shelf, permission=add)
        desk.groups.add(may_add)

        given = json.loads(options["article"].read_text(encoding="utf-8"))
        body = "".join(f"<p>{escape(part)}</p>" for part in given["body"].split("\n\n"))
        page = front.add_child(instance=ArticlePage(title=given["headline"], slug="sample", body=body, live=False, owner=editor))
        page.save_revision(user=editor)
        made = {
            "article": page.pk,
            "shelf": shelf.pk,
            "editor": "editor",
            "password": password,
            "token": token.getvalue().strip(),
            "user": "briefs",
        }
        self.stdout.write(json.dumps(made))
