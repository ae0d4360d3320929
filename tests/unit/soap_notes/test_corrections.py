"""Corrections and the questions that they need, from her words to the store."""

import asyncio
import re

import pytest

from assistant.api import (
    Cancelled,
    NoteState,
    SpeechLevel,
    Unanswered,
)
from skills.soap_notes.vocabulary import Command, phrases
from tests.desk import (
    CUT,
    FORMS,
    Desk,
    Spoken,
    cut_off,
    listen_to,
)

MANY = ("mother called", "she slept", "mother wrote", "she ate", "correct mother to father")


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        ("the first", "father called she slept mother wrote she ate"),
        ("Two.", "mother called she slept father wrote she ate"),
        ("the last one", "mother called she slept father wrote she ate"),
        ("three", "mother called she slept mother wrote she ate"),
        ("what", "mother called she slept mother wrote she ate"),
    ],
)
async def test_among_several_places_she_says_which(desk: Desk, answer: str, text: str) -> None:
    said = [*MANY[:3], "she wept", *MANY[3:]]
    spoken, _ = await desk.dictate(*said, "end note", answers=[answer])
    assert spoken.said[1] == "It is here two times. Which one: the first or the second?"
    assert desk.note.sections["subjective"] == text.replace("wrote", "wrote she wept")
    assert (spoken.said[2:] == ["Nothing is changed. Go on."]) == ("father" not in text)
    assert [(one.text, one.command) for one in desk.note.transcript[-3:-1]] == [
        ("correct mother to father", "correct"),
        (answer, "answer"),
    ]


async def test_the_places_are_read_out_in_an_unlocked_room_only(desk: Desk) -> None:
    said = [*MANY[:3], "she wept", *MANY[3:]]
    spoken, _ = await desk.dictate(*said, "end note", answers=["one"], level=SpeechLevel.FULL)
    assert spoken.said[1] == "Which one? One: mother called she, two: she slept mother wrote she."
    assert not [one for one in spoken.public if "mother" in one or "slept" in one]


@pytest.mark.parametrize("answer", [Cancelled("Okay."), Unanswered("I heard nothing.")])
async def test_a_question_without_an_answer_changes_nothing(desk: Desk, answer: Exception) -> None:
    said = [*MANY[:3], "she wept", *MANY[3:]]
    spoken, _ = await desk.dictate(*said, "scratch section", "end note", answers=[answer, answer])
    assert "father" not in desk.note.sections["subjective"]
    assert spoken.said[2] == spoken.said[4] == "Nothing is changed. Go on."


async def test_a_section_is_scratched_with_a_yes_and_comes_back_with_undo(desk: Desk) -> None:
    spoken, _ = await desk.dictate(
        "one", "scratch section", "two", "scratch section", "undo that", "end note", answers=["no", "Yes, scratch."]
    )
    assert spoken.said[1] == "Shall I scratch this whole section? Say yes, scratch."
    assert desk.note.sections["subjective"] == "one two"
    assert [one.command for one in desk.note.transcript if one.command] == [
        "scratch_section",
        "answer",
        "scratch_section",
        "answer",
        "undo_that",
        "end_note",
    ]


async def test_a_correction_that_was_answered_is_there_when_the_note_is_continued(desk: Desk) -> None:
    said = [*MANY[:3], "she wept", *MANY[3:]]
    with pytest.raises(asyncio.CancelledError):
        await desk.dictate(*said, "spell that A T E S", CUT, answers=["two"])
    await desk.skill.resume(Spoken(["undo that", "end note"]))
    assert desk.note.sections["subjective"] == "mother called she slept father wrote she wept she ate"


async def test_an_answer_in_the_sound_is_an_answer(desk: Desk) -> None:
    await cut_off(desk, "one", "scratch section", answers=[asyncio.CancelledError()])
    listen_to(desk, "yes, scratch", "two")
    await desk.skill.resume(Spoken(["end note"]))
    assert desk.note.sections["subjective"] == "two"


async def test_everywhere_says_the_count_first(desk: Desk) -> None:
    spoken, _ = await desk.dictate("mother", "plan", "mother", "change mother to father everywhere", "end note")
    assert spoken.said[1] == "In two places."
    assert (desk.note.sections["subjective"], desk.note.sections["plan"]) == ("father", "father")


async def test_what_is_not_there_is_said_and_changes_nothing(desk: Desk) -> None:
    spoken, _ = await desk.dictate(
        "one two",
        "correct apples to pears",
        "correct apples to pears everywhere",
        "strike from one through pears",
        "insert after pears",
        "plan",
        "scratch sentence",
        "scratch section",
        "spell that A B",
        "mark that",
        "end note",
    )
    assert spoken.said[1:] == [
        "I don't find those words here, so nothing is changed.",
        "I don't find those words here, so nothing is changed.",
        "I don't find both ends here, so nothing is struck.",
        "I don't find those words here, so I stay where I am.",
        "There is no sentence to scratch here.",
        "There is nothing left to scratch in this section.",
        "There is no word to spell here.",
        "There is nothing new to mark in this section.",
    ]
    assert desk.note.sections["subjective"] == "one two"


async def test_marked_places_are_counted_when_the_note_is_filed(desk: Desk) -> None:
    _, reply = await desk.dictate("one", "unsure", "mark that", "plan", "two", "mark that", "end note")
    assert reply == "Filed for review: J D. Objective, assessment, and risk are empty; two places to check."


async def test_what_is_marked_and_scratched_is_not_counted(desk: Desk) -> None:
    _, reply = await desk.dictate("one", "two", "unsure", "scratch that", "end note")
    assert "to check" not in reply


async def test_the_note_so_far_is_read_in_an_unlocked_room_only(desk: Desk) -> None:
    said = ("she slept", "plan", "weekly sessions", "read the plan", "read the note", "read the objective", "end note")
    locked, _ = await desk.dictate(*said)
    assert locked.said[1:] == [
        "I read notes aloud only in an unlocked room.",
        "I read notes aloud only in an unlocked room.",
        "There is nothing there yet.",
    ]
    unlocked, _ = await desk.dictate(*said, level=SpeechLevel.FULL)
    assert unlocked.said[1:3] == ["Plan. Weekly sessions.", "Subjective. She slept. Plan. Weekly sessions."]


async def test_what_is_read_rests_between_what_she_said(desk: Desk) -> None:
    told, _ = await desk.dictate("she slept", "she ate", "read the note", "end note", level=SpeechLevel.FULL)
    assert told.said[1] == "Subjective. She slept. she ate."


async def test_a_note_of_nothing_but_not_assessed_is_filed(desk: Desk) -> None:
    await desk.dictate("not assessed plan", "end note")
    assert (desk.note.state, desk.note.sections["plan"]) == (NoteState.REVIEW, "Not assessed.")


async def test_no_command_word_is_left_in_the_note(desk: Desk) -> None:
    leaving = (Command.END_NOTE, Command.DISCARD_NOTE, Command.NOT_ASSESSED)
    lines = [wording for wording, command in phrases(FORMS["soap"]) if command not in leaving]
    lines = [line for wording in lines for line in ("back to the note", "on the record", wording)]
    await desk.dictate("77", *lines, "on the record", "end note", answers=["no"] * 9)
    assert not any(re.search(r"[a-z]", text) for text in desk.note.sections.values())
