"""Where process notes are put away: a note can be begun, heard and finished here, and nothing can be read.

They lie in a database of their own under a key of their own, for the purpose ``process``. The running house has this
drawer; `assistant.store.process_notes`, which reads, it has no way to, which an import contract holds. While a note is
dictated each utterance is kept at once; with its end the text stands in their place for good.
"""

import shutil
import tempfile
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from assistant.errors import Locked, NotFound
from assistant.records import Client
from assistant.store import generation, moments, seats, whole_file
from assistant.store.audit import VaultAudit
from assistant.store.database import Database
from assistant.store.items import Items
from assistant.store.parts import PROCESS
from assistant.store.trouble import from_system

_MAKING = ".process-"


class Drawer:
    """The drawer of the generation in `folder`; see `assistant.ports.ProcessDrawer`.

    `key` gives the key for the purpose ``process``. The file is made with the first note and opened with the first that
    this drawer takes. Beside what is said at each method, all raise `Corrupt`, and `ConfigurationError` where the
    database is newer.
    """

    def __init__(self, folder: Path, key: Callable[[], bytes], audit: VaultAudit) -> None:
        self._folder = folder
        self._key = key
        self._audit = audit
        self._database: Database | None = None

    def begin(self, client: Client, at: datetime) -> str:
        """A new process note; its id. Raises `DiskFull`."""
        return self._begin(client.id, at)

    def hear(self, process_id: str, seq: int, text: str, command: str) -> None:
        """Keep an utterance of it, on the disk when this returns; the same one again changes nothing.

        Raises `NotFound`, `Locked` where the note is finished.
        """
        database = self._there()
        with database.transaction():
            self._going_on(database, process_id)
            database.run(
                "INSERT INTO process_utterances VALUES (?, ?, ?, ?) ON CONFLICT (note, seq) DO NOTHING",
                process_id,
                seq,
                Items(database).seal(process_id, text),
                command,
            )

    def finish(self, process_id: str, text: str) -> None:
        """The words that it came to, from then on for good, and its utterances go; without words all of it goes.

        Raises `NotFound`, `Locked` where it is finished, `AuditBroken` where it cannot be taken away.
        """
        if not text.strip():
            self._take_away(process_id)
            return
        database = self._there()
        with database.transaction():
            self._settle(database, process_id, text)

    def close(self) -> None:
        """Seal it; harmless twice."""
        if self._database is not None:
            self._database.close()

    def _begin(self, client_id: str, at: datetime) -> str:
        self._database = database = self._database or self._make()
        with database.transaction():
            identity = database.fresh_id("process", "process_notes")
            items = Items(database)
            items.new(identity)
            database.run(
                "INSERT INTO process_notes (id, client, created, text, finished) VALUES (?, ?, ?, ?, 0)",
                identity,
                client_id,
                moments.write(at),
                items.seal(identity, ""),
            )
        return identity

    def _settle(self, database: Database, process_id: str, text: str) -> None:
        self._going_on(database, process_id)
        sealed = Items(database).seal(process_id, text)
        database.run("UPDATE process_notes SET text = ?, finished = 1 WHERE id = ?", sealed, process_id)
        database.run("DELETE FROM process_utterances WHERE note = ?", process_id)

    def _take_away(self, process_id: str) -> None:
        """Its key first; the audit names it, so that whoever makes or reaches a backup takes it away there too."""
        database = self._there()
        with database.transaction():
            self._going_on(database, process_id)
            self._audit.record("deleted", process_id)
            Items(database).destroy(process_id)
            database.run("DELETE FROM process_notes WHERE id = ?", process_id)
        database.forget()

    def _going_on(self, database: Database, process_id: str) -> None:
        row = database.row("SELECT finished FROM process_notes WHERE id = ?", process_id)
        if row is None:
            raise unknown()
        if row[0]:
            raise Locked("That process note is finished and stays as it is.")

    def _there(self) -> Database:
        """The database, opened where it is not yet. Raises `NotFound` where there is none."""
        if self._database is None:
            if not (self._folder / PROCESS.file).exists():
                raise unknown()
            self._database = self._open()
        return self._database

    def _open(self) -> Database:
        return generation.open_present(self._folder, PROCESS, self._key())

    def _make(self) -> Database:
        """Whole and then in its place: a database that was cut off in its making would look like a damaged one."""
        with seats.turn(self._folder):
            if not (self._folder / PROCESS.file).exists():
                try:
                    for left in self._folder.glob(f"{_MAKING}*"):
                        shutil.rmtree(left)
                    fresh = Path(tempfile.mkdtemp(prefix=_MAKING, dir=self._folder))
                    try:
                        generation.make_under(fresh, PROCESS, self._key()).close()
                        (fresh / PROCESS.file).rename(self._folder / PROCESS.file)
                    finally:
                        shutil.rmtree(fresh, ignore_errors=True)
                    whole_file.sync_folder(self._folder)
                except OSError as error:
                    raise from_system(error, self._folder) from None
        return self._open()


def unknown() -> NotFound:
    """Nothing has that id."""
    return NotFound("There is no such process note.", fix="assistant process list")
