"""Rotating the vault: everything under new keys, nothing lost, whole whenever it is cut off."""

import asyncio
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from assistant.errors import DiskFull, Locked, WrongPassphrase
from assistant.events import FRAME, AudioFrame
from assistant.records import Spoken
from assistant.store import generation, key_file, parts, recovery_key, rotation
from assistant.store.items import Items
from assistant.store.keys import Cost, Kind
from assistant.store.seats import Seat
from assistant.store.vault import Vault

QUICK = Cost(1, 8 * 2**10)
PASSPHRASE = "nine small brown birds"
NOW = datetime(2026, 11, 23, 20, 2, tzinfo=UTC)
FRAMES = 40


def record(vault: Vault, note: str) -> str:
    """A recording of a second and more; its id."""

    async def talk() -> str:
        made = vault.captures.begin(note, NOW)
        for number in range(FRAMES):
            samples = np.full(FRAME, number, np.int16)
            await made.write(AudioFrame(samples, number * FRAME))
        await made.close()
        return made.id

    return asyncio.run(talk())


def fill(vault: Vault) -> None:
    client = vault.roster.add("JD", "Jane Doe", aliases=["Janie"])
    note = vault.notes.begin(client, NOW)
    for seq in range(3):
        vault.notes.hear(note.id, Spoken(seq, f"talk {seq}", 0.0, 1.0, 0.9, "e"))
    for plan in ("rest", "more rest"):
        vault.notes.write(note.id, {"plan": plan}, "dictated")
    vault.notes.file(note.id)
    message = vault.mail.add_message(client, "Can we move?", NOW)
    reply = vault.mail.queue_reply(client, "yes", "Yes.", NOW, message=message, source="offline")
    vault.mail.revise_reply(reply.id, "Yes, gladly.", "offline")
    record(vault, note.id)


def add_process_note(vault: Vault) -> None:
    """A process note, put there without the face that writes them."""
    database = generation.make_part(vault.files, parts.PROCESS, bytes(vault._root))
    items = Items(database)
    items.new("process-1")
    database.run(
        "INSERT INTO process_notes (id, client, created, text) VALUES (?, ?, ?, ?)",
        "process-1",
        "client-1",
        "2026",
        items.seal("process-1", "mine"),
    )
    database.close()


def told(vault: Vault) -> list[object]:
    """All that is in it, with the sound of its recordings."""
    database = vault.part(parts.PROCESS)
    process = [Items(database).open(*row) for row in database.rows("SELECT id, text FROM process_notes")]
    database.close()
    return [
        [vault.notes.get(each.id) for each in vault.notes.list()],
        vault.mail.replies(),
        vault.mail.messages(),
        [[(start, run.tolist()) for start, run in vault.captures.sound(each.id).runs] for each in vault.captures.all()],
        process,
    ]


def secrets_of(vault: Vault) -> set[bytes]:
    """Every key of it that is kept or derived."""
    found = {vault.key(purpose) for purpose in ("database", "process", "capture", "backup")}
    for part in parts.PARTS:
        database = vault.part(part)
        found |= {bytes(key) for (key,) in database.rows("SELECT key FROM item_keys")}
        database.close()
    return found


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with Vault.create(tmp_path / "vault", PASSPHRASE, recovery=recovery_key.new(), cost=QUICK) as vault:
        fill(vault)
        add_process_note(vault)
    return tmp_path / "vault"


def test_after_a_rotation_everything_is_there_under_keys_that_are_all_new(folder: Path) -> None:
    with Vault.open(folder, PASSPHRASE) as vault:
        expected, old, files = told(vault), secrets_of(vault), vault.files
        sealed = vault._database.rows("SELECT text FROM utterances UNION SELECT text FROM messages")
        guards = vault._database.rows("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' ORDER BY name")
        public = Vault.public(folder)
    recovery = rotation.rotate(folder, PASSPHRASE)
    assert not files.exists()
    assert (Vault.status(folder).generation, Vault.place(folder)) == ("2", folder / "2")
    assert Vault.public(folder) != public
    for secret in (PASSPHRASE, recovery):
        with Vault.open(folder, secret) as vault:
            assert told(vault) == expected
            assert not secrets_of(vault) & old
            again = vault._database.rows("SELECT text FROM utterances UNION SELECT text FROM messages")
            assert not set(sealed) & set(again)
            assert (
                vault._database.rows("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' ORDER BY name")
                == guards
            )
            assert vault.verify().recordings == 1
            assert "rotated" in [each.event for each in vault.audit.entries()]
    assert sorted(each.name for each in folder.iterdir()) == ["2", "guests.seat", "house.seat", "vault.json"]
    assert {each.stat().st_mode & 0o777 for each in folder.rglob("*") if each.is_file()} == {0o600}


def test_the_old_recovery_key_opens_no_more(tmp_path: Path) -> None:
    old = recovery_key.new()
    Vault.create(tmp_path / "vault", PASSPHRASE, recovery=old, cost=QUICK).close()
    new = rotation.rotate(tmp_path / "vault", PASSPHRASE)
    Vault.open(tmp_path / "vault", new).close()
    with pytest.raises(WrongPassphrase):
        Vault.open(tmp_path / "vault", old)


def test_it_takes_the_passphrase_and_not_the_recovery_key(tmp_path: Path) -> None:
    recovery = recovery_key.new()
    Vault.create(tmp_path / "vault", PASSPHRASE, recovery=recovery, cost=QUICK).close()
    for wrong in (recovery, "nine small brown bird"):
        with pytest.raises(WrongPassphrase):
            rotation.rotate(tmp_path / "vault", wrong)
    assert Vault.status(tmp_path / "vault").generation == "1"
    Vault.open(tmp_path / "vault", recovery).close()


@pytest.mark.parametrize("seat", [Seat.GUEST, Seat.HOUSE])
def test_a_vault_that_is_open_is_not_rotated(folder: Path, seat: Seat) -> None:
    with Vault.open(folder, PASSPHRASE, seat) as vault:
        with pytest.raises(Locked) as caught:
            rotation.rotate(folder, PASSPHRASE)
        assert caught.value.exit_code == 77
        assert vault.notes.list()
    assert Vault.status(folder).generation == "1"


def test_nobody_opens_it_meanwhile(folder: Path) -> None:
    refused = []

    def knock(_: str) -> None:
        for seat in (Seat.GUEST, Seat.HOUSE):
            with pytest.raises(Locked) as caught:
                Vault.open(folder, PASSPHRASE, seat)
            refused.append(type(caught.value))

    rotation.rotate(folder, PASSPHRASE, step=knock)
    assert set(refused) == {Locked}


def test_a_damaged_recording_moves_as_it_is(folder: Path) -> None:
    with Vault.open(folder, PASSPHRASE) as vault:
        (capture,) = vault.captures.all()
        file = vault.captures.path(capture.id)
        raw = bytearray(file.read_bytes())
        raw[-40] ^= 1
        file.write_bytes(raw)
        (file.parent / "letter.txt").write_text("not mine")
        heard = vault.captures.sound(capture.id)
    rotation.rotate(folder, PASSPHRASE)
    with Vault.open(folder, PASSPHRASE) as vault:
        again = vault.captures.sound(capture.id)
        assert [run.tolist() for _, run in again.runs] == [run.tolist() for _, run in heard.runs]
        assert (vault.files / "captures" / "letter.txt").read_text() == "not mine"


def kill_at(folder: Path, wanted: str) -> bool:
    """Rotate in a process that ends without a word at that step; whether it got there."""
    child = os.fork()
    if child == 0:
        try:
            rotation.rotate(folder, PASSPHRASE, step=lambda done: os._exit(9) if done == wanted else None)
        finally:
            os._exit(1)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 9


def test_killed_at_any_step_it_is_whole_as_it_was_or_as_it_becomes(folder: Path, tmp_path: Path) -> None:
    with Vault.open(folder, PASSPHRASE) as vault:
        expected = told(vault)
        recovery = Kind.RECOVERY
    steps: list[str] = []
    rotation.rotate(Path(shutil.copytree(folder, tmp_path / "whole")), PASSPHRASE, step=steps.append)
    assert len(steps) == len(set(steps)) >= 8
    for number, step in enumerate(steps):
        place = Path(shutil.copytree(folder, tmp_path / f"cut-{number}"))
        assert kill_at(place, step), step
        with Vault.open(place, PASSPHRASE) as vault:  # a guest leaves everything lying
            assert told(vault) == expected, step
        with Vault.open(place, PASSPHRASE, Seat.HOUSE) as vault:
            assert told(vault) == expected, step
            vault.verify()
        generations = [each.name for each in place.iterdir() if each.is_dir()]
        assert generations == ["2" if step in {"committed", "swept"} else "1"], step
        assert key_file.read(place / "vault.json").of(recovery)
        rotation.rotate(place, PASSPHRASE)
        with Vault.open(place, PASSPHRASE) as vault:
            assert told(vault) == expected, step


def test_what_fails_leaves_the_vault_as_it_was(folder: Path) -> None:
    with Vault.open(folder, PASSPHRASE) as vault:
        expected = told(vault)

    def fail(at: str) -> Callable[[str], None]:
        def step(done: str) -> None:
            if done == at:
                raise DiskFull("The disk is full.")

        return step

    for at in ("begun", "vault.db copied", "process.db sealed", "verified"):
        with pytest.raises(DiskFull):
            rotation.rotate(folder, PASSPHRASE, step=fail(at))
        assert [each.name for each in folder.iterdir() if each.is_dir()] == ["1"]
    with Vault.open(folder, PASSPHRASE) as vault:
        assert told(vault) == expected


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of 1 MB."""
    place = tmp_path / "disk"
    place.mkdir()
    if os.geteuid() != 0:
        pytest.skip("a small disk can only be mounted as root")
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(place)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("a small disk cannot be mounted here")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


@pytest.mark.parametrize("room", [40, 150, 300, 420])
def test_a_disk_without_room_for_two_generations_keeps_the_one(folder: Path, small_disk: Path, room: int) -> None:
    place = Path(shutil.copytree(folder, small_disk / "vault"))
    with Vault.open(place, PASSPHRASE) as vault:
        expected = told(vault)
        need = sum(each.stat().st_size for each in vault.files.rglob("*"))
    space = os.statvfs(small_disk)
    (small_disk / "ballast").write_bytes(bytes(max(0, space.f_bavail * space.f_bsize - room * 1024)))
    try:
        rotation.rotate(place, PASSPHRASE)
        assert room * 1024 > need
    except DiskFull:
        assert [each.name for each in place.iterdir() if each.is_dir()] == ["1"]
    (small_disk / "ballast").unlink()
    with Vault.open(place, PASSPHRASE) as vault:
        assert told(vault) == expected
