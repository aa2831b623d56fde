"""What README says runs."""

from __future__ import annotations

import re
import shlex
import subprocess
from pathlib import Path

import pytest

from tests.packaging.test_wheel import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")
COMMANDS = [
    line
    for block in re.findall(r"```console\n(.*?)```", README, re.S)
    for line in block.replace("\\\n", " ").splitlines()
    if line.startswith("$ ")
]
SET_UP = ("bin/sample", "bin/test", "bin/lint", ".ci/run", "pip install", ". .venv")
"""Commands that set up or test: running them here would run this test again."""


def test_the_readme_shows_commands() -> None:
    """The pattern above still finds what it is meant to test."""
    assert len(COMMANDS) >= 5


@pytest.mark.parametrize("line", [c for c in COMMANDS if not any(word in c for word in SET_UP)], ids=lambda c: c[2:60])
def test_a_readme_command_runs(line: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Each `briefs …` line of a console block exits as the README says (a trailing `# exit N`, else 0)."""
    command, _, expected = line[2:].partition("  # exit ")
    folder = _workplace(tmp_path_factory)
    done = subprocess.run(["bash", "-c", command], cwd=folder, capture_output=True, text=True, check=False, env=_environment())
    assert int(expected or 0) == done.returncode, done.stderr


def test_every_script_the_readme_names_is_there() -> None:
    """`bin/…` scripts exist and are executable."""
    for line in COMMANDS:
        word = shlex.split(line[2:])[0]
        if word.startswith(("bin/", ".ci/")):
            assert (ROOT / word).stat().st_mode & 0o100


def _environment() -> dict[str, str]:
    import os

    return {**os.environ, "PATH": f"{ROOT / '.venv' / 'bin'}:{os.environ['PATH']}"}


_made: list[Path] = []


def _workplace(factory: pytest.TempPathFactory) -> Path:
    """A copy of what the commands use, shared by all of them since later lines use what earlier ones wrote."""
    import shutil

    if not _made:
        folder = factory.mktemp("readme")
        for name in ("corpus", "samples"):
            shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns(".briefs"))
        _made.append(folder)
    return _made[0]
