"""Calendar text → appointments between two moments. Pure.

What the files of the world contain is settled here, once, for every kind of source: recurrences with exceptions
and moved instances (recurring-ical-events), floating and all-day times (they are the home's), vendors' zones
(`zones`), entries without an end, with an end before the start, or twice under one UID. An entry that cannot be
read is left out and counted; the others stand.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from assistant.calendars.entry import DAY, Entry, Moment, entry, instant
from assistant.calendars.lines import blocks
from assistant.calendars.zones import Zones
from assistant.records import Appointment

_Expand = Callable[[datetime, datetime], Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Reading:
    """How a calendar's entries are to be understood."""

    zone: ZoneInfo
    """The home's."""
    calendar: str
    """The source's name."""
    sessions: bool = False
    """Whether its timed entries of less than a day are sessions."""
    owner: str = ""
    """Her address in it, if known: what she declined is left out."""


class Book:
    """A calendar that has been read: ask it for any stretch of time."""

    def __init__(self, single: Sequence[Appointment], series: Sequence[_Expand], reading: Reading, skipped: int):
        self.skipped = skipped
        """Entries that could not be read; grows when a recurrence proves impossible."""
        self._single = single
        self._series = list(series)
        self._reading = reading

    def between(self, start: datetime, end: datetime) -> tuple[Appointment, ...]:
        """Every instance that overlaps [start, end), in order of start, in the home's zone; both ends aware."""
        start, end = start.astimezone(UTC), end.astimezone(UTC)
        found = [one for one in self._single if _overlaps(one, start, end)]
        for expand in tuple(self._series):
            try:
                instances = [_instance(part, self._reading) for part in expand(start - DAY, end + DAY)]
            except Exception:  # a stranger's rule fails inside two libraries in more ways than they document
                self._series.remove(expand)
                self.skipped += 1
                continue
            found += [one for one in instances if one is not None and _overlaps(one, start, end)]
        return tuple(sorted(found, key=lambda one: (one.start.astimezone(UTC), one.end.astimezone(UTC), one.title)))


def read(data: bytes | str, reading: Reading) -> Book:
    """The calendar in `data` (one or several VCALENDARs). Raises `BadCalendar` where it is none."""
    parts = blocks(data)
    zones = Zones(parts.zones)
    owners = {one.casefold() for one in (reading.owner, parts.name) if "@" in one}
    skipped = parts.broken
    by_uid: dict[str, list[Entry]] = {}
    for lines in parts.events:
        try:
            one = entry(lines, zones, reading.zone, owners)
        except Exception:  # as above: whatever is wrong with one entry, the others stand
            skipped += 1
            continue
        by_uid.setdefault(one.uid, []).append(one)
    single: list[Appointment] = []
    series: list[_Expand] = []
    for entries in by_uid.values():
        try:
            ones, expand = _settle(entries)
        except Exception:
            skipped += len(entries)
            continue
        single += [made for one in ones if (made := _appointment(one, reading)) is not None]
        series += expand
    return Book(single, series, reading, skipped)


# ── entries under one UID ────────────────────────────────────────────────────────────────────────────────────


def _settle(entries: list[Entry]) -> tuple[list[Entry], list[_Expand]]:
    """What one UID stands for: single entries, and series with their exceptions.

    Of two versions of an entry the higher SEQUENCE counts; two that differ in their start and not in their
    SEQUENCE are two appointments of a careless exporter, and neither may be lost.
    """
    cores = _newest([one for one in entries if one.instance is None], lambda one: one.start)
    top = max((one.sequence for one in cores), default=0)
    if len(cores) > 1 and len({one.sequence for one in cores}) > 1:
        cores = [one for one in cores if one.sequence == top]
    changes = _newest([one for one in entries if one.instance is not None], lambda one: one.instance)
    recurring = [one for one in cores if one.recurring]
    plain = [one for one in cores if not one.recurring]
    if not recurring:
        return plain + changes, []
    return plain, [_series(recurring[0], changes), *(_series(one, []) for one in recurring[1:])]


def _newest(entries: list[Entry], key: Callable[[Entry], Any]) -> list[Entry]:
    kept: dict[Any, Entry] = {}
    for one in entries:
        other = kept.get(key(one))
        if other is None or one.sequence >= other.sequence:
            kept[key(one)] = one
    return list(kept.values())


def _series(core: Entry, changes: Iterable[Entry]) -> _Expand:
    from icalendar import Calendar
    from recurring_ical_events import of

    calendar = Calendar()
    calendar.add_component(_component(core, None))
    for change in changes:
        instance = change.instance
        if isinstance(core.start, datetime) and not isinstance(instance, datetime) and instance is not None:
            instance = datetime.combine(instance, core.start.timetz())  # some exporters name the day only
        calendar.add_component(_component(change, instance))
    query = of(calendar)

    def expand(start: datetime, end: datetime) -> Sequence[Any]:
        return list(query.between(start, end))

    return expand


def _component(one: Entry, instance: Moment | None) -> Any:
    from icalendar import Event

    event = Event()
    event.add("UID", one.uid)
    event.add("SUMMARY", one.title)
    event.add("SEQUENCE", one.sequence)
    event.add("DTSTART", one.start)
    event.add("DTEND", one.end)
    event.add("STATUS", "CANCELLED" if one.declined else one.status)
    if instance is not None:
        event.add("RECURRENCE-ID", instance, {"RANGE": "THISANDFUTURE"} if one.later_too else {})
    for rule in one.rules:
        event.add("RRULE", rule)
    for part in one.more:
        event.add("RDATE", [part])
    for moment in one.without:
        event.add("EXDATE", [moment if isinstance(one.start, datetime) else _day(moment)])
    return event


def _day(moment: Moment) -> date:
    return moment.date() if isinstance(moment, datetime) else moment


# ── entry → appointment ──────────────────────────────────────────────────────────────────────────────────────


def _instance(event: Any, reading: Reading) -> Appointment | None:
    start, end = event["DTSTART"].dt, event["DTEND"].dt
    return _make((start, end), str(event["UID"]), str(event["SUMMARY"]), str(event["STATUS"]), reading)


def _appointment(one: Entry, reading: Reading) -> Appointment | None:
    if one.declined:
        return None
    return _make((one.start, one.end), one.uid, one.title, one.status, reading)


def _make(span: tuple[Moment, Moment], uid: str, title: str, status: str, reading: Reading) -> Appointment | None:
    start, end = span
    if status == "CANCELLED":
        return None
    begins, ends = instant(start, reading.zone), instant(end, reading.zone)
    all_day = not isinstance(start, datetime)
    return Appointment(
        uid=uid,
        start=begins.astimezone(reading.zone),
        end=max(begins, ends).astimezone(reading.zone),
        title=title,
        calendar=reading.calendar,
        all_day=all_day,
        session=reading.sessions and not all_day and ends - begins < DAY,
        tentative=status == "TENTATIVE",
    )


def _overlaps(one: Appointment, start: datetime, end: datetime) -> bool:
    begins, ends = one.start.astimezone(UTC), one.end.astimezone(UTC)
    return begins < end and (ends > start or (ends == begins and begins >= start))
