"""Spoken utterances for the tests, from espeak-ng or flite as Debian packages them."""

import io
import shutil
import subprocess

import numpy as np
import pytest

from assistant.events import SAMPLE_RATE, Samples, Utterance

QUIET = SAMPLE_RATE // 2
"""Samples before and after the words."""


def said(text: str, program: str = "espeak-ng", voice: str = "en-us", start: int = 0) -> Utterance:
    """The text as an utterance whose speech is marked; skips where the program is absent."""
    import soundfile
    import soxr

    if shutil.which(program) is None:
        pytest.skip(f"{program} is not installed")
    if program == "espeak-ng":
        command = ["espeak-ng", "-v", voice, "-s", "160", "--stdout", text]
    else:
        command = ["flite", "-voice", voice, "-t", text, "-o", "/dev/stdout"]
    sound, rate = soundfile.read(io.BytesIO(subprocess.run(command, capture_output=True, check=True).stdout))
    samples = np.round(soxr.resample(sound, rate, SAMPLE_RATE) * 16_000).clip(-32768, 32767).astype(np.int16)
    loud = np.flatnonzero(np.abs(samples.astype(np.int32)) > 0.03 * np.abs(samples.astype(np.int32)).max())
    room = np.random.default_rng(1).normal(0, 10, len(samples) + 2 * QUIET)
    room[QUIET : QUIET + len(samples)] += samples
    whole = room.round().clip(-32768, 32767).astype(np.int16)
    return Utterance(whole, start, start + QUIET + int(loud[0]), start + QUIET + int(loud[-1]) + 1)


def of(samples: Samples) -> Utterance:
    """These samples, all of them marked as speech."""
    return Utterance(samples, 0, 0, len(samples))
