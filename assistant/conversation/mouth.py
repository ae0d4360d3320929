"""Speaking: sentence by sentence, the next one rendered while one is heard."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from assistant.conversation.attention import Attention, State
from assistant.conversation.trace import Trace
from assistant.events import Clip, Cue
from assistant.ports import Sink, Voice


class Mouth:
    """One voice, one loudspeaker; `hush` silences it at once.

    `gain` gives the loudness of what is said, 0 to 1; `cue_clip` the sound of a tone; `sentences` cuts a text.
    """

    def __init__(
        self,
        voice: Voice,
        sink: Sink,
        attention: Attention,
        trace: Trace,
        *,
        gain: Callable[[], float],
        cue_clip: Callable[[Cue], Clip],
        sentences: Callable[[str], list[str]],
    ) -> None:
        self.voice = voice
        self._sink = sink
        self._attention = attention
        self._trace = trace
        self._gain = gain
        self._cue_clip = cue_clip
        self._sentences = sentences
        self._worker = ThreadPoolExecutor(1, "tts")
        self._speech: asyncio.Task[None] | None = None
        self._one_at_a_time = asyncio.Lock()
        self.saying = ""
        """What is being said at this moment."""

    async def say(self, text: str) -> bool:
        """Speak and return when it has been heard; False where `hush` cut it short."""
        async with self._one_at_a_time:
            with self._attention.being(State.SPEAKING):
                self.saying = text
                self._speech = asyncio.create_task(self._speak(self._sentences(text)))
                try:
                    await asyncio.wait({self._speech})
                    if self._speech.cancelled():
                        return False
                    self._speech.result()
                    return True
                finally:
                    self._speech.cancel()
                    self._speech = None
                    self.saying = ""
                    self._trace.emit("playback_end")

    def hush(self) -> None:
        """Be silent at once; harmless when it is."""
        if self._speech is not None:
            self._speech.cancel()

    async def cue(self, cue: Cue) -> None:
        """Sound a tone."""
        await self._sink.play(self._loud(self._cue_clip(cue)))

    async def _speak(self, sentences: list[str]) -> None:
        first = True
        coming = self._render(sentences[0]) if sentences else None
        for number in range(len(sentences)):
            assert coming is not None
            clip = await coming
            following = sentences[number + 1 : number + 2]
            coming = self._render(following[0]) if following else None
            if not len(clip.samples):
                continue
            if first:
                self._trace.emit("first_audio", lead=round(_lead(clip), 3))
                first = False
            await self._sink.play(self._loud(clip))

    def _render(self, sentence: str) -> "asyncio.Future[Clip]":
        return asyncio.get_running_loop().run_in_executor(self._worker, self.voice.speak, sentence)

    def _loud(self, clip: Clip) -> Clip:
        gain = self._gain()
        return Clip((clip.samples * gain).astype(np.int16), clip.rate) if gain != 1.0 else clip

    def close(self) -> None:
        """Let the worker go."""
        self._worker.shutdown(wait=False, cancel_futures=True)


def _lead(clip: Clip) -> float:
    """Silence before the first audible sample, s."""
    loud = np.flatnonzero(np.abs(clip.samples.astype(np.int32)) > 200)
    return float(loud[0]) / clip.rate if len(loud) else 0.0
