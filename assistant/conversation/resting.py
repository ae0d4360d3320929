"""A dictation rests while she is silent for long, and goes on by itself when she speaks again; nothing ends it.

Nothing is said and no tone sounds when it goes on: she is speaking. Its tone sounds once, until she has said words
again: where a noise ends the rest, the next one is silent.
"""

import asyncio
from contextlib import suppress

from assistant.conversation.attention import Attention, State
from assistant.conversation.deck import Deck
from assistant.conversation.ears import Ears
from assistant.conversation.mouth import Mouth
from assistant.conversation.trace import Trace
from assistant.errors import AssistantError
from assistant.events import Cue

SILENCE = "silence"
"""The reason of the `muted` event."""


class Resting:
    """Watches for the silence of a dictation, and for its end, with every frame."""

    def __init__(
        self, ears: Ears, deck: Deck, mouth: Mouth, attention: Attention, trace: Trace, after_s: float
    ) -> None:
        """`after_s`: the silence, s."""
        self._ears = ears
        self._deck = deck
        self._mouth = mouth
        self._attention = attention
        self._trace = trace
        self._after_s = after_s
        self._told = False
        self._telling: asyncio.Task[None] | None = None

    def words(self) -> None:
        """She has said something: the next rest is told."""
        self._told = False

    async def look(self) -> None:
        """It is known of the last frame whether she speaks; by audio time, so that a replay rests as the evening did."""
        if self._deck.resting:
            if self._ears.speaking:
                self._trace.emit("unmuted")
                await self._deck.wake()
        elif self._due:
            self._deck.rest()
            self._trace.emit("muted", reason=SILENCE)
            if not self._told:
                self._told = True
                # Not awaited: the tone takes audio time, which goes on only when this is done.
                self._telling = asyncio.create_task(self._tell())

    @property
    def _due(self) -> bool:
        listening = self._deck.recording and self._attention.state is State.DICTATING
        return listening and self._ears.silence_s >= self._after_s

    async def _tell(self) -> None:
        with suppress(AssistantError):  # whoever listens is told of a loudspeaker that is gone when it speaks
            await self._mouth.cue(Cue.PAUSED)
