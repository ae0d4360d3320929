"""Calendar text taken apart: the events and time zones that are whole, and how many were not. Pure.

A strict parser gives up on a file at its first bad line; a calendar with one broken entry must not hide the
others, so the text is cut into its components here and each is parsed by itself.
"""

import re
from dataclasses import dataclass

from assistant.errors import BadCalendar

_KEPT = re.compile(
    r"(UID|SUMMARY|DTSTART|DTEND|DURATION|RRULE|RDATE|EXDATE|RECURRENCE-ID|SEQUENCE|STATUS|ATTENDEE)[;:]", re.IGNORECASE
)
"""The properties that matter here: a broken line in any other harms nothing."""

_MARK = re.compile(r"(BEGIN|END)\s*:\s*([A-Z-]+)\s*$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Blocks:
    """What a calendar's text holds."""

    events: tuple[tuple[str, ...], ...]
    """For each event its unfolded lines, without BEGIN and END; alarms and the like are gone."""
    zones: tuple[tuple[str, ...], ...]
    """For each VTIMEZONE its lines, BEGIN and END included."""
    name: str
    """What the calendar calls itself, or empty."""
    broken: int
    """Events that begin and do not end, or the other way round."""


def blocks(data: bytes | str) -> Blocks:
    """Cut calendar text into its components. Raises `BadCalendar` where it is not a calendar at all."""
    lines = _lines(_text(data))
    cutter = _Cutter()
    for line in lines:
        cutter.take(line)
    if not cutter.calendar:
        raise BadCalendar("That is not a calendar.", fix="Its text has no BEGIN:VCALENDAR.")
    cutter.finish()
    return Blocks(tuple(cutter.events), tuple(cutter.zones), cutter.name, cutter.broken)


def _text(data: bytes | str) -> str:
    if isinstance(data, str):
        return data.removeprefix("\ufeff")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _lines(text: str) -> list[str]:
    text = text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
    return re.sub(r"\n[ \t]", "", text).split("\n")  # not splitlines: it also cuts at U+2028 and form feeds


class _Cutter:
    """Takes lines in order and keeps what is whole."""

    def __init__(self) -> None:
        self.calendar = False
        self.events: list[tuple[str, ...]] = []
        self.zones: list[tuple[str, ...]] = []
        self.name = ""
        self.broken = 0
        self._event: list[str] | None = None
        self._zone: list[str] | None = None
        self._inside = ""

    def take(self, line: str) -> None:
        """The next line."""
        mark = _MARK.match(line)
        if mark:
            self._mark(mark[1].upper(), mark[2].upper(), line)
        elif self._zone is not None:
            self._zone.append(line)
        elif self._event is not None:
            if not self._inside and _KEPT.match(line):
                self._event.append(line)
        elif line.upper().startswith("X-WR-CALNAME:"):
            self.name = line.partition(":")[2].strip()

    def finish(self) -> None:
        """The text, or a calendar in it, is over."""
        self.broken += self._event is not None
        self._event = self._zone = None
        self._inside = ""

    def _mark(self, edge: str, component: str, line: str) -> None:
        if component == "VCALENDAR":
            self.finish()
            self.calendar = self.calendar or edge == "BEGIN"
        elif component == "VEVENT":
            self._event_mark(edge)
        elif component == "VTIMEZONE":
            self._zone_mark(edge, line)
        elif self._zone is not None:
            self._zone.append(line)
        elif self._event is not None:
            if edge == "BEGIN":
                self._inside = self._inside or component
            elif component == self._inside:
                self._inside = ""

    def _event_mark(self, edge: str) -> None:
        if edge == "BEGIN":
            self.finish()
            self._event = []
        elif self._event is None:
            self.broken += 1
        else:
            self.events.append(tuple(self._event))
            self._event, self._inside = None, ""

    def _zone_mark(self, edge: str, line: str) -> None:
        if edge == "BEGIN":
            self.finish()
            self._zone = [line]
        elif self._zone is not None:
            self.zones.append((*self._zone, line))
            self._zone = None
