"""Silence, "off the record" and the wake phrase inside a dictation, from the sound to the store."""

from pathlib import Path

import numpy as np
import pytest

from assistant.events import FRAME, SAMPLE_RATE
from assistant.store.sound import Sound
from tests.evenings import Evening, joined, live, needs_voice, spoken

pytestmark = needs_voice

BEGIN = "hey jarvis, start a note for J D"
SLEEP = "client reports poor sleep this week"
ATTACKS = "client had two panic attacks this week"
HOMEWORK = "homework is to practice deep breathing two times a day"


def segments(evening: Evening) -> dict[str, tuple[int, int]]:
    """Where in the stream each utterance of the dictation was said, by its words."""
    return {
        fields["text"].strip(" .").lower(): (
            round(fields["start"] * SAMPLE_RATE),
            round(fields["end"] * SAMPLE_RATE),
        )
        for fields in evening.of("segment")
    }


def equal_to_the_stream(evening: Evening, sound: Sound) -> None:
    """Every sample that is kept is the one that was heard there."""
    for start, samples in sound.runs:
        assert np.array_equal(samples, evening.stream[start : start + len(samples)])


@pytest.mark.parametrize("sealed", [False, True], ids=["open", "sealed"])
@pytest.mark.parametrize("gap", [0.7, 0.85, 1.01])
def test_off_the_record_leaves_not_one_sample_of_the_gap(tmp_path: Path, gap: float, sealed: bool) -> None:
    """She goes on talking before the order is understood; where the records of the file begin depends on the gap."""
    order = joined(spoken("off the record"), gap, spoken(HOMEWORK), gap)
    evening = live(tmp_path, [BEGIN, SLEEP, order, "on the record", ATTACKS, "end note"], sealed=sealed)
    said = segments(evening)
    left, back = (
        said["off the record"][1],
        said[""][0],
    )  # words off the record are in no trace; the last are "on the record"
    (sound,) = evening.sounds
    equal_to_the_stream(evening, sound)
    first, second = sound.runs
    assert first[0] + len(first[1]) == left, "to the very sample, and its own words are kept"
    assert back - 5 * FRAME <= second[0] <= back
    secret = evening.stream[left : back - 5 * FRAME]
    assert np.abs(secret.astype(int)).max() > 2000, "something was said there"
    if not sealed:
        (note,) = evening.notes
        assert "breathing" not in " ".join(note.sections.values())
        assert not [one for one in note.transcript if "breathing" in one.text]


@pytest.mark.parametrize("sealed", [False, True], ids=["open", "sealed"])
def test_half_a_minute_of_silence_rests_and_her_next_word_goes_on(tmp_path: Path, sealed: bool) -> None:
    thinking = joined(spoken(SLEEP), 75.0, spoken(ATTACKS))
    evening = live(tmp_path, [BEGIN, thinking, "end note"], sealed=sealed)
    muted = [(event, t, fields) for event, t, fields in evening.events if "muted" in event]
    assert [event for event, _, _ in muted] == ["muted", "unmuted"]
    assert muted[0][2]["reason"] == "silence"
    (sound,) = evening.sounds
    equal_to_the_stream(evening, sound)
    first, second = sound.runs
    spoke = next(fields for fields in evening.of("segment") if "panic" in fields["text"].lower())
    assert first[0] + len(first[1]) <= muted[0][1] * SAMPLE_RATE + 2 * FRAME
    assert spoke["start"] * SAMPLE_RATE - 2.5 * SAMPLE_RATE < second[0] < (spoke["start"] - 0.5) * SAMPLE_RATE
    assert second[0] - first[0] - len(first[1]) > 40 * SAMPLE_RATE
    if not sealed:
        (note,) = evening.notes
        assert note.state == "review"
        assert (
            note.sections["subjective"]
            == "Client reports poor sleep this week. Client had two panic attacks this week."
        )


def test_a_pause_of_a_minute_between_two_orders_changes_nothing(tmp_path: Path) -> None:
    lines = joined(spoken(SLEEP), 0.8, spoken("plan"), 60.0, spoken(HOMEWORK), 0.9, spoken("scratch that"), 60.0)
    evening = live(tmp_path, [BEGIN, lines, ATTACKS, "end note"])
    (note,) = evening.notes
    assert note.sections["plan"] == "Client had two panic attacks this week."
    assert [event for event, _, _ in evening.events if "muted" in event] == ["muted", "unmuted"] * 2


def test_the_wake_phrase_is_never_in_the_note_and_what_follows_it_is_answered_or_hers(tmp_path: Path) -> None:
    lines = [
        BEGIN,
        SLEEP,
        "hey jarvis",
        ATTACKS,
        "hey jarvis, what do i have today",
        joined(spoken("hey jarvis"), 1.5, spoken("what time is it")),
        "hey jarvis, scratch that",
        joined(spoken("hey jarvis"), 0.2, spoken(HOMEWORK)),
        "end note",
    ]
    evening = live(tmp_path, lines)
    (note,) = evening.notes
    assert note.state == "review"
    assert [name for name in evening.intents if name != "soap_notes.start"] == ["agenda.day", "household.time"]
    kept = [one.text.lower().strip(" .") for one in note.transcript if not one.command]
    assert kept == [SLEEP, ATTACKS, HOMEWORK]
    assert [one.command for one in note.transcript if one.command] == ["scratch_that", "end_note"]
    assert "jarvis" not in " ".join([*kept, *note.sections.values()]).lower()
