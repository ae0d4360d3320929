"""Calendar servers for the tests: Radicale as it is, and an HTTP server that misbehaves on demand."""

import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

USER, PASSWORD = "her", "correct horse"


@dataclass(frozen=True)
class Radicale:
    """A running Radicale with one user."""

    url: str
    process: "subprocess.Popen[bytes]"

    def calendar(self, name: str) -> str:
        """A new calendar's URL."""
        url = f"{self.url}{USER}/{name}/"
        body = (
            '<?xml version="1.0"?><c:mkcalendar xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav">'
            f"<d:set><d:prop><d:displayname>{name}</d:displayname></d:prop></d:set></c:mkcalendar>"
        )
        self._do("MKCALENDAR", url, body)
        return url

    def put(self, calendar: str, name: str, *events: str) -> None:
        """Store events, each the lines of a VEVENT, as one object."""
        text = "\n".join(
            ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Example//Test//EN", *events, "END:VCALENDAR", ""]
        )
        self._do("PUT", f"{calendar}{name}.ics", text.replace("\n", "\r\n"), "text/calendar")

    def _do(self, method: str, url: str, body: str, kind: str = "text/xml") -> None:
        import base64

        word = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        headers = {"Authorization": f"Basic {word}", "Content-Type": kind}
        with urlopen(Request(url, body.encode(), headers, method=method)):
            pass


@contextmanager
def radicale(folder: Path) -> Iterator[Radicale]:
    """Radicale on a free port of the loopback, its data in `folder`."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (folder / "users").write_text(f"{USER}:{PASSWORD}\n")
    (folder / "config").write_text(
        f"[server]\nhosts = 127.0.0.1:{port}\n"
        f"[auth]\ntype = htpasswd\nhtpasswd_filename = {folder / 'users'}\nhtpasswd_encryption = plain\ndelay = 0\n"
        f"[storage]\nfilesystem_folder = {folder / 'collections'}\n[logging]\nlevel = error\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-m", "radicale", "--config", str(folder / "config")], stderr=subprocess.DEVNULL
    )
    try:
        url = f"http://127.0.0.1:{port}/"
        _await(url, process)
        yield Radicale(url, process)
    finally:
        process.terminate()
        process.wait()


def _await(url: str, process: "subprocess.Popen[bytes]") -> None:
    while process.poll() is None:
        try:
            urlopen(url).close()
        except HTTPError:
            return
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError("Radicale did not start")


@dataclass
class Web:
    """A web server whose next answers are set by the test."""

    url: str
    answer: Callable[[BaseHTTPRequestHandler], None]
    asked: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    """Method, path and headers (lower case) of every request."""
    bodies: list[bytes] = field(default_factory=list)
    """The body of each."""
    over: threading.Event = field(default_factory=threading.Event)
    """Set when the test is over: whoever hangs may stop."""


@contextmanager
def web(secure: ssl.SSLContext | None = None) -> Iterator[Web]:
    """A server on the loopback that answers 404 until it is told otherwise; https where `secure` is given."""
    served = Web("", lambda handler: send(handler, 404, b"", ""))

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_one_request(self) -> None:
            try:
                super().handle_one_request()
            except OSError:
                self.close_connection = True

        def _any(self) -> None:
            served.asked.append((self.command, self.path, {k.lower(): v for k, v in self.headers.items()}))
            served.bodies.append(self.rfile.read(int(self.headers.get("Content-Length") or 0)))
            served.answer(self)

        do_GET = do_PROPFIND = do_REPORT = do_OPTIONS = _any  # noqa: N815

        def log_message(self, *_: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    if secure:
        server.socket = secure.wrap_socket(server.socket, server_side=True)
    served.url = f"http{'s' if secure else ''}://127.0.0.1:{server.server_address[1]}/"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield served
    finally:
        served.over.set()
        server.shutdown()
        server.server_close()


def send(
    handler: BaseHTTPRequestHandler, status: int, body: bytes, kind: str = "text/calendar", **headers: str
) -> None:
    """A whole answer."""
    handler.send_response(status)
    if kind:
        handler.send_header("Content-Type", kind)
    for name, value in headers.items():
        handler.send_header(name.replace("_", "-"), value)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)
