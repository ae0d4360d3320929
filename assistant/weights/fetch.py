"""Fetching weights from a hub: resumed where it was cut, checked, and put in place in one step.

The protocol is the Hugging Face hub's: ``<endpoint>/<repository>/resolve/<revision>/<path>`` answers with the file or
a redirect to it, and names the commit (``X-Repo-Commit``) and the file's digest (``X-Linked-Etag``: sha256; or
``ETag``: the git object's sha1). Only public weights come this way; nothing of hers goes out.
"""

import hashlib
import os
import re
import shutil
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import httpx2

from assistant import __version__
from assistant.errors import AssistantError, Corrupt, NotFound, TryLater, Unavailable
from assistant.weights import lock, writing
from assistant.weights.manifest import File, Model
from assistant.weights.store import State, Weights

HUB = "https://huggingface.co"
_BLOCK = 256 * 1024
_ATTEMPTS = 4
"""Connections in a row that may bring nothing before it gives up."""
_COMMIT = re.compile(r"[0-9a-f]{40}")
_SHA256 = re.compile(r"[0-9a-f]{64}")


Progress = Callable[[str, int, int], None]
"""Told how far a file is: its name, the bytes that are there, and all its bytes."""


@dataclass(frozen=True, slots=True)
class _Received:
    sha256: str
    bytes: int
    commit: str


@dataclass(frozen=True, slots=True)
class _Claims:
    """What the server said about a file."""

    commit: str
    digest: str
    """sha256 (64 digits) or git sha1 (40), or empty."""


class Hub:
    """One hub; `endpoint` is ``HF_ENDPOINT`` or the public one where it is not given."""

    def __init__(self, endpoint: str = "", *, rest: Callable[[float], None] = time.sleep) -> None:
        self.endpoint = (endpoint or os.environ.get("HF_ENDPOINT") or HUB).rstrip("/")
        self._rest = rest

    def pull(self, weights: Weights, name: str, progress: Progress) -> bool:
        """Install a model of the manifest; False where it was there already and whole.

        What is received stays in ``.partial`` until all of it is there and right, so that the next call goes on
        from it. Raises `NotFound`, `Unavailable`, `TryLater`, `Corrupt`, `DiskFull`.
        """
        model = weights.manifest.need(name)
        with writing.alone(weights.folder):
            if _whole(weights, model):
                return False
            if os.environ.get("HF_HUB_OFFLINE", "").lower() in ("1", "true", "yes", "on"):
                raise Unavailable(
                    "Downloads are switched off here.", fix=f"env -u HF_HUB_OFFLINE assistant models pull {name}"
                )
            partial = weights.folder / ".partial" / model.name
            kept = sum(file.stat().st_size for file in partial.glob("*")) if partial.is_dir() else 0
            with writing.room(weights.folder, max(0, model.bytes - kept)):
                try:
                    self._pull(weights, model, partial, progress)
                except OSError:
                    shutil.rmtree(partial, ignore_errors=True)
                    raise
        return True

    def _pull(self, weights: Weights, model: Model, partial: Path, progress: Progress) -> None:
        partial.mkdir(parents=True, exist_ok=True)
        locked = lock.read(weights.folder).get(model.name)
        commit = locked.commit if locked else ""
        expected = weights.expected(model.name)
        received: dict[str, lock.LockedFile] = {}
        with httpx2.Client(
            follow_redirects=True,
            timeout=httpx2.Timeout(30.0, connect=10.0),
            headers={"User-Agent": f"therapist-assistant/{__version__}"},
        ) as client:
            for file in model.files:
                revision = model.revision if _COMMIT.fullmatch(model.revision) else commit or model.revision
                url = f"{self.endpoint}/{model.repository}/resolve/{revision}/{file.path}"
                digest = expected.get(file.name, "")
                got = _Fetch(
                    url,
                    file,
                    partial / file.name,
                    client=client,
                    sha256=digest,
                    progress=progress,
                    rest=self._rest,
                ).run()
                commit = commit or got.commit
                received[file.name] = lock.LockedFile(sha256=got.sha256, bytes=got.bytes)
        for leftover in set(partial.iterdir()) - {partial / name for name in received}:
            leftover.unlink()
        writing.put_in_place(partial, weights.folder / model.kind / model.name)
        lock.record(
            weights.folder,
            model.name,
            lock.Locked(kind=model.kind, repository=model.repository, commit=commit, files=received),
        )


def _whole(weights: Weights, model: Model) -> bool:
    if weights.directory(model.name) is None:
        return False
    return all(checked.state is State.OK for checked in weights.verify(model.name))


class _Fetch:
    """One file: as many connections as it takes."""

    def __init__(
        self,
        url: str,
        file: File,
        target: Path,
        *,
        client: httpx2.Client,
        sha256: str,
        progress: Progress,
        rest: Callable[[float], None],
    ) -> None:
        self._client, self._url, self._file, self._target = client, url, file, target
        self._sha256, self._progress, self._rest = sha256, progress, rest
        self._part = target.with_name(target.name + ".part")
        self._etag = target.with_name(target.name + ".etag")

    def run(self) -> _Received:
        """The file is at its target and checked."""
        if self._target.is_file() and self._sha256 and writing.sha256(self._target) == self._sha256:
            size = self._target.stat().st_size
            self._progress(self._file.name, size, size)
            return _Received(self._sha256, size, "")
        claims = self._receive()
        received = _Received(writing.sha256(self._part), self._part.stat().st_size, claims.commit)
        if not _right(self._part, received.sha256, self._sha256, claims.digest):
            self._forget()
            raise Corrupt(
                "A downloaded file was not what it should be, so nothing was installed.",
                fix=f"{self._url} does not match its checksum; try again, and if it stays so, the file was changed "
                "at its source",
            )
        self._part.replace(self._target)
        self._etag.unlink(missing_ok=True)
        return received

    def _receive(self) -> _Claims:
        fruitless = 0
        while True:
            before = self._size()
            try:
                return self._connect(before)
            except _Cut as cut:
                fruitless = 0 if self._size() > before else fruitless + 1
                if fruitless >= _ATTEMPTS:
                    raise cut.error from None
                self._rest(min(8.0, 0.5 * 2**fruitless))

    def _connect(self, have: int) -> _Claims:
        """One connection, from byte `have` on. Raises `_Cut` where the next one may do better."""
        headers = {"Accept-Encoding": "identity"}
        etag = self._etag.read_text(encoding="ascii") if self._etag.is_file() else ""
        if have and (etag or self._sha256):
            headers["Range"] = f"bytes={have}-"
            if etag:
                headers["If-Range"] = etag
        try:
            with self._client.stream("GET", self._url, headers=headers) as response:
                self._refuse(response, have)
                claims = _claims(response)
                self._store(response, have)
                return claims
        except (httpx2.RemoteProtocolError, httpx2.ReadError, httpx2.ReadTimeout) as error:
            raise _Cut(self._unreachable("The download was cut off; what arrived is kept.", error)) from None
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise self._unreachable("I can't reach the download server; nothing was changed.", error) from None

    def _store(self, response: httpx2.Response, have: int) -> None:
        resumed = response.status_code == 206
        if resumed and not response.headers.get("Content-Range", "").startswith(f"bytes {have}-"):
            self._forget()
            raise _Cut(self._unreachable("The download server answered with the wrong part of a file."))
        if not resumed:
            have = 0
            etag = response.headers.get("ETag", "")
            self._etag.write_text("" if etag.startswith("W/") else etag, encoding="ascii", errors="ignore")
        length = response.headers.get("Content-Length")
        total = have + int(length) if length and length.isdigit() else 0
        with self._part.open("ab" if resumed else "wb") as part:
            for block in response.iter_raw():
                part.write(block)
                have += len(block)
                self._progress(self._file.name, have, total or max(self._file.bytes, have))
            part.flush()
            os.fsync(part.fileno())
        if have < total:
            raise _Cut(self._unreachable("The download was cut off; what arrived is kept."))

    def _refuse(self, response: httpx2.Response, have: int) -> None:
        """Raise what a status other than success means."""
        status = response.status_code
        if any(r.url.scheme == "https" for r in response.history) and response.url.scheme != "https":
            raise Unavailable("The download server sent me to an unsafe address.", fix=f"{self._url} led to plain http")
        if status in (200, 206):
            return
        if status == 416 and have:
            self._forget()
            raise _Cut(self._unreachable("The download server changed the file meanwhile."))
        if status in (401, 403, 404, 410):
            raise NotFound(
                "The download server does not have that model.", fix=f"HTTP {status} from {self._url}; nothing changed"
            )
        busy = status in (408, 425, 429) or status >= 500
        problem = TryLater if busy else Unavailable
        error = problem("The download server did not give the file.", fix=f"HTTP {status} from {self._url}; try later")
        raise _Cut(error) if busy else error

    def _unreachable(self, spoken: str, error: Exception | None = None) -> Unavailable:
        why = f" ({type(error).__name__}: {error})" if error else ""
        return Unavailable(spoken, fix=f"check the network, then run the same command again: {self._url}{why}")

    def _size(self) -> int:
        return self._part.stat().st_size if self._part.is_file() else 0

    def _forget(self) -> None:
        self._part.unlink(missing_ok=True)
        self._etag.unlink(missing_ok=True)


class _Cut(Exception):
    """The connection ended early; `error` is what to say when no further one helps."""

    def __init__(self, error: AssistantError) -> None:
        super().__init__()
        self.error = error


def _claims(response: httpx2.Response) -> _Claims:
    """From the hub's own answers: what it redirects to elsewhere is not asked."""
    hub = (response.history or [response])[0].url.host
    own = [answer.headers for answer in (*response.history, response) if answer.url.host == hub]
    commit = next((headers["X-Repo-Commit"] for headers in own if "X-Repo-Commit" in headers), "")
    digest = own[-1].get("X-Linked-Etag") or own[-1].get("ETag") or ""
    return _Claims(commit if _COMMIT.fullmatch(commit) else "", digest.removeprefix("W/").strip('"'))


def _right(file: Path, sha256: str, expected: str, claimed: str) -> bool:
    """Whether a file is what is on record, or else what the hub said it would be."""
    if expected:
        return sha256 == expected
    if _SHA256.fullmatch(claimed):
        return sha256 == claimed
    if _COMMIT.fullmatch(claimed):
        git = hashlib.sha1(b"blob %d\0" % file.stat().st_size, usedforsecurity=False)
        with file.open("rb") as opened:
            while block := opened.read(_BLOCK):
                git.update(block)
        return git.hexdigest() == claimed
    return False
