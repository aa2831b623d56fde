"""Stands between a system and a model's endpoint and counts: calls, tokens as the endpoint reports them, seconds."""

from __future__ import annotations

import json
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(slots=True)
class Counts:
    """Of all calls that went through."""

    calls: int = 0
    failed: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    seconds: float = 0.0

    @property
    def tokens(self) -> int:
        """Both."""
        return self.prompt_tokens + self.completion_tokens


@contextmanager
def counted(upstream: str) -> Iterator[tuple[str, Counts]]:
    """(base URL to give to a system, its counts); the proxy listens on a free loopback port until the block ends."""
    counts, lock = Counts(), threading.Lock()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            address = upstream.rstrip("/") + self.path.removeprefix("/v1")
            request = urllib.request.Request(address, data=body, headers={"content-type": "application/json"})
            started = time.monotonic()
            try:
                with urllib.request.urlopen(request, timeout=600) as response:
                    status, answer = response.status, response.read()
            except urllib.error.HTTPError as error:
                status, answer = error.code, error.read()
            with lock:
                counts.calls += 1
                counts.failed += status != 200
                counts.seconds += time.monotonic() - started
                usage = (json.loads(answer).get("usage") or {}) if status == 200 else {}
                counts.prompt_tokens += usage.get("prompt_tokens", 0)
                counts.completion_tokens += usage.get("completion_tokens", 0)
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, format: str, *args: object) -> None:
            pass

    http = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    http.daemon_threads = True
    threading.Thread(target=http.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{http.server_address[1]}/v1", counts
    finally:
        http.shutdown()
        http.server_close()
