"""What she has set by voice and wants remembered."""

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
        self._database.run(
            "INSERT INTO settings VALUES ('volume', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            str(level),
        )
        self.level = level


def _clamp(level: int) -> int:
    return max(0, min(LOUDEST, level))
