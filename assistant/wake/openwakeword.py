"""Wake words by openWakeWord: the bundled ones by name, others by the path of their ONNX file."""

import re
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from assistant.errors import ConfigurationError, ModelMissing
from assistant.events import SAMPLE_RATE, AudioFrame, Samples, Wake
from assistant.settings import Wake as WakeSection
from assistant.wake.scorer import STEP, Scorer, models_folder

BUNDLED = ("alexa", "hey_jarvis", "hey_marvin", "hey_mycroft")
"""In the wheel. It also has “timer” and “weather”, which are sentences, not names to be called by."""

REFRACTORY = 2 * SAMPLE_RATE
"""Samples after a wake word in which nothing counts: one phrase keeps the scores up for most of a second."""

_VERSION = re.compile(r"[_-]v\d+(\.\d+)*$")


def phrase(name: str) -> str:
    """What one says: ``hey_jarvis`` → “hey jarvis”, ``ok_house_v0.1`` → “ok house”."""
    return " ".join(re.split(r"[\s_-]+", _VERSION.sub("", name).lower())).strip()


class OpenWakeWord:
    """A `WakeEngine` that listens for all of `section.models` at once.

    Raises `ModelMissing` where there is no such wake word, `ConfigurationError` where a file is none.
    """

    def __init__(self, section: WakeSection) -> None:
        paths = dict.fromkeys(_path(model) for model in section.models)
        self.names = tuple(_VERSION.sub("", path.stem) for path in paths)
        if len(set(self.names)) < len(self.names):
            raise ConfigurationError(
                "Two wake words in the configuration have the same name.", fix="rename one of the files in wake.models"
            )
        self._threshold = section.threshold
        self._scorer = Scorer(list(paths))
        self.reset()

    def reset(self) -> None:
        """Forget what was heard so far."""
        self._scorer.reset()
        self._rest: Samples = np.zeros(0, np.int16)
        self._last: int | None = None
        self._fallen = True

    def hear(self, frame: AudioFrame) -> Sequence[Wake]:
        """The wake word whose score crossed the threshold in this frame, if any: one for each spoken phrase."""
        self._rest = np.concatenate([self._rest, frame.samples])
        wakes: list[Wake] = []
        while len(self._rest) >= STEP:
            step, self._rest = self._rest[:STEP], self._rest[STEP:]
            wakes += self._judge(self._scorer.score(step), frame.start + len(frame.samples) - len(self._rest))
        return wakes

    def _judge(self, scores: Sequence[float], at: int) -> list[Wake]:
        best = max(range(len(scores)), key=scores.__getitem__)
        above = scores[best] >= self._threshold
        ready = self._fallen and (self._last is None or at - self._last >= REFRACTORY)
        if not above:
            self._fallen = True
        if not (above and ready):
            return []
        self._last, self._fallen = at, False
        return [Wake(self.names[best], min(1.0, scores[best]), at)]


def _path(model: str) -> Path:
    """The ONNX file of a wake word that is given by name or by path."""
    if model.endswith(".onnx") or "/" in model:
        path = Path(model).expanduser()
        if path.is_file():
            return path
        missing = f"there is no file {path}"
    else:
        name = phrase(model).replace(" ", "_")
        found = sorted(models_folder().glob(f"{name}_v*.onnx")) if name in BUNDLED else []
        if found:
            return found[-1]
        missing = f"“{model}” is not bundled"
    raise ModelMissing(
        "I don't have the wake word that the configuration names.",
        fix=f"wake.models: {missing}; bundled are {', '.join(BUNDLED)}, others by the path of an .onnx file",
    )
