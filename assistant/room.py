"""One room: the ears, the mouth and the conversation between them, built from a mind and the engines."""

import asyncio
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.app import Mind, phrasebook_of
from assistant.audio.cues import cue_clip
from assistant.conversation.attention import Attention
from assistant.conversation.clock import AudioClock
from assistant.conversation.ears import PUSH_TO_TALK, Ears
from assistant.conversation.hearing import Hearing
from assistant.conversation.loop import Conversation
from assistant.conversation.mouth import Mouth
from assistant.conversation.spoken import Pauses, SpokenChannel
from assistant.conversation.trace import Trace
from assistant.events import AudioFrame
from assistant.ports import Sink, Source, Transcriber, Voice, WakeEngine
from assistant.privacy.speech_lock import lock_from
from assistant.settings import Settings
from assistant.store.timers import VaultTimers
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


class Room:
    """Everything that lives as long as one run."""

    def __init__(
        self,
        settings: Settings,
        mind: Mind,
        engines: Engines,
        sink: Sink,
        audio: AudioClock,
        trace: Trace,
        timers: VaultTimers,
        overheard: Callable[[AudioFrame], None] | None = None,
    ) -> None:
        listening = settings.listening
        attention = Attention()
        trace.now = lambda: audio.seconds
        endpointer = Endpointer(threshold=listening.threshold, pause_s=listening.pause_s, longest_s=listening.longest_s)
        self.ears = Ears(engines.wake, Silero(), endpointer, audio, attention, trace, spoken_phrase)
        self._hearing = Hearing(engines.transcriber, trace)
        self._mouth = Mouth(
            engines.voice,
            sink,
            attention,
            trace,
            gain=lambda: mind.house.volume.level / 10,
            cue_clip=cue_clip,
            sentences=sentences,
        )
        mind.audit.reader = "voice"
        self.lock = lock_from(settings.speech, mind.tries, mind.audit)
        pauses = Pauses(listening.pause_s, listening.dictation_pause_s, listening.patience_s)
        channel = SpokenChannel(
            self.ears,
            self._hearing,
            self._mouth,
            self.lock,
            mind.audit,
            mind.clock,
            audio,
            attention,
            trace,
            pauses,
            mind.tape,
        )
        self._conversation = Conversation(
            self.ears,
            channel,
            self._mouth,
            mind.router,
            mind.skills,
            self.lock,
            timers,
            mind.clock,
            attention,
            trace,
            spoken_phrase,
        )
        if overheard:
            self.ears.listeners.append(overheard)
        self._sink = sink
        self._phrases = phrasebook_of(settings, mind.house.roster)

    async def converse(self, sources: Sequence[Source], *, realtime: bool = False) -> None:
        """Converse until the sources end. Raises what a source or the loudspeaker raises."""
        await self._hearing.learn(self._phrases)
        try:
            await self._conversation.run(sources, realtime=realtime)
        finally:
            for source in sources:
                await source.close()
            await self._sink.close()
            self.ears.close()
            self._hearing.close()
            self._mouth.close()

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
