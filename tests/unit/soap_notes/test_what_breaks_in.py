"""What breaks into a dictation, and how it goes on."""

import asyncio
from typing import Any

import pytest

from assistant.api import (
    NoteState,
)
from assistant.errors import DiskFull
from tests.desk import (
    CUT,
    Desk,
    Spoken,
)


@pytest.mark.parametrize("cut", [1, 2, 3, 4, 5])
async def test_a_turn_that_is_cut_off_anywhere_keeps_every_word_and_stays_open(desk: Desk, cut: int) -> None:
    lines = ["one", "two", "plan", "three", "four"]
    with pytest.raises(asyncio.CancelledError):
        await desk.dictate(*lines[:cut], CUT)
    note = desk.note
    assert [spoken.text for spoken in note.transcript] == lines[:cut]
    assert note.state is NoteState.DICTATING
    words = [word for text in note.sections.values() for word in text.split()]
    assert words == [line for line in lines[:cut] if line != "plan"]


async def test_a_source_that_ends_leaves_the_note_unfinished_and_says_so(desk: Desk) -> None:
    _, reply = await desk.dictate("one", "plan", "two")
    note = desk.note
    assert (note.state, note.sections["plan"]) == (NoteState.DICTATING, "two")
    assert reply == "I hear nothing more; the note is kept and not filed yet. Say continue my note."


async def test_a_note_in_which_nothing_was_said_does_not_clutter_the_queue(desk: Desk) -> None:
    with pytest.raises(asyncio.CancelledError):
        await desk.dictate(CUT)
    _, reply = await desk.dictate("end note")
    assert reply == "Nothing was dictated, so I put the empty note away."
    ended, cut = desk.vault.notes.discarded()
    assert set(desk.vault.notes.kept_until()) == {cut.id}, "the sound of the other may hold what nothing understood"
    assert ended.id != cut.id
    assert desk.vault.notes.list() == []


async def test_a_disk_that_is_full_ends_the_dictation_with_its_own_error(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = desk.vault.notes.hear

    def hear(note_id: str, spoken: Any) -> None:
        if spoken.seq == 1:
            raise DiskFull("The disk is full; what you said so far is kept.")
        real(note_id, spoken)

    monkeypatch.setattr(desk.vault.notes, "hear", hear)
    with pytest.raises(DiskFull):
        await desk.dictate("one", "two", "three", "end note")
    note = desk.note
    assert (note.state, note.sections["subjective"]) == (NoteState.DICTATING, "one")


async def test_continue_my_note_goes_on_where_it_stopped_with_undo_and_all(desk: Desk) -> None:
    with pytest.raises(asyncio.CancelledError):
        await desk.dictate("one", "plan", "two", "scratch that", CUT)
    spoken = Spoken(["undo that", "three", "end note"])
    reply = await desk.skill.resume(spoken)
    assert spoken.said[0] == "Going on with the note for J D, two o'clock session, in plan. Go ahead."
    assert spoken.public[0] == "Going on with the note, two o'clock session, in plan. Go ahead."
    note = desk.note
    assert (note.sections["subjective"], note.sections["plan"]) == ("one", "two three")
    assert [one.seq for one in note.transcript] == list(range(7))
    assert note.state is NoteState.REVIEW
    assert reply.private == "Filed for review: J D. Objective, assessment, and risk are empty."


async def test_continue_takes_the_newest_unfinished_note_of_that_client(desk: Desk) -> None:
    for client in (desk.jd, desk.mk):
        await desk.skill.start(Spoken([f"about {client.initials}"]), client)
    await desk.skill.resume(Spoken(["more", "end note"]), desk.jd)
    assert {note.client.initials: note.state for note in desk.vault.notes.list()} == {
        "JD": NoteState.REVIEW,
        "MK": NoteState.DICTATING,
    }
    assert (await desk.skill.resume(Spoken([]), desk.jd)).public == "That client has no unfinished note."
    await desk.skill.resume(Spoken(["end note"]))
    assert (await desk.skill.resume(Spoken([]))).public == "There is no unfinished note."
