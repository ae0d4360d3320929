"""Deleting for good: the keys of what goes are destroyed, here and in every backup within reach.

One transaction writes down which items go and destroys their keys and rows; then their recordings' files go, then
their keys in the backups, and a receipt closes it. Cut off anywhere in between, the next deletion or backup finishes
it, told by the audit: an item that it calls deleted is deleted wherever it is met.
"""

from collections.abc import Callable, Collection, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime

from assistant.errors import Locked, NotFound
from assistant.records import NoteState, ReplyState
from assistant.store import erasing, generation, search, trash
from assistant.store.backup.shelf import Backups
from assistant.store.database import Database
from assistant.store.items import INDEX, Items
from assistant.store.parts import INDEX_FILE, PROCESS
from assistant.store.vault import Vault


@dataclass(frozen=True, slots=True)
class Receipt:
    """What was destroyed, and where."""

    at: datetime
    items: tuple[str, ...]
    reached: tuple[str, ...]
    """The stamps of the backups in which the keys are destroyed too."""
    beyond: tuple[str, ...]
    """Of those that could not be reached; it is done when they are seen again, at the next backup."""


class Deletion:
    """What an open vault and its backups can forget."""

    def __init__(self, vault: Vault, backups: Backups) -> None:
        self._vault = vault
        self._backups = backups
        self._database = vault._database

    def note(self, note_id: str) -> Sequence[str]:
        """The ids that go with a note: its own and its recordings'. Raises `NotFound`, `Locked` unless discarded."""
        row = self._database.row("SELECT state FROM notes WHERE id = ?", note_id)
        if row is None:
            raise NotFound("There is no such note.", fix="assistant notes list")
        if row[0] != NoteState.DISCARDED:
            raise Locked("Only a discarded note can be destroyed; nothing was changed.")
        return [note_id, *self._ids("SELECT id FROM captures WHERE note = ?", note_id)]

    def sound(self, note_id: str) -> Sequence[str]:
        """The ids of the recordings of a signed note, which goes on without them. Raises `NotFound`, `Locked`."""
        row = self._database.row("SELECT state FROM notes WHERE id = ?", note_id)
        if row is None:
            raise NotFound("There is no such note.", fix="assistant notes list")
        if row[0] != NoteState.SIGNED:
            raise Locked("The sound of a note stays until the note is signed; nothing was changed.")
        return self._ids("SELECT id FROM captures WHERE note = ?", note_id)

    def recording(self, capture_id: str) -> Sequence[str]:
        """Its id, where it belongs to no note. Raises `NotFound`, `Locked` where it does."""
        row = self._database.row("SELECT note FROM captures WHERE id = ?", capture_id)
        if row is None:
            raise NotFound("There is no such recording.", fix="assistant notes recover")
        if row[0] is not None:
            raise Locked("That recording belongs to a note and goes with it; nothing was changed.")
        return [capture_id]

    def message(self, message_id: str) -> Sequence[str]:
        """Its id; replies to it stay. Raises `NotFound`."""
        if self._database.row("SELECT 1 FROM messages WHERE id = ?", message_id) is None:
            raise NotFound("There is no such message.", fix="assistant messages list")
        return [message_id]

    def reply(self, reply_id: str) -> Sequence[str]:
        """Its id. Raises `NotFound`, `Locked` unless discarded."""
        row = self._database.row("SELECT state FROM replies WHERE id = ?", reply_id)
        if row is None:
            raise NotFound("There is no such reply.", fix="assistant replies list")
        if row[0] != ReplyState.DISCARDED:
            raise Locked("Only a discarded reply can be destroyed; nothing was changed.")
        return [reply_id]

    def word(self, word: str) -> Sequence[str]:
        """The id of a word of the lexicon. Raises `NotFound`."""
        return [self._vault.lexicon.find(word)]

    def client(self, client_id: str) -> Sequence[str]:
        """The ids of everything of a client, process notes too, and the client's own. Raises `NotFound`."""
        if self._database.row("SELECT 1 FROM clients WHERE id = ?", client_id) is None:
            raise NotFound("I have no client with those initials.", fix="assistant clients list")
        thoughts: list[str] = []
        if (process := self._process()) is not None:
            with closing(process):
                thoughts += (row[0] for row in process.rows("SELECT id FROM process_notes WHERE client = ?", client_id))
        return [
            *self._ids("SELECT c.id FROM captures c JOIN notes n ON n.id = c.note WHERE n.client = ?", client_id),
            *self._ids("SELECT id FROM replies WHERE client = ?", client_id),
            *self._ids("SELECT id FROM messages WHERE client = ?", client_id),
            *self._ids("SELECT id FROM notes WHERE client = ?", client_id),
            *self._ids("SELECT id FROM supervision WHERE client = ?", client_id),
            *thoughts,
            client_id,
        ]

    def destroy(self, which: Callable[[], Collection[str]]) -> Receipt:
        """Destroy the items that `which` names, asked once more when nothing can change any longer.

        Raises as `which` does, and `AuditBroken`; then nothing was destroyed.
        """
        items = Items(self._database)
        with self._database.transaction():
            for item in which():
                self._vault.audit.record("deleted", item)
                items.destroy(item)
                if item.startswith("note-"):
                    items.destroy(INDEX)
            erasing.erase(self._database, self.begun())
        return self.finish()

    def begun(self) -> tuple[str, ...]:
        """The ids of what was deleted since the last receipt, in order; empty where nothing is left to do."""
        return tuple(
            self._ids(
                "SELECT DISTINCT item FROM audit WHERE event = 'deleted'"
                " AND seq > (SELECT coalesce(max(seq), 0) FROM audit WHERE event = 'receipt') ORDER BY seq"
            )
        )

    def finish(self) -> Receipt:
        """Take what has been deleted out of everything else: files, process notes, backups. Harmless twice."""
        items = self.begun()
        if (process := self._process()) is not None:
            with closing(process):
                with process.transaction():
                    for item in items:
                        Items(process).destroy(item)
                    erasing.erase(process, items)
                process.forget()
        for item in items:
            if item.startswith("capture-"):
                self._vault.captures.remove(item)
        if any(item.startswith("note-") for item in items):
            search.remove(self._vault.files / INDEX_FILE)
        self._database.forget()
        reach = self._backups.destroy(items)
        receipt = Receipt(datetime.now(UTC), items, reach.reached, reach.beyond)
        beyond = " ".join(reach.beyond) or "none"
        detail = f"{len(items)} destroyed; in {len(reach.reached)} backups; out of reach: {beyond}"
        self._vault.audit.record("receipt", detail=detail)
        return receipt

    def _ids(self, query: str, *values: str) -> list[str]:
        return [row[0] for row in self._database.rows(query, *values)]

    def _process(self) -> Database | None:
        """The process notes' database, where there is one."""
        if not (self._vault.files / PROCESS.file).exists():
            return None
        return generation.open_under(self._vault.files, PROCESS, self._vault.key(PROCESS.purpose))


def destroy_old_sound(vault: Vault, backups: Backups, now: datetime, days: float) -> Receipt | None:
    """Destroy the recordings that have had their time (see `VaultCaptures.expired`); None where there are none.

    Raises `AuditBroken`.
    """
    if not vault.captures.expired(now, days):
        return None
    return Deletion(vault, backups).destroy(lambda: vault.captures.expired(now, days))


def empty_trash(vault: Vault, backups: Backups, now: datetime) -> Receipt | None:
    """Destroy the discarded notes that have had their time, with their recordings; None where there are none.

    Raises `AuditBroken`.
    """
    deletion, database = Deletion(vault, backups), vault._database

    def which() -> Sequence[str]:
        return [item for note_id in trash.due(database, now) for item in deletion.note(note_id)]

    return deletion.destroy(which) if trash.due(database, now) else None
