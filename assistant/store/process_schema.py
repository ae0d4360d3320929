"""How the database of process notes came to its present shape: numbered steps of its own.

It stands apart from `assistant.store.process_drawer` so that rotating, backing up and verifying can treat the file as
one more database without being able to open a note.
"""

from assistant.store.database import Database
from assistant.store.migrations import Steps


def _first(database: Database) -> None:
    """The notes, and a key for each."""
    for statement in (
        """
        CREATE TABLE item_keys (item TEXT PRIMARY KEY, key BLOB NOT NULL CHECK (length(key) = 32))
        STRICT, WITHOUT ROWID""",
        """
        CREATE TABLE process_notes (
            id TEXT PRIMARY KEY, client TEXT NOT NULL, created TEXT NOT NULL, text BLOB NOT NULL
        ) STRICT""",
        "CREATE INDEX process_notes_by_client ON process_notes (client, created)",
        """
        CREATE TRIGGER process_notes_stay BEFORE UPDATE ON process_notes
        BEGIN SELECT RAISE(ABORT, 'a process note is never changed'); END""",
    ):
        database.run(statement)


def _second(database: Database) -> None:
    """Notes that are still being dictated: their utterances are kept at once, and go when the text is there."""
    for statement in (
        "ALTER TABLE process_notes ADD COLUMN finished INTEGER NOT NULL DEFAULT 1 CHECK (finished IN (0, 1))",
        """
        CREATE TABLE process_utterances (
            note TEXT NOT NULL REFERENCES process_notes ON DELETE CASCADE, seq INTEGER NOT NULL CHECK (seq >= 0),
            text BLOB NOT NULL, command TEXT NOT NULL,
            PRIMARY KEY (note, seq)
        ) STRICT, WITHOUT ROWID""",
        "DROP TRIGGER process_notes_stay",
        # The one change: it gets its text.
        """
        CREATE TRIGGER process_notes_stay BEFORE UPDATE ON process_notes
        WHEN NOT (
            old.finished = 0 AND new.finished = 1
            AND new.id = old.id AND new.client = old.client AND new.created = old.created
        )
        BEGIN SELECT RAISE(ABORT, 'a process note is never changed'); END""",
        """
        CREATE TRIGGER process_utterances_stay BEFORE UPDATE ON process_utterances
        BEGIN SELECT RAISE(ABORT, 'what was said is never changed'); END""",
        """
        CREATE TRIGGER process_utterances_end_with_the_note BEFORE INSERT ON process_utterances
        WHEN (SELECT finished FROM process_notes WHERE id = new.note)
        BEGIN SELECT RAISE(ABORT, 'a process note is never changed'); END""",
        """
        CREATE TRIGGER process_utterances_are_kept BEFORE DELETE ON process_utterances
        WHEN EXISTS (SELECT 1 FROM process_notes WHERE id = old.note AND NOT finished)
        BEGIN SELECT RAISE(ABORT, 'what was said is never changed'); END""",
    ):
        database.run(statement)


STEPS: Steps = (_first, _second)
