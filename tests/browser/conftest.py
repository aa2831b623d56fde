"""A real browser for tests of pages: Debian's chromium, driven by Playwright. Where either is missing the tests say so and skip.

Neither is a dependency: `pip install playwright` and `apt install chromium`. axe-core is not in the repository: `BRIEFS_AXE` names its
`axe.min.js` (`npm pack axe-core`).
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """The browser."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        pytest.skip("no chromium on the path (apt install chromium)")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (pip install playwright)")
    with playwright.sync_playwright() as driver:
        try:
            browser = driver.chromium.launch(executable_path=found, args=["--no-sandbox"])
        except playwright.Error as error:
            pytest.skip(f"chromium does not start here: {str(error)[:200]}")
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """axe-core's text."""
    path = os.environ.get("BRIEFS_AXE")
    if path is None:
        pytest.skip("BRIEFS_AXE does not name axe-core's axe.min.js (npm pack axe-core)")
    return Path(path).read_text(encoding="utf-8")
