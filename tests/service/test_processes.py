"""The service as it runs: processes killed, a content management system that tells and is told, the state put back from a backup."""

from __future__ import annotations

import http.server
import json
import os
import signal
import subprocess
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from benchmarks.service import COMMAND, RunningService, storm, write_corpus
from briefs.service.signing import new_secret, read_secrets, signed_headers, verify_standard

BODY = "Some 40 barges were lost at Low Quay in May 2025, the Reed Circle says. The harbour was closed for a week."


def test_killed_while_it_works_it_loses_no_job_and_does_none_twice(tmp_path: Path) -> None:
    """Twelve jobs, two kills (once with the worker), the same results as `briefs run`; a status call stays under 100 ms. The larger one is
    `python -m benchmarks.service`."""
    found = storm(tmp_path, jobs=12, kills=2)
    assert (found.lost, found.twice, found.differing) == ([], [], [])
    assert found.p95_ms < 100


class Cms:
    """A content management system on this machine: gives articles away, takes callbacks."""

    def __init__(self) -> None:
        self.articles = {"42": BODY}
        self.asked: list[tuple[str, str | None]] = []
        self.callbacks: list[tuple[dict[str, str], bytes]] = []
        self.refuses = 1
        """Callbacks answered with 500 first."""
        cms = self

        class Answering(http.server.BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                cms.asked.append((self.path, self.headers.get("Authorization")))
                article = cms.articles.get(self.path.rpartition("/")[2].partition("?")[0])
                if article == "redirect":
                    self.send_response(302)
                    self.send_header("Location", f"http://127.0.0.1:{cms.port}/articles/42")
                    self.end_headers()
                    return
                data = json.dumps({"id": 42, "title": {"rendered": "Loss"}, "content": {"rendered": f"<p>{article}</p>"}}).encode()
                self.send_response(200 if article else 404)
                self.send_header("Content-Length", str(len(data)))
                self.end_headers()
                self.wfile.write(data)

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                cms.callbacks.append(({name.lower(): value for name, value in self.headers.items()}, body))
                self.send_response(500 if len(cms.callbacks) <= cms.refuses else 204)
                self.end_headers()

            def log_message(self, format: str, *args: object) -> None:
                pass

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Answering)
        self.port = self.server.server_address[1]


@contextmanager
def a_cms() -> Iterator[Cms]:
    """Running for a test."""
    cms = Cms()
    thread = threading.Thread(target=cms.server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield cms
    finally:
        cms.server.shutdown()
        thread.join()
        cms.server.server_close()


def _hook(service: RunningService, secret: str, article: str, number: int) -> dict[str, Any]:
    body = json.dumps({"type": "post.saved", "data": {"id": article}}).encode()
    headers = signed_headers(read_secrets(secret, variable="S"), message_id=f"msg_{number}", timestamp=int(time.time()), body=body)
    status, answer = service.ask("POST", "/v1/hooks/wordpress", body, headers)
    assert status == 202, answer
    found: dict[str, Any] = answer
    return found


def _ended(service: RunningService, job: str) -> dict[str, Any]:
    deadline = time.monotonic() + 90
    while time.monotonic() < deadline:
        status, found = service.ask("GET", f"/v1/briefs/{job}")
        if status == 200 and found["finished_at"]:
            ended: dict[str, Any] = found
            return ended
        time.sleep(0.1)
    raise AssertionError("the job did not end")


def test_a_saved_article_comes_back_as_a_signed_callback(tmp_path: Path) -> None:
    """The hook triggers, the article is fetched with credentials, briefed, told of until it is taken; saved again nothing is done;
    a redirect inside is refused; no log line holds a word of article or source."""
    secret, callback_secret = new_secret(), new_secret()
    with a_cms() as cms:
        config = tmp_path / "service.toml"
        config.write_text(
            f"""
            public_url = "https://briefs.example"
            [callbacks]
            private_hosts = ["localhost:{cms.port}"]
            [hooks.wordpress]
            kind = "wordpress"
            secret_env = "HOOK"
            article_url = "http://localhost:{cms.port}/wp-json/wp/v2/posts/{{id}}?context=edit"
            private = true
            auth = "basic"
            auth_env = "WP"
            corpus = "story"
            callback_url = "http://localhost:{cms.port}/done"
            """,
            encoding="utf-8",
        )
        environment = {"HOOK": secret, "WP": "desk:word", "BRIEFS_CALLBACK_SECRET": callback_secret}
        service = RunningService(tmp_path / "state", config=config, environment=environment)
        write_corpus(service.state / "corpora" / "story")
        service.start()
        try:
            first = _hook(service, secret, "42", 1)
            job = _ended(service, first["job"])
            assert (job["state"], job["article"]) == ("succeeded", "wordpress/42")
            assert cms.asked == [("/wp-json/wp/v2/posts/42?context=edit", "Basic ZGVzazp3b3Jk")]
            status, document = service.ask("GET", f"/v1/briefs/{job['id']}/result")
            assert status == 200
            assert document["article"]["text"] == BODY
            _check_callbacks(cms, callback_secret, job)
            again = _ended(service, _hook(service, secret, "42", 2)["job"])
            assert (again["state"], again["same_as"]) == ("unchanged", job["id"])
            assert service.ask("GET", f"/v1/briefs/{again['id']}/result?format=md")[0] == 303
            cms.articles["43"] = "redirect"
            refused = _ended(service, _hook(service, secret, "43", 3)["job"])
            assert (refused["state"], refused["error"]["code"]) == ("failed", "address-refused")
            cms.articles["42"] = BODY.replace("40", "50")
            assert _ended(service, _hook(service, secret, "42", 4)["job"])["state"] == "succeeded"
        finally:
            service.stop()
    log = service.log.read_text(encoding="utf-8")
    assert all("job" in line for line in service.logged() if line["event"] == "log")
    events = {line["event"] for line in service.logged() if line.get("job") == job["id"]}
    assert {"hook", "job-started", "job-finished", "callback"} <= events
    for words in ("barges", "Reed Circle", "harbour", "Low Quay", secret, callback_secret, service.token, "desk:word"):
        assert words not in log


def _check_callbacks(cms: Cms, secret: str, job: dict[str, Any]) -> None:
    """Refused once, sent again with the same id, signed each time, and no word of the article in it."""
    deadline = time.monotonic() + 30
    while len(cms.callbacks) < 2 and time.monotonic() < deadline:
        time.sleep(0.1)
    assert len(cms.callbacks) == 2
    ids = set()
    for headers, body in cms.callbacks:
        ids.add(verify_standard(headers, body, read_secrets(secret, variable="S"), now=time.time()).id)
        data = json.loads(body)
        assert (data["type"], data["data"]["id"]) == ("briefs.succeeded", job["id"])
        assert data["data"]["links"]["result"] == f"https://briefs.example/v1/briefs/{job['id']}/result"
        assert b"barges" not in body
    assert len(ids) == 1


def test_a_worker_that_dies_is_replaced_and_its_job_goes_on(tmp_path: Path) -> None:
    """Without the service noticing more than a log line."""
    service = RunningService(tmp_path / "state")
    write_corpus(service.state / "corpora" / "story")
    service.start()
    try:
        _, job = service.ask("POST", "/v1/briefs", {"corpus": "story", "article": {"body": BODY}, "as_of": "2026-01-01"})
        while service.ask("GET", f"/v1/briefs/{job['id']}")[1]["state"] == "queued":
            time.sleep(0.05)
        [pid] = [line["pid"] for line in service.logged() if line["event"] == "worker-ready"]
        os.kill(pid, signal.SIGKILL)
        ended = _ended(service, job["id"])
        assert (ended["state"], ended["attempts"]) == ("succeeded", 2)
        second = subprocess.run([*COMMAND, "serve", "--state", str(service.state)], capture_output=True, text=True, check=False)
        assert second.returncode == 2
        assert "another service" in second.stderr
    finally:
        service.stop()
    assert service.process is not None
    assert service.process.returncode in (0, -signal.SIGTERM)
    pids = [line["pid"] for line in service.logged() if line["event"] == "worker-ready"]
    assert not [pid for pid in pids if Path(f"/proc/{pid}").exists()]


def test_a_port_that_is_taken_is_told(tmp_path: Path) -> None:
    """Exit code 2, and no worker is left."""
    with a_cms() as cms:
        command = [*COMMAND, "serve", "--state", str(tmp_path / "state"), "--port", str(cms.port)]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert done.returncode == 2
    assert f"127.0.0.1:{cms.port} cannot be listened on" in done.stderr


@pytest.mark.parametrize(
    "words", [["serve", "--config", "missing.toml"], ["service", "token", "add", "x", "--scope", "all", "--state", "s"]]
)
def test_a_wrong_command_ends_with_2(tmp_path: Path, words: list[str]) -> None:
    """With a sentence, not a trace."""
    done = subprocess.run([*COMMAND, *words], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert done.stderr.startswith("briefs: ")
    assert "Traceback" not in done.stderr
