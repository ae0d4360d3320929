"""A dictation while the vault is sealed: no note and no words, only its sound."""

from assistant.api import Cue, Dictating, Reply, Transcript, Turn
from skills.soap_notes.commands import is_empty, recognize
from skills.soap_notes.sitting import OFF_THE_RECORD, sure
from skills.soap_notes.vocabulary import HEARD_OFF_THE_RECORD, Command

_OPENING = Reply("The vault is sealed. I keep the sound, sealed. Go ahead.")
_PAUSED = Reply("Paused; the sound so far is kept. Say resume, or end note.")
_ONLY_SOUND = Reply("The vault is sealed, so I keep only the sound.")
_KEPT = Reply("Kept. Open the vault and say continue my note.")
_CUT_OFF = Reply("I hear nothing more; the sound is kept. Open the vault and say continue my note.")
_DISCARDED = Reply("The recording is discarded.")


class SealedSitting:
    """Takes one recording. What she says is understood as far as it steers the recording, and forgotten."""

    def __init__(self, turn: Turn) -> None:
        self._turn = turn
        self._paused = False
        self._off_the_record = False

    async def hold(self) -> Reply:
        """Record until the note ends, and say what became of it."""
        async with self._turn.dictate("") as speech:
            await self._turn.say(_OPENING)
            async for heard in speech:
                outcome = await self._take(heard, speech)
                if outcome is not None:
                    return outcome
        return _CUT_OFF

    async def _take(self, heard: Transcript, speech: Dictating) -> Reply | None:
        command = None if is_empty(heard.text) else recognize(heard.text)
        if self._off_the_record and command not in HEARD_OFF_THE_RECORD:
            return None
        if command is not None:
            await self._turn.did(command)
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
            case Command.OFF_THE_RECORD:
                self._off_the_record = True
                await speech.pause(since=heard)
                await self._turn.say(OFF_THE_RECORD)
            case Command.RESUME | Command.ON_THE_RECORD:
                self._paused = self._off_the_record = False
                await speech.go_on()
            case Command.READ_BACK | Command.READ_SECTION | Command.READ_NOTE | Command.WHATS_MISSING:
                await self._turn.say(_ONLY_SOUND)
            case _ if self._paused:
                await self._turn.cue(Cue.FAILED)
        return None
