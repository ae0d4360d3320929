"""What only the sound of a dictation has: found to the very place, and nothing heard twice."""

import asyncio
from collections.abc import Iterator, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import numpy as np
import pytest

from assistant.errors import Corrupt
from assistant.events import FRAME, SAMPLE_RATE, AudioFrame, Expecting, Phrasebook, Samples, Transcript, Utterance
from assistant.ports import Recording
from assistant.records import Client, Form, Spoken, Unfinished
from assistant.recovery import VaultRecovery
from assistant.settings import Listening
from assistant.store import keys
from assistant.store.vault import Vault
from tests.evenings import joined, needs_voice, spoken

NOW = datetime(2026, 11, 3, 20, 2, tzinfo=UTC)
FORM = Form("dap", ("data", "plan"))
FIRST, SECOND, THIRD = "she slept badly this week", "she had two panic attacks", "weekly sessions as before"

pytestmark = needs_voice


@dataclass
class Counting:
    """An engine that tells where in the stream an utterance was."""

    heard: list[Utterance] = field(default_factory=list)
    forms: list[Form] = field(default_factory=list)
    name: str = "counting"
    note: str = ""

    def learn(self, phrases: Phrasebook) -> None:
        pass

    def transcribe(self, utterance: Utterance, expecting: Expecting) -> Transcript:
        assert expecting is Expecting.DICTATION
        self.heard.append(utterance)
        begin, end = utterance.speech_start / SAMPLE_RATE, utterance.speech_end / SAMPLE_RATE
        return Transcript(f"utterance {len(self.heard)}", "counting", begin, end)


@dataclass
class Study:
    """A vault with a client, and what listens to its recordings."""

    vault: Vault
    jd: Client
    engine: Counting
    recovery: VaultRecovery

    async def record(
        self, note_id: str, *runs: tuple[int, Samples], whole: bool = False, at: datetime = NOW
    ) -> Recording:
        recording = self.vault.captures.begin(note_id, at)
        for start, samples in runs:
            for place in range(0, len(samples) - FRAME + 1, FRAME):
                await recording.write(AudioFrame(samples[place : place + FRAME], start + place))
        if whole:
            await recording.close()
        else:
            await asyncio.wrap_future(recording._worker.submit(lambda: None))  # what was given is on the disk
        return recording

    async def unheard(self, which: Unfinished) -> list[Transcript]:
        async with aclosing(self.recovery.unheard(which, FORM)) as said:
            return [one async for one in said]


@pytest.fixture
def study(tmp_path: Path) -> Iterator[Study]:
    with Vault.create(tmp_path / "vault", "correct horse", cost=keys.Cost(1, 8192)) as vault:
        engine = Counting()

        def ready(form: Form) -> Counting:
            engine.forms.append(form)
            return engine

        recovery = VaultRecovery(vault.notes, vault.captures, ready, lambda text: False, Listening())
        yield Study(vault, vault.roster.add("JD", "Jordan Doe"), engine, recovery)


def lines(*said: str, gap: float = 1.2, before: float = 0.5) -> Samples:
    parts = [part for line in said for part in (spoken(line), gap)]
    return joined(before, *parts[:-1]).samples


def stretches(*said: str, gap: float = 1.2, before: float = 0.5) -> Sequence[tuple[float, float]]:
    """Where each line lies in `lines`, s."""
    places, at = [], before
    for line in said:
        length = len(joined(spoken(line)).samples) / SAMPLE_RATE
        places.append((at, at + length))
        at += length + gap
    return places


def test_what_is_unfinished_is_named_oldest_first(study: Study) -> None:
    assert study.recovery.unfinished() == []
    note = study.vault.notes.begin(study.jd, NOW)
    filed = study.vault.notes.begin(study.jd, NOW)
    study.vault.notes.file(filed.id)

    async def record() -> tuple[str, str, str]:
        alone = await study.record("", at=NOW - timedelta(hours=1), whole=True)
        made = [await study.record(note.id, at=NOW + timedelta(minutes=at), whole=True) for at in (0, 9)]
        return alone.id, made[0].id, made[1].id

    alone, _, last = asyncio.run(record())
    assert study.recovery.unfinished() == [
        Unfinished("", alone, NOW - timedelta(hours=1)),
        Unfinished(note.id, last, NOW),
    ]


async def test_only_what_comes_after_the_last_kept_utterance_is_heard_and_every_line_of_it(study: Study) -> None:
    note = study.vault.notes.begin(study.jd, NOW)
    offset = 7 * SAMPLE_RATE // FRAME * FRAME
    recording = await study.record(note.id, (offset, lines(FIRST, SECOND, THIRD)))
    places = stretches(FIRST, SECOND, THIRD)
    moved = offset / SAMPLE_RATE
    study.vault.notes.hear(
        note.id,
        Spoken(0, FIRST, places[0][0] + moved, places[0][1] + moved, 1.0, "test", capture=recording.id),
    )
    which = Unfinished(note.id, recording.id, NOW)
    said = await study.unheard(which)
    assert len(said) == 2
    assert {one.capture for one in said} == {recording.id}
    for one, (begin, end) in zip(said, places[1:], strict=True):
        assert abs(one.start - moved - begin) < 0.6
        assert abs(one.end - moved - end) < 0.6
    expected = len(lines(FIRST, SECOND, THIRD)) / SAMPLE_RATE - places[0][1]
    assert abs(study.recovery.seconds(which) - expected) < 1.0
    for number, one in enumerate(said):
        study.vault.notes.hear(
            note.id, Spoken(number + 1, one.text, one.start, one.end, 1.0, "test", capture=one.capture)
        )
    assert await study.unheard(which) == [], "and nothing is heard twice"


async def test_what_was_begun_when_she_paused_is_left_out_and_what_comes_after_is_heard(study: Study) -> None:
    note = study.vault.notes.begin(study.jd, NOW)
    one, half = lines(FIRST), lines(SECOND)
    half = half[: len(half) * 2 // 3]
    first_run = np.concatenate([one, np.zeros(SAMPLE_RATE, np.int16), half])
    later = (len(first_run) + 9 * SAMPLE_RATE) // FRAME * FRAME
    recording = await study.record(note.id, (0, first_run), (later, lines(THIRD)), whole=True)
    said = await study.unheard(Unfinished(note.id, recording.id, NOW))
    assert len(said) == 2
    assert said[0].end * SAMPLE_RATE < len(one) + SAMPLE_RATE / 2
    assert said[1].start * SAMPLE_RATE >= later


async def test_a_line_that_was_cut_off_in_the_middle_is_heard_as_far_as_it_goes(study: Study) -> None:
    recording = await study.record("", (0, lines(FIRST, SECOND)[: -SAMPLE_RATE // 2]))
    said = await study.unheard(Unfinished("", recording.id, NOW))
    assert len(said) == 2


async def test_the_recordings_of_a_note_are_heard_one_after_the_other(study: Study) -> None:
    note = study.vault.notes.begin(study.jd, NOW)
    made = [
        await study.record(note.id, (0, lines(line)), at=NOW + timedelta(minutes=number))
        for number, line in enumerate((FIRST, SECOND))
    ]
    said = await study.unheard(Unfinished(note.id, made[-1].id, NOW))
    assert [one.capture for one in said] == [one.id for one in made]
    assert study.engine.forms == [FORM], "made ready once, before the first of them"


async def test_silence_and_an_empty_recording_have_nothing_to_say(study: Study) -> None:
    silent = await study.record("", (0, np.zeros(20 * SAMPLE_RATE, np.int16)))
    empty = await study.record("")
    for recording in (silent, empty):
        assert await study.unheard(Unfinished("", recording.id, NOW)) == []
    assert study.engine.heard == []


async def test_what_was_answered_on_the_way_is_no_part_of_the_dictation(study: Study) -> None:
    study.recovery._passing = lambda heard: heard.text == "utterance 1"
    recording = await study.record("", (0, lines(FIRST, SECOND)))
    assert [one.text for one in await study.unheard(Unfinished("", recording.id, NOW))] == ["utterance 2"]


async def test_the_wake_phrase_is_no_part_of_what_is_heard_after_the_fact(study: Study) -> None:
    called: list[bool] = []
    vault, passing = study.vault, lambda heard: called.append(heard.called)
    study.recovery = VaultRecovery(
        vault.notes, vault.captures, lambda form: study.engine, passing, Listening(), ("utterance",)
    )
    recording = await study.record("", (0, lines(FIRST, SECOND)))
    assert [one.text for one in await study.unheard(Unfinished("", recording.id, NOW))] == ["1", "2"]
    assert called == [True, True]


async def test_damage_gives_what_comes_before_it_and_of_nothing_one_sentence(study: Study) -> None:
    recording = await study.record("", (0, lines(FIRST, SECOND)), whole=True)
    which = Unfinished("", recording.id, NOW)
    path = study.vault.captures.path(recording.id)
    raw = bytearray(path.read_bytes())
    raw[len(raw) * 3 // 4] ^= 1
    path.write_bytes(raw)
    assert len(await study.unheard(which)) >= 1
    path.write_bytes(b"")
    with pytest.raises(Corrupt, match=r"^The vault's recording is damaged; I have changed nothing\.$"):
        await study.unheard(which)
    with pytest.raises(Corrupt):
        study.recovery.seconds(which)


async def test_a_damaged_recording_does_not_hide_the_others_of_its_note(study: Study) -> None:
    note = study.vault.notes.begin(study.jd, NOW)
    broken = await study.record(note.id, (0, lines(FIRST)), whole=True)
    await study.record(note.id, (0, lines(SECOND)), at=NOW + timedelta(minutes=1))
    study.vault.captures.path(broken.id).unlink()
    which = Unfinished(note.id, broken.id, NOW)
    assert study.recovery.seconds(which) > 1
    unheard = study.recovery.unheard(which, FORM)
    assert (await anext(unheard)).text == "utterance 1"
    with pytest.raises(Corrupt):
        await anext(unheard)


async def test_a_recording_is_given_to_its_note(study: Study) -> None:
    recording = await study.record("", whole=True)
    note = study.vault.notes.begin(study.jd, NOW)
    study.recovery.give(Unfinished("", recording.id, NOW), note.id)
    assert study.recovery.unfinished() == [Unfinished(note.id, recording.id, NOW)]
