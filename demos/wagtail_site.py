"""A real Wagtail on this machine: a site of one newsroom in an environment of its own (`bin/setup-wagtail`), everything in one folder."""

from __future__ import annotations

import json
import os
import secrets
import signal
import subprocess
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from benchmarks.service import free_port
from demos.story import ROOT

NEWSROOM = ROOT / "demos" / "wagtail_newsroom"
APP = ROOT / "briefs" / "integrations" / "wagtail"
PYTHON = NEWSROOM / ".venv" / "bin" / "python"
_WHOLE = NEWSROOM / ".venv" / ".lock-sha256"
_START_S = 60.0
_PYTHONPATH = os.pathsep.join([str(APP), str(NEWSROOM)])


def is_set_up() -> bool:
    """Whether Wagtail is there, with all its packages (`bin/setup-wagtail`, which marks a whole set-up last)."""
    return _WHOLE.exists()


@dataclass(slots=True)
class WagtailSite:
    """One site. `fill` makes a front page, the sample article as a draft, an editor who may publish, and the service's user.

    Args:
        folder: where it keeps everything.
        connection: what `briefs service connection` prints; may be set until `start`.
        quiet_s: after a save, how long nothing may be saved before the service is told.
        port: of the web server; a free one when not given.
    """

    folder: Path
    connection: str = ""
    quiet_s: int = 5
    port: int = 0
    made: dict[str, Any] = field(default_factory=dict)
    """What `demo_setup` says: ids of pages, logins, tokens."""
    _key: str = field(default_factory=lambda: secrets.token_urlsafe(40))
    _server: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://localhost:{self.port}"

    @property
    def log(self) -> Path:
        """Everything that it said."""
        return self.folder / "site.log"

    def fill(self) -> None:
        """Make database, people and pages."""
        self.port = self.port or free_port()
        self.folder.mkdir(parents=True, exist_ok=True)
        self.manage("migrate", "-v0")
        self.made = json.loads(self.manage("demo_setup", str(ROOT / "samples" / "article.json"), "--port", str(self.port)))

    def start(self) -> None:
        """Start the web server and wait until it answers; a hook that waits goes out with its first answer."""
        address = f"127.0.0.1:{self.port}"
        with self.log.open("ab") as log:
            command = [str(PYTHON), str(NEWSROOM / "manage.py"), "runserver", "--noreload", address]
            # a group of its own: Ctrl-C reaches the demo alone, which then ends everything in order
            self._server = subprocess.Popen(command, stdout=log, stderr=log, env=self._environment(), start_new_session=True)
        until = time.monotonic() + _START_S
        while not _answers(f"http://{address}/admin/login/"):
            if self._server.poll() is not None or time.monotonic() > until:
                raise RuntimeError(f"Wagtail did not start; see {self.log}")
            time.sleep(0.2)

    def stop(self) -> None:
        """End the web server; `start` brings it back as it was."""
        if self._server is not None and self._server.poll() is None:
            os.killpg(self._server.pid, signal.SIGTERM)
            try:
                self._server.wait(15)
            except subprocess.TimeoutExpired:
                os.killpg(self._server.pid, signal.SIGKILL)
                self._server.wait()

    def manage(self, *arguments: str) -> str:
        """What Django's command line says."""
        command = [str(PYTHON), "-W", "ignore", str(NEWSROOM / "manage.py"), *arguments]
        done = subprocess.run(command, env=self._environment(), capture_output=True, text=True, check=False)
        if done.returncode != 0:
            raise RuntimeError(f"manage.py {arguments[0]} failed:\n{done.stderr[-2000:]}")
        return done.stdout

    def python(self, code: str) -> str:
        """What a line of Python says inside the site."""
        return self.manage("shell", "--no-imports", "-c", code).strip()

    def _environment(self) -> dict[str, str]:
        return {**os.environ, **environment(self.folder, port=self.port, connection=self.connection, key=self._key, quiet_s=self.quiet_s)}


def environment(folder: Path, *, port: int = 8800, connection: str = "", key: str = "", quiet_s: int = 5) -> dict[str, str]:
    """What the newsroom's settings read."""
    return {
        "DEMO_FOLDER": str(folder),
        "DEMO_PORT": str(port),
        "DEMO_SECRET_KEY": key or "none",
        "BRIEFS_CONNECTION": connection,
        "BRIEFS_QUIET_SECONDS": str(quiet_s),
        "PYTHONPATH": _PYTHONPATH,
        "DJANGO_SETTINGS_MODULE": "newsroom.settings",
    }


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False
