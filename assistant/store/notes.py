"""The notes and the dictations behind them."""

# ruff: noqa: S608 - statements are put together from constants of ours; values are always bound

import builtins
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, astuple, replace
from datetime import datetime
from typing import Any

from assistant.errors import AssistantError, Locked, NotFound, UsageError
from assistant.records import Client, Note, NoteState, NoteVersion, Spoken, Supported
from assistant.store import clients, moments
from assistant.store.audit import VaultAudit
from assistant.store.database import Database, Row
from assistant.store.items import Items
from assistant.store.signed import amendments_of, signed_at

_NOTES = f"""
    SELECT {clients.COLUMNS}, n.id, n.state, n.created, n.appointment, v.version, v.source, v.sections
    FROM notes n JOIN clients c ON c.id = n.client
    LEFT JOIN note_versions v ON v.note = n.id
        AND v.version = (SELECT max(version) FROM note_versions WHERE note = n.id)
"""
_HEADS = _NOTES.replace("v.sections", "NULL").replace(
    "note_versions v", "note_versions v INDEXED BY note_versions_by_note"
)
"""The same without the words: reading all their pages for a list takes seconds."""
_SPOKEN = "SELECT seq, text, start, end, confidence, engine, command, capture FROM utterances"


class VaultNotes:
    """The notes in the vault. What hands out words that its caller did not bring is in the audit first."""

    def __init__(self, database: Database, items: Items, audit: VaultAudit) -> None:
        self._database = database
        self._items = items
        self._audit = audit

    def begin(self, client: Client, at: datetime, appointment: datetime | None = None) -> Note:
        """A new note in state *dictating*. Raises `NotFound` where the client is not in the roster."""
        with self._database.transaction():
            if self._database.row("SELECT 1 FROM clients WHERE id = ?", client.id) is None:
                raise NotFound("That client is not in the roster.", fix="assistant clients list")
            identity = self._database.fresh_id("note", "notes")
            self._items.new(identity)
            self._database.run(
                "INSERT INTO notes (id, client, created, appointment, state) VALUES (?, ?, ?, ?, ?)",
                identity,
                client.id,
                moments.write(at),
                moments.write(appointment) if appointment else None,
                NoteState.DICTATING,
            )
            return self.look(identity)

    def hear(self, note_id: str, spoken: Spoken) -> None:
        """Keep one utterance, on the disk when this returns; the same one again changes nothing.

        Raises `NotFound`; `Locked` for a signed note.
        """
        with self._database.transaction():
            self._changeable(note_id)
            known = self._database.row(f"{_SPOKEN} WHERE note = ? AND seq = ?", note_id, spoken.seq)
            if known is None:
                self._database.run(
                    "INSERT INTO utterances (note, seq, text, start, end, confidence, engine, command, capture)"
                    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
                    note_id,
                    spoken.seq,
                    self._items.seal(note_id, spoken.text),
                    *astuple(spoken)[2:],
                )
            elif self._spoken(note_id, known) != spoken:
                raise AssistantError("Two things were heard in one place of the dictation; the first is kept.")

    def write(
        self,
        note_id: str,
        sections: Mapping[str, str],
        source: str,
        support: Mapping[str, Sequence[Supported]] | None = None,
    ) -> Note:
        """A new version of its sections; earlier versions stay. Raises `NotFound`, `Locked` for a signed note."""
        with self._database.transaction():
            self._changeable(note_id)
            self._database.run(
                "INSERT INTO note_versions (note, version, sections, source, written)"
                " SELECT ?, 1 + coalesce(max(version), 0), ?, ?, ? FROM note_versions WHERE note = ?",
                note_id,
                self._items.seal(note_id, _packed(sections, support or {})),
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

    def discard(self, note_id: str) -> None:
        """Out of the queue; kept until `assistant.store.deletion` destroys it. Raises `NotFound`, `Locked` where signed."""
        with self._database.transaction():
            self._changeable(note_id)
            self._move(note_id, NoteState.DISCARDED)

    def edit(self, note_id: str, section: str, text: str) -> Note:
        """A new version with one section replaced; the others stay byte for byte, and what supports them too.

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
            return self.write(note_id, {**note.sections, section: text}, source, support)

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
            sections, support = _unpacked(self._items.open(note_id, row[0]))
            return replace(note, version=version, source=row[1], sections=sections, support=support)

    def look(self, note_id: str) -> Note:
        """The newest version, for the vault itself: nothing of it may leave without an entry. Raises `NotFound`."""
        with self._database.snapshot():
            row = self._database.row(f"{_NOTES} WHERE n.id = ?", note_id)
            if row is None:
                raise unknown()
            sealed = row[-1]
            sections, support = _unpacked(self._items.open(note_id, sealed)) if sealed else ({}, {})
            said = [self._spoken(note_id, each) for each in self._spoken_of(note_id)]
            note = self._note(row, sections, said, support)
            if note.state is not NoteState.SIGNED:
                return note
            amendments = amendments_of(self._database, self._items, note_id)
            return replace(note, signed=signed_at(self._database, note_id), amendments=amendments)

    def list(self) -> Sequence[Note]:
        """All but the discarded, newest first, without their sections and transcripts."""
        return self._heads("<>")

    def discarded(self) -> Sequence[Note]:
        """Those that wait to be purged, newest first, without their sections and transcripts."""
        return self._heads("=")

    def _heads(self, relation: str) -> Sequence[Note]:
        """Of all whose state stands in this relation to *discarded*."""
        rows = self._database.rows(
            f"{_HEADS} WHERE n.state {relation} ? ORDER BY n.created DESC, n.rowid DESC", NoteState.DISCARDED
        )
        known: dict[str, Client] = {}  # twenty years of notes are of some hundred clients
        return [self._note(row, {}, (), known=known) for row in rows]

    def heads(self, ids: Sequence[str]) -> Mapping[str, Note]:
        """These notes as `list` gives them, by id; without those that are not there, or discarded."""
        known: dict[str, Client] = {}
        rows = [
            self._database.row(f"{_HEADS} WHERE n.id = ? AND n.state <> ?", each, NoteState.DISCARDED) for each in ids
        ]
        return {note.id: note for note in (self._note(row, {}, (), known=known) for row in rows if row)}

    def _spoken_of(self, note_id: str) -> builtins.list[Row]:
        return self._database.rows(f"{_SPOKEN} WHERE note = ? ORDER BY seq", note_id)

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

    def _spoken(self, note_id: str, row: Row) -> Spoken:
        seq, sealed, *rest = row
        return Spoken(seq, self._items.open(note_id, sealed), *rest)

    def _note(
        self,
        row: Row,
        sections: Mapping[str, str],
        said: Sequence[Spoken],
        support: Mapping[str, tuple[Supported, ...]] | None = None,
        *,
        known: dict[str, Client] | None = None,
    ) -> Note:
        """`known`: clients that need not be opened again."""
        identity, state, created, appointment, version, source, _ = row[clients.WIDTH :]
        client = known.get(row[0]) if known is not None else None
        if client is None:
            client = clients.client_of(self._items, row)
            if known is not None:
                known[row[0]] = client
        return Note(
            id=identity,
            client=client,
            state=NoteState(state),
            created=moments.read(created),
            sections=sections,
            transcript=tuple(said),
            appointment=moments.read(appointment) if appointment else None,
            version=version or 1,
            source=source or "dictated",
            support=support or {},
        )


def _packed(sections: Mapping[str, str], support: Mapping[str, Sequence[Supported]]) -> str:
    """Sections alone are a flat object; with what supports them they are one key of two."""
    tree: dict[str, Any] = dict(sections)
    if support:
        carried = {name: [asdict(each) for each in sentences] for name, sentences in support.items()}
        tree = {"sections": tree, "support": carried}
    return json.dumps(tree, ensure_ascii=False)


def _unpacked(text: str) -> tuple[dict[str, str], dict[str, tuple[Supported, ...]]]:
    tree = json.loads(text)
    if not isinstance(tree.get("support"), dict):
        return tree, {}
    support = {
        name: tuple(Supported(each["sentence"], tuple(each["spans"]), each["flag"]) for each in sentences)
        for name, sentences in tree["support"].items()
    }
    return tree["sections"], support


def sections_of(text: str) -> Mapping[str, str]:
    """The sections in an opened version."""
    return _unpacked(text)[0]


def unknown() -> NotFound:
    """Nothing has that id."""
    return NotFound("There is no such note.", fix="assistant notes list")
