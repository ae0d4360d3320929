"""Whole dictations over a real vault, word for word."""

import asyncio
from collections.abc import AsyncIterator, Mapping
from typing import Any

import pytest

from assistant.api import (
    NoteState,
    Transcript,
)
from tests.desk import (
    Desk,
    Drafted,
    Flagging,
    Interrupted,
    Spoken,
)

SCRIPTS: Mapping[str, tuple[str, dict[str, str], str]] = {
    "all sections": (
        """subjective | client reported feeling anxious | objective | affect was flat | assessment
        | symptoms are improving | plan | continue weekly sessions | risk | none reported | end note""",
        {
            "subjective": "client reported feeling anxious",
            "objective": "affect was flat",
            "assessment": "symptoms are improving",
            "plan": "continue weekly sessions",
            "risk": "none reported",
        },
        "Filed for review: J D. Nothing is missing.",
    ),
    "one section missing": (
        "she slept well | objective | calm | assessment | stable | that's all for the note",
        {"subjective": "she slept well", "objective": "calm", "assessment": "stable"},
        "Filed for review: J D. Plan and risk are empty.",
    ),
    "two missing": (
        "she slept well | go to plan | weekly sessions | end dictation",
        {"subjective": "she slept well", "plan": "weekly sessions"},
        "Filed for review: J D. Objective, assessment, and risk are empty.",
    ),
    "the recogniser's n note": (
        "she slept well | n note",
        {"subjective": "she slept well"},
        "Filed for review: J D. Objective, assessment, plan, and risk are empty.",
    ),
    "written with capitals and stops": (
        "She slept well. | Go to plan. | Weekly sessions. | End note.",
        {"subjective": "She slept well.", "plan": "Weekly sessions."},
        "Filed for review: J D. Objective, assessment, and risk are empty.",
    ),
    "a correction": (
        "she has two sons | scratch that | she has three sons | end note",
        {"subjective": "she has three sons"},
        "",
    ),
    "a correction taken back": (
        "she has two sons | scratch that | undo that | they are well | end note",
        {"subjective": "she has two sons they are well"},
        "",
    ),
    "undo and redo": ("one | two | undo that | redo that | end note", {"subjective": "one two"}, ""),
    "lines": ("one | new line | two | new paragraph | three | end note", {"subjective": "one\ntwo\n\nthree"}, ""),
    "noises are nothing": ("one |  | ... | um | two | end note", {"subjective": "one two"}, ""),
    "commands in prose are prose": (
        "we agreed on a plan | a period of calm | she wants to scratch that idea | end note",
        {"subjective": "we agreed on a plan a period of calm she wants to scratch that idea"},
        "",
    ),
    "literal": ("literal end note | end note", {"subjective": "end note"}, ""),
    "a pause is no part of the note": (
        "one | pause | somebody is at the door | resume | two | end note",
        {"subjective": "one two"},
        "",
    ),
    "stop does not throw away": ("one | stop | end note", {"subjective": "one"}, ""),
    "next and previous section": (
        "one | next section | two | previous section | three | end note",
        {"subjective": "one three", "objective": "two"},
        "",
    ),
    "questions on the way": (
        "one | read that back | what's missing | two | end note",
        {"subjective": "one two"},
        "",
    ),
}


@pytest.mark.parametrize("name", SCRIPTS)
async def test_a_whole_dictation_is_filed_word_for_word(desk: Desk, name: str) -> None:
    script, expected, answer = SCRIPTS[name]
    _, reply = await desk.dictate(*(line.strip() for line in script.split("|")))
    note = desk.note
    assert {section: text for section, text in note.sections.items() if text} == expected
    assert note.state is NoteState.REVIEW
    assert (note.version, note.source) == (1, "dictated")
    assert reply == answer or not answer


async def test_everything_she_said_is_kept_beside_the_note_commands_named(desk: Desk) -> None:
    await desk.dictate("one", "scratch that", "  ", "two", "go to plan", "n note")
    note = desk.note
    assert [(spoken.seq, spoken.text, spoken.command) for spoken in note.transcript] == [
        (0, "one", ""),
        (1, "scratch that", "scratch_that"),
        (2, "two", ""),
        (3, "go to plan", "plan"),
        (4, "n note", "end_note"),
    ]
    first = note.transcript[0]
    assert (first.start, first.end, first.confidence, first.engine) == (0.0, 3.0, 0.9, "test")


async def test_an_utterance_is_in_the_store_before_the_next_one_is_heard(desk: Desk) -> None:
    class Watching(Spoken):
        async def __aiter__(self) -> AsyncIterator[Transcript]:
            for count in range(3):
                note = desk.note
                assert len(note.transcript) == count
                yield Transcript(f"utterance {count}", "test")

    await desk.skill.start(Watching([]), desk.jd)
    note = desk.note
    assert len(note.transcript) == 3


async def test_a_draft_becomes_a_further_version_and_her_words_stay(desk: Desk) -> None:
    house: Any = desk.skill.house
    house.drafter = Drafted()
    await desk.dictate("she slept well", "end note")
    note = desk.note
    assert (note.version, note.source, note.sections["subjective"]) == (2, "drafted", "She slept well.")
    assert note.transcript[0].text == "she slept well"


async def test_the_note_is_filed_even_when_she_breaks_in_on_the_drafting(desk: Desk) -> None:
    house: Any = desk.skill.house
    house.drafter = Interrupted()
    with pytest.raises(asyncio.CancelledError):
        await desk.dictate("she slept well", "end note")
    note = desk.note
    assert (note.state, note.sections["subjective"]) == (NoteState.REVIEW, "she slept well")


async def test_a_drafted_sentence_that_she_must_look_at_is_kept_flagged_and_said(desk: Desk) -> None:
    house: Any = desk.skill.house
    house.drafter = Flagging()
    _, said = await desk.dictate("subjective", "one", "end note")
    assert said.startswith("Filed for review")
    assert said.endswith("; one place to check.")
    assert [each.flag for each in desk.note.flags] == ['holds words that you did not say: "ate"']
    assert desk.note.version == 2
