"""Killed before any statement that an operation on a note makes: the note reads as it was, or as it was to become."""

import multiprocessing
import os
import shutil
import signal
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from assistant.errors import NotFound
from assistant.records import Marked, Note, Spoken
from assistant.store.backup.plan import Plan
from assistant.store.backup.shelf import Backups
from assistant.store.database import Database, Row, Value
from assistant.store.deletion import empty_trash
from assistant.store.keys import Cost
from assistant.store.vault import Vault

PASSPHRASE = "nine small brown birds"
NOW = datetime(2026, 11, 23, 20, 2, tzinfo=UTC)
FORKED = multiprocessing.get_context("fork")
BETTER = Spoken(0, "he slept", 0.0, 1.0, 0.9, "whisper", unsure=(1,))
Operation = Callable[[Vault, str], object]


def empty(vault: Vault, note: str) -> None:
    empty_trash(vault, Backups(vault, Plan(vault.folder.parent / "backups", ours=True)), _tomorrow())


def _tomorrow() -> datetime:
    return datetime.now(UTC) + timedelta(days=2)


def rebind(vault: Vault, note: str) -> None:
    vault.notes.rebind(note, vault.roster.by_initials("MK"), NOW)


def write(vault: Vault, note: str) -> None:
    vault.notes.write(note, {"data": "He slept."}, "drafted", None, {"goals": "two"}, (Marked(0, "x"),))


OPERATIONS: dict[str, tuple[Operation, Operation]] = {
    "bound anew": (lambda vault, note: None, rebind),
    "written": (lambda vault, note: None, write),
    "heard again": (lambda vault, note: None, lambda vault, note: vault.notes.hear_again(note, 0, BETTER)),
    "discarded": (lambda vault, note: None, lambda vault, note: vault.notes.discard(note)),
    "brought back": (lambda vault, note: vault.notes.discard(note), lambda vault, note: vault.notes.restore(note)),
    "destroyed": (lambda vault, note: vault.notes.discard(note), empty),
}
"""What goes before, and what is cut off."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    with Vault.create(tmp_path / "vault", PASSPHRASE, cost=Cost(1, 8 * 2**10)) as vault:
        for initials in ("JD", "MK"):
            vault.roster.add(initials, f"Some {initials} Body")
    return tmp_path / "vault"


def dictated(vault: Vault) -> str:
    note = vault.notes.begin(vault.roster.by_initials("JD"), NOW, form="dap")
    vault.notes.hear(note.id, Spoken(0, "he slapped", 0.0, 1.0, 0.4, "sphinx"))
    vault.notes.write(note.id, {"data": "He slapped"}, "dictated", fields={"next": "Monday"})
    return note.id


def told(vault: Vault, note_id: str) -> Note | None:
    """The note, None where there is none; without what the moment of writing makes."""
    try:
        return replace(vault.notes.look(note_id), created=NOW)
    except NotFound:
        return None


def killed_before(folder: Path, note_id: str, operation: Operation, statement: int) -> bool:
    """Whether it was killed at all, in a process of its own, before its statement of that number, from 1."""

    def run() -> None:
        real, count = Database.rows, 0

        def rows(database: Database, sql: str, *values: Value) -> list[Row]:
            nonlocal count
            count += 1
            if count == statement:
                os.kill(os.getpid(), signal.SIGKILL)
            return real(database, sql, *values)

        with Vault.open(folder, PASSPHRASE) as vault:
            Database.rows = rows  # type: ignore[method-assign]
            operation(vault, note_id)
            Database.rows = real  # type: ignore[method-assign]
        os._exit(0)

    process = FORKED.Process(target=run)
    process.start()
    process.join()
    assert process.exitcode in {0, -signal.SIGKILL}
    return process.exitcode != 0


@pytest.mark.parametrize("name", OPERATIONS)
def test_it_is_done_whole_or_not_at_all_and_can_be_done_then(folder: Path, name: str) -> None:
    before_it, operation = OPERATIONS[name]
    with Vault.open(folder, PASSPHRASE) as vault:
        note_id = dictated(vault)
        before_it(vault, note_id)
        before = told(vault, note_id)
    done = Path(shutil.copytree(folder, folder.parent / "done"))
    with Vault.open(done, PASSPHRASE) as vault:
        operation(vault, note_id)
        after = told(vault, note_id)
    assert after != before
    statement, seen = 1, 0
    while True:
        place = Path(shutil.copytree(folder, folder.parent / f"killed-{statement}"))
        if not killed_before(place, note_id, operation, statement):
            break
        with Vault.open(place, PASSPHRASE) as vault:
            left = told(vault, note_id)
            assert left in (before, after), statement
            vault.verify()
            if left == before:
                operation(vault, note_id)
                assert told(vault, note_id) == after, statement
                seen += 1
        shutil.rmtree(place)
        statement += 1
    assert seen > 3, "it was cut off before anything was done, and more than once"
