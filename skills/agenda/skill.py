"""Questions about the calendar."""

from assistant.api import Client, Reply, Skill, Span, Turn, timedelta
from skills.agenda import wording


class Agenda(Skill):
    """Answers from all calendars together; what fails is said along with what is known."""

    folder = "agenda"

    async def day(self, turn: Turn, when: Span | None = None) -> Reply:
        """Say what is on your calendar: "what's on my calendar tomorrow"."""
        when = when or _today(turn)
        found = await self.house.agenda.between(when)
        return wording.day(found, when, turn.now, self.house.agenda.trouble)

    async def next(self, turn: Turn) -> Reply:
        """Say what is next: "what's my next appointment"."""
        one = await self.house.agenda.next_after(turn.now)
        return wording.next_one(one, turn.now, self.house.agenda.trouble)

    async def when(self, turn: Turn, client: Client) -> Reply:
        """Say when you see a client: "when do I see J D"."""
        one = await self.house.agenda.next_after(turn.now, client)
        return wording.when_seen(client, one, turn.now, self.house.agenda.trouble)

    async def count(self, turn: Turn, when: Span | None = None) -> Reply:
        """Count your sessions: "how many sessions do I have this week"."""
        when = when or _today(turn)
        found = await self.house.agenda.between(when)
        return wording.count(found, when, turn.now, self.house.agenda.trouble)


def _today(turn: Turn) -> Span:
    start = turn.now.replace(hour=0, minute=0, second=0, microsecond=0)
    return Span(start, start + timedelta(days=1), "today")
