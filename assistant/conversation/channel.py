"""How a turn hears and speaks: microphone and loudspeaker, or a keyboard and a terminal."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from assistant.api import Cue, Form, Intent, Reply, SpeechLevel, Transcript
from assistant.conversation.deck import Deck
from assistant.events import Expecting

STOPPING = frozenset({"household.stop", "household.cancel"})


class Channel(Protocol):
    """How a turn hears and speaks."""

    deck: Deck
    """Where a dictation is recorded."""

    secret: bool
    """While true, what is heard stays out of every trace, and so does what is said only in an unlocked room."""

    cut_in: bool
    """Whether what was heard last, in a dictation, began with the wake phrase over its own voice: its echo may be in it."""

    async def listen(self, expecting: Expecting) -> Transcript | None:
        """What she says next; None when she says nothing, or nothing more. An empty text: a noise."""
        ...

    async def speak(self, reply: Reply) -> None:
        """Say as much of it as the room may hear."""
        ...

    async def cue(self, cue: Cue) -> None:
        """Sound a tone."""
        ...

    async def beckon(self) -> None:
        """Tell that it listens, unless she is speaking already."""
        ...

    async def did(self, command: str) -> None:
        """Tell that a dictation command was carried out."""
        ...

    def level(self) -> SpeechLevel:
        """What may be said aloud now."""
        ...

    def expect(self, form: Form | None) -> None:
        """What she dictates from now on is a note of this format; None: no dictation, or one of any. Returns at once."""
        ...

    async def aside(self, intent: Intent) -> None:
        """Answer an always-on request in the middle of something else."""
        ...


class Lock(Protocol):
    """The speech lock, as far as a channel needs it."""

    def level(self, now: datetime) -> SpeechLevel:
        """What may be said aloud now."""
        ...

    def touch(self, now: datetime) -> None:
        """She is there: the quiet time begins anew."""
        ...

    @property
    def has_pin(self) -> bool:
        """Whether it can be unlocked by voice."""
        ...


@dataclass(frozen=True, slots=True)
class Pauses:
    """How long it waits, s."""

    command: float
    """Silence that ends a command or an answer."""
    dictation: float
    patience: float
    """For her to begin."""
    rest: float
    """In a dictation, until it rests."""
