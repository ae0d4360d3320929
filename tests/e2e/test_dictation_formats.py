"""The sections of the open note, and of no other format, are heard in it: spoken, with the real engines."""

from pathlib import Path

import pytest

from tests.evenings import Evening, live, needs_voice

pytestmark = [needs_voice, pytest.mark.long]

SOAP, BIRP = "hey jarvis, start a note for J D", "hey jarvis, start a birp note for J D"
SLEEP = "client reports poor sleep this week"
HOMEWORK = "homework is to practice deep breathing two times a day"


def commands(evening: Evening) -> dict[str, str]:
    """Each command of the note with the engine that heard it."""
    (note,) = evening.notes
    return {one.command: one.engine for one in note.transcript if one.command}


@pytest.mark.parametrize(
    ("begin", "said", "section", "heard_by"),
    [(SOAP, "go to risk section", "risk", "sphinx"), (BIRP, "go to response section", "response", "whisper")],
    ids=["soap", "birp"],
)
def test_of_two_sections_that_sound_alike_it_is_the_one_of_her_format(
    tmp_path: Path, begin: str, said: str, section: str, heard_by: str
) -> None:
    """The demonstration's Whisper hears "response" in both; in a SOAP note the closed grammar knows better."""
    evening = live(tmp_path, [begin, SLEEP, said, HOMEWORK, "end note"])
    (note,) = evening.notes
    assert list(commands(evening)) == [section, "end_note"]
    assert commands(evening)[section].startswith(heard_by)
    assert note.sections[section].strip(" .").lower() == HOMEWORK


@pytest.mark.parametrize(("begin", "section"), [(SOAP, "risk"), (BIRP, "response")], ids=["soap", "birp"])
def test_pocketsphinx_alone_goes_to_it_too(tmp_path: Path, begin: str, section: str) -> None:
    lines = [begin, SLEEP, f"go to {section} section", HOMEWORK, "end note"]
    evening = live(tmp_path, lines, settings={"stt": {"engine": "sphinx"}})
    assert list(commands(evening)) == [section, "end_note"]
    assert evening.notes[0].sections[section]


def test_a_section_of_another_format_stays_text_and_is_flagged(tmp_path: Path) -> None:
    evening = live(tmp_path, [SOAP, SLEEP, "go to response section", "end note"])
    (note,) = evening.notes
    assert list(commands(evening)) == ["end_note"]
    assert "Go to response section" in note.sections["subjective"]
    assert [one.why for one in note.marked] == ["there is no such section in this note"]


def test_a_note_that_is_continued_is_heard_in_its_own_format(tmp_path: Path) -> None:
    """What only its sound has, and what she says then: the recogniser knew every format in between."""
    live(tmp_path, [SOAP, SLEEP, "go to risk section"], lost=True)
    evening = live(tmp_path, ["hey jarvis, what time is it", "hey jarvis, continue my note", HOMEWORK, "end note"])
    assert list(commands(evening)) == ["risk", "end_note"]
    assert evening.notes[0].sections["risk"].strip(" .").lower() == HOMEWORK
