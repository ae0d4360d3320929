"""One sitting of a dictation, from its opening to its end or to whatever breaks in."""

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace

from assistant.api import AssistantError, Corrupt, Cue, Dictating, House, Note, Reply, Transcript, Turn, Unfinished
from skills.soap_notes import wording
from skills.soap_notes.catching import CatchUp
from skills.soap_notes.commands import Order, is_empty
from skills.soap_notes.discarding import sure
from skills.soap_notes.editing import edit
from skills.soap_notes.keeping import KeptNote
from skills.soap_notes.modes import GOING_ON, LEAVING_PRIVATE, Mode, is_heard
from skills.soap_notes.private import REFUSED, PrivateNote
from skills.soap_notes.rebinding import rebind
from skills.soap_notes.vocabulary import Command

_ONE_MOMENT_S = 3.0
"""With more sound than this to listen to she is told that it takes a moment, s."""


class Sitting:
    """Takes one note down.

    However it ends, what was said is in the store and the sections are written, and a private note is finished; a note
    that was not ended stays *dictating* and can be taken up again.
    """

    def __init__(self, house: House, turn: Turn, note: Note) -> None:
        self._house = house
        self._turn = turn
        self._kept = KeptNote(house, note)
        self._private = PrivateNote(house, note.client)
        self._mode = Mode.DICTATING
        self._left_private = False
        """Whether she was in the private note when she paused."""
        self._begun = False

    async def hold(self, opening: Callable[[str], Reply], rest: Unfinished | None = None) -> Reply:
        """Listen until the note ends, and say what became of it.

        `opening` words the beginning, given the section that is open; `rest`: first take in what is only in its sound.
        """
        try:
            ended = rest is not None and await self._catch_up(rest)
            end = Command.END_NOTE if ended else await self._listen(opening)
            self._private.finish()
            if end is Command.END_NOTE:
                return await self._kept.file()
            if end is Command.DISCARD_NOTE:
                self._kept.throw_away()
                return wording.DISCARDED
            self._kept.put_away()
            return wording.CUT_OFF
        except BaseException as error:
            begun = self._begun or not isinstance(error, asyncio.CancelledError)
            with suppress(AssistantError):  # what ended the dictation is what she is told
                self._private.finish()
            with suppress(AssistantError):
                self._kept.put_away(begun=begun)
            raise

    async def _catch_up(self, rest: Unfinished) -> bool:
        self._begun = True
        try:
            if self._house.recovery.seconds(rest) > _ONE_MOMENT_S:
                await self._turn.say(Reply("One moment."))
            return await CatchUp(self._house, self._kept).take(rest)
        except Corrupt as damaged:
            await self._turn.say(Reply(damaged.spoken))
            return False

    async def _listen(self, opening: Callable[[str], Reply]) -> Command | None:
        """What she ended it with; None where nothing more will come. It is recorded from before the opening on."""
        async with self._turn.dictate(self._kept.note.id, self._kept.form) as speech:
            await self._turn.say(opening(self._kept.dictation.section))
            self._begun = True
            async for heard in speech:
                end = None if is_empty(heard.text) else await self._take(heard, speech)
                if end is not None:
                    return end
        return None

    async def _take(self, heard: Transcript, speech: Dictating) -> Command | None:
        order = self._kept.understand(heard.text)
        command = order.command if order else None
        if self._mode is Mode.PRIVATE:
            if order is None or command not in LEAVING_PRIVATE:
                await self._take_private(heard, order)
                return None
        elif not is_heard(self._mode, command):
            if self._mode is Mode.PAUSED:
                await self._turn.cue(Cue.FAILED)
            return None  # it was not meant for the note, and nothing of it stays
        if self._mode is not Mode.DICTATING and command not in GOING_ON:
            heard = replace(heard, capture="")  # it is in no recording
        self._kept.keep(heard, order.name if order else "")
        if order is None:
            self._kept.dictation = self._kept.dictation.apply(heard.text)
            return None
        return await self._obey(order, heard, speech)

    async def _obey(self, order: Order, heard: Transcript, speech: Dictating) -> Command | None:
        match order.command:
            case Command.END_NOTE:
                await self._turn.did(order.name)
                return order.command
            case Command.DISCARD_NOTE:
                await self._turn.did(order.name)
                return order.command if await sure(self._turn, "I kept the note. Go on.") else None
            case Command.PAUSE | Command.STOP | Command.OFF_THE_RECORD:
                await self._shut(order, heard, speech)
            case Command.PRIVATE_NOTE:
                await self._go_private(heard, speech)
            case Command.RESUME | Command.ON_THE_RECORD | Command.BACK_TO_NOTE:
                await self._go_on(order, speech)
            case Command.NOTE_FOR:
                client = await rebind(self._house, self._turn, self._kept, order, heard)
                if client is not None:
                    self._private.give(client)
            case Command.READ_SECTION | Command.READ_NOTE | Command.READ_BACK | Command.WHATS_MISSING:
                await self._turn.did(order.name)
                await self._turn.say(self._told(order))
            case _:
                await edit(self._turn, self._kept, order, heard)
        return None

    def _told(self, order: Order) -> Reply:
        dictation = self._kept.dictation
        if order.command is Command.READ_SECTION:
            return wording.aloud({order.section: dictation.sentences().get(order.section, "")})
        if order.command is Command.READ_NOTE:
            return wording.aloud(dictation.sentences())
        if order.command is Command.READ_BACK:
            return wording.read_back(dictation.last, "note")
        return Reply(wording.gaps(dictation.missing()))

    # ── when nothing is recorded ─────────────────────────────────────────────────────────────────────────────

    async def _shut(self, order: Order, heard: Transcript, speech: Dictating) -> None:
        off = order.command is Command.OFF_THE_RECORD
        private, self._mode = self._mode is Mode.PRIVATE, Mode.OFF_THE_RECORD if off else Mode.PAUSED
        self._left_private = private or self._left_private
        speech.secret(off or self._left_private)  # she may think that she goes on with the private note
        await self._turn.did(order.name)
        await speech.pause(since=heard if off else None)
        await self._turn.say(wording.shut(off=off, private=private))

    async def _go_on(self, order: Order, speech: Dictating) -> None:
        told, self._left_private = self._left_private, False
        back, self._mode = self._mode is Mode.PRIVATE, Mode.DICTATING
        speech.secret(False)
        await speech.go_on()
        if back:
            await self._turn.cue(Cue.PRIVATE)
        await self._turn.did(order.name)
        if told:  # she may think that she is still in the private note
            await self._turn.say(wording.in_the_note(self._kept.dictation.section))

    # ── the private note ─────────────────────────────────────────────────────────────────────────────────────

    async def _go_private(self, heard: Transcript, speech: Dictating) -> None:
        """Nothing that she says from the end of this order on is recorded, or comes into any trace."""
        self._mode, self._left_private = Mode.PRIVATE, False
        speech.secret(True)
        await speech.pause(since=heard)
        self._private.go_on()
        await self._turn.cue(Cue.PRIVATE)

    async def _take_private(self, heard: Transcript, order: Order | None) -> None:
        self._private.take(heard, order)
        if order is None:
            return
        if order.command in REFUSED:
            await self._turn.say(wording.NOT_HERE)
        elif order.command is Command.PRIVATE_NOTE:
            await self._turn.cue(Cue.PRIVATE)
        elif order.command is Command.READ_BACK:
            await self._turn.did(order.name)
            await self._turn.say(wording.read_back(self._private.dictation.last, "private note"))
        else:
            await edit(self._turn, self._private, order, heard)
