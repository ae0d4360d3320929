"""Her voice in the demo: a synthetic one, for the demo's speech model understands no other."""

import io
import shutil
import subprocess

import numpy as np
import soundfile

from assistant.errors import EngineMissing
from assistant.events import Clip

BREATH_S = 0.2
"""Of silence before and after a line, s."""


def actress() -> "Actress":
    """Whichever synthesiser is installed. Raises `EngineMissing`."""
    if shutil.which("flite"):
        return Actress("flite (slt)", ["flite", "-voice", "slt", "-o", "/dev/stdout", "-t"])
    if shutil.which("espeak-ng"):
        return Actress("espeak-ng (en-gb)", ["espeak-ng", "-v", "en-gb", "-s", "150", "--stdout"])
    raise EngineMissing("The demo has nobody to speak for you.", fix="sudo apt install espeak-ng, or flite")


class Actress:
    """Speaks a line as a clip."""

    def __init__(self, name: str, command: list[str]) -> None:
        self.name = name
        self._command = command

    def speak(self, line: str) -> Clip:
        """The line as sound, with a breath of silence around it."""
        made = subprocess.run([*self._command, line], capture_output=True, check=False)
        if made.returncode or len(made.stdout) < 100:
            raise EngineMissing(
                "The demo's synthesiser failed.", fix=f"{self._command[0]} exited with {made.returncode}"
            )
        data = made.stdout
        header = data.index(b"data") + 8
        with io.BytesIO(data) as file:
            rate = int.from_bytes(data[24:28], "little") or soundfile.info(file).samplerate
        samples = np.frombuffer(data[header : len(data) - (len(data) - header) % 2], "<i2")
        breath = np.zeros(round(rate * BREATH_S), np.int16)
        return Clip(np.concatenate([breath, samples, breath]), rate)
