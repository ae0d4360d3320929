"""The house while it runs: what goes wrong with its vault, its terminal or its backups never ends the listening."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assistant import service as keeping
from assistant.app import transcriber, voice, wall_clock
from assistant.audio.timeline import TimelineSink
from assistant.control import Ask, Request, ask
from assistant.conversation.clock import AudioClock
from assistant.conversation.trace import Trace
from assistant.errors import (
    AssistantError,
    ConfigurationError,
    Corrupt,
    InputOutput,
    Locked,
    VaultSealed,
    WrongPassphrase,
)
from assistant.events import FRAME, AudioFrame
from assistant.paths import Paths
from assistant.room import Engines, Room
from assistant.service import Service
from assistant.settings import parse
from assistant.store import keys
from assistant.store.vault import Vault

PASSPHRASE = "correct horse battery"
OPEN = Request(Ask.OPEN, PASSPHRASE)


class Silence:
    """A microphone in an empty room."""

    live = True

    async def frames(self) -> AsyncIterator[AudioFrame]:
        start = 0
        while True:
            await asyncio.sleep(0.005)
            yield AudioFrame(np.zeros(FRAME, np.int16), start)
            start += FRAME

    async def close(self) -> None:
        pass


class Running:
    """A house in this process."""

    def __init__(self, where: Paths) -> None:
        self.where = where
        self.told: list[AssistantError] = []
        self.said: list[str] = []
        self.service: Service
        self.room: Room

    async def until(self, condition: Callable[[], bool]) -> None:
        async with asyncio.timeout(60):
            while not condition():
                await asyncio.sleep(0.01)


@asynccontextmanager
async def house(folder: Path, **section: Any) -> AsyncIterator[Running]:
    """Sealed at first, listening to nothing."""
    where = Paths(folder / "config", folder / "data", folder / "state", folder / "cache")
    if not Vault.exists(where.vault):
        Vault.create(where.vault, PASSPHRASE, cost=keys.INTERACTIVE).close()
    settings = parse(
        {"stt": {"engine": "whisper", "model": "whisper-demo"}, "tts": {"engine": "none"}, "vault": section}, "the test"
    )
    made, audio, trace = Running(where), AudioClock(), Trace()
    trace.watch(lambda event, t, fields: made.said.append(fields["text"]) if event == "reply" else None)
    with Service(settings, where, wall_clock(settings), made.told.append) as made.service:
        engines = Engines(None, transcriber(settings, where), voice(settings, where))
        mind, timers = made.service.mind(engines.transcriber)
        made.room = Room(settings, mind, engines, TimelineSink(audio), audio, trace, timers)
        listening = asyncio.create_task(made.service.keep(made.room, [Silence()]))
        try:
            await made.until(lambda: audio.position > 0 or listening.done())
            yield made
            assert not listening.done(), "it listened to the end"
        finally:
            listening.cancel()
            await asyncio.wait({listening})


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Backups are looked after all the time."""
    monkeypatch.setattr(keeping, "FIRST_BACKUP_S", 0.0)
    monkeypatch.setattr(keeping, "BACKUP_S", 0.01)


async def test_a_wrong_secret_leaves_it_sealed_and_the_right_one_opens_it(tmp_path: Path) -> None:
    async with house(tmp_path) as running:
        with pytest.raises(WrongPassphrase):
            await running.service.answer(Request(Ask.OPEN, "wrong horse battery"))
        assert not (await running.service.answer(Request(Ask.STATUS))).open
        assert (await running.service.answer(OPEN)).open
        await running.until(lambda: "The vault is open." in running.said)
        assert running.told == []
    with Vault.open(running.where.vault, PASSPHRASE) as vault:
        events = [entry.event for entry in vault.audit.entries()]
    assert events.count("unlock-failed") == 1
    assert events.count("vault-opened") == 1


async def test_a_damaged_database_is_told_and_the_house_stays_sealed(tmp_path: Path) -> None:
    async with house(tmp_path) as running:
        database = Vault.place(running.where.vault) / "vault.db"
        whole = database.read_bytes()
        database.write_bytes(b"\0" * len(whole))
        with pytest.raises(Corrupt):
            await running.service.answer(OPEN)
        assert not (await running.service.answer(Request(Ask.STATUS))).open
        database.write_bytes(whole)
        assert (await running.service.answer(OPEN)).open


async def test_requests_that_come_together_are_carried_out_one_after_the_other(tmp_path: Path) -> None:
    async with house(tmp_path) as running:
        lock, status = Request(Ask.LOCK), Request(Ask.STATUS)
        asked = (OPEN, lock, status, OPEN, OPEN, lock, lock, OPEN)
        told = await asyncio.gather(*(running.service.answer(one) for one in asked))
        assert [one.open for one in told][-1]
        assert (await running.service.answer(status)).open
        await running.until(lambda: not running.room.sealed)
        await running.service.answer(lock)
        assert running.room.sealed
        with pytest.raises(VaultSealed):
            await running.service.answer(Request(Ask.ROOM_UNLOCK))
    assert running.told == []


async def test_sealing_locks_the_room_for_good(tmp_path: Path) -> None:
    async with house(tmp_path) as running:
        await running.service.answer(OPEN)
        assert (await running.service.answer(Request(Ask.ROOM_UNLOCK))).level == "full"
        assert (await running.service.answer(Request(Ask.LOCK))).level == "public"
        assert (await running.service.answer(OPEN)).level == "public"
        assert (await running.service.answer(Request(Ask.ROOM_UNLOCK))).level == "full"
        assert (await running.service.answer(Request(Ask.ROOM_LOCK))).level == "public"


async def test_where_the_terminal_cannot_reach_it_the_house_listens_all_the_same(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("a file")
    async with house(tmp_path) as running:
        assert [type(error) for error in running.told] == [InputOutput]
        assert (await running.service.answer(OPEN)).open


async def test_a_second_service_is_refused_before_anything_else(tmp_path: Path) -> None:
    async with house(tmp_path) as running:
        settings = parse({}, "the test")
        with pytest.raises(Locked):
            Service(settings, running.where, wall_clock(settings), running.told.append)
        assert await asyncio.to_thread(ask, running.where.state, Request(Ask.STATUS)) is not None


def test_where_there_is_no_vault_nothing_starts(tmp_path: Path) -> None:
    where, settings = Paths(*(tmp_path / name for name in ("config", "data", "state", "cache"))), parse({}, "the test")
    with pytest.raises(ConfigurationError):
        Service(settings, where, wall_clock(settings), lambda _: None)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("hurried")
async def test_a_backup_is_made_while_the_vault_is_open_and_only_then(tmp_path: Path) -> None:
    async with house(tmp_path) as running:
        assert not running.where.backups.exists()
        await running.service.answer(OPEN)
        await running.until(lambda: any(running.where.backups.glob("backup-*/backup.json")))
        await running.service.answer(Request(Ask.LOCK))
        assert running.told == []
    assert len(list(running.where.backups.glob("backup-*"))) == 1


@pytest.mark.usefixtures("hurried")
async def test_backups_that_fail_are_told_once_and_the_house_listens_on(tmp_path: Path) -> None:
    async with house(tmp_path, backup_folder=str(tmp_path / "unplugged")) as running:
        await running.service.answer(OPEN)
        await running.until(lambda: bool(running.told))
        await asyncio.sleep(0.1)  # many looks
        assert len(running.told) == 1
        assert running.told[0].exit_code in {69, 74}
        (tmp_path / "unplugged").mkdir()
        await running.until(lambda: any((tmp_path / "unplugged").glob("backup-*/backup.json")))
