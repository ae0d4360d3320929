"""The house while its vault is sealed: what needs no vault works, and everything else says so."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, NoReturn, cast

from assistant.api import Capabilities, Clock, House
from assistant.errors import VaultSealed
from assistant.intents.written import SpokenTimes
from assistant.ports import Audit, Tape, Tries
from assistant.records import Client, Form, Timer

STRANGER = Client("", "", "")
"""Whoever is spoken of while the roster cannot be read."""


class Sealed:
    """Any part of the house, as long as the vault is sealed: whatever is asked of it, it raises `VaultSealed`."""

    def __getattr__(self, name: str) -> NoReturn:
        if name.startswith("__"):
            raise AttributeError(name)
        raise VaultSealed("The vault is sealed; open it and ask me again.", fix="assistant vault open")


class RoomVolume:
    """How loud the answers are, for as long as the house is sealed."""

    def __init__(self, level: int) -> None:
        self.level = level

    def set(self, level: int) -> None:
        """Clamped to 0 to 10."""
        self.level = min(10, max(0, level))


class NoTimers:
    """The timers that ring in a sealed house: those in the vault ring when it is open again."""

    def due(self, now: datetime) -> Sequence[Timer]:
        """None."""
        return ()


def sealed_audit() -> Audit:
    """An audit that cannot be written: so nothing private is said."""
    return cast(Audit, Sealed())


def sealed_tries() -> Tries:
    """Wrong PINs that cannot be counted: so no PIN is looked at."""
    return cast(Tries, Sealed())


def sealed_tape() -> Tape:
    """Where nothing can be recorded: the vault has no public key yet."""
    return cast(Tape, Sealed())


def sealed_house(clock: Clock, capabilities: Capabilities, volume: int, forms: Mapping[str, Form]) -> House:
    """A house of which only the clock, the capabilities, the volume, the formats and the reading of times work."""
    nothing: Any = Sealed()
    return House(
        clock=clock,
        roster=nothing,
        agenda=nothing,
        notes=nothing,
        mail=nothing,
        queue=nothing,
        drafter=nothing,
        timers=nothing,
        volume=RoomVolume(volume),
        capabilities=capabilities,
        recovery=nothing,
        lexicon=nothing,
        supervision=nothing,
        process=nothing,
        times=SpokenTimes(),
        forms=forms,
        sealed=True,
    )
