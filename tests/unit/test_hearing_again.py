"""An utterance is heard again from its own sound, whole, and from nobody else's."""

import asyncio
from collections.abc import Iterator
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from assistant.errors import Corrupt, NotFound
from assistant.events import FRAME, SAMPLE_RATE, AudioFrame, Expecting, Phrasebook, Samples, Transcript, Utterance
from assistant.records import Spoken
from assistant.recovery import MARGINS, VaultRecovery, stretches
from assistant.settings import Listening
from assistant.store import keys
from assistant.store.vault import Vault

NOW = datetime(2026, 11, 3, 20, 2, tzinfo=UTC)


def stream(seconds: float) -> Samples:
    """Samples that tell their place, as far as that goes into 16 bits."""
    return (np.arange(round(seconds * SAMPLE_RATE)) // 10).astype(np.int16)


@dataclass
class Listener:
    """An engine that keeps what it was given."""

    given: list[Utterance] = field(default_factory=list)
    name: str = "listener"
    note: str = ""

    def learn(self, phrases: Phrasebook) -> None:
        pass

    def transcribe(self, utterance: Utterance, expecting: Expecting) -> Transcript:
        assert expecting is Expecting.DICTATION
        self.given.append(utterance)
        return Transcript(f"again {len(self.given)}", "listener", confidence=0.9, unsure=(1,))


@dataclass
class Desk:
    """A vault with a note, and what hears it again."""

    vault: Vault
    note: str
    engine: Listener
    said: int = 0

    def record(self, *runs: tuple[float, float], minutes: int = 0) -> str:
        """A recording that holds these parts (s) of a stream of which nothing else was kept."""

        async def made() -> str:
            tape = self.vault.captures.begin(self.note, NOW + timedelta(minutes=minutes))
            for begin, end in runs:
                for start in range(round(begin * SAMPLE_RATE) // FRAME * FRAME, round(end * SAMPLE_RATE), FRAME):
                    await tape.write(AudioFrame(stream(40)[start : start + FRAME], start))
            await tape.close()
            return tape.id

        return asyncio.run(made())

    def hear(self, capture: str, start: float, end: float, command: str = "") -> int:
        """Its place in the transcript."""
        self.vault.notes.hear(
            self.note, Spoken(self.said, f"first {self.said}", start, end, 0.4, "test", command, capture)
        )
        self.said += 1
        return self.said - 1

    def again(self, *wakes: str) -> list[tuple[int, Transcript]]:
        async def heard() -> list[tuple[int, Transcript]]:
            recovery = VaultRecovery(
                self.vault.notes, self.vault.captures, lambda form: self.engine, lambda heard: False, Listening(), wakes
            )
            async with aclosing(recovery.again(self.note, self.engine)) as each:
                return [one async for one in each]

        return asyncio.run(heard())


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    with Vault.create(tmp_path / "vault", "correct horse", cost=keys.Cost(1, 8192)) as vault:
        note = vault.notes.begin(vault.roster.add("JD", "Jordan Doe"), NOW)
        yield Desk(vault, note.id, Listener())


def test_every_text_is_heard_in_order_from_its_own_sound_and_commands_are_not(desk: Desk) -> None:
    capture = desk.record((0, 30))
    texts = [desk.hear(capture, 2, 5)]
    desk.hear(capture, 5.7, 6.3, "section")
    texts.append(desk.hear(capture, 8, 12))
    desk.hear(capture, 12.8, 13, "answer")
    desk.hear("", 14, 15)  # typed
    texts.append(desk.hear(capture, 20, 25))
    heard = desk.again()
    assert [seq for seq, _ in heard] == texts
    assert [one.text for _, one in heard] == ["again 1", "again 2", "again 3"]
    assert {one.capture for _, one in heard} == {capture}
    for utterance, (start, end) in zip(desk.engine.given, [(2, 5), (8, 12), (20, 25)], strict=True):
        assert (utterance.speech_start, utterance.speech_end) == (start * SAMPLE_RATE, end * SAMPLE_RATE)
        whole = stream(40)[utterance.start : utterance.start + len(utterance.samples)]
        assert np.array_equal(utterance.samples, whole)
        before, after = (
            utterance.speech_start - utterance.start,
            utterance.start + len(whole) - utterance.speech_end,
        )
        assert (before, after) == MARGINS


def test_the_wake_phrase_is_no_part_of_it(desk: Desk) -> None:
    desk.hear(desk.record((0, 30)), 2, 5)
    assert [one.text for _, one in desk.again("again")] == ["1"]


def test_the_margin_reaches_into_no_other_utterance_and_into_no_gap(desk: Desk) -> None:
    capture = desk.record((1.024, 9.984), (12.032, 16))
    desk.hear(capture, 1.2, 3)
    desk.hear(capture, 3.1, 4, "section")
    desk.hear(capture, 4.1, 9.9)
    desk.hear(capture, 12.1, 14)
    desk.hear(capture, 14, 15.9)  # cut without a pause, for it was too long
    desk.again()
    reach = [(each.start / SAMPLE_RATE, (each.start + len(each.samples)) / SAMPLE_RATE) for each in desk.engine.given]
    assert reach == [(1.024, 3.1), (4.0, 9.984), (12.032, 14.0), (14.0, 16.0)]


def test_what_has_no_sound_or_not_all_of_it_is_left_out(desk: Desk) -> None:
    capture, other = desk.record((0, 5), (10, 15)), desk.record((0, 5), minutes=9)
    first = desk.hear(capture, 1, 2)
    desk.hear(capture, 4, 7)  # its end was never recorded
    desk.hear(capture, 6, 8)  # nothing of it was
    desk.hear(capture, 9, 12)  # its beginning was not
    desk.hear(other, 1, 2)
    desk.hear("capture-0000000000000000", 1, 2)
    last = desk.hear(capture, 12, 14)
    with desk.vault._database.transaction():
        desk.vault.captures.forget(other)  # it has had its time
    assert [seq for seq, _ in desk.again()] == [first, last]


def test_a_damaged_recording_hides_no_other_and_alone_it_says_so(desk: Desk) -> None:
    broken, whole = desk.record((0, 5)), desk.record((0, 5), minutes=9)
    desk.hear(broken, 1, 2)
    desk.vault.captures.path(broken).write_bytes(b"nothing of ours")
    with pytest.raises(Corrupt):
        desk.again()
    place = desk.hear(whole, 1, 2)
    assert [seq for seq, _ in desk.again()] == [place]


def test_a_note_that_is_not_there_is_not_found_and_one_without_a_word_has_nothing(desk: Desk) -> None:
    assert desk.again() == []
    desk.note = "note-00000000"
    with pytest.raises(NotFound):
        desk.again()


def test_nothing_is_cut_where_nothing_was_said() -> None:
    assert list(stretches([Spoken(0, "", 3.0, 3.0, 0.0, "test", "", "capture-1")])) == []
