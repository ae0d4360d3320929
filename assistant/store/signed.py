"""What stands beside a signed note: when it was signed, and its amendments."""

import json
from datetime import datetime

from assistant.records import Amendment
from assistant.store import moments
from assistant.store.database import Database
from assistant.store.items import Items


def amendments_of(database: Database, items: Items, note_id: str) -> tuple[Amendment, ...]:
    """In order; none where the note is not signed. Raises `Corrupt`."""
    made = []
    for number, sealed, written in database.rows(
        "SELECT number, words, written FROM amendments WHERE note = ? ORDER BY number", note_id
    ):
        words = json.loads(items.open(note_id, sealed))
        made.append(Amendment(number, moments.read(written), words["reason"], words["text"]))
    return tuple(made)


def signed_at(database: Database, note_id: str) -> datetime | None:
    """When it was signed, where it was."""
    row = database.row("SELECT at FROM signings WHERE note = ? AND number = 0", note_id)
    return moments.read(row[0]) if row else None
