"""Recordings: what is read back is what was written, up to the last whole record; damage is told and never crashes."""

import asyncio
import contextlib
import errno
import os
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import nacl.public
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assistant.errors import Corrupt, DiskFull, NotFound
from assistant.events import FRAME, AudioFrame, Samples
from assistant.store import migrations, recording, sound
from assistant.store.audit import VaultAudit
from assistant.store.capture import SealedTape, VaultCaptures
from assistant.store.clients import VaultRoster
from assistant.store.database import Database
from assistant.store.items import Items
from assistant.store.notes import VaultNotes
from assistant.store.signing import Signatures

NOW = datetime(2026, 5, 4, 14, 2, tzinfo=UTC)
KEY = bytes(range(32))


def frames(count: int, first: int = 0, seed: int = 0) -> list[AudioFrame]:
    noise = np.random.default_rng(seed)
    return [
        AudioFrame(noise.integers(-32768, 32767, FRAME, np.int16), (first + number) * FRAME) for number in range(count)
    ]


def joined(some: Sequence[AudioFrame]) -> Samples:
    return np.concatenate([each.samples for each in some]) if some else np.zeros(0, np.int16)


class House:
    """A vault's worth of parts, without its key file."""

    def __init__(self, folder: Path) -> None:
        self.private = nacl.public.PrivateKey.generate()
        self.tape = SealedTape(folder, bytes(self.private.public_key))
        self.database = Database(folder / "vault.db", KEY, create=True)
        migrations.migrate(self.database)
        self.items = Items(self.database)
        self.notes = VaultNotes(self.database, self.items, VaultAudit(self.database))
        self.client = VaultRoster(self.database, self.items).add("JD", "Jordan Dale")
        self.captures = VaultCaptures(self.database, self.items, self.tape, bytes(self.private))


@pytest.fixture
def house(tmp_path: Path) -> House:
    return House(tmp_path)


async def made(tape: SealedTape | VaultCaptures, some: Sequence[AudioFrame], note: str = "") -> str:
    tape_recording = tape.begin(note, NOW)
    for frame in some:
        await tape_recording.write(frame)
    await tape_recording.close()
    await tape_recording.close()
    return tape_recording.id


@pytest.mark.parametrize("count", [0, 1, recording.CHUNK, recording.CHUNK + 1, 100])
async def test_what_was_recorded_is_read_back(house: House, count: int) -> None:
    note = house.notes.begin(house.client, NOW)
    played = frames(count, first=7)
    identity = await made(house.captures, played, note.id)
    heard = house.captures.sound(identity)
    assert heard.whole
    assert [(run[0], run[1].tolist()) for run in heard.runs] == (
        [(7 * FRAME, joined(played).tolist())] if count else []
    )
    assert heard.end == ((7 + count) * FRAME if count else 0)
    assert [each.id for each in house.captures.of(note.id)] == [identity]
    assert house.captures.check(identity)


async def test_a_pause_leaves_a_gap_and_no_samples(house: House) -> None:
    before, after = frames(5), frames(20, first=60)
    identity = await made(house.captures, [*before, *after])
    heard = house.captures.sound(identity)
    assert [(start, len(samples)) for start, samples in heard.runs] == [(0, 5 * FRAME), (60 * FRAME, 20 * FRAME)]


async def test_less_than_a_second_is_not_on_the_disk_at_any_moment(house: House) -> None:
    tape_recording = house.tape.begin("", NOW)
    key = nacl.public.SealedBox(house.private).decrypt(sound.slot_of(tape_recording.path))
    for number, frame in enumerate(frames(120), start=1):
        await tape_recording.write(frame)
        kept = sound.sound_of(tape_recording.path, key)  # as a kill at this moment would leave it
        assert number * FRAME - kept.end <= 16_000
        assert not kept.whole
    await tape_recording.close()


async def test_nothing_recorded_can_be_read_from_the_disk(house: House, tmp_path: Path) -> None:
    tone = AudioFrame(np.arange(FRAME, dtype=np.int16), 0)
    await made(house.captures, [AudioFrame(tone.samples, number * FRAME) for number in range(30)])
    needle = tone.samples[100:120].tobytes()
    assert not [path for path in tmp_path.rglob("*") if path.is_file() and needle in path.read_bytes()]


async def test_a_sealed_vault_records_and_takes_it_in_when_it_opens(house: House) -> None:
    played = frames(40)
    identity = await made(house.tape, played)
    with pytest.raises(NotFound):
        house.captures.sound(identity)
    assert house.captures.adopt() == []
    assert house.captures.adopt() == []
    assert sound.slot_of(house.captures.path(identity)) == recording.BLANK
    waiting = house.captures.waiting()
    assert [(each.id, each.note, each.started) for each in waiting] == [(identity, "", NOW)]
    assert np.array_equal(house.captures.sound(identity).runs[0][1], joined(played))
    note = house.notes.begin(house.client, NOW)
    house.captures.give(identity, note.id)
    assert house.captures.waiting() == []
    assert [each.id for each in house.captures.of(note.id)] == [identity]


async def test_a_recording_whose_note_is_unknown_waits_for_one(house: House) -> None:
    identity = await made(house.tape, frames(3), "note-00000000")
    house.captures.adopt()
    assert [each.id for each in house.captures.waiting()] == [identity]


async def test_one_that_is_being_made_is_taken_in_without_disturbing_it(house: House) -> None:
    played = frames(60)
    tape_recording = house.tape.begin("", NOW)
    for frame in played[:30]:
        await tape_recording.write(frame)
    house.captures.adopt()
    for frame in played[30:]:
        await tape_recording.write(frame)
    await tape_recording.close()
    assert np.array_equal(house.captures.sound(tape_recording.id).runs[0][1], joined(played))


async def test_a_strangers_file_is_named_and_left_alone(house: House, tmp_path: Path) -> None:
    elsewhere = SealedTape(tmp_path / "other", bytes(nacl.public.PrivateKey.generate().public_key))
    (tmp_path / "other").mkdir()
    identity = await made(elsewhere, frames(3))
    house.tape.folder.mkdir()
    there = house.tape.folder / identity
    there.write_bytes((elsewhere.folder / identity).read_bytes())
    (house.tape.folder / "capture-short").write_bytes(b"ASST")
    assert house.captures.adopt() == sorted([identity, "capture-short"])
    assert there.exists()
    assert house.captures.all() == []


async def test_a_destroyed_recording_is_gone_with_its_key(house: House) -> None:
    identity = await made(house.captures, frames(30))
    copy = house.captures.path(identity).read_bytes()
    with house.database.transaction():
        house.captures.forget(identity)
    with pytest.raises(NotFound):
        house.captures.sound(identity)
    house.captures.remove(identity)
    house.captures.remove(identity)
    house.captures.path(identity).write_bytes(copy)  # from a backup: without its key it is noise, and goes again
    assert house.captures.adopt() == []
    assert not house.captures.path(identity).exists()


async def test_sound_is_kept_until_its_note_is_signed_or_for_the_days_she_set(house: House) -> None:
    note = house.notes.begin(house.client, NOW)
    identity = await made(house.captures, frames(3), note.id)
    later = NOW + timedelta(days=40)
    assert house.captures.expired(later, 30) == [], "a dictation that was never ended is kept"
    house.notes.file(note.id)
    assert house.captures.expired(later, 0) == []
    assert house.captures.expired(later, 41) == []
    assert house.captures.expired(later, 30) == [identity]
    audit = VaultAudit(house.database)
    Signatures(house.database, Items(house.database), audit, house.notes).sign(house.notes.get(note.id), NOW)
    assert house.captures.expired(NOW, 0) == [identity]


async def test_a_full_disk_is_told_at_once_and_what_was_kept_stays(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    played = frames(200)
    tape_recording = house.captures.begin("", NOW)
    for frame in played[:100]:
        await tape_recording.write(frame)
    real = os.write

    def full(handle: int, data: bytes) -> int:
        if len(data) > 1000:
            real(handle, data[:1000])
        raise OSError(errno.ENOSPC, "full")

    with monkeypatch.context() as patch:
        patch.setattr("assistant.store.recording.os.write", full)
        refused = 0
        for frame in played[100:]:
            try:
                await tape_recording.write(frame)
            except DiskFull:
                refused = refused or frame.start // FRAME
    assert 100 < refused <= 100 + 3 * recording.CHUNK
    await tape_recording.close()
    heard = house.captures.sound(tape_recording.id)
    assert not heard.whole
    assert 100 * FRAME - heard.end <= 16_000
    assert np.array_equal(heard.runs[0][1], joined(played)[: heard.end])
    assert not house.captures.check(tape_recording.id), "cut off, not damaged"


async def test_a_recording_that_cannot_begin_leaves_nothing(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, "full")

    monkeypatch.setattr("assistant.store.recording.os.write", full)
    with pytest.raises(DiskFull):
        house.captures.begin("", NOW)
    assert list(house.tape.folder.iterdir()) == []
    assert house.captures.all() == []


@pytest.fixture(scope="module")
def tape_of_three_seconds(tmp_path_factory: pytest.TempPathFactory) -> tuple[House, str, bytes, Samples]:
    house = House(tmp_path_factory.mktemp("vault"))
    played = frames(94)
    identity = asyncio.run(made(house.captures, played))
    return house, identity, house.captures.path(identity).read_bytes(), joined(played)


@settings(deadline=None, max_examples=150)
@given(data=st.data())
def test_a_truncated_recording_gives_what_is_whole_and_says_so(
    tape_of_three_seconds: tuple[House, str, bytes, Samples], data: st.DataObject
) -> None:
    house, identity, raw, played = tape_of_three_seconds
    house.captures.path(identity).write_bytes(raw[: data.draw(st.integers(0, len(raw) - 1))])
    try:
        heard = house.captures.sound(identity)
    except Corrupt:
        return
    assert not heard.whole
    if heard.runs:
        assert np.array_equal(heard.runs[0][1], played[: heard.end])


@settings(deadline=None, max_examples=300)
@given(data=st.data())
def test_any_flipped_bit_is_detected(
    tape_of_three_seconds: tuple[House, str, bytes, Samples], data: st.DataObject
) -> None:
    house, identity, raw, played = tape_of_three_seconds
    at = data.draw(st.one_of(st.integers(0, 400), st.integers(0, len(raw) - 1)))
    flipped = bytearray(raw)
    flipped[at] ^= 1 << data.draw(st.integers(0, 7))
    house.captures.path(identity).write_bytes(flipped)
    with contextlib.suppress(Corrupt):
        assert not house.captures.check(identity)
    try:
        heard = house.captures.sound(identity)
    except Corrupt:
        return
    for start, samples in heard.runs:
        assert np.array_equal(samples, played[start : start + len(samples)])


async def test_two_recordings_cannot_be_exchanged(house: House) -> None:
    first, second = await made(house.captures, frames(20)), await made(house.captures, frames(20, seed=1))
    house.captures.path(second).write_bytes(house.captures.path(first).read_bytes())
    with pytest.raises(Corrupt):
        house.captures.sound(second)


async def test_a_copy_under_another_key_holds_the_same(house: House, tmp_path: Path) -> None:
    played = frames(50)
    identity = await made(house.captures, played)
    fresh = bytes(reversed(range(32)))
    target = tmp_path / "next" / identity
    target.parent.mkdir()
    sound.copy_under(house.captures.path(identity), house.items.key(identity), target, fresh)
    assert np.array_equal(sound.sound_of(target, fresh).runs[0][1], joined(played))
    assert sound.check(target, fresh)
    with pytest.raises(Corrupt):
        sound.sound_of(target, house.items.key(identity))
