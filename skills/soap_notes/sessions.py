"""Which session a note is about: pure questions about one day's appointments."""

import re
from collections.abc import Collection, Sequence

from assistant.api import Agenda, Appointment, AssistantError, Client, Span, datetime, saying, timedelta
from skills.soap_notes.answering import which

_HALVES = {"morning": range(12), "a m": range(12), "am": range(12)} | dict.fromkeys(
    ("afternoon", "evening", "night", "p m", "pm"), range(12, 24)
)
_EARLIER, _LATER = ("earlier", "former", "early"), ("later", "latter", "late")


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


def begun(sessions: Sequence[Appointment], now: datetime, client: Client | None = None) -> Sequence[Appointment]:
    """Those that had begun by `now`, in order; those of that client, where one is given."""
    found = [
        one
        for one in sessions
        if one.start <= now and (client is None or (one.client is not None and one.client.id == client.id))
    ]
    return sorted(found, key=lambda one: one.start)


def just_over(sessions: Sequence[Appointment], now: datetime) -> Appointment | None:
    """Of those that have begun, in order, the one that ended before the last, where that is still in its first half."""
    last = sessions[-1] if sessions else None
    if last is None or now >= last.start + (last.end - last.start) / 2:
        return None
    over = [one for one in sessions if one.end <= now]
    return over[-1] if over else None


def open_ones(sessions: Sequence[Appointment], noted: Collection[datetime]) -> Sequence[Appointment]:
    """Those about which there is no note yet; where there is one about each, the last alone."""
    return [one for one in sessions if one.start not in noted] or sessions[-1:]


def sessions_at(sessions: Sequence[Appointment], time: datetime, now: datetime, *, half: bool) -> Sequence[Appointment]:
    """Those that she may mean with that hour; `half`: she said which half of the day.

    "My eight o'clock" may be in the evening; of two, one that has begun by `now` comes before one that has not.
    """
    hours = (0,) if half else (0, 12, -12)
    found = [one for one in sessions if any(one.start == time + timedelta(hours=each) for each in hours)]
    return begun(found, now) or found


def says_half(text: str) -> bool:
    """Whether the words tell morning from afternoon."""
    return re.search(rf"\b({'|'.join(_HALVES)}|noon|midnight|tonight)\b", _plain(text)) is not None


def hour_named(answer: str, starts: Sequence[datetime]) -> int | None:
    """Which of these hours an answer names: "the two o'clock", "2:30", "the morning one", "the second"; else None."""
    said = _plain(answer).removesuffix(" one")
    for words, place in ((_EARLIER, 0), (_LATER, len(starts) - 1)):
        if any(word in said.split() for word in words):
            return place
    halves = [hours for word, hours in _HALVES.items() if re.search(rf"\b{word}\b", said)]
    places = [place for place, start in enumerate(starts) if not halves or start.hour in halves[0]]
    sizes = {
        place: max((len(form) for form in _forms(starts[place]) if f" {form} " in f" {said} "), default=0)
        for place in places
    }
    longest = max(sizes.values(), default=0)
    if not longest and not halves:
        return which(answer, len(starts))
    named = [place for place in places if sizes[place] == longest]
    return named[0] if len(named) == 1 else None


def _forms(start: datetime) -> Sequence[str]:
    """How the hour may be said or written, without the half of the day."""
    hour = (start.hour - 1) % 12 + 1
    if not start.minute:
        return (saying.number(hour), str(hour), f"{hour} 00", *(("noon",) if start.hour == 12 else ()))
    minute = f"{'oh ' if start.minute < 10 else ''}{saying.number(start.minute)}"
    return (f"{saying.number(hour)} {minute}", f"{hour} {start.minute:02}")


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower().replace("a.m", "a m").replace("p.m", "p m")))
