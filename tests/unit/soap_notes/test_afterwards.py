"""What is asked of a note when it has been filed."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from assistant.api import Client, NoteState, SpeechLevel
from assistant.errors import ModelUnavailable, UsageError
from assistant.records import Form, Supported
from tests.desk import AsDictated, Desk, Spoken


class Again(AsDictated):
    """A drafter that drafts a section as a question."""

    def __init__(self, error: Exception | None = None) -> None:
        self.error = error
        self.asked: list[Any] = []

    async def section(
        self, client: Client, name: str, text: str, *, form: Form, item: str = "", words: Sequence[tuple[str, int]] = ()
    ) -> tuple[Supported, ...]:
        self.asked.append((client, name, text, form.name, item, list(words)))
        if self.error is not None:
            raise self.error
        return (Supported(f"{text.capitalize()}?", (text,), "is a question", heard=(3,)),)


def drafting(desk: Desk, error: Exception | None = None) -> Again:
    house: Any = desk.skill.house
    house.drafter = Again(error)
    return house.drafter  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    "said", ["redraft the plan", "draft the plan again", "draft again the plan section", "redraft the plan for J D"]
)
async def test_one_section_is_drafted_again_and_the_others_stay(desk: Desk, said: str) -> None:
    drafter = drafting(desk)
    await desk.dictate("one", "plan", "two", "telehealth", "mark that", "end note")
    before = desk.note
    spoken, reply = await desk.say(said)
    after = desk.note
    assert {**after.sections, "plan": before.sections["plan"]} == dict(before.sections)
    assert after.sections["plan"] == "Two.?"
    assert (after.source, after.state, dict(after.fields)) == ("drafted", NoteState.REVIEW, dict(before.fields))
    assert after.support["plan"][0].heard == (3,)
    assert drafter.asked == [(desk.jd, "plan", "two.", "soap", before.id, [("two", 2)])]
    assert spoken.said == ["One moment."]
    assert reply == (
        "The plan of the note for J D is drafted again; the rest is as it was. One sentence needs your look."
    )


async def test_a_locked_room_hears_no_initials(desk: Desk) -> None:
    drafting(desk)
    await desk.dictate("one", "plan", "two", "end note")
    _, reply = await desk.say("redraft the plan", level=SpeechLevel.PUBLIC)
    assert reply == "The plan is drafted again; the rest is as it was. One sentence needs your look."


@pytest.mark.parametrize(
    ("section", "error", "answer"),
    [
        (
            "plan",
            ModelUnavailable("The model can't be reached."),
            "The model can't be reached. The plan stays as it is.",
        ),
        ("risk", UsageError("No model is given that."), "No model is given that. The risk stays as it is."),
        ("objective", None, "You dictated nothing for it. The objective stays as it is."),
        ("weather", None, "The note has no such section, so nothing was drafted again."),
    ],
)
async def test_where_it_cannot_be_her_words_stay(
    desk: Desk, section: str, error: Exception | None, answer: str
) -> None:
    drafting(desk, error)
    await desk.dictate("one", "plan", "two", "risk", "none", "end note")
    before = desk.note
    _, reply = await desk.say(f"redraft the {section}")
    assert (reply, desk.note) == (answer, before)


async def test_it_is_the_newest_note_that_waits_for_review(desk: Desk) -> None:
    drafting(desk)
    await desk.dictate("plan", "two", "end note")
    await desk.skill.start(Spoken(["plan", "three", "end note"]), desk.mk)
    await desk.dictate("plan", "unfinished")
    await desk.say("redraft the plan")
    await desk.say("redraft the plan for J D")
    plans: Mapping[str, str] = {
        f"{note.client.initials} {note.state}": desk.vault.notes.get(note.id).sections["plan"]
        for note in desk.vault.notes.list()
    }
    assert plans == {"JD dictating": "unfinished", "MK review": "Three.?", "JD review": "Two.?"}


async def test_without_a_note_in_review_nothing_is_drafted(desk: Desk) -> None:
    drafting(desk)
    await desk.dictate("plan", "two")
    assert (await desk.say("redraft the plan"))[1] == "No note waits for review."
    assert (await desk.say("redraft the plan for M K"))[1] == "No note for that client waits for review."


async def test_which_notes_are_unsigned_and_the_last_one_read(desk: Desk) -> None:
    await desk.dictate("one", "plan", "two", "end note")
    await desk.skill.start(Spoken(["three", "end note"]), desk.mk)
    _, waiting = await desk.say("which notes are unsigned")
    assert waiting == "Two notes wait for review: M K and J D."
    _, read = await desk.say("read me the last note for J D", level=SpeechLevel.FULL)
    assert read.startswith("Note for J D, today, two o'clock session. Subjective. One.")
    _, locked = await desk.say("read me the last note", level=SpeechLevel.PRIVATE)
    assert locked == "I read notes aloud only in an unlocked room."
