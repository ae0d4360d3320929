"""Who may have a vault open at the same time, by locks on files in its folder.

A *guest* has it open for a short verb, beside anybody else but *alone*. There is one *house*, the program that listens;
guests come and go beside it. Whoever is *alone* (to rotate or restore the vault, or to bring it to a newer shape) has
it to itself. A seat that is taken is refused at once, never waited for; the system takes a seat back when its process
ends, however it ends.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path

from assistant.errors import Locked
from assistant.store.trouble import from_system

GUESTS, HOUSE = "guests.seat", "house.seat"
FILES = (GUESTS, HOUSE)


class Seat(StrEnum):
    """How a vault is opened."""

    GUEST = "guest"
    HOUSE = "house"
    ALONE = "alone"


class Chair:
    """A seat that is taken, until `leave`."""

    def __init__(self, seat: Seat, handles: list[int]) -> None:
        self.seat = seat
        self._handles = handles

    def hold(self, file: Path, how: int) -> bool:
        """Lock a file for as long as the seat is taken; False where somebody else's lock is in the way."""
        try:
            handle = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
            self._handles.append(handle)
            return _lock(handle, how)
        except OSError as error:
            raise from_system(error, file) from None

    def turn_into(self, how: int) -> bool:
        """Change the lock that came first."""
        return _lock(self._handles[0], how)

    def leave(self) -> None:
        """Let others have it; harmless twice."""
        while self._handles:
            os.close(self._handles.pop())


@contextmanager
def turn(folder: Path) -> Iterator[None]:
    """One process or thread at a time, for as long as it takes to write a small file: never inside itself."""
    try:
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    except OSError as error:
        raise from_system(error, folder) from None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def take(folder: Path, seat: Seat) -> Chair:
    """A seat at the vault in `folder`. Raises `Locked` where somebody is in the way."""
    chair = Chair(seat, [])
    try:
        with turn(folder):
            if not chair.hold(folder / GUESTS, fcntl.LOCK_EX if seat is Seat.ALONE else fcntl.LOCK_SH):
                raise _others(folder, chair) if seat is Seat.ALONE else _shut()
            if seat is Seat.HOUSE and not chair.hold(folder / HOUSE, fcntl.LOCK_EX):
                raise Locked("I am running already; nothing was changed.", fix="stop the other one first")
    except BaseException:
        chair.leave()
        raise
    return chair


@contextmanager
def alone(folder: Path, chair: Chair) -> Iterator[None]:
    """Have the vault to oneself for a while, from a seat that is taken already. Raises `Locked`."""
    if chair.seat is Seat.ALONE:
        yield
        return
    with turn(folder):  # nobody can slip in while one lock becomes the other
        if not chair.turn_into(fcntl.LOCK_EX):
            chair.turn_into(fcntl.LOCK_SH)
            raise _others(folder, chair)
    try:
        yield
    finally:
        with turn(folder):
            chair.turn_into(fcntl.LOCK_SH)


def building(folder: Path) -> Chair | None:
    """The folder of a vault that is being made, locked; None where another process is making it. Raises `OSError`."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        return None
    return Chair(Seat.ALONE, [handle])


def at_home(folder: Path) -> bool:
    """Whether a house has its seat at the vault in `folder`, be it open or sealed."""
    with turn(folder):
        return _house_sits(folder)


def _house_sits(folder: Path) -> bool:
    """Only inside `turn`: it takes the seat for a moment to see whether it can be had."""
    if not (folder / HOUSE).exists():
        return False
    probe = Chair(Seat.GUEST, [])
    try:
        return not probe.hold(folder / HOUSE, fcntl.LOCK_SH)
    finally:
        probe.leave()


def _lock(handle: int, how: int) -> bool:
    try:
        fcntl.flock(handle, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _others(folder: Path, mine: Chair) -> Locked:
    if mine.seat is not Seat.HOUSE and _house_sits(folder):
        return Locked("I am running, and this needs the vault alone; nothing was changed.", fix="stop me first")
    return Locked("Somebody else has the vault open; nothing was changed.", fix="let it finish, then try again")


def _shut() -> Locked:
    return Locked(
        "The vault is being rotated, restored or brought up to date; nothing was changed.",
        fix="let it finish, then try again",
    )
