"""What the calendars of the configuration would be asked, made by the same code that asks them."""

from typing import Any
from zoneinfo import ZoneInfo

from assistant.app import wall_clock
from assistant.calendars.agenda import stretch
from assistant.calendars.caldav import query
from assistant.cli.config import server_of
from assistant.settings import CalendarSourceSection, Settings


def requests(settings: Settings) -> list[dict[str, Any]]:
    """For each calendar its server and the requests; of an address only the server, for the rest may be its key."""
    zone = ZoneInfo(settings.home.timezone)
    now = wall_clock(settings).now()
    wanted = query(*stretch(now, now, zone))
    return [
        {
            "calendar": section.name,
            "server": server_of(section.location) if _leaves(section) else None,
            "requests": _requests(section, wanted),
        }
        for section in settings.calendar.sources
    ]


def _leaves(section: CalendarSourceSection) -> bool:
    return "://" in section.location and not section.location.lower().startswith("file:")


def _requests(section: CalendarSourceSection, wanted: str) -> list[dict[str, str]]:
    given = " and ".join(
        [
            *(["your account name there"] if section.username else []),
            *(["your password"] if section.password_file else []),
        ]
    )
    carried = given or "no account"
    if not _leaves(section):
        return []
    if section.kind == "ics":
        return [{"method": "GET", "with": carried, "body": ""}]
    return [
        {"method": "PROPFIND, the first time: which calendars are there", "with": carried, "body": ""},
        {"method": "REPORT, to each of them", "with": carried, "body": wanted},
    ]
