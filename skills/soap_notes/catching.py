"""What was said and is only in the sound, taken in after the fact: the same note as if it had been heard then."""

from contextlib import aclosing

from assistant.api import Client, House, Transcript, Unfinished, datetime
from skills.soap_notes.answering import is_answer
from skills.soap_notes.commands import Order, is_empty
from skills.soap_notes.discarding import answers
from skills.soap_notes.draft import ANSWERED
from skills.soap_notes.keeping import KeptNote
from skills.soap_notes.private import PrivateNote
from skills.soap_notes.roster import named
from skills.soap_notes.sessions import begun, sessions_of
from skills.soap_notes.vocabulary import HEARD_OFF_THE_RECORD, Command

_PAUSING = frozenset({Command.PAUSE, Command.STOP})
_SHUTTING = frozenset({Command.OFF_THE_RECORD, Command.PRIVATE_NOTE})
_LEAVES_PRIVATE = frozenset({Command.BACK_TO_NOTE, Command.RESUME, Command.ON_THE_RECORD, Command.END_NOTE})


class CatchUp:
    """Takes the rest of a dictation in."""

    def __init__(self, house: House, kept: KeptNote) -> None:
        self._house = house
        self._kept = kept
        self._private = PrivateNote(house, kept.note.client)
        self._asked_whom = False

    async def take(self, which: Unfinished) -> bool:
        """Everything that was not heard; whether it ends with "end note".

        What was recorded between "pause" or "off the record" and the moment when it was understood is left out; what
        was said in a private note goes where that belongs. Raises `Corrupt` after all that could be read.
        """
        last = {one.capture: one.command for one in self._kept.heard if one.capture}
        try:
            capture, mode = None, ""
            async with aclosing(self._house.recovery.unheard(which, self._kept.form)) as unheard:
                async for heard in unheard:
                    if heard.capture != capture:
                        capture, mode = heard.capture, last.get(heard.capture, "")
                    if not is_empty(heard.text) and mode not in _PAUSING:
                        mode = await self._next(heard, mode)
        finally:
            self._private.finish()
        return bool(self._kept.heard) and self._kept.heard[-1].command == Command.END_NOTE

    async def _next(self, heard: Transcript, mode: str) -> str:
        """Take one utterance in; the order, if any, under which the next one stands."""
        order = self._kept.understand(heard.text)
        command = order.command if order else None
        if mode == Command.OFF_THE_RECORD and command not in HEARD_OFF_THE_RECORD:
            return mode
        if mode == Command.PRIVATE_NOTE and command not in _LEAVES_PRIVATE | {Command.OFF_THE_RECORD}:
            self._private.take(heard, order)
            return mode
        if not self._is_answer(heard):
            await self._take(heard, order)
        return command.value if command in _SHUTTING else ""

    async def _take(self, heard: Transcript, order: Order | None) -> None:
        dictation = self._kept.dictation
        if self._asked_whom and order is None and await self._rebound(heard.text):
            self._kept.keep(heard, ANSWERED)
        elif order is None and dictation.question is not None and is_answer(heard.text):
            self._kept.answer(heard)
        else:
            self._kept.take(heard, order)
            if order is not None and order.command is Command.NOTE_FOR and order.words:
                await self._rebound(order.words)
        self._asked_whom = order is not None and order.command is Command.NOTE_FOR and not order.words

    async def _rebound(self, words: str) -> bool:
        """Whether they name a client, whose note it is from then on. Nobody is told a name by it, so names count."""
        client = named(words, self._house.roster.all(), by_name=True)
        if client is not None and client.id != self._kept.note.client.id:
            self._kept.rebind(client, await self._session(client))
            self._private.give(client)
        return client is not None

    async def _session(self, client: Client) -> datetime | None:
        started = self._kept.note.created.astimezone(self._house.clock.now().tzinfo)
        sessions = begun(await sessions_of(self._house.agenda, started), started, client)
        return sessions[-1].start.astimezone(started.tzinfo) if sessions else None

    def _is_answer(self, heard: Transcript) -> bool:
        """Whether it answers "discard note": it is no part of the note, and nothing is discarded after the fact."""
        asked = bool(self._kept.heard) and self._kept.heard[-1].command == Command.DISCARD_NOTE
        return asked and answers(heard.text)
