"""Process notes: her own thoughts about a session, kept apart from the record (45 CFR 164.501).

They lie in a database of their own under a key of their own, and no part of the house has a way to them: neither
`assistant.store.vault` nor anything that drafts, speaks, briefs or exports imports this module, which an import
contract holds. Only the command line opens them.
"""

import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from assistant.errors import NotFound, UsageError
from assistant.store import generation, moments, seats, whole_file
from assistant.store.audit import VaultAudit
from assistant.store.database import Database
from assistant.store.items import Items
from assistant.store.parts import PROCESS
from assistant.store.trouble import from_system

_MAKING = ".process-"


@dataclass(frozen=True, slots=True)
class ProcessHead:
    """A process note without its words."""

    id: str
    client: str
    """The client's id."""
    created: datetime


@dataclass(frozen=True, slots=True)
class ProcessNote:
    """A process note."""

    head: ProcessHead
    text: str


class ProcessNotes:
    """The process notes of the generation in `folder`, under the key for the purpose ``process``.

    What hands out words is in the `audit` first, the vault's own. The file is made with the first note. Raises
    `Corrupt`, `ConfigurationError` where it is newer.
    """

    def __init__(self, folder: Path, key: bytes, audit: VaultAudit) -> None:
        self._folder = folder
        self._key = key
        self._audit = audit
        self._database: Database | None = None
        if (folder / PROCESS.file).exists():
            self._database = self._open()

    def add(self, client_id: str, text: str, at: datetime) -> ProcessHead:
        """Keep one, on the disk when this returns. Raises `UsageError` where there are no words."""
        if not text.strip():
            raise UsageError("The process note is empty; nothing was kept.")
        self._database = database = self._database or self._make()
        with database.transaction():
            identity = database.fresh_id("process", "process_notes")
            items = Items(database)
            items.new(identity)
            database.run(
                "INSERT INTO process_notes (id, client, created, text) VALUES (?, ?, ?, ?)",
                identity,
                client_id,
                moments.write(at),
                items.seal(identity, text),
            )
        return ProcessHead(identity, client_id, at)

    def list(self) -> Sequence[ProcessHead]:
        """All, newest first, without their words."""
        if self._database is None:
            return []
        rows = self._database.rows("SELECT id, client, created FROM process_notes ORDER BY created DESC, rowid DESC")
        return [ProcessHead(identity, client, moments.read(created)) for identity, client, created in rows]

    def get(self, note_id: str) -> ProcessNote:
        """One, with its words. Raises `NotFound`, `AuditBroken`."""
        database, head = self._known(note_id)
        row = database.row("SELECT text FROM process_notes WHERE id = ?", note_id)
        note = ProcessNote(head, Items(database).open(note_id, row[0] if row else b""))
        self._audit.read(note_id)
        return note

    def head(self, note_id: str) -> ProcessHead:
        """One, without its words. Raises `NotFound`."""
        return self._known(note_id)[1]

    def close(self) -> None:
        """Seal them; harmless twice."""
        if self._database is not None:
            self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _known(self, note_id: str) -> tuple[Database, ProcessHead]:
        if self._database is not None:
            row = self._database.row("SELECT id, client, created FROM process_notes WHERE id = ?", note_id)
            if row is not None:
                return self._database, ProcessHead(row[0], row[1], moments.read(row[2]))
        raise NotFound("There is no such process note.", fix="assistant process list")

    def _open(self) -> Database:
        database = generation.open_under(self._folder, PROCESS, self._key)
        try:
            PROCESS.check(database)
            PROCESS.migrate(database)
        except BaseException:
            database.close()
            raise
        return database

    def _make(self) -> Database:
        """Whole and then in its place: a database that was cut off in its making would look like a damaged one."""
        with seats.turn(self._folder):
            if not (self._folder / PROCESS.file).exists():
                try:
                    for left in self._folder.glob(f"{_MAKING}*"):
                        shutil.rmtree(left)
                    fresh = Path(tempfile.mkdtemp(prefix=_MAKING, dir=self._folder))
                    try:
                        generation.make_under(fresh, PROCESS, self._key).close()
                        (fresh / PROCESS.file).rename(self._folder / PROCESS.file)
                    finally:
                        shutil.rmtree(fresh, ignore_errors=True)
                    whole_file.sync_folder(self._folder)
                except OSError as error:
                    raise from_system(error, self._folder) from None
        return self._open()
