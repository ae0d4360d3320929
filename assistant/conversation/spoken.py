"""The channel of a spoken turn: ears, hearing and mouth, with the room's lock between."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import replace

from assistant.api import Cue, Form, Intent, Reply, SpeechLevel, Transcript
from assistant.conversation.attention import Attention, State
from assistant.conversation.channel import Lock, Pauses
from assistant.conversation.clock import AudioClock
from assistant.conversation.deck import Deck
from assistant.conversation.discretion import CODE, Guard, words_for
from assistant.conversation.ears import PUSH_TO_TALK, Ears, SourceEnded
from assistant.conversation.hearing import Hearing
from assistant.conversation.mouth import Mouth
from assistant.conversation.resting import Resting
from assistant.conversation.trace import Trace
from assistant.errors import AssistantError
from assistant.events import Expecting, Utterance, Wake
from assistant.ports import Audit, Clock, Tape

SETTLE_S = 0.3
"""After a wake word: who is still speaking then has begun the request in the same breath, s."""


BY_PIN = "Say unlock, and I'll ask for your PIN."
BY_TERMINAL = "There is no PIN yet, so only the terminal can unlock it."

UNASKED = "unasked"
"""What the audit names where the house speaks of itself: a timer, a start."""


class SpokenChannel:
    """Listens with the microphone, answers with the loudspeaker."""

    def __init__(
        self,
        ears: Ears,
        hearing: Hearing,
        mouth: Mouth,
        room: Lock,
        audit: Audit,
        clock: Clock,
        audio: AudioClock,
        attention: Attention,
        trace: Trace,
        pauses: Pauses,
        tape: Tape | None,
        guard: Guard,
    ) -> None:
        self._ears = ears
        self._hearing = hearing
        self._mouth = mouth
        self._room = room
        self._audit = audit
        self._clock = clock
        self._audio = audio
        self._attention = attention
        self._trace = trace
        self._pauses = pauses
        self._guard = guard
        self._dictating = False
        self.deck = Deck(tape, clock.now)
        """Records what she dictates."""
        self.deck.on_trouble = self._break_off
        ears.tape = self.deck.hear
        self._resting = Resting(ears, self.deck, mouth, attention, trace, pauses.rest)
        ears.look = self._resting.look
        self.last = Reply("I haven't said anything yet.")
        """What was said last, for "repeat that"."""
        self.perform_aside: Callable[[Intent], Awaitable[None]] | None = None
        self.on_format: Callable[[Form | None], None] = lambda _form: None
        """Called with the format of what she dictates from now on, and with none after it; it may not block."""
        self.about = UNASKED
        """The intent that is being answered, for the audit."""
        self.cut_in = False
        """Whether what was heard last in a dictation was begun, with the wake phrase, over its own voice."""
        self._cutting: tuple[Wake, str] | None = None
        """The wake word that has just silenced it in a dictation, and its phrase."""
        self.secret = False
        """While true, what is heard stays out of every trace, and so does what is said only in an unlocked room."""

    def level(self) -> SpeechLevel:
        """What may be said aloud now."""
        return self._room.level(self._clock.now())

    @property
    def dictating(self) -> bool:
        """Whether a dictation is going on, during which a barge-in only silences."""
        return self._dictating or self.deck.going_on

    def interrupt(self, wake: Wake, phrase: str) -> None:
        """In a dictation she has called it while it spoke: what she says in the same breath is heard."""
        if self._dictating and self._attention.state is State.SPEAKING:
            self._cutting = wake, phrase

    async def speak(self, reply: Reply) -> None:
        """Say as much of it as the room may hear; what is not public only where the audit has it."""
        if not reply.at(self.level()):
            return
        self.last = Reply(reply.public) if self.secret else reply
        await self._her_turn()
        level = self.level()
        reply = await self._admitted(reply, level)
        level = min(level, self.level())  # it may have been locked meanwhile
        text, kept = words_for(level, reply, self._guard)
        if kept:
            self._trace.emit("error", code=CODE)
        if reply.more and level is not SpeechLevel.FULL:
            text = f"{text} {BY_PIN if self._room.has_pin else BY_TERMINAL}"
        self._ears.shut(keep=self._dictating)
        self._ears.open(pause_s=0.3)  # "stop" is heard while it speaks
        hidden = self.secret and reply.level(level) is SpeechLevel.FULL
        self._trace.emit("reply", text="" if hidden else text, level=reply.level(level).name.lower())
        try:
            whole = await self._mouth.say(text)
        finally:
            self._ears.shut(keep=self._dictating)
        if self._cutting is not None:
            wake, phrase = self._cutting
            self._ears.open(after=wake, phrase=phrase, pause_s=self._pauses.dictation)
        if not whole:
            self._trace.emit("interrupted")

    async def _admitted(self, reply: Reply, room: SpeechLevel) -> Reply:
        """The reply, once the audit has it; what is wrong with the audit where that cannot be."""
        level = reply.level(room)
        if level is not SpeechLevel.PUBLIC:
            try:
                # On a thread: a busy disk must not stop the ears.
                await asyncio.to_thread(self._audit.record, "spoken", self.about, level.name.lower())
            except AssistantError as error:
                self._trace.emit("error", code=error.code)
                return Reply(error.spoken)
        return reply

    async def _her_turn(self) -> None:
        """In a dictation, let her end what she has begun meanwhile: it would be lost under the answer.

        A moment is left to her first, for a voice that has just begun is not known as one yet.
        """
        if self._dictating and self._ears.is_open:
            await self._audio.wait(SETTLE_S)
        while self._dictating and self._ears.is_open and self._ears.speaking:
            await self._audio.wait(SETTLE_S)

    async def rest(self) -> None:
        """The turn is over, and with it whatever it recorded."""
        self._dictating = self._ears.keeping = False
        self._ears.shut()
        with suppress(AssistantError):  # the dictation has told her, if it could not be kept
            await self.deck.end()

    def _break_off(self, error: AssistantError) -> None:
        """Nothing more can be kept: she must not go on talking."""
        self._mouth.hush()
        self._ears.fail(error)

    async def cue(self, cue: Cue) -> None:
        """Sound a tone."""
        await self._mouth.cue(cue)

    async def did(self, command: str) -> None:
        """A small tone, and a line in the trace."""
        self._trace.emit("command", name=command)
        await self._mouth.cue(Cue.ASIDE)

    def expect(self, form: Form | None) -> None:
        """Have the recogniser made ready for it, while something else is said."""
        self.on_format(form)

    async def aside(self, intent: Intent) -> None:
        """Answer an always-on request in the middle of something else."""
        if self.perform_aside:
            await self.perform_aside(intent)

    async def first(self, wake: Wake | None, phrase: str, known: Callable[[str], bool]) -> Transcript | None:
        """The request after a wake word; None when none came.

        What may be the wake phrase alone counts only where its words are a request that is `known`.
        """
        spoken = wake if wake is not None and wake.name != PUSH_TO_TALK else None
        self._ears.open(after=spoken, phrase=phrase, pause_s=self._pauses.command)
        self._ears.keeping = True
        beckon = asyncio.create_task(self._beckon()) if wake else None
        try:
            while True:
                utterance = await self._awaited(Expecting.COMMAND, State.LISTENING, self._pauses.patience)
                if utterance is None:
                    return None
                self.deck.heard(utterance)
                heard = await self._hearing.transcribe(utterance, Expecting.COMMAND)
                if not utterance.brief or known(heard.text):
                    return heard
        finally:
            self._ears.keeping = False
            if beckon:
                beckon.cancel()

    async def listen(self, expecting: Expecting) -> Transcript | None:
        """What she says next; None when she says nothing, or nothing more will come. Raises the deck's trouble."""
        if self.deck.trouble is not None:
            raise self.deck.trouble
        dictation = expecting is Expecting.DICTATION
        if not (dictation and self._dictating and self._ears.is_open):
            self._ears.open(pause_s=self._pauses.dictation if dictation else self._pauses.command)
        self._dictating = self._ears.keeping = dictation
        self.cut_in, self._cutting = dictation and self._cutting is not None, None
        state = State.DICTATING if dictation else State.LISTENING
        try:
            utterance = await self._awaited(expecting, state, None if dictation else self._pauses.patience)
        except SourceEnded:
            return None
        if utterance is None:
            return None
        self._room.touch(self._clock.now())
        self.deck.heard(utterance)
        heard = await self._hearing.transcribe(utterance, expecting, secret=self.secret)
        if dictation and utterance.brief:
            heard = replace(heard, text="", called=True)
        if heard.text:
            self._resting.words()
        return replace(heard, capture=self.deck.capture) if dictation else heard

    async def _awaited(self, expecting: Expecting, state: State, patience: float | None) -> Utterance | None:
        with self._attention.being(state):
            self._trace.emit("listening", expecting=expecting.value)
            utterance = await self._ears.utterance(patience)
        if utterance is None:
            self._ears.shut()
        return utterance

    async def beckon(self) -> None:
        """A tone to say that it listens, unless she is already speaking on."""
        if not self._ears.speaking:
            await self._mouth.cue(Cue.HEARD)

    async def _beckon(self) -> None:
        await self._audio.wait(SETTLE_S)
        await self.beckon()

    async def stop_word(self, utterance: Utterance) -> Transcript:
        """What was said into its own speech."""
        return await self._hearing.transcribe(utterance, Expecting.YES_NO, secret=self.secret)
