"""What a note sets aside elsewhere: for supervision, and into her lexicon."""

from typing import Any

import pytest

from assistant.api import NoteState
from assistant.errors import DiskFull
from tests.desk import Desk, Spoken, cut_off


def brought(desk: Desk) -> list[str]:
    return [item.text for item in desk.vault.supervision.waiting()]


async def test_what_she_flags_is_on_the_agenda_as_it_stands_in_the_note(desk: Desk) -> None:
    spoken, _ = await desk.dictate(
        "one", "I felt stuck", "flag for supervision", "correct stuck to lost", "plan", "two", "end note"
    )
    assert brought(desk) == ["I felt lost"]
    assert (spoken.done[0], desk.note.sections["subjective"]) == ("supervise", "one I felt lost")


async def test_what_is_undone_or_scratched_is_not(desk: Desk) -> None:
    await desk.dictate(
        "one", "flag for supervision", "undo that", "two", "flag for supervision", "scratch that", "end note"
    )
    assert brought(desk) == []


async def test_what_is_undone_later_is_taken_off_again(desk: Desk) -> None:
    await cut_off(desk, "one", "flag for supervision")
    assert brought(desk) == ["one"]
    await desk.skill.resume(Spoken(["undo that", "two", "end note"]))
    assert brought(desk) == []


async def test_it_stands_there_once_however_often_the_note_is_written(desk: Desk) -> None:
    await cut_off(desk, "one", "flag for supervision")
    await desk.skill.resume(Spoken(["two"]))
    await desk.skill.resume(Spoken(["end note"]))
    assert brought(desk) == ["one"]


async def test_with_nothing_to_flag_it_says_so(desk: Desk) -> None:
    spoken, _ = await desk.dictate("flag for supervision", "one", "end note")
    assert (spoken.said[1], brought(desk)) == ("There is nothing new to flag in this section.", [])


async def test_it_is_about_the_client_the_note_is_for_in_the_end(desk: Desk) -> None:
    await cut_off(desk, "one", "flag for supervision")
    await desk.skill.resume(Spoken(["this note is for M K", "end note"]))
    assert [(item.client, item.text) for item in desk.vault.supervision.waiting()] == [(desk.mk, "one")]


async def test_a_disk_that_is_full_then_loses_no_word_of_the_note(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def put(*_: object) -> None:
        raise DiskFull("The disk is full, so I could not keep that.")

    with monkeypatch.context() as patch:
        patch.setattr(desk.vault.supervision, "put", put)
        with pytest.raises(DiskFull):
            await desk.dictate("one", "flag for supervision", "end note")
    assert (desk.note.state, desk.note.sections["subjective"]) == (NoteState.DICTATING, "one")
    await desk.skill.resume(Spoken(["end note"]))
    assert (desk.note.state, brought(desk)) == (NoteState.REVIEW, ["one"])


@pytest.mark.parametrize(
    ("lines", "words"),
    [
        (("she takes certain", "spell that S E R T R A L I N E"), ["sertraline"]),
        (("she takes certain", "spell that S E R T R A L I N E", "undo that"), []),
        (("she takes certain", "spell that S E R T R A L I N E", "scratch that"), []),
        (("her friend Jon", "spell that J A N E"), ["Jane"]),
        (("her friend Jon", "spell that J A N E", "undo that", "redo that"), ["Jane"]),
        (("I met Jon.", "spell that juliet alpha november echo"), ["Jane"]),
        (("one", "spell that O N E", "correct one to two"), []),
    ],
)
async def test_a_word_that_she_spelt_is_learnt_where_it_stands(
    desk: Desk, lines: tuple[str, ...], words: list[str]
) -> None:
    await desk.dictate(*lines, "end note")
    assert list(desk.vault.lexicon.words()) == words


async def test_a_lexicon_that_fails_keeps_the_note(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def add(word: str) -> None:
        raise DiskFull("The disk is full, so I could not keep that.")

    house: Any = desk.skill.house
    monkeypatch.setattr(house.lexicon, "add", add)
    with pytest.raises(DiskFull):
        await desk.dictate("her friend Jon", "spell that J A N E", "end note")
    assert desk.note.sections["subjective"] == "her friend Jane"


async def test_letters_without_end_are_not_learnt_and_the_note_is_filed(desk: Desk) -> None:
    await desk.dictate("her friend Jon", f"spell that {'A B ' * 30}", "end note")
    assert (desk.note.state, list(desk.vault.lexicon.words())) == (NoteState.REVIEW, [])
    assert desk.note.sections["subjective"] == f"her friend A{'ba' * 29}b"
