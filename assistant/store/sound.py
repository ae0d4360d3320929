"""Reading a recording back: everything up to the last record that is whole. See `assistant.store.recording`."""

import json
import os
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import nacl.exceptions
import numpy as np
from nacl import bindings as sodium

from assistant.errors import Corrupt
from assistant.events import Samples
from assistant.store import moments
from assistant.store.recording import BLANK, BODY, FINAL, HEADER_BYTES, MAGIC, MESSAGE, SLOT_BYTES, Head, begin, pack
from assistant.store.trouble import damaged, from_system

_ABYTES = sodium.crypto_secretstream_xchacha20poly1305_ABYTES
_LONGEST = 64 * 1024
"""Bytes of a record; more is damage."""


@dataclass(frozen=True, slots=True)
class Sound:
    """What can be read of a recording."""

    runs: Sequence[tuple[int, Samples]]
    """Stretches without a gap: the index of the first sample in its stream, and the samples."""
    whole: bool
    """Whether it was ended; else it was cut off, or is damaged from there on."""

    @property
    def end(self) -> int:
        """The index after the last sample; 0 where there is none."""
        return self.runs[-1][0] + len(self.runs[-1][1]) if self.runs else 0


def slot_of(path: Path) -> bytes:
    """The sealed key; `BLANK` when the vault has taken it. Raises `Corrupt`."""
    start = _read(path, BODY)
    if len(start) < BODY or not start.startswith(MAGIC):
        raise damaged("recording")
    return start[len(MAGIC) :][:SLOT_BYTES]


def head_of(path: Path, key: bytes) -> Head:
    """What it says of itself. Raises `Corrupt` where not even that can be read."""
    for text, _ in _records(_read(path, BODY + 4 + _LONGEST), path.name, key):
        return _head(text)
    raise damaged("recording")


def sound_of(path: Path, key: bytes) -> Sound:
    """Everything up to the last whole record. Raises `Corrupt` where not even its head can be read."""
    records = _records(_read(path), path.name, key)
    _head(next(records, (b"", 0))[0])
    runs: list[tuple[int, list[Samples]]] = []
    whole = False
    for text, tag in records:
        whole = tag == FINAL
        if whole:
            break
        start, samples = struct.unpack(">Q", text[:8])[0], np.frombuffer(text[8:], "<i2").astype(np.int16)
        if runs and start == runs[-1][0] + sum(map(len, runs[-1][1])):
            runs[-1][1].append(samples)
        else:
            runs.append((start, [samples]))
    return Sound(tuple((start, np.concatenate(parts)) for start, parts in runs), whole)


def check(path: Path, key: bytes) -> bool:
    """Whether a recording that the vault has taken was ended. Raises `Corrupt` where it is damaged, not cut off."""
    raw = _read(path)
    good, number, tag = BODY, 0, MESSAGE
    for text, tag in _records(raw, path.name, key):  # noqa: B007 - the last one counts
        number += 1
        good += 4 + len(text) + _ABYTES
    rest = raw[good:]
    size = struct.unpack(">I", rest[:4])[0] if len(rest) >= 4 else 0
    cut_off = len(rest) < 4 or len(rest) < 4 + size <= 4 + _LONGEST
    if not number or slot_of(path) != BLANK or (rest and (tag == FINAL or not cut_off)):
        raise damaged("recording")
    return tag == FINAL


def copy_under(source: Path, key: bytes, target: Path, fresh: bytes) -> None:
    """The same recording under another key, whole and on the disk when this returns; its id stays.

    Raises `Corrupt` where a record of the source does not authenticate, and what the disk raises.
    """
    check(source, key)
    state = sodium.crypto_secretstream_xchacha20poly1305_state()
    pieces = [MAGIC, BLANK, bytes(sodium.crypto_secretstream_xchacha20poly1305_init_push(state, fresh))]
    pieces += [pack(state, text, source.name, tag) for text, tag in _records(_read(source), source.name, key)]
    os.close(begin(target, b"".join(pieces)))


def _records(raw: bytes, identity: str, key: bytes) -> Iterator[tuple[bytes, int]]:
    """Text and tag of each, up to the first that is cut off or does not authenticate. Raises `Corrupt`: no recording."""
    if len(raw) < BODY or not raw.startswith(MAGIC):
        raise damaged("recording")
    state = sodium.crypto_secretstream_xchacha20poly1305_state()
    sodium.crypto_secretstream_xchacha20poly1305_init_pull(state, raw[BODY - HEADER_BYTES : BODY], key)
    at, tag = BODY, MESSAGE
    while at + 4 <= len(raw) and tag != FINAL:
        size = struct.unpack(">I", raw[at : at + 4])[0]
        sealed = raw[at + 4 : at + 4 + size]
        if size > _LONGEST or len(sealed) < size:
            return
        try:
            text, tag = sodium.crypto_secretstream_xchacha20poly1305_pull(state, sealed, identity.encode())
        except (RuntimeError, ValueError, nacl.exceptions.CryptoError):
            return
        yield text, tag
        at += 4 + size


def _head(text: bytes) -> Head:
    try:
        tree = json.loads(text)
        return Head(str(tree["note"]), moments.read(tree["started"]))
    except (ValueError, LookupError, TypeError):
        raise Corrupt("A recording is damaged; I have changed nothing.") from None


def _read(path: Path, most: int = -1) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(most)
    except FileNotFoundError:
        raise damaged("recording") from None
    except OSError as error:
        raise from_system(error, path) from None
