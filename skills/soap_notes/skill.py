"""A note, dictated: from "start a note for J D" to "end note", and what is asked of it afterwards."""

from assistant.api import Appointment, Client, Note, NoteState, NotFound, Reply, Skill, SpeechLevel, Turn, datetime
from skills.soap_notes import wording
from skills.soap_notes.roster import named
from skills.soap_notes.sessions import latest_before, session_at, sessions_of
from skills.soap_notes.sitting import Sitting

_LOCKED = "I read notes aloud only in an unlocked room; say unlock first."


class SoapNotes(Skill):
    """Takes notes by dictation and reads them back."""

    folder = "soap_notes"

    async def start(self, turn: Turn, client: Client | None = None, time: datetime | None = None) -> Reply:
        """Take a note by dictation: "start a soap note for J D", until "end note"."""
        session = None
        if time is not None:
            session = session_at(await sessions_of(self.house.agenda, time), time)
            client = session.client if session else None
        client = client or await self._which(turn)
        if session is None:
            session = latest_before(await sessions_of(self.house.agenda, turn.now), turn.now, client)
        return await self._begin(turn, client, session)

    async def start_last(self, turn: Turn) -> Reply:
        """Take a note about the session that was last: "start a note for my last session"."""
        session = latest_before(await sessions_of(self.house.agenda, turn.now), turn.now)
        client = session.client if session and session.client else await self._which(turn)
        return await self._begin(turn, client, session)

    async def resume(self, turn: Turn, client: Client | None = None) -> Reply:
        """Go on with a note that is not finished: "continue my note"."""
        unfinished = self._unfinished(client)
        if not unfinished:
            return Reply("There is no unfinished note." if client is None else "That client has no unfinished note.")
        sitting = Sitting(self.house, turn, self.house.notes.get(unfinished[0].id))
        return await sitting.hold(wording.reopening(unfinished[0].client, sitting.section))

    async def read(self, turn: Turn, client: Client | None = None) -> Reply:
        """Read a note aloud, in an unlocked room: "read me the last note for J D"."""
        if turn.level < SpeechLevel.FULL:
            return Reply(_LOCKED)
        notes = [note for note in self.house.notes.list() if client is None or note.client.id == client.id]
        if not notes:
            return Reply("There is no note yet." if client is None else "There is no note for that client yet.")
        return Reply(_LOCKED, full=wording.reading(self.house.notes.get(notes[0].id), turn.now))

    async def unsigned(self, turn: Turn) -> Reply:
        """Say how many notes wait for you: "how many notes are waiting"."""
        review = [note for note in self.house.notes.list() if note.state is NoteState.REVIEW]
        return wording.waiting(review, self._unfinished(None))

    def _unfinished(self, client: Client | None) -> list[Note]:
        return [
            note
            for note in self.house.notes.list()
            if note.state is NoteState.DICTATING and (client is None or note.client.id == client.id)
        ]

    async def _which(self, turn: Turn) -> Client:
        question = Reply("Which client is the note for? Say the initials.")
        for _ in range(2):
            found = named((await turn.ask(question)).text, self.house.roster.all())
            if found is not None:
                return found
            question = Reply("I don't find those initials. Which client is it?")
        raise NotFound(
            "I couldn't find that client, so no note was begun; say start a note for, and the initials.",
            fix="assistant clients list",
        )

    async def _begin(self, turn: Turn, client: Client, session: Appointment | None) -> Reply:
        start = session.start.astimezone(turn.now.tzinfo) if session else None
        note = self.house.notes.begin(client, turn.now, start)
        return await Sitting(self.house, turn, note).hold(wording.opening(client, start, self.house.agenda.trouble))
