"""How a dictation answers, and what it says to whom."""

from datetime import timedelta

import pytest

from assistant.api import (
    Cue,
    SpeechLevel,
)
from tests.desk import NOW, Desk, Spoken


async def test_an_edit_is_answered_by_a_tone_and_text_by_nothing(desk: Desk) -> None:
    spoken, _ = await desk.dictate("one", "plan", "two", "scratch that", "undo that", "new line", "end note")
    assert spoken.done == ["plan", "scratch_that", "undo_that", "new_line", "end_note"]
    assert (spoken.cues, len(spoken.said)) == ([], 1)


async def test_scratch_undo_and_redo_say_when_nothing_is_left(desk: Desk) -> None:
    spoken, _ = await desk.dictate("undo that", "redo that", "scratch that", "previous section", "one", "end note")
    assert spoken.said[1:] == [
        "There is nothing to undo.",
        "There is nothing to redo.",
        "There is nothing left to scratch in this section.",
        "This is the first section.",
    ]
    assert (spoken.cues, spoken.done) == ([], ["end_note"])


@pytest.mark.parametrize("word", ["stop", "cancel", "Never mind."])
async def test_stop_pauses_and_says_that_the_note_is_kept(desk: Desk, word: str) -> None:
    spoken, _ = await desk.dictate("one", word, "a call", "scratch that", "resume", "two", "end note")
    assert spoken.said[1] == "Paused; the note is kept. Say resume, or end note."
    assert (spoken.cues, spoken.done) == ([Cue.FAILED, Cue.FAILED], ["stop", "resume", "end_note"])
    note = desk.note
    assert [one.text for one in note.transcript] == ["one", word, "resume", "two", "end note"]
    assert note.sections["subjective"] == "one two"


@pytest.mark.parametrize(
    ("level", "answer"),
    [
        (SpeechLevel.FULL, "two"),
        (SpeechLevel.PRIVATE, "The room is locked, so I keep that to myself; it is in the note."),
        (SpeechLevel.PUBLIC, "The room is locked, so I keep that to myself; it is in the note."),
    ],
)
async def test_read_that_back_needs_an_unlocked_room(desk: Desk, level: SpeechLevel, answer: str) -> None:
    spoken, _ = await desk.dictate("one", "two", "read that back", "end note", level=level)
    assert spoken.said[1] == answer
    assert all("two" not in said.replace("two o'clock", "") for said in spoken.public)


async def test_whats_missing_names_the_empty_sections(desk: Desk) -> None:
    spoken, _ = await desk.dictate("one", "objective", "two", "what's missing", "end note")
    assert spoken.said[1] == "Assessment, plan, and risk are empty."


async def test_a_public_room_hears_no_initials(desk: Desk) -> None:
    spoken, reply = await desk.dictate("one", "pause", "resume", "end note", level=SpeechLevel.PUBLIC)
    counted = await desk.skill.unsigned(Spoken([], level=SpeechLevel.PUBLIC))
    again = await desk.skill.read(Spoken([], level=SpeechLevel.PUBLIC), desk.jd)
    everything = [*spoken.said, reply, counted.public, again.public]
    assert not [said for said in everything if "J D" in said or "one" in said.split()]


async def test_a_note_is_read_in_an_unlocked_room_only(desk: Desk) -> None:
    await desk.dictate("she slept well", "plan", "Weekly sessions.", "end note")
    locked = await desk.skill.read(Spoken([], level=SpeechLevel.PRIVATE), desk.jd)
    assert (locked.full, locked.private) == (None, None)
    assert locked.public == "I read notes aloud only in an unlocked room."
    unlocked = await desk.skill.read(Spoken([], level=SpeechLevel.FULL), desk.jd)
    later = await desk.skill.read(Spoken([], level=SpeechLevel.FULL, now=NOW + timedelta(days=1)))
    assert later.full is not None
    assert later.full.startswith("Note for J D, yesterday, two o'clock session.")
    assert unlocked.full == (
        "Note for J D, today, two o'clock session. Subjective. She slept well. Plan. Weekly sessions."
    )
    nothing = await desk.skill.read(Spoken([], level=SpeechLevel.FULL), desk.mk)
    assert nothing.public == "There is no note for that client yet."


async def test_waiting_notes_are_counted_and_named_by_initials(desk: Desk) -> None:
    assert (await desk.skill.unsigned(Spoken([]))).public == "No note is waiting."
    await desk.dictate("one", "end note")
    await desk.dictate("two", "end note")
    await desk.skill.start(Spoken(["three"]), desk.mk)
    reply = await desk.skill.unsigned(Spoken([]))
    assert reply.public == "Two notes wait for review. One note is not finished."
    assert reply.private == "Two notes wait for review: J D. One note is not finished: M K."
