"""Two dictations open at once: they stay apart, and she says which one goes on."""

from datetime import timedelta

import pytest

from assistant.api import Cancelled, NoteState, SpeechLevel, Unanswered
from tests.desk import NOW, Desk, Spoken, cut_off, listen_to, record


async def test_a_note_for_a_client_who_has_an_unfinished_one_is_offered_that_first(desk: Desk) -> None:
    await desk.dictate("one", "plan", "two")
    spoken, _ = await desk.say("start a note for J D", "three", "end note", answers=[True])
    assert spoken.said == [
        "There is an unfinished note for J D from two fifty five. Shall I go on with that one?",
        "Going on with the note for J D, two o'clock session, in plan. Go ahead.",
    ]
    assert spoken.public[0] == "There is an unfinished note from two fifty five. Shall I go on with that one?"
    assert (desk.note.sections["subjective"], desk.note.sections["plan"]) == ("one", "two three")


async def test_with_a_no_a_new_one_is_begun_beside_it(desk: Desk) -> None:
    await desk.dictate("one")
    await desk.say("start a note for J D", "two", "end note", answers=[False])
    newest, older = (desk.vault.notes.get(note.id) for note in desk.vault.notes.list())
    assert (newest.sections["subjective"], newest.state) == ("two", NoteState.REVIEW)
    assert (older.sections["subjective"], older.state) == ("one", NoteState.DICTATING)


@pytest.mark.parametrize("answer", [Cancelled("Okay."), Unanswered("I heard nothing.")])
async def test_without_an_answer_nothing_is_begun_and_nothing_lost(desk: Desk, answer: Exception) -> None:
    await desk.dictate("one")
    with pytest.raises(type(answer)):
        await desk.say("start a note for J D", "two", answers=[answer])
    assert (desk.note.state, desk.note.sections["subjective"]) == (NoteState.DICTATING, "one")


async def test_another_clients_unfinished_note_is_not_asked_about(desk: Desk) -> None:
    await desk.dictate("one")
    spoken, _ = await desk.say("start a note for M K", "two", "end note")
    assert spoken.said[0] == "Note for M K, nine o'clock session. Go ahead."


async def test_two_open_notes_stay_apart_word_for_word(desk: Desk) -> None:
    await desk.dictate("first one", "plan", "rest")
    await desk.skill.start(Spoken(["second one", "objective", "calm"]), desk.mk)
    await desk.say("continue my note for J D", "no more", "undo that", "and again", "end note")
    await desk.say("continue my note", "scratch that", "end note")
    found = {note.client.initials: desk.vault.notes.get(note.id) for note in desk.vault.notes.list()}
    written = {name: {part: text for part, text in note.sections.items() if text} for name, note in found.items()}
    assert written == {"JD": {"subjective": "first one", "plan": "rest and again"}, "MK": {"subjective": "second one"}}
    assert [one.text for one in found["MK"].transcript] == [
        "second one",
        "objective",
        "calm",
        "scratch that",
        "end note",
    ]
    assert {note.state for note in found.values()} == {NoteState.REVIEW}


async def test_continue_my_note_takes_the_newest_whosever_it_is(desk: Desk) -> None:
    await desk.dictate("one")
    await desk.skill.start(Spoken(["two"], now=NOW + timedelta(minutes=1)), desk.mk)
    spoken, _ = await desk.say("continue my note", "end note")
    assert spoken.said[0] == "Going on with the note for M K, nine o'clock session, in subjective. Go ahead."
    spoken, _ = await desk.say("continue my note", "end note")
    assert spoken.said[0] == "Going on with the note for J D, two o'clock session, in subjective. Go ahead."


async def test_what_is_in_the_sound_is_taken_in_when_it_is_gone_on_with(desk: Desk) -> None:
    await cut_off(desk, "one")
    listen_to(desk, "two", seconds=1.0)
    await desk.say("start a note for J D", "three", "end note", answers=[True])
    assert desk.note.sections["subjective"] == "one two three"


async def test_a_recording_without_a_note_is_nobodys_and_not_asked_about(desk: Desk) -> None:
    await record(desk, minutes=53)
    spoken, _ = await desk.say("start a note for J D", "one", "end note")
    assert spoken.said[0].startswith("Note for J D")


async def test_a_locked_room_hears_no_initials_in_the_question(desk: Desk) -> None:
    await desk.dictate("one")
    spoken, _ = await desk.say("start a note for J D", "end note", answers=[True], level=SpeechLevel.PUBLIC)
    assert not [said for said in spoken.said if "J D" in said]
