"""The control socket answers this user's terminal, and nothing that comes to it disturbs the house."""

import asyncio
import os
import signal
import socket
import stat
import subprocess
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

import pytest

from assistant import control
from assistant.control import AT_ONCE, LONGEST, NAME, Ask, ControlServer, Request, Standing, ask
from assistant.errors import (
    AssistantError,
    ConfigurationError,
    Locked,
    TryLater,
    Unavailable,
    UsageError,
    WrongPassphrase,
)

ROOT = Path(__file__).parents[2]
STANDING = Standing(open=True, waiting=False, level="public", busy=False)
SECRET = "correct horse battery"


@asynccontextmanager
async def house(
    folder: Path, answer: Callable[[Request], Standing] = lambda _: STANDING
) -> AsyncIterator[list[Request]]:
    """A house that listens in `folder`; gives what it was asked."""
    asked: list[Request] = []

    async def carried_out(request: Request) -> Standing:
        asked.append(request)
        return answer(request)

    server = ControlServer(folder, carried_out)
    await server.start()
    try:
        yield asked
    finally:
        await server.close()


@contextmanager
def connection(folder: Path) -> Iterator[socket.socket]:
    """A bare connection."""
    handle = os.open(folder, os.O_RDONLY)
    with socket.socket(socket.AF_UNIX) as made:
        made.settimeout(30)
        made.connect(f"/proc/self/fd/{handle}/{NAME}")
        os.close(handle)
        yield made


def said(folder: Path, raw: bytes) -> bytes:
    """All that is answered to these bytes."""
    with connection(folder) as made:
        try:
            made.sendall(raw)
            made.shutdown(socket.SHUT_WR)
            return made.makefile("rb").read()
        except ConnectionError:
            return b""


def raising(error: Exception) -> Callable[[Request], Standing]:
    def answer(request: Request) -> Standing:
        raise error

    return answer


async def test_a_request_reaches_the_house_and_its_standing_comes_back(tmp_path: Path) -> None:
    async with house(tmp_path / "state") as asked:
        assert await asyncio.to_thread(ask, tmp_path / "state", Request(Ask.OPEN, SECRET)) == STANDING
    assert asked == [Request(Ask.OPEN, SECRET)]


async def test_only_its_user_can_reach_the_socket_wherever_the_folder_stood_before(tmp_path: Path) -> None:
    folder = tmp_path / "state"
    folder.mkdir(mode=0o755)
    async with house(folder):
        assert stat.S_IMODE(folder.stat().st_mode) == 0o700
        assert stat.S_IMODE((folder / NAME).stat().st_mode) == 0o600
    assert not (folder / NAME).exists()


async def test_an_error_of_the_house_arrives_as_what_it_is(tmp_path: Path) -> None:
    error = WrongPassphrase("That does not open it.", fix="try again")
    async with house(tmp_path, raising(error)):
        with pytest.raises(WrongPassphrase) as caught:
            await asyncio.to_thread(ask, tmp_path, Request(Ask.OPEN, SECRET))
    assert (caught.value.spoken, caught.value.fix, caught.value.exit_code) == (error.spoken, error.fix, 77)


async def test_a_bug_in_the_house_tells_its_kind_and_never_what_was_given(tmp_path: Path) -> None:
    async with house(tmp_path, raising(ValueError(SECRET))):
        with pytest.raises(AssistantError) as caught:
            await asyncio.to_thread(ask, tmp_path, Request(Ask.OPEN, SECRET))
        assert caught.value.fix == "ValueError"
        assert SECRET not in caught.value.spoken
    assert SECRET not in repr(Request(Ask.OPEN, SECRET))


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\n",
        b"{",
        b"{}\n",
        b"[]\n",
        b"null\n",
        b'"open"\n',
        b"\xff\xfe\n",
        b'{"ask": "shutdown"}\n',
        b'{"ask": ["open"]}\n',
        b'{"ask": {}}\n',
        b'{"ask": "open", "secret": 5}\n',
        b'{"ask": "open", "secret": "correct horse battery"',
        b'{"ask": "open", "secret": "' + b"correct horse battery" * 1000 + b'"}\n',
        b"[" * (LONGEST - 2) + b"\n",
        b"A" * 1_000_000,
        b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n",
        os.urandom(4096).replace(b"\n", b""),
    ],
)
async def test_what_is_no_request_reaches_nobody_and_the_house_answers_on(tmp_path: Path, raw: bytes) -> None:
    async with house(tmp_path) as asked:
        answer = await asyncio.to_thread(said, tmp_path, raw)
        assert b"standing" not in answer
        assert SECRET.encode() not in answer
        assert asked == []
        assert await asyncio.to_thread(ask, tmp_path, Request(Ask.STATUS)) == STANDING


async def test_who_says_nothing_is_dropped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(control, "PATIENCE_S", 0.01)
    async with house(tmp_path) as asked:
        with connection(tmp_path) as silent:
            assert await asyncio.to_thread(silent.recv, 1) == b""
        with connection(tmp_path) as slow:
            slow.sendall(b'{"ask": ')
            assert await asyncio.to_thread(slow.recv, 1) == b""
    assert asked == []


async def test_a_crowd_of_silent_ones_keeps_others_out_only_while_it_stands_there(tmp_path: Path) -> None:
    async with house(tmp_path):
        crowd = [socket.socket(socket.AF_UNIX) for _ in range(AT_ONCE)]
        for one in crowd:
            await asyncio.to_thread(one.connect, str(tmp_path / NAME))
        with pytest.raises(TryLater):
            await asyncio.to_thread(ask, tmp_path, Request(Ask.STATUS))
        for one in crowd:
            one.close()
        for _ in range(1000):  # until the house has noticed that they left
            await asyncio.sleep(0)
        assert await asyncio.to_thread(ask, tmp_path, Request(Ask.STATUS)) == STANDING


async def test_who_leaves_before_the_answer_disturbs_nobody(tmp_path: Path) -> None:
    going = asyncio.Event()

    async def slow(request: Request) -> Standing:
        await going.wait()
        return STANDING

    server = ControlServer(tmp_path, slow)
    await server.start()
    with connection(tmp_path) as leaving:
        leaving.sendall(b'{"ask": "status"}\n')
    going.set()
    assert await asyncio.to_thread(ask, tmp_path, Request(Ask.STATUS)) == STANDING
    await server.close()


async def test_a_house_that_ends_gives_up_what_it_was_asked(tmp_path: Path) -> None:
    asked = asyncio.Event()

    async def never(request: Request) -> Standing:
        asked.set()
        await asyncio.Event().wait()
        return STANDING

    server = ControlServer(tmp_path, never)
    await server.start()
    waiting = asyncio.create_task(asyncio.to_thread(ask, tmp_path, Request(Ask.LOCK)))
    await asked.wait()
    await server.close()
    with pytest.raises(TryLater):
        await waiting


async def test_a_second_house_is_refused_and_the_first_one_answers_on(tmp_path: Path) -> None:
    async with house(tmp_path):
        with pytest.raises(Locked):
            await ControlServer(tmp_path, lambda _: None).start()  # type: ignore[arg-type, return-value]
        assert await asyncio.to_thread(ask, tmp_path, Request(Ask.STATUS)) == STANDING
    async with house(tmp_path):
        assert await asyncio.to_thread(ask, tmp_path, Request(Ask.STATUS)) == STANDING


async def test_the_socket_of_a_killed_house_is_replaced(tmp_path: Path) -> None:
    program = (
        "import asyncio, sys; from pathlib import Path; from assistant.control import ControlServer\n"
        "async def main():\n"
        "    await ControlServer(Path(sys.argv[1]), None).start(); print('here', flush=True)\n"
        "    await asyncio.Event().wait()\n"
        "asyncio.run(main())"
    )
    child = subprocess.Popen([sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE, cwd=ROOT)
    assert child.stdout is not None
    assert child.stdout.readline() == b"here\n"
    with pytest.raises(Locked):
        await ControlServer(tmp_path, None).start()  # type: ignore[arg-type]
    child.send_signal(signal.SIGKILL)
    child.communicate(timeout=30)
    assert stat.S_ISSOCK((tmp_path / NAME).stat().st_mode)
    assert ask(tmp_path, Request(Ask.STATUS)) is None
    async with house(tmp_path):
        assert await asyncio.to_thread(ask, tmp_path, Request(Ask.STATUS)) == STANDING


async def test_a_folder_of_any_length_will_do(tmp_path: Path) -> None:
    folder = tmp_path / ("long" * 40) / ("longer" * 30)
    async with house(folder):
        assert await asyncio.to_thread(ask, folder, Request(Ask.STATUS)) == STANDING


async def test_a_file_where_the_socket_belongs_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / NAME).write_text("hers")
    with pytest.raises(ConfigurationError) as caught:
        await ControlServer(tmp_path, None).start()  # type: ignore[arg-type]
    assert caught.value.exit_code == 78
    assert (tmp_path / NAME).read_text() == "hers"
    (tmp_path / NAME).unlink()
    async with house(tmp_path):
        pass


async def test_another_user_is_turned_away_even_where_the_folder_lets_him_in(tmp_path: Path) -> None:
    if os.getuid() != 0:
        pytest.skip("only root can pretend to be somebody else")
    async with house(tmp_path) as asked:
        for path, mode in ((tmp_path, 0o711), (tmp_path / NAME, 0o666)):
            path.chmod(mode)
        program = (
            "import os, socket, sys\n"
            "s = socket.socket(socket.AF_UNIX); handle = os.open(sys.argv[1], os.O_RDONLY)\n"
            "os.setuid(65534); s.connect(f'/proc/self/fd/{handle}/control')\n"
            's.sendall(b\'{"ask": "status"}\\n\'); print(s.recv(100))'
        )
        done = await asyncio.to_thread(
            subprocess.run, [sys.executable, "-c", program, str(tmp_path)], capture_output=True, text=True, check=False
        )
        assert asked == []
    assert "standing" not in done.stdout
    assert done.returncode == 0 or "ConnectionResetError" in done.stderr or "BrokenPipe" in done.stderr, done.stderr


def test_where_no_house_runs_there_is_no_answer(tmp_path: Path) -> None:
    assert ask(tmp_path / "nowhere", Request(Ask.STATUS)) is None
    assert ask(tmp_path, Request(Ask.STATUS)) is None
    (tmp_path / "file").write_text("")
    assert ask(tmp_path / "file", Request(Ask.STATUS)) is None


def test_a_secret_that_is_too_long_is_refused_before_it_leaves(tmp_path: Path) -> None:
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(str(tmp_path / NAME))
    listening.listen()
    with pytest.raises(UsageError):
        ask(tmp_path, Request(Ask.OPEN, "x" * LONGEST))
    listening.close()


@pytest.mark.parametrize(
    "answer", [b"{}\n", b"[]\n", b'{"standing": {"door": 1}}\n', b'{"error": {}}\n', b"nonsense\n"]
)
async def test_an_answer_of_another_version_is_told_as_such(tmp_path: Path, answer: bytes) -> None:
    async def other(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readline()
        writer.write(answer)
        writer.close()

    async with await asyncio.start_unix_server(other, tmp_path / NAME):
        with pytest.raises(Unavailable):
            await asyncio.to_thread(ask, tmp_path, Request(Ask.STATUS))
