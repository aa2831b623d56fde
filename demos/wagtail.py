"""A Wagtail with the sample story in it, the service beside it, our app in its editor: `bin/demo-wagtail`.

Everything lies in one temporary folder and listens on this machine alone; Ctrl-C ends all of it and deletes the folder.
"""

from __future__ import annotations

import argparse
import signal
import sys
import tempfile
import time
from pathlib import Path

from demos.story import Desk
from demos.wagtail_site import WagtailSite, is_set_up

_BRIEFED_S = 180.0


def hook_of(site: WagtailSite, *, deliver: str = "meta", url: str = "") -> str:
    """The lines of `[hooks.wagtail]` for a site on this machine, or for what stands before it at `url`."""
    url = url or site.url
    lines = [
        'kind = "wagtail"',
        f'article_url = "{url}/briefs/articles/{{id}}/"',
        "private = true",
        'auth = "bearer"',
        'auth_env = "BRIEFS_WAGTAIL_TOKEN"',
        f'deliver = "{deliver}"',
    ]
    if deliver == "draft":
        lines += [f'deliver_api = "{url}/api/v3/"', f"deliver_under = {site.made['shelf']}"]
    return "\n".join(lines)


def start(folder: Path, *, deliver: str = "meta", quiet_s: int = 5, port: int = 0, url: str = "") -> tuple[WagtailSite, Desk]:
    """Site and service, filled and running; whoever calls stops them. The service reaches the site at `url`, if given."""
    site = WagtailSite(folder / "wagtail", quiet_s=quiet_s, port=port)
    site.fill()
    token = {"BRIEFS_WAGTAIL_TOKEN": site.made["token"]}
    desk = Desk(folder / "service", hook_of(site, deliver=deliver, url=url), name="wagtail", environment=token)
    site.connection = desk.connection
    try:
        desk.start()
        site.start()
    except BaseException:
        desk.stop()
        site.stop()
        raise
    return site, desk


def main() -> int:
    """Run until Ctrl-C; the exit code."""
    parser = argparse.ArgumentParser(prog="bin/demo-wagtail", description="A Wagtail with the sample story, and the service beside it.")
    parser.add_argument(
        "--deliver", choices=("meta", "draft"), default="meta", help="briefs beside the page, or as a draft page of their own"
    )
    deliver = parser.parse_args().deliver
    if not is_set_up():
        print("Wagtail is not set up: bin/setup-wagtail", file=sys.stderr)
        return 2
    for number in (signal.SIGINT, signal.SIGTERM):  # a shell starts what is in the background with the first one ignored
        signal.signal(number, signal.default_int_handler)
    with tempfile.TemporaryDirectory(prefix="briefs-wagtail-") as folder:
        site: WagtailSite | None = None
        desk: Desk | None = None
        try:
            print("Making a Wagtail site (some twenty seconds) ...", flush=True)
            site, desk = start(Path(folder), deliver=deliver)
            print("An article was saved; it is being checked (the first time takes longer) ...", flush=True)
            _wait_for_briefs(site, desk)
            print(_told(site, desk, deliver), flush=True)
            signal.pause()
        except KeyboardInterrupt:
            print("\nEnding ...", flush=True)
        except RuntimeError as error:
            print(error, file=sys.stderr)
            return 1
        finally:
            signal.signal(signal.SIGINT, signal.SIG_IGN)
            for running in (desk, site):
                if running is not None:
                    running.stop()
    return 0


def _wait_for_briefs(site: WagtailSite, desk: Desk) -> None:
    service = desk.service
    assert service is not None
    deadline = time.monotonic() + _BRIEFED_S
    while True:
        _, listed = service.ask("GET", "/v1/briefs?limit=1")
        jobs = listed["items"] if isinstance(listed, dict) else []
        if jobs and jobs[0]["delivery"] and jobs[0]["delivery"]["state"] == "delivered":
            return
        if time.monotonic() > deadline:
            raise RuntimeError(f"no briefs came; see {service.log} and {site.log}")
        time.sleep(1)


def _told(site: WagtailSite, desk: Desk, deliver: str) -> str:
    assert desk.service is not None
    made = site.made
    drafts = f"\nBriefs as drafts {site.url}/admin/pages/{made['shelf']}/\n" if deliver == "draft" else ""
    return f"""
The article      {site.url}/admin/pages/{made["article"]}/edit/
                 login: {made["editor"]}, password: {made["password"]}; its briefs are under the tab "Briefs"
{drafts}Review page      {desk.url}/review
                 any name, token: {desk.service.token}
Approve a claim there and publish the article: the ClaimReview stands in the source of {site.url}/sample/

Ctrl-C ends everything and deletes it."""


if __name__ == "__main__":
    sys.exit(main())
