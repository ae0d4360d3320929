"""A whole database under another key, but for the keys of its items: those are handed out, and lie apart.

The key of the search index stays behind with the index.
"""

# ruff: noqa: S608 - names of tables and columns come from the database's own schema; values are always bound

import contextlib
import os
import shutil
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path

from assistant.store.database import Database, Row
from assistant.store.items import INDEX

ITEM_KEYS = "item_keys"
_PIECE = 2**20
_PARTS = """
    SELECT type, name, sql FROM source.sqlite_schema
    WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite^_%' ESCAPE '^' AND type = ?
"""


def copy_database(
    source: Path, source_key: bytes, target: Path, target_key: bytes, *, still: bool = False
) -> Mapping[str, bytes]:
    """Make `target`: everything of `source` as it is at one moment, whatever its shape; gives the items' keys.

    No key of an item ever gets into the target, and neither database's key stands in a statement. Others may write
    to the source meanwhile, unless it is `still`: then it is opened without the right to write, as on a disk that
    cannot be written. Raises what the database raises.
    """
    mode = "mode=ro&immutable=1" if still else "mode=rw"
    with closing(Database(target, target_key, create=True, alone=True)) as database:
        with contextlib.suppress(PermissionError):  # a stick has no modes
            target.chmod(0o600)
        place = f"{source.absolute().as_uri()}?{mode}"
        database.run("ATTACH DATABASE ? AS source KEY ?", place, f"x'{source_key.hex()}'")
        with database.snapshot():  # an immediate transaction would keep others from writing to the source
            database.run("PRAGMA defer_foreign_keys = ON")
            return _copy(database)


def copy_file(source: Path, target: Path, start: bytes = b"") -> None:
    """The bytes of a file, on the disk when this returns; `start` stands in place of its first ones. Raises `OSError`."""
    handle = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    with os.fdopen(handle, "wb") as new, source.open("rb") as old:
        new.write(start)
        old.seek(len(start))
        shutil.copyfileobj(old, new, _PIECE)
        new.flush()
        os.fsync(new.fileno())


def _copy(database: Database) -> Mapping[str, bytes]:
    keys: Mapping[str, bytes] = {}
    tables = database.rows(_PARTS, "table")
    for _, _, sql in tables:
        database.run(sql)
    for _, name, _ in tables:
        if name == ITEM_KEYS:
            held = database.rows(f"SELECT item, key FROM source.{ITEM_KEYS} WHERE item <> ?", INDEX)
            keys = {item: bytes(key) for item, key in held}
        else:
            columns = ", ".join(_columns(database, name))
            database.run(f'INSERT INTO main."{name}" ({columns}) SELECT {columns} FROM source."{name}"')
    parts: list[Row] = []
    for kind in ("index", "view", "trigger"):  # triggers last: they are for what comes afterwards
        parts += database.rows(_PARTS, kind)
    for _, _, sql in parts:
        database.run(sql)
    number = int(database.rows("PRAGMA source.user_version")[0][0])
    database.run(f"PRAGMA main.user_version = {number}")
    return keys


def _columns(database: Database, table: str) -> list[str]:
    """With the row's number, where it has one that no column holds: things of one moment keep their order."""
    rows = database.rows("SELECT name, type, pk FROM pragma_table_info(?, 'source')", table)
    names = [f'"{name}"' for name, _, _ in rows]
    without = database.rows("SELECT wr FROM pragma_table_list WHERE schema = 'source' AND name = ?", table)[0][0]
    own = [kind for _, kind, place in rows if place] == ["INTEGER"]
    return names if without or own else ["rowid", *names]
