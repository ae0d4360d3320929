"""What was said for a note: each utterance as it was first heard, for good, and whatever was heard there later."""

from dataclasses import replace

from assistant.errors import AssistantError, NotFound, UsageError
from assistant.records import Spoken
from assistant.store.database import Database, Row
from assistant.store.items import Items

_FIRST = "SELECT seq, text, start, end, confidence, engine, command, capture, unsure FROM utterances WHERE note = ?"
_NEWEST = """
    SELECT u.seq, coalesce(h.text, u.text), u.start, u.end, coalesce(h.confidence, u.confidence),
        coalesce(h.engine, u.engine), u.command, u.capture, coalesce(h.unsure, u.unsure)
    FROM utterances u LEFT JOIN hearings h ON h.note = u.note AND h.seq = u.seq
        AND h.number = (SELECT max(number) FROM hearings WHERE note = u.note AND seq = u.seq)
    WHERE u.note = ?
"""


class Utterances:
    """Those of all notes. Whoever calls it looks whether the note may change, in the same transaction."""

    def __init__(self, database: Database, items: Items) -> None:
        self._database = database
        self._items = items

    def of(self, note_id: str) -> tuple[Spoken, ...]:
        """In order, each as it was heard last."""
        return self._read(f"{_NEWEST} ORDER BY u.seq", note_id)

    def first(self, note_id: str) -> tuple[Spoken, ...]:
        """In order, each as it was heard while she spoke."""
        return self._read(f"{_FIRST} ORDER BY seq", note_id)

    def keep(self, note_id: str, spoken: Spoken) -> None:
        """A new one; the same one again changes nothing. Another in its place is an `AssistantError`."""
        known = self._read(f"{_FIRST} AND seq = ?", note_id, spoken.seq)
        if not known:
            self._database.run(
                "INSERT INTO utterances (note, seq, text, start, end, confidence, engine, command, capture, unsure)"
                " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                note_id,
                spoken.seq,
                self._items.seal(note_id, spoken.text),
                spoken.start,
                spoken.end,
                spoken.confidence,
                spoken.engine,
                spoken.command,
                spoken.capture,
                _written(spoken.unsure),
            )
        elif known != (spoken,):
            raise AssistantError("Two things were heard in one place of the dictation; the first is kept.")

    def keep_again(self, note_id: str, seq: int, spoken: Spoken) -> None:
        """What was heard there later: its words, how sure, by which engine; place and time stay those of the first.

        What was heard there last once more changes nothing. Raises `NotFound`; `UsageError` where it is no text.
        """
        known = self._read(f"{_NEWEST} AND u.seq = ?", note_id, seq)
        if not known:
            raise NotFound("Nothing was said in that place of the note.")
        if known[0].command or spoken.command or not spoken.text.strip():
            raise UsageError("Only what was taken as text is heard again; nothing was changed.")
        later = replace(
            known[0],
            text=spoken.text,
            confidence=spoken.confidence,
            engine=spoken.engine,
            unsure=spoken.unsure,
        )
        if later != known[0]:
            self._database.run(
                "INSERT INTO hearings (note, seq, number, text, confidence, engine, unsure)"
                " SELECT ?, ?, 1 + coalesce(max(number), 0), ?, ?, ?, ? FROM hearings WHERE note = ? AND seq = ?",
                note_id,
                seq,
                self._items.seal(note_id, later.text),
                later.confidence,
                later.engine,
                _written(later.unsure),
                note_id,
                seq,
            )

    def _read(self, query: str, note_id: str, *values: int) -> tuple[Spoken, ...]:
        return tuple(self._spoken(note_id, row) for row in self._database.rows(query, note_id, *values))

    def _spoken(self, note_id: str, row: Row) -> Spoken:
        seq, sealed, start, end, confidence, engine, command, capture, unsure = row
        text, places = self._items.open(note_id, sealed), tuple(int(place) for place in unsure.split())
        return Spoken(seq, text, start, end, confidence, engine, command, capture, places)


def _written(unsure: tuple[int, ...]) -> str:
    return " ".join(map(str, unsure))
