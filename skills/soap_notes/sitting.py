"""One sitting of a dictation: every utterance is kept first, then it becomes text or an edit."""

from assistant.api import Cue, House, Note, Reply, Spoken, Transcript, Turn, TurnEnded
from skills.soap_notes import wording
from skills.soap_notes.commands import Command, is_empty, recognize
from skills.soap_notes.draft import Dictation

_PAUSED = Reply("Paused; the note is kept. Say resume, or end note.")
_HEARD_WHILE_PAUSED = frozenset(
    {
        Command.RESUME,
        Command.PAUSE,
        Command.STOP,
        Command.READ_BACK,
        Command.WHATS_MISSING,
        Command.END_NOTE,
        Command.DISCARD_NOTE,
    }
)
_NOTHING = {
    Command.SCRATCH_THAT: "There is nothing left to scratch in this section.",
    Command.UNDO_THAT: "There is nothing to undo.",
    Command.REDO_THAT: "There is nothing to redo.",
    Command.NEXT_SECTION: "This is the last section.",
    Command.PREVIOUS_SECTION: "This is the first section.",
}


class Sitting:
    """Takes one note down, from its opening to its end or to whatever breaks in.

    However it ends, what was said is in the store and the sections are written; a note that was not ended stays
    *dictating* and can be taken up again.
    """

    def __init__(self, house: House, turn: Turn, note: Note) -> None:
        self._house = house
        self._turn = turn
        self._note = note
        self._dictation = Dictation.replay(note.transcript)
        self._kept = len(note.transcript)
        self._paused = False
        self._settled = False

    @property
    def section(self) -> str:
        """The section that is open."""
        return self._dictation.section

    async def hold(self, opening: Reply) -> Reply:
        """Listen until the note ends, and say what became of it."""
        try:
            await self._turn.say(opening)
            async for heard in self._turn.dictate(self._note.id):
                outcome = await self._take(heard)
                if outcome is not None:
                    return outcome
            return Reply("I hear nothing more; the note is kept and not filed yet. Say continue my note.")
        finally:
            if not self._settled:
                self._put_away()

    async def _take(self, heard: Transcript) -> Reply | None:
        if is_empty(heard.text):
            return None
        command = recognize(heard.text)
        if self._paused and command not in _HEARD_WHILE_PAUSED:
            await self._turn.cue(Cue.FAILED)
            return None
        self._keep(heard, command)
        if command is None:
            self._dictation = self._dictation.apply(heard.text)
            return None
        return await self._obey(command)

    def _keep(self, heard: Transcript, command: Command | None) -> None:
        spoken = Spoken(
            seq=self._kept,
            text=heard.text,
            start=heard.start,
            end=heard.end,
            confidence=heard.confidence,
            engine=heard.engine,
            command=command or "",
        )
        self._house.notes.hear(self._note.id, spoken)
        self._kept += 1

    async def _obey(self, command: Command) -> Reply | None:
        if command in _HEARD_WHILE_PAUSED:
            await self._turn.did(command)
        match command:
            case Command.END_NOTE:
                return await self._end()
            case Command.DISCARD_NOTE:
                return await self._discard()
            case Command.PAUSE | Command.STOP:
                self._paused = True
                await self._turn.say(_PAUSED)
            case Command.RESUME:
                self._paused = False
            case Command.READ_BACK:
                await self._turn.say(wording.read_back(self._dictation.last))
            case Command.WHATS_MISSING:
                await self._turn.say(Reply(wording.gaps(self._dictation.missing())))
            case _:
                await self._edit(command)
        return None

    async def _edit(self, command: Command) -> None:
        edited = self._dictation.apply(command)
        if edited is self._dictation and command in _NOTHING:
            await self._turn.say(Reply(_NOTHING[command]))
            return
        self._dictation = edited
        await self._turn.did(command)

    async def _end(self) -> Reply:
        """Dictated words first, then the draft of them beside; filed even where she breaks in on the drafting."""
        if not self._dictation.utterances:
            self._throw_away()
            return Reply("Nothing was dictated, so I put the empty note away.")
        client, sections = self._note.client, self._dictation.sections()
        self._put_away()
        try:
            drafted, source = await self._house.drafter.note(client, self._dictation.sentences())
            if dict(drafted) != sections:
                self._house.notes.write(self._note.id, drafted, source)
        finally:
            self._house.notes.file(self._note.id)
        return wording.filed(client, self._dictation.missing())

    async def _discard(self) -> Reply | None:
        try:
            sure = await self._turn.confirm(Reply("Shall I discard this note? Say yes to discard it."))
        except TurnEnded:
            sure = False
        if sure:
            self._throw_away()
            return Reply("The note is discarded.")
        await self._turn.say(Reply("I kept the note. Go on."))
        return None

    def _throw_away(self) -> None:
        self._house.notes.discard(self._note.id)
        self._settled = True

    def _put_away(self) -> None:
        """Write the sections as they stand; a note in which nothing was ever said goes."""
        if not self._kept:
            self._throw_away()
            return
        sections = self._dictation.sections()
        if sections != dict(self._note.sections):
            self._house.notes.write(self._note.id, sections, "dictated")
        self._settled = True
