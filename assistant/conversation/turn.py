"""The Turn that a skill holds: one exchange, spoken or typed."""

from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from datetime import datetime

from assistant.api import Cancelled, Cue, Form, Intent, Reply, SpeechLevel, Transcript, Unanswered
from assistant.conversation.channel import STOPPING, Channel
from assistant.conversation.dictating import ChannelDictating, NoteGoesOn
from assistant.errors import AssistantError
from assistant.events import Expecting
from assistant.intents.router import Router, answer_yes_no
from assistant.ports import Clock


class ChannelTurn:
    """`assistant.api.Turn` over a channel."""

    def __init__(self, intent: Intent, channel: Channel, router: Router, clock: Clock) -> None:
        self.intent = intent
        self._channel = channel
        self._router = router
        self._clock = clock

    @property
    def now(self) -> datetime:
        """Aware, in the home's zone."""
        return self._clock.now()

    @property
    def level(self) -> SpeechLevel:
        """What may be said aloud at this moment."""
        return self._channel.level()

    async def say(self, reply: Reply) -> None:
        """Speak, and return when it has been spoken."""
        await self._channel.speak(reply)

    async def cue(self, cue: Cue) -> None:
        """Sound a tone."""
        await self._channel.cue(cue)

    async def did(self, command: str) -> None:
        """A command inside a dictation was carried out."""
        await self._channel.did(command)

    async def ask(self, question: Reply, expecting: Expecting = Expecting.ANSWER) -> Transcript:
        """Speak a question and return her answer. Raises `Cancelled`, `Unanswered`."""
        return await self._question(question, expecting)

    async def confirm(self, question: Reply) -> bool:
        """Speak a yes-or-no question. Raises `Cancelled`, `Unanswered`."""
        asked = question
        for _ in range(2):
            answer = answer_yes_no((await self._question(asked, Expecting.YES_NO)).text)
            if answer is not None:
                return answer
            asked = Reply("Please say yes or no.")
        raise Unanswered("I didn't get a yes or a no, so I left it as it was.")

    async def _question(self, question: Reply, expecting: Expecting) -> Transcript:
        await self._channel.speak(question)
        noises = 0
        while True:
            answer = await self._channel.listen(expecting)
            if answer is None:
                raise Unanswered("I didn't hear an answer, so I left it as it was.")
            if not answer.text:
                noises += 1
                if noises > 1:
                    raise Unanswered("I didn't catch an answer, so I left it as it was.")
                await self._channel.speak(Reply("Sorry, once more?"))
                continue
            aside = self._router.route(answer.text, only_always=True).intent
            if aside is None:
                return answer
            if aside.name in STOPPING:
                raise Cancelled("Okay, I left it.")
            if aside.name != "household.repeat":
                await self._channel.aside(aside)
            await self._channel.speak(question)

    @asynccontextmanager
    async def dictate(self, note_id: str, form: Form | None = None) -> AsyncGenerator[ChannelDictating, None]:
        """A dictation; see `assistant.api.Turn.dictate`."""
        deck = self._channel.deck
        if deck.going_on:
            raise NoteGoesOn
        await deck.begin(note_id)
        self._channel.expect(form)
        try:
            yield ChannelDictating(self._channel, self._router, self.intent)
        except BaseException:
            with suppress(AssistantError):  # what ended the dictation is what she is told
                await deck.end()
            raise
        finally:
            self._channel.secret = False
            self._channel.expect(None)
        await deck.end()
