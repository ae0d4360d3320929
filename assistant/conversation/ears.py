"""Listening: one pump reads the source, and whoever waits gets a wake word or an utterance."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np

from assistant.conversation.attention import Attention, State
from assistant.conversation.clock import AudioClock
from assistant.conversation.trace import Trace
from assistant.errors import AssistantError
from assistant.events import FRAME, SAMPLE_RATE, AudioFrame, Utterance, Wake
from assistant.ports import Endpointing, Source, VoiceDetector, WakeEngine

BETWEEN_S = 1.2
"""Silence between two recordings of a replay, s."""

PUSH_TO_TALK = "push-to-talk"
"""The name of the wake that is a button."""

ONE_BREATH_S = 2.0
"""A wake phrase may be heard at the beginning of an utterance: its model fires within this of the onset, s."""

LATE_S = 0.45
"""A wake word is noticed up to so much after its end, s."""

LONGEST_SILENCE_S = 20.0
"""After the last recording: how long a replay waits for a dialogue to end by itself, s."""


class SourceEnded(AssistantError):
    """There will be no more sound; a dialogue that still listens ends as if she had left."""

    code = "source-ended"
    exit_code = 0


class Ears:
    """The pump and those who wait for it.

    The wake words and the voice detector see every frame; `endpointer` decides where an utterance begins and ends.
    A wake word is given to `wake()` when idle, and to `on_wake` in the middle of a turn.
    """

    def __init__(
        self,
        wake: WakeEngine | None,
        detector: VoiceDetector,
        endpointer: Endpointing,
        clock: AudioClock,
        attention: Attention,
        trace: Trace,
        phrase: Callable[[str], str],
    ) -> None:
        self._wake = wake
        self._phrase = phrase
        self._detector = detector
        self._endpointer = endpointer
        self._clock = clock
        self._attention = attention
        self._trace = trace
        self._worker = ThreadPoolExecutor(1, "ears")
        self._heard: asyncio.Future[Wake | None] | None = None
        self._last_wake: Wake | None = None
        self._said: asyncio.Future[Utterance | None] | None = None
        self._patience: float | None = None
        self._kept: list[Utterance] = []
        self.keeping = False
        """Whether what is said while nobody listens is kept for the next who does, as in a dictation."""
        self._announced = False
        self._ended = False
        self.on_wake: Callable[[Wake], None] | None = None
        """Called with a wake word that comes in the middle of a turn."""
        self.on_speech: Callable[[Utterance], asyncio.Task[None] | None] | None = None
        """Called with what is said while it speaks; the task, if any, is awaited before a replay goes on."""
        self.tape: Callable[[AudioFrame], Awaitable[None]] | None = None
        """Awaited with every frame, before anything else is done with it: a slow disk makes the next frame wait."""
        self.look: Callable[[], Awaitable[None]] | None = None
        """Awaited with every frame as soon as it is known whether she speaks."""
        self.listeners: list[Callable[[AudioFrame], None]] = []
        """Called with every frame after that."""

    # ── the pump ─────────────────────────────────────────────────────────────────────────────────────────────

    async def attend(self, sources: Sequence[Source], *, realtime: bool = False) -> None:
        """Hear every source to its end, one after the other; returns when the last is over and all is quiet.

        Between recordings there is silence until nobody speaks or thinks. `realtime` plays files at the world's
        pace. Raises what a source raises (`DeviceLost`, `BadAudio`).
        """
        began = time.monotonic() - self._clock.seconds
        try:
            for number, source in enumerate(sources):
                async for frame in self._paced(source.frames(), source.live, began if realtime else None):
                    await self._hear(frame, live=source.live or realtime)
                if not source.live:
                    last = number == len(sources) - 1
                    await self._silence(last=last, began=began if realtime else None)
        finally:
            self._end()

    def push_to_talk(self) -> None:
        """She pressed the button: as if she had said a wake word."""
        self._deliver_wake(Wake(PUSH_TO_TALK, 1.0, self._clock.position))

    def nudge(self) -> None:
        """End the waiting for a wake word without one; harmless when nobody waits."""
        if self._heard is not None and not self._heard.done():
            self._clock.release(self._heard)
            self._heard.set_result(None)

    async def _paced(
        self, frames: AsyncIterator[AudioFrame], live: bool, began: float | None
    ) -> AsyncIterator[AudioFrame]:
        async for frame in frames:
            await self._pace(live, began)
            yield frame

    async def _pace(self, live: bool, began: float | None) -> None:
        if began is not None:
            await asyncio.sleep(max(0.0, began + self._clock.seconds + FRAME / SAMPLE_RATE - time.monotonic()))
        elif not live:
            await self._clock.wanted()

    async def _silence(self, *, last: bool, began: float | None) -> None:
        quiet = AudioFrame(np.zeros(FRAME, np.int16), 0)
        heard = waited = 0.0
        while True:
            await self._pace(False, began)
            await self._hear(quiet, live=began is not None)
            heard += FRAME / SAMPLE_RATE
            state = self._attention.state
            if state in {State.SPEAKING, State.THINKING}:
                continue
            waited += FRAME / SAMPLE_RATE
            if self._endpointer.speaking or heard < BETWEEN_S or waited < BETWEEN_S / 2:
                continue
            if not last or state is State.IDLE or waited > LONGEST_SILENCE_S:
                return

    async def _hear(self, frame: AudioFrame, *, live: bool) -> None:
        frame = AudioFrame(frame.samples, self._clock.position)
        if self.tape is not None:
            await self.tape(frame)
        for listener in self.listeners:
            listener(frame)
        loop = asyncio.get_running_loop()
        wakes, probability = await loop.run_in_executor(self._worker, self._analyse, frame)
        utterance = self._endpointer.push(frame, probability)
        self._clock.advance(frame.start + len(frame.samples))
        for wake in wakes:
            self._deliver_wake(wake)
        self._note_onset()
        if self.look is not None:
            await self.look()
        if utterance is not None:
            await self._deliver(utterance, live)
        elif self._said is not None and self._out_of_patience:
            self._answer(None)

    @property
    def _out_of_patience(self) -> bool:
        patience = self._patience
        return patience is not None and not self._endpointer.speaking and self._endpointer.silence_s >= patience

    def _analyse(self, frame: AudioFrame) -> tuple[Sequence[Wake], float]:
        wakes = self._wake.hear(frame) if self._wake else ()
        return wakes, self._detector.probability(frame)

    def _note_onset(self) -> None:
        speaking = self._endpointer.is_open and self._endpointer.speaking
        if speaking and not self._announced and self._said is not None:
            self._trace.emit("speech_start")
        self._announced = speaking

    def _deliver_wake(self, wake: Wake) -> None:
        state = self._attention.state
        self._last_wake = wake
        self._trace.emit("wake", at=wake.at / SAMPLE_RATE, name=wake.name, score=round(wake.score, 3))
        if self._heard is not None and not self._heard.done():
            self._clock.release(self._heard)
            self._heard.set_result(wake)
        elif state is not State.IDLE and self.on_wake:
            self.on_wake(wake)

    async def _deliver(self, utterance: Utterance, live: bool) -> None:
        utterance = self._with_wake(utterance)
        if self._said is not None:
            self._trace.emit("speech_end", at=utterance.speech_end / SAMPLE_RATE)
            self._trace.emit("endpoint")
            self._answer(utterance)
        elif self._attention.state is State.SPEAKING and self.on_speech:
            task = self.on_speech(utterance)
            if task is not None and not live:
                await asyncio.wait({task})
        elif self.keeping:
            self._kept.append(utterance)

    def _with_wake(self, utterance: Utterance) -> Utterance:
        """Marked with the wake phrase where a wake word fell into its beginning; in a dictation, anywhere in it."""
        wake = self._last_wake
        if utterance.wake or wake is None:
            return utterance
        since = (wake.at - utterance.speech_start) / SAMPLE_RATE
        latest = utterance.seconds + LATE_S if self.keeping else 0.0
        return replace(utterance, wake=self._phrase(wake.name)) if 0 < since < max(latest, ONE_BREATH_S) else utterance

    def _answer(self, utterance: Utterance | None) -> None:
        if self._said is not None:
            self._clock.release(self._said)
            if not self._said.done():
                self._said.set_result(utterance)
            self._said = None

    def _end(self) -> None:
        self._ended = True
        self._endpointer.close()  # nobody is speaking any more, and nobody need wait for her to end
        for future in (self._heard, self._said):
            if future is not None and not future.done():
                self._clock.release(future)
                future.set_exception(SourceEnded("There is no more sound."))
        self._said = None
        self._clock.end()

    def close(self) -> None:
        """Let the worker go."""
        self._worker.shutdown(wait=False, cancel_futures=True)

    # ── those who wait ───────────────────────────────────────────────────────────────────────────────────────

    async def wake(self) -> Wake | None:
        """The next wake word, or None after a `nudge`. Raises `SourceEnded`."""
        self._refuse_if_ended()
        self._heard = asyncio.get_running_loop().create_future()
        self._clock.want(self._heard)
        try:
            return await self._heard
        finally:
            self._clock.release(self._heard)
            self._heard = None

    def open(self, *, after: Wake | None = None, phrase: str = "", pause_s: float) -> None:
        """Begin to collect an utterance; after a wake word, one that she began in the same breath too."""
        self._endpointer.open(after=after, phrase=phrase, pause_s=pause_s)

    def shut(self, *, keep: bool = False) -> None:
        """Collect nothing any more; `keep`: what she has said already stays for the next who listens."""
        self._endpointer.close()
        if not keep:
            self._kept.clear()

    @property
    def is_open(self) -> bool:
        """Whether an utterance is being collected."""
        return self._endpointer.is_open

    @property
    def speaking(self) -> bool:
        """Whether she is speaking at this moment."""
        return self._endpointer.speaking

    @property
    def silence_s(self) -> float:
        """Seconds since she spoke last, or since an utterance is being collected."""
        return self._endpointer.silence_s

    async def utterance(self, patience_s: float | None) -> Utterance | None:
        """What she says next; None when she has said nothing for `patience_s` (None: for ever).

        Raises `SourceEnded`.
        """
        if self._kept:
            return self._kept.pop(0)
        self._refuse_if_ended()
        self._patience = patience_s
        said: asyncio.Future[Utterance | None] = asyncio.get_running_loop().create_future()
        self._said = said
        self._clock.want(said)
        try:
            return await said
        finally:
            self._clock.release(said)
            if self._said is said:
                self._said = None

    def fail(self, error: AssistantError) -> None:
        """Whoever waits for an utterance at this moment gets this instead."""
        if self._said is not None:
            self._clock.release(self._said)
            if not self._said.done():
                self._said.set_exception(error)
            self._said = None

    def _refuse_if_ended(self) -> None:
        if self._ended:
            raise SourceEnded("There is no more sound.")
