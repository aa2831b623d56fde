"""The Wagtail app's own tests, run in Wagtail's environment, and that it reads what the service writes."""

from __future__ import annotations

import json
import os
import re
import subprocess
from pathlib import Path

from briefs.render.panel import to_panel
from demos.wagtail_site import NEWSROOM, PYTHON, environment
from tests.builders import a_document

READ = """
import json, sys, django
django.setup()
from wagtail_briefs.delivery import read
given = json.load(sys.stdin)
json.dump(read(given).panel, sys.stdout)
"""


def _run(arguments: list[str], folder: Path, *, given: str = "") -> subprocess.CompletedProcess[str]:
    given_environment = {**os.environ, **environment(folder)}
    given_environment["PYTHONPATH"] += os.pathsep + str(Path(__file__).parent)
    command = [str(PYTHON), "-W", "ignore", *arguments]
    return subprocess.run(command, input=given, capture_output=True, text=True, check=False, env=given_environment, cwd=NEWSROOM)


def test_the_apps_own_tests(tmp_path: Path) -> None:
    """Signals, signature, rights, panel, ClaimReview, hostile words: in a Wagtail, without a browser."""
    done = _run(["manage.py", "test", "wagtail_app"], tmp_path)
    assert done.returncode == 0, done.stderr[-4000:]
    found = re.search(r"Ran (\d+) tests", done.stderr)
    assert found is not None
    assert int(found[1]) > 40


def test_its_migrations_are_complete(tmp_path: Path) -> None:
    """Nothing that Django would want to add."""
    done = _run(["manage.py", "makemigrations", "--check", "--dry-run"], tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr[-1000:]


def test_the_app_takes_the_panel_that_the_service_makes(tmp_path: Path) -> None:
    """Whole: every field that the app shows is there, as it was written; and a brief that is kept back."""
    document = a_document()
    claims = [brief.claim.id for brief in document.briefs]
    for kept_back in ([], claims[:1]):
        panel = to_panel(document, kept_back=kept_back, decided=lambda _: None, review_url="https://briefs.example/review/b-1")
        given = {"job": "b-1", "made_at": 1.5, "version": "", "panel": panel, "reviews": None, "problem": ""}
        done = _run(["-c", READ], tmp_path, given=json.dumps(given))
        assert done.returncode == 0, done.stderr[-2000:]
        read = json.loads(done.stdout)
        assert _within(read, panel) == []
        assert len(read["claims"]) == len(claims)


def _within(part: object, whole: object, where: str = "panel") -> list[str]:
    """Places at which `part` differs from `whole`; what `whole` has beside it is left out."""
    if isinstance(part, dict) and isinstance(whole, dict):
        return [fault for name, value in part.items() for fault in _within(value, whole.get(name), f"{where}.{name}")]
    if isinstance(part, list) and isinstance(whole, list) and len(part) == len(whole):
        return [fault for i, (a, b) in enumerate(zip(part, whole, strict=True)) for fault in _within(a, b, f"{where}[{i}]")]
    return [] if part == whole else [where]
