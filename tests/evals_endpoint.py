"""A chat endpoint on this machine for the tests of the harness: one answer a question, by script."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@contextmanager
def endpoint(answer: Callable[[str], str | int]) -> Iterator[str]:
    """The base URL of a server, up until the block ends. `answer` gets the user's message and gives a text, or a status to fail with."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            data = json.loads(self.rfile.read(int(self.headers["content-length"])))
            said = answer(str(next(message["content"] for message in data["messages"] if message["role"] == "user")))
            choice = {"index": 0, "finish_reason": "stop", "message": {"role": "assistant", "content": said}}
            usage = {"prompt_tokens": 10, "completion_tokens": 2, "total_tokens": 12}
            whole = {"id": "1", "object": "chat.completion", "created": 0, "model": data["model"], "choices": [choice], "usage": usage}
            body = json.dumps(whole if isinstance(said, str) else {"error": {"message": "no"}}).encode("utf-8")
            self.send_response(said if isinstance(said, int) else 200)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}/v1"
    finally:
        server.shutdown()
        server.server_close()
