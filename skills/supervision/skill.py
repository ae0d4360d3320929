"""What she wants to bring to supervision: counted for anybody, read out for her alone."""

from assistant.api import Reply, Skill, SpeechLevel, Turn
from skills.supervision import wording


class Supervision(Skill):
    """Reads from the agenda for supervision; changes nothing."""

    folder = "supervision"

    async def agenda(self, turn: Turn) -> Reply:
        """Read what you want to bring to supervision: "what's on my supervision list"."""
        if turn.level < SpeechLevel.FULL:
            return wording.locked(self.house.supervision.heads())
        return wording.aloud(self.house.supervision.waiting())

    async def count(self, turn: Turn) -> Reply:
        """Count what you want to bring to supervision: "how many things for supervision"."""
        return wording.counted(self.house.supervision.heads())
