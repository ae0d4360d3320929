"""Which session a note is about, asked where several may be meant."""

from datetime import datetime, timedelta

import pytest

from assistant.api import Cancelled, NotFound
from skills.soap_notes.sessions import hour_named
from tests.desk import NOW, ZONE, Desk, session


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, 3, hour, minute, tzinfo=ZONE)


@pytest.mark.parametrize(
    ("answer", "hour"), [("eleven o'clock", 11), ("the two o'clock one", 14), ("the first", 11), ("2", 14)]
)
async def test_two_sessions_of_a_client_that_day_are_told_apart(desk: Desk, answer: str, hour: int) -> None:
    desk.calendar.day = [session(desk.jd, 11), session(desk.jd, 14), session(desk.jd, 18)]
    spoken, _ = await desk.say("start a note for J D", "one", "end note", answers=[answer])
    assert spoken.public[0] == "There are two sessions. Which one is it: eleven o'clock or two o'clock?"
    assert desk.note.appointment == at(hour)
    assert "for J D" in spoken.said[1]


async def test_a_session_that_has_its_note_is_not_meant(desk: Desk) -> None:
    desk.calendar.day = [session(desk.jd, 11), session(desk.jd, 14)]
    await desk.say("start a note for J D", "one", "end note", answers=["two o'clock"])
    spoken, _ = await desk.say("start a note for J D", "two", "end note")
    assert spoken.said[0] == "Note for J D, eleven o'clock session. Go ahead."
    spoken, _ = await desk.say("start a note for J D", "three", "end note")
    assert spoken.said[0] == "Note for J D, two o'clock session. Go ahead.", "a second note about the last"


async def test_an_hour_that_is_there_in_the_morning_and_in_the_afternoon_is_asked_about(desk: Desk) -> None:
    desk.calendar.day = [session(desk.mk, 2), session(desk.jd, 14)]
    spoken, _ = await desk.say("start a note for my two o'clock", "one", "end note", answers=["in the morning"])
    assert spoken.public[0] == ("There are two sessions. Which one is it: two in the morning or two in the afternoon?")
    assert (desk.note.client.initials, desk.note.appointment) == ("MK", at(2))


@pytest.mark.parametrize(("said", "hour"), [("two p m", 14), ("two a m", 2), ("two in the afternoon", 14)])
async def test_who_says_which_half_of_the_day_is_not_asked(desk: Desk, said: str, hour: int) -> None:
    desk.calendar.day = [session(desk.mk, 2), session(desk.mk, 14)]
    spoken, _ = await desk.say(f"start a note for my {said} session", "one", "end note")
    assert (len(spoken.said), desk.note.appointment) == (1, at(hour))


async def test_of_two_the_one_that_has_begun_is_meant(desk: Desk) -> None:
    desk.calendar.day = [session(desk.mk, 8), session(desk.jd, 20)]
    await desk.say("start a note for my eight o'clock", "one", "end note")
    assert desk.note.client.initials == "MK"


async def test_two_clients_at_one_hour_are_told_apart_by_initials(desk: Desk) -> None:
    desk.calendar.day = [session(desk.mk, 14), session(desk.jd, 14)]
    spoken, _ = await desk.say("start a note for my two o'clock", "one", "end note", answers=["m k"])
    assert spoken.said[0] == "Which client is the note for? Say the initials."
    assert desk.note.client.initials == "MK"


async def test_a_session_without_a_client_in_its_title_asks_whom_and_keeps_its_hour(desk: Desk) -> None:
    desk.calendar.day = [session(None, 9), session(desk.jd, 14)]
    spoken, _ = await desk.say("start a note for my nine o'clock", "one", "end note", answers=["J D"])
    assert (desk.note.client.initials, desk.note.appointment) == ("JD", at(9))
    assert spoken.said[1] == "Note for J D, nine o'clock session. Go ahead."


@pytest.mark.parametrize("minutes", [0, 20, 49, 55, 180])
async def test_a_session_that_runs_and_one_that_is_over_are_meant_alike(desk: Desk, minutes: int) -> None:
    desk.calendar.day = [session(desk.mk, 9), session(desk.jd, 14), session(desk.jd, 18)]
    spoken, _ = await desk.say("start a note for J D", "one", "end note", now=at(14) + timedelta(minutes=minutes))
    assert spoken.said[0] == "Note for J D, two o'clock session. Go ahead."
    assert desk.note.appointment == at(14)


@pytest.mark.parametrize(("answer", "initials", "hour"), [("two o'clock", "JD", 14), ("three o'clock", "MK", 15)])
async def test_my_last_session_is_asked_about_while_the_next_has_hardly_begun(
    desk: Desk, answer: str, initials: str, hour: int
) -> None:
    desk.calendar.day = [session(desk.mk, 9), session(desk.jd, 14), session(desk.mk, 15)]
    spoken, _ = await desk.say("start a note for my last session", "one", "end note", now=at(15, 5), answers=[answer])
    assert spoken.public[0] == "There are two sessions. Which one is it: two o'clock or three o'clock?"
    assert (desk.note.client.initials, desk.note.appointment) == (initials, at(hour))


async def test_my_last_session_is_the_running_one_when_that_is_nearly_over_or_the_one_before_has_its_note(
    desk: Desk,
) -> None:
    desk.calendar.day = [session(desk.jd, 14), session(desk.mk, 15)]
    spoken, _ = await desk.say("start a note for my last session", "one", "end note", now=at(15, 40))
    assert spoken.said[0] == "Note for M K, three o'clock session. Go ahead."
    await desk.say("start a note for J D", "two", "end note", now=at(15, 5))
    spoken, _ = await desk.say("start a note for my last session", "three", "end note", now=at(15, 5))
    assert spoken.said[0] == "Note for M K, three o'clock session. Go ahead."


async def test_no_answer_that_fits_begins_nothing(desk: Desk) -> None:
    desk.calendar.day = [session(desk.jd, 11), session(desk.jd, 14)]
    with pytest.raises(NotFound, match="no note was begun"):
        await desk.say("start a note for J D", answers=["what", "the third"])
    with pytest.raises(Cancelled):
        await desk.say("start a note for J D", answers=[Cancelled("Okay.")])
    assert desk.vault.notes.list() == []


@pytest.mark.parametrize(
    ("answer", "starts", "place"),
    [
        ("two", (at(11), at(14)), 1),
        ("2:00", (at(11), at(14)), 1),
        ("Two thirty.", (at(14), at(14, 30)), 1),
        ("2.30", (at(14), at(14, 30)), 1),
        ("two", (at(14), at(14, 30)), 0),
        ("four oh five", (at(11), at(16, 5)), 1),
        ("the one at noon", (at(11), at(12)), 1),
        ("the earlier one", (at(11), at(14)), 0),
        ("the last one", (at(11), at(14)), 1),
        ("the second one", (at(11), at(14)), 1),
        ("P.M.", (at(2), at(14)), 1),
        ("two in the morning", (at(2), at(14)), 0),
        ("the evening one", (at(9), at(19)), 1),
        ("one o'clock", (at(13), at(14)), 0),
        ("three", (at(11), at(14)), None),
        ("", (at(11), at(14)), None),
        ("two", (at(2), at(14)), None),
    ],
)
def test_hours_are_named_in_many_ways(answer: str, starts: tuple[datetime, ...], place: int | None) -> None:
    assert hour_named(answer, starts) == place


async def test_yesterdays_sessions_are_not_todays(desk: Desk) -> None:
    desk.calendar.day = [session(desk.jd, 14, day=2)]
    await desk.say("start a note for J D", "one", "end note", now=NOW + timedelta(hours=1))
    assert desk.note.appointment is None
