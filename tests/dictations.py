"""Scripts of dictations: how they are written down, and how they are spoken.

A script is a table in a file of ``tests/data/dictations``; its ``says`` has one line for each thing that is said:

    client reports poor sleep    her words for the note
    > scratch that               a command of the grammar
    ? the second                 an answer to a question of the house
    ! what time is it            a request, after "hey jarvis"
    = she reminds me of K        her words for the private note; "=>" a command in it
    - nobody writes this down    said while nothing is kept
    (35 s of silence)            nothing; (2 s of silence) and less is a pause inside one breath
    (a telephone for 8 s)        two tones in turn
    (the next evening)           the microphone was gone; what follows is said to the same vault

Beside it stands what has to come of it, word for word.
"""

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import soundfile

from assistant.audio.wavfile import resample
from assistant.demo.actress import Actress
from assistant.events import SAMPLE_RATE, Clip, Samples
from tests.evenings import joined

FOLDER = Path(__file__).parent / "data" / "dictations"
NOISES = Path(__file__).parents[2] / "shared" / "speech" / "negative" / "noise"
"""Recordings of homes; a script that needs one is skipped where they are not."""

NEXT_EVENING = "(the next evening)"
_BREATH_S = 0.8
"""Of noise before and after what is said in it."""


@dataclass(frozen=True)
class Said:
    """One line: how it is meant, and its words."""

    sign: str
    """``>``, ``?``, ``!``, ``=``, ``=>``, ``-``; empty for her words, ``(`` for what is not said."""
    words: str


@dataclass(frozen=True)
class Script:
    """A dictation, and what has to come of it."""

    name: str
    engine: str
    voice: str
    says: tuple[Said, ...]
    sections: Mapping[str, str]
    """The sections that are not empty."""
    closing: str
    """The last thing that the house says."""
    client: str = "JD"
    form: str = "soap"
    state: str = "review"
    """Empty: no note is left."""
    fields: Mapping[str, str] = field(default_factory=dict)
    marked: Mapping[str, str] = field(default_factory=dict)
    """What was said → why it is to be looked at."""
    supervision: Sequence[str] = ()
    private: str = ""
    """The private note."""
    asked: Sequence[str] = ()
    """What the house said in between, as far as it matters here; each once, in this order."""
    rests: int = 0
    """How often the dictation went to rest by itself."""
    intents: Sequence[str] = ()
    """The requests that were understood beside those that begin a note."""
    noise: str = ""
    """What is heard beneath everything: a recording, or ``hum``."""
    snr: float = 10.0
    """How far it is below her voice, dB."""
    unlocked: bool = False
    long: bool = False
    """Whether it is left out where time is short: every engine but those under ``quick``."""

    def evenings(self) -> Iterator[list[Said]]:
        """The lines of each evening."""
        lines: list[Said] = []
        for said in self.says:
            if said.words == NEXT_EVENING:
                yield lines
                lines = []
            else:
                lines.append(said)
        yield lines

    def of(self, *signs: str) -> list[str]:
        """The words of all lines of these kinds."""
        return [said.words for said in self.says if said.sign in signs]


def scripts() -> list[Script]:
    """Every script, once for each engine that it is for."""
    found = []
    for file in sorted(FOLDER.glob("*.toml")):
        for name, table in tomllib.loads(file.read_text(encoding="utf-8")).items():
            found += [_script(name, engine, dict(table)) for engine in table["engines"]]
    return found


def _script(name: str, engine: str, table: dict[str, Any]) -> Script:
    del table["engines"]
    says, quick = tuple(map(_said, table.pop("says").strip().splitlines())), table.pop("quick", ())
    return Script(name, engine, says=says, long=engine not in quick, **table)


def _said(line: str) -> Said:
    sign, words = re.fullmatch(r"\s*(=>|[>?!=-])? ?(.+?)\s*", line).groups()  # type: ignore[union-attr]
    return Said("(" if words.startswith("(") else sign or "", words)


def clip(script: Script, said: Said) -> Clip:
    """A line as sound, 16 kHz, with the script's noise beneath it."""
    sound = _quiet(script, said)
    if not script.noise:
        return sound
    if said.sign != "(":
        sound = joined(_BREATH_S, sound, _BREATH_S)
    return _beneath(sound, _noise(script.noise), script.snr)


def loud(sound: Clip) -> list[Samples]:
    """Tenths of a second of a line in which there is a voice."""
    size = SAMPLE_RATE // 10
    pieces = [sound.samples[at : at + size] for at in range(0, len(sound.samples) - size, 2 * size)]
    return [piece for piece in pieces if np.abs(piece.astype(int)).max() > 2000]


def _quiet(script: Script, said: Said) -> Clip:
    silence = re.fullmatch(r"\((\d+) s of silence\)", said.words)
    if silence:
        return joined(float(silence[1]))
    ringing = re.fullmatch(r"\(a telephone for (\d+) s\)", said.words)
    if ringing:
        return joined(1.5, _telephone(float(ringing[1])), 1.5)
    words = f"hey jarvis, {said.words}" if said.sign == "!" else said.words
    return _spoken(script.voice, words)


@cache
def _spoken(voice: str, words: str) -> Clip:
    espeak, flite = ["espeak-ng", "-v", voice, "-s", "150", "--stdout"], ["flite", "-voice", voice, "-o", "/dev/stdout"]
    return joined(Actress(voice, espeak if voice.startswith("en") else [*flite, "-t"]).speak(words))


def _telephone(seconds: float) -> Clip:
    time = np.arange(round(seconds * SAMPLE_RATE)) / SAMPLE_RATE
    pitch = np.where((time * 20).astype(int) % 2 == 0, 440.0, 480.0)
    sounding = (time % 6.0 < 2.0) * 9000
    return Clip((np.sin(2 * np.pi * pitch * time) * sounding).astype(np.int16), SAMPLE_RATE)


def _noise(name: str) -> Samples:
    if name == "hum":  # a fan: no recording is needed for it
        white = np.random.default_rng(7).normal(0, 1, 10 * SAMPLE_RATE)
        low = np.convolve(white, np.ones(40) / 40, "same")
        return (low / np.abs(low).max() * 20_000).astype(np.int16)
    sound, rate = soundfile.read(NOISES / name, dtype="int16")
    return resample(sound if sound.ndim == 1 else sound[:, 0], rate, SAMPLE_RATE)


def _beneath(sound: Clip, noise: Samples, snr: float) -> Clip:
    """`sound` with `noise` under it, this far (dB) below the voice in it; alone, as far below a usual voice."""
    voice = sound.samples.astype(np.float64)
    spoken = voice[np.abs(voice) > 300]
    power = (spoken**2).mean() if len(spoken) else 3000.0**2
    under = np.resize(noise, len(voice)).astype(np.float64)
    under *= np.sqrt(power / (under**2).mean() / 10 ** (snr / 10))
    return Clip((voice + under).clip(-32768, 32767).astype(np.int16), SAMPLE_RATE)
