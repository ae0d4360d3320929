"""A calendar that is a list: for the demo and the tests."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from assistant.records import Appointment


class MemorySource:
    """Appointments that are given to it."""

    trouble = ""

    def __init__(self, name: str, appointments: Iterable[Appointment] = (), *, sessions: bool = True) -> None:
        self.name = name
        self.sessions = sessions
        self._all = list(appointments)

    def add(self, appointment: Appointment) -> None:
        """One more."""
        self._all.append(appointment)

    def between(self, start: datetime, end: datetime) -> Sequence[Appointment]:
        """Every appointment that overlaps [start, end), in order of start."""
        found = [one for one in self._all if one.start < end and (one.end > start or start <= one.start == one.end)]
        return sorted(found, key=lambda one: (one.start.astimezone(UTC), one.end.astimezone(UTC), one.title))
