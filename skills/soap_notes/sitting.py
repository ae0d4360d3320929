"""One sitting of a dictation, from its opening to its end or to whatever breaks in."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from assistant.api import (
    AssistantError,
    Corrupt,
    Cue,
    Dictating,
    House,
    Note,
    Reply,
    Transcript,
    Turn,
    TurnEnded,
    Unfinished,
)
from skills.soap_notes import wording
from skills.soap_notes.commands import Order, is_empty, understand
from skills.soap_notes.editing import edit
from skills.soap_notes.keeping import KeptNote
from skills.soap_notes.vocabulary import HEARD_OFF_THE_RECORD, Command

PAUSED = Reply("Paused; the note is kept. Say resume, or end note.")
OFF_THE_RECORD = Reply("Off the record; I keep nothing until you say on the record.")
SURE = Reply("Shall I discard this note? Say yes to discard it.")
_ONE_MOMENT_S = 3.0
"""With more sound than this to listen to she is told that it takes a moment, s."""
_HEARD_WHILE_PAUSED = frozenset(
    {
        Command.RESUME,
        Command.PAUSE,
        Command.STOP,
        Command.READ_BACK,
        Command.READ_SECTION,
        Command.READ_NOTE,
        Command.WHATS_MISSING,
        Command.OFF_THE_RECORD,
        Command.END_NOTE,
        Command.DISCARD_NOTE,
    }
)


class Sitting:
    """Takes one note down.

    However it ends, what was said is in the store and the sections are written; a note that was not ended stays
    *dictating* and can be taken up again.
    """

    def __init__(self, house: House, turn: Turn, note: Note) -> None:
        self._house = house
        self._turn = turn
        self._kept = KeptNote(house, note)
        self._speech: Dictating | None = None
        self._paused = False
        self._off_the_record = False
        self._begun = False

    async def hold(self, opening: Callable[[str], Reply], rest: Unfinished | None = None) -> Reply:
        """Listen until the note ends, and say what became of it.

        `opening` words the beginning, given the section that is open; `rest`: first take in what is only in its sound.
        """
        try:
            ended = rest is not None and await self._catch_up(rest)
            end = Command.END_NOTE if ended else await self._listen(opening)
            if end is Command.END_NOTE:
                return await self._kept.file()
            if end is Command.DISCARD_NOTE:
                self._kept.throw_away()
                return Reply("The note is discarded.")
            self._kept.put_away()
            return Reply("I hear nothing more; the note is kept and not filed yet. Say continue my note.")
        except BaseException as error:
            begun = self._begun or not isinstance(error, asyncio.CancelledError)
            with suppress(AssistantError):  # what ended the dictation is what she is told
                self._kept.put_away(begun=begun)
            raise

    async def _catch_up(self, rest: Unfinished) -> bool:
        self._begun = True
        try:
            if self._house.recovery.seconds(rest) > _ONE_MOMENT_S:
                await self._turn.say(Reply("One moment."))
            return await self._kept.catch_up(rest)
        except Corrupt as damaged:
            await self._turn.say(Reply(damaged.spoken))
            return False

    async def _listen(self, opening: Callable[[str], Reply]) -> Command | None:
        """What she ended it with; None where nothing more will come. It is recorded from before the opening on."""
        async with self._turn.dictate(self._kept.note.id) as self._speech:
            await self._turn.say(opening(self._kept.dictation.section))
            self._begun = True
            async for heard in self._speech:
                end = await self._take(heard)
                if end is not None:
                    return end
        return None

    async def _take(self, heard: Transcript) -> Command | None:
        if is_empty(heard.text):
            return None
        order = understand(heard.text)
        if self._off_the_record and (order is None or order.command not in HEARD_OFF_THE_RECORD):
            return None  # it was not meant for the note, and nothing of it stays
        if self._paused and (order is None or order.command not in _HEARD_WHILE_PAUSED):
            await self._turn.cue(Cue.FAILED)
            return None
        if self._silent and order and order.command not in (Command.RESUME, Command.ON_THE_RECORD):
            heard = replace(heard, capture="")  # it is in no recording
        self._kept.keep(heard, order.command if order else "")
        if order is None:
            self._kept.dictation = self._kept.dictation.apply(heard.text)
            return None
        return await self._obey(order, heard)

    @property
    def _silent(self) -> bool:
        """Whether nothing is recorded."""
        return self._paused or self._off_the_record

    async def _obey(self, order: Order, heard: Transcript) -> Command | None:
        command = order.command
        if command in _HEARD_WHILE_PAUSED:
            await self._turn.did(command)
        match command:
            case Command.END_NOTE:
                return command
            case Command.DISCARD_NOTE:
                return command if await sure(self._turn, "I kept the note. Go on.") else None
            case Command.PAUSE | Command.STOP:
                await self._pause()
            case Command.RESUME:
                await self._resume()
            case Command.OFF_THE_RECORD:
                await self._leave_the_record(heard)
            case Command.ON_THE_RECORD:
                await self._turn.did(command)
                await self._resume()
            case Command.READ_SECTION:
                text = self._kept.dictation.sections()[order.section]
                await self._turn.say(wording.aloud({order.section: text}))
            case Command.READ_NOTE:
                await self._turn.say(wording.aloud(self._kept.dictation.sections()))
            case Command.READ_BACK:
                await self._turn.say(wording.read_back(self._kept.dictation.last))
            case Command.WHATS_MISSING:
                await self._turn.say(Reply(wording.gaps(self._kept.dictation.missing())))
            case _:
                await edit(self._turn, self._kept, order, heard)
        return None

    async def _pause(self) -> None:
        self._paused = True
        if self._speech is not None:
            await self._speech.pause()
        await self._turn.say(PAUSED)

    async def _leave_the_record(self, order: Transcript) -> None:
        self._paused, self._off_the_record = False, True
        if self._speech is not None:
            await self._speech.pause(since=order)
        await self._turn.say(OFF_THE_RECORD)

    async def _resume(self) -> None:
        self._paused = self._off_the_record = False
        if self._speech is not None:
            await self._speech.go_on()


async def sure(turn: Turn, kept: str) -> bool:
    """Whether she really wants it discarded; else `kept` is said."""
    try:
        if await turn.confirm(SURE):
            return True
    except TurnEnded:
        pass
    await turn.say(Reply(kept))
    return False
