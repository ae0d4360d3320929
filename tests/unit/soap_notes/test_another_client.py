"""A wrong client, corrected in the middle of the note."""

from datetime import timedelta
from typing import Any

import pytest

from assistant.api import Cancelled, SpeechLevel, Unanswered, Unfinished
from assistant.errors import DiskFull
from tests.desk import NOW, Desk, Spoken, cut_off, listen_to, session


@pytest.mark.parametrize(
    ("said", "answers"),
    [
        ("this note is for M K", []),
        ("change the client to m k", []),
        ("This note is for Mary King.", []),
        ("change the client to Molly", []),
        ("wrong client", ["M K"]),
    ],
)
async def test_the_note_and_its_session_become_the_others(desk: Desk, said: str, answers: list[Any]) -> None:
    spoken, reply = await desk.dictate("one", said, "plan", "two", "end note", answers=[*answers])
    note = desk.note
    assert (note.client, note.appointment) == (desk.mk, NOW.replace(hour=9, minute=0))
    assert (note.sections["subjective"], note.sections["plan"]) == ("one", "two")
    assert spoken.said[-1] == "Changed: note for M K, nine o'clock session. Go on."
    assert spoken.public[-1] == "Changed: note for the nine o'clock session. Go on."
    assert reply.startswith("Filed for review: M K.")
    assert [one.command for one in note.transcript if one.command] == [
        "note_for",
        *(["answer"] if said == "wrong client" else []),
        "plan",
        "end_note",
    ]


async def test_the_recording_stays_the_notes(desk: Desk) -> None:
    capture = await cut_off(desk, "one", "this note is for M K")
    assert (desk.note.client, [one.id for one in desk.vault.captures.of(desk.note.id)]) == (desk.mk, [capture])


@pytest.mark.parametrize(
    ("said", "answers", "level"),
    [
        ("this note is for Q Q", [], SpeechLevel.FULL),
        ("wrong client", ["Q Q"], SpeechLevel.FULL),
        ("wrong client", [Cancelled("Okay.")], SpeechLevel.FULL),
        ("wrong client", [Unanswered("Nothing.")], SpeechLevel.FULL),
        ("this note is for Mary King", [], SpeechLevel.PUBLIC),
        ("wrong client", ["Molly"], SpeechLevel.PUBLIC),
    ],
)
async def test_who_is_not_known_here_changes_nothing(
    desk: Desk, said: str, answers: list[Any], level: SpeechLevel
) -> None:
    spoken, _ = await desk.dictate("one", said, "two", "end note", answers=[*answers], level=level)
    assert (desk.note.client, desk.note.appointment) == (desk.jd, NOW.replace(hour=14, minute=0))
    assert desk.note.sections["subjective"] == "one two"
    assert len(spoken.said) == 2 + len(answers)
    assert spoken.said[-1].endswith("stays as it is. Go on.")


async def test_in_a_locked_room_initials_are_enough_and_none_are_said(desk: Desk) -> None:
    spoken, _ = await desk.dictate("one", "this note is for M K", "end note", level=SpeechLevel.PUBLIC)
    assert desk.note.client == desk.mk
    assert not [said for said in spoken.said if "M K" in said or "J D" in said]


async def test_two_sessions_of_the_other_are_told_apart(desk: Desk) -> None:
    desk.calendar.day = [session(desk.mk, 9), session(desk.mk, 13), session(desk.jd, 14)]
    await desk.dictate("one", "this note is for M K", "two", "end note", answers=["one o'clock"])
    assert desk.note.appointment == NOW.replace(hour=13, minute=0)
    assert desk.note.sections["subjective"] == "one two", "the answer is no part of the note"


async def test_the_same_client_again_changes_nothing(desk: Desk) -> None:
    spoken, _ = await desk.dictate("one", "this note is for J D", "end note")
    assert spoken.said[1] == "The note is for J D already. Go on."
    assert desk.note.appointment == NOW.replace(hour=14, minute=0)


async def test_words_about_somebody_are_text(desk: Desk) -> None:
    said = "she said that this note is for her mother"
    await desk.dictate(said, "end note")
    assert (desk.note.client, desk.note.sections["subjective"]) == (desk.jd, said)


async def test_a_store_that_fails_leaves_it_with_the_first_and_the_dictation_goes_on(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def rebind(*_: object) -> None:
        raise DiskFull("The disk is full; nothing was changed.")

    monkeypatch.setattr(desk.vault.notes, "rebind", rebind)
    spoken, _ = await desk.dictate("one", "this note is for M K", "two", "end note")
    assert spoken.said[1] == "The disk is full; nothing was changed."
    assert (desk.note.client, desk.note.sections["subjective"]) == (desk.jd, "one two")


@pytest.mark.parametrize("rest", [["this note is for M K", "two"], ["wrong client", "Mary King", "two"]])
async def test_what_only_the_sound_has_corrects_the_client_too(desk: Desk, rest: list[str]) -> None:
    await cut_off(desk, "one")
    listen_to(desk, *rest)
    spoken = Spoken(["end note"])
    await desk.skill.resume(spoken)
    assert (desk.note.client, desk.note.appointment) == (desk.mk, NOW.replace(hour=9, minute=0))
    assert desk.note.sections["subjective"] == "one two"
    assert spoken.said[-1] == "Going on with the note for M K, nine o'clock session, in subjective. Go ahead."
    assert spoken.public[-1] == "Going on with the note, nine o'clock session, in subjective. Go ahead."


async def test_on_another_day_the_day_is_told_too(desk: Desk) -> None:
    await cut_off(desk, "one")
    listen_to(desk)
    spoken = Spoken(["end note"], now=NOW + timedelta(days=1))
    await desk.skill.resume(spoken)
    assert spoken.said[-1] == "Going on with the note for J D, two o'clock session yesterday, in subjective. Go ahead."


async def test_a_corrected_client_is_still_the_one_after_a_cut(desk: Desk) -> None:
    await cut_off(desk, "one", "this note is for M K")
    listen_to(desk, "two")
    await desk.skill.recover(Unfinished(desk.note.id, "tape", NOW), None)
    assert (desk.note.client, desk.note.sections["subjective"]) == (desk.mk, "one two")
