"""How the database came to its present shape: numbered steps, each in one transaction with its number.

A step is never changed once it has been released; a new shape is a new step at the end.
"""

# ruff: noqa: S608 - statements are put together from constants of ours; values are always bound

from collections.abc import Callable

from assistant.store.database import Database
from assistant.store.trouble import damaged, newer


def _first(database: Database) -> None:
    """Clients, notes, messages, replies, timers, spend, settings."""
    for statement in (
        """
        CREATE TABLE clients (
            id TEXT PRIMARY KEY, initials TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
            aliases TEXT NOT NULL, kin TEXT NOT NULL, places TEXT NOT NULL, created TEXT NOT NULL
        ) STRICT""",
        """
        CREATE TABLE notes (
            id TEXT PRIMARY KEY, client TEXT NOT NULL REFERENCES clients, created TEXT NOT NULL, appointment TEXT,
            state TEXT NOT NULL CHECK (state IN ('dictating', 'review', 'signed', 'discarded'))
        ) STRICT""",
        "CREATE INDEX notes_by_time ON notes (created)",
        """
        CREATE TABLE utterances (
            note TEXT NOT NULL REFERENCES notes ON DELETE CASCADE, seq INTEGER NOT NULL CHECK (seq >= 0),
            text TEXT NOT NULL, start REAL NOT NULL, end REAL NOT NULL, confidence REAL NOT NULL,
            engine TEXT NOT NULL, command TEXT NOT NULL,
            PRIMARY KEY (note, seq)
        ) STRICT, WITHOUT ROWID""",
        """
        CREATE TABLE note_versions (
            note TEXT NOT NULL REFERENCES notes ON DELETE CASCADE, version INTEGER NOT NULL CHECK (version >= 1),
            sections TEXT NOT NULL, source TEXT NOT NULL, written TEXT NOT NULL,
            PRIMARY KEY (note, version)
        ) STRICT, WITHOUT ROWID""",
        # A reply's key pair holds it to a message of the same client.
        """
        CREATE TABLE messages (
            id TEXT PRIMARY KEY, client TEXT NOT NULL REFERENCES clients, created TEXT NOT NULL, text TEXT NOT NULL,
            urgent INTEGER NOT NULL CHECK (urgent IN (0, 1)),
            UNIQUE (id, client)
        ) STRICT""",
        "CREATE INDEX messages_by_client ON messages (client, created)",
        """
        CREATE TABLE replies (
            id TEXT PRIMARY KEY, client TEXT NOT NULL REFERENCES clients, created TEXT NOT NULL, points TEXT NOT NULL,
            message TEXT, state TEXT NOT NULL CHECK (state IN ('review', 'approved', 'discarded')),
            FOREIGN KEY (message, client) REFERENCES messages (id, client)
        ) STRICT""",
        "CREATE INDEX replies_by_message ON replies (message)",
        """
        CREATE TABLE reply_versions (
            reply TEXT NOT NULL REFERENCES replies ON DELETE CASCADE, version INTEGER NOT NULL CHECK (version >= 1),
            text TEXT NOT NULL, source TEXT NOT NULL, written TEXT NOT NULL,
            PRIMARY KEY (reply, version)
        ) STRICT, WITHOUT ROWID""",
        "CREATE TABLE timers (id TEXT PRIMARY KEY, due TEXT NOT NULL, seconds REAL NOT NULL, name TEXT NOT NULL) STRICT",
        """
        CREATE TABLE spend (
            at TEXT NOT NULL, task TEXT NOT NULL, model TEXT NOT NULL, input_tokens INTEGER NOT NULL,
            output_tokens INTEGER NOT NULL, micro_dollars INTEGER NOT NULL CHECK (micro_dollars >= 0)
        ) STRICT""",
        "CREATE INDEX spend_by_time ON spend (at)",
        "CREATE TABLE settings (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID",
        """
        CREATE TRIGGER notes_go_only_from_the_bin BEFORE DELETE ON notes WHEN old.state <> 'discarded'
        BEGIN SELECT RAISE(ABORT, 'only a discarded note is purged'); END""",
        """
        CREATE TRIGGER messages_stay BEFORE UPDATE OF text, client, created ON messages
        BEGIN SELECT RAISE(ABORT, 'a message is never changed'); END""",
    ):
        database.run(statement)
    # What was said or written once goes only with its note or reply: the cascade deletes the owner first.
    for table, owner, owners in (
        ("utterances", "note", "notes"),
        ("note_versions", "note", "notes"),
        ("reply_versions", "reply", "replies"),
    ):
        database.run(
            f"CREATE TRIGGER {table}_stay BEFORE UPDATE ON {table}"
            " BEGIN SELECT RAISE(ABORT, 'what was said is never changed'); END"
        )
        database.run(
            f"CREATE TRIGGER {table}_are_kept BEFORE DELETE ON {table}"
            f" WHEN EXISTS (SELECT 1 FROM {owners} WHERE id = old.{owner})"
            " BEGIN SELECT RAISE(ABORT, 'what was said is never changed'); END"
        )


STEPS: tuple[Callable[[Database], None], ...] = (_first,)
SCHEMA = len(STEPS)
"""The number of the present shape, kept in ``user_version``."""


def version(database: Database) -> int:
    """Which step the database has reached; 0: it is empty."""
    return int(database.rows("PRAGMA user_version")[0][0])


def check(database: Database) -> None:
    """Refuse a database that is empty (`Corrupt`: one was there) or newer (`ConfigurationError`)."""
    reached = version(database)
    if reached < 1:
        raise damaged("database")
    if reached > SCHEMA:
        raise newer()


def migrate(database: Database) -> None:
    """Take every step that is missing; safe when another process does the same."""
    for number, step in enumerate(STEPS, start=1):
        with database.transaction():
            if version(database) < number:
                step(database)
                database.run(f"PRAGMA user_version = {number}")
