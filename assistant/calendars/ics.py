"""An ICS file, or a feed by URL: read-only."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from assistant.calendars.event import Book, Reading, read
from assistant.calendars.wire import CalendarDoor, password, stale, unreachable, unread
from assistant.errors import BadCalendar, CalendarUnreachable
from assistant.records import Appointment

if TYPE_CHECKING:
    from assistant.settings import CalendarSourceSection

_LARGEST = 20_000_000
"""Bytes of a file: a calendar of 10 000 entries has some four million."""


class IcsSource:
    """Read again when it has changed; where it cannot be read, the last good copy serves and `trouble` says so."""

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
        self._book: Book | None = None
        self._read_at = self._now()
        self._mark: tuple[object, ...] = ()
        """What tells this copy from a newer one: the file's time and size, or the feed's headers."""

    def between(self, start: datetime, end: datetime) -> Sequence[Appointment]:
        """Every instance that overlaps [start, end).

        Raises `CalendarUnreachable`, `BadCalendar` (where there is no earlier copy either), `ConfigurationError`.
        """
        stale_words = ""
        try:
            self._refresh()
        except (CalendarUnreachable, BadCalendar):
            if self._book is None:
                raise
            stale_words = stale(self.name, self._now() - self._read_at)
        assert self._book is not None
        found = self._book.between(start, end)
        self.trouble = " ".join(filter(None, [stale_words, unread(self.name, self._book.skipped)]))
        return found

    def _refresh(self) -> None:
        location = self._section.location
        scheme, colon, rest = location.partition("://")
        if not colon:
            self._from_file(Path(location).expanduser())
        elif scheme.lower() == "file":
            self._from_file(Path("/" + rest.partition("/")[2]))
        else:
            self._from_feed("https://" + rest if scheme.lower() in ("webcal", "webcals") else location)

    def _from_file(self, path: Path) -> None:
        try:
            status = path.stat()
            mark = (status.st_mtime_ns, status.st_size, status.st_ino)
            if mark == self._mark and self._book is not None:
                self._read_at = self._now()
                return
            if status.st_size > _LARGEST:
                raise unreachable(self.name, f"{path} is larger than {_LARGEST // 1_000_000} MB.")
            data = path.read_bytes()
        except OSError as error:
            raise unreachable(self.name, f"{path}: {error.strerror}.") from None
        self._keep(data, mark)

    def _from_feed(self, url: str) -> None:
        asked = {"Accept": "text/calendar, */*;q=0.1"}
        if self._book is not None and self._mark:
            etag, modified = self._mark
            asked |= {"If-None-Match": str(etag)} if etag else {}
            asked |= {"If-Modified-Since": str(modified)} if modified else {}
        try:
            status, headers, body = self._door.fetch(
                url,
                asked,
                username=self._section.username,
                password=password(self._section),
                timeout_s=self._section.timeout_s,
            )
        except CalendarUnreachable as error:
            raise unreachable(self.name, error.fix) from None
        if status == 304 and self._book is not None:
            self._read_at = self._now()
            return
        if status != 200:
            why = "check the user name and the password file" if status in (401, 403) else "check the address"
            raise unreachable(self.name, f"the server answered {status}; {why}.")
        self._keep(body, (headers.get("etag", ""), headers.get("last-modified", "")))

    def _keep(self, data: bytes, mark: tuple[object, ...]) -> None:
        try:
            book = read(data, self._reading)
        except BadCalendar:
            raise BadCalendar(
                f"What I got for your {self.name} calendar is not a calendar.",
                fix=f"Calendar {self.name}: its file or feed does not hold iCalendar text; check the location.",
            ) from None
        self._book, self._mark, self._read_at = book, mark, self._now()
