"""An OpenAI-compatible endpoint on this machine that answers by script, fails on command, and keeps every byte that it was sent."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Question:
    """What the endpoint was asked."""

    stage: str
    system: str
    user: str
    number: int
    """Of the request, from 1."""


@dataclass(frozen=True, slots=True)
class Reply:
    """What it does: an answer's text, or a fault."""

    text: str = ""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    finish: str = "stop"
    refusal: str | None = None
    raw: bytes | None = None
    """A whole body instead of a completion."""
    cut_after: int | None = None
    """Bytes of the body after which the connection ends."""
    delay_s: float = 0.0
    drip_s: float = 0.0
    """Seconds between two bytes of the body."""
    usage: tuple[int, int] | None = (100, 20)


Script = Callable[[Question], Reply]
_STAGES = {
    "You write": "draft",
    "A checker refused": "revise",
    "You judge": "judge",
    "You find the claims": "extract",
    "For each pair": "entail",
}


class ModelServer:
    """Use as `with ModelServer.running(script) as server:`."""

    def __init__(self, script: Script) -> None:
        self.script = script
        self.questions: list[Question] = []
        self.received = b""
        self._lock = threading.Lock()
        self._http: ThreadingHTTPServer | None = None
        self._stop = threading.Event()

    @classmethod
    @contextmanager
    def running(cls, script: Script) -> Iterator[ModelServer]:
        """The server, listening on a free loopback port until the block ends."""
        server = cls(script)
        http = ThreadingHTTPServer(("127.0.0.1", 0), server._handler())
        http.daemon_threads = True
        server._http = http
        thread = threading.Thread(target=http.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield server
        finally:
            server._stop.set()
            http.shutdown()
            http.server_close()

    @property
    def port(self) -> int:
        """Where it listens."""
        assert self._http is not None
        return int(self._http.server_address[1])

    @property
    def url(self) -> str:
        """The base URL."""
        return f"http://127.0.0.1:{self.port}/v1"

    def asked(self, stage: str) -> list[Question]:
        """The questions of one stage."""
        return [question for question in self.questions if question.stage == stage]

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers.get("content-length", 0)))
                server._serve(self, body)

            def log_message(self, format: str, *args: object) -> None:
                pass

        return Handler

    def _serve(self, handler: BaseHTTPRequestHandler, body: bytes) -> None:
        data = json.loads(body)
        messages = {message["role"]: str(message["content"]) for message in data.get("messages", ())}
        system, user = messages.get("system", ""), messages.get("user", "")
        stage = next((name for start, name in _STAGES.items() if system.startswith(start)), "other")
        with self._lock:
            self.received += handler.raw_requestline + bytes(handler.headers) + body
            question = Question(stage, system, user, len(self.questions) + 1)
            self.questions.append(question)
        reply = self.script(question)
        if reply.delay_s:
            self._stop.wait(reply.delay_s)
        self._send(handler, reply, str(data.get("model", "")))

    @staticmethod
    def _send(handler: BaseHTTPRequestHandler, reply: Reply, model: str) -> None:
        error = {"error": {"message": "scripted fault", "type": "fault", "code": reply.headers.get("x-code")}}
        body = (
            reply.raw if reply.raw is not None else json.dumps(error if reply.status != 200 else _completion(reply, model)).encode("utf-8")
        )
        try:
            handler.send_response(reply.status)
            handler.send_header("content-type", "application/json")
            handler.send_header("content-length", str(len(body)))
            for name, value in reply.headers.items():
                handler.send_header(name, value)
            handler.end_headers()
            for byte in body if reply.drip_s else b"":
                handler.wfile.write(bytes([byte]))
                time.sleep(reply.drip_s)
            if not reply.drip_s:
                handler.wfile.write(body if reply.cut_after is None else body[: reply.cut_after])
            if reply.cut_after is not None:
                handler.wfile.flush()
                handler.close_connection = True
                handler.connection.close()
        except OSError:
            pass  # the caller gave up waiting


def _completion(reply: Reply, model: str) -> Json:
    usage = None
    if reply.usage is not None:
        usage = {"prompt_tokens": reply.usage[0], "completion_tokens": reply.usage[1], "total_tokens": sum(reply.usage)}
    return {
        "id": "chatcmpl-scripted",
        "object": "chat.completion",
        "created": 0,
        "model": model,
        "choices": [
            {
                "index": 0,
                "finish_reason": reply.finish,
                "message": {"role": "assistant", "content": reply.text or None, "refusal": reply.refusal},
            }
        ],
        **({"usage": usage} if usage else {}),
    }
