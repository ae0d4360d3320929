"""How a terminal speaks with the running house: a socket in the state folder that only its own user can reach.

One request a connection: one line of JSON, ``{"ask": "open", "secret": "…"}``, answered by one line, ``{"standing":
{…}}`` or ``{"error": {…}}``. The line has at most `LONGEST` bytes and `PATIENCE_S` to arrive. Whatever else comes, from
whomever, is dropped, and the house goes on. A secret is in no log, no error and no answer.

The folder is held with a lock of the kernel's while the house runs, so that a socket left by a killed house is told
from a living one without asking it.
"""

import asyncio
import contextlib
import errno
import fcntl
import json
import os
import socket
import stat
import struct
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from assistant.errors import (
    AssistantError,
    ConfigurationError,
    DiskFull,
    InputOutput,
    Locked,
    TryLater,
    Unavailable,
    UsageError,
)

NAME = "control"
LONGEST = 16 * 1024
"""Bytes of a request and of an answer, the end of the line included."""
PATIENCE_S = 5.0
"""For a request to arrive, and for its answer to be taken, s."""
AT_ONCE = 8
"""Connections; what comes beyond is turned away."""
_PEER = struct.Struct("iII")


class Ask(StrEnum):
    """What the house can be asked for."""

    STATUS = "status"
    OPEN = "open"
    """Open the vault, with the secret."""
    LOCK = "lock"
    """Seal it."""
    ROOM_LOCK = "room-lock"
    ROOM_UNLOCK = "room-unlock"


@dataclass(frozen=True, slots=True)
class Request:
    """One request."""

    ask: Ask
    secret: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Standing:
    """How the house stands when a request has been carried out."""

    open: bool
    """Whether its vault is open."""
    waiting: bool
    """Whether the conversation has it only after the turn that is going on."""
    level: str
    """What may be said aloud: ``public``, ``private`` or ``full``."""
    busy: bool
    """Whether it is in the middle of something with her."""


Answer = Callable[[Request], Awaitable[Standing]]
"""Carries out a request; an `AssistantError` is told to whoever asked."""


class ControlServer:
    """The house's end. Closed: the socket is gone."""

    def __init__(self, folder: Path, answer: Answer) -> None:
        self._folder = folder
        self._answer = answer
        self._handle: int | None = None
        self._server: asyncio.Server | None = None
        self._connections: set[asyncio.Task[Any]] = set()

    async def start(self) -> None:
        """Listen. Raises `Locked` where a house listens there already, `ConfigurationError`, `InputOutput`, `DiskFull`."""
        try:
            self._handle = _hold(self._folder)
            listening = _bind(self._folder, self._handle)
            self._server = await asyncio.start_unix_server(self._connected, sock=listening, limit=LONGEST)
        except OSError as error:
            self._let_go()
            full = error.errno in {errno.ENOSPC, errno.EDQUOT}
            kind = DiskFull if full else InputOutput
            fix = f"{self._folder / NAME}: {error.strerror}"
            raise kind("I can't be reached from a terminal; everything else works.", fix=fix) from None
        except AssistantError:
            self._let_go()
            raise

    async def close(self) -> None:
        """Take no more requests, and give up those under way; harmless twice."""
        if self._server is None:
            return
        server, self._server = self._server, None
        assert self._handle is not None
        with contextlib.suppress(OSError):
            os.unlink(NAME, dir_fd=self._handle)
        server.close()
        for task in self._connections:
            task.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)
        self._let_go()

    def _let_go(self) -> None:
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._connections.add(task)
        try:
            if len(self._connections) <= AT_ONCE and _peer(writer.get_extra_info("socket")) == os.getuid():
                answer = await self._exchange(reader)
                writer.write(json.dumps(answer).encode("ascii") + b"\n")
                await asyncio.wait_for(writer.drain(), PATIENCE_S)
        except (OSError, TimeoutError, asyncio.IncompleteReadError):
            pass  # it left, or it only stood there
        finally:
            self._connections.discard(task)
            writer.close()

    async def _exchange(self, reader: asyncio.StreamReader) -> dict[str, Any]:
        try:
            line = await asyncio.wait_for(reader.readuntil(), PATIENCE_S)
            return {"standing": asdict(await self._answer(_read_request(line)))}
        except asyncio.LimitOverrunError:
            return _told(_no_request())
        except AssistantError as error:
            return _told(error)
        except (OSError, asyncio.IncompleteReadError):
            raise
        except Exception as bug:
            return _told(AssistantError("Something went wrong inside me; it is a bug.", fix=type(bug).__name__))


def ask(folder: Path, request: Request, *, patience_s: float = 120.0) -> Standing | None:
    """What the running house answers, None where none runs. Raises what the house raised, `TryLater`, `Unavailable`."""
    try:
        with _folder(folder) as handle, socket.socket(socket.AF_UNIX) as connection:
            connection.settimeout(patience_s)
            connection.connect(_address(handle))
            if _peer(connection) != os.getuid():
                raise Unavailable("Somebody else's program answers there; I told it nothing.", fix=str(folder / NAME))
            connection.sendall(_line(request))
            return _read_answer(connection)
    except (FileNotFoundError, ConnectionRefusedError, NotADirectoryError):
        return None
    except (TimeoutError, ConnectionError, BlockingIOError):
        raise TryLater("The house did not answer in time.", fix="assistant vault status") from None


# ── the lines ────────────────────────────────────────────────────────────────────────────────────────────────


def _line(request: Request) -> bytes:
    line = json.dumps({"ask": request.ask, "secret": request.secret}).encode("ascii") + b"\n"
    if len(line) >= LONGEST:
        raise UsageError("That secret is too long.")
    return line


def _read_request(line: bytes) -> Request:
    try:
        tree = json.loads(line.decode("utf-8"))
        secret = tree.get("secret", "")
        if isinstance(secret, str):
            return Request(Ask(tree["ask"]), secret)
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        pass
    raise _no_request()


def _no_request() -> UsageError:
    return UsageError("That is no request that the house knows.")


def _told(error: AssistantError) -> dict[str, Any]:
    return {"error": {"code": error.code, "spoken": error.spoken, "fix": error.fix}}


def _read_answer(connection: socket.socket) -> Standing:
    with connection.makefile("rb") as stream:
        line = stream.readline(LONGEST)
    if not line.endswith(b"\n"):
        raise ConnectionAbortedError
    try:
        tree = json.loads(line)
        if "error" not in tree:
            return Standing(**tree["standing"])
        told = tree["error"]
        error = _kind(told["code"])(str(told["spoken"]), fix=str(told["fix"]))
    except (ValueError, LookupError, TypeError, AttributeError):
        raise Unavailable("What answers there is another version of me.", fix="start the house again") from None
    raise error


def _kind(code: str) -> type[AssistantError]:
    """The error of that code; the root where there is none."""
    waiting: list[type[AssistantError]] = [AssistantError]
    while waiting:
        kind = waiting.pop()
        if kind.code == code:
            return kind
        waiting += kind.__subclasses__()
    return AssistantError


# ── the socket ───────────────────────────────────────────────────────────────────────────────────────────────


@contextlib.contextmanager
def _folder(folder: Path) -> Iterator[int]:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        yield handle
    finally:
        os.close(handle)


def _hold(folder: Path) -> int:
    """The folder's handle, ours alone while this process lives; the folder is made, and closed to others."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        if os.fstat(handle).st_uid != os.getuid():
            raise ConfigurationError("The state folder belongs to somebody else.", fix=str(folder))
        os.fchmod(handle, 0o700)
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        raise Locked("I am running here already.", fix="assistant vault status") from None
    except BaseException:
        os.close(handle)
        raise
    return handle


def _bind(folder: Path, handle: int) -> socket.socket:
    """A listening socket in place of what a killed house left. Raises `ConfigurationError` where it is something else."""
    with contextlib.suppress(FileNotFoundError):
        if not stat.S_ISSOCK(os.stat(NAME, dir_fd=handle, follow_symlinks=False).st_mode):
            raise ConfigurationError("Something else lies where my control socket belongs.", fix=str(folder / NAME))
        os.unlink(NAME, dir_fd=handle)
    listening = socket.socket(socket.AF_UNIX)
    try:
        listening.bind(_address(handle))
        os.chmod(NAME, 0o600, dir_fd=handle)
        listening.listen(AT_ONCE)
    except BaseException:
        listening.close()
        raise
    return listening


def _address(handle: int) -> str:
    """By the folder's handle: a Unix socket's own path may have 107 bytes only."""
    return f"/proc/self/fd/{handle}/{NAME}"


def _peer(connection: Any) -> int:
    """The user at the other end."""
    return int(_PEER.unpack(connection.getsockopt(socket.SOL_SOCKET, socket.SO_PEERCRED, _PEER.size))[1])
