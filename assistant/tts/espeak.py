"""espeak-ng: Debian's small voice, a program of its own.

The text goes in on standard input, so that it is never seen among the processes or on a disk; the sound comes out on
standard output as a WAV whose header was written before its length was known.
"""

import shutil
import struct
import subprocess

import numpy as np

from assistant.errors import BadAudio, ConfigurationError, EngineMissing
from assistant.events import Clip
from assistant.settings import Tts
from assistant.tts.sayable import sayable

_PATIENCE = 30.0
"""s; a sentence takes a hundredth of that."""


class EspeakSpeaker:
    """Speaks with espeak-ng.

    Raises `EngineMissing` where the program is not installed, `ConfigurationError` where it has no such voice.
    """

    def __init__(self, section: Tts) -> None:
        if shutil.which("espeak-ng") is None:
            raise EngineMissing("My voice program is not installed.", fix="sudo apt install espeak-ng")
        self.name = f"espeak-ng {section.espeak_voice}"
        self.note = "espeak-ng speaks: clear, small and plainly a machine."
        self._command = ("espeak-ng", "-b", "1", "-v", section.espeak_voice, "-s", str(section.words_per_minute))
        try:
            self._rate = self._run("yes").rate
        except ConfigurationError:
            raise ConfigurationError(
                "My voice program has no voice by the configured name.",
                fix=f"tts.espeak_voice = “{section.espeak_voice}”: `espeak-ng --voices` lists them",
            ) from None

    def speak(self, text: str) -> Clip:
        """One sentence as sound, 22 050 Hz; no samples where the text holds no word."""
        words = sayable(text)
        return self._run(words) if words else Clip(np.zeros(0, np.int16), self._rate)

    def _run(self, words: str) -> Clip:
        try:
            done = subprocess.run(
                [*self._command, "--stdin", "--stdout"],
                input=words.encode(),
                capture_output=True,
                timeout=_PATIENCE,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            raise EngineMissing(
                "My voice program does not answer.",
                fix=f"espeak-ng failed ({type(error).__name__}); try: espeak-ng hello",
            ) from None
        if done.returncode:
            raise ConfigurationError(
                "My voice program refused to speak.",
                fix=f"espeak-ng ended with {done.returncode}; try: espeak-ng hello",
            )
        return read_stream(done.stdout)


def read_stream(wav: bytes) -> Clip:
    """A 16-bit mono WAV that was written to a pipe: its data reaches to the end, whatever its header says.

    Raises `BadAudio`.
    """
    rate, at = 0, 12
    if len(wav) < 12 or wav[:4] != b"RIFF" or wav[8:12] != b"WAVE":
        raise _not_a_wav()
    while at + 8 <= len(wav):
        name, size = wav[at : at + 4], struct.unpack_from("<I", wav, at + 4)[0]
        at += 8
        if name == b"data":
            if not rate:
                break
            return Clip(np.frombuffer(wav[at : at + (len(wav) - at) // 2 * 2], "<i2").astype(np.int16), rate)
        if name == b"fmt ":
            if len(wav) < at + 16:
                break
            coding, channels, rate, _, _, bits = struct.unpack_from("<HHIIHH", wav, at)
            if (coding, channels, bits) != (1, 1, 16) or not rate:
                break
        at += size + size % 2
    raise _not_a_wav()


def _not_a_wav() -> BadAudio:
    return BadAudio("My voice program made no sound.", fix="espeak-ng wrote no 16-bit mono WAV; try: espeak-ng hello")
