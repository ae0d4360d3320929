"""What is taken out of a recording is in it no more, at whatever sample it begins and whenever the process dies."""

import asyncio
import contextlib
import errno
import itertools
import os
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.errors import Corrupt, DiskFull
from assistant.events import FRAME
from assistant.store import recording, sound, strand
from tests.unit.test_capture import KEY, NOW, House, frames, joined

CHUNK = recording.CHUNK * FRAME
FRESH = bytes(reversed(range(32)))


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


@pytest.mark.parametrize("more", [0, 1, FRAME, CHUNK - 1])
@pytest.mark.parametrize("base", [0, 1, CHUNK, 3 * CHUNK, 3 * CHUNK + 5 * FRAME, 39 * FRAME])
async def test_nothing_from_the_sample_on_is_left_and_everything_before_it_is(
    house: House, base: int, more: int
) -> None:
    played, sample = frames(60), min(base + more, 60 * FRAME)
    made = house.captures.begin("", NOW)
    for frame in played[:40]:
        await made.write(frame)
    await made.cut(sample)
    kept = min(sample, 40 * FRAME)
    heard = house.captures.sound(made.id)
    assert heard.end == kept
    assert not heard.runs or np.array_equal(heard.runs[0][1], joined(played)[:kept])
    assert not house.captures.check(made.id), "it goes on"
    for frame in played[50:]:
        await made.write(frame)
    await made.close()
    runs = house.captures.sound(made.id).runs
    assert [(start, len(samples)) for start, samples in runs if start < 50 * FRAME] == ([(0, kept)] if kept else [])
    assert np.array_equal(runs[-1][1], joined(played[50:]))
    assert house.captures.check(made.id)


async def test_it_can_be_cut_again_and_again_also_where_it_was_cut(house: House) -> None:
    played = frames(200)
    made = house.captures.begin("", NOW)
    for frame in played[:100]:
        await made.write(frame)
    for sample in (90 * FRAME + 7, 90 * FRAME + 7, 84 * FRAME, 30 * FRAME + 1, 20 * FRAME):
        await made.cut(sample)
        assert house.captures.sound(made.id).end == sample
    for frame in played[100:]:
        await made.write(frame)
    await made.cut(150 * FRAME + 3)
    await made.close()
    heard = house.captures.sound(made.id)
    assert [(start, len(samples)) for start, samples in heard.runs] == [(0, 20 * FRAME), (100 * FRAME, 50 * FRAME + 3)]
    assert np.array_equal(joined(played)[100 * FRAME : 150 * FRAME + 3], heard.runs[1][1])


async def test_more_than_a_minute_back_the_whole_record_goes_and_not_a_sample_more(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recording, "LATELY", 3)
    made = house.captures.begin("", NOW)
    for frame in frames(120):
        await made.write(frame)
    await made.cut(5 * CHUNK + 100)
    assert house.captures.sound(made.id).end == 5 * CHUNK
    await made.close()


async def test_the_file_holds_no_byte_of_what_was_taken_out(house: House) -> None:
    made = house.captures.begin("", NOW)
    for frame in frames(100):
        await made.write(frame)
    before = made.path.read_bytes()
    await made.cut(40 * FRAME)
    after = made.path.read_bytes()
    same = next(at for at, (one, other) in enumerate(zip(before[88:], after[88:], strict=False)) if one != other) + 88
    assert same < len(after) < len(before) / 2
    pieces = {before[at : at + 32] for at in range(same, len(before) - 32)}
    assert not [at for at in range(len(after) - 32) if after[at : at + 32] in pieces]
    await made.close()


async def test_the_shortened_record_is_never_sealed_in_the_place_of_the_long_one(house: House) -> None:
    """Two texts sealed for the same place would tell their difference to whoever has kept the old blocks."""
    silence = [recording.AudioFrame(np.zeros(FRAME, np.int16), number * FRAME) for number in range(60)]
    seen: list[bytes] = []
    made = house.captures.begin("", NOW)
    for frame in silence:
        await made.write(frame)
    for sample in (59 * FRAME, 50 * FRAME, 49 * FRAME + 1, 48 * FRAME + 1):
        seen.append(made.path.read_bytes()[88:])
        await made.cut(sample)
    seen.append(made.path.read_bytes()[88:])
    tail = CHUNK // 4
    for one, other in itertools.combinations(seen, 2):
        ends = one[-tail:], other[-tail:]
        assert ends[0] != ends[1]
    await made.close()


class Killed(BaseException):
    """As good as dead."""


@pytest.mark.parametrize("step", range(8))
async def test_killed_at_any_step_it_reads_up_to_the_cut_or_a_moment_before_it(
    house: House, monkeypatch: pytest.MonkeyPatch, step: int
) -> None:
    sample, played = 3 * CHUNK + 5 * FRAME + 9, frames(60)
    made = house.captures.begin("", NOW)
    for frame in played:
        await made.write(frame)
    await made.cut(60 * FRAME)  # takes nothing out, and waits for all that is being written
    count = 0

    def dying(real: object) -> object:
        def call(*values: object) -> object:
            nonlocal count
            count += 1
            if count > step:
                raise Killed
            return real(*values)  # type: ignore[operator]

        return call

    with monkeypatch.context() as patch:
        for name in ("ftruncate", "lseek", "fsync", "write", "fdatasync"):
            patch.setattr(f"assistant.store.recording.os.{name}", dying(getattr(os, name)))
        with contextlib.suppress(Killed):
            await made.cut(sample)
    heard = house.captures.sound(made.id)
    if step == 0:
        assert heard.end > sample, "nothing was done yet"
    else:
        assert 3 * CHUNK <= heard.end <= sample
    assert np.array_equal(heard.runs[0][1], joined(played)[: heard.end])
    assert not house.captures.check(made.id), "cut off, not damaged"


async def test_a_kill_in_the_middle_of_a_write_is_no_damage(house: House) -> None:
    played = frames(60)
    made = house.captures.begin("", NOW)
    for frame in played:
        await made.write(frame)
    await made.cut(3 * CHUNK + 100)
    whole, path = made.path.read_bytes(), made.path
    await made.close()
    kept = sound.sound_of(path, house.items.key(made.id)).end
    assert kept == 3 * CHUNK + 100
    for size in range(len(whole) - 257, len(whole)):
        path.write_bytes(whole[:size])
        assert house.captures.sound(made.id).end == 3 * CHUNK
        assert not house.captures.check(made.id)


async def test_on_a_full_disk_what_was_said_is_taken_out_and_she_is_told(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = house.captures.begin("", NOW)
    for frame in frames(60):
        await made.write(frame)

    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as patch:
        patch.setattr("assistant.store.recording.os.write", full)
        with pytest.raises(DiskFull):
            await made.cut(30 * FRAME)
    assert house.captures.sound(made.id).end == 2 * CHUNK
    with pytest.raises(DiskFull):
        await made.write(frames(1, first=60)[0])
    with pytest.raises(DiskFull):
        await made.cut(10 * FRAME)
    assert house.captures.sound(made.id).end == 0
    await made.close()


class CutTwice:
    """A recording with two cuts, ended."""

    def __init__(self, house: House) -> None:
        self.house = house
        self.identity = asyncio.run(self._make())
        self.path = house.captures.path(self.identity)
        self.raw = self.path.read_bytes()
        self.runs = [(start, samples.tobytes()) for start, samples in house.captures.sound(self.identity).runs]

    async def _make(self) -> str:
        made = self.house.captures.begin("", NOW)
        for frame in frames(50):
            await made.write(frame)
        await made.cut(30 * FRAME + 5)
        for frame in frames(40, first=60, seed=1):
            await made.write(frame)
        await made.cut(84 * FRAME)
        for frame in frames(10, first=110, seed=2):
            await made.write(frame)
        await made.close()
        return made.id


@pytest.fixture(scope="module")
def cut_twice(tmp_path_factory: pytest.TempPathFactory) -> CutTwice:
    made = CutTwice(House(tmp_path_factory.mktemp("vault")))
    assert [start for start, _ in made.runs] == [0, 60 * FRAME, 110 * FRAME]
    return made


@settings(deadline=None, max_examples=200)
@given(data=st.data())
def test_any_flipped_bit_after_a_cut_is_detected(cut_twice: CutTwice, data: st.DataObject) -> None:
    captures, raw = cut_twice.house.captures, cut_twice.raw
    anew = [at for at in range(112, len(raw) - 4) if raw[at : at + 4] == strand.ANEW]
    near = st.sampled_from(anew).flatmap(lambda at: st.integers(at - 40, at + 60))
    at = data.draw(st.one_of(near, st.integers(0, len(raw) - 1)))
    flipped = bytearray(raw)
    flipped[at] ^= 1 << data.draw(st.integers(0, 7))
    cut_twice.path.write_bytes(flipped)
    with contextlib.suppress(Corrupt):
        assert not captures.check(cut_twice.identity)
    with contextlib.suppress(Corrupt):
        heard = captures.sound(cut_twice.identity)
        assert not heard.whole or at < recording.BODY
        for (start, samples), (was, all_of_it) in zip(heard.runs, cut_twice.runs, strict=False):
            assert start == was
            assert all_of_it.startswith(samples.tobytes())


def test_what_follows_a_cut_can_be_put_nowhere_else() -> None:
    first = strand.Strand(KEY, "capture-1")
    start = b"MAGIC" + first.start + first.record(b"kept")
    second = strand.Strand(KEY, "capture-1", start)
    tail = second.start + second.record(b"said later", strand.FINAL)
    body = 5 + strand.HEADER_BYTES

    def texts(raw: bytes) -> list[bytes]:
        return [text for text, _, _ in strand.records(raw, body, "capture-1", KEY)]

    assert texts(start + tail) == [b"kept", b"said later"]
    assert texts(start + first.record(b"taken out") + tail) == [b"kept", b"taken out"]
    assert texts(start[:body] + tail) == []
    assert texts(start + tail[4 + strand.HEADER_BYTES :]) == [b"kept"]


def test_a_copy_under_another_key_holds_what_was_kept(cut_twice: CutTwice, tmp_path: Path) -> None:
    cut_twice.path.write_bytes(cut_twice.raw)
    target = tmp_path / cut_twice.identity
    sound.copy_under(cut_twice.path, cut_twice.house.items.key(cut_twice.identity), target, FRESH)
    copied = sound.sound_of(target, FRESH)
    assert copied.whole
    assert [(start, samples.tobytes()) for start, samples in copied.runs] == cut_twice.runs
    assert sound.check(target, FRESH)
