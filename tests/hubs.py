"""A server that speaks the hub's protocol: resolve addresses, commits, digests, redirects, ranges, and faults."""

import hashlib
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

COMMIT = "0123456789abcdef0123456789abcdef01234567"


@dataclass
class Hosted:
    """One file of the hub."""

    content: bytes
    redirect: bool = False
    """Large files are: to another host, which has digests of its own."""
    cuts: list[int] = field(default_factory=list)
    """Bytes after which the next connections are cut, one each."""
    statuses: list[int] = field(default_factory=list)
    """Refusals that the next requests get, one each."""
    claim: str | None = None
    """What is claimed as its digest instead of the true one."""
    etag: str = '"as-stored"'
    """What the storage behind a redirect calls this version."""


@dataclass
class Hub:
    """Its files by path, and what was asked of it."""

    url: str
    files: dict[str, Hosted]
    asked: list[tuple[str, str]] = field(default_factory=list)
    """Path and Range of every request for content."""


@contextmanager
def serving(files: dict[str, Hosted]) -> Iterator[Hub]:
    """A hub with these files: ``{"owner/name/resolve/<revision>/<path>": Hosted(…)}``."""
    hub = Hub("", files)
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"hub": hub}))
    server.daemon_threads = True
    hub.url = f"http://localhost:{server.server_port}"
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield hub
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    hub: Hub

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        stored = self.path.startswith("/storage/")
        path = self.path.removeprefix("/storage/").lstrip("/")
        hosted = self.hub.files.get(path)
        if hosted is None:
            self._answer(404, b"no such file", {"Content-Length": "12"})
        elif hosted.redirect and not stored:
            place = f"http://127.0.0.1:{self.server.server_address[1]}/storage/{path}"
            digest = hosted.claim or hashlib.sha256(hosted.content).hexdigest()
            self._answer(302, b"", {"Location": place, "X-Linked-Etag": f'"{digest}"', "X-Repo-Commit": COMMIT})
        else:
            self.hub.asked.append((path, self.headers.get("Range", "")))
            self._content(hosted, stored=stored)

    def _content(self, hosted: Hosted, *, stored: bool) -> None:
        if hosted.statuses:
            self._answer(hosted.statuses.pop(0), b"", {"Content-Length": "0"})
            return
        body = hosted.content
        git = hashlib.sha1(b"blob %d\0" % len(body) + body).hexdigest()
        etag = hosted.etag if stored else f'"{hosted.claim or git}"'
        headers = {"ETag": etag} | ({} if stored else {"X-Repo-Commit": COMMIT})
        status, start = 200, 0
        wanted = re.fullmatch(r"bytes=(\d+)-", self.headers.get("Range", ""))
        if wanted and self.headers.get("If-Range", etag) == etag:
            start = int(wanted[1])
            if start >= len(body):
                self._answer(416, b"", {"Content-Range": f"bytes */{len(body)}", "Content-Length": "0"})
                return
            status, headers["Content-Range"] = 206, f"bytes {start}-{len(body) - 1}/{len(body)}"
        rest = body[start:]
        headers["Content-Length"] = str(len(rest))
        self._answer(status, rest[: hosted.cuts.pop(0)] if hosted.cuts else rest, headers)

    def _answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = True
