"""A real HTTP server on loopback that speaks the Messages wire format, well or badly, and keeps what it was sent."""

import json
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass(frozen=True)
class Answer:
    """One HTTP answer."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    cut_at: int | None = None
    """Close the connection after this many bytes of the body, its length having been announced whole."""
    hang: bool = False
    """Say nothing until the server is closed."""


def message(text: str, stop_reason: str = "end_turn", usage: Any = None) -> Answer:
    """A message whose one block of text is this."""
    tree = {
        "id": "msg_1",
        "type": "message",
        "role": "assistant",
        "model": "a-model",
        "content": [{"type": "text", "text": text}],
        "stop_reason": stop_reason,
        "stop_sequence": None,
        "usage": {"input_tokens": 1000, "output_tokens": 100} if usage is None else usage,
    }
    return Answer(body=json.dumps(tree).encode())


def structured(fields: Mapping[str, Any], stop_reason: str = "end_turn", usage: Any = None) -> Answer:
    """A message in the form that was asked for."""
    return message(json.dumps(fields), stop_reason, usage)


def drafted(**sections: list[tuple[str, list[int]]]) -> Answer:
    """A note in the form that is asked for: of each section the sentences, each with the numbers it names."""
    names = dict.fromkeys(("subjective", "objective", "assessment", "plan", *sections))
    return structured(
        {name: [{"sentence": said, "spans": spans} for said, spans in sections.get(name, [])] for name in names}
    )


def failure(status: int, kind: str = "error") -> Answer:
    """An error as the API words it."""
    tree = {"type": "error", "error": {"type": kind, "message": "echo of what was sent: CANARY"}}
    return Answer(status, json.dumps(tree).encode(), {"retry-after-ms": "1"})


class ModelServer:
    """Answers each request by `answer`, which is given the request's fields as they arrived."""

    def __init__(self) -> None:
        self.answer: Callable[[Mapping[str, Any]], Answer] = lambda _fields: failure(500)
        self.requests: list[dict[str, Any]] = []
        """Every request's JSON."""
        self.wire: list[str] = []
        """Every request as it came: path, headers and body."""
        self.bodies: list[bytes] = []
        """Every request's body."""
        self._closing = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"

    def always(self, answer: Answer) -> None:
        """The same to every request."""
        self.answer = lambda _fields: answer

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        house = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                raw = self.rfile.read(int(self.headers["Content-Length"]))
                house.bodies.append(raw)
                body = raw.decode()
                house.wire.append(f"{self.path}\n{self.headers}\n{body}")
                request = json.loads(body)
                house.requests.append(request)
                answer = house.answer(json.loads(request["messages"][0]["content"]))
                if answer.hang:
                    house._closing.wait(30)
                    return
                self.send_response(answer.status)
                for name, value in {"content-type": "application/json", **answer.headers}.items():
                    self.send_header(name, value)
                self.send_header("content-length", str(len(answer.body)))
                self.end_headers()
                self.wfile.write(answer.body[: answer.cut_at])
                self.close_connection = self.close_connection or answer.cut_at is not None

            def log_message(self, *_args: object) -> None:
                """Quiet."""

        return Handler

    @contextmanager
    def running(self) -> Iterator["ModelServer"]:
        """While the block lasts."""
        thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02})
        thread.start()
        try:
            yield self
        finally:
            self._closing.set()
            self._server.shutdown()
            thread.join()
            self._server.server_close()
