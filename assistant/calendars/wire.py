"""What a calendar needs of the one door out, and what it says when the door did not help."""

from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any, Protocol

from assistant.errors import CalendarUnreachable, ConfigurationError

if TYPE_CHECKING:
    from assistant.settings import CalendarSourceSection

Fetched = tuple[int, Mapping[str, str], bytes]
"""HTTP status, headers (names in lower case), body."""


class CalendarDoor(Protocol):
    """The calendars' side of `assistant.privacy.egress`."""

    def fetch(self, url: str, headers: Mapping[str, str], *, username: str, password: str, timeout_s: float) -> Fetched:
        """GET a feed. Raises `CalendarUnreachable`, `ConfigurationError`, `AuditBroken`."""
        ...

    def caldav(self, url: str, *, username: str, password: str, timeout_s: float) -> Any:
        """A `caldav.DAVClient` for one question, which may take `timeout_s` in all; the caller closes it.

        Its methods raise `CalendarUnreachable`, `AuditBroken` and caldav's own errors. Raises `ConfigurationError`.
        """
        ...


def password(section: "CalendarSourceSection") -> str:
    """The calendar's password, empty where it has none. Raises `ConfigurationError`."""
    if section.password_file is None:
        return ""
    path = section.password_file.expanduser()
    try:
        return path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError):
        raise ConfigurationError(
            f"The password of your {section.name} calendar can't be read.",
            fix=f"{path}: write the password into this file, readable by you only.",
        ) from None


def unreachable(name: str, fix: str) -> CalendarUnreachable:
    """The error of a calendar by that name; `fix` says why, for the terminal."""
    return CalendarUnreachable(f"I can't reach your {name} calendar.", fix=f"Calendar {name}: {fix}")


def stale(name: str, age: timedelta) -> str:
    """What to say when an older copy had to do."""
    return f"I can't reach your {name} calendar; what I know of it is {_age(age)} old."


def unread(name: str, skipped: int) -> str:
    """What to say of entries that could not be read; empty where there were none."""
    if not skipped:
        return ""
    some = "One entry" if skipped == 1 else "Some entries"
    return f"{some} of your {name} calendar can't be read."


def _age(age: timedelta) -> str:
    for limit, words in (
        (timedelta(minutes=15), "a few minutes"),
        (timedelta(hours=1), "less than an hour"),
        (timedelta(hours=4), "a few hours"),
        (timedelta(days=1), "less than a day"),
    ):
        if age < limit:
            return words
    return "more than a day"
