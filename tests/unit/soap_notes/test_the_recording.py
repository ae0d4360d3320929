"""The recording that belongs to a dictation."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

import pytest

from assistant.api import (
    Client,
    Form,
    NoteState,
    Reply,
    Transcript,
)
from assistant.errors import DiskFull, InputOutput
from tests.desk import (
    CUT,
    Desk,
    Draft,
    Spoken,
    record,
)


async def test_the_recording_is_over_before_the_note_is_drafted(desk: Desk) -> None:
    house: Any = desk.skill.house
    spoken = Spoken(["one", "end note"])

    class Watching:
        async def note(self, client: Client, sections: Mapping[str, str], *, item: str, **_: object) -> Draft:
            assert spoken.tape[-1] == "end"
            return sections, "dictated", {}, ""

    house.drafter = Watching()
    await desk.skill.start(spoken, desk.jd)
    assert spoken.tape == [f"begin {desk.note.id}", "end"]
    assert [one.capture for one in desk.note.transcript] == ["tape", "tape"]


async def test_nothing_is_recorded_in_a_pause_and_what_is_said_in_it_is_in_no_recording(desk: Desk) -> None:
    spoken, _ = await desk.dictate("one", "pause", "a call", "what's missing", "resume", "two", "end note")
    assert spoken.tape[1:] == ["pause", "go on", "end"]
    assert [(one.text, one.capture) for one in desk.note.transcript] == [
        ("one", "tape"),
        ("pause", "tape"),
        ("what's missing", ""),
        ("resume", "tape"),
        ("two", "tape"),
        ("end note", "tape"),
    ]


async def test_resume_is_in_the_store_before_the_recording_goes_on(desk: Desk) -> None:
    class Watching(Spoken):
        async def go_on(self) -> None:
            assert desk.note.transcript[-1].command == "resume"

    await desk.skill.start(Watching(["one", "pause", "resume", "end note"]), desk.jd)


async def test_a_note_without_a_word_stays_where_its_sound_was_recorded(desk: Desk) -> None:
    class Recorded(Spoken):
        @asynccontextmanager
        async def dictate(self, note_id: str, form: Form | None = None) -> AsyncIterator["Spoken"]:
            await record(desk, note_id)
            yield self

    with pytest.raises(asyncio.CancelledError):
        await desk.skill.start(Recorded([CUT]), desk.jd)
    assert desk.note.state is NoteState.DICTATING
    await desk.skill.resume(Spoken(["end note"]))
    assert desk.vault.notes.list() == []


async def test_a_note_whose_opening_she_interrupts_goes_again(desk: Desk) -> None:
    class Interrupting(Spoken):
        @asynccontextmanager
        async def dictate(self, note_id: str, form: Form | None = None) -> AsyncIterator["Spoken"]:
            await record(desk, note_id)
            yield self

        async def say(self, reply: Reply) -> None:
            raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await desk.skill.start(Interrupting([]), desk.jd)
    assert desk.vault.notes.list() == []


async def test_what_put_a_dictation_away_is_told_and_not_what_failed_after_it(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Full(Spoken):
        async def __aiter__(self) -> AsyncIterator[Transcript]:
            yield Transcript("one", "test", capture="tape")
            raise DiskFull("The disk is full, so I could not keep that.")

    def write(*_: object, **__: object) -> None:
        raise InputOutput("Another sentence.")

    monkeypatch.setattr(desk.vault.notes, "write", write)
    with pytest.raises(DiskFull):
        await desk.skill.start(Full([]), desk.jd)
    assert (desk.note.state, desk.note.transcript[0].text) == (NoteState.DICTATING, "one")
