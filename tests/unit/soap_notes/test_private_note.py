"""A private note within a dictation: kept in the drawer of process notes, and nowhere else."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import nullcontext

import pytest

from assistant.api import Cue, NoteState, SpeechLevel, Transcript, Unfinished
from assistant.errors import DiskFull
from skills.soap_notes.skill import SoapNotes
from tests.desk import CUT, NOW, Desk, Spoken, cut_off, listen_to

THOUGHTS = ("a countertransference", "I was angry")


def in_the_note(desk: Desk) -> str:
    note = desk.note
    return " ".join([*note.sections.values(), *(one.text for one in note.transcript)])


async def test_it_goes_to_the_drawer_and_nothing_of_it_to_the_note(desk: Desk) -> None:
    spoken, _ = await desk.dictate("one", "private note", *THOUGHTS, "back to the note", "two", "end note")
    [private] = desk.private
    assert (private.text, private.head.client, private.head.finished) == (
        "a countertransference. I was angry.",
        desk.jd.id,
        True,
    )
    assert desk.note.sections["subjective"] == "one two"
    assert [(one.text, one.command) for one in desk.note.transcript] == [
        ("one", ""),
        ("private note", "private_note"),
        ("back to the note", "back_to_note"),
        ("two", ""),
        ("end note", "end_note"),
    ]
    assert spoken.tape[1:] == ["pause since private note", "go on", "end"]
    assert spoken.cues == [Cue.PRIVATE, Cue.PRIVATE]
    assert spoken.traced == ["one", "private note", "two", "end note"]
    assert len(spoken.said) == 1


async def test_each_utterance_is_kept_before_the_next_is_heard(desk: Desk) -> None:
    lengths = []

    class Watching(Spoken):
        async def __aiter__(self) -> AsyncIterator[Transcript]:
            for text in ("private note", "one", "two", "three", CUT):
                lengths.append(len(desk.private[0].text.split()) if desk.private else 0)
                yield Transcript(text, "test")

    await desk.skill.start(Watching([]), desk.jd)
    assert lengths == [0, 0, 1, 2, 3]


async def test_editing_works_in_it_and_the_note_is_not_touched(desk: Desk) -> None:
    edits = ("she is mean", "correct mean to sad", "bad", "scratch that", "undo that", "scratch that", "redo that")
    spoken, _ = await desk.dictate("one", "private note", *edits, "back to the note", "undo that", "two", "end note")
    assert spoken.said[1:] == ["There is nothing to redo."]
    assert [private.text for private in desk.private] == ["she is sad."]
    assert desk.note.sections["subjective"] == "two", "undo is for the note again"


async def test_a_correction_there_asks_as_it_does_elsewhere_and_stays_hidden(desk: Desk) -> None:
    lines = ("mother called", "she slept", "mother wrote", "she ate", "she wept", "correct mother to father")
    spoken, _ = await desk.dictate(
        "private note", *lines, "back to the note", "two", "end note", answers=["the first"], level=SpeechLevel.FULL
    )
    [private] = desk.private
    assert private.text.startswith("father called. she slept. mother wrote.")
    assert "the first" not in spoken.traced
    assert "mother" not in in_the_note(desk)


@pytest.mark.parametrize(
    "said",
    [
        "plan",
        "go to plan",
        "next section",
        "telehealth",
        "risk level low",
        "session fifty minutes",
        "not assessed plan",
        "flag for supervision",
        "this note is for M K",
        "read the plan",
        "read the note",
        "what's missing",
        "resume",
        "on the record",
        "discard note",
    ],
)
async def test_what_is_for_the_note_itself_is_refused_there_in_one_sentence(desk: Desk, said: str) -> None:
    spoken, _ = await desk.dictate("one", "private note", "a thought", said, "another", "end note")
    assert spoken.said[1:] == ["This is the private note; say back to the note first."]
    assert desk.private[0].text == "a thought. another."
    assert (dict(desk.note.fields), desk.note.client, desk.vault.supervision.count()) == ({}, desk.jd, 0)
    assert desk.note.sections["subjective"] == "one"


@pytest.mark.parametrize(
    ("level", "answer"),
    [
        (SpeechLevel.FULL, "I was angry"),
        (SpeechLevel.PRIVATE, "The room is locked, so I keep that to myself; it is in the private note."),
        (SpeechLevel.PUBLIC, "The room is locked, so I keep that to myself; it is in the private note."),
    ],
)
async def test_it_is_read_back_in_an_unlocked_room_only(desk: Desk, level: SpeechLevel, answer: str) -> None:
    spoken, _ = await desk.dictate("one", "private note", *THOUGHTS, "read that back", "end note", level=level)
    assert spoken.said[1] == answer


@pytest.mark.parametrize("end", ["end note", "stop", "pause", "off the record", CUT, "back to the note"])
async def test_whatever_ends_it_finishes_it(desk: Desk, end: str) -> None:
    with pytest.raises(asyncio.CancelledError) if end == CUT else nullcontext():
        await desk.dictate("one", "private note", *THOUGHTS, end)
    [private] = desk.private
    assert (private.text, private.head.finished) == ("a countertransference. I was angry.", True)
    assert "angry" not in in_the_note(desk)
    assert desk.note.state is (NoteState.REVIEW if end == "end note" else NoteState.DICTATING)


@pytest.mark.parametrize(("pause", "go_on"), [("stop", "resume"), ("off the record", "on the record")])
async def test_after_a_pause_she_is_told_that_it_is_the_note_again(desk: Desk, pause: str, go_on: str) -> None:
    spoken, _ = await desk.dictate("plan", "private note", "a thought", pause, "more", go_on, "two", "end note")
    assert spoken.said[-1] == "This is the note again, in plan."
    assert (desk.private[0].text, desk.note.sections["plan"]) == ("a thought.", "two")
    assert spoken.traced == ["plan", "private note", "two", "end note"]


async def test_a_second_one_in_a_sitting_goes_on_with_the_first(desk: Desk) -> None:
    await desk.dictate("private note", "first", "back to the note", "one", "private note", "second", "end note")
    assert [private.text for private in desk.private] == ["first.\n\nsecond."]


async def test_it_can_be_begun_from_a_pause(desk: Desk) -> None:
    spoken, _ = await desk.dictate("one", "pause", "private note", "a thought", "back to the note", "two", "end note")
    assert (desk.private[0].text, desk.note.sections["subjective"]) == ("a thought.", "one two")
    assert spoken.tape[1:] == ["pause", "pause since private note", "go on", "end"]


async def test_one_in_which_nothing_was_said_leaves_nothing(desk: Desk) -> None:
    await desk.dictate("one", "private note", "scratch that", "back to the note", "end note")
    assert desk.private == []


async def test_a_word_that_is_spelt_there_is_not_learnt(desk: Desk) -> None:
    await desk.dictate("one", "private note", "she met Jon", "spell that J A N E", "end note")
    assert (desk.private[0].text, list(desk.vault.lexicon.words())) == ("she met Jane.", [])


async def test_with_the_client_it_goes_to_the_other(desk: Desk) -> None:
    await desk.dictate(
        "private note", *THOUGHTS, "scratch that", "back to the note", "one", "this note is for M K", "end note"
    )
    [private] = desk.private
    assert (private.head.client, private.text) == (desk.mk.id, "a countertransference.")


async def test_a_full_disk_in_it_ends_the_dictation_and_loses_nothing_that_was_kept(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = desk.vault.drawer.hear

    def hear(process_id: str, seq: int, text: str, command: str) -> None:
        if seq == 1:
            raise DiskFull("The disk is full; what you said so far is kept.")
        real(process_id, seq, text, command)

    monkeypatch.setattr(desk.vault.drawer, "hear", hear)
    with pytest.raises(DiskFull):
        await desk.dictate("one", "private note", *THOUGHTS, "end note")
    assert (desk.note.state, desk.note.sections["subjective"]) == (NoteState.DICTATING, "one")
    assert desk.private[0].text == "a countertransference."


async def test_one_that_cannot_be_finished_is_kept_as_it_was_heard_and_the_note_too(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def finish(*_: object) -> None:
        raise DiskFull("The disk is full; what you said so far is kept.")

    monkeypatch.setattr(desk.vault.drawer, "finish", finish)
    with pytest.raises(DiskFull):
        await desk.dictate("one", "private note", *THOUGHTS, "end note")
    assert (desk.note.state, desk.note.sections["subjective"]) == (NoteState.DICTATING, "one")
    assert (desk.private[0].text, desk.private[0].head.finished) == ("\n".join(THOUGHTS), False)


async def test_what_only_the_sound_has_of_it_goes_to_the_drawer_too(desk: Desk) -> None:
    await cut_off(desk, "one")
    listen_to(desk, "private note", "a thought", "plan", "pause", "another", "back to the note", "two", "end note")
    await desk.skill.resume(Spoken([]))
    assert desk.private[0].text == "a thought. another."
    assert (desk.note.sections["subjective"], desk.note.state) == ("one two", NoteState.REVIEW)
    assert "thought" not in in_the_note(desk)


async def test_what_was_recorded_of_it_before_it_was_understood_goes_to_the_drawer(desk: Desk) -> None:
    with pytest.raises(asyncio.CancelledError):
        await desk.dictate("one", "private note", CUT)

    listen_to(desk, "a thought")
    await desk.skill.recover(Unfinished(desk.note.id, "tape", NOW), None)
    assert desk.private[0].text == "a thought."
    assert "thought" not in in_the_note(desk)


async def test_in_a_sealed_house_it_is_refused_and_nothing_of_it_is_recorded(sealed: SoapNotes) -> None:
    spoken = Spoken(["one", "private note", "a thought", "scratch that", "back to the note", "two", "end note"])
    reply = await sealed.start(spoken)
    assert spoken.said[1] == (
        "I can't keep a private note in a sealed vault, so I keep nothing until you say back to the note."
    )
    assert spoken.tape == ["begin", "pause since private note", "go on", "end"]
    assert spoken.done == ["private_note", "back_to_note", "end_note"]
    assert reply.public.startswith("Kept.")


async def test_cancel_in_it_pauses_and_throws_nothing_away(desk: Desk) -> None:
    spoken, _ = await desk.dictate("one", "private note", "a thought", "cancel", "end note")
    assert spoken.said[1] == "Paused; the private note is kept. Resume goes on with the note itself."
    assert (desk.private[0].text, desk.note.sections["subjective"]) == ("a thought.", "one")
