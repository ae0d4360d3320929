"""Sound to measure with: synthetic voices, noise around them, and what rings, ticks and plays in a home.

All of it is made the same way every time.
"""

from collections.abc import Callable, Iterator, Mapping
from itertools import pairwise
from pathlib import Path

import numpy as np
import numpy.typing as npt

from assistant.audio.wavfile import read_clip, resample, to_float, to_int16
from assistant.demo.actress import BREATH_S, Actress
from assistant.errors import EngineMissing
from assistant.events import FRAME, SAMPLE_RATE, AudioFrame, Samples, Utterance
from assistant.vad.endpoint import Endpointer
from assistant.vad.silero import Silero

Sound = npt.NDArray[np.floating]
"""±1, mono, `SAMPLE_RATE`."""

QUIET = SAMPLE_RATE // 2
"""Samples of a quiet room before and after what is said."""

LEVEL = 0.4
"""Peak of a voice, of full scale."""

AUDIBLE = 0.03
"""Of its peak, from which on a voice counts as speech."""


def speak(voice: str, text: str) -> Sound:
    """The text in a voice: ``flite slt``, ``espeak-ng en-gb``. Raises `EngineMissing`."""
    program, _, name = voice.partition(" ")
    commands = {
        "espeak-ng": ["espeak-ng", "-v", name, "-s", "160", "--stdout"],
        "flite": ["flite", "-voice", name, "-o", "/dev/stdout", "-t"],
    }
    try:
        clip = Actress(voice, commands[program]).speak(text)
    except OSError as error:
        raise EngineMissing(
            "A voice to measure with is missing.", fix=f"sudo apt install {program} ({error})"
        ) from None
    breath = round(clip.rate * BREATH_S)
    whole = to_float(resample(clip.samples[breath:-breath], clip.rate, SAMPLE_RATE))
    return whole * (LEVEL / max(float(np.abs(whole).max()), 1e-6))


def said(voice: Sound, noise: Sound | None = None, snr_db: float = 10.0) -> Utterance:
    """The voice in a quiet room as an utterance, or in noise so many dB below its speech; `noise`: of any length."""
    loud = np.flatnonzero(np.abs(voice) > AUDIBLE * np.abs(voice).max())
    first, last = QUIET + int(loud[0]), QUIET + int(loud[-1]) + 1
    room = np.random.default_rng(1).normal(0, 10 / 32768, len(voice) + 2 * QUIET)
    room[QUIET : QUIET + len(voice)] += voice
    if noise is not None:
        around = np.resize(noise, len(room))
        speech = float(np.mean(voice[loud[0] : loud[-1] + 1] ** 2))
        room += around * np.sqrt(speech / max(float(np.mean(around**2)), 1e-12) / 10 ** (snr_db / 10))
    return Utterance(to_int16(room.astype(np.float32)), 0, first, last)


def utterances(sound: Samples, pause_s: float) -> Iterator[Utterance]:
    """What the house's own voice detector and end-pointer cut out of it."""
    detector, ends = Silero(), Endpointer(threshold=0.5, pause_s=pause_s, longest_s=28.0)
    ends.open()
    room = np.random.default_rng(1).normal(0, 10, len(sound) + 4 * SAMPLE_RATE).astype(np.int16)
    room[SAMPLE_RATE : SAMPLE_RATE + len(sound)] = sound
    for at in range(0, len(room) - FRAME + 1, FRAME):
        frame = AudioFrame(room[at : at + FRAME], at)
        found = ends.push(frame, detector.probability(frame))
        if found is not None:
            yield found


def recording(path: Path) -> Samples:
    """A clip at the house's rate. Raises `BadAudio`."""
    clip = read_clip(path)
    return resample(clip.samples, clip.rate, SAMPLE_RATE)


# ── noises ───────────────────────────────────────────────────────────────────────────────────────────────────


def coloured(seconds: float, colour: float = 1.0) -> Sound:
    """Noise whose power falls with frequency to the `colour`: 0 white, 1 pink, 2 brown."""
    count = round(seconds * SAMPLE_RATE)
    spectrum = np.fft.rfft(np.random.default_rng(7).normal(size=count))
    frequencies = np.maximum(np.fft.rfftfreq(count, 1 / SAMPLE_RATE), 20.0)
    return _full(np.fft.irfft(spectrum / frequencies ** (colour / 2), count))


def fan(seconds: float) -> Sound:
    """Rushing air and a motor's hum."""
    t = _time(seconds)
    return _full(coloured(seconds, 1.5) + 0.3 * np.sin(2 * np.pi * 120 * t) + 0.15 * np.sin(2 * np.pi * 48 * t))


def clicks(seconds: float) -> Sound:
    """Three a second, at random: keys, a pen, a door."""
    chance, sound = np.random.default_rng(7), np.zeros(round(seconds * SAMPLE_RATE))
    for at in chance.integers(0, len(sound) - 400, round(3 * seconds)):
        sound[at : at + 400] += chance.normal(size=400) * np.exp(-np.arange(400) / 60)
    return _full(sound)


def ringing(seconds: float) -> Sound:
    """A telephone in America: 440 and 480 Hz, two seconds of six."""
    t = _time(seconds)
    return _full((np.sin(2 * np.pi * 440 * t) + np.sin(2 * np.pi * 480 * t)) * (t % 6 < 2))


def ringing_twice(seconds: float) -> Sound:
    """A telephone in Britain: 400 and 450 Hz, 0.4 s twice in three seconds."""
    t = _time(seconds)
    at = t % 3
    return _full((np.sin(2 * np.pi * 400 * t) + np.sin(2 * np.pi * 450 * t)) * ((at < 0.4) | ((at >= 0.6) & (at < 1))))


def chords(seconds: float) -> Sound:
    """Struck major chords, two a second, each dying away."""
    t, chance = _time(seconds), np.random.default_rng(7)
    sound = np.zeros(len(t))
    for since, until in pairwise(np.arange(0, seconds + 0.5, 0.5)):
        heard = (t >= since) & (t < until + 1.5)
        root = 110 * 2 ** (chance.integers(0, 24) / 12)
        for tone in (1, 1.26, 1.5, 2):
            for harmonic in (1, 2, 3):
                wave = np.sin(2 * np.pi * root * tone * harmonic * t[heard]) / harmonic
                sound[heard] += wave * np.exp(-3 * (t[heard] - since))
    return _full(sound)


NOISES: Mapping[str, Callable[[float], Sound]] = {
    "white noise": lambda seconds: coloured(seconds, 0.0),
    "pink noise": coloured,
    "a fan": fan,
    "clicks": clicks,
    "a telephone, American": ringing,
    "a telephone, British": ringing_twice,
    "chords": chords,
}
"""What is no speech, by name."""


def _time(seconds: float) -> Sound:
    return np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE


def _full(sound: Sound) -> Sound:
    return sound / max(float(np.abs(sound).max()), 1e-9)
