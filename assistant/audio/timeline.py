"""A loudspeaker that is a file: what is said stands where it would have been heard."""

from typing import Protocol

from assistant.audio.wavfile import TimelineWriter, resample
from assistant.events import SAMPLE_RATE, AudioFrame, Clip

PIECE = SAMPLE_RATE // 10
"""Samples that are committed at a time: what is cut off is at most a tenth of a second too long."""


class Heard(Protocol):
    """The audio clock, as far as a sink needs it."""

    position: int

    async def wait_until(self, position: int) -> None:
        """Return when the input has been heard up to this sample."""
        ...


class TimelineSink:
    """A sink whose time is the input's: playing a second takes a second of input.

    Without a `writer` nothing is kept. `hear` mixes the input in, for a recording of both sides.
    """

    def __init__(self, clock: Heard, writer: TimelineWriter | None = None) -> None:
        self._clock = clock
        self._writer = writer
        self._free = 0

    async def play(self, clip: Clip) -> None:
        """Put it on the timeline now, and return when as much input has been heard; cancelled: cut there."""
        samples = resample(clip.samples, clip.rate, SAMPLE_RATE)
        start = max(self._clock.position, self._free)
        for offset in range(0, len(samples), PIECE):
            piece = samples[offset : offset + PIECE]
            if self._writer is not None:
                self._writer.write_at(start + offset, piece)
            self._free = start + offset + len(piece)
            await self._clock.wait_until(self._free)

    def hear(self, frame: AudioFrame) -> None:
        """Mix a frame of the input into the recording."""
        if self._writer is not None:
            self._writer.write_at(frame.start, frame.samples)

    async def close(self) -> None:
        """Finish the file; harmless twice."""
        if self._writer is not None:
            self._writer.close()
