"""Long dictations, and what a home puts into them: no word is lost, none that is not hers comes in, nothing ends it."""

import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from assistant.audio.wavfile import resample
from assistant.events import SAMPLE_RATE, Clip
from assistant.records import Note
from tests.evenings import Evening, joined, live, needs_voice, spoken

pytestmark = needs_voice

BEGIN = "hey jarvis, start a note for J D"
LINES = (
    "client reports poor sleep this week",
    "client had two panic attacks this week",
    "homework is to practice deep breathing two times a day",
)
PAUSE_S = 0.6
ENGINES: dict[str, dict[str, Any]] = {
    "whisper": {"stt": {"engine": "whisper", "model": "whisper-demo"}},
    "sphinx": {"stt": {"engine": "sphinx"}},
}
NEGATIVE = Path(__file__).parents[3] / "shared" / "speech" / "negative"


def plain(text: str) -> str:
    return text.lower().replace(".", "").replace(",", "").strip()


def texts(note: Note) -> list[str]:
    return [plain(one.text) for one in note.transcript if not one.command]


def monologue(seconds: float, gaps: tuple[float, float], seed: int) -> tuple[list[str], Clip]:
    """Lines in no order, with gaps between these lengths (s), as long as that."""
    chance, lines, parts, length = random.Random(seed), [], [], 0.0
    clips = {line: spoken(line) for line in LINES}
    while length < seconds:
        line, gap = chance.choice(LINES), chance.uniform(*gaps)
        lines.append(line)
        parts += [clips[line], gap]
        length += clips[line].seconds + gap
    return lines, joined(*parts)


def in_order_and_at_once(evening: Evening) -> Note:
    """Every utterance is in the store in order, and was heard as soon as the pause after it was over."""
    (note,) = evening.notes
    spans = [(one.start, one.end) for one in note.transcript]
    assert spans == sorted(spans)
    heard = [(t, fields) for name, t, fields in evening.events if name == "segment" and fields["text"]]
    assert [plain(fields["text"]) for _, fields in heard] == [plain(one.text) for one in note.transcript]
    cut = [fields["end"] - fields["start"] > 23 for _, fields in heard]
    late = [t - fields["end"] for (t, fields), long in zip(heard, cut, strict=True) if not long]
    assert max(late) <= PAUSE_S + 0.1, "it waits for nothing but the pause"
    assert plain(note.sections["subjective"]).split() == " ".join(texts(note)).split(), "the note has them all"
    return note


@pytest.mark.long
@pytest.mark.parametrize("engine", ENGINES)
def test_ten_minutes_are_in_the_note_utterance_by_utterance(tmp_path: Path, engine: str) -> None:
    lines, clip = monologue(600, (0.9, 4.0), seed=4)
    evening = live(tmp_path, [BEGIN, clip, "end note"], settings=ENGINES[engine])
    note = in_order_and_at_once(evening)
    assert note.state == "review"
    assert len(texts(note)) == len(lines) > 90
    if engine == "whisper":
        assert texts(note) == lines
    (sound,) = evening.sounds
    assert sound.whole
    assert len(sound.runs) == 1
    assert len(sound.runs[0][1]) / SAMPLE_RATE > 600


@pytest.mark.long
def test_more_than_a_minute_without_a_pause_is_cut_between_words(tmp_path: Path) -> None:
    lines, clip = monologue(75, (0.2, 0.35), seed=5)
    evening = live(tmp_path, [BEGIN, clip, "end note"], settings=ENGINES["whisper"])
    note = in_order_and_at_once(evening)
    spans = [(one.start, one.end) for one in note.transcript if not one.command]
    assert len(spans) >= 3
    assert all(end - start <= 28 for start, end in spans)
    (sound,) = evening.sounds
    ((first, samples),) = sound.runs
    for _, end in spans[:-1]:
        at = round(end * SAMPLE_RATE) - first
        assert np.abs(samples[at + 800 : at + 1600].astype(int)).max() < 1000, "the cut is in a silence"
    heard = " ".join(texts(note)).split()
    said = " ".join(lines).split()
    assert len(heard) >= 0.97 * len(said), "no more is lost than the recogniser loses"


def ring(seconds: float) -> Clip:
    """A telephone: two tones in turn, two seconds of them and four of silence."""
    time = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    pitch = np.where((time * 20).astype(int) % 2 == 0, 440.0, 480.0)
    loud = (time % 6.0 < 2.0) * 9000
    return Clip((np.sin(2 * np.pi * pitch * time) * loud).astype(np.int16), SAMPLE_RATE)


@pytest.mark.parametrize("engine", ENGINES)
def test_a_telephone_that_rings_is_no_text_and_the_dictation_goes_on(tmp_path: Path, engine: str) -> None:
    clip = joined(spoken(LINES[0]), 1.5, ring(20.0), 1.5, spoken(LINES[1]))
    evening = live(tmp_path, [BEGIN, clip, "end note"], settings=ENGINES[engine])
    (note,) = evening.notes
    assert note.state == "review"
    assert len(texts(note)) == 2
    if engine == "whisper":
        assert texts(note) == [LINES[0], LINES[1]]


def beneath(clip: Clip, noise: Path, level: float) -> Clip:
    """`clip` with a recording below it, at this part of its loudness, from beginning to end."""
    sound, rate = soundfile.read(noise, dtype="int16")
    under = resample(sound if sound.ndim == 1 else sound[:, 0], rate, SAMPLE_RATE).astype(np.float64)
    under = np.resize(under, len(clip.samples))
    voice = clip.samples.astype(np.float64)
    under *= level * np.sqrt((voice[np.abs(voice) > 300] ** 2).mean()) / np.sqrt((under**2).mean())
    return Clip((voice + under).clip(-32768, 32767).astype(np.int16), SAMPLE_RATE)


@pytest.mark.skipif(not NEGATIVE.exists(), reason="the recordings of other people and of noise are not here")
@pytest.mark.parametrize("noise", ["noise/pmv_music.wav", "speech/103-1240-0000.flac", "speech/7178-34644-0000.flac"])
def test_a_television_in_the_next_room_neither_ends_it_nor_takes_her_words(tmp_path: Path, noise: str) -> None:
    clip = beneath(joined(*[part for line in LINES for part in (spoken(line), 2.0)]), NEGATIVE / noise, 0.03)
    evening = live(tmp_path, [BEGIN, clip, "end note"], settings=ENGINES["whisper"])
    (note,) = evening.notes
    assert note.state == "review"
    heard = " ".join(texts(note))
    places = [heard.find(line) for line in LINES]
    assert -1 not in places, "every word of hers"
    assert places == sorted(places)
    if noise.startswith("noise"):
        assert texts(note) == list(LINES)  # words of somebody else cannot be told from hers
