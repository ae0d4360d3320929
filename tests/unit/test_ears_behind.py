"""She goes on while what she said is still being worked on."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import numpy as np

from assistant.conversation.attention import Attention, State
from assistant.conversation.clock import AudioClock
from assistant.conversation.ears import Ears
from assistant.conversation.trace import Trace
from assistant.events import FRAME, AudioFrame, Utterance

EACH = 10
"""Frames of an utterance."""


class Microphone:
    """It never waits for anybody."""

    live = True

    def __init__(self, utterances: int) -> None:
        self._frames = utterances * EACH

    async def frames(self) -> AsyncIterator[AudioFrame]:
        for number in range(self._frames):
            yield AudioFrame(np.zeros(FRAME, np.int16), number * FRAME)


class Endless:
    """An utterance after every tenth frame, without a pause between."""

    is_open = True
    speaking = False
    silence_s = 0.0

    def push(self, frame: AudioFrame, probability: float) -> Utterance | None:
        end = frame.start + FRAME
        start = end - EACH * FRAME
        return Utterance(np.zeros(EACH * FRAME, np.int16), start, start, end) if end % (EACH * FRAME) == 0 else None

    def open(self, **_: object) -> None:
        """It always is."""

    def close(self) -> None:
        """It never is."""


class Silence:
    """No voice."""

    def probability(self, frame: AudioFrame) -> float:
        return 0.0


async def test_what_is_said_while_an_utterance_is_worked_on_comes_next_in_order() -> None:
    clock, attention = AudioClock(), Attention()
    endpointer: Any = Endless()
    ears = Ears(None, Silence(), endpointer, clock, attention, Trace(), lambda name: name)
    ears.keeping = True
    microphone: Any = Microphone(12)
    heard: list[int] = []

    async def take() -> None:
        """Each takes as long as she needs for two more, as far as there are any."""
        while len(heard) < 12:
            with attention.being(State.DICTATING):
                utterance = await ears.utterance(None)
            assert utterance is not None
            heard.append(utterance.speech_start // (EACH * FRAME))
            wanted = min(clock.position + 2 * EACH * FRAME, 12 * EACH * FRAME)
            while clock.position < wanted:
                await asyncio.sleep(0)

    pump = asyncio.create_task(ears.attend([microphone]))
    try:
        await asyncio.wait_for(take(), 60)
    finally:
        pump.cancel()
        ears.close()
    assert heard == list(range(12))
