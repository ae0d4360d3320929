"""What a pause and "off the record" keep out."""

import asyncio

import pytest

from assistant.api import (
    NoteState,
    Unfinished,
)
from tests.desk import (
    CUT,
    NOW,
    Desk,
    Spoken,
    cut_off,
    listen_to,
)


async def test_off_the_record_nothing_is_kept_but_that_there_was_a_gap(desk: Desk) -> None:
    spoken, _ = await desk.dictate(
        "one", "off the record", "a secret", "scratch that", "resume", "on the record", "two", "end note"
    )
    assert spoken.tape[1:] == ["pause since off the record", "go on", "end"]
    assert [(one.text, one.capture) for one in desk.note.transcript] == [
        ("one", "tape"),
        ("off the record", "tape"),
        ("on the record", "tape"),
        ("two", "tape"),
        ("end note", "tape"),
    ]
    assert desk.note.sections["subjective"] == "one two"
    assert spoken.traced == ["one", "off the record", "two", "end note"]
    assert spoken.said[1:] == ["Off the record; I keep nothing until you say on the record."]


async def test_a_note_can_be_ended_off_the_record(desk: Desk) -> None:
    await desk.dictate("one", "pause", "off the record", "a secret", "end note")
    assert (desk.note.state, desk.note.transcript[-1].capture) == (NoteState.REVIEW, "")
    assert "a secret" not in [one.text for one in desk.note.transcript]


async def test_what_was_recorded_before_off_the_record_was_understood_is_left_out(desk: Desk) -> None:
    with pytest.raises(asyncio.CancelledError):
        await desk.dictate("one", "off the record", CUT)
    listen_to(desk, "a secret")
    await desk.skill.recover(Unfinished(desk.note.id, "tape", NOW), None)
    assert [one.text for one in desk.note.transcript] == ["one", "off the record"]


async def test_what_the_sound_has_off_the_record_is_left_out_until_she_is_on_it_again(desk: Desk) -> None:
    await cut_off(desk, "one")
    listen_to(desk, "two", "off the record", "a secret", "scratch that", "on the record", "three", "end note")
    await desk.skill.resume(Spoken([]))
    assert desk.note.sections["subjective"] == "one two three"
    assert "a secret" not in [one.text for one in desk.note.transcript]
