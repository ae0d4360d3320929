"""Audits for the tests: one that keeps what it is told, and one that cannot."""

from assistant.errors import AuditBroken


class Kept:
    """Keeps every entry."""

    def __init__(self) -> None:
        self.entries: list[tuple[str, str, str]] = []

    def record(self, event: str, item: str = "", detail: str = "") -> None:
        self.entries.append((event, item, detail))


class Full:
    """Cannot write."""

    def record(self, event: str, item: str = "", detail: str = "") -> None:
        raise AuditBroken("I can't write down who sees what, so private things stay closed.")
