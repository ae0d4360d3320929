"""All calendars together."""

import asyncio
import threading
from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from assistant.calendars.agenda import FRESH_S, HouseAgenda
from assistant.calendars.memory import MemorySource
from assistant.errors import CalendarUnreachable, NotFound
from assistant.events import Span
from assistant.records import Appointment, Client

HOME = ZoneInfo("America/Chicago")
NOW = datetime(2026, 3, 3, 8, tzinfo=HOME)
TODAY = Span(NOW.replace(hour=0), NOW.replace(hour=0) + timedelta(days=1), "today")
JD, MK = Client("c1", "JD", "Jordan Diaz"), Client("c2", "MK", "Mae King")


class Roster:
    def all(self) -> Sequence[Client]:
        return (JD, MK)

    def by_initials(self, initials: str) -> Client:
        raise NotFound("No such client.")


class Counting(MemorySource):
    """Counts how often it is asked; fails while it is told to."""

    def __init__(self, name: str, *appointments: Appointment, sessions: bool = True) -> None:
        super().__init__(name, appointments, sessions=sessions)
        self.asked = 0
        self.failing = False

    def between(self, start: datetime, end: datetime) -> Sequence[Appointment]:
        self.asked += 1
        if self.failing:
            raise CalendarUnreachable(f"I can't reach your {self.name} calendar.", fix="why")
        return super().between(start, end)


class Hanging(MemorySource):
    """Answers when it is let go."""

    def __init__(self) -> None:
        super().__init__("slow")
        self.asked = 0
        self.go = threading.Event()

    def between(self, start: datetime, end: datetime) -> Sequence[Appointment]:
        self.asked += 1
        self.go.wait()
        return ()


def at(day: int, hour: int, title: str, *, session: bool = True, **more: object) -> Appointment:
    start = datetime(2026, 3, day, hour, tzinfo=HOME)
    return Appointment(title, start, start + timedelta(minutes=50), title, "x", session=session, **more)  # type: ignore[arg-type]


def house(*sources: MemorySource, **more: object) -> HouseAgenda:
    return HouseAgenda(sources, Roster(), HOME, **more)  # type: ignore[arg-type]


async def test_calendars_are_merged_in_order_and_clients_recognised() -> None:
    agenda = house(
        MemorySource("work", [at(3, 11, "MK"), at(3, 9, "JD")]),
        MemorySource("home", [at(3, 10, "Dentist", session=False)], sessions=False),
    )
    found = await agenda.between(TODAY)
    assert [(one.title, one.client) for one in found] == [("JD", JD), ("Dentist", None), ("MK", MK)]
    assert agenda.trouble == ""


async def test_one_calendar_that_fails_does_not_hide_the_others() -> None:
    broken = Counting("family")
    broken.failing = True
    agenda = house(MemorySource("work", [at(3, 9, "JD")]), broken)
    assert [one.title for one in await agenda.between(TODAY)] == ["JD"]
    assert agenda.trouble == "I can't reach your family calendar."


async def test_where_every_calendar_fails_it_is_an_error_and_not_an_empty_day() -> None:
    one, other = Counting("work"), Counting("family")
    one.failing = other.failing = True
    with pytest.raises(CalendarUnreachable, match="work calendar"):
        await house(one).between(TODAY)
    with pytest.raises(CalendarUnreachable, match="any of your calendars"):
        await house(one, other).between(TODAY)


async def test_without_a_calendar_it_says_how_to_get_one() -> None:
    with pytest.raises(NotFound) as caught:
        await house().between(TODAY)
    assert "configuration" in caught.value.spoken
    assert "calendar.sources" in caught.value.fix


async def test_trouble_that_a_source_tells_is_told_on() -> None:
    source = MemorySource("work", [at(3, 9, "JD")])
    source.trouble = "One entry of your work calendar can't be read."
    agenda = house(source)
    await agenda.between(TODAY)
    assert agenda.trouble == source.trouble


async def test_questions_in_a_row_ask_each_calendar_once_and_later_ones_again() -> None:
    seconds = [0.0]
    source = Counting("work", at(3, 9, "JD"), at(20, 9, "JD"))
    agenda = house(source, clock=lambda: seconds[0])
    await agenda.between(TODAY)
    await agenda.between(Span(TODAY.end, TODAY.end + timedelta(days=7), "next week"))
    await agenda.next_after(NOW)
    assert source.asked == 1
    source.add(at(3, 15, "MK"))
    seconds[0] = FRESH_S + 1
    assert len(await agenda.between(TODAY)) == 2
    assert source.asked == 2


async def test_what_failed_is_tried_again_sooner() -> None:
    seconds = [0.0]
    good, bad = Counting("work", at(3, 9, "JD")), Counting("family", at(3, 12, "Lunch"))
    bad.failing = True
    agenda = house(good, bad, clock=lambda: seconds[0])
    assert len(await agenda.between(TODAY)) == 1
    bad.failing = False
    seconds[0] = FRESH_S / 2
    assert len(await agenda.between(TODAY)) == 2
    assert agenda.trouble == ""


async def test_a_calendar_that_hangs_is_not_waited_for_nor_asked_twice() -> None:
    slow = Hanging()
    seconds = [0.0]
    agenda = house(MemorySource("work", [at(3, 9, "JD")]), slow, patience_s=0.05, clock=lambda: seconds[0])
    try:
        for _ in range(2):
            assert [one.title for one in await agenda.between(TODAY)] == ["JD"]
            assert agenda.trouble == "Your slow calendar takes too long to answer."
            seconds[0] += FRESH_S
        assert slow.asked == 1
    finally:
        slow.go.set()
    while agenda.trouble:
        await asyncio.sleep(0.01)
        seconds[0] += FRESH_S
        await agenda.between(TODAY)
    assert slow.asked > 1


async def test_next_is_the_next_session_and_never_one_that_has_begun() -> None:
    sessions = MemorySource("work", [at(3, 8, "JD"), at(3, 11, "MK"), at(4, 9, "JD")])
    others = MemorySource("home", [at(3, 9, "Dentist", session=False)], sessions=False)
    agenda = house(sessions, others)
    assert (found := await agenda.next_after(NOW)) is not None
    assert (found.title, found.client) == ("MK", MK)
    assert (found := await agenda.next_after(NOW, JD)) is not None
    assert found.start.day == 4
    assert await agenda.next_after(NOW, Client("c9", "ZZ", "Zoe Z")) is None


async def test_where_no_calendar_holds_sessions_any_timed_appointment_is_next() -> None:
    day = at(3, 9, "Holiday", session=False, all_day=True)
    agenda = house(MemorySource("home", [day, at(3, 10, "Dentist", session=False)], sessions=False))
    assert (found := await agenda.next_after(NOW)) is not None
    assert found.title == "Dentist"


async def test_a_session_months_away_is_found() -> None:
    far = Appointment("far", NOW + timedelta(days=200), NOW + timedelta(days=200, hours=1), "JD", "x", session=True)
    assert (found := await house(MemorySource("work", [far])).next_after(NOW, JD)) is not None
    assert found.start == far.start
