"""From sound to sound with each recogniser: the right answer is heard in the recording that comes out."""

from pathlib import Path

import pytest

from assistant.audio.wavfile import read_clip
from assistant.demo.script import CALENDAR
from assistant.events import SpeechLevel
from tests.evenings import live, needs_espeak, words

pytestmark = needs_espeak

ENGINES = {"whisper": {"engine": "whisper", "model": "whisper-demo"}, "sphinx": {"engine": "sphinx"}}


@pytest.mark.parametrize("engine", ENGINES)
def test_the_answer_that_comes_out_is_the_one_that_was_asked_for(engine: str, tmp_path: Path) -> None:
    out = tmp_path / "answers.wav"
    lines = ["hey jarvis, what's on my calendar tomorrow", "hey jarvis, set a timer for ten minutes"]
    level = SpeechLevel.PRIVATE  # each session is told then
    evening = live(tmp_path, lines, settings={"stt": ENGINES[engine]}, calendar=CALENDAR, out=out, level=level)
    assert evening.intents == ["agenda.day", "household.timer"]
    heard = words(read_clip(out).samples)
    assert {"three", "sessions", "tomorrow", "nine", "eleven"} <= set(heard)
    assert {"ten", "minutes", "starting", "now"} <= set(heard)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_note_and_a_reply_end_in_the_vault(engine: str, tmp_path: Path) -> None:
    lines = [
        "hey jarvis, start a soap note for J D",
        "subjective",
        "client had three panic attacks this week",
        "scratch that",
        "plan",
        "continue weekly sessions",
        "end note",
        "hey jarvis, draft a reply to M K",
        "yes thursday works",
    ]
    evening = live(
        tmp_path,
        lines,
        settings={"stt": ENGINES[engine]},
        calendar=CALENDAR,
        messages={"MK": "Is Thursday still on?"},
    )
    (note,) = evening.notes
    assert (note.state, note.client.initials) == ("review", "JD")
    assert note.appointment is not None
    assert note.sections["subjective"] == ""
    assert "sessions" in note.sections["plan"]
    assert [spoken.command for spoken in note.transcript if spoken.command] == [
        "subjective",
        "scratch_that",
        "plan",
        "end_note",
    ]
    (reply,) = evening.replies
    assert reply.client.initials == "MK"
    assert reply.message is not None
    assert reply.text.startswith("Hi Mira,")
