"""The microphone: the device's own rate in, frames of 16 kHz out."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import numpy as np

from assistant.audio.devices import SPOKEN, Device, find, portaudio
from assistant.audio.wavfile import to_float, to_int16
from assistant.errors import AudioDeviceMissing, DeviceLost
from assistant.events import FRAME, SAMPLE_RATE, AudioFrame, Samples
from assistant.settings import Audio

KEPT_S = 60.0
"""How much is kept while nobody reads, s; the oldest is then dropped."""

LATENCY_S = 0.1
"""The device's own buffer, s."""

DEAF_S = 2.0
"""A microphone that gives nothing for so long is gone, s."""


@dataclass(frozen=True, slots=True)
class Block:
    """What one callback brought."""

    samples: Samples
    """At the device's rate."""
    start: int
    """Index of its first sample since the stream began, at the device's rate."""


class Backlog:
    """Blocks between the device's thread and the reader: bounded, the oldest dropped first.

    `put` runs in the device's thread and must not wait; `deque` operations are atomic, so there is no lock.
    """

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._blocks: deque[Block] = deque()
        self._arrived = 0

    def put(self, samples: Samples) -> None:
        """Keep a block; what no longer fits is dropped from the other end."""
        self._blocks.append(Block(samples, self._arrived))
        self._arrived += len(samples)
        with suppress(IndexError):  # the reader was quicker
            while self._arrived - self._blocks[0].start > self._limit:
                self._blocks.popleft()

    def take(self) -> Block | None:
        """The oldest block."""
        try:
            return self._blocks.popleft()
        except IndexError:
            return None


class Reframer:
    """Blocks of a device → frames of 16 kHz without gaps: what was dropped is silence, so that time stays true."""

    def __init__(self, rate: int) -> None:
        self._rate = rate
        self._stream: Any = None
        if rate != SAMPLE_RATE:
            import soxr

            self._stream = soxr.ResampleStream(rate, SAMPLE_RATE, 1, dtype="float32")
        self._rest: Samples = np.zeros(0, np.int16)
        self._start = 0
        self._expected = 0
        self.dropped = 0
        """Samples of the device that were lost because nobody read."""

    def frames(self, block: Block) -> list[AudioFrame]:
        """The frames that are whole with this block."""
        gap = block.start - self._expected
        self.dropped += gap
        self._expected = block.start + len(block.samples)
        out: list[AudioFrame] = []
        while gap > 0:
            out += self._cut(np.zeros(min(gap, self._rate), np.int16))
            gap -= self._rate
        return out + self._cut(block.samples)

    def _cut(self, samples: Samples) -> list[AudioFrame]:
        if self._stream is not None:
            samples = to_int16(self._stream.resample_chunk(to_float(samples)))
        sound = np.concatenate([self._rest, samples])
        whole = len(sound) - len(sound) % FRAME
        frames = [AudioFrame(sound[at : at + FRAME], self._start + at) for at in range(0, whole, FRAME)]
        self._start += whole
        self._rest = sound[whole:]
        return frames


class Microphone:
    """A `Source` on a sound device; `section.input` names it.

    It is opened at once and runs from the first `frames()` on. Raises `AudioDeviceMissing` where there is none.
    """

    live = True

    def __init__(self, section: Audio) -> None:
        device = find(section.input, "input")
        sounddevice = portaudio()
        self.name = device.name
        self._rate = device.rate
        self._backlog = Backlog(round(KEPT_S * device.rate))
        self._reframer = Reframer(device.rate)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._arrived = asyncio.Event()
        self._stopped = False
        self.overflows = 0
        """Callbacks before which PortAudio itself had lost something."""
        self._closed = False
        try:
            self._stream = self._open(device, 1)
        except sounddevice.PortAudioError:
            self._stream = self._open_whole(device)

    @property
    def dropped_s(self) -> float:
        """Seconds that were lost, and became silence, because nobody read for a minute."""
        return self._reframer.dropped / self._rate

    async def frames(self) -> AsyncIterator[AudioFrame]:
        """Every frame as it comes. Raises `DeviceLost`."""
        self._loop = asyncio.get_running_loop()
        self._start()
        while True:
            self._arrived.clear()
            while (block := self._backlog.take()) is not None:
                for frame in self._reframer.frames(block):
                    yield frame
            if self._closed:
                return
            if self._stopped:
                raise _lost("its stream ended")
            try:
                async with asyncio.timeout(DEAF_S):
                    await self._arrived.wait()
            except TimeoutError:
                raise _lost(f"nothing came for {DEAF_S:.0f} s") from None

    async def close(self) -> None:
        """Let the device go; harmless twice."""
        self._closed = True
        self._ring()
        # A device that is gone can hang its driver: not in the loop's thread.
        await asyncio.get_running_loop().run_in_executor(None, self._close)

    def _open(self, device: Device, channels: int) -> Any:
        return portaudio().InputStream(
            device=device.number,
            samplerate=device.rate,
            channels=channels,
            dtype="int16",
            blocksize=round(device.rate * FRAME / SAMPLE_RATE),
            latency=LATENCY_S,
            callback=self._callback,
            finished_callback=self._finished,
        )

    def _open_whole(self, device: Device) -> Any:
        """With all its channels: some devices cannot give the first one alone."""
        try:
            return self._open(device, device.inputs)
        except portaudio().PortAudioError as error:
            raise AudioDeviceMissing(
                SPOKEN["input"], fix=f"“{device.name}” cannot be opened: {error}; is another program using it?"
            ) from None

    def _close(self) -> None:
        with suppress(portaudio().PortAudioError):  # closing what is gone already
            self._stream.abort(ignore_errors=True)
            self._stream.close(ignore_errors=True)

    def _start(self) -> None:
        try:
            if not self._stream.active:
                self._stream.start()
        except portaudio().PortAudioError as error:
            raise _lost(str(error)) from None

    def _callback(self, indata: Any, count: int, time: Any, status: Any) -> None:
        """Copy, enqueue, ring; nothing else: this is the device's thread."""
        if status.input_overflow:
            self.overflows += 1
        self._backlog.put(indata[:, 0].copy())
        self._ring()

    def _finished(self) -> None:
        self._stopped = True
        self._ring()

    def _ring(self) -> None:
        loop = self._loop
        if loop is not None:
            with suppress(RuntimeError):  # the loop has just closed
                loop.call_soon_threadsafe(self._arrived.set)


def _lost(why: str) -> DeviceLost:
    return DeviceLost(
        "The microphone is gone. Everything up to now is safe; please check that it is plugged in.",
        fix=f"audio.input: {why}; assistant doctor lists the microphones",
    )
