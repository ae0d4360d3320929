"""Timers that outlive a restart."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from assistant.errors import UsageError
from assistant.records import Timer
from assistant.store import moments
from assistant.store.database import Database, Row

LONGEST = timedelta(days=366)


class Clock(Protocol):
    """What time it is."""

    def now(self) -> datetime:
        """Aware."""
        ...


class VaultTimers:
    """The timers in the vault."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def set(self, length: timedelta, name: str = "") -> Timer:
        """Start one. Raises `UsageError` unless it is longer than nothing and at most a year."""
        if not timedelta() < length <= LONGEST:
            raise UsageError("A timer runs for longer than nothing and at most a year.")
        due = moments.write(self._clock.now() + length)
        with self._database.transaction():
            identity = self._database.fresh_id("timer", "timers")
            self._database.run("INSERT INTO timers VALUES (?, ?, ?, ?)", identity, due, length.total_seconds(), name)
        return Timer(identity, moments.read(due), length.total_seconds(), name)

    def running(self) -> Sequence[Timer]:
        """Soonest first; one that is due and has not been taken is still among them."""
        return [_timer(row) for row in self._database.rows("SELECT * FROM timers ORDER BY due, rowid")]

    def due(self, now: datetime) -> list[Timer]:
        """Those whose time has come, soonest first; they are running no longer."""
        query = "SELECT * FROM timers WHERE due <= ? ORDER BY due, rowid"
        if not self._database.rows(query, moments.write(now)):
            return []  # asked twice a second: nothing is written where nothing rings
        with self._database.transaction():
            rows = self._database.rows(query, moments.write(now))
            for row in rows:
                self.cancel(row[0])
        return [_timer(row) for row in rows]

    def cancel(self, timer_id: str) -> None:
        """Stop one; harmless when it has rung."""
        self._database.run("DELETE FROM timers WHERE id = ?", timer_id)


def _timer(row: Row) -> Timer:
    identity, due, seconds, name = row
    return Timer(identity, moments.read(due), seconds, name)
