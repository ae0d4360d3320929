"""Which session a note is about: pure questions about one day's appointments."""

from collections.abc import Sequence

from assistant.api import Agenda, Appointment, AssistantError, Client, Span, datetime, timedelta


async def sessions_of(agenda: Agenda, moment: datetime) -> Sequence[Appointment]:
    """The sessions of that moment's day, in order; every timed appointment where no calendar counts as sessions.

    Empty where no calendar can be asked: a note never waits for one.
    """
    midnight = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    try:
        day = await agenda.between(Span(midnight, midnight + timedelta(days=1), "on that day"))
    except AssistantError:
        return ()
    timed = [one for one in day if not one.all_day]
    return [one for one in timed if one.session] or timed


def latest_before(sessions: Sequence[Appointment], now: datetime, client: Client | None = None) -> Appointment | None:
    """The session that began last before `now`, of that client where one is given."""
    begun = [
        one
        for one in sessions
        if one.start <= now and (client is None or (one.client is not None and one.client.id == client.id))
    ]
    return max(begun, key=lambda one: one.start, default=None)


def session_at(sessions: Sequence[Appointment], time: datetime) -> Appointment | None:
    """The session that begins at that time, or twelve hours off: "my eight o'clock" may be in the evening."""
    for hours in (0, 12, -12):
        for one in sessions:
            if one.start == time + timedelta(hours=hours):
                return one
    return None
