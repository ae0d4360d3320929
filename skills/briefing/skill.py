"""The day in a minute."""

from assistant.api import AssistantError, Reply, Skill, Span, Turn, timedelta
from skills.briefing.wording import compose


class Briefing(Skill):
    """Reads from the calendar and the queue; asks nothing, changes nothing."""

    folder = "briefing"

    async def morning(self, turn: Turn) -> Reply:
        """Give you your briefing: today's sessions and what waits for you."""
        start = turn.now.replace(hour=0, minute=0, second=0, microsecond=0)
        agenda = self.house.agenda
        try:
            found = await agenda.between(Span(start, start + timedelta(days=1), "today"))
        except AssistantError as error:  # the rest of the morning is known all the same
            return compose(None, self.house.queue.waiting(), turn.now, error.spoken)
        return compose(found, self.house.queue.waiting(), turn.now, agenda.trouble)
