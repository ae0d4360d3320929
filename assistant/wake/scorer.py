"""openWakeWord's networks, driven directly: 80 ms of sound in, one score for each wake word out.

Sound → mel spectrum (10 ms steps, 32 bands) → an embedding of the last 760 ms for every 80 ms → each wake word's
own small network over the last embeddings. Importing the library that ships the networks would cost a second and
100 MB; the networks alone cost neither.
"""

from collections.abc import Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from assistant.errors import ConfigurationError, EngineMissing
from assistant.events import Samples

STEP = 1280
"""Samples in a step: 80 ms."""

OVERLAP = 480
"""Samples before a step that its first mel frames need."""

BANDS = 32
WINDOW = 76
"""Mel frames in an embedding."""

FEATURES = 96
"""Numbers in an embedding."""

WARM_UP = 5
"""Steps whose scores mean nothing yet."""

Matrix = npt.NDArray[np.float32]


def models_folder() -> Path:
    """Where the wheel keeps its networks. Raises `EngineMissing`."""
    spec = find_spec("openwakeword")
    if spec is None or not spec.submodule_search_locations:
        raise EngineMissing("The wake word engine is not installed.", fix="pip install openwakeword==0.4.0")
    return Path(spec.submodule_search_locations[0]) / "resources" / "models"


class Scorer:
    """Scores for the wake words whose networks are at `paths`, in their order.

    Raises `ConfigurationError` where a file is not a wake word's network, `EngineMissing` where the wheel is broken.
    """

    def __init__(self, paths: Sequence[Path]) -> None:
        folder = models_folder()
        spectrum, embedding = (_session(folder / name) for name in ("melspectrogram.onnx", "embedding_model.onnx"))
        if spectrum is None or embedding is None:
            raise EngineMissing(
                "The wake word engine is damaged.", fix="pip install --force-reinstall openwakeword==0.4.0"
            )
        self._spectrum, self._embedding = spectrum, embedding
        self._words = [_Word(path) for path in paths]
        self._keep = max((word.length for word in self._words), default=1)
        self._quiet = self._embed(self._mel(np.zeros(STEP * 11, np.int16))[-WINDOW:])
        self.reset()

    def reset(self) -> None:
        """Forget what was heard so far; as if it had been silent."""
        self._sound = np.zeros(0, np.int16)
        self._mels: Matrix = np.ones((WINDOW, BANDS), np.float32)
        self._features = np.repeat(self._quiet[None], self._keep, axis=0)
        self._steps = 0

    def score(self, step: Samples) -> list[float]:
        """The scores after the next `STEP` samples, each 0 to 1."""
        self._sound = np.concatenate([self._sound, step])[-STEP - OVERLAP :]
        self._mels = np.concatenate([self._mels, self._mel(self._sound)])[-WINDOW:]
        self._features = np.concatenate([self._features, self._embed(self._mels)[None]])[-self._keep :]
        self._steps += 1
        if self._steps <= WARM_UP:
            return [0.0] * len(self._words)
        return [word.score(self._features) for word in self._words]

    def _mel(self, sound: Samples) -> Matrix:
        made = self._spectrum.run(None, {"input": sound[None].astype(np.float32)})[0]
        scaled: Matrix = made.reshape(-1, BANDS) / 10 + 2  # the scale that the embedding was trained on
        return scaled

    def _embed(self, mels: Matrix) -> Matrix:
        made: Matrix = self._embedding.run(None, {"input_1": mels[None, :, :, None]})[0].reshape(FEATURES)
        return made


class _Word:
    """One wake word's network."""

    def __init__(self, path: Path) -> None:
        session = _session(path)
        if session is None or not _is_wake_word(session):
            raise ConfigurationError(
                "A wake word in the configuration is not one that I can listen for.",
                fix=f"{path} is not an openWakeWord model in ONNX format",
            )
        self._session = session
        self._input = session.get_inputs()[0].name
        self.length: int = session.get_inputs()[0].shape[1]

    def score(self, features: Matrix) -> float:
        return float(self._session.run(None, {self._input: features[None, -self.length :]})[0].reshape(-1)[0])


def _is_wake_word(session: Any) -> bool:
    inputs, outputs = session.get_inputs(), session.get_outputs()
    if len(inputs) != 1 or len(outputs) != 1 or inputs[0].type != "tensor(float)":
        return False
    shape = inputs[0].shape
    return len(shape) == 3 and isinstance(shape[1], int) and shape[2] == FEATURES and outputs[0].shape[-1] == 1


def _session(path: Path) -> Any | None:
    """A session on one thread that never spins; None where the file is no network."""
    import onnxruntime
    from onnxruntime.capi import onnxruntime_pybind11_state as state

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 4
    try:
        return onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except (
        state.Fail,
        state.InvalidArgument,
        state.InvalidGraph,
        state.InvalidProtobuf,
        state.NoModel,
        state.NoSuchFile,
        state.NotImplemented,
        state.RuntimeException,
        RuntimeError,
    ):
        return None
