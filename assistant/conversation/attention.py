"""What the assistant is doing at this moment, in one place."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum


class State(Enum):
    """What it is doing."""

    IDLE = "idle"
    """Waits for its name."""
    LISTENING = "listening"
    DICTATING = "dictating"
    SPEAKING = "speaking"
    THINKING = "thinking"


class Attention:
    """The state, owned by whoever entered it last."""

    def __init__(self) -> None:
        self.state = State.IDLE

    @contextmanager
    def being(self, state: State) -> Iterator[None]:
        """In `state` for the length of a block, then back to what it was."""
        before, self.state = self.state, state
        try:
            yield
        finally:
            self.state = before
