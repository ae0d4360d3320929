"""The loudspeaker: one stream, always open, so that no first word is swallowed by a device that wakes up."""

import asyncio
from collections import deque
from contextlib import suppress
from typing import Any

import numpy as np

from assistant.audio.devices import SPOKEN, Device, find, portaudio
from assistant.audio.wavfile import resample
from assistant.errors import AudioDeviceMissing, DeviceLost
from assistant.events import Clip, Samples
from assistant.settings import Audio

BLOCK_S = 0.02
"""What one callback asks for, s: an interruption is silent after at most this, beside the device's own buffer."""

LATENCY_S = 0.1
"""The device's own buffer, s: short enough for barge-in, long enough for a busy small computer."""

DEAF_S = 2.0
"""A loudspeaker that takes nothing for so long is gone, s."""

FADE_S = 0.005
"""An interruption fades out this quickly, s; a hard edge would click."""


class Playing:
    """One clip on its way to the device's thread."""

    def __init__(self, samples: Samples) -> None:
        self._samples = samples.copy()  # `cut` writes into it
        self._end = len(samples)
        self._at = 0

    @property
    def done(self) -> bool:
        """Whether every sample has been taken."""
        return self._at >= self._end

    def take(self, count: int) -> Samples:
        """The next samples, at most `count`."""
        piece = self._samples[self._at : min(self._end, self._at + count)]
        self._at += len(piece)
        return piece

    def cut(self, fade: int) -> None:
        """Nothing more after a quick fade of so many samples."""
        at = self._at
        end = min(self._end, at + fade)
        self._samples[at:end] = (self._samples[at:end] * np.linspace(1, 0, end - at)).astype(np.int16)
        self._end = end


class Loudspeaker:
    """A `Sink` on a sound device; `section.output` names it. Clips are heard one after another.

    `gain`, 0 to 1, is how loud the next clip will be. Raises `AudioDeviceMissing` where there is no such device.
    """

    def __init__(self, section: Audio) -> None:
        self.gain = 1.0
        self._section = section
        self._queue: deque[Playing] = deque()
        self._calls = 0
        self._stopped = False
        self._device: Device = find(section.output, "output")
        self.name = self._device.name
        self._stream = self._open()

    async def play(self, clip: Clip) -> None:
        """Play it and return when it has been heard; cancelled: silent at once. Raises `DeviceLost`."""
        if not len(clip.samples):
            return
        if self._stopped:
            await asyncio.get_running_loop().run_in_executor(None, self._reopen)
        samples = resample(clip.samples, clip.rate, self._device.rate)
        if self.gain != 1.0:
            samples = (samples * self.gain).astype(np.int16)
        playing = Playing(samples)
        self._queue.append(playing)
        try:
            await self._until_taken(playing)
            await asyncio.sleep(float(self._stream.latency))
        finally:
            playing.cut(round(FADE_S * self._device.rate))

    async def close(self) -> None:
        """Let the device go; harmless twice."""
        # A device that is gone can hang its driver: not in the loop's thread.
        await asyncio.get_running_loop().run_in_executor(None, self._close)

    async def _until_taken(self, playing: Playing) -> None:
        """Return when the device has all of it. A device that stops asking for sound is gone."""
        loop = asyncio.get_running_loop()
        calls, since = self._calls, loop.time()
        while not playing.done:
            await asyncio.sleep(BLOCK_S)
            if self._calls != calls:
                calls, since = self._calls, loop.time()
            elif self._stopped or loop.time() - since > DEAF_S:
                self._stopped = True
                raise _lost("it takes no more sound")

    def _open(self) -> Any:
        sounddevice = portaudio()
        self._stopped = False
        try:
            stream = sounddevice.OutputStream(
                device=self._device.number,
                samplerate=self._device.rate,
                channels=min(2, self._device.outputs),
                dtype="int16",
                blocksize=round(self._device.rate * BLOCK_S),
                latency=LATENCY_S,
                callback=self._callback,
                finished_callback=self._finished,
            )
            stream.start()
        except sounddevice.PortAudioError as error:
            raise AudioDeviceMissing(
                SPOKEN["output"], fix=f"“{self._device.name}” cannot be opened: {error}; is another program using it?"
            ) from None
        return stream

    def _reopen(self) -> None:
        """Try again after a loss: it may have been plugged in since."""
        self._close()
        try:
            self._device = find(self._section.output, "output")
            self._stream = self._open()
        except AudioDeviceMissing as error:
            self._stopped = True
            raise _lost(error.fix) from None

    def _close(self) -> None:
        with suppress(portaudio().PortAudioError):  # closing what is gone already
            self._stream.abort(ignore_errors=True)
            self._stream.close(ignore_errors=True)

    def _callback(self, outdata: Any, count: int, time: Any, status: Any) -> None:
        """Fill one block from what is queued; this is the device's thread."""
        self._calls += 1
        filled = 0
        while filled < count and self._queue:
            piece = self._queue[0].take(count - filled)
            outdata[filled : filled + len(piece)] = piece[:, None]
            filled += len(piece)
            if self._queue[0].done:
                self._queue.popleft()  # nobody else removes one
        outdata[filled:] = 0

    def _finished(self) -> None:
        self._stopped = True


def _lost(why: str) -> DeviceLost:
    return DeviceLost(
        "The loudspeaker is gone. Nothing is lost; please check that it is plugged in.",
        fix=f"audio.output: {why}; assistant doctor lists the loudspeakers",
    )
