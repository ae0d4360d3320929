"""A note as its rows have it: the columns that a list needs, and the words of one version."""

# ruff: noqa: S608 - statements are put together from constants of ours; values are always bound

from dataclasses import replace

from assistant.errors import NotFound
from assistant.records import Client, Note, NoteState
from assistant.store import clients, moments
from assistant.store.database import Row
from assistant.store.items import Items
from assistant.store.packing import Words

NOTES = f"""
    SELECT {clients.COLUMNS}, n.id, n.state, n.created, n.appointment, n.form, v.version, v.source, v.sections
    FROM notes n JOIN clients c ON c.id = n.client
    LEFT JOIN note_versions v ON v.note = n.id
        AND v.version = (SELECT max(version) FROM note_versions WHERE note = n.id)
"""
HEADS = NOTES.replace("v.sections", "NULL").replace(
    "note_versions v", "note_versions v INDEXED BY note_versions_by_note"
)
"""The same without the words: reading all their pages for a list takes seconds."""


def note_of(items: Items, row: Row, known: dict[str, Client] | None = None) -> Note:
    """A row of `NOTES` or `HEADS` without its words; `known`: clients that need not be opened again."""
    identity, state, created, appointment, form, version, source, _ = row[clients.WIDTH :]
    client = known.get(row[0]) if known is not None else None
    if client is None:
        client = clients.client_of(items, row)
        if known is not None:
            known[row[0]] = client
    return Note(
        id=identity,
        client=client,
        state=NoteState(state),
        created=moments.read(created),
        sections={},
        appointment=moments.read(appointment) if appointment else None,
        version=version or 1,
        source=source or "dictated",
        form=form,
    )


def with_words(note: Note, words: Words) -> Note:
    """The same with the words of a version."""
    support = {name: tuple(sentences) for name, sentences in words.support.items()}
    return replace(note, sections=words.sections, support=support, fields=words.fields, marked=tuple(words.marked))


def unknown() -> NotFound:
    """Nothing has that id."""
    return NotFound("There is no such note.", fix="assistant notes list")
