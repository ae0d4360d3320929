"""What every calendar source must do, whatever it is made of."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from assistant.calendars.caldav import CalDavSource
from assistant.calendars.ics import IcsSource
from assistant.calendars.memory import MemorySource
from assistant.ports import CalendarSource
from assistant.privacy.egress_calendar import CalendarDoor
from assistant.records import Appointment
from assistant.settings import CalendarSourceSection
from tests.audits import Kept
from tests.calendar_servers import PASSWORD, USER, Radicale, radicale, send, web

HOME = ZoneInfo("America/Chicago")
MONDAY = datetime(2026, 3, 2, tzinfo=HOME)
DAY = timedelta(days=1)

EVENTS = (
    "UID:early\nDTSTAMP:20260101T000000Z\nSUMMARY:Night call\nDTSTART:20260302T053000Z\nDTEND:20260302T063000Z",
    "UID:weekly\nDTSTAMP:20260101T000000Z\nSUMMARY:JD\nDTSTART;TZID=America/Chicago:20260223T090000\n"
    "DTEND;TZID=America/Chicago:20260223T095000\nRRULE:FREQ=WEEKLY\nEXDATE;TZID=America/Chicago:20260316T090000",
    "UID:floating\nDTSTAMP:20260101T000000Z\nSUMMARY:MK\nDTSTART:20260302T110000\nDURATION:PT50M",
    "UID:gone\nDTSTAMP:20260101T000000Z\nSUMMARY:Gone\nDTSTART:20260302T180000Z\nDURATION:PT50M\nSTATUS:CANCELLED",
    "UID:day\nDTSTAMP:20260101T000000Z\nSUMMARY:Conference\nDTSTART;VALUE=DATE:20260303\nDTEND;VALUE=DATE:20260305",
)
MOVED = (
    "UID:weekly\nDTSTAMP:20260101T000000Z\nSUMMARY:JD\nRECURRENCE-ID;TZID=America/Chicago:20260309T090000\n"
    "DTSTART;TZID=America/Chicago:20260310T140000\nDTEND;TZID=America/Chicago:20260310T145000"
)


def _event(lines: str) -> str:
    return f"BEGIN:VEVENT\n{lines}\nEND:VEVENT"


def _text() -> bytes:
    events = "\n".join(_event(one) for one in (*EVENTS, MOVED))
    return f"BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\n{events}\nEND:VCALENDAR\n".encode()


def _memory() -> MemorySource:
    def one(uid: str, start: datetime, minutes: int, title: str) -> Appointment:
        return Appointment(uid, start, start + timedelta(minutes=minutes), title, "work", session=True)

    first = MONDAY - timedelta(days=7) + timedelta(hours=9)
    weekly = [one("weekly", first + timedelta(weeks=week), 50, "JD") for week in (0, 1, 4, 5)]
    moved = one("weekly", datetime(2026, 3, 10, 14, tzinfo=HOME), 50, "JD")
    night = one("early", MONDAY - timedelta(minutes=30), 60, "Night call")
    floating = one("floating", MONDAY + timedelta(hours=11), 50, "MK")
    day = replace(one("day", MONDAY + DAY, 2 * 1440, "Conference"), all_day=True, session=False)
    return MemorySource("work", [day, *weekly, floating, moved, night])


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Radicale]:
    with radicale(tmp_path_factory.mktemp("radicale")) as running:
        calendar = running.calendar("work")
        for number, lines in enumerate(EVENTS):
            also = [_event(MOVED)] if "UID:weekly" in lines else []
            running.put(calendar, f"e{number}", _event(lines), *also)
        yield running


@pytest.fixture(params=["memory", "file", "feed", "caldav"])
def source(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[CalendarSource]:
    section: Callable[..., CalendarSourceSection] = lambda **more: CalendarSourceSection(name="work", **more)  # noqa: E731
    if request.param == "memory":
        yield _memory()
    elif request.param == "file":
        (tmp_path / "work.ics").write_bytes(_text())
        yield IcsSource(section(location=str(tmp_path / "work.ics")), HOME, CalendarDoor(Kept()))
    elif request.param == "feed":
        with web() as served:
            served.answer = lambda handler: send(handler, 200, _text())
            yield IcsSource(section(location=f"{served.url}secret/basic.ics"), HOME, CalendarDoor(Kept()))
    else:
        (tmp_path / "password").write_text(f"{PASSWORD}\n")
        url = request.getfixturevalue("server").url
        account = section(kind="caldav", location=url, username=USER, password_file=tmp_path / "password")
        yield CalDavSource(account, HOME, CalendarDoor(Kept()))


def _titles(source: CalendarSource, start: datetime, end: datetime) -> list[str]:
    return [one.title for one in source.between(start, end)]


def test_it_gives_what_overlaps_a_day_in_order(source: CalendarSource) -> None:
    assert _titles(source, MONDAY, MONDAY + DAY) == ["Night call", "JD", "MK"]


def test_moments_are_aware_and_in_the_homes_zone(source: CalendarSource) -> None:
    jd = source.between(MONDAY + timedelta(hours=8), MONDAY + timedelta(hours=10))[0]
    assert (jd.start, jd.end) == (MONDAY + timedelta(hours=9), MONDAY + timedelta(hours=9, minutes=50))
    assert jd.start.tzinfo is HOME
    assert (jd.uid, jd.calendar, jd.session, jd.all_day, jd.client) == ("weekly", "work", True, False, None)


def test_the_start_is_included_and_the_end_is_not(source: CalendarSource) -> None:
    nine = MONDAY + timedelta(hours=9)
    assert _titles(source, nine, nine + timedelta(minutes=1)) == ["JD"]
    assert _titles(source, nine + timedelta(minutes=50), nine + timedelta(hours=1)) == []
    assert _titles(source, nine - timedelta(minutes=30), nine) == []


def test_recurrences_keep_their_wall_clock_over_the_change_to_summer_time(source: CalendarSource) -> None:
    march = [one for one in source.between(MONDAY, MONDAY + timedelta(days=29)) if one.title == "JD"]
    assert [(one.start.day, one.start.hour) for one in march] == [(2, 9), (10, 14), (23, 9), (30, 9)]


def test_an_all_day_entry_is_the_homes_days(source: CalendarSource) -> None:
    day = source.between(MONDAY + DAY, MONDAY + 2 * DAY)[0]
    assert (day.title, day.all_day, day.session) == ("Conference", True, False)
    assert (day.start, day.end) == (MONDAY + DAY, MONDAY + 3 * DAY)


def test_bounds_in_another_zone_mean_the_same(source: CalendarSource) -> None:
    utc = [MONDAY.astimezone(UTC), (MONDAY + DAY).astimezone(UTC)]
    assert source.between(*utc) == source.between(MONDAY, MONDAY + DAY)


def test_an_empty_stretch_is_empty(source: CalendarSource) -> None:
    assert list(source.between(MONDAY + timedelta(hours=20), MONDAY + timedelta(hours=21))) == []


def test_it_says_what_it_is_and_has_no_trouble(source: CalendarSource) -> None:
    source.between(MONDAY, MONDAY + DAY)
    assert (source.name, source.sessions, source.trouble) == ("work", True, "")
