"""The notes and the dictations behind them."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from assistant.errors import Locked, NotFound, UsageError
from assistant.records import Client, Marked, Note, NoteState, NoteVersion, Spoken, Supported
from assistant.store import moments, trash
from assistant.store.audit import VaultAudit
from assistant.store.database import Database
from assistant.store.items import Items
from assistant.store.note_rows import HEADS, NOTES, note_of, unknown, with_words
from assistant.store.packing import Words, pack, unpack
from assistant.store.signed import amendments_of, signed_at
from assistant.store.utterances import Utterances


class VaultNotes:
    """The notes in the vault. What hands out words that its caller did not bring is in the audit first."""

    def __init__(self, database: Database, items: Items, audit: VaultAudit) -> None:
        self._database = database
        self._items = items
        self._audit = audit
        self._utterances = Utterances(database, items)

    def begin(self, client: Client, at: datetime, appointment: datetime | None = None, form: str = "soap") -> Note:
        """A new note in state *dictating*, of the format of this name.

        Raises `NotFound` where the client is not in the roster.
        """
        with self._database.transaction():
            self._known(client)
            identity = self._database.fresh_id("note", "notes")
            self._items.new(identity)
            self._database.run(
                "INSERT INTO notes (id, client, created, appointment, state, form) VALUES (?, ?, ?, ?, ?, ?)",
                identity,
                client.id,
                moments.write(at),
                moments.write(appointment) if appointment else None,
                NoteState.DICTATING,
                form,
            )
            return self.look(identity)

    def rebind(self, note_id: str, client: Client, appointment: datetime | None) -> Note:
        """It is about another client or session, as long as it is being dictated; nothing else of it changes.

        Raises `NotFound` for a note or a client that is not there, `Locked` once the dictation has ended.
        """
        with self._database.transaction():
            if self._changeable(note_id) is not NoteState.DICTATING:
                raise Locked("Only a note that is being dictated goes to another client; nothing was changed.")
            self._known(client)
            self._database.run(
                "UPDATE notes SET client = ?, appointment = ? WHERE id = ?",
                client.id,
                moments.write(appointment) if appointment else None,
                note_id,
            )
            return self.look(note_id)

    def hear(self, note_id: str, spoken: Spoken) -> None:
        """Keep one utterance, on the disk when this returns; the same one again changes nothing.

        Raises `NotFound`; `Locked` for a signed note.
        """
        with self._database.transaction():
            self._changeable(note_id)
            self._utterances.keep(note_id, spoken)

    def hear_again(self, note_id: str, seq: int, spoken: Spoken) -> None:
        """A later hearing of one utterance of text, on the disk when this returns; the first one stays beside it.

        Of `spoken` the words, how sure they are and the engine are kept: place and time stay those of the first.
        Raises `NotFound`; `UsageError` where either is no text, `Locked` for a signed note.
        """
        with self._database.transaction():
            self._changeable(note_id)
            self._utterances.keep_again(note_id, seq, spoken)

    def first_heard(self, note_id: str) -> tuple[Spoken, ...]:
        """Everything she said, as it was heard while she spoke. Raises `NotFound`, `AuditBroken`."""
        self._state(note_id)
        said = self._utterances.first(note_id)
        self._audit.read(note_id)
        return said

    def write(
        self,
        note_id: str,
        sections: Mapping[str, str],
        source: str,
        support: Mapping[str, Sequence[Supported]] | None = None,
        fields: Mapping[str, str] | None = None,
        marked: Sequence[Marked] = (),
    ) -> Note:
        """A new version of its sections; earlier versions stay. Without `fields` those of the version before stay.

        Raises `NotFound`, `Locked` for a signed note.
        """
        with self._database.transaction():
            self._changeable(note_id)
            stay = self._newest(note_id).fields if fields is None else fields
            self._database.run(
                "INSERT INTO note_versions (note, version, sections, source, written)"
                " SELECT ?, 1 + coalesce(max(version), 0), ?, ?, ? FROM note_versions WHERE note = ?",
                note_id,
                self._items.seal(note_id, pack(Words(sections, support or {}, stay, marked))),
                source,
                moments.system_now(),
                note_id,
            )
            return self.look(note_id)

    def file(self, note_id: str) -> Note:
        """Dictating → review; a note in review stays there. Raises `NotFound`, `Locked`."""
        with self._database.transaction():
            if self._changeable(note_id) is NoteState.DISCARDED:
                raise Locked("That note was discarded.", fix="assistant notes list")
            self._move(note_id, NoteState.REVIEW)
            return self.look(note_id)

    def discard(self, note_id: str, *, ordered: bool = True) -> None:
        """Into the trash (see `assistant.store.trash`); twice is harmless. Raises `NotFound`, `Locked` where signed."""
        with self._database.transaction():
            self._changeable(note_id)
            trash.put(self._database, note_id, ordered=ordered)

    def restore(self, note_id: str) -> Note:
        """A discarded note as it was before: dictating or in review. Raises `NotFound`, `Locked`."""
        with self._database.transaction():
            self._state(note_id)
            trash.take_back(self._database, note_id)
            return self.look(note_id)

    def kept_until(self) -> Mapping[str, datetime]:
        """When the house may destroy what is discarded, by id; without those that only `notes purge` destroys."""
        return trash.ends(self._database)

    def edit(self, note_id: str, section: str, text: str) -> Note:
        """A new version with one section replaced; all else stays byte for byte, what supports it too.

        Raises `NotFound`, `UsageError` where there is no such section, `Locked` unless the note waits for review.
        """
        return self._replace(note_id, section, text, "edited", {})

    def redraft(self, note_id: str, section: str, sentences: Sequence[Supported]) -> Note:
        """The same for a section that a model drafted again. Raises as `edit` does."""
        text = " ".join(each.sentence for each in sentences)
        return self._replace(note_id, section, text, "drafted", {section: tuple(sentences)})

    def _replace(
        self, note_id: str, section: str, text: str, source: str, its: Mapping[str, tuple[Supported, ...]]
    ) -> Note:
        with self._database.transaction():
            if self._changeable(note_id) is not NoteState.REVIEW:
                raise Locked("Only a note that waits for review is edited; nothing was changed.")
            note = self.look(note_id)
            if section not in note.sections:
                raise UsageError("The note has no such section; nothing was changed.", fix=", ".join(note.sections))
            support = {name: kept for name, kept in {**note.support, **its}.items() if name != section or its}
            return self.write(note_id, {**note.sections, section: text}, source, support, marked=note.marked)

    def versions(self, note_id: str) -> Sequence[NoteVersion]:
        """Every version, oldest first, without its words. Raises `NotFound`."""
        self._state(note_id)
        rows = self._database.rows(
            "SELECT version, source, written FROM note_versions WHERE note = ? ORDER BY version", note_id
        )
        return [NoteVersion(number, source, moments.read(written)) for number, source, written in rows]

    def get(self, note_id: str, version: int | None = None) -> Note:
        """The newest version, or an earlier one. Raises `NotFound`, `AuditBroken`."""
        note = self.look(note_id) if version is None else self._look_back(note_id, version)
        self._audit.read(note_id)
        return note

    def _look_back(self, note_id: str, version: int) -> Note:
        with self._database.snapshot():
            note = self.look(note_id)
            row = self._database.row(
                "SELECT sections, source FROM note_versions WHERE note = ? AND version = ?", note_id, version
            )
            if row is None:
                raise NotFound("That note has no such version.", fix=f"assistant notes versions {note_id}")
            words = unpack(self._items.open(note_id, row[0]))
            return replace(with_words(note, words), version=version, source=row[1])

    def look(self, note_id: str) -> Note:
        """The newest version, for the vault itself: nothing of it may leave without an entry. Raises `NotFound`."""
        with self._database.snapshot():
            row = self._database.row(f"{NOTES} WHERE n.id = ?", note_id)
            if row is None:
                raise unknown()
            words = unpack(self._items.open(note_id, row[-1])) if row[-1] else Words()
            note = replace(with_words(note_of(self._items, row), words), transcript=self._utterances.of(note_id))
            if note.state is not NoteState.SIGNED:
                return note
            amendments = amendments_of(self._database, self._items, note_id)
            return replace(note, signed=signed_at(self._database, note_id), amendments=amendments)

    def list(
        self, *, client: Client | None = None, state: NoteState | None = None, newest: int | None = None
    ) -> Sequence[Note]:
        """All but the discarded, newest first, without their sections and transcripts.

        Only of that client, in that state, and so many, where they are given.
        """
        states = [state] if state else [each for each in NoteState if each is not NoteState.DISCARDED]
        return self._heads(states, client, newest)

    def discarded(self) -> Sequence[Note]:
        """Those in the trash, newest first, without their sections and transcripts."""
        return self._heads([NoteState.DISCARDED])

    def _heads(
        self, states: Sequence[NoteState], client: Client | None = None, newest: int | None = None
    ) -> Sequence[Note]:
        rows = self._database.rows(
            f"{HEADS} WHERE n.state IN ({', '.join('?' * len(states))}) AND (? IS NULL OR n.client = ?)"
            " ORDER BY n.created DESC, n.rowid DESC LIMIT ?",
            *states,
            *[client.id if client else None] * 2,
            -1 if newest is None else newest,
        )
        known: dict[str, Client] = {}  # twenty years of notes are of some hundred clients
        return [note_of(self._items, row, known) for row in rows]

    def heads(self, ids: Sequence[str]) -> Mapping[str, Note]:
        """These notes as `list` gives them, by id; without those that are not there, or discarded."""
        known: dict[str, Client] = {}
        rows = [
            self._database.row(f"{HEADS} WHERE n.id = ? AND n.state <> ?", each, NoteState.DISCARDED) for each in ids
        ]
        return {note.id: note for note in (note_of(self._items, row, known) for row in rows if row)}

    def _newest(self, note_id: str) -> Words:
        row = self._database.row(
            "SELECT sections FROM note_versions WHERE note = ? ORDER BY version DESC LIMIT 1", note_id
        )
        return unpack(self._items.open(note_id, row[0])) if row else Words()

    def _known(self, client: Client) -> None:
        if self._database.row("SELECT 1 FROM clients WHERE id = ?", client.id) is None:
            raise NotFound("That client is not in the roster.", fix="assistant clients list")

    def _state(self, note_id: str) -> NoteState:
        row = self._database.row("SELECT state FROM notes WHERE id = ?", note_id)
        if row is None:
            raise unknown()
        return NoteState(row[0])

    def _changeable(self, note_id: str) -> NoteState:
        state = self._state(note_id)
        if state is NoteState.SIGNED:
            raise Locked("That note is signed and stays as it is.", fix="assistant notes amend adds to it")
        return state

    def _move(self, note_id: str, state: NoteState) -> None:
        self._database.run("UPDATE notes SET state = ? WHERE id = ?", state, note_id)
