"""Words that only the sound has."""

import asyncio
from datetime import datetime, timedelta
from typing import Any

import pytest

from assistant.api import (
    Cancelled,
    NoteState,
    SpeechLevel,
    Unfinished,
)
from assistant.errors import Corrupt, UsageError
from tests.desk import (
    CUT,
    NOW,
    ZONE,
    Desk,
    Spoken,
    cut_off,
    listen_to,
    record,
    session,
)


async def test_continue_hears_what_only_the_sound_has_and_goes_on_after_it(desk: Desk) -> None:
    capture = await cut_off(desk, "one")
    listen_to(desk, "plan", "two", "scratch that", "read that back", "", "three")
    spoken = Spoken(["four", "end note"])
    await desk.skill.resume(spoken)
    assert spoken.said[:2] == ["One moment.", "Going on with the note for J D, two o'clock session, in plan. Go ahead."]
    assert spoken.done == ["end_note"], "nothing of the past is answered now"
    note = desk.note
    assert (note.sections["subjective"], note.sections["plan"]) == ("one", "three four")
    assert [one.text for one in note.transcript if one.capture == capture] == [
        "plan",
        "two",
        "scratch that",
        "read that back",
        "three",
    ]


async def test_a_little_sound_is_heard_without_a_word_about_it(desk: Desk) -> None:
    await cut_off(desk, "one")
    listen_to(desk, "two", seconds=2.0)
    spoken = Spoken(["end note"])
    await desk.skill.resume(spoken)
    assert spoken.said == ["Going on with the note for J D, two o'clock session, in subjective. Go ahead."]


async def test_a_note_that_was_ended_in_the_sound_is_filed_at_once(desk: Desk) -> None:
    await cut_off(desk, "one")
    listen_to(desk, "two", "end note")
    spoken = Spoken(["never heard"])
    reply = await desk.skill.resume(spoken)
    assert reply.public.startswith("Filed for review.")
    assert (spoken.tape, desk.note.state) == ([], NoteState.REVIEW)
    assert desk.note.sections["subjective"] == "one two"


async def test_an_answer_to_discard_note_is_no_text_and_discards_nothing(desk: Desk) -> None:
    await cut_off(desk, "one")
    listen_to(desk, "discard note", "Yes.", "two")
    await desk.skill.resume(Spoken(["end note"]))
    assert desk.note.sections["subjective"] == "one two"


async def test_what_was_recorded_before_a_pause_was_understood_is_left_out(desk: Desk) -> None:
    with pytest.raises(asyncio.CancelledError):
        await desk.dictate("one", "pause", CUT)
    listen_to(desk, "somebody is at the door")
    house: Any = desk.skill.house
    await desk.skill.recover(Unfinished(desk.note.id, "tape", NOW), None)
    assert desk.note.sections["subjective"] == "one"
    assert house.recovery.said == []


async def test_each_word_from_the_sound_is_kept_as_it_comes(desk: Desk) -> None:
    await cut_off(desk, "one")
    listen_to(desk, "two", CUT)
    with pytest.raises(asyncio.CancelledError):
        await desk.skill.resume(Spoken([]))
    note = desk.note
    assert (note.state, note.sections["subjective"]) == (NoteState.DICTATING, "one two")


async def test_sound_that_is_damaged_is_said_and_the_note_goes_on(desk: Desk) -> None:
    await cut_off(desk, "one")
    listen_to(desk).trouble = Corrupt("The vault's recording is damaged; I have changed nothing.")
    spoken = Spoken(["two", "end note"])
    await desk.skill.resume(spoken)
    assert spoken.said[0] == "The vault's recording is damaged; I have changed nothing."
    assert desk.note.sections["subjective"] == "one two"


async def test_a_recording_without_a_note_becomes_one_when_she_says_for_whom(desk: Desk) -> None:
    capture = await record(desk, minutes=53)
    recovery = listen_to(desk, "one", "plan", "two", "end note")
    spoken = Spoken([], answers=["J D"], level=SpeechLevel.PUBLIC)
    reply = await desk.skill.resume(spoken)
    assert spoken.said == [
        "There is a recording from two oh two.",
        "Which client is the note for? Say the initials.",
        "One moment.",
    ]
    assert reply.public == "Filed for review. Objective, assessment, and risk are empty."
    note = desk.note
    assert (note.client, note.created) == (desk.jd, NOW - timedelta(minutes=53))
    assert note.appointment == datetime(2026, 11, 3, 14, 0, tzinfo=ZONE), "the session before she began to speak"
    assert [one.id for one in desk.vault.captures.of(note.id)] == [capture]
    assert recovery.unfinished() == []


async def test_a_recording_is_taken_for_a_client_she_names_only_where_she_says_so(desk: Desk) -> None:
    await record(desk, minutes=53)
    listen_to(desk, "one")
    spoken = Spoken([], answers=[False])
    reply = await desk.skill.resume(spoken, desk.mk)
    assert spoken.said == ["There is a recording from two oh two, without a note. Is it for M K?"]
    assert spoken.public == ["There is a recording from two oh two, without a note. Is it for that client?"]
    assert reply.public == "That client has no unfinished note."
    assert desk.vault.notes.list() == []
    await desk.skill.resume(Spoken(["end note"], answers=[True]), desk.mk)
    assert (desk.note.client, desk.note.sections["subjective"]) == (desk.mk, "one")


async def test_of_two_sessions_before_a_recording_she_says_which(desk: Desk) -> None:
    desk.calendar.day = [session(desk.jd, 11), session(desk.jd, 14)]
    await record(desk, minutes=5)
    listen_to(desk, "one")
    spoken = Spoken(["end note"], answers=[True, "eleven"])
    await desk.skill.resume(spoken, desk.jd)
    assert spoken.said[1] == "There are two sessions. Which one is it: eleven o'clock or two o'clock?"
    assert (desk.note.appointment, desk.note.sections["subjective"]) == (NOW.replace(hour=11, minute=0), "one")


async def test_without_an_answer_to_that_the_recording_waits_as_before(desk: Desk) -> None:
    desk.calendar.day = [session(desk.jd, 11), session(desk.jd, 14)]
    await record(desk, minutes=5)
    recovery = listen_to(desk, "one")
    with pytest.raises(Cancelled):
        await desk.skill.resume(Spoken([], answers=[True, Cancelled("Okay.")]), desk.jd)
    assert desk.vault.notes.list() == []
    assert len(recovery.unfinished()) == 1


async def test_a_note_of_the_client_comes_before_a_newer_recording_without_one(desk: Desk) -> None:
    await cut_off(desk, "one")
    await record(desk, minutes=-5)
    listen_to(desk)
    await desk.skill.resume(Spoken(["end note"]), desk.jd)
    assert desk.note.state is NoteState.REVIEW


async def test_a_recording_of_which_nothing_can_be_read_becomes_no_note_and_hides_no_other(desk: Desk) -> None:
    with pytest.raises(asyncio.CancelledError):
        await desk.dictate("one", CUT)
    capture = await record(desk, minutes=-5)
    desk.vault.captures.path(capture).write_bytes(b"")
    spoken = Spoken(["end note"])
    reply = await desk.skill.resume(spoken)
    assert spoken.said[0] == "The vault's recording is damaged; I have changed nothing."
    assert reply.public.startswith("Filed for review.")
    with pytest.raises(Corrupt):
        await desk.skill.recover(Unfinished("", capture, NOW), desk.jd)
    assert len(desk.vault.notes.list()) == 1


async def test_recovering_without_her_needs_the_client_of_a_recording(desk: Desk) -> None:
    which = Unfinished("", await record(desk), NOW)
    listen_to(desk, "one", "pause", "two")
    with pytest.raises(UsageError):
        await desk.skill.recover(which, None)
    assert desk.vault.notes.list() == []
    reply = await desk.skill.recover(which, desk.mk)
    assert reply.private == "Filed for review: M K. Objective, assessment, plan, and risk are empty."
    assert desk.note.sections["subjective"] == "one two"
