"""A real Wagtail, started once a session. `bin/test-cms` runs these tests; where something is missing they say which and skip."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from demos.wagtail_site import is_set_up
from tests.cms.wagtail.stand import Stand, a_wagtail_stand

collect_ignore = ["wagtail_app"]
"""Run by Django in Wagtail's environment (test_wagtail_app.py)."""
_HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Minutes, so not among the tests that everybody runs."""
    reason = "" if os.environ.get("BRIEFS_TEST_CMS") else "run by bin/test-cms"
    reason = reason or ("" if is_set_up() else "Wagtail is not set up (bin/setup-wagtail)")
    for item in items:
        if reason and item.path.is_relative_to(_HERE):
            item.add_marker(pytest.mark.skip(reason=reason))


@pytest.fixture(scope="session")
def wagtail(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stand]:
    """A Wagtail with the sample story, and the service."""
    with a_wagtail_stand(tmp_path_factory.mktemp("wagtail")) as stand:
        yield stand
