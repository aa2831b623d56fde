"""A WordPress with the sample story in it, the service beside it, our plugin active: `bin/demo-wordpress`.

Everything lies in one temporary folder and listens on this machine alone; Ctrl-C ends all of it and deletes the folder.
"""

from __future__ import annotations

import signal
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from demos.story import ROOT, Desk, as_paragraphs, sample_article
from demos.wordpress_site import PASSWORD, WordPressSite, missing_packages

PLUGIN = ROOT / "briefs" / "integrations" / "wordpress" / "briefs"
_BRIEFED_S = 180.0


def hook_of(site: WordPressSite, *, deliver: str = "meta") -> str:
    """The lines of `[hooks.wordpress]` for a site on this machine."""
    lines = [
        'kind = "wordpress"',
        f'article_url = "{site.url}/wp-json/briefs/v1/articles/{{id}}"',
        "private = true",
        'auth = "signed"',
        f'deliver = "{deliver}"',
    ]
    return "\n".join(lines + (['deliver_auth_env = "BRIEFS_LOGIN"'] if deliver == "draft" else []))


def connect(site: WordPressSite, desk: Desk) -> None:
    """What an administrator does under Settings, Briefs."""
    site.php(f"update_option( 'briefs_connection', '{desk.connection}' );")


def save_story(site: WordPressSite, *, login: str = "editor") -> int:
    """The sample article as a draft; its id."""
    article = sample_article()
    fields = {"title": article["headline"], "content": as_paragraphs(article["body"]), "status": "draft"}
    status, post = site.rest("POST", "/wp/v2/posts", fields, login=login)
    if status != 201:
        raise RuntimeError(f"WordPress did not take the article: {status}")
    return int(post["id"])


def panel_of(site: WordPressSite, post: int, *, login: str = "editor") -> dict[str, Any]:
    """What the sidebar shows of a post."""
    status, data = site.rest("GET", f"/briefs/v1/panel/{post}", login=login)
    if status != 200:
        raise RuntimeError(f"the panel cannot be read: {status} {data}")
    found: dict[str, Any] = data
    return found


def main() -> int:
    """Run until Ctrl-C; the exit code."""
    missing = missing_packages()
    if missing:
        print(f"The demo needs Debian's packages {' '.join(missing)}: apt-get install {' '.join(missing)}", file=sys.stderr)
        return 2
    for number in (signal.SIGINT, signal.SIGTERM):  # a shell starts what is in the background with the first one ignored
        signal.signal(number, signal.default_int_handler)
    with tempfile.TemporaryDirectory(prefix="briefs-wordpress-") as folder:
        site = WordPressSite(Path(folder) / "wordpress", PLUGIN)
        desk: Desk | None = None
        try:
            print("Installing WordPress (some ten seconds) ...", flush=True)
            site.start()
            desk = Desk(Path(folder) / "service", hook_of(site))
            connect(site, desk)
            service = desk.start()
            post = save_story(site)
            print("An article was saved; it is being checked (the first time takes longer) ...", flush=True)
            deadline = time.monotonic() + _BRIEFED_S
            while panel_of(site, post)["panel"] is None:
                if time.monotonic() > deadline:
                    print(f"no briefs came; see {service.log}", file=sys.stderr)
                    return 1
                time.sleep(1)
            print(
                f"""
The article      {site.url}/wp-admin/post.php?post={post}&action=edit
                 login: editor, password: {PASSWORD}; its briefs are in the sidebar "Fact-check briefs" (the tick at the top right)
Settings         {site.url}/wp-admin/options-general.php?page=briefs   (login: admin, the same password)
Review page      {desk.url}/review
                 any name, token: {service.token}
Approve a claim there and publish the post: the ClaimReview stands in the source of its public page.

Ctrl-C ends everything and deletes it.""",
                flush=True,
            )
            signal.pause()
        except KeyboardInterrupt:
            print("\nEnding ...", flush=True)
        finally:
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            if desk is not None:
                desk.stop()
            site.stop()
    return 0


if __name__ == "__main__":
    sys.exit(main())
