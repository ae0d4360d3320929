"""One SQLCipher database and the only connection to it in this process.

Any thread may use it: a lock lets one at a time. Other processes may use it too; SQLite's own locks keep them apart,
and one that has to wait longer than `PATIENCE` gets `TryLater`. What is written is on the disk when the call returns.
Every error of the database leaves here as one of ours (see `assistant.store.trouble`), without its own message.
"""

import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlcipher3 import dbapi2

from assistant.errors import AssistantError, VaultSealed
from assistant.store.trouble import from_database

PATIENCE = 5.0
"""How long to wait for another process, s."""

Value = str | int | float | bytes | None
Row = tuple[Any, ...]

_BEFORE_KEY = ("PRAGMA cipher_log_level = NONE", "PRAGMA cipher_memory_security = ON")
_AFTER_KEY = (
    "PRAGMA cipher_compatibility = 4",
    "PRAGMA foreign_keys = ON",
    "PRAGMA recursive_triggers = ON",  # else INSERT OR REPLACE deletes rows past their triggers
    "PRAGMA trusted_schema = OFF",
    "PRAGMA synchronous = FULL",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA secure_delete = ON",
)


class Database:
    """The file at `path`, which must exist unless `create`, encrypted under a 32-byte key.

    A new one has a write-ahead log, so that others can read while one writes; unless it is made `alone`, as one file
    that any disk can hold.
    """

    def __init__(self, path: Path, key: bytes, *, create: bool = False, alone: bool = False) -> None:
        self.path = path.absolute()
        self._lock = threading.RLock()
        self._depth = 0
        self._connection: Any = None
        try:
            self._connection = self._connect(create=create)
            for pragma in _BEFORE_KEY:
                self.rows(pragma)
            self._connection.set_key(f"x'{key.hex()}'".encode())  # not SQL: the statement cache would keep it
            for pragma in _AFTER_KEY:
                self.rows(pragma)
            if create and not alone:
                self.rows("PRAGMA journal_mode = WAL")
            self.rows("SELECT count(*) FROM sqlite_schema")
        except AssistantError:
            self.close()
            raise

    def _connect(self, *, create: bool) -> Any:
        mode = "rwc" if create else "rw"
        try:
            return dbapi2.connect(
                f"{self.path.as_uri()}?mode={mode}",
                uri=True,
                timeout=PATIENCE,
                isolation_level=None,
                check_same_thread=False,
            )
        except dbapi2.Error as error:
            trouble = from_database(error, self.path)
        raise trouble

    def rows(self, sql: str, *values: Value) -> list[Row]:
        """Run one statement and return what it gives."""
        with self._lock:
            if self._connection is None:
                raise VaultSealed("The vault is closed.", fix="open it again")
            try:
                return list(self._connection.execute(sql, values).fetchall())
            except (dbapi2.Error, dbapi2.Warning, UnicodeError) as error:
                trouble = from_database(error, self.path)
        raise trouble  # outside the except clause, so that the database's own message is not carried along

    def row(self, sql: str, *values: Value) -> Row | None:
        """The first row, where there is one."""
        return next(iter(self.rows(sql, *values)), None)

    def run(self, sql: str, *values: Value) -> None:
        """Run one statement."""
        self.rows(sql, *values)

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All that is written inside is kept together, or not at all."""
        with self._span("BEGIN IMMEDIATE"):
            yield

    @contextmanager
    def snapshot(self) -> Iterator[None]:
        """All that is read inside is of one moment; nothing may be written."""
        with self._span("BEGIN"):
            yield

    @contextmanager
    def _span(self, begin: str) -> Iterator[None]:
        with self._lock:
            if self._depth == 0:
                self.rows(begin)
            self._depth += 1
            try:
                yield
                if self._depth == 1:
                    self.rows("COMMIT")
            except BaseException:
                # A full disk may have ended the transaction already.
                if self._depth == 1 and self._connection is not None and self._connection.in_transaction:
                    self.rows("ROLLBACK")
                raise
            finally:
                self._depth -= 1

    def fresh_id(self, kind: str, table: str) -> str:
        """An id that is not in `table` yet, such as ``note-3f9a2c1d``; call it inside the transaction that uses it."""
        while True:
            candidate = f"{kind}-{secrets.token_hex(4)}"
            if self.row(f"SELECT 1 FROM {table} WHERE id = ?", candidate) is None:  # noqa: S608 - a name of ours
                return candidate

    def forget(self) -> None:
        """Let nothing that was deleted linger in the log of changes; waits for readers no longer than `PATIENCE`."""
        self.rows("PRAGMA wal_checkpoint(TRUNCATE)")

    def faults(self) -> list[Row]:
        """Everything that is wrong: pages that fail authentication, broken structure, dangling references."""
        with self.transaction():  # nobody else writes pages meanwhile
            return [
                *self.rows("PRAGMA cipher_integrity_check"),
                *(row for row in self.rows("PRAGMA integrity_check") if row != ("ok",)),
                *self.rows("PRAGMA foreign_key_check"),
            ]

    def close(self) -> None:
        """Let the file go; harmless twice."""
        with self._lock:
            connection, self._connection = self._connection, None
            if connection is None:
                return
            try:
                connection.close()
                return
            except dbapi2.Error as error:
                trouble = from_database(error, self.path)
        raise trouble
