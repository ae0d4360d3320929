"""What the audit must know although the vault is sealed: a small file of lines that only the vault can read.

Each line is sealed to the vault's public key, so a thief of the disk learns from it how many there are and no more;
but anybody may add one, for that key is no secret. At the next opening the lines go into the audit and the file goes. It is bounded: when it is full,
what comes later is not kept, and the audit says so. A kill between the two may put a line into the audit twice.
"""

import contextlib
import json
import os
import re
from base64 import b64decode, b64encode
from datetime import datetime
from pathlib import Path
from typing import Protocol

import nacl.exceptions
import nacl.public

from assistant.errors import AssistantError
from assistant.store import moments, seats

FILE = "unheard"
LARGEST = 64 * 1024
"""Bytes."""
_LINE_BYTES = 120
"""Of a line before it is sealed, padded: its length shall tell nothing."""


_EVENT, _ITEM = re.compile(r"[a-z-]{1,32}"), re.compile(r"[a-z0-9-]{0,40}")
"""Anybody can seal a line: what is none of ours does not get into the audit."""
_GUARDED = os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK
"""A link or a pipe in the file's place is not followed and not waited for."""


class Listener(Protocol):
    """The audit of an open vault."""

    def record(self, event: str, item: str = "", detail: str = "", *, at: datetime | None = None) -> None:
        """Write one entry, of now or of an earlier moment."""
        ...


def add(folder: Path, public: bytes, event: str, item: str = "") -> bool:
    """Keep one line for the vault in `folder`; whether it was kept: a full disk or a full file loses it."""
    line = json.dumps({"at": moments.system_now(), "event": event, "item": item}).encode().ljust(_LINE_BYTES)
    sealed = b64encode(nacl.public.SealedBox(nacl.public.PublicKey(public)).encrypt(line)) + b"\n"
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | _GUARDED
    try:
        with seats.turn(folder):
            handle = os.open(folder / FILE, flags, 0o600)
            try:
                size = os.fstat(handle).st_size
                if size + len(sealed) > LARGEST:
                    return False
                if os.write(handle, sealed) < len(sealed):
                    os.ftruncate(handle, size)
                    return False
                os.fsync(handle)
            finally:
                os.close(handle)
    except (OSError, AssistantError):
        return False
    return True


def take_in(folder: Path, private: nacl.public.PrivateKey, audit: Listener) -> None:
    """Tell the audit all that is there, and let the file go; it stays as long as the audit cannot be written."""
    file = folder / FILE
    with contextlib.suppress(OSError, AssistantError):
        if not file.exists():
            return
        with seats.turn(folder):
            with os.fdopen(os.open(file, os.O_RDONLY | _GUARDED), "rb") as stream:
                raw = stream.read(2 * LARGEST)
            _tell(raw, nacl.public.SealedBox(private), audit)
            file.unlink()


def _tell(raw: bytes, box: "nacl.public.SealedBox[nacl.public.PrivateKey]", audit: Listener) -> None:
    strange = 0
    longest = 0
    for line in raw.splitlines():
        longest = max(longest, len(line) + 1)
        try:
            told = json.loads(box.decrypt(b64decode(line, validate=True)))
            event, item, at = told["event"], told["item"], moments.read(told["at"])
            if not (_EVENT.fullmatch(event) and _ITEM.fullmatch(item) and at.tzinfo):
                raise ValueError
        except (ValueError, LookupError, TypeError, nacl.exceptions.CryptoError):
            strange += 1
            continue
        audit.record(event, item, "while sealed", at=at)
    if strange:
        audit.record("unlock-failed", detail=f"{strange} lines of the spool cannot be read")
    if len(raw) + longest > LARGEST:
        audit.record("unlock-failed", detail="the spool was full: there may have been more")
