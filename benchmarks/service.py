"""`briefs serve` killed while it works: every accepted job ends once, with the result of an undisturbed run; and what a status call takes.

    python -m benchmarks.service --jobs 200 --kills 3

The undisturbed run is `briefs run` over the same articles and a copy of the corpus. Exit code 1 when a job is lost, ends twice or differs.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import json
import os
import random
import shutil
import signal
import socket
import sqlite3
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

COMMAND = (sys.executable, "-c", "from briefs.cli import main; main()")
SCOPES = ("briefs:read", "briefs:write", "corpora:read", "corpora:write", "decisions:write")
AS_OF = "2026-01-01"
_GOODS = ("barges", "cranes", "wagons", "lorries", "tanks of fuel", "crates", "pumps")
_PLACES = ("Low Quay", "Ostrava Point", "the North Basin", "Ferry Reach", "Mill Wharf")


@dataclass(slots=True)
class RunningService:
    """A service in a process of its own.

    Args:
        state: its folder.
        config: its TOML file, if any.
        environment: what is added to this process's.
    """

    state: Path
    config: Path | None = None
    environment: dict[str, str] = field(default_factory=dict)
    port: int = 0
    process: subprocess.Popen[bytes] | None = None
    token: str = ""

    @property
    def log(self) -> Path:
        """Everything that it said on stderr, over all starts."""
        return self.state.parent / f"{self.state.name}.log"

    def command(self, *words: str) -> str:
        """What a `briefs …` command over this state prints."""
        return subprocess.run(
            [*COMMAND, *words, *self._place()], check=True, stdout=subprocess.PIPE, env={**os.environ, **self.environment}
        ).stdout.decode()

    def start(self) -> None:
        """Start it and wait until it answers."""
        if not self.token:
            scopes = [word for scope in SCOPES for word in ("--scope", scope)]
            self.token = self.command("service", "token", "add", f"bench-{random.getrandbits(40):x}", *scopes).strip()
        self.port = self.port or free_port()
        with self.log.open("ab") as log:
            command = [*COMMAND, "serve", *self._place(), "--port", str(self.port)]
            self.process = subprocess.Popen(command, stderr=log, env={**os.environ, **self.environment}, start_new_session=True)
        self._until(lambda: self.ask("GET", "/healthz")[0] == 200)

    def kill(self, *, also_worker: bool = False) -> None:
        """kill -9, the service alone or its worker in the same moment."""
        assert self.process is not None
        workers = _children(self.process.pid) if also_worker else []
        self.process.send_signal(signal.SIGKILL)
        for pid in workers:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """End it as an operator does."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(timeout=60)

    def ask(self, method: str, path: str, body: object = None, headers: dict[str, str] | None = None) -> tuple[int, Any]:
        """(status, JSON or bytes); (0, None) when it does not answer."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        given = {"Authorization": f"Bearer {self.token}", **(headers or {})}
        data = json.dumps(body).encode() if body is not None and not isinstance(body, bytes) else body
        try:
            connection.request(method, path, data, {**given, **({"Content-Type": "application/json"} if data else {})})
            answer = connection.getresponse()
            content = answer.read()
        except (OSError, http.client.HTTPException):
            return 0, None
        finally:
            connection.close()
        is_json = "json" in (answer.getheader("content-type") or "")
        return answer.status, json.loads(content) if is_json else content

    def logged(self) -> list[dict[str, Any]]:
        """The log's JSON lines."""
        return [json.loads(line) for line in self.log.read_text(encoding="utf-8").splitlines() if line.startswith("{")]

    def _place(self) -> list[str]:
        return ["--state", str(self.state), *(["--config", str(self.config)] if self.config else [])]

    def _until(self, is_so: Any, *, within_s: float = 60) -> None:
        deadline = time.monotonic() + within_s
        while not is_so():
            if time.monotonic() > deadline or (self.process is not None and self.process.poll() is not None):
                raise RuntimeError(f"the service does not answer; see {self.log}")
            time.sleep(0.1)


def articles(count: int) -> list[dict[str, str]]:
    """Short invented articles, each another."""
    made = []
    for number in range(count):
        goods, place = _GOODS[number % len(_GOODS)], _PLACES[number % len(_PLACES)]
        body = f"Some {number + 11} {goods} were lost at {place} in May 2025, the Reed Circle says. The harbour was closed for a week."
        made.append({"headline": f"Loss at {place}", "body": body, "published_at": "2025-06-01"})
    return made


def write_corpus(folder: Path) -> None:
    """Two relays of one post and an office that denies it."""
    folder.mkdir(parents=True)
    texts = {
        "gazette.txt": "The Reed Circle, a partisan movement, claims that 40 barges were lost at Low Quay in May 2025.\n",
        "courier.txt": "According to the Reed Circle, 40 barges were lost at Low Quay in May 2025. The group said so on Telegram.\n",
        "office.txt": "The harbour office said that no barge was lost at Low Quay in May 2025.\n",
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8")


def undisturbed(corpus: Path, given: Sequence[dict[str, str]]) -> list[dict[str, Any]]:
    """The documents of `briefs run`, without what differs from run to run."""
    lines = "\n".join(json.dumps(article) for article in given).encode()
    command = [*COMMAND, "run", "--corpus", str(corpus), "--as-of", AS_OF]
    done = subprocess.run(command, input=lines, stdout=subprocess.PIPE, check=True)
    return [comparable(json.loads(line)) for line in done.stdout.splitlines()]


def comparable(document: dict[str, Any]) -> dict[str, Any]:
    """A document without its provenance, which tells of the run."""
    return {name: value for name, value in document.items() if name != "provenance"}


@dataclass(slots=True)
class Storm:
    """What came of it."""

    jobs: int
    kills: int
    seconds: float
    lost: list[str]
    twice: list[str]
    differing: list[str]
    status_ms: list[float]
    attempts: int

    @property
    def p95_ms(self) -> float:
        """Of status calls while jobs ran."""
        return statistics.quantiles(self.status_ms, n=20)[18] if len(self.status_ms) > 20 else max(self.status_ms, default=0.0)

    @property
    def holds(self) -> bool:
        """No job lost, none twice, none different."""
        return not (self.lost or self.twice or self.differing)


def storm(folder: Path, *, jobs: int, kills: int, workers: int = 1, seed: int = 7) -> Storm:
    """Queue the jobs over as many corpora as there are workers, kill the service while they run, and compare with the undisturbed run."""
    rng = random.Random(seed)
    given = articles(jobs)
    write_corpus(folder / "quiet")
    expected = undisturbed(folder / "quiet", given)
    service = RunningService(folder / "state")
    for number in range(workers):
        write_corpus(service.state / "corpora" / f"story-{number}")
    service.config = folder / "service.toml"
    service.config.write_text(f"workers = {workers}\n[limits]\nrequests_per_minute = 100000\n", encoding="utf-8")
    service.start()
    started = time.monotonic()
    ids = [_hand_in(service, number, article, workers) for number, article in enumerate(given)]
    times: list[float] = []
    with _polling(service, ids, times):
        for number in range(kills):
            _wait_until_finished(service, ids, at_least=max(1, jobs * (number + 1) // (kills + 2)))
            time.sleep(rng.uniform(0, 0.6))
            service.kill(also_worker=number % 2 == 1)
            service.start()
            # a caller that got no answer asks again with the same key, and gets the same job
            again = rng.randrange(jobs)
            if _hand_in(service, again, given[again], workers) != ids[again]:
                raise RuntimeError("the same Idempotency-Key gave another job")
        _wait_until_finished(service, ids, at_least=jobs)
    seconds = time.monotonic() - started
    lost, differing = [], []
    attempts = 0
    for job_id, wanted in zip(ids, expected, strict=True):
        status, job = service.ask("GET", f"/v1/briefs/{job_id}")
        code, document = service.ask("GET", f"/v1/briefs/{job_id}/result")
        attempts += job["attempts"] if status == 200 else 0
        if status != 200 or job["state"] != "succeeded" or code != 200:
            lost.append(job_id)
        elif comparable(document) != wanted:
            differing.append(job_id)
    service.stop()
    ended = [line["job"] for line in service.logged() if line.get("event") == "job-finished"]
    twice = sorted({job_id for job_id in ended if ended.count(job_id) > 1} | _rows_twice(service, jobs))
    return Storm(jobs, kills, seconds, lost, twice, differing, times, attempts)


def _hand_in(service: RunningService, number: int, article: dict[str, str], corpora: int) -> str:
    body = {"corpus": f"story-{number % corpora}", "article": article, "as_of": AS_OF}
    status, job = service.ask("POST", "/v1/briefs", body, {"Idempotency-Key": f"article-{number}"})
    if status != 202:
        raise RuntimeError(f"not accepted: {status} {job}")
    return str(job["id"])


def _wait_until_finished(service: RunningService, ids: Sequence[str], *, at_least: int) -> None:
    deadline = time.monotonic() + 60 + 10 * len(ids)
    while time.monotonic() < deadline:
        status, page = service.ask("GET", "/v1/briefs?state=succeeded&limit=200")
        if status == 200 and len(page["items"]) >= at_least:
            return
        status, failed = service.ask("GET", "/v1/briefs?state=failed&limit=5")
        if status == 200 and failed["items"]:
            raise RuntimeError(f"failed: {failed['items'][0]['error']}")
        time.sleep(0.5)
    raise RuntimeError("the jobs did not end in time")


@contextlib.contextmanager
def _polling(service: RunningService, ids: Sequence[str], times: list[float]) -> Iterator[None]:
    """Ask for the status of one job after the other, ten times a second, and note how long each answer takes."""
    done = threading.Event()

    def poll() -> None:
        number = 0
        while not done.wait(0.1):
            started = time.monotonic()
            status, _ = service.ask("GET", f"/v1/briefs/{ids[number % len(ids)]}")
            number += 1
            if status == 200:
                times.append((time.monotonic() - started) * 1000)

    thread = threading.Thread(target=poll)
    thread.start()
    try:
        yield
    finally:
        done.set()
        thread.join()


def _rows_twice(service: RunningService, jobs: int) -> set[str]:
    """More jobs in the state than were handed in."""
    connection = sqlite3.connect(service.state / "service.sqlite")
    try:
        [count] = connection.execute("SELECT count(*) FROM jobs").fetchone()
    finally:
        connection.close()
    return set() if count == jobs else {f"{count} jobs in the state, {jobs} handed in"}


def _children(pid: int) -> list[int]:
    path = Path(f"/proc/{pid}/task/{pid}/children")
    tasks = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(word) for file in (tasks if path.exists() else []) for word in file.read_text().split()]


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--jobs", type=int, default=200)
    parser.add_argument("--kills", type=int, default=3)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="folder for state and log, kept afterwards")
    options = parser.parse_args()
    folder = options.keep or Path(tempfile.mkdtemp(prefix="briefs-service-"))
    folder.mkdir(parents=True, exist_ok=True)
    try:
        found = storm(folder, jobs=options.jobs, kills=options.kills, workers=options.workers)
    finally:
        if options.keep is None:
            shutil.rmtree(folder, ignore_errors=True)
    median = statistics.median(found.status_ms)
    sys.stdout.write(
        f"{found.jobs} jobs, {found.kills} kills, {found.seconds:.0f} s: lost {len(found.lost)}, twice {len(found.twice)}, "
        f"different {len(found.differing)}; {found.attempts} attempts\n"
        f"status calls while jobs ran: {len(found.status_ms)}, median {median:.1f} ms, p95 {found.p95_ms:.1f} ms, "
        f"slowest {max(found.status_ms):.0f} ms\n"
    )
    sys.exit(0 if found.holds else 1)


if __name__ == "__main__":
    main()
