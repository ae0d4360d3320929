"""What the language model has cost."""

import math
from datetime import datetime

from assistant.store import moments
from assistant.store.database import Database


class VaultSpend:
    """The calls to the model, with their price."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, at: datetime, task: str, model: str, *, input_tokens: int, output_tokens: int, usd: float) -> None:
        """Count one call; `usd` is its price in US dollars, kept in millionths, rounded up."""
        self._database.run(
            "INSERT INTO spend VALUES (?, ?, ?, ?, ?, ?)",
            moments.write(at),
            task,
            model,
            input_tokens,
            output_tokens,
            math.ceil(round(usd * 1e6, 3)),
        )

    def spent_this_month(self, now: datetime) -> float:
        """US dollars in the calendar month of `now`, in its zone."""
        first = now.replace(day=1, hour=0, minute=0, second=0, microsecond=0, fold=0)
        following = first.replace(year=first.year + first.month // 12, month=first.month % 12 + 1)
        total = self._database.rows(
            "SELECT coalesce(sum(micro_dollars), 0) FROM spend WHERE at >= ? AND at < ?",
            moments.write(first),
            moments.write(following),
        )[0][0]
        return float(total / 1_000_000)
