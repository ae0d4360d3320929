"""A source that plays a clip from memory."""

from collections.abc import AsyncIterator, Callable

import numpy as np

from assistant.audio.wavfile import resample
from assistant.events import FRAME, SAMPLE_RATE, AudioFrame, Clip


class ClipSource:
    """Frames of one clip; `begun` is called when the first is read."""

    live = False

    def __init__(self, clip: Clip, begun: Callable[[], None] | None = None) -> None:
        self._samples = resample(clip.samples, clip.rate, SAMPLE_RATE)
        self._begun = begun

    async def frames(self) -> AsyncIterator[AudioFrame]:
        """Every frame, the last filled up with silence."""
        if self._begun:
            self._begun()
        for start in range(0, len(self._samples), FRAME):
            piece = self._samples[start : start + FRAME]
            yield AudioFrame(np.pad(piece, (0, FRAME - len(piece))), start)

    async def close(self) -> None:
        """Nothing to let go."""
