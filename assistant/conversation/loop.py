"""The sentence: for each wake, collect an utterance, transcribe it, route it, let the skill answer, speak the answer."""

import asyncio
import contextlib
import traceback
from collections.abc import Awaitable, Callable, Coroutine, Mapping, Sequence
from pathlib import Path
from typing import Any

from assistant.api import (
    AssistantError,
    Cue,
    Intent,
    Reply,
    Skill,
    SpeechLevel,
    Turn,
)
from assistant.conversation.attention import Attention, State
from assistant.conversation.channel import STOPPING
from assistant.conversation.ears import Ears, SourceEnded
from assistant.conversation.mouth import Mouth
from assistant.conversation.spoken import SpokenChannel
from assistant.conversation.trace import Trace
from assistant.conversation.turn import ChannelTurn
from assistant.conversation.unasked import Ringing, Unasked
from assistant.conversation.unlocking import Lock, Unlocking
from assistant.events import Utterance, Wake
from assistant.intents.router import Router, Routing, choose
from assistant.ports import Clock, Source

STOP_S = 1.5
"""What is said into its own speech counts as "stop" only when it is this short, s."""


def _place(bug: Exception) -> str:
    """Where in the code it happened; its message might hold what somebody said."""
    frame = traceback.extract_tb(bug.__traceback__)[-1]
    return f"{Path(frame.filename).name}:{frame.lineno}"


class Conversation:
    """One assistant in one room."""

    def __init__(
        self,
        ears: Ears,
        channel: SpokenChannel,
        mouth: Mouth,
        router: Router,
        skills: Mapping[str, Skill],
        lock: Lock,
        timers: Ringing,
        clock: Clock,
        attention: Attention,
        trace: Trace,
        phrase: Callable[[str], str],
    ) -> None:
        self._ears = ears
        self._channel = channel
        self._mouth = mouth
        self._router = router
        self._skills = skills
        self._lock = lock
        self._unlocking = Unlocking(lock, channel, router, clock)
        self._unasked = Unasked(timers, clock, trace, ears.nudge)
        self._clock = clock
        self._attention = attention
        self._trace = trace
        self._phrase = phrase
        self._barged: asyncio.Future[Wake | None] | None = None
        self._overhearing: asyncio.Task[None] | None = None
        self._acknowledging: asyncio.Task[None] | None = None
        self.on_turn_over: Callable[[], None] = lambda: None
        """Called when a turn is over, however it ended; it may not block."""
        ears.on_wake = self._barge_in
        ears.on_speech = self._overheard
        ears.listeners.append(self._unasked.watch)
        channel.perform_aside = self.perform_own

    async def run(self, sources: Sequence[Source], *, realtime: bool = False) -> None:
        """Converse until the sources end. Raises what a source raises (`DeviceLost`, `BadAudio`)."""
        pump = asyncio.create_task(self._ears.attend(sources, realtime=realtime))
        try:
            while True:
                wake = None if self._unasked.happen() else await self._ears.wake()
                work = self.exchange(wake) if wake else self.tell()
                while (barged := await self._turn(work)) is not None:
                    work = self.exchange(barged)
        except SourceEnded:
            await self._farewell(pump)
        finally:
            pump.cancel()

    async def _turn(self, work: Coroutine[None, None, None]) -> Wake | None:
        """Do it to its end, or until a wake word or "stop" barges in; gives the wake word that did."""
        self._barged = asyncio.get_running_loop().create_future()
        turn = asyncio.create_task(work)
        try:
            with self._attention.being(State.THINKING):
                ends: list[asyncio.Future[Any]] = [turn, self._barged]
                await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
                wake = self._barged.result() if self._barged.done() else None
                turn.cancel()
                await asyncio.wait({turn})
        finally:
            turn.cancel()
            await asyncio.wait({turn})  # a dictation puts itself away before anything else happens
            self._barged = None
            await self._channel.rest()
            self.on_turn_over()
        if not turn.cancelled():
            turn.result()
        return wake

    async def _farewell(self, pump: "asyncio.Task[None]") -> None:
        """Say what ended the source, where it was not simply over."""
        try:
            await pump
        except AssistantError as error:
            with contextlib.suppress(AssistantError):  # the loudspeaker may have gone with the microphone
                await self._fail(error)
            raise

    async def exchange(self, wake: Wake | None) -> None:
        """One turn, from the wake word to the end of the answer; an error speaks its own sentence."""
        await self._safely(self._exchange(wake))

    async def _exchange(self, wake: Wake | None) -> None:
        heard = await self._channel.first(wake, self._phrase(wake.name) if wake else "", self._known)
        if heard is None:
            return await self._channel.cue(Cue.FAILED)
        if heard.text:
            self._lock.touch(self._clock.now())
        intent = await self._understood(self._route(heard.text))
        if intent is not None:
            await self.perform(intent)
        return None

    async def _safely(self, work: Awaitable[None]) -> None:
        try:
            await work
        except SourceEnded:
            raise
        except AssistantError as error:
            await self._fail(error)
        except Exception as bug:
            self._trace.emit("error", code="internal", kind=type(bug).__name__, where=_place(bug))
            await self._fail(
                AssistantError("Something went wrong inside me. What was stored is safe; please try again.")
            )

    async def perform(self, intent: Intent) -> None:
        """Let the skill answer, and speak what it returns."""
        slots = {} if self._channel.secret else dict(intent.slots)
        self._trace.emit("intent", name=intent.name, score=round(intent.score, 3), slots=slots)
        outer, self._channel.about = self._channel.about, intent.name
        try:
            if await self._own(intent):
                return
            folder, _, verb = intent.name.partition(".")
            turn: Turn = ChannelTurn(intent, self._channel, self._router, self._clock)
            reply = await getattr(self._skills[folder], verb)(turn, **intent.slots)
            if reply is not None:
                await self._channel.speak(reply)
        finally:
            self._channel.about = outer

    async def perform_own(self, intent: Intent) -> None:
        """Answer an always-on request inside another turn."""
        try:
            await self.perform(intent)
        except SourceEnded:
            raise
        except AssistantError as error:  # what it was asked in the middle of goes on
            await self._fail(error)

    def _known(self, text: str) -> bool:
        return self._route(text).intent is not None

    def _route(self, text: str) -> Routing:
        return self._router.route(text, by_name=self._channel.level() > SpeechLevel.PUBLIC)

    async def _understood(self, routing: Routing) -> Intent | None:
        """The intent, asked for where it is not sure; says what it did not get."""
        if routing.intent is not None:
            await self._channel.cue(Cue.UNDERSTOOD)
            return routing.intent
        if not routing.choices:
            self._trace.emit("intent", name="", score=0.0, slots={})
            await self._channel.cue(Cue.FAILED)
            await self._channel.speak(routing.reply)
            return None
        turn = ChannelTurn(routing.choices[0], self._channel, self._router, self._clock)
        if len(routing.choices) == 1:
            if await turn.confirm(routing.reply):
                return routing.choices[0]
            await self._channel.speak(Reply("Okay. Please say it another way."))
            return None
        chosen = choose((await turn.ask(routing.reply)).text, routing.choices)
        if chosen is None:
            await self._channel.speak(Reply("I'm not sure which one, so I left it."))
        return chosen

    async def _fail(self, error: AssistantError) -> None:
        if error.exit_code != AssistantError.exit_code:
            self._trace.emit("error", code=error.code)
        if error.exit_code:
            await self._channel.cue(Cue.FAILED)
        await self._channel.speak(Reply(error.spoken))

    # ── what the conversation does itself, because it acts on its own state ──────────────────────────────────

    async def _own(self, intent: Intent) -> bool:
        match intent.name:
            case "household.repeat":
                await self._channel.speak(self._channel.last)
            case "household.lock":
                await self._unlocking.close()
            case "household.unlock":
                await self._unlocking.open(intent.pin)
            case _:
                return False
        return True

    # ── barge-in ─────────────────────────────────────────────────────────────────────────────────────────────

    def _barge_in(self, wake: Wake | None) -> None:
        self._mouth.hush()
        if self._channel.dictating:
            if wake is not None:
                self._channel.interrupt(wake, self._phrase(wake.name))
            return
        if self._barged is not None and not self._barged.done():
            self._trace.emit("interrupted")
            self._barged.set_result(wake)

    def _overheard(self, utterance: Utterance) -> "asyncio.Task[None] | None":
        if utterance.seconds > STOP_S:
            return None
        self._overhearing = asyncio.create_task(self._stop_if_asked(utterance))
        return self._overhearing

    async def _acknowledge(self) -> None:
        with contextlib.suppress(AssistantError):
            await self._channel.cue(Cue.UNDERSTOOD)

    async def _stop_if_asked(self, utterance: Utterance) -> None:
        heard = await self._channel.stop_word(utterance)
        intent = self._router.route(heard.text, only_always=True).intent if heard.text else None
        its_own = heard.text.lower().strip(" .!") in self._mouth.saying.lower()
        if intent is not None and intent.name == "household.lock":  # even where it is only its own echo
            self._lock.lock()
            self._trace.emit("intent", name=intent.name, score=intent.score, slots={})
            self._barge_in(None)
            # Not awaited: a replay goes on only when this is done.
            self._acknowledging = asyncio.create_task(self._acknowledge())
        elif intent is not None and intent.name in STOPPING and not its_own:
            self._barge_in(None)

    # ── what nobody asked for ────────────────────────────────────────────────────────────────────────────────

    @property
    def busy(self) -> bool:
        """Whether it is in the middle of a turn."""
        return self._barged is not None

    def between(self, change: Callable[[], Reply]) -> "asyncio.Future[None]":
        """Let `change` happen as soon as nobody is spoken with, and say what it gives; done when it has happened."""
        return self._unasked.between(change)

    def end_dictation(self) -> None:
        """Put a dictation away as it is, as if the source had ended; harmless when there is none."""
        if self._channel.dictating and self._barged is not None and not self._barged.done():
            self._trace.emit("interrupted")
            self._barged.set_result(None)

    async def tell(self) -> None:
        """Say what nobody asked for."""
        for saying in self._unasked.sayings(self._skills.values(), self._channel):
            await self._safely(saying)
