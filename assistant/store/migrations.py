"""How the database came to its present shape: numbered steps, each in one transaction with its number.

A step is never changed once it has been released; a new shape is a new step at the end.
"""

# ruff: noqa: S608 - statements are put together from constants of ours; values are always bound

from collections.abc import Callable

from assistant.store.database import Database
from assistant.store.items import Items
from assistant.store.trouble import damaged, newer

Steps = tuple[Callable[[Database], None], ...]


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


def _second(database: Database) -> None:
    """A key for each item and its words sealed under it; recordings; the audit."""
    for statement in (
        """
        CREATE TABLE item_keys (item TEXT PRIMARY KEY, key BLOB NOT NULL CHECK (length(key) = 32))
        STRICT, WITHOUT ROWID""",
        """
        CREATE TABLE captures (
            id TEXT PRIMARY KEY, note TEXT REFERENCES notes ON DELETE SET NULL, started TEXT NOT NULL
        ) STRICT""",
        "CREATE INDEX captures_by_note ON captures (note)",
        "ALTER TABLE utterances ADD COLUMN capture TEXT NOT NULL DEFAULT ''",
        """
        CREATE TABLE audit (
            seq INTEGER PRIMARY KEY, at TEXT NOT NULL, event TEXT NOT NULL, item TEXT NOT NULL, detail TEXT NOT NULL,
            chain BLOB NOT NULL
        ) STRICT""",
        """
        CREATE TRIGGER audit_stays BEFORE UPDATE ON audit
        BEGIN SELECT RAISE(ABORT, 'the audit is only added to'); END""",
        """
        CREATE TRIGGER audit_is_kept BEFORE DELETE ON audit
        BEGIN SELECT RAISE(ABORT, 'the audit is only added to'); END""",
    ):
        database.run(statement)
    items = Items(database)
    for table in ("clients", "notes", "messages", "replies"):
        for (item,) in database.rows(f"SELECT id FROM {table}"):
            items.new(item)
    database.run("ALTER TABLE clients ADD COLUMN person TEXT NOT NULL DEFAULT ''")
    database.run(
        "UPDATE clients SET person = json_object('name', name, 'aliases', json(aliases), 'kin', json(kin),"
        " 'places', json(places))"
    )
    for column in ("name", "aliases", "kin", "places"):
        database.run(f"ALTER TABLE clients DROP COLUMN {column}")
    guards = {
        name: sql
        for name, sql in database.rows("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger'")
        if name.endswith("_stay") and name != "audit_stays"
    }
    for name in guards:
        database.run(f"DROP TRIGGER {name}")
    for table, owner, column in (
        ("clients", "id", "person"),
        ("utterances", "note", "text"),
        ("note_versions", "note", "sections"),
        ("messages", "id", "text"),
        ("replies", "id", "points"),
        ("reply_versions", "reply", "text"),
    ):
        _seal_column(database, items, table, owner, column)
    for sql in guards.values():
        database.run(sql)


def _seal_column(database: Database, items: Items, table: str, owner: str, column: str) -> None:
    """Every text in it under the key of its owner."""
    by = {"utterances": "note, seq", "note_versions": "note, version", "reply_versions": "reply, version"}.get(
        table, "id"
    )
    database.run(f"ALTER TABLE {table} ADD COLUMN sealed BLOB NOT NULL DEFAULT x''")
    names = by.split(", ")
    where = " AND ".join(f"{name} = ?" for name in names)
    for item, text, *row in database.rows(f"SELECT {owner}, {column}, {by} FROM {table}"):
        database.run(f"UPDATE {table} SET sealed = ? WHERE {where}", items.seal(item, text), *row)
    database.run(f"ALTER TABLE {table} DROP COLUMN {column}")
    database.run(f"ALTER TABLE {table} RENAME COLUMN sealed TO {column}")


def _third(database: Database) -> None:
    """Signing, and nothing of a signed note changes any more; what the search index has yet to take in."""
    for statement in (
        # `signings` outlives its note: the chain must hold when a client is deleted. It has no words and no bare digest
        # of them, for the salt that the digest was made with goes with the note.
        """
        CREATE TABLE signings (
            seq INTEGER PRIMARY KEY, note TEXT NOT NULL, number INTEGER NOT NULL CHECK (number >= 0), at TEXT NOT NULL,
            digest BLOB NOT NULL CHECK (length(digest) = 32), chain BLOB NOT NULL CHECK (length(chain) = 32),
            UNIQUE (note, number)
        ) STRICT""",
        """
        CREATE TABLE signed_notes (
            note TEXT PRIMARY KEY REFERENCES notes ON DELETE CASCADE, salt BLOB NOT NULL
        ) STRICT, WITHOUT ROWID""",
        """
        CREATE TABLE amendments (
            note TEXT NOT NULL REFERENCES notes ON DELETE CASCADE, number INTEGER NOT NULL CHECK (number >= 1),
            words BLOB NOT NULL, written TEXT NOT NULL,
            PRIMARY KEY (note, number)
        ) STRICT, WITHOUT ROWID""",
        """
        CREATE TRIGGER signings_stay BEFORE UPDATE ON signings
        BEGIN SELECT RAISE(ABORT, 'the chain of what was signed is only added to'); END""",
        """
        CREATE TRIGGER signings_are_kept BEFORE DELETE ON signings
        BEGIN SELECT RAISE(ABORT, 'the chain of what was signed is only added to'); END""",
        """
        CREATE TRIGGER only_a_reviewed_note_is_signed BEFORE UPDATE OF state ON notes
        WHEN new.state = 'signed' AND (
            old.state <> 'review' OR NOT EXISTS (SELECT 1 FROM signings WHERE note = new.id AND number = 0)
        )
        BEGIN SELECT RAISE(ABORT, 'only what was reviewed is signed'); END""",
        # Deleting destroys the key first; only then can the note be taken away.
        """
        CREATE TRIGGER a_signed_note_stays BEFORE UPDATE ON notes
        WHEN old.state = 'signed' AND EXISTS (SELECT 1 FROM item_keys WHERE item = old.id)
        BEGIN SELECT RAISE(ABORT, 'a signed note is never changed'); END""",
        """
        CREATE TRIGGER only_a_signed_note_is_amended BEFORE INSERT ON amendments
        WHEN NOT EXISTS (SELECT 1 FROM notes WHERE id = new.note AND state = 'signed')
        BEGIN SELECT RAISE(ABORT, 'only a signed note is amended'); END""",
    ):
        database.run(statement)
    # A list of all notes reads this, and not the pages with their words.
    database.run("CREATE INDEX note_versions_by_note ON note_versions (note, version, source)")
    # What the search index must take in: the notes, in the order in which each last changed.
    database.run(
        "CREATE TABLE touched (note TEXT PRIMARY KEY REFERENCES notes ON DELETE CASCADE, seq INTEGER NOT NULL UNIQUE) STRICT"
    )
    database.run("INSERT INTO touched SELECT id, row_number() OVER (ORDER BY created, rowid) FROM notes")
    for table, event, note in (
        ("note_versions", "INSERT", "note"),
        ("amendments", "INSERT", "note"),
        ("notes", "UPDATE OF state", "id"),
    ):
        database.run(
            f"CREATE TRIGGER {table}_touch AFTER {event} ON {table} BEGIN"
            f" INSERT INTO touched SELECT new.{note}, 1 + coalesce(max(seq), 0) FROM touched WHERE true"
            " ON CONFLICT (note) DO UPDATE SET seq = excluded.seq; END"
        )
    for table in ("utterances", "note_versions", "signed_notes"):
        database.run(
            f"CREATE TRIGGER {table}_end_with_the_signature BEFORE INSERT ON {table}"
            " WHEN EXISTS (SELECT 1 FROM notes WHERE id = new.note AND state = 'signed')"
            " BEGIN SELECT RAISE(ABORT, 'a signed note is never changed'); END"
        )
    for table in ("signed_notes", "amendments"):
        database.run(
            f"CREATE TRIGGER {table}_stay BEFORE UPDATE ON {table}"
            " BEGIN SELECT RAISE(ABORT, 'what was signed is never changed'); END"
        )
        database.run(
            f"CREATE TRIGGER {table}_are_kept BEFORE DELETE ON {table}"
            " WHEN EXISTS (SELECT 1 FROM notes WHERE id = old.note)"
            " BEGIN SELECT RAISE(ABORT, 'what was signed is never changed'); END"
        )


def _fourth(database: Database) -> None:
    """A note's format; words that were not heard surely; later hearings; what was discarded, when and out of what."""
    for statement in (
        "ALTER TABLE notes ADD COLUMN form TEXT NOT NULL DEFAULT 'soap'",
        "ALTER TABLE notes ADD COLUMN discarded TEXT",
        "ALTER TABLE notes ADD COLUMN was TEXT CHECK (was IN ('dictating', 'review'))",
        # Places of words, counted from 0 and parted by blanks: no words.
        "ALTER TABLE utterances ADD COLUMN unsure TEXT NOT NULL DEFAULT ''",
        """
        CREATE TABLE hearings (
            note TEXT NOT NULL, seq INTEGER NOT NULL, number INTEGER NOT NULL CHECK (number >= 1), text BLOB NOT NULL,
            confidence REAL NOT NULL, engine TEXT NOT NULL, unsure TEXT NOT NULL,
            PRIMARY KEY (note, seq, number), FOREIGN KEY (note, seq) REFERENCES utterances ON DELETE CASCADE
        ) STRICT, WITHOUT ROWID""",
        """
        CREATE TRIGGER hearings_stay BEFORE UPDATE ON hearings
        BEGIN SELECT RAISE(ABORT, 'what was said is never changed'); END""",
        """
        CREATE TRIGGER hearings_are_kept BEFORE DELETE ON hearings
        WHEN EXISTS (SELECT 1 FROM notes WHERE id = old.note)
        BEGIN SELECT RAISE(ABORT, 'what was said is never changed'); END""",
        """
        CREATE TRIGGER hearings_end_with_the_signature BEFORE INSERT ON hearings
        WHEN EXISTS (SELECT 1 FROM notes WHERE id = new.note AND state = 'signed')
        BEGIN SELECT RAISE(ABORT, 'a signed note is never changed'); END""",
        """
        CREATE TRIGGER a_note_is_bound_while_it_is_dictated BEFORE UPDATE OF client, appointment ON notes
        WHEN old.state <> 'dictating'
        BEGIN SELECT RAISE(ABORT, 'only a note that is being dictated is bound'); END""",
        "DROP TRIGGER notes_touch",
        """
        CREATE TRIGGER notes_touch AFTER UPDATE OF state, client, appointment ON notes BEGIN
            INSERT INTO touched SELECT new.id, 1 + coalesce(max(seq), 0) FROM touched WHERE true
            ON CONFLICT (note) DO UPDATE SET seq = excluded.seq; END""",
    ):
        database.run(statement)


def _fifth(database: Database) -> None:
    """Words that she has spelt; what she wants to bring to supervision."""
    for statement in (
        "CREATE TABLE lexicon (id TEXT PRIMARY KEY, word BLOB NOT NULL) STRICT",
        # What comes out of a note is sealed under the note's key and is about its client; anything else has its own.
        """
        CREATE TABLE supervision (
            id TEXT PRIMARY KEY, owner TEXT NOT NULL CHECK (owner = coalesce(note, id)),
            note TEXT REFERENCES notes ON DELETE CASCADE, client TEXT REFERENCES clients,
            noted TEXT NOT NULL, brought TEXT, text BLOB NOT NULL,
            CHECK ((note IS NULL) <> (client IS NULL))
        ) STRICT""",
        "CREATE INDEX supervision_by_note ON supervision (note)",
        "CREATE INDEX supervision_by_client ON supervision (client)",
    ):
        database.run(statement)


STEPS: Steps = (_first, _second, _third, _fourth, _fifth)
SCHEMA = len(STEPS)
"""The number of the present shape, kept in ``user_version``."""


def version(database: Database) -> int:
    """Which step the database has reached; 0: it is empty."""
    return int(database.rows("PRAGMA user_version")[0][0])


def check(database: Database, steps: Steps | None = None) -> None:
    """Refuse a database that is empty (`Corrupt`: one was there) or newer (`ConfigurationError`)."""
    known = STEPS if steps is None else steps
    reached = version(database)
    if reached < 1:
        raise damaged("database")
    if reached > len(known):
        raise newer()


def migrate(database: Database, steps: Steps | None = None) -> None:
    """Take every step that is missing, of `steps` or of the vault's own; safe when another process does the same."""
    for number, step in enumerate(STEPS if steps is None else steps, start=1):
        with database.transaction():
            if version(database) < number:
                step(database)
                database.run(f"PRAGMA user_version = {number}")
