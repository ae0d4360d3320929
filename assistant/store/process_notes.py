"""Process notes: her own thoughts about a session, kept apart from the record (45 CFR 164.501).

What is put into `assistant.store.process_drawer` can be read here and nowhere else: neither `assistant.store.vault` nor
anything that drafts, speaks, briefs or exports imports this module, which an import contract holds. Only the command
line opens them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from assistant.errors import UsageError
from assistant.store import moments
from assistant.store.audit import VaultAudit
from assistant.store.database import Database, Row
from assistant.store.items import Items
from assistant.store.parts import PROCESS
from assistant.store.process_drawer import Drawer, unknown

_HEADS = "SELECT id, client, created, finished FROM process_notes"
_TEXT = "SELECT text FROM process_notes WHERE id = ?"
_SAID = "SELECT text FROM process_utterances WHERE note = ? AND command = '' ORDER BY seq"


@dataclass(frozen=True, slots=True)
class ProcessHead:
    """A process note without its words."""

    id: str
    client: str
    """The client's id."""
    created: datetime
    finished: bool = True
    """False where its dictation is going on, or was cut off."""


@dataclass(frozen=True, slots=True)
class ProcessNote:
    """A process note."""

    head: ProcessHead
    text: str
    """Where it is not finished: what was said so far, an utterance to a line, without the commands."""


class ProcessNotes(Drawer):
    """The process notes of the generation in `folder`, under the key for the purpose ``process``.

    What hands out words is in the `audit` first, the vault's own. The file is made with the first note. Raises
    `Corrupt`, `ConfigurationError` where it is newer.
    """

    def __init__(self, folder: Path, key: bytes, audit: VaultAudit) -> None:
        super().__init__(folder, lambda: key, audit)
        if (folder / PROCESS.file).exists():
            self._database = self._open()

    def add(self, client_id: str, text: str, at: datetime) -> ProcessHead:
        """Keep one, on the disk when this returns. Raises `UsageError` where there are no words."""
        if not text.strip():
            raise UsageError("The process note is empty; nothing was kept.")
        self._database = database = self._database or self._make()
        with database.transaction():
            identity = self._begin(client_id, at)
            self._settle(database, identity, text)
        return ProcessHead(identity, client_id, at)

    def list(self) -> Sequence[ProcessHead]:
        """All, newest first, without their words."""
        if self._database is None:
            return []
        return [_head(row) for row in self._database.rows(f"{_HEADS} ORDER BY created DESC, rowid DESC")]

    def get(self, note_id: str) -> ProcessNote:
        """One, with its words. Raises `NotFound`, `AuditBroken`."""
        database, _ = self._known(note_id)
        items = Items(database)
        with database.snapshot():  # it may be finished at this moment
            _, head = self._known(note_id)
            rows = database.rows(_TEXT if head.finished else _SAID, note_id)
            words = [items.open(note_id, sealed) for (sealed,) in rows]
        self._audit.read(note_id)
        return ProcessNote(head, "\n".join(words))

    def head(self, note_id: str) -> ProcessHead:
        """One, without its words. Raises `NotFound`."""
        return self._known(note_id)[1]

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _known(self, note_id: str) -> tuple[Database, ProcessHead]:
        if self._database is not None:
            row = self._database.row(f"{_HEADS} WHERE id = ?", note_id)
            if row is not None:
                return self._database, _head(row)
        raise unknown()


def _head(row: Row) -> ProcessHead:
    identity, client, created, finished = row
    return ProcessHead(identity, client, moments.read(created), bool(finished))
