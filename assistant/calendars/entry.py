"""One VEVENT's lines → its values, read and put right. Pure."""

import hashlib
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from assistant.calendars.zones import Zones

Moment = date | datetime
"""A date stands for an all-day entry; every datetime is aware."""

DAY = timedelta(days=1)
_LAST = datetime(2100, 1, 1, tzinfo=UTC)
"""No recurrence is followed beyond: a rule that never matches would otherwise be searched until the year 9999."""
_TZID = re.compile(r""";TZID=("[^"]*"|[^;]*)""", re.IGNORECASE)
_DATED = ("DTSTART", "DTEND", "RDATE", "EXDATE", "RECURRENCE-ID")


@dataclass(frozen=True, slots=True)
class Entry:
    """One VEVENT, its values read and put right."""

    uid: str
    start: Moment
    end: Moment
    title: str
    status: str
    declined: bool
    sequence: int
    instance: Moment | None
    """Its RECURRENCE-ID: the start of the instance that it replaces."""
    later_too: bool
    """RANGE=THISANDFUTURE."""
    rules: tuple[Any, ...]
    more: tuple[Any, ...]
    """RDATEs: moments or (start, end)."""
    without: tuple[Moment, ...]
    """EXDATEs."""

    @property
    def recurring(self) -> bool:
        """Whether it stands for more than itself."""
        return bool(self.rules or self.more)


def entry(lines: tuple[str, ...], zones: Zones, home: ZoneInfo, owners: set[str]) -> Entry:
    """The entry; floating times are `home`'s; `owners` are her addresses in it.

    Raises ValueError, or whatever the parser raises, where it has no usable start or rule.
    """
    from icalendar import Event

    text = "\r\n".join(["BEGIN:VEVENT", *(_with_zone(line, zones) for line in lines), "END:VEVENT", ""])
    event = Event.from_ical(text)
    start = _localise(_first(event, "DTSTART").dt, home)
    rules = tuple(_rule(rule, start) for rule in _all(event, "RRULE"))
    instance = _first(event, "RECURRENCE-ID")
    attendees = [one for one in _all(event, "ATTENDEE") if str(one).casefold().removeprefix("mailto:") in owners]
    return Entry(
        uid=str(_first(event, "UID") or hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()),
        start=start,
        end=_end(event, start, home),
        title=" ".join("".join(c if c.isprintable() else " " for c in str(_first(event, "SUMMARY") or "")).split()),
        status=str(_first(event, "STATUS") or "").strip().upper(),
        declined=any(one.params.get("PARTSTAT", "").upper() == "DECLINED" for one in attendees),
        sequence=_sequence(event),
        instance=None if instance is None else _localise(instance.dt, home),
        later_too=instance is not None and instance.params.get("RANGE", "").upper() == "THISANDFUTURE",
        rules=rules,
        more=tuple(_localise_part(one.dt, home) for many in _all(event, "RDATE") for one in many.dts),
        without=tuple(_localise(one.dt, home) for many in _all(event, "EXDATE") for one in many.dts),
    )


def _with_zone(line: str, zones: Zones) -> str:
    if not line.upper().startswith(_DATED):
        return line

    def named(match: re.Match[str]) -> str:
        name = zones.resolve(match[1])
        return f";TZID={name}" if name else ""

    head, colon, value = line.rpartition(":")
    return _TZID.sub(named, head) + colon + value


def _all(event: Any, name: str) -> list[Any]:
    value = event.get(name)
    return [] if value is None else value if isinstance(value, list) else [value]


def _first(event: Any, name: str) -> Any:
    values = _all(event, name)
    return values[0] if values else None


def _sequence(event: Any) -> int:
    try:
        return int(_first(event, "SEQUENCE") or 0)
    except (ValueError, TypeError):
        return 0


def _localise(value: Any, home: ZoneInfo) -> Moment:
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=home)
    if isinstance(value, date):
        return value
    msg = "neither a date nor a time"
    raise ValueError(msg)


def _localise_part(value: Any, home: ZoneInfo) -> Any:
    if not isinstance(value, tuple):
        return _localise(value, home)
    start, end = value
    start = _localise(start, home)
    return start, start + end if isinstance(end, timedelta) else _localise(end, home)


def _end(event: Any, start: Moment, home: ZoneInfo) -> Moment:
    """The end; where it is missing, broken or not after the start: a day for a date, no time at all for a time."""
    shortest = start if isinstance(start, datetime) else start + DAY
    stated = getattr(_first(event, "DTEND"), "dt", None)
    if stated is None:
        length = getattr(_first(event, "DURATION"), "dt", None)
        stated = _after(start, length) if isinstance(length, timedelta) else None
    if not isinstance(stated, date) or isinstance(stated, datetime) is not isinstance(start, datetime):
        return shortest
    end = _localise(stated, home)
    return end if instant(end, home) > instant(shortest, home) else shortest


def _after(start: Moment, length: timedelta) -> Moment:
    """Hours are hours and days are days, whatever the clocks do meanwhile (RFC 5545, 3.3.6)."""
    if isinstance(start, datetime) and abs(length) < DAY:
        return (start.astimezone(UTC) + length).astimezone(start.tzinfo)
    return start + length


def _rule(rule: Any, start: Moment) -> Any:
    """A recurrence rule that ends, and ends in a way that its start can be compared with."""
    frequency = str(rule["FREQ"][0]).upper()
    hourly_for_ages = frequency == "HOURLY" and start.year < 2000
    if frequency in ("SECONDLY", "MINUTELY") or hourly_for_ages or int(rule.get("INTERVAL", [1])[0]) < 1:
        msg = "not a rule for appointments"
        raise ValueError(msg)
    if "COUNT" in rule:
        rule.pop("UNTIL", None)
        return rule
    until = _localise(rule["UNTIL"][0], ZoneInfo("UTC")) if "UNTIL" in rule else _LAST
    if isinstance(start, datetime):
        if not isinstance(until, datetime):  # a date means the whole of that day, there
            until = datetime(until.year, until.month, until.day, 23, 59, 59, tzinfo=start.tzinfo)
        elif "UNTIL" in rule and rule["UNTIL"][0].tzinfo is None:
            until = until.replace(tzinfo=start.tzinfo)
        rule["UNTIL"] = [min(until.astimezone(UTC), _LAST)]
    else:
        until = until.date() if isinstance(until, datetime) else until
        rule["UNTIL"] = [min(until, _LAST.date())]
    return rule


def instant(moment: Moment, home: ZoneInfo) -> datetime:
    """As UTC: times of one zone compare by the wall clock in Python, which is wrong in the hour that comes twice."""
    if not isinstance(moment, datetime):
        moment = datetime(moment.year, moment.month, moment.day, tzinfo=home)
    return moment.astimezone(UTC)
