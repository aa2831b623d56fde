"""The built wheel works outside the checkout."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the checkout without build isolation (no network)."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder), str(ROOT)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return next(folder.glob("*.whl"))


def test_the_wheel_holds_every_data_file(wheel: Path) -> None:
    """Whatever is not code in the package (lexicons, templates, policy, schema, styles) is in the wheel."""
    in_wheel = set(zipfile.ZipFile(wheel).namelist())
    tracked = subprocess.run(
        ["git", "ls-files", "briefs", "briefs_evals"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split()
    assert [name for name in tracked if name not in in_wheel] == []


def test_the_installed_command_briefs_a_claim_outside_the_checkout(wheel: Path, tmp_path: Path) -> None:
    """Unpacked elsewhere and run from an empty folder, `briefs draft` writes a document of the published schema."""
    site, work = tmp_path / "site", tmp_path / "work"
    zipfile.ZipFile(wheel).extractall(site)
    sources = work / "corpus"
    sources.mkdir(parents=True)
    (sources / "gazette.txt").write_text("The Reed Circle says that 40 barges were sunk at Low Quay in May 2025.\n", encoding="utf-8")
    (work / "article.txt").write_text("Forty barges were sunk at Low Quay in May 2025, the Reed Circle says.\n", encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(site)}
    command = [sys.executable, "-c", "import briefs, sys; from briefs.cli import main; assert 'site' in briefs.__file__; main()"]
    arguments = ["draft", "article.txt", "--claim", "Forty barges were sunk at Low Quay.", "--format", "json", "--as-of", "2026-01-01"]
    done = subprocess.run([*command, *arguments], cwd=work, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    document = json.loads(done.stdout)
    assert document["claims"][0]["standing"] == "alleged"


def test_the_installed_wheel_gives_its_plugins_away(wheel: Path, tmp_path: Path) -> None:
    """Outside the checkout, as the archive that WordPress takes."""
    site = tmp_path / "site"
    zipfile.ZipFile(wheel).extractall(site)
    code = "import briefs, sys; from briefs.cli import main; assert 'site' in briefs.__file__; main()"
    command = [sys.executable, "-c", code, "service", "plugin", "wordpress", "-o", "briefs.zip"]
    environment = {**os.environ, "PYTHONPATH": str(site)}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    names = set(zipfile.ZipFile(tmp_path / "briefs.zip").namelist())
    assert {"briefs/briefs.php", "briefs/editor.js", "briefs/editor.css", "briefs/readme.txt", "briefs/includes/service.php"} <= names


def test_the_installed_wheel_evaluates_its_own_cases(wheel: Path, tmp_path: Path) -> None:
    """Outside the checkout `briefs eval` is found by its entry point, validates its cases and scores a baseline on one."""
    site, work = tmp_path / "site", tmp_path / "work"
    zipfile.ZipFile(wheel).extractall(site)
    work.mkdir()
    environment = {**os.environ, "PYTHONPATH": str(site)}
    code = "import briefs, sys; from briefs.cli import main; assert 'site' in briefs.__file__; main()"
    for arguments in (["validate"], ["--system", "two-outlets", "--case", "atesh-fake-leave", "--claims", "gold", "--judge", "overlap"]):
        command = [sys.executable, "-c", code, "eval", *arguments]
        done = subprocess.run(command, cwd=work, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
    assert "over_confirmation" in done.stdout
    record = json.loads(next((work / "results").glob("*/run.json")).read_text(encoding="utf-8"))
    assert record["git"] is None


def test_the_installed_wheel_gates_a_change_inside_pytest(wheel: Path, tmp_path: Path) -> None:
    """A newsroom's own test, as `evals/README.md` shows it, outside the checkout: red with the command's message, green when it holds."""
    site, work = tmp_path / "site", tmp_path / "work"
    zipfile.ZipFile(wheel).extractall(site)
    work.mkdir()
    (work / "conftest.py").write_text('pytest_plugins = ["briefs_evals.pytest_plugin"]\n', encoding="utf-8")
    for limit, code in (("0.9", 0), ("0", 1)):
        call = f'briefs_eval(case=["atesh-fake-leave"], system="two-outlets", judges=["overlap"], fail_over=["over_confirmation={limit}"])'
        (work / "test_briefs.py").write_text(f"def test_it(briefs_eval):\n    {call}.check()\n", encoding="utf-8")
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "test_briefs.py"]
        environment = {**os.environ, "PYTHONPATH": str(site)}
        done = subprocess.run(command, cwd=work, env=environment, capture_output=True, text=True, check=False)
        assert done.returncode == code, done.stdout + done.stderr
    assert "over_confirmation (claims given) is" in done.stdout
    assert "over 0.000" in done.stdout
