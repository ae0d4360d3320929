"""Where backups go, how often one is made, and which stay.

The newest of each of the last so many days, weeks and months on which one was made stays. Days without a backup do
not count, so that a house that was off for a month loses nothing when it comes back. The newest of all always stays.
"""

from collections.abc import Collection, Hashable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from assistant.store.backup.trouble import from_system


@dataclass(frozen=True, slots=True)
class Keep:
    """How many of each."""

    days: int
    weeks: int
    months: int


EACH = Keep(7, 4, 12)
"""What is kept where she says nothing else."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What she wants to have done."""

    folder: Path
    ours: bool
    """Whether the folder is made where it is missing; one that she named is not, for its disk may be unplugged."""
    keep: Keep = EACH
    every: timedelta | None = timedelta(hours=24)
    """None: only when she asks."""

    def make_folder(self) -> None:
        """See that the folder is there, where it is ours to make. Raises what the disk raises."""
        if self.ours:
            try:
                self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            except OSError as error:
                raise from_system(error, self.folder / "backup") from None


def outdated(made: Collection[datetime], keep: Keep) -> frozenset[datetime]:
    """Of the moments at which backups were made, those whose backups may go."""
    newest_first = sorted(made, reverse=True)
    stay = set(newest_first[:1])
    for period, count in ((_day, keep.days), (_week, keep.weeks), (_month, keep.months)):
        newest: dict[Hashable, datetime] = {}
        for moment in newest_first:
            newest.setdefault(period(moment), moment)
        stay.update(list(newest.values())[:count])
    return frozenset(newest_first) - stay


def _day(moment: datetime) -> Hashable:
    return moment.date()


def _week(moment: datetime) -> Hashable:
    return moment.isocalendar()[:2]


def _month(moment: datetime) -> Hashable:
    return moment.year, moment.month
