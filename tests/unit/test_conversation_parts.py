"""The small parts of a conversation, each on its own."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest

from assistant.conversation.attention import Attention, State
from assistant.conversation.channel import Pauses
from assistant.conversation.clock import AudioClock
from assistant.conversation.spoken import SpokenChannel
from assistant.conversation.trace import Trace
from assistant.errors import InputOutput
from assistant.events import Reply, SpeechLevel


class TalkingEars:
    """She is in the middle of an utterance for a while."""

    def __init__(self, audio: AudioClock, until: int) -> None:
        self._audio = audio
        self._until = until
        self.is_open = True
        self.keeping = False
        self.kept: list[bool] = []

    @property
    def speaking(self) -> bool:
        return self._audio.position < self._until

    def open(self, **_: object) -> None:
        self.is_open = True

    def shut(self, *, keep: bool = False) -> None:
        self.kept.append(keep)


class Mouth:
    """Notes when it spoke."""

    def __init__(self, audio: AudioClock) -> None:
        self._audio = audio
        self.spoke_at = -1

    async def say(self, text: str) -> bool:
        self.spoke_at = self._audio.position
        return bool(text)


class Anyone:
    """A room and a clock in one."""

    def level(self, _now: object) -> SpeechLevel:
        return SpeechLevel.PRIVATE

    def now(self) -> None:
        return None


def channel(audio: AudioClock, ears: Any, mouth: Any) -> SpokenChannel:
    nothing: Any = None
    anyone: Any = Anyone()
    parts = (ears, nothing, mouth, anyone, anyone, anyone, audio, Attention(), Trace(), Pauses(0.7, 0.6, 8, 30), None)
    return SpokenChannel(*parts, lambda _text, _level: False)


@pytest.mark.parametrize("dictating", [True, False])
async def test_in_a_dictation_it_waits_until_she_has_ended_and_keeps_her_words(dictating: bool) -> None:
    audio = AudioClock()
    ears, mouth = TalkingEars(audio, until=20_000), Mouth(audio)
    one = channel(audio, ears, mouth)
    one._dictating = dictating
    speaking = asyncio.create_task(one.speak(Reply("There is nothing left to scratch in this section.")))
    for position in range(0, 60_000, 512):
        await asyncio.sleep(0)
        audio.advance(position)
    await speaking
    assert (mouth.spoke_at >= 20_000) is dictating
    assert ears.kept == [dictating, dictating]


async def test_a_replay_advances_only_while_somebody_waits() -> None:
    audio = AudioClock()
    wanted = asyncio.create_task(audio.wanted())
    await asyncio.sleep(0)
    assert not wanted.done()
    waiting = asyncio.create_task(audio.wait_until(1000))
    await wanted
    audio.advance(1000)
    await waiting
    again = asyncio.create_task(audio.wanted())
    await asyncio.sleep(0)
    assert not again.done()
    again.cancel()


async def test_when_the_sound_is_over_nobody_waits_any_longer() -> None:
    audio = AudioClock()
    waiting = asyncio.create_task(audio.wait(10))
    await asyncio.sleep(0)
    audio.end()
    await waiting
    await audio.wait(10)


def test_attention_goes_back_to_what_it_was_even_after_an_error() -> None:
    attention = Attention()
    with pytest.raises(ValueError, match="x"), attention.being(State.THINKING), attention.being(State.SPEAKING):
        raise ValueError("x")
    assert attention.state is State.IDLE


def test_words_reach_the_trace_only_when_they_were_asked_for(tmp_path: Path) -> None:
    for words in (True, False):
        file = tmp_path / f"{words}.jsonl"
        trace, seen = Trace(file, words=words), []
        trace.watch(lambda event, t, fields, seen=seen: seen.append(fields))  # type: ignore[misc]
        trace.emit("reply", at=1.5, text="canary", level="full")
        trace.close()
        line = json.loads(file.read_text())
        assert ("canary" in line.values()) is words
        assert (line["t"], line["event"], line["level"]) == (1.5, "reply", "full")
        assert seen == [{"text": "canary", "level": "full"}]


def test_a_trace_that_cannot_be_written_says_so(tmp_path: Path) -> None:
    with pytest.raises(InputOutput):
        Trace(tmp_path / "no" / "folder")
