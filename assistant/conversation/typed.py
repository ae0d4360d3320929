"""A turn at the keyboard: the same router and skills, no sound."""

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field

from assistant.api import AssistantError, Cue, Form, Intent, Reply, Skill, SpeechLevel, Transcript, TurnEnded
from assistant.conversation.deck import Deck
from assistant.conversation.discretion import Guard, words_for
from assistant.conversation.turn import ChannelTurn
from assistant.events import Expecting
from assistant.intents.router import Router, Routing, choose
from assistant.ports import Audit, Clock


@dataclass
class Told:
    """What a typed turn came to."""

    routing: Routing
    intent: str = ""
    lines: list[str] = field(default_factory=list)
    level: SpeechLevel = SpeechLevel.PUBLIC
    """The highest level of what was said."""
    room: SpeechLevel = SpeechLevel.FULL
    trouble: AssistantError | None = None
    """What kept the audit from being written, and so from showing what was not public."""

    @property
    def text(self) -> str:
        """Everything that was said, questions and all."""
        return " ".join(self.lines)


class TypedChannel:
    """Answers come from standard input, a line each; replies go to the terminal unless `quiet`.

    `event`: how the audit calls what becomes of them: ``shown``, or ``spoken`` where somebody reads them out.
    """

    def __init__(
        self,
        told: Told,
        skills: Mapping[str, Skill],
        router: Router,
        clock: Clock,
        audit: Audit,
        guard: Guard,
        *,
        quiet: bool,
        event: str,
    ) -> None:
        self._told = told
        self._skills = skills
        self._router = router
        self._clock = clock
        self._audit = audit
        self._guard = guard
        self._quiet = quiet
        self._event = event
        self.deck = Deck(None, clock.now)
        self.cut_in = False
        self.secret = False  # there is no trace

    def level(self) -> SpeechLevel:
        """What the caller asked for."""
        return self._told.room

    async def listen(self, expecting: Expecting) -> Transcript | None:
        """The next line of standard input; None at its end."""
        line = sys.stdin.readline()
        return Transcript(line.strip(), "keyboard") if line else None

    async def speak(self, reply: Reply) -> None:
        """Keep it, and print it unless quiet; what is not public only where the audit has it."""
        level = reply.level(self._told.room)
        if level is not SpeechLevel.PUBLIC:
            try:
                self._audit.record(self._event, self._told.intent, level.name.lower())
            except AssistantError as error:
                # She may be in the middle of a dictation, which goes on; `converse` raises it at the end.
                self._told.trouble = error
                reply = Reply(error.spoken)
        text, _ = words_for(self._told.room, reply, self._guard)
        self._told.lines.append(text)
        self._told.level = max(self._told.level, reply.level(self._told.room))
        if not self._quiet:
            sys.stdout.write(text + "\n")
            sys.stdout.flush()

    async def cue(self, cue: Cue) -> None:
        """No tones at a keyboard."""

    async def beckon(self) -> None:
        """No tones at a keyboard."""

    async def did(self, command: str) -> None:
        """Nothing to show for it."""

    def expect(self, form: Form | None) -> None:
        """Letters need no recogniser."""

    async def aside(self, intent: Intent) -> None:
        """Answer an always-on request in the middle of something else."""
        await self.perform(intent)

    async def perform(self, intent: Intent) -> None:
        """Let the skill answer."""
        folder, _, verb = intent.name.partition(".")
        turn = ChannelTurn(intent, self, self._router, self._clock)
        reply = await getattr(self._skills[folder], verb)(turn, **intent.slots)
        if reply is not None:
            await self.speak(reply)


async def converse(
    router: Router,
    skills: Mapping[str, Skill],
    clock: Clock,
    audit: Audit,
    guard: Guard,
    text: str,
    level: SpeechLevel,
    *,
    quiet: bool,
    event: str = "shown",
) -> Told:
    """Route `text`, let the skill answer, and give what was said; errors are raised."""
    told = Told(router.route(text, by_name=level > SpeechLevel.PUBLIC), room=level)
    channel = TypedChannel(told, skills, router, clock, audit, guard, quiet=quiet, event=event)
    try:
        intent = await _sure(told.routing, channel, router, clock)
        if intent is not None:
            told.intent = intent.name
            await channel.perform(intent)
    except TurnEnded as ended:
        await channel.speak(Reply(ended.spoken))
    if told.trouble is not None:
        raise told.trouble
    return told


async def _sure(routing: Routing, channel: TypedChannel, router: Router, clock: Clock) -> Intent | None:
    if routing.intent is not None:
        return routing.intent
    if not routing.choices:
        await channel.speak(routing.reply)
        return None
    turn = ChannelTurn(routing.choices[0], channel, router, clock)
    if len(routing.choices) == 1:
        return routing.choices[0] if await turn.confirm(routing.reply) else None
    return choose((await turn.ask(routing.reply)).text, routing.choices)
