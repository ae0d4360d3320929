"""Reading a recording back: everything up to the last record that is whole. See `assistant.store.recording`."""

import json
import os
import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from assistant.errors import Corrupt
from assistant.events import Samples
from assistant.store import moments
from assistant.store.recording import BLANK, BODY, MAGIC, SLOT_BYTES, Head, begin
from assistant.store.strand import FINAL, LONGEST, MESSAGE, Strand, cut_off, records
from assistant.store.trouble import damaged, from_system


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
    for text, _, _ in _records(_read(path, BODY + 4 + LONGEST), path.name, key):
        return _head(text)
    raise damaged("recording")


def sound_of(path: Path, key: bytes) -> Sound:
    """Everything up to the last whole record. Raises `Corrupt` where not even its head can be read."""
    found = _records(_read(path), path.name, key)
    _head(next(found, (b"", 0, 0))[0])
    runs: list[tuple[int, list[Samples]]] = []
    whole = False
    for text, tag, _ in found:
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
    tag, end = MESSAGE, 0
    for _, tag, end in _records(raw, path.name, key):  # noqa: B007 - the last one counts
        pass
    rest = raw[end:]
    if not end or slot_of(path) != BLANK or (rest and (tag == FINAL or not cut_off(raw, end))):
        raise damaged("recording")
    return tag == FINAL


def copy_under(source: Path, key: bytes, target: Path, fresh: bytes) -> None:
    """The same recording under another key, whole and on the disk when this returns; its id stays.

    Raises `Corrupt` where a record of the source does not authenticate, and what the disk raises.
    """
    check(source, key)
    strand = Strand(fresh, source.name)
    pieces = [MAGIC, BLANK, strand.start]
    pieces += [strand.record(text, tag) for text, tag, _ in _records(_read(source), source.name, key)]
    os.close(begin(target, b"".join(pieces)))


def _records(raw: bytes, identity: str, key: bytes) -> Iterator[tuple[bytes, int, int]]:
    """Text, tag and end of each; see `strand.records`. Raises `Corrupt`: no recording."""
    if len(raw) < BODY or not raw.startswith(MAGIC):
        raise damaged("recording")
    return records(raw, BODY, identity, key)


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
