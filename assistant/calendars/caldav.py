"""A CalDAV account, or one calendar of it.

The server is asked for whole events, and recurrences are expanded here: so an appointment has the same instances
from every server and from a file (RFC 4791, 7.8 and 9.9).
"""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from assistant.calendars.event import Book, Reading, read
from assistant.calendars.wire import CalendarDoor, password, stale, unreachable, unread
from assistant.errors import AuditBroken, CalendarUnreachable, ConfigurationError
from assistant.records import Appointment

if TYPE_CHECKING:
    from assistant.settings import CalendarSourceSection

_QUERY = """<?xml version="1.0" encoding="utf-8"?>
<c:calendar-query xmlns:d="DAV:" xmlns:c="urn:ietf:params:xml:ns:caldav">
<d:prop><d:getetag/><c:calendar-data/></d:prop>
<c:filter><c:comp-filter name="VCALENDAR"><c:comp-filter name="VEVENT">
<c:time-range start="{start:%Y%m%dT%H%M%SZ}" end="{end:%Y%m%dT%H%M%SZ}"/>
</c:comp-filter></c:comp-filter></c:filter>
</c:calendar-query>""".replace("\n", "\r\n")  # as caldav would write it

_MARGIN = timedelta(days=1)
"""Asked for on both sides: a server takes floating and all-day times in a zone of its own."""


def query(start: datetime, end: datetime) -> str:
    """What a calendar is asked for everything that overlaps [start, end)."""
    return _QUERY.format(start=(start - _MARGIN).astimezone(UTC), end=(end + _MARGIN).astimezone(UTC))


_IS_CALENDAR = "{urn:ietf:params:xml:ns:caldav}calendar"


class CalDavSource:
    """All calendars of an account (server or principal URL), or one (its own URL)."""

    def __init__(
        self,
        section: "CalendarSourceSection",
        zone: ZoneInfo,
        door: CalendarDoor,
        now: Callable[[], datetime] | None = None,
    ) -> None:
        self.name = section.name
        self.sessions = section.sessions
        self.trouble = ""
        self._section = section
        self._reading = Reading(zone, section.name, section.sessions, section.username)
        self._door = door
        self._now = now or (lambda: datetime.now(zone))
        self._addresses: tuple[str, ...] = ()
        """The calendars' URLs, once they have been found."""
        self._last: tuple[datetime, datetime, datetime, Book] | None = None
        """Start and end of what was asked last with success, when that was, and the answer."""

    def between(self, start: datetime, end: datetime) -> Sequence[Appointment]:
        """Every instance that overlaps [start, end).

        Raises `CalendarUnreachable`, where the last good answer does not cover the time; `ConfigurationError`.
        """
        stale_words = ""
        try:
            book = self._ask(start, end)
            self._last = (start, end, self._now(), book)
        except CalendarUnreachable:
            if self._last is None or not (self._last[0] <= start and end <= self._last[1]):
                raise
            book = self._last[3]
            stale_words = stale(self.name, self._now() - self._last[2])
        found = book.between(start, end)
        self.trouble = " ".join(filter(None, [stale_words, unread(self.name, book.skipped)]))
        return found

    def _ask(self, start: datetime, end: datetime) -> Book:
        client = None
        try:
            client = self._door.caldav(
                self._section.location,
                username=self._section.username,
                password=password(self._section),
                timeout_s=self._section.timeout_s,
            )
            texts = self._texts(client, query(start, end))
            return read("\n".join(["BEGIN:VCALENDAR", "END:VCALENDAR", *texts]), self._reading)
        except (AuditBroken, ConfigurationError):
            raise
        except CalendarUnreachable as error:
            self._addresses = ()
            raise unreachable(self.name, error.fix) from None
        except Exception as error:  # caldav raises its own errors, lxml's, OSErrors and, on a lying server, any
            self._addresses = ()
            raise unreachable(self.name, _why(error)) from None
        finally:
            if client is not None:
                client.close()

    def _texts(self, client: Any, wanted: str) -> list[str]:
        self._addresses = self._addresses or _find(client)
        if not self._addresses:
            msg = "there is no calendar at this address; give the account's CalDAV address"
            raise CalendarUnreachable("I can't find that calendar.", fix=msg)
        texts = []
        for address in self._addresses:
            for result in client.report(address, wanted, depth=1).parse_calendar_query():
                if result.calendar_data:
                    texts.append(str(result.calendar_data))
        return texts


def _find(client: Any) -> tuple[str, ...]:
    """The URLs of the calendars at the client's own: itself, or those of the account."""
    here = client.propfind(str(client.url), props=["{DAV:}resourcetype"], depth=0).results or ()
    if any(_IS_CALENDAR in (one.properties.get("{DAV:}resourcetype") or ()) for one in here):
        return (str(client.url),)
    return tuple(str(calendar.url) for calendar in client.get_calendars())


def _why(error: Exception) -> str:
    from caldav.lib.error import AuthorizationError, NotFoundError, RateLimitError

    if isinstance(error, AuthorizationError):
        return "the server refused the user name or the password."
    if isinstance(error, NotFoundError):
        return "there is nothing at this address."
    if isinstance(error, RateLimitError):
        return "the server asks to wait."
    return f"the server's answer was not CalDAV ({type(error).__name__})."
