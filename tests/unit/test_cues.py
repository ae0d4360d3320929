"""The tones: short, soft, without a click, and told apart by ear."""

import numpy as np
import pytest

from assistant.audio.cues import cue_clip
from assistant.events import Clip, Cue


def pitch(clip: Clip, part: slice) -> float:
    spectrum = np.abs(np.fft.rfft(clip.samples[part] * np.hanning(len(clip.samples[part])), 1 << 16))
    return float(np.argmax(spectrum)) * clip.rate / (1 << 16)


@pytest.mark.parametrize("cue", Cue)
def test_a_cue_is_short_soft_and_without_a_click(cue: Cue) -> None:
    clip = cue_clip(cue)
    assert 0.06 <= clip.seconds <= (1.5 if cue is Cue.TIMER else 0.4)
    loudest = np.abs(clip.samples.astype(int)).max()
    assert 0.1 * 32767 < loudest <= 0.3 * 32767
    assert abs(int(clip.samples[0])) < 50
    assert abs(int(clip.samples[-1])) < 50
    assert np.abs(np.diff(clip.samples.astype(int), n=2)).max() < 0.06 * 32767


def test_heard_rises_and_failed_and_private_fall() -> None:
    for cue, rises in ((Cue.HEARD, True), (Cue.FAILED, False), (Cue.PRIVATE, False)):
        clip = cue_clip(cue)
        third = len(clip.samples) // 3
        first, last = pitch(clip, slice(0, third)), pitch(clip, slice(-third, None))
        assert (last > first) is rises


def test_no_two_cues_sound_alike() -> None:
    assert len({cue_clip(cue).samples.tobytes() for cue in Cue}) == len(Cue)


def test_paused_is_the_same_soft_tone_twice() -> None:
    clip = cue_clip(Cue.PAUSED)
    loud = np.abs(clip.samples.astype(int)) > 300
    half = len(clip.samples) // 2
    assert not loud[half - 100 : half + 100].any()
    assert abs(pitch(clip, slice(0, half)) - pitch(clip, slice(half, None))) < 5


def test_a_cue_is_made_once_and_cannot_be_changed() -> None:
    clip = cue_clip(Cue.HEARD)
    assert cue_clip(Cue.HEARD) is clip
    with pytest.raises(ValueError, match="read-only"):
        clip.samples[0] = 1
