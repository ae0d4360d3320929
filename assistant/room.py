"""One room: the ears, the mouth and the conversation between them, built from a mind and the engines."""

import asyncio
import contextlib
import sys
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, cast

from assistant.app import Mind, phrasebook_of, wake_phrases
from assistant.audio.cues import cue_clip
from assistant.conversation.attention import Attention
from assistant.conversation.channel import Pauses
from assistant.conversation.clock import AudioClock
from assistant.conversation.ears import PUSH_TO_TALK, Ears
from assistant.conversation.hearing import Hearing
from assistant.conversation.loop import Conversation
from assistant.conversation.mouth import Mouth
from assistant.conversation.spoken import SpokenChannel
from assistant.conversation.trace import Trace
from assistant.conversation.unasked import Ringing
from assistant.errors import AssistantError
from assistant.events import AudioFrame, Reply
from assistant.ports import Sink, Source, Transcriber, Voice, WakeEngine
from assistant.privacy.naming import Naming
from assistant.privacy.speech_lock import lock_from
from assistant.records import Client, Form
from assistant.settings import Settings
from assistant.tts.sayable import sentences
from assistant.vad.endpoint import Endpointer
from assistant.vad.silero import Silero
from assistant.wake.openwakeword import phrase


@dataclass(frozen=True, slots=True)
class Engines:
    """What hears and what speaks."""

    wake: WakeEngine | None
    transcriber: Transcriber
    voice: Voice


class _Present:
    """A part of whatever mind the room has at this moment."""

    def __init__(self, part: Callable[[], Any]) -> None:
        self._part = part

    def __getattr__(self, name: str) -> Any:
        return getattr(self._part(), name)


@dataclass(frozen=True, slots=True)
class _Words:
    """What a recogniser is taught that changes while the house runs."""

    clients: tuple[Client, ...] = ()
    lexicon: tuple[str, ...] = ()

    def all(self) -> Sequence[Client]:
        """The clients, as they were when it was looked."""
        return self.clients


def _words_of(mind: Mind) -> _Words:
    house = mind.house
    return _Words() if house.sealed else _Words(tuple(house.roster.all()), tuple(house.lexicon.words()))


class Room:
    """Everything that lives as long as one run; its mind changes when the vault is opened or sealed."""

    def __init__(
        self,
        settings: Settings,
        mind: Mind,
        engines: Engines,
        sink: Sink,
        audio: AudioClock,
        trace: Trace,
        timers: Ringing,
        overheard: Callable[[AudioFrame], None] | None = None,
    ) -> None:
        listening = settings.listening
        self._settings = settings
        self._mind, self._timers, self._trace = mind, timers, trace
        self._skills = dict(mind.skills)
        attention = Attention()
        trace.now = lambda: audio.seconds
        endpointer = Endpointer(threshold=listening.threshold, pause_s=listening.pause_s, longest_s=listening.longest_s)
        self.ears = Ears(engines.wake, Silero(), endpointer, audio, attention, trace, spoken_phrase)
        self._hearing = Hearing(engines.transcriber, trace, wake_phrases(settings))
        self._mouth = Mouth(
            engines.voice,
            sink,
            attention,
            trace,
            gain=lambda: self._mind.house.volume.level / 10,
            cue_clip=cue_clip,
            sentences=sentences,
        )
        mind.audit.reader = "voice"
        self.lock = lock_from(settings.speech, self._present("tries"), self._present("audit"))
        pauses = Pauses(
            listening.pause_s, listening.dictation_pause_s, listening.patience_s, listening.dictation_rest_s
        )
        channel = SpokenChannel(
            self.ears,
            self._hearing,
            self._mouth,
            self.lock,
            self._present("audit"),
            mind.clock,
            audio,
            attention,
            trace,
            pauses,
            self._present("tape"),
            Naming(self._clients),
        )
        self._conversation = Conversation(
            self.ears,
            channel,
            self._mouth,
            self._present("router"),
            self._skills,
            self.lock,
            cast(Ringing, _Present(lambda: self._timers)),
            mind.clock,
            attention,
            trace,
            spoken_phrase,
        )
        self._conversation.on_turn_over = self._look_for_new_words
        channel.on_format = self._learn_format
        self._taught = _Words()
        self._learning: set[asyncio.Task[None]] = set()
        if overheard:
            self.ears.listeners.append(overheard)
        self._sink = sink

    def _clients(self) -> Sequence[Client]:
        return self._mind.house.roster.all()

    def _present(self, part: str) -> Any:
        return _Present(lambda: getattr(self._mind, part))

    async def converse(self, sources: Sequence[Source], *, realtime: bool = False) -> None:
        """Converse until the sources end. Raises what a source or the loudspeaker raises."""
        await self._learn(_words_of(self._mind))
        try:
            await self._conversation.run(sources, realtime=realtime)
        finally:
            for task in self._learning:
                task.cancel()
            for source in sources:
                await source.close()
            await self._sink.close()
            self.ears.close()
            self._hearing.close()
            self._mouth.close()

    @property
    def volume(self) -> int:
        """How loud the answers are, 0 to 10."""
        return self._mind.house.volume.level

    @property
    def sealed(self) -> bool:
        """Whether its mind is that of a sealed house."""
        return self._mind.house.sealed

    @property
    def busy(self) -> bool:
        """Whether it is in the middle of a turn."""
        return self._conversation.busy

    async def take(self, mind: Mind, timers: Ringing, news: Callable[[], Reply]) -> None:
        """Go on with another mind as soon as nobody is spoken with, and say what `news` gives; then learn its phrases."""

        def change() -> Reply:
            mind.audit.reader = "voice"
            self._mind, self._timers = mind, timers
            self._skills.clear()
            self._skills.update(mind.skills)
            return news()

        await self._conversation.between(change)
        await self._learn(_words_of(mind))

    def end_dictation(self) -> None:
        """Put a dictation away as it is; harmless when there is none."""
        self._conversation.end_dictation()

    def _learn(self, words: _Words, form: Form | None = None) -> Coroutine[None, None, None]:
        self._taught = words
        return self._hearing.learn(partial(phrasebook_of, self._settings, words, words.lexicon, form))

    def _look_for_new_words(self) -> None:
        """Learn anew where the roster or the lexicon has changed; what is said meanwhile is heard after that."""
        with contextlib.suppress(AssistantError):  # a busy disk: it is looked at again after the next turn
            if (words := _words_of(self._mind)) != self._taught:
                self._learn_meanwhile(words)

    def _learn_format(self, form: Form | None) -> None:
        """Learn what can be said in a note of this format, or again what can in any; of names and words what is known."""
        self._learn_meanwhile(self._taught, form)

    def _learn_meanwhile(self, words: _Words, form: Form | None = None) -> None:
        task = asyncio.create_task(self._learnt(self._learn(words, form)))
        self._learning.add(task)
        task.add_done_callback(self._learning.discard)

    async def _learnt(self, learning: Coroutine[None, None, None]) -> None:
        try:
            await learning
        except AssistantError as error:  # what was learnt before stays
            self._trace.emit("error", code=error.code)

    def listen_to_enter(self) -> None:
        """Push-to-talk: every Enter on the terminal is a wake."""
        loop = asyncio.get_running_loop()

        def pressed() -> None:
            if sys.stdin.readline():
                self.ears.push_to_talk()
            else:
                loop.remove_reader(sys.stdin)

        loop.add_reader(sys.stdin, pressed)


def spoken_phrase(name: str) -> str:
    """What she says to wake it, for the name of a wake model; nothing for a button."""
    return "" if name == PUSH_TO_TALK else phrase(name)
