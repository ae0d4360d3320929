"""Silence lets a dictation rest, her voice lets it go on, and nothing but she ends it."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import numpy as np
import pytest

from assistant.conversation.attention import Attention, State
from assistant.conversation.clock import AudioClock
from assistant.conversation.deck import BEFORE, Deck
from assistant.conversation.ears import Ears, SourceEnded
from assistant.conversation.resting import Resting
from assistant.conversation.trace import Trace
from assistant.errors import DeviceLost
from assistant.events import FRAME, SAMPLE_RATE, AudioFrame, Cue, Utterance
from assistant.vad.endpoint import Endpointer
from tests.unit.test_deck import MemoryTape

NOW = datetime(2026, 11, 3, 20, 2, tzinfo=UTC)
REST_S = 30.0


def frames_in(seconds: float) -> int:
    return round(seconds * SAMPLE_RATE / FRAME)


class Script:
    """Speech (True) and silence, so many seconds of each."""

    live = False

    def __init__(self, *parts: tuple[bool, float]) -> None:
        self.voices = [voice for voice, seconds in parts for _ in range(frames_in(seconds))]

    async def frames(self) -> AsyncIterator[AudioFrame]:
        for number, voice in enumerate(self.voices):
            yield AudioFrame(np.full(FRAME, 1000 if voice else 0, np.int16), number * FRAME)

    async def close(self) -> None:
        pass


class Loudness:
    """What is loud is speech."""

    def probability(self, frame: AudioFrame) -> float:
        return float(frame.samples[0] > 0)

    def reset(self) -> None:
        pass


class Tones:
    """A loudspeaker that keeps the tones, or is gone."""

    def __init__(self, audio: AudioClock) -> None:
        self.audio = audio
        self.at: list[tuple[Cue, float]] = []
        self.gone = False

    async def cue(self, cue: Cue) -> None:
        if self.gone:
            raise DeviceLost("The loudspeaker went away.")
        self.at.append((cue, self.audio.seconds))


class Sitting:
    """A dictation that goes on until the script is over."""

    def __init__(self, *parts: tuple[bool, float]) -> None:
        self.audio, self.attention, trace = AudioClock(), Attention(), Trace()
        trace.now = lambda: self.audio.seconds
        self.events: list[tuple[str, float, Any]] = []
        trace.watch(lambda event, t, fields: self.events.append((event, t, fields.get("reason"))))
        endpointer = Endpointer(threshold=0.5, pause_s=0.6, longest_s=28)
        self.ears = Ears(None, Loudness(), endpointer, self.audio, self.attention, trace, str)
        self.tape, self.tones = MemoryTape(), Tones(self.audio)
        self.deck = Deck(self.tape, lambda: NOW)
        tones: Any = self.tones
        self.resting = Resting(self.ears, self.deck, tones, self.attention, trace, REST_S)
        self.ears.tape, self.ears.look = self.deck.hear, self.resting.look
        self.script = Script(*parts)
        self.words = True
        self.state = State.DICTATING

    async def run(self) -> "Sitting":
        await self.deck.begin("note-1")
        self.ears.open(pause_s=0.6)
        pump = asyncio.create_task(self.ears.attend([self.script]))
        try:
            while True:
                with self.attention.being(self.state):
                    utterance = await self.ears.utterance(None)
                assert utterance is not None, "nothing ends it but the end of the sound"
                await self.said(utterance)
        except SourceEnded:
            pass
        await pump
        self.ears.close()
        return self

    async def said(self, utterance: Utterance) -> None:
        self.deck.heard(utterance)
        if self.words:
            self.resting.words()

    @property
    def muted(self) -> list[tuple[str, float, Any]]:
        return [event for event in self.events if "muted" in event[0]]


async def test_after_thirty_seconds_it_rests_with_a_tone_and_goes_on_from_before_she_speaks() -> None:
    sitting = await Sitting((True, 3), (False, 60), (True, 4), (False, 5)).run()
    (muted, at, reason), (unmuted, again, _) = sitting.muted
    assert (muted, reason, unmuted) == ("muted", "silence", "unmuted")
    assert 33 <= at <= 33.1
    assert 63 <= again <= 63.2
    assert [cue for cue, _ in sitting.tones.at] == [Cue.PAUSED]
    rested = range(frames_in(at) + 2, frames_in(63 - 2) - 4)
    assert not set(rested) & set(sitting.tape.frames)
    assert set(range(frames_in(63 - 1), frames_in(70))) <= set(sitting.tape.frames), "before her first sound too"
    assert sitting.tape.frames == sorted(set(sitting.tape.frames))
    assert sitting.tape.events == ["begin note-1 20:02"]


async def test_a_pause_that_is_not_so_long_stays_in_the_recording() -> None:
    sitting = await Sitting((True, 3), (False, 29.5), (True, 3), (False, 29.5), (True, 2), (False, 2)).run()
    assert sitting.muted == []
    assert sitting.tape.frames == list(range(len(sitting.tape.frames)))


async def test_a_silence_has_no_longest() -> None:
    sitting = await Sitting((True, 3), (False, 20 * 60), (True, 3), (False, 1)).run()
    assert [event for event, _, _ in sitting.muted] == ["muted", "unmuted"]
    assert len(sitting.tape.frames) < frames_in(60)


async def test_she_is_told_once_until_she_has_said_words_again() -> None:
    sitting = Sitting((True, 3), (False, 40), (True, 1), (False, 40), (True, 1), (False, 40))
    sitting.words = False  # doors that slam
    await sitting.run()
    assert [event for event, _, _ in sitting.muted] == ["muted", "unmuted"] * 2 + ["muted"]
    assert len(sitting.tones.at) == 1
    talking = await Sitting((True, 3), (False, 40), (True, 1), (False, 40), (True, 1), (False, 40)).run()
    assert len(talking.tones.at) == 3


async def test_speech_in_a_pause_that_she_asked_for_does_not_end_it_and_no_tone_sounds_in_it() -> None:
    class Paused(Sitting):
        async def said(self, utterance: Utterance) -> None:
            await super().said(utterance)
            await self.deck.pause()

    sitting = await Paused((True, 3), (False, 60), (True, 4), (False, 60)).run()
    assert (sitting.muted, sitting.tones.at) == ([], [])
    assert max(sitting.tape.frames) <= frames_in(3.7)


async def test_while_a_question_waits_for_her_answer_it_does_not_rest() -> None:
    sitting = Sitting((True, 3), (False, 60))
    sitting.state = State.LISTENING
    assert (await sitting.run()).muted == []


async def test_a_loudspeaker_that_is_gone_does_not_keep_it_from_resting() -> None:
    sitting = Sitting((True, 3), (False, 40), (True, 3), (False, 1))
    sitting.tones.gone = True
    await sitting.run()
    assert [event for event, _, _ in sitting.muted] == ["muted", "unmuted"]


@pytest.mark.parametrize("gap", [0.0, 0.2])
async def test_a_soft_slow_beginning_is_kept_whole(gap: float) -> None:
    hesitant = [(True, 0.032), (False, gap), (True, 0.032), (False, gap), (True, 3.0)]
    sitting = await Sitting((True, 3), (False, 40), *hesitant, (False, 1)).run()
    first = frames_in(3) + frames_in(40)
    assert set(range(first - frames_in(0.5), first + 5)) <= set(sitting.tape.frames)
    assert BEFORE >= SAMPLE_RATE


async def test_a_new_dictation_does_not_begin_at_rest() -> None:
    tape = MemoryTape()
    deck = Deck(tape, lambda: NOW)
    await deck.begin("note-1")
    deck.rest()
    await deck.end()
    assert not deck.recording
    await deck.begin("note-2")
    assert deck.recording
    await deck.hear(AudioFrame(np.zeros(FRAME, np.int16), 0))
    assert tape.frames == [0]


async def test_asking_for_more_ends_a_rest() -> None:
    tape = MemoryTape()
    deck = Deck(tape, lambda: NOW)
    await deck.begin("note-1")
    deck.rest()
    await deck.pause()
    await deck.wake()
    assert not deck.recording, "the pause stays"
    await deck.go_on()
    assert deck.recording
