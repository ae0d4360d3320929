"""Which frames of a dictation go to the disk, and what happens when the disk will not have them."""

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assistant.conversation.attention import Attention
from assistant.conversation.clock import AudioClock
from assistant.conversation.deck import LEAD, RECENT, Deck
from assistant.conversation.ears import Ears
from assistant.conversation.trace import Trace
from assistant.errors import DiskFull, InputOutput
from assistant.events import FRAME, SAMPLE_RATE, AudioFrame, Transcript, Utterance
from assistant.store import keys
from assistant.store.vault import Vault
from assistant.vad.endpoint import Endpointer

NOW = datetime(2026, 11, 3, 20, 2, tzinfo=UTC)


class MemoryTape:
    """Keeps frames in memory; refuses from frame `full` on; each takes as long as `slow` says, in turns of the loop."""

    def __init__(self, *, full: int | None = None, slow: int = 0) -> None:
        self.full, self.slow = full, slow
        self.frames: list[int] = []
        self.events: list[str] = []
        self.id = "capture-1"

    def begin(self, note_id: str, at: datetime) -> "MemoryTape":
        self.events.append(f"begin {note_id} {at:%H:%M}")
        return self

    async def write(self, frame: AudioFrame) -> None:
        for _ in range(self.slow):
            await asyncio.sleep(0)
        if self.full is not None and frame.start >= self.full * FRAME:
            raise DiskFull("The disk is full.")
        self.frames.append(frame.start // FRAME)

    async def cut(self, sample: int) -> None:
        if self.events[-1:] == ["refuse"]:
            raise DiskFull("The disk is full.")
        self.events.append(f"cut {sample}")
        self.frames = [number for number in self.frames if number * FRAME < sample]

    async def close(self) -> None:
        self.events.append("close")

    async def erase(self) -> None:
        self.events.append("erase")


def frame(number: int) -> AudioFrame:
    return AudioFrame(np.full(FRAME, number, np.int16), number * FRAME)


def said(first: int, last: int) -> Utterance:
    return Utterance(np.zeros((last - first) * FRAME, np.int16), first * FRAME, first * FRAME, last * FRAME)


async def play(deck: Deck, *numbers: int) -> None:
    for number in numbers:
        await deck.hear(frame(number))


def deck_on(tape: MemoryTape | None) -> Deck:
    return Deck(tape, lambda: NOW)


async def test_a_recording_begins_right_after_the_words_that_asked_for_it_and_has_no_gap() -> None:
    tape = MemoryTape()
    deck = deck_on(tape)
    await play(deck, *range(20))
    deck.heard(said(3, 12))
    await play(deck, *range(20, 25))  # the calendar was asked meanwhile
    await deck.begin("note-1")
    await play(deck, *range(25, 30))
    assert tape.frames == list(range(12, 30))
    assert deck.capture == "capture-1"
    await deck.end()
    await play(deck, 30, 31)
    assert tape.frames == list(range(12, 30))
    assert tape.events == ["begin note-1 20:02", "close"]
    assert deck.capture == ""


async def test_before_and_between_dictations_nothing_is_kept_but_the_last_seconds_in_memory() -> None:
    tape = MemoryTape()
    deck = deck_on(tape)
    await play(deck, *range(1000))
    assert (tape.frames, len(deck._recent)) == ([], RECENT)
    await deck.begin("")
    assert tape.frames == list(range(1000 - RECENT, 1000))


async def test_in_a_pause_nothing_is_recorded_and_resume_is_recorded_with_all_that_follows() -> None:
    tape = MemoryTape()
    deck = deck_on(tape)
    deck.heard(said(0, 1))
    await deck.begin("note-1")
    await play(deck, *range(1, 10))
    await deck.pause()
    await play(deck, *range(10, 40))
    deck.heard(said(30, 36))
    await deck.go_on()
    await play(deck, *range(40, 45))
    assert tape.frames == [*range(1, 10), *range(30, 45)]
    await deck.go_on()
    await play(deck, 45)
    assert tape.frames[-2:] == [44, 45], "what is not paused goes on, once"


def order(last: int) -> Transcript:
    """An order whose words end with frame `last`."""
    return Transcript("off the record", "test", 0.0, (last + 1) * FRAME / SAMPLE_RATE)


async def test_what_was_said_since_an_order_goes_again_and_what_comes_after_the_next_one_is_kept() -> None:
    tape = MemoryTape()
    deck = deck_on(tape)
    await deck.begin("note-1")
    await play(deck, *range(40))
    await deck.pause(since=order(19))
    await play(deck, *range(40, 60))
    assert tape.frames == list(range(20)), "she was heard, and it took a while to understand her"
    assert tape.events[-1] == f"cut {20 * FRAME}"
    deck.heard(said(50, 55))
    await deck.go_on()
    await play(deck, 60)
    assert tape.frames == [*range(20), *range(50, 61)]


async def test_an_order_that_ends_within_a_frame_leaves_nothing_of_the_rest_of_it() -> None:
    tape = MemoryTape()
    deck = deck_on(tape)
    await deck.begin("note-1")
    await play(deck, *range(10))
    await deck.pause(since=Transcript("off the record", "test", 0.0, (5 * FRAME + 100) / SAMPLE_RATE))
    await deck.go_on()
    assert tape.events[-1] == f"cut {5 * FRAME + 100}"
    assert tape.frames == list(range(10)), "a frame that is kept in part is not kept again"


async def test_she_may_be_on_the_record_again_before_the_order_to_leave_it_was_understood() -> None:
    tape = MemoryTape()
    deck = deck_on(tape)
    await deck.begin("note-1")
    await play(deck, *range(100))
    await deck.pause(since=order(19))
    deck.heard(said(60, 70))
    await deck.go_on()
    assert tape.frames == [*range(20), *range(60, 100)]


async def test_of_the_silence_before_she_goes_on_hardly_anything_is_kept() -> None:
    tape = MemoryTape()
    deck = deck_on(tape)
    await deck.begin("note-1")
    await play(deck, *range(5))
    await deck.pause(since=order(4))
    await play(deck, *range(5, 40))
    deck.heard(Utterance(np.zeros(20 * FRAME, np.int16), 20 * FRAME, 36 * FRAME, 40 * FRAME))
    await deck.go_on()
    assert tape.frames == [*range(5), *range(36 - LEAD // FRAME, 40)]


async def test_an_order_in_a_pause_takes_nothing_out_of_what_is_kept() -> None:
    tape = MemoryTape()
    deck = deck_on(tape)
    await deck.begin("note-1")
    await play(deck, *range(10))
    await deck.pause()
    await play(deck, *range(10, 40))
    await deck.pause(since=order(35))
    assert tape.frames == list(range(10))


async def test_where_it_cannot_be_taken_out_she_is_told_and_nothing_more_is_kept() -> None:
    tape = MemoryTape()
    deck = deck_on(tape)
    await deck.begin("note-1")
    await play(deck, *range(10))
    tape.events.append("refuse")
    with pytest.raises(DiskFull):
        await deck.pause(since=order(4))
    assert deck.trouble is not None
    await deck.go_on()
    await play(deck, 10)
    assert tape.frames == list(range(10))


async def test_resume_right_after_pause_writes_no_frame_twice() -> None:
    tape = MemoryTape()
    deck = deck_on(tape)
    await deck.begin("note-1")
    await play(deck, *range(10))
    await deck.pause()
    deck.heard(said(5, 9))
    await deck.go_on()
    await play(deck, 10)
    assert tape.frames == list(range(11))


async def test_frames_that_come_while_the_disk_is_slow_wait_and_keep_their_order() -> None:
    tape = MemoryTape(slow=7)
    deck = deck_on(tape)
    await play(deck, *range(5))
    await asyncio.gather(deck.begin("note-1"), *(deck.hear(frame(number)) for number in range(5, 20)))
    assert tape.frames == list(range(20))


async def test_a_disk_that_refuses_ends_the_recording_once_and_says_why() -> None:
    tape, troubles = MemoryTape(full=5), []
    deck = deck_on(tape)
    deck.on_trouble = troubles.append
    await deck.begin("note-1")
    await play(deck, *range(10))
    assert tape.frames == list(range(5))
    assert [error.spoken for error in troubles] == ["The disk is full."]
    assert deck.trouble is troubles[0]
    await deck.end()
    assert deck.trouble is None


async def test_a_dictation_at_a_keyboard_records_nothing() -> None:
    deck = deck_on(None)
    await deck.begin("note-1")
    await play(deck, 1, 2)
    await deck.pause()
    await deck.go_on()
    await deck.erase()
    await deck.end()
    assert deck.capture == ""


async def test_what_is_erased_is_over() -> None:
    tape = MemoryTape()
    deck = deck_on(tape)
    await deck.begin("")
    await play(deck, 1)
    await deck.erase()
    await play(deck, 2)
    await deck.end()
    assert (tape.frames, tape.events) == ([1], ["begin  20:02", "erase"])


class Slow:
    """A source of so many frames."""

    live = False

    def __init__(self, count: int) -> None:
        self.count = count
        self.given = 0

    async def frames(self) -> Any:
        for number in range(self.count):
            self.given = number + 1
            yield frame(number)

    async def close(self) -> None:
        pass


class NoVoice:
    """Hears no speech."""

    def probability(self, frame: AudioFrame) -> float:
        return 0.0

    def reset(self) -> None:
        pass


async def test_the_source_waits_for_the_disk() -> None:
    audio = AudioClock()
    ears = Ears(None, NoVoice(), Endpointer(threshold=0.5, pause_s=0.7, longest_s=28), audio, Attention(), Trace(), str)
    source, room, kept = Slow(50), asyncio.Event(), 0

    async def tape(_: AudioFrame) -> None:
        nonlocal kept
        kept += 1
        if kept == 10:
            await room.wait()

    ears.tape = tape
    pump = asyncio.create_task(ears.attend([source]))
    audio.want("the test")
    for _ in range(200):
        await asyncio.sleep(0.001)
    assert (source.given, kept) == (10, 10)
    room.set()
    await pump
    assert kept >= 50
    ears.close()


@pytest.fixture
def vault(tmp_path: Path) -> Iterator[Vault]:
    with Vault.create(tmp_path / "vault", "correct horse", cost=keys.Cost(1, 8192)) as made:
        yield made


async def test_a_real_recording_holds_what_was_played_and_is_erased_without_a_trace(vault: Vault) -> None:
    client = vault.roster.add("JD", "Jordan Doe")
    note = vault.notes.begin(client, NOW)
    deck = Deck(vault.captures, lambda: NOW)
    await deck.begin(note.id)
    await play(deck, *range(40))
    await deck.end()
    (capture,) = vault.captures.of(note.id)
    ((start, samples),) = vault.captures.sound(capture.id).runs
    assert (start, len(samples)) == (0, 40 * FRAME)
    assert samples[::FRAME].tolist() == list(range(40))
    sealed = Deck(vault.tape, lambda: NOW)
    await sealed.begin("")
    await play(sealed, *range(40))
    await sealed.erase()
    assert vault.captures.adopt() == []
    assert vault.captures.waiting() == []
    assert len(list(vault.files.rglob("capture-*"))) == 1


async def test_a_recording_that_is_gone_cannot_be_erased_and_says_so(vault: Vault) -> None:
    deck = Deck(vault.tape, lambda: NOW)
    await deck.begin("")
    await play(deck, *range(3))
    (path,) = vault.files.rglob("capture-*")
    path.unlink()
    with pytest.raises(InputOutput):
        await deck.erase()
