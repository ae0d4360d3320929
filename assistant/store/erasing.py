"""Taking the rows of destroyed items out of a database, in an order that its references allow."""

from collections.abc import Iterable

from assistant.store.database import Database

_STEPS: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("capture", "captures", ("DELETE FROM captures WHERE id = ?",)),
    ("reply", "replies", ("DELETE FROM replies WHERE id = ?",)),
    (
        "message",
        "messages",
        ("UPDATE replies SET message = NULL WHERE message = ?", "DELETE FROM messages WHERE id = ?"),
    ),
    ("note", "notes", ("UPDATE notes SET state = 'discarded' WHERE id = ?", "DELETE FROM notes WHERE id = ?")),
    ("supervision", "supervision", ("DELETE FROM supervision WHERE id = ?",)),
    ("word", "lexicon", ("DELETE FROM lexicon WHERE id = ?",)),
    ("client", "clients", ("DELETE FROM clients WHERE id = ?",)),
    ("process", "process_notes", ("DELETE FROM process_notes WHERE id = ?",)),
)


def erase(database: Database, items: Iterable[str]) -> None:
    """The rows of those items that this database has, with all that hangs on them; harmless twice.

    What was said goes with its note, and a reply stays when the message that it answers goes. Call it in a
    transaction; a client whose notes are not among the items makes it fail.
    """
    wanted = sorted(items)
    here = {row[0] for row in database.rows("SELECT name FROM sqlite_schema WHERE type = 'table'")}
    for kind, table, statements in _STEPS:
        if table in here:
            for item in wanted:
                if item.startswith(f"{kind}-"):
                    for statement in statements:
                        database.run(statement, item)
