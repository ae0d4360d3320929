"""The day in a minute."""

from collections.abc import Sequence

from assistant.api import Appointment, AssistantError, Reply, Skill, Span, Turn, timedelta
from skills.briefing.wording import compose


class Briefing(Skill):
    """Reads from the calendar, the queue and the agenda for supervision; asks nothing, changes nothing."""

    folder = "briefing"

    async def morning(self, turn: Turn) -> Reply:
        """Give you your briefing: today's sessions and what waits for you."""
        start = turn.now.replace(hour=0, minute=0, second=0, microsecond=0)
        found: Sequence[Appointment] | None = None
        try:
            found = await self.house.agenda.between(Span(start, start + timedelta(days=1), "today"))
            trouble = self.house.agenda.trouble
        except AssistantError as error:  # the rest of the morning is known all the same
            trouble = error.spoken
        return compose(found, self.house.queue.waiting(), turn.now, trouble, self.house.supervision.count())
