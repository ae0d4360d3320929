"""What is remembered between two runs and is no item of hers: the volume, and wrong PINs."""

from assistant.store.database import Database

LOUDEST = 10


class VaultVolume:
    """How loud the answers are."""

    def __init__(self, database: Database, default: int) -> None:
        self._database = database
        row = database.row("SELECT value FROM settings WHERE key = 'volume'")
        self.level: int = _clamp(int(row[0]) if row else default)
        """0 to 10."""

    def set(self, level: int) -> None:
        """Clamped to 0 to 10, and remembered."""
        level = _clamp(level)
        _keep(self._database, "volume", str(level))
        self.level = level


class VaultTries:
    """Wrong PINs in a row: whoever pulls the plug gets no new tries by it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def read(self) -> tuple[int, float]:
        """How many there were, and until when no PIN is looked at, POSIX s; (0, 0.0) at first."""
        row = self._database.row("SELECT value FROM settings WHERE key = 'pin_tries'")
        wrong, until = row[0].split() if row else ("0", "0")
        return int(wrong), float(until)

    def write(self, wrong: int, until: float) -> None:
        """Durable when this returns. Raises `DiskFull`, `TryLater`."""
        _keep(self._database, "pin_tries", f"{wrong} {until}")


def _keep(database: Database, key: str, value: str) -> None:
    database.run("INSERT INTO settings VALUES (?1, ?2) ON CONFLICT (key) DO UPDATE SET value = ?2", key, value)


def _clamp(level: int) -> int:
    return max(0, min(LOUDEST, level))
