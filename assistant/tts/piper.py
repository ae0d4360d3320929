"""Piper: a natural voice from an ONNX file, in process."""

import json
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from assistant.errors import Corrupt, ModelMissing
from assistant.events import Clip
from assistant.settings import Tts
from assistant.tts.sayable import sayable

if TYPE_CHECKING:
    from onnxruntime import InferenceSession
    from piper.config import PiperConfig

_NATURAL_PACE = 165
"""Words a minute, about what a voice speaks at its own length scale."""

_INPUTS = {"input", "input_lengths", "scales"}


class PiperSpeaker:
    """Speaks with the voice in `path` (``….onnx``), whose configuration lies beside it (``….onnx.json``).

    Raises `ModelMissing` where either file is not there, `Corrupt` where one is not what it should be.
    """

    def __init__(self, section: Tts, path: Path) -> None:
        from piper import PiperVoice, SynthesisConfig

        config = _config(path)
        self._voice = PiperVoice(session=_session(path), config=config, download_dir=path.parent)
        self._manner = SynthesisConfig(length_scale=config.length_scale * _NATURAL_PACE / section.words_per_minute)
        self._path = path
        self.name = f"piper {path.stem}"
        self.note = f"The Piper voice {path.stem} speaks."

    def speak(self, text: str) -> Clip:
        """One sentence as sound, at the voice's rate; no samples where the text holds no word. Raises `Corrupt`."""
        words = sayable(text)
        rate = self._voice.config.sample_rate
        if not words:
            return Clip(np.zeros(0, np.int16), rate)
        try:
            parts = [np.atleast_1d(chunk.audio_int16_array) for chunk in self._voice.synthesize(words, self._manner)]
        except Exception as error:  # onnxruntime's own errors share no nearer ancestor
            raise _corrupt(self._path, f"it cannot be run: {type(error).__name__}") from None
        return Clip(np.concatenate(parts) if parts else np.zeros(0, np.int16), rate)


def _config(path: Path) -> "PiperConfig":
    from piper.config import PhonemeType, PiperConfig

    beside = path.with_name(path.name + ".json")
    for file in (path, beside):
        if not file.is_file():
            raise ModelMissing(
                "My voice is not installed.", fix=f"{file} is not there; assistant models pull {path.stem}"
            )
    try:
        config = PiperConfig.from_dict(json.loads(beside.read_text(encoding="utf-8")))
        usable = config.sample_rate > 0 and config.length_scale > 0 and bool(config.phoneme_id_map)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise _corrupt(beside, f"{type(error).__name__}: {error}") from None
    # Other kinds of phonemes belong to other languages and fetch data of their own.
    if not usable or config.phoneme_type not in (PhonemeType.ESPEAK, PhonemeType.TEXT):
        raise _corrupt(beside, "it is not the configuration of a voice that can be used here")
    return config


def _session(path: Path) -> "InferenceSession":
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 2
    options.inter_op_num_threads = 1
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    options.add_session_config_entry("session.inter_op.allow_spinning", "0")
    # Every sentence has another length: an arena would keep room for the longest of each.
    options.enable_cpu_mem_arena = False
    options.log_severity_level = 4
    try:
        session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    except Exception as error:  # onnxruntime's own errors share no nearer ancestor
        raise _corrupt(path, type(error).__name__) from None
    if not {put.name for put in session.get_inputs()} >= _INPUTS:
        raise _corrupt(path, "it is not a Piper voice")
    return session


def _corrupt(file: Path, why: str) -> Corrupt:
    return Corrupt(
        "My voice's file is damaged.", fix=f"{file}: {why}; assistant models verify, then assistant models pull again"
    )
