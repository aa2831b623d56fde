"""What docs/service.md says runs: its first ten minutes, and its configuration."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

from benchmarks.service import free_port
from briefs.service.settings import load_service_settings, read_environment
from briefs.service.signing import new_secret
from tests.packaging.test_wheel import ROOT

PAGE = (ROOT / "docs" / "service.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"```console\n(.*?)```", PAGE, re.S)


def test_the_first_ten_minutes_run_as_written(tmp_path: Path) -> None:
    """Copied from the page into a shell, with another port: a token, a service, a corpus, a source, an article, its brief."""
    lines = [line.removeprefix("$ ") for block in BLOCKS[:2] for line in block.splitlines()]
    assert len(lines) >= 8
    port = free_port()
    text = "\n".join(lines).replace("8787", str(port))
    text = text.replace("briefs serve &", f"briefs serve --port {port} 2> log &\nSERVICE=$!\nsleep 8")
    text = text.replace("alias call=", "shopt -s expand_aliases\nalias call=")
    *before, last = text.splitlines()
    first = "import json, sys; print(json.load(sys.stdin)['items'][0]['id'])"
    job = f'JOB=$(call http://127.0.0.1:{port}/v1/briefs | {sys.executable} -c "{first}")'
    wait = f'until call "http://127.0.0.1:{port}/v1/briefs/$JOB" | grep -q finished_at.:.2; do sleep 1; done'
    script = "\n".join(["set -e", "trap 'kill $SERVICE' EXIT", *before, job, wait, last.replace("/JOB/", "/$JOB/")])
    bin_folder = tmp_path / "bin"
    bin_folder.mkdir()
    command = bin_folder / "briefs"
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -c "from briefs.cli import main; main()" "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    environment = {**os.environ, "PATH": f"{bin_folder}:{os.environ['PATH']}", "PYTHONPATH": f"{ROOT}:{os.environ.get('PYTHONPATH', '')}"}
    process = subprocess.Popen(
        ["bash", "-c", script],
        cwd=tmp_path,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        out, err = process.communicate(timeout=150)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        raise
    assert process.returncode in (0, 143), err
    assert '"status":"ready"' in out
    assert "# Barges" in out
    assert "alleged" in out


def test_the_configuration_on_the_page_is_taken(tmp_path: Path) -> None:
    """Every table and key of it, with its secrets."""
    [text] = re.findall(r"```toml\n(.*?)```", PAGE, re.S)
    file = tmp_path / "service.toml"
    file.write_text(text, encoding="utf-8")
    settings = load_service_settings(file)
    environment = {
        "BRIEFS_CALLBACK_SECRET": new_secret(),
        "BRIEFS_HOOK_WORDPRESS": f"{new_secret()} {new_secret()}",
        "BRIEFS_WORDPRESS_LOGIN": "desk:abcd efgh",
        "BRIEFS_HOOK_GHOST": "what-ghost-shows-there",
        "BRIEFS_GHOST_ADMIN_KEY": "abc:00ff",
    }
    secrets = read_environment(settings, environment)
    assert set(secrets.hooks) == {"wordpress", "ghost"}
    assert len(secrets.hooks["wordpress"]) == 2
    assert json.loads(settings.model_dump_json())["limits"]["queued"] == 1000
