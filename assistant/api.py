"""All that a skill may import.

A skill is a class with one coroutine for each intent of its ``sentences.en.yaml``; the method's name is the verb,
its parameters are the slots, already resolved, and its docstring's first line answers "what can you do"::

    class Agenda(Skill):
        folder = "agenda"

        async def when(self, turn: Turn, client: Client) -> Reply:
            \"\"\"Say when you see a client: "when do I see J D".\"\"\"

A handler may speak on the way (`Turn.say`), ask (`Turn.ask`, `Turn.confirm`) and take a dictation (`Turn.dictate`).
Being interrupted is an `asyncio.CancelledError`, "cancel" is `Cancelled`, silence is `Unanswered`: a skill that holds
something unfinished puts it away in ``finally``.
"""

from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import ClassVar, Protocol

from assistant import saying
from assistant.errors import AssistantError, Cancelled, Corrupt, Locked, NotFound, TurnEnded, Unanswered, UsageError
from assistant.events import Cue, Intent, Reply, Span, SpeechLevel, Transcript
from assistant.ports import (
    Agenda,
    Clock,
    Drafter,
    Lexicon,
    Mailbag,
    NoteBook,
    ProcessDrawer,
    Queue,
    Recovery,
    Roster,
    SupervisionAgenda,
    Timers,
    Times,
    Transcriber,
    Volume,
)
from assistant.records import (
    FIELDS,
    Appointment,
    Client,
    Form,
    Marked,
    Message,
    Note,
    NoteState,
    QueueItem,
    ReplyDraft,
    ReplyState,
    Spoken,
    SupervisionItem,
    Supported,
    Terms,
    Timer,
    Unfinished,
)

__all__ = [
    "FIELDS",
    "Agenda",
    "Appointment",
    "AssistantError",
    "Cancelled",
    "Client",
    "Clock",
    "Corrupt",
    "Cue",
    "Dictating",
    "Drafter",
    "Form",
    "House",
    "Intent",
    "Lexicon",
    "Locked",
    "Mailbag",
    "Marked",
    "Message",
    "NotFound",
    "Note",
    "NoteBook",
    "NoteState",
    "ProcessDrawer",
    "Queue",
    "QueueItem",
    "Recovery",
    "Reply",
    "ReplyDraft",
    "ReplyState",
    "Roster",
    "Skill",
    "Span",
    "SpeechLevel",
    "Spoken",
    "SupervisionAgenda",
    "SupervisionItem",
    "Supported",
    "Terms",
    "Timer",
    "Timers",
    "Times",
    "Transcriber",
    "Transcript",
    "Turn",
    "TurnEnded",
    "Unanswered",
    "Unfinished",
    "UsageError",
    "Volume",
    "datetime",
    "saying",
    "timedelta",
]


class Dictating(Protocol):
    """A dictation while it is going on."""

    def __aiter__(self) -> AsyncIterator[Transcript]:
        """What she says, utterance by utterance.

        The always-on requests (the time, help …) are answered on the way and not yielded; "stop" and "cancel" are
        yielded as they are, for a dictation is not thrown away by a word. After the wake phrase any request is, and the
        phrase itself is never yielded. Ends early only when the source ends.
        """
        ...

    async def pause(self, *, since: Transcript | None = None) -> None:
        """Nothing is recorded from now on; nor, `since` given, from the end of that utterance on: what was is taken out.

        Raises `DiskFull`, `InputOutput`.
        """
        ...

    async def go_on(self) -> None:
        """Everything is recorded again, from the beginning of what was yielded last."""
        ...

    async def erase(self) -> None:
        """Leave nothing of its sound; for a dictation that belongs to no note."""
        ...

    def secret(self, on: bool) -> None:
        """While on, nothing of what she says comes into any trace; over with the dictation."""
        ...


class Turn(Protocol):
    """One exchange with her, from the words that began it until the skill returns."""

    intent: Intent

    @property
    def now(self) -> datetime:
        """Aware, in the home's zone."""
        ...

    @property
    def level(self) -> SpeechLevel:
        """What may be said aloud at this moment."""
        ...

    async def say(self, reply: Reply) -> None:
        """Speak, and return when it has been spoken."""
        ...

    async def ask(self, question: Reply) -> Transcript:
        """Speak a question and return her answer. Raises `Cancelled`, `Unanswered`."""
        ...

    async def confirm(self, question: Reply) -> bool:
        """Speak a yes-or-no question. Raises `Cancelled`, `Unanswered`."""
        ...

    def dictate(self, note_id: str, form: Form | None = None) -> AbstractAsyncContextManager[Dictating]:
        """A dictation, from the entry of the block to its end; pauses of any length.

        `form`: the format of the note, for what hears the commands in it; without it, those of every format are heard.
        All that time the sound goes to the disk, encrypted, as a recording of this note; with an empty id, of no note
        yet: that works while the vault is sealed. Where that fails, whoever listens gets `DiskFull` or `InputOutput`.
        """
        ...

    async def cue(self, cue: Cue) -> None:
        """Sound a tone."""
        ...

    async def did(self, command: str) -> None:
        """A command inside a dictation was carried out: a small tone, and a line in the trace."""
        ...


@dataclass(frozen=True, slots=True)
class Help:
    """What a skill can do, for "what can you do"."""

    intent: str
    what: str
    """The first line of the handler's docstring."""
    example: str


class Capabilities(Protocol):
    """What the assistant can do, across all skills."""

    def help(self) -> tuple[Help, ...]:
        """One entry for each intent."""
        ...


@dataclass(frozen=True, slots=True)
class House:
    """Everything a skill may use; each part a port."""

    clock: Clock
    roster: Roster
    agenda: Agenda
    notes: NoteBook
    mail: Mailbag
    queue: Queue
    drafter: Drafter
    timers: Timers
    volume: Volume
    capabilities: Capabilities
    recovery: Recovery
    lexicon: Lexicon
    supervision: SupervisionAgenda
    process: ProcessDrawer
    times: Times
    forms: Mapping[str, Form]
    """The formats of notes by name, in order; the first is the default. They are there in a sealed house too."""
    sealed: bool = False
    """Whether the vault is sealed: then what needs it raises `VaultSealed` when used; `clock`, `capabilities`, `volume`,
    `times` and `forms` do not."""


class Skill:
    """The base of all skills."""

    folder: ClassVar[str]
    """Its folder below ``skills/``, and the first part of its intents' names."""

    def __init__(self, house: House) -> None:
        self.house = house

    @classmethod
    def dictated(cls, text: str, form: Form) -> str:
        """What the whole text orders inside a dictation of this format, alike for all wordings of it; empty: it is text."""
        return ""

    async def recover(self, which: Unfinished, client: Client | None) -> Reply | None:
        """Finish a dictation that was cut off, without her; `client`: whom a recording without a note is for.

        None where such dictations are none of this skill's business. Raises `Corrupt`, `NotFound`.
        """
        return None

    async def rehear(self, note_id: str, engine: Transcriber, *, force: bool) -> Reply | None:
        """Hear the dictation of a note again with another engine, and write it anew; the first hearing is kept.

        `force`: even where she has edited it by hand since. None where it is none of this skill's notes.
        Raises `NotFound`, `Locked`, `Corrupt`; then the note reads as before.
        """
        return None

    async def at_start(self) -> Reply | None:
        """What it has to say when the house wakes, before anybody asks; None: nothing."""
        return None
