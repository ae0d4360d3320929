"""What is said without being asked: news of the house, what the skills have to say of it, and timers that are due."""

import asyncio
import contextlib
from collections.abc import Callable, Coroutine, Iterable, Sequence
from datetime import datetime
from typing import Any, Protocol

from assistant.api import AssistantError, Cue, Reply, Skill, Timer
from assistant.conversation.trace import Trace
from assistant.errors import VaultSealed
from assistant.events import FRAME, AudioFrame
from assistant.ports import Clock

TIMERS_EVERY = 16
"""Frames between two looks at the timers: about half a second."""


class Ringing(Protocol):
    """The timers, as far as a conversation needs them."""

    def due(self, now: datetime) -> Sequence[Timer]:
        """Those whose time has come; each is given once."""
        ...


class Speaking(Protocol):
    """How it is said."""

    async def cue(self, cue: Cue) -> None:
        """Sound a tone."""
        ...

    async def speak(self, reply: Reply) -> None:
        """Say as much of it as the room may hear."""
        ...


class Unasked:
    """Gathers what is to be said as soon as nobody is spoken with; `nudge` ends the waiting for a wake word."""

    def __init__(self, timers: Ringing, clock: Clock, trace: Trace, nudge: Callable[[], None]) -> None:
        self.timers = timers
        self._clock = clock
        self._trace = trace
        self._nudge = nudge
        self._rung: list[Timer] = []
        self._changes: list[tuple[Callable[[], Reply], asyncio.Future[None]]] = []
        self._news: list[Reply] = [Reply("")]
        """What to say before the skills are asked what they have to say; empty when there is nothing new."""

    def watch(self, frame: AudioFrame) -> None:
        """Let the timers that are due ring, as soon as nothing else is going on."""
        if frame.start // FRAME % TIMERS_EVERY == 0:
            try:
                self._rung += self.timers.due(self._clock.now())
            except AssistantError as error:  # a busy or full disk must not make it deaf; it looks again at once
                self._trace.emit("error", code=error.code)
            if self._rung:
                self._nudge()

    def between(self, change: Callable[[], Reply]) -> "asyncio.Future[None]":
        """Let `change` happen as soon as nobody is spoken with, and say what it gives; done when it has happened."""
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self._changes.append((change, done))
        self._nudge()
        return done

    def happen(self) -> bool:
        """Let all changes happen that were asked for; whether there is news to be told."""
        while self._changes:
            change, done = self._changes.pop(0)
            if not done.done():
                self._news.append(change())
                done.set_result(None)
        return bool(self._news)

    def sayings(self, skills: Iterable[Skill], speaking: Speaking) -> "Iterable[Coroutine[Any, Any, None]]":
        """Everything there is to say now, one after the other; each may fail by itself."""
        if self._news:
            news, self._news = self._news, []
            for reply in news:
                yield speaking.speak(reply)
            for skill in list(skills):
                yield _begin(skill, speaking)
        yield self._ring(speaking)

    async def _ring(self, speaking: Speaking) -> None:
        while self._rung:
            timer = self._rung.pop(0)
            await speaking.cue(Cue.TIMER)
            public = f"Your {spoken_length(timer.seconds)} timer is done."
            named = f"Your {timer.name} timer is done." if timer.name else None
            await speaking.speak(Reply(public, full=named))


async def _begin(skill: Skill, speaking: Speaking) -> None:
    with contextlib.suppress(VaultSealed):  # nobody asked: it has something to say when the vault is open
        reply = await skill.at_start()
        if reply is not None:
            await speaking.speak(reply)


def spoken_length(seconds: float) -> str:
    """A timer's length as a name for it: "ten minute" is said "10 minute"."""
    for unit, size in (("hour", 3600), ("minute", 60)):
        if seconds >= size and seconds % size == 0:
            return f"{seconds / size:.0f} {unit}"
    return f"{seconds:.0f} second"
