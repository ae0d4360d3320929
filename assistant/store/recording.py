"""The file of one recording: sound that is on the disk, encrypted, a moment after it was spoken.

    magic 8 │ slot 80 │ stream header 24 │ record │ record │ …      record: length (4, big-endian) │ ciphertext

The stream is libsodium's secretstream (XChaCha20-Poly1305) under a key of the recording's own. The *slot* holds that
key sealed to the vault's public key, so that a recording can be made while the vault is sealed; when the vault has
taken the key, the slot is blanked and the key lies among the vault's item keys only. The first record is a head
(JSON: ``note``, ``started``), the others are a sample index (8, big-endian) and mono 16-bit 16 kHz samples; an ended
recording has a last, empty record that says so. Every record is bound to the recording's id, which is the file's name.
"""

import asyncio
import contextlib
import json
import os
import struct
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
from nacl import bindings as sodium

from assistant.errors import AssistantError
from assistant.events import FRAME, AudioFrame, Samples
from assistant.store import moments
from assistant.store.trouble import from_system
from assistant.store.whole_file import sync_folder

MAGIC = b"ASSTREC1"
KEY_BYTES = sodium.crypto_secretstream_xchacha20poly1305_KEYBYTES
SLOT_BYTES = KEY_BYTES + sodium.crypto_box_SEALBYTES
BLANK = bytes(SLOT_BYTES)
CHUNK = 12
"""Frames in a record: 0.384 s. One record is being gathered and one written, so that less than a second is at stake."""

HEADER_BYTES = sodium.crypto_secretstream_xchacha20poly1305_HEADERBYTES
BODY = len(MAGIC) + SLOT_BYTES + HEADER_BYTES
MESSAGE = sodium.crypto_secretstream_xchacha20poly1305_TAG_MESSAGE
FINAL = sodium.crypto_secretstream_xchacha20poly1305_TAG_FINAL


@dataclass(frozen=True, slots=True)
class Head:
    """What a recording says of itself."""

    note: str
    """The id of its note, empty where there was none."""
    started: datetime


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
        self._state = sodium.crypto_secretstream_xchacha20poly1305_state()
        header = sodium.crypto_secretstream_xchacha20poly1305_init_push(self._state, key)
        text = json.dumps({"note": head.note, "started": moments.write(head.started)}).encode()
        self._handle = begin(self.path, MAGIC + slot + header + self._record(text, MESSAGE))

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
        samples = np.concatenate(self._gathered).astype("<i2")
        text = struct.pack(">Q", self._first) + samples.tobytes()
        self._gathered = []
        await self._settle(self._worker.submit(self._append, text, MESSAGE))

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

    def _append(self, text: bytes, tag: int) -> None:
        """One record, on the disk when this returns; after the first that failed there is no other."""
        self._refuse()
        record = self._record(text, tag)
        try:
            _write_all(self._handle, record)
            os.fdatasync(self._handle)
        except OSError as error:
            self._trouble = from_system(error, self.path)
        self._refuse()

    def _record(self, text: bytes, tag: int) -> bytes:
        return pack(self._state, text, self.id, tag)


def pack(state: Any, text: bytes, identity: str, tag: int) -> bytes:
    """The next record of a stream."""
    sealed = sodium.crypto_secretstream_xchacha20poly1305_push(state, text, identity.encode(), tag)
    return struct.pack(">I", len(sealed)) + bytes(sealed)


def begin(path: Path, start: bytes) -> int:
    """A file that begins with `start`, there whole or not at all; gives its handle, at its end."""
    fresh = path.with_name(f".{path.name}")
    try:
        handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
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
