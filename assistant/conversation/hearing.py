"""From an utterance to words: the transcriber on its worker."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from assistant.conversation.trace import Trace
from assistant.events import Expecting, Phrasebook, Transcript, Utterance
from assistant.intents.called import without_wake
from assistant.intents.pins import holds_pin
from assistant.intents.words import strip_wake
from assistant.ports import Transcriber


class Hearing:
    """One transcriber, one worker: utterances are transcribed in the order in which they were said."""

    def __init__(self, transcriber: Transcriber, trace: Trace, wakes: Sequence[str] = ()) -> None:
        """`wakes`: the phrases that are no part of what is dictated."""
        self.transcriber = transcriber
        self._wakes = wakes
        self._trace = trace
        self._worker = ThreadPoolExecutor(1, "stt")

    async def learn(self, phrases: Callable[[], Phrasebook]) -> None:
        """Prepare the engine for what `phrases` gives, on the worker: after all that was said before, before all else."""
        await asyncio.get_running_loop().run_in_executor(self._worker, lambda: self.transcriber.learn(phrases()))

    async def transcribe(self, utterance: Utterance, expecting: Expecting, *, secret: bool = False) -> Transcript:
        """What was said, without the wake phrase; `secret` keeps the words from every trace, as what may hold a PIN is kept."""
        loop = asyncio.get_running_loop()
        began = loop.time()
        heard = await loop.run_in_executor(self._worker, self.transcriber.transcribe, utterance, expecting)
        if expecting is Expecting.DICTATION:
            heard = without_wake(heard, self._wakes, utterance.wake)
        elif utterance.wake:
            heard = replace(heard, text=strip_wake(heard.text, utterance.wake))
        hidden = secret or holds_pin(heard.text)
        self._trace.emit(
            "segment" if expecting is Expecting.DICTATION else "transcript",
            text="" if hidden else heard.text,
            hidden=hidden,
            engine=heard.engine,
            confidence=round(heard.confidence, 3),
            start=round(heard.start, 3),
            end=round(heard.end, 3),
            took=round(loop.time() - began, 3),
        )
        return heard

    def close(self) -> None:
        """Let the worker go."""
        self._worker.shutdown(wait=False, cancel_futures=True)
