"""What she dictates is on the disk as sound, from its first moment to its last, and nowhere in clear."""

from datetime import timedelta
from pathlib import Path

import numpy as np
import pytest

from assistant.errors import DiskFull
from assistant.events import FRAME, SAMPLE_RATE
from assistant.store.recording import FileRecording
from tests.evenings import NOW, live, needs_voice, spoken

pytestmark = needs_voice

BEGIN = "hey jarvis, start a soap note for J D"
SLEEP = "client reports poor sleep this week"
ATTACKS = "client had two panic attacks this week"
HOMEWORK = "homework is to practice deep breathing two times a day"


def test_the_whole_dictation_is_recorded_to_the_very_sample_and_nothing_else(tmp_path: Path) -> None:
    evening = live(tmp_path, ["hey jarvis, what time is it", BEGIN, SLEEP, "end note", "hey jarvis, what time is it"])
    (sound,) = evening.sounds
    ((start, samples),) = sound.runs
    assert sound.whole
    assert np.array_equal(samples, evening.stream[start : start + len(samples)])
    opened = next(t for name, t, fields in evening.events if name == "reply" and "Go ahead" in fields["text"])
    ended = next(t for name, t, fields in evening.events if name == "command" and fields["name"] == "end_note")
    assert start / SAMPLE_RATE < opened, "she may speak before it has said that she may"
    assert abs(start + len(samples) - ended * SAMPLE_RATE) <= 2 * FRAME
    (note,) = evening.notes
    assert {one.capture for one in note.transcript} == {one.capture for one in note.transcript if one.capture}
    for one in note.transcript:
        said = samples[round(one.start * SAMPLE_RATE) - start : round(one.end * SAMPLE_RATE) - start]
        assert np.abs(said.astype(int)).mean() > 200, "its times are those of the recording"


def test_nothing_that_she_said_is_on_the_disk_in_clear(tmp_path: Path) -> None:
    evening = live(tmp_path, [BEGIN, SLEEP, ATTACKS])
    (sound,) = evening.sounds
    ((_, samples),) = sound.runs
    loud = [at for at in range(0, len(samples) - 64, 64) if np.abs(samples[at : at + 64].astype(int)).mean() > 500]
    assert len(loud) > 100
    needles = [samples[at : at + 8].astype(kind).tobytes() for at in loud[::20] for kind in ("<i2", ">i2", "<f4")]
    needles += [b"poor sleep", b"panic", b"soap note", b"Jordan"]
    files = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert any(len(path.read_bytes()) > samples.nbytes for path in files)
    for path in files:
        raw = path.read_bytes()
        assert not [needle for needle in needles if needle in raw], path.name


def test_a_pause_is_not_recorded_and_what_comes_after_resume_is(tmp_path: Path) -> None:
    aside = "what time is it and who is at the door please"
    evening = live(tmp_path, [BEGIN, SLEEP, "pause", spoken(aside), "resume", ATTACKS, "end note"])
    (sound,) = evening.sounds
    first, second = sound.runs
    commands = {fields["name"]: t for name, t, fields in evening.events if name == "command"}
    assert abs(first[0] + len(first[1]) - commands["pause"] * SAMPLE_RATE) <= 2 * FRAME
    heard = {fields["text"].strip(" .").lower(): fields for fields in evening.of("segment")}
    assert second[0] <= heard["resume"]["start"] * SAMPLE_RATE
    gap = evening.stream[first[0] + len(first[1]) : second[0]]
    assert len(gap) > len(spoken(aside).samples) / 2, "what was said in the pause is in no recording"
    for start, samples in sound.runs:
        assert np.array_equal(samples, evening.stream[start : start + len(samples)])


def test_what_only_the_sound_has_is_heard_when_the_note_is_continued(tmp_path: Path) -> None:
    cut_off = live(tmp_path, [BEGIN, SLEEP, "plan", HOMEWORK], lost=True)
    (note,) = cut_off.notes
    assert [one.command for one in note.transcript] == ["", "plan"]
    assert cut_off.said[-1] == "The microphone went away; I keep what was said."
    evening = live(tmp_path, ["hey jarvis, continue my note", ATTACKS, "end note"], now=NOW + timedelta(minutes=40))
    assert evening.said[0] == "You have an unfinished note from five oh five. Say continue my note."
    assert "One moment." in evening.said
    (note,) = evening.notes
    assert note.state == "review"
    assert note.sections["subjective"] == "Client reports poor sleep this week."
    assert (
        note.sections["plan"]
        == "Homework is to practice deep breathing two times a day. Client had two panic attacks this week."
    )
    assert len(evening.sounds) == 2
    assert [one.text for one in note.transcript].count("plan") == 1


def test_a_disk_that_fails_ends_the_dictation_with_one_sentence_and_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, count = FileRecording._append, 0

    def append(recording: FileRecording, text: bytes, tag: int) -> None:
        nonlocal count
        count += 1
        if count > 20:
            recording._trouble = DiskFull("The disk is full, so I could not keep that; everything kept before is safe.")
        real(recording, text, tag)

    monkeypatch.setattr(FileRecording, "_append", append)
    evening = live(tmp_path, [BEGIN, SLEEP, HOMEWORK, HOMEWORK, "hey jarvis, what time is it"])
    (note,) = evening.notes
    assert note.state == "dictating"
    assert note.sections["subjective"].startswith("client reports poor sleep this week")
    (sound,) = evening.sounds
    ((start, samples),) = sound.runs
    assert np.array_equal(samples, evening.stream[start : start + len(samples)])
    assert [said for said in evening.said if "disk" in said] == [
        "The disk is full, so I could not keep that; everything kept before is safe."
    ]
    assert evening.intents[-1] == "household.time"


def test_while_the_vault_is_sealed_the_sound_is_kept_and_becomes_a_note_later(tmp_path: Path) -> None:
    first = live(tmp_path, [BEGIN, SLEEP, "plan", HOMEWORK, "end note"], sealed=True)
    assert first.said == [
        "The vault is sealed. I keep the sound, sealed. Go ahead.",
        "Kept. Open the vault and say continue my note.",
    ]
    assert first.notes == []
    (sound,) = first.sounds
    ((start, samples),) = sound.runs
    assert np.array_equal(samples, first.stream[start : start + len(samples)])
    evening = live(tmp_path, ["hey jarvis, continue my note", "J D"], now=NOW + timedelta(days=1))
    assert evening.said[0] == "You have an unfinished note from five oh five yesterday. Say continue my note."
    assert evening.said[-1] == "Filed for review. Objective, assessment, and risk are empty."
    (note,) = evening.notes
    assert (note.state, note.client.initials) == ("review", "JD")
    assert NOW <= note.created < NOW + timedelta(minutes=1), "when she began to speak"
    assert note.sections["subjective"] == "Client reports poor sleep this week."
    assert note.sections["plan"] == "Homework is to practice deep breathing two times a day."


def test_a_sealed_dictation_that_is_discarded_leaves_nothing(tmp_path: Path) -> None:
    evening = live(tmp_path, [BEGIN, SLEEP, "discard note", "yes discard this note"], sealed=True)
    assert evening.said[-1] == "The recording is discarded, and nothing of it is left."
    assert evening.sounds == []
    assert not [path for path in tmp_path.rglob("*capture-*") if path.is_file()]
