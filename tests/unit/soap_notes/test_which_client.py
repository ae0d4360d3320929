"""Which client a note is for, and which session."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from assistant.api import (
    Appointment,
    Cancelled,
    NoteState,
    NotFound,
    Span,
)
from assistant.errors import CalendarUnreachable
from skills.soap_notes import wording
from tests.desk import NOW, ZONE, Desk, Spoken, session


async def test_the_note_is_bound_to_the_clients_latest_session_and_says_so(desk: Desk) -> None:
    spoken, _ = await desk.dictate("one", "end note")
    assert spoken.said[0] == "Note for J D, two o'clock session. Go ahead."
    assert spoken.public[0] == "Note for the two o'clock session. Go ahead."
    assert desk.note.appointment == datetime(2026, 11, 3, 14, 0, tzinfo=ZONE)


async def test_the_hour_is_said_in_the_homes_zone(desk: Desk) -> None:
    elsewhere = [one.start.astimezone(ZoneInfo("UTC")) for one in desk.calendar.day]
    desk.calendar.day = [replace(one, start=start) for one, start in zip(desk.calendar.day, elsewhere, strict=True)]
    spoken, _ = await desk.dictate("one", "end note")
    assert spoken.said[0] == "Note for J D, two o'clock session. Go ahead."


@pytest.mark.parametrize(
    ("hour", "minute", "said"),
    [
        (12, 0, "noon"),
        (18, 0, "six o'clock"),
        (19, 30, "seven thirty p m"),
        (9, 5, "nine oh five"),
        (11, 15, "eleven fifteen"),
        (14, 30, "two thirty"),
        (16, 45, "four forty five"),
    ],
)
def test_hours_are_said_as_people_say_them(hour: int, minute: int, said: str) -> None:
    assert wording.session_hour(datetime(2026, 11, 3, hour, minute, tzinfo=ZONE)) == said


async def test_without_a_session_so_far_the_note_is_begun_all_the_same(desk: Desk) -> None:
    desk.calendar.day = [session(desk.jd, 18), session(desk.mk, 9)]
    desk.calendar.trouble = "I can't reach your work calendar."
    spoken, _ = await desk.dictate("one", "end note")
    assert spoken.said[0] == (
        "I can't reach your work calendar. Note for J D, without a session so far today. Go ahead."
    )
    assert desk.note.appointment is None


async def test_a_calendar_that_fails_outright_does_not_keep_her_from_dictating(desk: Desk) -> None:
    async def between(span: Span) -> Sequence[Appointment]:
        raise CalendarUnreachable("I can't reach your calendar.")

    house: Any = desk.skill.house
    house.agenda = SimpleNamespace(between=between, trouble="")
    await desk.dictate("one", "end note")
    assert desk.note.state is NoteState.REVIEW


async def test_my_two_oclock_names_client_and_session(desk: Desk) -> None:
    spoken = Spoken(["one", "end note"])
    await desk.skill.start(spoken, time=NOW.replace(hour=9, minute=0))
    note = desk.note
    assert (note.client.initials, note.appointment) == ("MK", datetime(2026, 11, 3, 9, 0, tzinfo=ZONE))


async def test_my_six_oclock_is_found_in_the_evening(desk: Desk) -> None:
    await desk.skill.start(Spoken(["one", "end note"]), time=NOW.replace(hour=6, minute=0))
    assert desk.note.appointment == NOW.replace(hour=18, minute=0)


async def test_a_time_without_a_session_asks_for_the_client(desk: Desk) -> None:
    spoken = Spoken(["one", "end note"], answers=["it's for M K please"])
    await desk.skill.start(spoken, time=NOW.replace(hour=13, minute=0))
    note = desk.note
    assert note.client.initials == "MK"


async def test_my_last_session_is_the_latest_that_began(desk: Desk) -> None:
    await desk.skill.start_last(Spoken(["one", "end note"], now=NOW.replace(hour=16, minute=50)))
    note = desk.note
    assert (note.client.initials, note.appointment) == ("MK", datetime(2026, 11, 3, 16, 0, tzinfo=ZONE))


@pytest.mark.parametrize("answer", ["J D", "j. d.", "JD", "it's for j d", "Jordan Doe", "jordan doe's"])
async def test_without_a_client_it_asks_and_understands(desk: Desk, answer: str) -> None:
    spoken = Spoken(["one", "end note"], answers=[answer])
    await desk.skill.start(spoken)
    assert spoken.said[0] == "Which client is the note for? Say the initials."
    assert desk.note.client.initials == "JD"


async def test_an_unknown_client_is_asked_for_once_more_and_then_nothing_is_begun(desk: Desk) -> None:
    spoken = Spoken([], answers=["q q", "j d or m k"])
    with pytest.raises(NotFound, match="no note was begun"):
        await desk.skill.start(spoken)
    assert len(spoken.said) == 2
    assert desk.vault.notes.list() == []


async def test_cancel_at_the_question_begins_nothing(desk: Desk) -> None:
    with pytest.raises(Cancelled):
        await desk.skill.start(Spoken([], answers=[Cancelled("Okay.")]))
    assert desk.vault.notes.list() == []
