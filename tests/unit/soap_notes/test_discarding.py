"""A note is discarded by words of its own."""

import pytest

from assistant.api import Cancelled, NoteState, Unanswered
from skills.soap_notes.discarding import discards
from tests.desk import Desk


@pytest.mark.parametrize(
    "words", ["Yes, discard this note.", "yes discard this note", "discard this note", "discard the note, please"]
)
async def test_the_words_take_it_out_of_the_queue_and_it_says_how_long_it_is_kept(desk: Desk, words: str) -> None:
    spoken, reply = await desk.dictate("one", "discard the note", answers=[words])
    assert spoken.said[1] == "Shall I discard this note? Then say: yes, discard this note."
    assert reply == "The note is discarded. I keep it for twenty four hours; then it is gone for good."
    assert desk.vault.notes.list() == []
    [note] = desk.vault.notes.discarded()
    assert desk.vault.notes.restore(note.id).state is NoteState.DICTATING


async def test_a_mere_yes_is_asked_for_the_words_once_more(desk: Desk) -> None:
    spoken, _ = await desk.dictate("one", "discard note", answers=["Yes.", "yes, discard this note"])
    assert spoken.said[2] == "To be sure, say: yes, discard this note."
    assert desk.vault.notes.list() == []


@pytest.mark.parametrize(
    "answers",
    [
        ["yes", "yes"],
        ["no"],
        ["yes", "no"],
        ["what"],
        [Cancelled("Okay.")],
        [Unanswered("Nothing.")],
        ["yes", Unanswered("Nothing.")],
    ],
    ids=str,
)
async def test_anything_else_keeps_the_note_and_says_so(desk: Desk, answers: list[str | BaseException]) -> None:
    spoken, _ = await desk.dictate("one", "discard note", "two", "end note", answers=answers)
    assert spoken.said[-1] == "I kept the note. Go on."
    assert desk.note.sections["subjective"] == "one two"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "yes",
        "discard",
        "yes discard",
        "no, don't discard this note",
        "she wants to discard this note",
        "yes, discard this note and start again",
    ],
)
def test_these_are_not_the_words(text: str) -> None:
    assert not discards(text)
