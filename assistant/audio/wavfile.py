"""Recordings: reading any WAV or FLAC, resampling, and writing sound to where it was heard."""

import errno
import os
import struct
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from assistant.errors import BadAudio, DiskFull, InputOutput
from assistant.events import FRAME, SAMPLE_RATE, AudioFrame, Clip, Samples

BLOCK = 4096
"""Frames that are read at a time; where a file is damaged, at most this much before the damage is lost."""

RATES = range(4_000, 768_001)
"""Hz that a recording of sound can have; anything else is a damaged header."""

FULL = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""What the system says when there is no room."""

HEADER = struct.Struct("<4sI4s4sIHHIIHH4sI")
"""RIFF, ``fmt `` and ``data``: 44 bytes."""

Floats = npt.NDArray[np.float32]


def to_int16(sound: npt.NDArray[Any]) -> Samples:
    """Sound in ±1 as 16-bit samples; what is louder saturates, what is no number is silence."""
    finite = np.nan_to_num(sound, nan=0.0, posinf=1.0, neginf=-1.0)
    samples: Samples = np.clip(np.rint(finite * 32768.0), -32768, 32767).astype(np.int16)
    return samples


def to_float(samples: Samples) -> Floats:
    """16-bit samples as sound in ±1."""
    return samples.astype(np.float32) / np.float32(32768.0)


def resample(samples: Samples, rate: int, to: int) -> Samples:
    """The same sound at another rate, Hz; the same array where the rates are equal."""
    if rate == to or not len(samples):
        return samples
    import soxr

    return to_int16(soxr.resample(to_float(samples), rate, to))


def read_clip(path: Path) -> Clip:
    """A whole recording, mono, at its own rate.

    Any format of libsndfile, any width and number of channels; a truncated file gives what is there. Raises
    `BadAudio` where it is not audio, or holds none.
    """
    with _opened(path) as file:
        blocks = list(_mono_blocks(file))
        if not blocks:
            raise _bad(path, "it holds no samples")
        return Clip(np.concatenate(blocks), file.samplerate)


def write_clip(path: Path, clip: Clip) -> None:
    """A clip as a 16-bit WAV. Raises `DiskFull`, `InputOutput`."""
    writer = TimelineWriter(path, clip.rate)
    try:
        writer.write_at(0, clip.samples)
    finally:
        writer.close()


class RecordingSource:
    """A source that is a file, read a little at a time. Raises `BadAudio` at once where it is not audio."""

    live = False
    silence: Samples = np.zeros(FRAME, np.int16)
    """One frame of it, for those who listen on after the end."""

    def __init__(self, path: Path) -> None:
        self._path = path
        with _opened(path) as file:
            if next(_mono_blocks(file), None) is None:
                raise _bad(path, "it holds no samples")

    async def frames(self) -> AsyncIterator[AudioFrame]:
        """Every frame from the beginning, the last filled up with silence."""
        start = 0
        with _opened(self._path) as file:
            rest = np.zeros(0, np.int16)
            for piece in _resampled(_mono_blocks(file), file.samplerate):
                rest = np.concatenate([rest, piece])
                whole = len(rest) - len(rest) % FRAME
                for offset in range(0, whole, FRAME):
                    yield AudioFrame(rest[offset : offset + FRAME], start + offset)
                start += whole
                rest = rest[whole:]
            if len(rest):
                yield AudioFrame(np.pad(rest, (0, FRAME - len(rest))), start)

    async def close(self) -> None:
        """Nothing to let go: the file is open only while it is read."""


class TimelineWriter:
    """A mono 16-bit WAV into which sound is mixed at any place; silence where nothing was put.

    Everything is on disk, with a header that fits, when `write_at` returns: a crash or a full disk leaves a valid
    file with all that was written before. Raises `DiskFull`, and `InputOutput` where the file cannot be made.
    """

    def __init__(self, path: Path, rate: int = SAMPLE_RATE) -> None:
        self._rate = rate
        self._length = 0
        try:
            # Her voice is nobody else's: readable by the owner only.
            self._file = open(path, "w+b", buffering=0, opener=_private)  # noqa: SIM115
        except OSError as error:
            raise _unwritten(error) from None
        try:
            self._write(0, self._header())
        except InputOutput:
            self._file.close()
            raise

    def write_at(self, index: int, samples: Samples) -> None:
        """Mix samples in from sample `index` (≥ 0) on; where two sounds are too loud together, they saturate."""
        if index < 0:
            msg = "a timeline begins at 0"
            raise ValueError(msg)
        if not len(samples):
            return
        place = HEADER.size + 2 * index
        mixed = samples.astype(np.int32)
        before = self._read(place, 2 * max(0, min(self._length - index, len(samples))))
        mixed[: len(before)] += before
        end = index + len(samples)
        try:
            self._write(place, np.clip(mixed, -32768, 32767).astype("<i2").tobytes())
            if end > self._length:
                self._length, was = end, self._length
                try:
                    self._write(0, self._header())
                except InputOutput:
                    self._length = was
                    raise
        except DiskFull:
            self._file.truncate(HEADER.size + 2 * self._length)
            raise

    def close(self) -> None:
        """Finish the file; harmless twice."""
        self._file.close()

    def _header(self) -> bytes:
        data = min(2 * self._length, 0xFFFFFFFF - HEADER.size)  # all that the format can count: 37 h at 16 kHz
        return HEADER.pack(
            b"RIFF",
            HEADER.size - 8 + data,
            b"WAVE",
            b"fmt ",
            16,
            1,
            1,
            self._rate,
            2 * self._rate,
            2,
            16,
            b"data",
            data,
        )

    def _read(self, place: int, size: int) -> npt.NDArray[np.int32]:
        if not size:
            return np.zeros(0, np.int32)
        self._file.seek(place)
        return np.frombuffer(self._file.read(size), "<i2").astype(np.int32)

    def _write(self, place: int, data: bytes) -> None:
        try:
            self._file.seek(place)
            while data:
                data = data[self._file.write(data) :]
        except OSError as error:
            raise _unwritten(error) from None


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)


def _unwritten(error: OSError) -> InputOutput:
    if error.errno in FULL:
        return DiskFull("The disk is full. What was recorded so far is safe.", fix="free some space, then try again")
    return InputOutput("The recording cannot be written.", fix=f"{error.filename or 'the file'}: {error.strerror}")


def _bad(path: Path, reason: str) -> BadAudio:
    return BadAudio("That recording is not sound that I can read.", fix=f"{path}: {reason}")


@contextmanager
def _opened(path: Path) -> Iterator[Any]:
    """The open `soundfile.SoundFile`; by descriptor, since by name it trusts the name's ending."""
    import soundfile

    with ExitStack() as stack:
        try:
            raw = stack.enter_context(path.open("rb"))
        except (OSError, ValueError) as error:
            raise _bad(path, getattr(error, "strerror", None) or "no file can have that name") from None
        if not raw.seekable():
            raise _bad(path, "it is a pipe, not a file")
        try:
            file = stack.enter_context(soundfile.SoundFile(raw.fileno(), closefd=False))
        except (soundfile.SoundFileError, TypeError, ValueError):
            raise _bad(path, "it is no WAV or FLAC, or its header is damaged") from None
        if file.samplerate not in RATES:
            raise _bad(path, f"its header says {file.samplerate} Hz, which no sound has")
        yield file


def _mono_blocks(file: Any) -> Iterator[Samples]:
    """What is there, a block at a time, mixed down; ends early where the file is damaged."""
    import soundfile

    while True:
        try:
            block = file.read(BLOCK, dtype="float32", always_2d=True)
        except soundfile.SoundFileError:
            return
        if not len(block):
            return
        finite = np.nan_to_num(block.astype(np.float64), nan=0.0, posinf=1.0, neginf=-1.0)
        yield to_int16(finite.mean(axis=1))


def _resampled(blocks: Iterator[Samples], rate: int) -> Iterator[Samples]:
    """A stream of blocks at 16 kHz."""
    if rate == SAMPLE_RATE:
        yield from blocks
        return
    import soxr

    stream = soxr.ResampleStream(rate, SAMPLE_RATE, 1, dtype="float32")
    for block in blocks:
        yield to_int16(stream.resample_chunk(to_float(block)))
    yield to_int16(stream.resample_chunk(np.zeros(0, np.float32), last=True))
