"""What she wants to bring to supervision: words out of notes, or her own, until she has brought them."""

from collections.abc import Sequence
from datetime import datetime

from assistant.errors import NotFound, UsageError
from assistant.records import Client, Note, NoteState, SupervisionItem
from assistant.store import clients, moments
from assistant.store.audit import VaultAudit
from assistant.store.database import Database
from assistant.store.items import Items

_WAITING = f"""
    FROM supervision s LEFT JOIN notes n ON n.id = s.note JOIN clients c ON c.id = coalesce(s.client, n.client)
    WHERE s.brought IS NULL AND coalesce(n.state, '') <> '{NoteState.DISCARDED}'
"""


class VaultSupervision:
    """The agenda in the vault. What comes out of a note is about its client, and its words go with the note's key."""

    def __init__(self, database: Database, items: Items, audit: VaultAudit) -> None:
        self._database = database
        self._items = items
        self._audit = audit

    def put(self, note: Note, said: Sequence[str], at: datetime) -> None:
        """What of this note is on it, in place of what was; none takes all of it off. What was brought stays brought.

        Raises `NotFound` where there is no such note, `DiskFull`.
        """
        wanted = [text for text in said if text.strip()]
        with self._database.transaction():
            if self._database.row("SELECT 1 FROM notes WHERE id = ?", note.id) is None:
                raise NotFound("There is no such note.", fix="assistant notes list")
            for identity, brought, sealed in self._database.rows(
                "SELECT id, brought, text FROM supervision WHERE note = ? ORDER BY brought IS NULL, rowid", note.id
            ):
                text = self._items.open(note.id, sealed)
                if text in wanted:
                    wanted.remove(text)
                elif brought is None:
                    self._database.run("DELETE FROM supervision WHERE id = ?", identity)
            for text in wanted:
                self._insert(note=note.id, client=None, text=text, at=at)

    def add(self, client: Client, text: str, at: datetime) -> str:
        """Something of no note; its id. Raises `UsageError` where there are no words, `NotFound`, `DiskFull`."""
        if not text.strip():
            raise UsageError("There are no words to bring; nothing was kept.")
        with self._database.transaction():
            if self._database.row("SELECT 1 FROM clients WHERE id = ?", client.id) is None:
                raise NotFound("That client is not in the roster.", fix="assistant clients list")
            return self._insert(note=None, client=client.id, text=text, at=at)

    def done(self, item_id: str, at: datetime) -> None:
        """She has brought it; harmless twice. Raises `NotFound`."""
        with self._database.transaction():
            if self._database.row("SELECT 1 FROM supervision WHERE id = ?", item_id) is None:
                raise NotFound("There is no such thing for supervision.", fix="assistant supervision list")
            self._database.run(
                "UPDATE supervision SET brought = ? WHERE id = ? AND brought IS NULL", moments.write(at), item_id
            )

    def waiting(self) -> Sequence[SupervisionItem]:
        """What has not been brought yet, oldest first. Raises `AuditBroken` sooner than hand out words."""
        found = self._items_of(words=True)
        self._audit.read_list("supervision", len(found))
        return found

    def heads(self) -> Sequence[SupervisionItem]:
        """The same without their words."""
        return self._items_of(words=False)

    def count(self) -> int:
        """How many that are."""
        return int(self._database.rows(f"SELECT count(*) {_WAITING}")[0][0])

    def _insert(self, *, note: str | None, client: str | None, text: str, at: datetime) -> str:
        identity = self._database.fresh_id("supervision", "supervision")
        owner = note or identity
        if owner == identity:
            self._items.new(owner)
        self._database.run(
            "INSERT INTO supervision (id, owner, note, client, noted, text) VALUES (?, ?, ?, ?, ?, ?)",
            identity,
            owner,
            note,
            client,
            moments.write(at),
            self._items.seal(owner, text),
        )
        return identity

    def _items_of(self, *, words: bool) -> list[SupervisionItem]:
        with self._database.snapshot():
            found = []
            for row in self._database.rows(
                f"SELECT {clients.COLUMNS}, s.id, s.owner, s.note, s.noted, s.text {_WAITING} ORDER BY s.noted, s.rowid"
            ):
                identity, owner, note, noted, sealed = row[clients.WIDTH :]
                text = self._items.open(owner, sealed) if words else ""
                client = clients.client_of(self._items, row)
                found.append(SupervisionItem(identity, client, note or "", moments.read(noted), text))
            return found
