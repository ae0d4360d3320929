"""A note, dictated: from "start a note for J D" to "end note", and what is asked of it afterwards."""

from functools import partial

from assistant.api import (
    Appointment,
    Client,
    Corrupt,
    Note,
    NoteState,
    NotFound,
    Reply,
    Skill,
    SpeechLevel,
    Turn,
    Unfinished,
    UsageError,
    datetime,
)
from skills.soap_notes import wording
from skills.soap_notes.keeping import KeptNote
from skills.soap_notes.roster import named
from skills.soap_notes.sealed import SealedSitting
from skills.soap_notes.sessions import latest_before, session_at, sessions_of
from skills.soap_notes.sitting import Sitting

_LOCKED = "I read notes aloud only in an unlocked room."


class SoapNotes(Skill):
    """Takes notes by dictation and reads them back."""

    folder = "soap_notes"

    async def start(self, turn: Turn, client: Client | None = None, time: datetime | None = None) -> Reply:
        """Take a note by dictation: "start a soap note for J D", until "end note"."""
        if self.house.sealed:
            return await SealedSitting(turn).hold()
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
        if self.house.sealed:
            return await SealedSitting(turn).hold()
        session = latest_before(await sessions_of(self.house.agenda, turn.now), turn.now)
        client = session.client if session and session.client else await self._which(turn)
        return await self._begin(turn, client, session)

    async def resume(self, turn: Turn, client: Client | None = None) -> Reply:
        """Go on with a note that is not finished: "continue my note"."""
        for which in self._candidates(client):
            if which.note:
                note = self.house.notes.get(which.note)
                return await Sitting(self.house, turn, note).hold(partial(wording.reopening, note.client), which)
            try:
                self.house.recovery.seconds(which)
            except Corrupt as damaged:
                await turn.say(Reply(damaged.spoken))
                continue
            owner = await self._owner(turn, which, client)
            if owner is not None:
                note, adopted = await self._adopt(which, owner, turn.now)
                return await Sitting(self.house, turn, note).hold(partial(wording.reopening, owner), adopted)
        return Reply("There is no unfinished note." if client is None else "That client has no unfinished note.")

    async def recover(self, which: Unfinished, client: Client | None) -> Reply:
        """Hear the rest of what was cut off, and file it for review."""
        if not which.note:
            self.house.recovery.seconds(which)  # what cannot be read at all becomes no note
            if client is None:
                raise UsageError(
                    "Say which client that recording is for; nothing was changed.", fix="--client INITIALS"
                )
            _, which = await self._adopt(which, client, self.house.clock.now())
        kept = KeptNote(self.house, self.house.notes.get(which.note))
        try:
            await kept.catch_up(which)
        except Corrupt:
            if not kept.dictation.utterances:
                raise
        return await kept.file()

    async def at_start(self) -> Reply | None:
        """Offers what is not finished."""
        unfinished = () if self.house.sealed else self.house.recovery.unfinished()
        return wording.offer(unfinished, self.house.notes.list(), self.house.clock.now()) if unfinished else None

    async def read(self, turn: Turn, client: Client | None = None) -> Reply:
        """Read a note aloud, in an unlocked room: "read me the last note for J D"."""
        if turn.level < SpeechLevel.FULL:
            return Reply(_LOCKED, more=True)
        notes = [note for note in self.house.notes.list() if client is None or note.client.id == client.id]
        if not notes:
            return Reply("There is no note yet." if client is None else "There is no note for that client yet.")
        return Reply(_LOCKED, more=True, full=wording.reading(self.house.notes.get(notes[0].id), turn.now))

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

    def _candidates(self, client: Client | None) -> list[Unfinished]:
        """The newest first; of a client, the notes before recordings that may be somebody else's."""
        mine = {note.id for note in self._unfinished(client)}
        newest = [one for one in reversed(self.house.recovery.unfinished()) if not one.note or one.note in mine]
        return newest if client is None else sorted(newest, key=lambda one: not one.note)

    async def _owner(self, turn: Turn, which: Unfinished, client: Client | None) -> Client | None:
        """Whom a recording without a note is for; None where it is not for `client`."""
        if client is None:
            await turn.say(wording.found_recording(which.started.astimezone(turn.now.tzinfo), turn.now))
            return await self._which(turn)
        question = wording.is_it_for(client, which.started.astimezone(turn.now.tzinfo), turn.now)
        return client if await turn.confirm(question) else None

    async def _adopt(self, which: Unfinished, client: Client, now: datetime) -> tuple[Note, Unfinished]:
        """A note for a recording, begun when she began to speak."""
        started = which.started.astimezone(now.tzinfo)
        session = latest_before(await sessions_of(self.house.agenda, started), started, client)
        note = self.house.notes.begin(client, started, session.start.astimezone(now.tzinfo) if session else None)
        self.house.recovery.give(which, note.id)
        return note, Unfinished(note.id, which.capture, which.started)

    async def _which(self, turn: Turn) -> Client:
        question = Reply("Which client is the note for? Say the initials.")
        for _ in range(2):
            answer = (await turn.ask(question)).text
            found = named(answer, self.house.roster.all(), by_name=turn.level > SpeechLevel.PUBLIC)
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
        opening = wording.opening(client, start, self.house.agenda.trouble)
        return await Sitting(self.house, turn, note).hold(lambda _: opening)
