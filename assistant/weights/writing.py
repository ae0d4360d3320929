"""Writing to the models folder: one at a time, with room, in one step."""

import errno
import fcntl
import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from assistant.errors import DiskFull, InputOutput, TryLater

_MARGIN = 32 * 1024 * 1024
"""Bytes that are left free: a dictation must find room however many models are installed."""


def sha256(file: Path) -> str:
    """In hexadecimal."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Nobody else fetches or imports meanwhile. Raises `TryLater`, and `InputOutput` where nothing can be written."""
    try:
        (folder / ".partial").mkdir(parents=True, exist_ok=True)
        opened = (folder / ".partial" / "lock").open("w")
    except OSError as error:
        raise failure(error, folder) from None
    with opened:
        try:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise TryLater(
                "Another download is still running.", fix="wait for it, then run the same command again"
            ) from None
        yield


@contextmanager
def room(folder: Path, needed: int) -> Iterator[None]:
    """`needed` more bytes fit, and whatever the system refuses inside is said as an error of ours.

    Raises `DiskFull` before anything is written where they do not fit.
    """
    try:
        free = shutil.disk_usage(folder).free
        if free < needed + _MARGIN:
            raise DiskFull(
                "There is not enough room on the disk for that model.",
                fix=f"{folder}: {(needed + _MARGIN) / 1e6:.0f} MB needed, {free / 1e6:.0f} MB free",
            )
        yield
    except OSError as error:
        raise failure(error, folder) from None


def failure(error: OSError, folder: Path) -> InputOutput:
    """What the system's refusal means."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return DiskFull(
            "The disk is full, so the model was not installed; everything else is safe.",
            fix=f"make room where {folder} is, then run the same command again",
        )
    return InputOutput("The models folder cannot be written to.", fix=f"{folder}: {error.strerror or error}")


def put_in_place(new: Path, place: Path) -> None:
    """Make the directory `new` the directory `place`, in one step where there was none; a former one goes away."""
    place.parent.mkdir(parents=True, exist_ok=True)
    former = new.with_name(f"former-{place.name}")
    shutil.rmtree(former, ignore_errors=True)
    if place.exists():
        place.rename(former)
    new.rename(place)
    shutil.rmtree(former, ignore_errors=True)
