"""The dialogue about the room's lock: "lock", "unlock", and the PIN that nobody but the lock gets to see."""

import asyncio
import math
from datetime import datetime
from typing import Protocol

from assistant.api import Intent, Reply, SpeechLevel, saying
from assistant.conversation.spoken import BY_TERMINAL, SpokenChannel
from assistant.conversation.turn import ChannelTurn
from assistant.events import Expecting
from assistant.intents.pins import may_be_pin
from assistant.intents.router import Router
from assistant.ports import Clock

LOCKED = Reply("Locked.")


class Lock(Protocol):
    """The speech lock."""

    def level(self, now: datetime) -> SpeechLevel:
        """What may be said aloud now."""
        ...

    def lock(self) -> None:
        """Close it."""
        ...

    def try_pin(self, spoken: str, now: datetime) -> bool:
        """Open it with a PIN; False when it is wrong or it is too soon to try again."""
        ...

    def wait_s(self, now: datetime) -> float:
        """How long no PIN is looked at, s."""
        ...

    def touch(self, now: datetime) -> None:
        """She is there: the quiet time begins anew."""
        ...

    @property
    def has_pin(self) -> bool:
        """Whether it can be opened by voice at all."""
        ...


class Unlocking:
    """Opens and closes the room as she asks for it."""

    def __init__(self, lock: Lock, channel: SpokenChannel, router: Router, clock: Clock) -> None:
        self._lock = lock
        self._channel = channel
        self._router = router
        self._clock = clock

    async def close(self) -> None:
        """Lock the room, and say so."""
        self._lock.lock()
        await self._channel.speak(LOCKED)

    async def open(self, pin: str) -> None:
        """Unlock the room with the PIN that she has said, or is asked for. Raises what `Lock.try_pin` raises."""
        await self._channel.speak(await self._opened(pin))

    async def _opened(self, pin: str) -> Reply:
        if self._lock.level(self._clock.now()) is SpeechLevel.FULL:
            return Reply("The room is unlocked already.")
        if not self._lock.has_pin:
            return Reply(BY_TERMINAL)
        wait = self._lock.wait_s(self._clock.now())
        if wait:
            return Reply(_too_many(wait))
        said = pin or await self._ask()
        if not may_be_pin(said):
            return Reply("I heard no PIN, so the room stays locked.")
        # On a thread: a busy disk must not stop the ears.
        if await asyncio.to_thread(self._lock.try_pin, said, self._clock.now()):
            return Reply("Unlocked.")
        wait = self._lock.wait_s(self._clock.now())
        return Reply(f"That didn't open it. {_too_many(wait) if wait else 'The room stays locked.'}")

    async def _ask(self) -> str:
        turn = ChannelTurn(Intent("household.unlock"), self._channel, self._router, self._clock)
        secret, self._channel.secret = self._channel.secret, True
        try:
            with self._channel.deck.deaf():
                return (await turn.ask(Reply("Your PIN?"), Expecting.PIN)).text
        finally:
            self._channel.secret = secret  # she may be in the middle of a private note


def _too_many(wait: float) -> str:
    minutes = math.ceil(wait / 60)
    length = saying.counted(minutes, "minute") if minutes < 100 else saying.counted(math.ceil(wait / 3600), "hour")
    return f"Too many tries. Wait {length}."
