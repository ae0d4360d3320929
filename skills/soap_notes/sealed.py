"""A dictation while the vault is sealed: no note and no words, only its sound."""

from assistant.api import Cue, Dictating, Form, Reply, Transcript, Turn
from skills.soap_notes.commands import is_empty, understand
from skills.soap_notes.discarding import sure
from skills.soap_notes.vocabulary import HEARD_OFF_THE_RECORD, Command
from skills.soap_notes.wording import OFF_THE_RECORD

_OPENING = Reply("The vault is sealed. I keep the sound, sealed. Go ahead.")
_PAUSED = Reply("Paused; the sound so far is kept. Say resume, or end note.")
_ONLY_SOUND = Reply("The vault is sealed, so I keep only the sound.")
_NO_PRIVATE_NOTE = Reply(
    "I can't keep a private note in a sealed vault, so I keep nothing until you say back to the note."
)
_KEPT = Reply("Kept. Open the vault and say continue my note.")
_CUT_OFF = Reply("I hear nothing more; the sound is kept. Open the vault and say continue my note.")
_DISCARDED = Reply("The recording is discarded, and nothing of it is left.")

_HEARD_IN_PRIVATE = HEARD_OFF_THE_RECORD | {Command.BACK_TO_NOTE, Command.RESUME, Command.PRIVATE_NOTE}
_SHUT = {
    Command.OFF_THE_RECORD: (HEARD_OFF_THE_RECORD, OFF_THE_RECORD),
    Command.PRIVATE_NOTE: (_HEARD_IN_PRIVATE, _NO_PRIVATE_NOTE),
}
"""What stops the recording at its own last word: what is heard from then on, and what is said to it.

A private note has no place while the vault is sealed. Her words must not come to lie in the note's recording instead.
"""


class SealedSitting:
    """Takes one recording. What she says is understood as far as it steers the recording, and forgotten."""

    def __init__(self, turn: Turn, form: Form) -> None:
        """`form`: the format in which it will be taken in when the vault is open."""
        self._turn = turn
        self._form = form
        self._paused = False
        self._only: frozenset[Command] | None = None
        """All that is heard at this moment; None: everything."""

    async def hold(self) -> Reply:
        """Record until the note ends, and say what became of it."""
        async with self._turn.dictate("", self._form) as speech:
            await self._turn.say(_OPENING)
            async for heard in speech:
                outcome = await self._take(heard, speech)
                if outcome is not None:
                    return outcome
        return _CUT_OFF

    async def _take(self, heard: Transcript, speech: Dictating) -> Reply | None:
        order = None if is_empty(heard.text) else understand(heard.text, self._form)
        command = order.command if order else None
        if self._only is not None and command not in self._only:
            return None
        if order is not None:
            await self._turn.did(order.name)
        match command:
            case Command.END_NOTE:
                return _KEPT
            case Command.DISCARD_NOTE:
                if await sure(self._turn, "I kept the recording. Go on."):
                    await speech.erase()
                    return _DISCARDED
            case Command.PAUSE | Command.STOP:
                self._paused = True
                await speech.pause()
                await self._turn.say(_PAUSED)
            case Command.OFF_THE_RECORD | Command.PRIVATE_NOTE:
                self._only, said = _SHUT[command]
                speech.secret(True)
                await speech.pause(since=heard)
                await self._turn.say(said)
            case Command.RESUME | Command.ON_THE_RECORD | Command.BACK_TO_NOTE:
                self._paused, self._only = False, None
                speech.secret(False)
                await speech.go_on()
            case Command.READ_BACK | Command.READ_SECTION | Command.READ_NOTE | Command.WHATS_MISSING:
                await self._turn.say(_ONLY_SOUND)
            case _ if self._paused:
                await self._turn.cue(Cue.FAILED)
        return None
