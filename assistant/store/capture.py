"""The recordings of dictations: made whether the vault is open or sealed, read only where it is open.

Audio is kept until its note is signed (or for the days she set), then its key is destroyed (`VaultCaptures.expired`).
"""

import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import nacl.exceptions
import nacl.public
import nacl.utils

from assistant.errors import Corrupt, NotFound
from assistant.events import SAMPLE_RATE
from assistant.records import NoteState
from assistant.store import moments, recording, sound, strand
from assistant.store.database import Database, Row
from assistant.store.items import Items
from assistant.store.recording import FileRecording, Head
from assistant.store.sound import Sound
from assistant.store.trouble import from_system

FOLDER = "captures"
"""Below the vault's files."""


@dataclass(frozen=True, slots=True)
class Capture:
    """One recording."""

    id: str
    note: str
    """The id of its note, empty where it has none yet."""
    started: datetime


class SealedTape:
    """Makes recordings with nothing but the vault's public key; see `assistant.ports.Tape`."""

    def __init__(self, files: Path, public: bytes) -> None:
        """`files`: the folder of the vault's present files; `public`: 32 bytes, X25519."""
        self.folder = files / FOLDER
        self._box = nacl.public.SealedBox(nacl.public.PublicKey(public))

    def begin(self, note_id: str, at: datetime) -> FileRecording:
        """A new recording; its key is sealed in the file. Raises `DiskFull`, `InputOutput`."""
        return self.record(nacl.utils.random(strand.KEY_BYTES), note_id, at)

    def record(self, key: bytes, note_id: str, at: datetime) -> FileRecording:
        """The same under a given key."""
        try:
            self.folder.mkdir(mode=0o700, exist_ok=True)
        except OSError as error:
            raise from_system(error, self.folder) from None
        identity = f"capture-{secrets.token_hex(8)}"
        return FileRecording(self.folder, identity, key, bytes(self._box.encrypt(key)), Head(note_id, at))


class VaultCaptures:
    """The recordings in an open vault."""

    def __init__(self, database: Database, items: Items, tape: SealedTape, private: bytes) -> None:
        """`private`: 32 bytes, X25519, of the tape's public key."""
        self._database = database
        self._items = items
        self._tape = tape
        self._box = nacl.public.SealedBox(nacl.public.PrivateKey(private))

    def begin(self, note_id: str, at: datetime) -> FileRecording:
        """A new recording, known to the vault from its first moment. Raises `DiskFull`, `InputOutput`."""
        key = nacl.utils.random(strand.KEY_BYTES)
        made = self._tape.record(key, note_id, at)
        try:
            self._take(made.id, key, Head(note_id, at))
            made.blank()
        except BaseException:
            made.abandon()
            raise
        return made

    def adopt(self) -> Sequence[str]:
        """Take in what was recorded while the vault was sealed, or when a kill came before the vault knew of it.

        Gives the ids of files that are no recordings of this vault; they are left alone.
        """
        strangers = []
        for path in self._files():
            try:
                slot = sound.slot_of(path)
                if slot != recording.BLANK:
                    key = self._box.decrypt(slot)
                    self._take(path.name, key, sound.head_of(path, key))
                    recording.blank(path)
                elif self._row(path.name) is None:
                    path.unlink(missing_ok=True)  # its key was destroyed before the file could go
            except (Corrupt, nacl.exceptions.CryptoError, ValueError):
                strangers.append(path.name)
        return strangers

    def of(self, note_id: str) -> Sequence[Capture]:
        """The recordings of a note, in the order in which they were made."""
        return self._list("note = ?", note_id)

    def waiting(self) -> Sequence[Capture]:
        """Those that belong to no note yet."""
        return self._list("note IS NULL")

    def all(self) -> Sequence[Capture]:
        """Every one."""
        return self._list("1")

    def sound(self, capture_id: str) -> Sound:
        """Everything up to the last whole record. Raises `NotFound`, `Corrupt` where nothing can be read."""
        if self._row(capture_id) is None:
            raise _unknown()
        return sound.sound_of(self.path(capture_id), self._items.key(capture_id))

    def seconds(self, capture_id: str) -> float:
        """About how long it is, s, told by its size."""
        try:
            return self.path(capture_id).stat().st_size / (2 * SAMPLE_RATE)
        except OSError:
            return 0.0

    def check(self, capture_id: str) -> bool:
        """Whether it was ended. Raises `Corrupt` where it is not what was recorded, `NotFound`."""
        if self._row(capture_id) is None:
            raise _unknown()
        return sound.check(self.path(capture_id), self._items.key(capture_id))

    def give(self, capture_id: str, note_id: str) -> None:
        """It belongs to this note from now on. Raises `NotFound`."""
        with self._database.transaction():
            if self._row(capture_id) is None:
                raise _unknown()
            self._database.run("UPDATE captures SET note = ? WHERE id = ?", note_id, capture_id)

    def forget(self, capture_id: str) -> None:
        """Destroy its key and take it out of the list; call it in a transaction, and `remove` when that is over."""
        self._items.destroy(capture_id)
        self._database.run("DELETE FROM captures WHERE id = ?", capture_id)

    def remove(self, capture_id: str) -> None:
        """Take away the file of a recording whose key is destroyed; harmless twice."""
        try:
            self.path(capture_id).unlink(missing_ok=True)
        except OSError as error:
            raise from_system(error, self._tape.folder) from None

    def expired(self, now: datetime, days: float) -> Sequence[str]:
        """Ids of those whose note is signed, or ended and older than `days` (0: only signing counts)."""
        oldest = moments.write(now - timedelta(days=days)) if days else ""
        rows = self._database.rows(
            "SELECT c.id FROM captures c JOIN notes n ON n.id = c.note"
            " WHERE n.state = ? OR (n.state IN (?, ?) AND c.started < ?) ORDER BY c.started, c.id",
            NoteState.SIGNED,
            NoteState.REVIEW,
            NoteState.DISCARDED,
            oldest,
        )
        return [row[0] for row in rows]

    def path(self, capture_id: str) -> Path:
        """Its file."""
        return self._tape.folder / capture_id

    def _take(self, identity: str, key: bytes, head: Head) -> None:
        """Its key and its place among the others; nothing where another process was first."""
        with self._database.transaction():
            if self._row(identity) is not None:
                return
            known = self._database.row("SELECT 1 FROM notes WHERE id = ?", head.note) is not None
            self._items.take(identity, key)
            self._database.run(
                "INSERT INTO captures (id, note, started) VALUES (?, ?, ?)",
                identity,
                head.note if known else None,
                moments.write(head.started),
            )

    def _row(self, capture_id: str) -> Row | None:
        return self._database.row("SELECT id FROM captures WHERE id = ?", capture_id)

    def _list(self, where: str, *values: str) -> Sequence[Capture]:
        rows = self._database.rows(
            f"SELECT id, coalesce(note, ''), started FROM captures WHERE {where} ORDER BY started, id",  # noqa: S608
            *values,
        )
        return [Capture(identity, note, moments.read(started)) for identity, note, started in rows]

    def _files(self) -> Iterator[Path]:
        try:
            yield from sorted(path for path in self._tape.folder.iterdir() if path.name.startswith("capture-"))
        except FileNotFoundError:
            return
        except OSError as error:
            raise from_system(error, self._tape.folder) from None


def _unknown() -> NotFound:
    return NotFound("There is no such recording.", fix="assistant notes recover")
