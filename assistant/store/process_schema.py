"""How the database of process notes came to its present shape: numbered steps of its own.

It stands apart from `assistant.store.process_notes` so that rotating, backing up and verifying can treat the file as
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


STEPS: Steps = (_first,)
