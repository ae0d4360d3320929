"""Whenever the process dies, what was taken out of a recording is not in it."""

import asyncio
import mmap
import multiprocessing
import os
import random
import signal
import struct
import time
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import pytest

from assistant.events import FRAME, AudioFrame, Samples
from assistant.store import sound
from assistant.store.recording import BLANK, FileRecording, Head

KEY = bytes(range(32))
NOW = datetime(2026, 5, 4, 14, 2, tzinfo=UTC)
SPOKEN, APART = 40, 60
"""Frames that are recorded in a round, and between the beginnings of two rounds."""
NOISE = np.random.default_rng(1).integers(-32768, 32767, 4096 * FRAME, np.int16)
_MARK = struct.Struct("=Q")
PATIENCE_S = 120.0


def cut_in(number: int) -> int:
    """Samples that stay of a round; every residue of a record comes up sooner or later."""
    return number * 7919 % (SPOKEN * FRAME)


def heard(start: int, count: int) -> Samples:
    """The stream."""
    return np.take(NOISE, np.arange(start, start + count), mode="wrap")


def record(folder: Path, mark: Path) -> None:
    """In the child: record, take out, and say so, for ever."""
    asyncio.run(_record(folder, mark))


async def _record(folder: Path, mark: Path) -> None:
    with mark.open("r+b") as file:
        done = mmap.mmap(file.fileno(), _MARK.size)
    made = FileRecording(folder, "capture-1", KEY, BLANK, Head("", NOW))
    for number in range(1_000_000):
        first = number * APART * FRAME
        for frame in range(SPOKEN):
            await made.write(AudioFrame(heard(first + frame * FRAME, FRAME), first + frame * FRAME))
        await made.cut(first + cut_in(number))
        done[:] = _MARK.pack(number + 1)


@pytest.mark.parametrize("seed", range(12))
def test_killed_at_any_moment_nothing_that_was_taken_out_is_there(tmp_path: Path, seed: int) -> None:
    mark = tmp_path / "mark"
    mark.write_bytes(bytes(_MARK.size))
    context = multiprocessing.get_context("forkserver")
    child = context.Process(target=record, args=(tmp_path, mark), daemon=True)
    child.start()
    deadline = time.monotonic() + PATIENCE_S
    while not any(mark.read_bytes()):
        assert child.is_alive()
        assert time.monotonic() < deadline
        time.sleep(0.002)
    time.sleep(random.Random(seed).uniform(0, 0.3))
    assert child.pid is not None
    os.kill(child.pid, signal.SIGKILL)
    child.join()
    (rounds,) = _MARK.unpack(mark.read_bytes())
    left = sound.sound_of(tmp_path / "capture-1", KEY)
    assert not left.whole
    assert not sound.check(tmp_path / "capture-1", KEY), "cut off, not damaged"
    for start, samples in left.runs:
        assert np.array_equal(samples, heard(start, len(samples)))
    kept = [(start, len(samples)) for start, samples in left.runs]
    whole = [(number * APART * FRAME, cut_in(number)) for number in range(rounds) if cut_in(number)]
    assert kept[: len(whole)] == whole
    assert len(kept) <= len(whole) + 1, "and the round in which it was killed"
