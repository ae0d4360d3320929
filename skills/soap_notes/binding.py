"""Whom a note is for, and which session it is about: asked wherever it is not clear."""

from collections.abc import Awaitable, Callable, Sequence

from assistant.api import Appointment, Client, House, NotFound, Reply, SpeechLevel, Turn, datetime
from skills.soap_notes import asking
from skills.soap_notes.roster import named
from skills.soap_notes.sessions import begun, hour_named, just_over, open_ones, says_half, sessions_at, sessions_of

Ask = Callable[[Reply], Awaitable[str]]
"""Speaks a question and gives the words of the answer. Raises `Cancelled`, `Unanswered`."""


class Binding:
    """Finds client and session; `ask`: how she is asked, inside a dictation or before one."""

    def __init__(self, house: House, turn: Turn, ask: Ask | None = None) -> None:
        self._house = house
        self._turn = turn
        self._ask = ask or self._plainly

    async def client(self, among: Sequence[Client] = ()) -> Client:
        """Whom she names when she is asked; `among`: only these may be meant. Raises `NotFound`."""
        question = asking.WHICH_CLIENT
        for _ in range(2):
            found = self.named(await self._ask(question), among)
            if found is not None:
                return found
            question = asking.WHICH_CLIENT_AGAIN
        raise NotFound(
            "I couldn't find that client, so no note was begun; say start a note for, and the initials.",
            fix="assistant clients list",
        )

    def named(self, words: str, among: Sequence[Client] = ()) -> Client | None:
        """The one client whom the words name, in a locked room by initials alone; else None."""
        return named(words, among or self._house.roster.all(), by_name=self._turn.level > SpeechLevel.PUBLIC)

    async def session_at(self, time: datetime) -> Appointment | None:
        """The session of that hour; None where there is none. Raises `NotFound` where she names none of several."""
        day = await sessions_of(self._house.agenda, time)
        half = says_half(self._turn.intent.text)
        return await self._one_of(sessions_at(day, time, self._turn.now, half=half))

    async def session_of(self, client: Client, moment: datetime) -> Appointment | None:
        """The session of the client that had begun that day; of several the one without a note, else she says which.

        Raises `NotFound`.
        """
        day = await sessions_of(self._house.agenda, moment)
        noted = {note.appointment for note in self._house.notes.list(client=client) if note.appointment is not None}
        return await self._one_of(open_ones(begun(day, moment, client), noted))

    async def last_session(self) -> Appointment | None:
        """The session that began last today; she says which where that has hardly begun and one before has no note.

        Raises `NotFound`.
        """
        now = self._turn.now
        found = begun(await sessions_of(self._house.agenda, now), now)
        before = just_over(found, now)
        if before is not None and not self._is_noted(before):
            return await self._one_of([before, found[-1]])
        return await self._one_of([one for one in found if one.start == found[-1].start])

    def _is_noted(self, session: Appointment) -> bool:
        notes = self._house.notes.list(client=session.client) if session.client is not None else ()
        return any(note.appointment == session.start for note in notes)

    async def _one_of(self, sessions: Sequence[Appointment]) -> Appointment | None:
        """At one hour she says whose it is, else which hour."""
        if len(sessions) < 2:
            return sessions[0] if sessions else None
        starts = [one.start.astimezone(self._turn.now.tzinfo) for one in sessions]
        if len(set(starts)) == 1:
            clients = [one.client for one in sessions if one.client is not None]
            found = await self.client(clients)
            return next((one for one in sessions if one.client == found), None)
        question = asking.which_session(starts)
        for _ in range(2):
            place = hour_named(await self._ask(question), starts)
            if place is not None:
                return sessions[place]
            question = asking.which_session(starts, again=True)
        raise NotFound("I didn't get which session, so no note was begun; please start it again.")

    async def _plainly(self, question: Reply) -> str:
        return (await self._turn.ask(question)).text
