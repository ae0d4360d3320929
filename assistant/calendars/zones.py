"""What a TZID means: the vendors' many names for time zones, each turned into one that can be looked up. Pure."""

import hashlib
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from functools import lru_cache
from zoneinfo import available_timezones

_AMERICAN = {
    "eastern": "America/New_York",
    "central": "America/Chicago",
    "mountain": "America/Denver",
    "pacific": "America/Los_Angeles",
}
_OFFSET = re.compile(r"(?:GMT|UTC)\s*([+-])(\d{1,2}):?(\d{2})?")


class Zones:
    """The time zones of one calendar: those that it defines itself, and everybody's."""

    def __init__(self, definitions: Iterable[tuple[str, ...]]) -> None:
        """Take a calendar's own VTIMEZONEs, each as its lines; one that makes no sense is passed over."""
        self._own: dict[str, str] = {}
        for lines in definitions:
            tzid = next((line.partition(":")[2].strip() for line in lines if line.upper().startswith("TZID")), "")
            if tzid and not _everybodys(tzid):
                name = _define(lines)
                if name:
                    self._own[tzid] = name

    def resolve(self, tzid: str) -> str | None:
        """The name under which icalendar knows it; None where nobody can tell: such a time counts as floating."""
        tzid = tzid.strip().strip('"')
        return _everybodys(tzid) or self._own.get(tzid) or _guess(tzid)


@lru_cache(maxsize=512)
def _everybodys(tzid: str) -> str | None:
    """The IANA name of an IANA, Windows or vendor-prefixed name."""
    from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

    known = _known()
    parts = tzid.strip("/").split("/")
    for first in range(len(parts)):
        name = "/".join(parts[first:])
        if name in known:
            return name
        if name in WINDOWS_TO_OLSON:
            return str(WINDOWS_TO_OLSON[name])
        if "/" not in tzid.strip("/"):
            break
    return None


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    return frozenset(available_timezones())


def _guess(tzid: str) -> str | None:
    american = re.search(r"\b(eastern|central|mountain|pacific) time\b", tzid.lower())
    if american:
        return _AMERICAN[american[1]]
    offset = _OFFSET.search(tzid.upper())
    if offset and int(offset[2]) <= 12 and offset[3] in (None, "00"):
        hours = int(offset[2])
        return f"Etc/GMT{'-' if offset[1] == '+' else '+'}{hours}" if hours else "UTC"  # the sign is POSIX's
    return None


def _define(lines: tuple[str, ...]) -> str | None:
    """Make icalendar know a VTIMEZONE under a name that is its content's, and return the name.

    icalendar keeps zones for the whole process, the first of a name for good: two calendars that both say
    “Custom” and mean different things must not meet there.
    """
    from icalendar import Timezone
    from icalendar.timezone import tzp

    name = "own-" + hashlib.sha256("\n".join(lines).encode("utf-8", "replace")).hexdigest()[:16]
    renamed = [f"TZID:{name}" if line.upper().startswith("TZID") else line for line in lines]
    try:
        Timezone.from_ical("\r\n".join(renamed) + "\r\n")
        datetime.now(UTC).astimezone(tzp.timezone(name)).utcoffset()
    except Exception:  # a stranger's definition fails inside two parsers in more ways than they document
        return None
    return name
