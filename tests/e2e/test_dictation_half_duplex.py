"""She speaks while an answer is spoken inside a dictation: what is kept, and what is not."""

from pathlib import Path

import numpy as np

from assistant.events import SAMPLE_RATE, SpeechLevel
from tests.evenings import Evening, joined, live, needs_voice, spoken

pytestmark = needs_voice

BEGIN = "hey jarvis, start a note for J D"
SLEEP = "client reports poor sleep this week"
ATTACKS = "client had two panic attacks this week"
HOMEWORK = "homework is to practice deep breathing two times a day"


def told(evening: Evening) -> list[str]:
    (note,) = evening.notes
    return [one.command or one.text.lower().strip(" .") for one in note.transcript]


def test_her_name_for_it_silences_an_answer_and_what_she_says_with_it_is_heard_whole(tmp_path: Path) -> None:
    over = joined(spoken("read the note"), 2.5, spoken("hey jarvis, scratch that"), 2.0, spoken(HOMEWORK))
    evening = live(tmp_path, [BEGIN, SLEEP, ATTACKS, over, "end note"], level=SpeechLevel.FULL)
    assert evening.of("interrupted")
    assert told(evening) == [SLEEP, ATTACKS, "read_note", "scratch_that", HOMEWORK, "end_note"]
    (note,) = evening.notes
    assert "panic" not in note.sections["subjective"].lower()


def test_what_she_begins_before_an_answer_is_taken_down_first(tmp_path: Path) -> None:
    before = joined(spoken("read that back"), 0.08, spoken(ATTACKS))
    evening = live(tmp_path, [BEGIN, SLEEP, before, HOMEWORK, "end note"], level=SpeechLevel.FULL)
    assert told(evening) == [SLEEP, "read_back", ATTACKS, HOMEWORK, "end_note"]


def test_what_she_says_over_an_answer_is_no_text_but_is_in_the_recording(tmp_path: Path) -> None:
    over = joined(spoken("read the note"), 2.2, spoken(ATTACKS), 3.0)
    evening = live(tmp_path, [BEGIN, SLEEP, HOMEWORK, over, SLEEP, "end note"], level=SpeechLevel.FULL)
    assert told(evening) == [SLEEP, HOMEWORK, "read_note", SLEEP, "end_note"]
    (sound,) = evening.sounds
    ((start, samples),) = sound.runs
    asked = next(fields["end"] for fields in evening.of("segment") if "read the note" in fields["text"].lower())
    at = round((asked + 2.5) * SAMPLE_RATE) - start
    assert np.abs(samples[at : at + SAMPLE_RATE].astype(int)).max() > 2000
