"""A real browser for tests of pages: Debian's chromium, driven by Playwright, with axe-core. `bin/test-browser` installs all three from
`requirements-browser.lock` and runs these tests; none is a dependency of the program. Where one is missing the tests say which and skip.
"""

from __future__ import annotations

import importlib.resources
import shutil
from collections.abc import Iterator
from typing import Any

import pytest


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """The browser."""
    found = shutil.which("chromium") or shutil.which("chromium-browser")
    if found is None:
        pytest.skip("no chromium on the path (apt-get install chromium)")
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed (bin/test-browser)")
    with playwright.sync_playwright() as driver:
        try:
            browser = driver.chromium.launch(executable_path=found, args=["--no-sandbox"])
        except playwright.Error as error:
            pytest.skip(f"chromium does not start here: {str(error)[:200]}")
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def axe() -> str:
    """axe-core's text, out of the package that carries it."""
    pytest.importorskip("axe_playwright_python", reason="axe-core is not installed (bin/test-browser)")
    return (importlib.resources.files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
