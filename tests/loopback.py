"""A model on loopback that answers questions about supplier mail, and an agent that is cut off."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from vendsim import Desk

Model = Callable[[str], "str | int"]  # from a question to the answer, or to an HTTP status that is an error


class Endpoint:
    """A chat-completions server on loopback whose model answers each draft."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.requests: list[dict[str, Any]] = []
        self.keys: list[str] = []
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self._server.server_port}/v1"

    def start(self) -> None:
        threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def _handler(endpoint: Endpoint) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            endpoint.requests.append(body)
            endpoint.keys.append(self.headers["Authorization"])
            answer = endpoint.model(body["messages"][-1]["content"])
            if isinstance(answer, int):
                # Some servers repeat in their complaint what they were sent.
                said: dict[str, Any] = {"error": {"message": f"no, {self.headers['Authorization']}"}}
                self._send(answer, said)
            else:
                self._send(
                    200, {"choices": [{"index": 0, "message": {"role": "assistant", "content": answer}}]}
                )

        def _send(self, status: int, answer: dict[str, Any]) -> None:
            content = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            with suppress(OSError):
                self.end_headers()
                self.wfile.write(content)

        def log_message(self, format: str, *args: Any) -> None:
            pass

    return Handler


@contextmanager
def serving(model: Model) -> Iterator[Endpoint]:
    endpoint = Endpoint(model)
    endpoint.start()
    try:
        yield endpoint
    finally:
        endpoint.stop()


class CutOff:
    """An agent that is interrupted in the middle of a day."""

    def __init__(self, agent: Any, day: int) -> None:
        self._agent, self._day = agent, day

    def play_day(self, desk: Desk) -> None:
        self._agent.play_day(desk)
        if desk.day >= self._day:
            raise KeyboardInterrupt

    def snapshot(self) -> dict[str, Any]:
        return dict(self._agent.snapshot())
