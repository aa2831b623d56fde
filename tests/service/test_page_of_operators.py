"""What docs/service.md says runs: its first ten minutes, and its configuration."""

from __future__ import annotations

import contextlib
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
    """Copied from the page into a shell, with other ports: a token, a service, a corpus, a source, an article, its brief; then a signed
    hook, whose article is fetched and briefed."""
    port, cms = free_port(), free_port()
    first, second, hook = ([line.removeprefix("$ ") for line in block.splitlines()] for block in BLOCKS[:3])
    assert (len(first), len(second), len(hook)) == (3, 6, 12)
    newest = "import json, sys; job = json.load(sys.stdin)['items'][0]; print(job['id'], job['state'], job['article'])"
    ask = f'call "http://127.0.0.1:8787/v1/briefs" | {sys.executable} -c "{newest}" > newest'
    wait = f'until {ask} && grep -qE "succeeded|failed" newest; do sleep 1; done; cat newest; read JOB REST < newest'
    assert (hook[0], hook[-1].partition(" ")[0]) == ("kill %1; wait %1", "call")
    lines = [*first, *second[:-1], wait, second[-1].replace("/JOB/", "/$JOB/"), f"{hook[0]} || true", *hook[1:-1], wait]
    text = "\n".join(lines).replace("alias call=", "shopt -s expand_aliases\nalias call=")
    text = text.replace("briefs serve --config service.toml &", "briefs serve --config service.toml 2> log2 &\nSERVICE=$!")
    text = text.replace("briefs serve &", "briefs serve 2> log &\nSERVICE=$!").replace("briefs serve", f"briefs serve --port {port}")
    text = text.replace("8787", str(port)).replace("9000", str(cms)).replace("--directory cms &", "--directory cms 2> cms.log &\nCMS=$!")
    out = _run("set -e\ntrap 'kill $SERVICE $CMS' EXIT\n" + text, tmp_path)
    assert '"status":"ready"' in out
    assert "# Barges" in out
    assert "alleged" in out
    assert '"status":"accepted"' in out
    assert "succeeded cms/42" in out


def _run(script: str, folder: Path) -> str:
    """What a script prints in which `briefs` is this program."""
    command = folder / "bin" / "briefs"
    command.parent.mkdir()
    command.write_text(f'#!/bin/sh\nexec {sys.executable} -c "from briefs.cli import main; main()" "$@"\n', encoding="utf-8")
    command.chmod(0o755)
    path = f"{command.parent}:{os.environ['PATH']}"
    environment = {**os.environ, "PATH": path, "PYTHONPATH": f"{ROOT}:{os.environ.get('PYTHONPATH', '')}"}
    process = subprocess.Popen(
        ["bash", "-c", script],
        cwd=folder,
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        out, err = process.communicate(timeout=200)
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
    assert process.returncode == 0, err + out
    return out


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
