"""The trash of notes: what was discarded, since when, and what it was before; after a day it is destroyed.

The running house sees to that (`assistant.store.deletion.empty_trash`). What she did not order away has no moment, nor
has what an older house discarded: it waits until it is purged by hand.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from assistant.errors import Locked
from assistant.records import NoteState
from assistant.store import moments
from assistant.store.database import Database

KEPT = timedelta(hours=24)
"""How long a discarded note can be brought back at least."""


def put(database: Database, note_id: str, *, ordered: bool) -> None:
    """Discard a note; one that is discarded already stays as it is. Call it in a transaction.

    `ordered`: she said so; a note that was only put away may hold, in its sound, words that no recogniser understood.
    """
    database.run(
        "UPDATE notes SET was = state, state = ?, discarded = ? WHERE id = ? AND state <> ?",
        NoteState.DISCARDED,
        moments.system_now() if ordered else None,
        note_id,
        NoteState.DISCARDED,
    )


def take_back(database: Database, note_id: str) -> None:
    """Back to what it was; one of an older house to review, where it has words. Call it in a transaction.

    Raises `Locked` where it is not discarded.
    """
    if database.row("SELECT 1 FROM notes WHERE id = ? AND state = ?", note_id, NoteState.DISCARDED) is None:
        raise Locked("That note was not discarded; nothing was changed.", fix="assistant notes list --discarded")
    database.run(
        "UPDATE notes SET discarded = NULL, was = NULL, state = coalesce(was, CASE"
        " WHEN EXISTS (SELECT 1 FROM note_versions WHERE note = notes.id) THEN ? ELSE ? END) WHERE id = ?",
        NoteState.REVIEW,
        NoteState.DICTATING,
        note_id,
    )


def ends(database: Database) -> Mapping[str, datetime]:
    """Until when each discarded note is kept, by id; without those that no house destroys by itself."""
    rows = database.rows(
        "SELECT id, discarded FROM notes WHERE state = ? AND discarded IS NOT NULL", NoteState.DISCARDED
    )
    return {note_id: moments.read(discarded) + KEPT for note_id, discarded in rows}


def due(database: Database, now: datetime) -> Sequence[str]:
    """The ids of those whose time is over, the oldest first."""
    rows = database.rows(
        "SELECT id FROM notes WHERE state = ? AND discarded <= ? ORDER BY discarded, id",
        NoteState.DISCARDED,
        moments.write(now - KEPT),
    )
    return [row[0] for row in rows]
