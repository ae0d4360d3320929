"""What of an utterance an engine should hear: the speech alone, at one loudness."""

import numpy as np
import numpy.typing as npt

from assistant.events import SAMPLE_RATE, Samples, Utterance

SHORTEST = 0.1
"""Less audio than this holds no word, s."""

FAINTEST = 0.003
"""A peak below this is silence, of full scale: −50 dB."""

MARGIN = 0.25
"""Audio kept before the onset and after the end of speech, s."""

PEAK = 0.5
"""What a clip is levelled to, of full scale."""


def is_silent(utterance: Utterance) -> bool:
    """Whether nothing in it can be a word: no speech was found, or it is too short, or too faint."""
    if utterance.seconds <= 0 or len(utterance.samples) < SHORTEST * SAMPLE_RATE:
        return True
    return _peak(utterance.samples) < FAINTEST


def cut(utterance: Utterance) -> tuple[Samples, float]:
    """The speech with `MARGIN` around it, and the audio time of its first sample, s."""
    margin = int(MARGIN * SAMPLE_RATE)
    first = max(0, utterance.speech_start - utterance.start - margin)
    last = min(len(utterance.samples), utterance.speech_end - utterance.start + margin)
    return utterance.samples[first:last], (utterance.start + first) / SAMPLE_RATE


def levelled(samples: Samples) -> Samples:
    """The same sound with its peak at `PEAK`; silence stays silence."""
    peak = _peak(samples)
    if peak == 0:
        return samples
    return np.round(samples.astype(np.float32) * (PEAK / peak)).astype(np.int16)


def as_floats(samples: Samples) -> npt.NDArray[np.float32]:
    """−1 to 1."""
    return samples.astype(np.float32) / np.float32(32768)


def _peak(samples: Samples) -> float:
    if len(samples) == 0:
        return 0.0
    return max(float(samples.max()), -float(samples.min())) / 32768
