"""Notes in any format, and what they say beside their sections."""

import asyncio
from datetime import timedelta

import pytest

from assistant.records import Form
from skills.soap_notes.formats import asked
from tests.desk import CUT, FORMS, NOW, Desk, Spoken, listen_to, record


@pytest.mark.parametrize(
    ("said", "form"),
    [
        ("start a note for J D", "soap"),
        ("start a soap note for J D", "soap"),
        ("start a note for J D as DAP", "dap"),
        ("start a note for J D as d a p", "dap"),
        ("start a note for J D as D.A.P.", "dap"),
        ("start a note for J D as dap", "dap"),
        ("start a note for J D as a birp note", "birp"),
        ("start a note for J D as burp", "birp"),
        ("start a note for J D as b i r p", "birp"),
        ("start a note for J D as a pie note", "pie"),
        ("start a GIRP note for J D", "girp"),
        ("start a d a p note for J D", "dap"),
        ("start a note for my two o'clock as PIE", "pie"),
        ("start a note for my last session as birp", "birp"),
        ("new note for J D as soap", "soap"),
    ],
)
async def test_a_format_is_named_by_word_by_letters_or_nearly(desk: Desk, said: str, form: str) -> None:
    spoken, _ = await desk.say(said, "one", "end note")
    note = desk.note
    assert (note.client.initials, note.form) == ("JD", form)
    assert spoken.forms == [FORMS[form]], "what hears her knows its sections"
    assert tuple(note.sections) == FORMS[form].sections
    kind = "Note" if form == "soap" else f"{form.capitalize()} note"
    assert spoken.said[0] == f"{kind} for J D, two o'clock session. Go ahead."
    assert spoken.public[0] == f"{kind} for the two o'clock session. Go ahead."


async def test_the_rest_of_a_note_is_heard_in_its_own_format_and_so_is_what_she_says_then(desk: Desk) -> None:
    with pytest.raises(asyncio.CancelledError):
        await desk.say("start a note for J D as dap", "one", CUT)
    await record(desk, desk.note.id)
    recovery, spoken = listen_to(desk, "plan", "rest"), Spoken(["end note"])
    await desk.skill.resume(spoken)
    assert recovery.forms == spoken.forms == [FORMS["dap"]]
    assert desk.note.sections["plan"].lower().startswith("rest")


async def test_a_format_that_there_is_not_begins_nothing_and_says_which_there_are(desk: Desk) -> None:
    spoken, reply = await desk.say("start a note for J D as a shopping list")
    assert reply == ("I have no format of that name, so no note was begun. There are: soap, dap, birp, girp, and pie.")
    assert (desk.vault.notes.list(), spoken.tape) == ([], [])


def test_her_own_formats_are_known_and_the_first_is_the_usual_one() -> None:
    forms = {"girp": FORMS["girp"], "mine": Form("mine", ("story",))}
    assert asked("", "start a note", forms) == FORMS["girp"]
    assert asked("mine", "start a note as mine", forms) == forms["mine"]
    assert asked("", "start a mine note", forms) == forms["mine"]
    assert asked("dap", "start a note as dap", forms) is None


async def test_without_a_session_the_format_is_said_too(desk: Desk) -> None:
    desk.calendar.day = []
    spoken, _ = await desk.say("start a note for J D as dap", "end note")
    assert spoken.public[0] == "A dap note without a session so far today. Go ahead."
    assert spoken.said[0] == "Dap note for J D, without a session so far today. Go ahead."


async def test_a_note_is_continued_in_its_own_format(desk: Desk) -> None:
    await desk.say("start a note for J D as dap", "data", "he slept", "plan", "rest")
    spoken = Spoken(["data", "he ate", "what's missing", "end note"])
    await desk.skill.resume(spoken)
    assert spoken.said == [
        "Going on with the note for J D, two o'clock session, in plan. Go ahead.",
        "Assessment and risk are empty.",
    ]
    assert desk.note.sections == {"data": "he slept he ate", "assessment": "", "plan": "rest", "risk": ""}


async def test_a_format_that_she_took_away_still_has_its_sections(desk: Desk) -> None:
    await desk.say("start a note for J D as dap", "data", "he slept")
    house = desk.skill.house
    object.__setattr__(house, "forms", {"soap": FORMS["soap"]})
    await desk.skill.resume(Spoken(["assessment", "stable", "end note"]))
    assert desk.note.sections == {"data": "he slept", "assessment": "stable", "plan": "", "risk": ""}


FIELDS = (
    ("session fifty minutes", "duration", "50 minutes"),
    ("telehealth", "modality", "telehealth"),
    ("intervention cognitive restructuring", "interventions", "cognitive restructuring"),
    ("link goal two", "goals", "2"),
    ("risk level low", "risk level", "low"),
    ("next session thursday at three", "next", "Thursday, November 5, 3:00 PM"),
)


@pytest.mark.parametrize(("said", "field", "value"), FIELDS)
async def test_a_field_is_answered_by_a_tone_and_kept(desk: Desk, said: str, field: str, value: str) -> None:
    spoken, _ = await desk.dictate("one", said, "end note")
    assert spoken.done == ["field", "end_note"]
    assert spoken.said[1:] == {
        "duration": ["50 minutes."],
        "goals": ["Goal 2."],
        "next": ["Next session Thursday, November 5, 3:00 PM."],
    }.get(field, []), "what is a figure or a day is said back"
    assert dict(desk.note.fields) == {field: value}
    assert desk.note.sections["subjective"] == "one"


async def test_a_day_that_cannot_be_read_is_text(desk: Desk) -> None:
    await desk.dictate("next session she will bring the diary", "end note")
    assert desk.note.fields == {}
    assert desk.note.sections["subjective"] == "next session she will bring the diary"


async def test_fields_stay_with_every_version_and_over_a_cut(desk: Desk) -> None:
    await desk.dictate("one", *(said for said, _, _ in FIELDS))
    house = desk.skill.house
    object.__setattr__(house, "clock", type(house.clock)(now=lambda: NOW + timedelta(days=9)))
    await desk.skill.resume(Spoken(["plan", "rest", "end note"], now=NOW + timedelta(days=9)))
    expected = {field: value for _, field, value in FIELDS}
    assert dict(desk.note.fields) == expected, "a day is counted from when the note was begun"
    assert [dict(desk.vault.notes.get(desk.note.id, number).fields) for number in (1, 2)] == [expected] * 2


async def test_a_field_can_be_undone(desk: Desk) -> None:
    await desk.dictate("one", "telehealth", "undo that", "end note")
    assert desk.note.fields == {}


async def test_a_note_of_nothing_but_fields_is_filed(desk: Desk) -> None:
    _, reply = await desk.dictate("telehealth", "end note")
    assert reply.startswith("Filed for review: J D.")
    assert dict(desk.note.fields) == {"modality": "telehealth"}


@pytest.mark.parametrize(
    ("lines", "answer"),
    [
        (["one", "plan", "two"], "Risk is empty, and I have no duration, modality or next session."),
        (["one", "risk", "none", "telehealth"], "Plan is empty, and I have no duration or next session."),
        (["one", "plan", "two", "risk", "none", "telehealth"], "I have no duration or next session."),
    ],
)
async def test_whats_missing_knows_the_format(desk: Desk, lines: list[str], answer: str) -> None:
    wanted = ("subjective", "plan", "risk", "duration", "modality", "next")
    form = Form("soap", FORMS["soap"].sections, wanted, terms=FORMS["soap"].terms)
    object.__setattr__(desk.skill.house, "forms", {"soap": form})
    spoken, closing = await desk.dictate(*lines, "what's missing", "mark that", "end note")
    assert spoken.said[1] == answer
    assert closing == f"Filed for review: J D. {answer.removesuffix('.')}; one place to check."
