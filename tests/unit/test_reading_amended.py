"""A note that was amended is never read aloud without its amendments."""

from datetime import UTC, datetime, timedelta

from assistant.records import Amendment, Client, Note, NoteState
from skills.soap_notes import wording

NOW = datetime(2026, 11, 23, 20, 2, tzinfo=UTC)


def test_amendments_are_read_after_the_sections_with_their_day() -> None:
    note = Note(
        "note-1",
        Client("client-1", "JD", "Jane Doe"),
        NoteState.SIGNED,
        NOW - timedelta(days=1),
        {"subjective": "He slept.", "plan": ""},
        signed=NOW - timedelta(days=1),
        amendments=(
            Amendment(1, NOW - timedelta(days=1), "misheard", "He did not sleep."),
            Amendment(2, NOW, "forgotten", "Plan: rest"),
        ),
    )
    assert wording.reading(note, NOW) == (
        "Note for J D, yesterday. Subjective. He slept. Amended yesterday. He did not sleep. Amended today. Plan: rest."
    )
