"""A note, dictated: from "start a note for J D" to "end note", and what is asked of it afterwards."""

from collections.abc import Sequence

from assistant.api import (
    Appointment,
    Client,
    Corrupt,
    Form,
    Note,
    NoteState,
    Reply,
    Skill,
    Transcriber,
    Turn,
    Unfinished,
    UsageError,
    datetime,
)
from skills.soap_notes import afterwards, asking, formats, wording
from skills.soap_notes.binding import Binding
from skills.soap_notes.catching import CatchUp
from skills.soap_notes.commands import understand
from skills.soap_notes.keeping import KeptNote
from skills.soap_notes.rehearing import Rehearing
from skills.soap_notes.sealed import SealedSitting
from skills.soap_notes.sessions import begun, sessions_of
from skills.soap_notes.sitting import Sitting


class SoapNotes(Skill):
    """Takes notes by dictation and reads them back."""

    folder = "soap_notes"

    @classmethod
    def dictated(cls, text: str, form: Form) -> str:
        """The command that it is."""
        order = understand(text, form)
        return "" if order is None else repr(order)

    async def start(
        self, turn: Turn, client: Client | None = None, time: datetime | None = None, text: str = ""
    ) -> Reply:
        """Take a note by dictation: "start a soap note for J D", until "end note"."""
        if self.house.sealed:
            return await SealedSitting(turn, self._usual).hold()
        form = formats.asked(text, turn.intent.text, self.house.forms)
        if form is None:
            return formats.unknown(self.house.forms)
        binding = Binding(self.house, turn)
        session = await binding.session_at(time) if time is not None else None
        if session is not None:
            client = session.client
        client = client or await binding.client()
        return await self._begin(turn, form, client, session or await binding.session_of(client, turn.now))

    async def start_last(self, turn: Turn, text: str = "") -> Reply:
        """Take a note about the session that was last: "start a note for my last session"."""
        if self.house.sealed:
            return await SealedSitting(turn, self._usual).hold()
        form = formats.asked(text, turn.intent.text, self.house.forms)
        if form is None:
            return formats.unknown(self.house.forms)
        binding = Binding(self.house, turn)
        session = await binding.last_session()
        client = (session.client if session else None) or await binding.client()
        return await self._begin(turn, form, client, session)

    async def resume(self, turn: Turn, client: Client | None = None) -> Reply:
        """Go on with a note that is not finished: "continue my note"."""
        for which in self._candidates(client):
            if which.note:
                return await self._go_on(turn, which)
            try:
                self.house.recovery.seconds(which)
            except Corrupt as damaged:
                await turn.say(Reply(damaged.spoken))
                continue
            owner = await self._owner(turn, which, client)
            if owner is not None:
                started = which.started.astimezone(turn.now.tzinfo)
                session = await Binding(self.house, turn).session_of(owner, started)
                return await self._go_on(turn, self._adopt(which, owner, started, session))
        return Reply("There is no unfinished note." if client is None else "That client has no unfinished note.")

    async def recover(self, which: Unfinished, client: Client | None) -> Reply:
        """Hear the rest of what was cut off, and file it for review."""
        if not which.note:
            self.house.recovery.seconds(which)  # what cannot be read at all becomes no note
            if client is None:
                raise UsageError(
                    "Say which client that recording is for; nothing was changed.", fix="--client INITIALS"
                )
            started = which.started.astimezone(self.house.clock.now().tzinfo)
            sessions = begun(await sessions_of(self.house.agenda, started), started, client)
            which = self._adopt(which, client, started, sessions[-1] if sessions else None)
        kept = KeptNote(self.house, self.house.notes.get(which.note))
        try:
            await CatchUp(self.house, kept).take(which)
        except Corrupt:
            if not kept.dictation.utterances:
                raise
        return await kept.file()

    async def rehear(self, note_id: str, engine: Transcriber, *, force: bool) -> Reply:
        """Hear the words of a note again, under the commands as they were."""
        return await Rehearing(self.house, note_id).hear(engine, force=force)

    async def at_start(self) -> Reply | None:
        """Offers what is not finished."""
        unfinished = () if self.house.sealed else self.house.recovery.unfinished()
        return wording.offer(unfinished, self._unfinished(None), self.house.clock.now()) if unfinished else None

    async def read(self, turn: Turn, client: Client | None = None) -> Reply:
        """Read a note aloud, in an unlocked room: "read me the last note for J D"."""
        return afterwards.read(self.house, turn, client)

    async def redraft(self, turn: Turn, text: str, client: Client | None = None) -> Reply:
        """Have a section of the newest note drafted again: "redraft the plan"."""
        await turn.say(Reply("One moment."))
        return await afterwards.redraft(self.house, text, client)

    async def unsigned(self, turn: Turn) -> Reply:
        """Say how many notes wait for you: "how many notes are waiting"."""
        review = self.house.notes.list(state=NoteState.REVIEW)
        return wording.waiting(review, self._unfinished(None))

    @property
    def _usual(self) -> Form:
        """The format where she names none."""
        return next(iter(self.house.forms.values()))

    def _unfinished(self, client: Client | None) -> Sequence[Note]:
        return self.house.notes.list(client=client, state=NoteState.DICTATING)

    def _candidates(self, client: Client | None) -> list[Unfinished]:
        """The newest first; of a client, the notes before recordings that may be somebody else's."""
        mine = {note.id for note in self._unfinished(client)}
        newest = [one for one in reversed(self.house.recovery.unfinished()) if not one.note or one.note in mine]
        return newest if client is None else sorted(newest, key=lambda one: not one.note)

    async def _owner(self, turn: Turn, which: Unfinished, client: Client | None) -> Client | None:
        """Whom a recording without a note is for; None where it is not for `client`."""
        started = which.started.astimezone(turn.now.tzinfo)
        if client is None:
            await turn.say(asking.found_recording(started, turn.now))
            return await Binding(self.house, turn).client()
        return client if await turn.confirm(asking.is_it_for(client, started, turn.now)) else None

    def _adopt(self, which: Unfinished, client: Client, started: datetime, session: Appointment | None) -> Unfinished:
        """A note for a recording, begun when she began to speak; `started` in the home's zone."""
        start = session.start.astimezone(started.tzinfo) if session else None
        note = self.house.notes.begin(client, started, start, self._usual.name)
        self.house.recovery.give(which, note.id)
        return Unfinished(note.id, which.capture, which.started)

    async def _begin(self, turn: Turn, form: Form, client: Client, session: Appointment | None) -> Reply:
        """A new note, or the one for this client that is not finished."""
        open_ones = [one for one in self._candidates(client) if one.note]
        if open_ones:
            note = next(each for each in self._unfinished(client) if each.id == open_ones[0].note)
            if await turn.confirm(asking.go_on_with(note, turn.now)):
                return await self._go_on(turn, open_ones[0])
        start = session.start.astimezone(turn.now.tzinfo) if session else None
        note = self.house.notes.begin(client, turn.now, start, form.name)
        kind = "" if form.name == self._usual.name else form.name
        opening = wording.opening(client, start, self.house.agenda.trouble, kind)
        return await Sitting(self.house, turn, note).hold(lambda _: opening)

    async def _go_on(self, turn: Turn, which: Unfinished) -> Reply:
        def reopening(section: str) -> Reply:
            # What only the sound has may have made it another client's.
            return wording.reopening(self.house.notes.get(which.note), section, turn.now)

        return await Sitting(self.house, turn, self.house.notes.get(which.note)).hold(reopening, which)
