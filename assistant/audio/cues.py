"""The tones, made from sines: soft, short, and quiet beside a voice."""

from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt

from assistant.events import Clip, Cue, Samples

RATE = 24_000
"""Hz."""

PEAK = 0.25
"""Of full scale."""

REST = 0.0
"""The pitch of silence."""

Notes = Sequence[tuple[float, float]]
"""(pitch in Hz, length in s) one after the other."""

CHIME: Notes = ((1046.5, 0.16), (784.0, 0.22), (REST, 0.10))

TUNES: dict[Cue, Notes] = {
    Cue.HEARD: ((659.3, 0.07), (987.8, 0.10)),
    Cue.UNDERSTOOD: ((987.8, 0.07),),
    Cue.FAILED: ((493.9, 0.12), (329.6, 0.18)),
    Cue.ASIDE: ((1318.5, 0.06),),
    Cue.PAUSED: ((587.3, 0.09), (REST, 0.05), (587.3, 0.09)),
    Cue.PRIVATE: ((784.0, 0.08), (523.3, 0.14)),
    Cue.TIMER: (*CHIME, *CHIME, *CHIME),
}


@cache
def cue_clip(cue: Cue) -> Clip:
    """The sound of a cue; always the same, read-only array."""
    sound = np.concatenate([_note(pitch, seconds) for pitch, seconds in TUNES[cue]])
    samples: Samples = np.rint(sound * PEAK * 32767).astype(np.int16)
    samples.flags.writeable = False
    return Clip(samples, RATE)


def _note(pitch: float, seconds: float) -> npt.NDArray[np.float64]:
    """A sine with a trace of its octave, faded in and out so that nothing clicks; within ±1."""
    time = np.arange(round(seconds * RATE)) / RATE
    if pitch == REST:
        return np.zeros_like(time)
    tone = (np.sin(2 * np.pi * pitch * time) + 0.2 * np.sin(4 * np.pi * pitch * time)) / 1.2
    rise = np.minimum(1.0, time / 0.008)
    fall = np.sin(np.pi / 2 * np.minimum(1.0, 2 * (1 - time / seconds))) ** 2
    shaped: npt.NDArray[np.float64] = tone * rise * fall
    return shaped
