"""Real content management systems for tests: the slow suite, run by `bin/test-cms`. Where packages are missing the tests say which and
skip, and the command says so once more at its end."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from demos.wordpress import PLUGIN
from demos.wordpress_site import WordPressSite, missing_packages
from tests.browser.conftest import axe, chromium

__all__ = ["axe", "chromium"]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[WordPressSite]:
    """A WordPress with our plugin, for all tests of a run; its posts are its tests' own."""
    _only_when_asked_for()
    missing = missing_packages()
    if missing:
        pytest.skip(f"Debian's packages are missing: apt-get install {' '.join(missing)}")
    found = WordPressSite(tmp_path_factory.mktemp("wordpress") / "wp", PLUGIN)
    try:
        found.start()
        yield found
    finally:
        found.stop()


def _only_when_asked_for() -> None:
    if "BRIEFS_TEST_CMS" not in os.environ:
        pytest.skip("the slow suite of content management systems: bin/test-cms")


@pytest.fixture(scope="session")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where screenshots go: BRIEFS_SCREENSHOTS, or nowhere that stays."""
    named = os.environ.get("BRIEFS_SCREENSHOTS")
    folder = Path(named) if named else tmp_path_factory.mktemp("pictures")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture
def browser(chromium: Any, site: WordPressSite) -> Iterator[Any]:
    """A fresh browser profile that reaches this machine alone; what it asked elsewhere, and what went wrong on a page, fails the test."""
    context = chromium.new_context(viewport={"width": 1440, "height": 1000}, service_workers="block")
    faults: list[str] = []

    def only_here(route: Any) -> None:
        url = route.request.url
        if url.startswith(("http://localhost:", "data:", "blob:")):
            route.continue_()
        else:
            # WordPress itself asks for avatars and a picture of its tour
            faults.extend([] if "gravatar.com" in url or "s.w.org" in url else [f"asked for {url}"])
            route.abort()

    context.route("**/*", only_here)
    context.on("page", lambda page: page.on("pageerror", lambda error: faults.append(str(error))))
    context.on("page", lambda page: page.on("dialog", lambda dialog: (faults.append(f"a dialog: {dialog.message}"), dialog.dismiss())))
    yield context
    context.close()
    assert faults == []
