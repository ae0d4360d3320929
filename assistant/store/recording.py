"""The file of one recording: sound that is on the disk, encrypted, a moment after it was spoken.

    magic 8 │ slot 80 │ strand │ strand │ …

Its records (`assistant.store.strand`) are sealed under a key of the recording's own. The *slot* holds that key sealed
to the vault's public key, so that a recording can be made while the vault is sealed; when the vault has taken the key,
the slot is blanked and the key lies among the vault's item keys only. The first record is a head (JSON: ``note``,
``started``), the others are a sample index (8, big-endian) and mono 16-bit 16 kHz samples; an ended recording has a
last, empty record that says so. Every record is bound to the recording's id, which is the file's name. There is one
strand, and one more after each cut.
"""

import asyncio
import contextlib
import json
import os
import struct
from bisect import bisect_left
from collections import deque
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
from nacl import bindings as sodium

from assistant.errors import AssistantError
from assistant.events import FRAME, AudioFrame, Samples
from assistant.store import moments
from assistant.store.strand import FINAL, HEADER_BYTES, KEY_BYTES, MESSAGE, Strand
from assistant.store.trouble import from_system
from assistant.store.whole_file import sync_folder

MAGIC = b"ASSTREC1"
SLOT_BYTES = KEY_BYTES + sodium.crypto_box_SEALBYTES
BLANK = bytes(SLOT_BYTES)
CHUNK = 12
"""Frames in a record: 0.384 s. One record is being gathered and one written, so that less than a second is at stake."""

LATELY = 160
"""Records that can be shortened by a cut, about a minute; of an older one nothing is left by it."""
BODY = len(MAGIC) + SLOT_BYTES + HEADER_BYTES


@dataclass(frozen=True, slots=True)
class Head:
    """What a recording says of itself."""

    note: str
    """The id of its note, empty where there was none."""
    started: datetime


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a record of sound lies."""

    first: int
    """Index of its first sample in the stream."""
    end: int
    """And after its last."""
    at: int
    """In the file."""


class FileRecording:
    """A recording while it is being made; see `assistant.ports.Recording`."""

    def __init__(self, folder: Path, identity: str, key: bytes, slot: bytes, head: Head) -> None:
        self.id = identity
        self.path = folder / identity
        self._worker = ThreadPoolExecutor(1, "recording")
        self._writing: Future[None] | None = None
        self._gathered: list[Samples] = []
        self._first = 0
        self._trouble: AssistantError | None = None
        self._ended = False
        self._key = key
        self._places: list[_Place] = []
        self._lately: deque[Samples] = deque(maxlen=LATELY)
        """What the last of them hold."""
        self._strand = Strand(key, identity)
        text = json.dumps({"note": head.note, "started": moments.write(head.started)}).encode()
        self._handle = begin(self.path, MAGIC + slot + self._strand.start + self._strand.record(text))

    async def write(self, frame: AudioFrame) -> None:
        """Keep a frame. Raises `DiskFull`, `InputOutput`; then nothing more is kept."""
        self._refuse()
        if self._gathered and frame.start != self._first + len(self._gathered) * FRAME:
            await self._flush()
        if not self._gathered:
            self._first = frame.start
        self._gathered.append(frame.samples)
        if len(self._gathered) == CHUNK:
            await self._flush()

    async def cut(self, sample: int) -> None:
        """Take out everything from this sample on, on the disk when this returns. Raises `DiskFull`, `InputOutput`.

        At whatever moment it is killed, what can be read is what was recorded up to there, or up to less than a
        record before it.
        """
        if self._gathered:
            kept = np.concatenate(self._gathered)[: max(0, sample - self._first)]
            self._gathered = [kept] if len(kept) else []
        with contextlib.suppress(AssistantError):  # what could not be written is told below
            await self._flush()
            await self._settled()
        self._writing = self._worker.submit(self._shorten, sample)
        await self._settled()

    async def close(self) -> None:
        """End it with what is left; harmless twice. Raises `DiskFull`, `InputOutput`."""
        if self._ended:
            return
        self._ended = True
        try:
            if self._trouble is None:
                await self._flush()
                await self._settle(self._worker.submit(self._append, b"", FINAL))
                await self._settled()
        finally:
            self._worker.shutdown(wait=True)
            os.close(self._handle)

    def blank(self) -> None:
        """The vault has its key now."""
        blank(self.path)

    def abandon(self) -> None:
        """It never began."""
        self._ended = True
        self._worker.shutdown(wait=True)
        os.close(self._handle)
        with contextlib.suppress(OSError):
            self.path.unlink(missing_ok=True)

    async def erase(self) -> None:
        """Leave nothing of it: its key, which is only here while the vault is sealed, is overwritten first.

        Raises `InputOutput` where the disk does not let it go.
        """
        with contextlib.suppress(AssistantError):  # what cannot be written need not be
            await self.close()
        self.blank()
        try:
            self.path.unlink(missing_ok=True)
        except OSError as error:
            raise from_system(error, self.path) from None

    async def _flush(self) -> None:
        """Let the record that is being written come to its end, then begin with the next."""
        if not self._gathered:
            return
        first, samples = self._first, np.concatenate(self._gathered)
        self._gathered = []
        await self._settle(self._worker.submit(self._keep, first, samples))

    async def _settle(self, writing: "Future[None]") -> None:
        before, self._writing = self._writing, writing
        if before is not None:
            await self._outcome(before)

    async def _settled(self) -> None:
        if self._writing is not None:
            await self._outcome(self._writing)

    async def _outcome(self, writing: "Future[None]") -> None:
        await asyncio.shield(asyncio.wrap_future(writing))

    def _refuse(self) -> None:
        if self._trouble is not None:
            raise self._trouble

    def _keep(self, first: int, samples: Samples) -> None:
        at = os.lseek(self._handle, 0, os.SEEK_CUR)
        # Before it is written: what a failing disk has of it must be found by a cut.
        self._places.append(_Place(first, first + len(samples), at))
        self._lately.append(samples)
        self._append(_sound(first, samples), MESSAGE)

    def _append(self, text: bytes, tag: int) -> None:
        """One record, on the disk when this returns; after the first that failed there is no other."""
        self._refuse()
        self._put(self._strand.record(text, tag))
        self._refuse()

    def _put(self, data: bytes) -> None:
        try:
            _write_all(self._handle, data)
            os.fdatasync(self._handle)
        except OSError as error:
            self._trouble = from_system(error, self.path)

    def _shorten(self, sample: int) -> None:
        """Truncate before the record that holds `sample`, then seal its beginning anew, in a strand of its own."""
        number = bisect_left(self._places, sample, key=lambda place: place.end - 1)
        if number == len(self._places):
            return self._refuse()
        place, from_end = self._places[number], len(self._places) - number
        kept = self._lately[-from_end][: max(0, sample - place.first)] if from_end <= len(self._lately) else ()
        del self._places[number:]
        for _ in range(min(from_end, len(self._lately))):
            self._lately.pop()
        try:
            os.ftruncate(self._handle, place.at)
            os.lseek(self._handle, place.at, os.SEEK_SET)
            os.fsync(self._handle)
            before = os.pread(self._handle, 64, place.at - 64)
        except OSError as error:
            self._trouble = from_system(error, self.path)
        self._refuse()
        self._strand = Strand(self._key, self.id, before)
        self._put(self._strand.start)
        if len(kept):
            self._keep(place.first, np.asarray(kept))
        return self._refuse()


def _sound(first: int, samples: Samples) -> bytes:
    return struct.pack(">Q", first) + samples.astype("<i2").tobytes()


def begin(path: Path, start: bytes) -> int:
    """A file that begins with `start`, there whole or not at all; gives its handle, at its end."""
    fresh = path.with_name(f".{path.name}")
    try:
        handle = os.open(fresh, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            _write_all(handle, start)
            os.fsync(handle)
            fresh.rename(path)
            sync_folder(path.parent)
        except OSError:
            os.close(handle)
            with contextlib.suppress(OSError):
                fresh.unlink(missing_ok=True)
            raise
    except OSError as error:
        raise from_system(error, path) from None
    return handle


def blank(path: Path) -> None:
    """Overwrite the slot, on the disk when this returns."""
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CLOEXEC)
        try:
            os.pwrite(handle, BLANK, len(MAGIC))
            os.fsync(handle)
        finally:
            os.close(handle)
    except OSError as error:
        raise from_system(error, path) from None


def _write_all(handle: int, data: bytes) -> None:
    while data:
        data = data[os.write(handle, data) :]
