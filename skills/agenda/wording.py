"""How appointments are spoken of, for each kind of room. Pure."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from assistant.api import Appointment, Client, Reply, Span, SpeechLevel, datetime, saying, timedelta

MOST = 6
"""Appointments that are said one by one; of the others only how many they are."""
_FEW = 3
"""Appointments of several days that are still said one by one."""

_Say = Callable[[SpeechLevel], str]


@dataclass(frozen=True, slots=True)
class Sorted:
    """The appointments of a stretch of time, by what there is to say of them."""

    whole: tuple[Appointment, ...]
    """All-day entries, and what lasts over the whole stretch."""
    over: tuple[Appointment, ...]
    left: tuple[Appointment, ...]
    """Under way and to come."""


def sort(found: Sequence[Appointment], when: Span, now: datetime) -> Sorted:
    """What lasts all day, what is over and what is left, each in order."""
    whole = tuple(one for one in found if one.all_day or (one.start < when.start and one.end >= when.end))
    timed = [one for one in found if one not in whole]
    over = tuple(one for one in timed if one.end <= now and one.start < now)
    return Sorted(whole, over, tuple(one for one in timed if one not in over))


# ── what do I have ───────────────────────────────────────────────────────────────────────────────────────────


def day(found: Sequence[Appointment], when: Span, now: datetime, trouble: str = "") -> Reply:
    """What is on in a stretch of time: what is left of it while it lasts, all of it before and afterwards."""
    parts = sort(found, when, now)
    past = when.end <= now
    told = parts.over if past else parts.left

    def say(level: SpeechLevel) -> str:
        if not told:
            begin = _nothing(parts, when, unsure=bool(trouble))
        elif when.one_day is None:
            begin = _days(told, when, now, level, more=bool(parts.over) and not past)
        elif level is SpeechLevel.PUBLIC:
            begin = _summary(told, when, now, more=bool(parts.over) and not past)
        else:
            more = " more" if parts.over and not past else ""
            items = [_item(one, when, now, level, mixed=_mixed(told)) for one in told[:MOST]]
            begin = f"{_counts(told, more)} {when.said}: {_list(items, len(told))}"
        return _joined(begin, _whole(parts.whole, level, alone=not told and not parts.over), trouble)

    return _worded(say)


def _nothing(parts: Sorted, when: Span, *, unsure: bool) -> str:
    if parts.over:
        return f"nothing more on your calendar {when.said}; you've had {_counts(parts.over)}"
    if parts.whole:
        return f"nothing at a set time {when.said}"
    return f"nothing on your calendar {when.said}" + (", as far as I can tell" if unsure else "")


def _summary(told: Sequence[Appointment], when: Span, now: datetime, *, more: bool) -> str:
    """For any room: how many, and when the first begins."""
    have = "had" if when.end <= now else "have"
    begin = f"you {have} {_counts(told, ' more' if more else '')} {when.said}"
    coming = [one for one in told if not _begun(one, when, now)]
    if not coming:
        return f"{begin}, until {_until(told[-1], now)}"
    at = f"at {saying.hour(coming[0].start)}"
    if len(told) == 1:
        return f"{begin}, {at}"
    return f"{begin}, the {'next' if more or len(coming) < len(told) else 'first'} {at}"


def _days(told: Sequence[Appointment], when: Span, now: datetime, level: SpeechLevel, *, more: bool) -> str:
    """Several days: a few appointments one by one, else how many on which day."""
    begin = f"{_counts(told, ' more' if more else '')} {when.said}"
    today = now.date()
    if len(told) <= _FEW:
        mixed = _mixed(told)
        items = [f"{_bare_day(one.start, now)} {_item(one, when, now, level, mixed=mixed, at=True)}" for one in told]
        return f"{begin}: {saying.in_turn(items)}"
    if when.end - when.start <= timedelta(days=8):
        by_day = Counter(one.start.date() for one in told)
        items = [f"{saying.number(count)} {saying.on_day(date, today)}" for date, count in sorted(by_day.items())]
        return f"{begin}: {saying.in_turn(items)}"
    first = told[0].start
    return f"{begin}, the first {saying.on_day(first.date(), today)} at {saying.hour(first)}"


def _bare_day(moment: datetime, now: datetime) -> str:
    return saying.on_day(moment.date(), now.date()).removeprefix("on ")


def _item(
    one: Appointment, when: Span, now: datetime, level: SpeechLevel, *, mixed: bool = False, at: bool = False
) -> str:
    """ "nine with J D"; "Dentist at four" in an unlocked room."""
    begun = _begun(one, when, now)
    time = f"until {_until(one, now)}" if begun else saying.hour(one.start)
    perhaps = "perhaps " if one.tentative else ""
    if level > SpeechLevel.PUBLIC and one.client is not None:
        who = _who(one.client, level)
        return perhaps + (f"{who} {time}" if begun else f"{'at ' if at else ''}{time} with {who}")
    if level is SpeechLevel.FULL and one.title:
        return f"{perhaps}{one.title} {time}" if begun else f"{perhaps}{one.title} at {time}"
    if mixed and not one.session:
        return f"{perhaps}something else {'' if begun else 'at '}{time}"
    return perhaps + (f"one {time}" if begun else f"{'at ' if at else ''}{time}")


def _list(items: Sequence[str], total: int) -> str:
    more = total - len(items)
    return saying.in_turn([*items, f"{saying.number(more)} more"] if more else items)


def _whole(whole: Sequence[Appointment], level: SpeechLevel, *, alone: bool) -> str:
    if not whole:
        return ""
    titles = [one.title for one in whole[:MOST] if one.title]
    if level is SpeechLevel.FULL and titles:
        return f"all day: {_list(titles, len(whole))}"
    return f"{'but' if alone else 'and'} {saying.counted(len(whole), 'all-day entry')}"


# ── what is next, when, how many ─────────────────────────────────────────────────────────────────────────────


def next_one(one: Appointment | None, now: datetime, trouble: str = "") -> Reply:
    """The next session, or appointment."""
    if one is None:
        return _worded(lambda _: _joined("nothing is coming up on your calendar", "", trouble))

    def say(level: SpeechLevel) -> str:
        noun = "session" if one.session else "appointment"
        begin = f"your next {noun} is {_moment(one.start, now)}"
        if level > SpeechLevel.PUBLIC and one.client is not None:
            return _joined(f"{begin} with {_who(one.client, level)}{_soon(one.start, now)}", "", trouble)
        title = f": {one.title}" if level is SpeechLevel.FULL and one.title else ""
        return _joined(begin + _soon(one.start, now) + title, "", trouble)

    return _worded(say)


def when_seen(client: Client, one: Appointment | None, now: datetime, trouble: str = "") -> Reply:
    """When she sees a client: the public words leave out whom."""

    def say(level: SpeechLevel) -> str:
        public = level is SpeechLevel.PUBLIC
        if one is None:
            unsure = ", as far as I can tell" if trouble else ""
            who = "that client" if public else _who(client, level)
            return _joined(f"nothing with {who} is on your calendar{unsure}", "", trouble)
        at = _moment(one.start, now)
        return _joined(f"the next one is {at}" if public else f"you see {_who(client, level)} {at}", "", trouble)

    return _worded(say)


def count(found: Sequence[Appointment], when: Span, now: datetime, trouble: str = "") -> Reply:
    """How many sessions: all of the stretch, and how many of them are left."""
    parts = sort(found, when, now)
    sessions = [one for one in (*parts.over, *parts.left) if one.session]
    others = [one for one in (*parts.over, *parts.left) if not one.session]
    left = [one for one in parts.left if one.session]
    said = f"{saying.counted(len(sessions), 'session')} {when.said}"
    if sessions and left and len(left) < len(sessions):
        said += f", {saying.number(len(left))} still to come"
    elif sessions and not left and when.end > now:
        said += ", all over"
    if not sessions and others:
        said += f", but {saying.counted(len(others), 'other appointment')}"
    return _worded(lambda _: _joined(said, "", trouble))


def _moment(moment: datetime, now: datetime) -> str:
    if moment.date() == now.date():
        return f"at {saying.hour(moment)}"
    return f"{saying.on_day(moment.date(), now.date())} at {saying.hour(moment)}"


def _soon(moment: datetime, now: datetime) -> str:
    minutes = round((moment - now).total_seconds() / 60)
    return f", in {saying.counted(minutes, 'minute')}" if 0 < minutes <= 60 else ""


# ── pieces ───────────────────────────────────────────────────────────────────────────────────────────────────


def _counts(told: Sequence[Appointment], more: str = "") -> str:
    """ "three sessions", "two more sessions and one other appointment"."""
    sessions = sum(one.session for one in told)
    others = len(told) - sessions

    def counted(count: int, noun: str) -> str:
        number, _, rest = saying.counted(count, noun).partition(" ")
        return f"{number}{more} {rest}" if count < 21 else f"{saying.counted(count, noun)}"

    if not sessions:
        return counted(others, "appointment")
    return counted(sessions, "session") + (f" and {saying.counted(others, 'other appointment')}" if others else "")


def _mixed(told: Sequence[Appointment]) -> bool:
    return len({one.session for one in told}) > 1


def _begun(one: Appointment, when: Span, now: datetime) -> bool:
    return one.start < when.start or one.start < now < one.end


def _until(one: Appointment, now: datetime) -> str:
    day = "" if one.end.date() == now.date() else f" {saying.on_day(one.end.date(), now.date())}"
    return saying.hour(one.end) + day


def _who(client: Client, level: SpeechLevel) -> str:
    return client.name if level is SpeechLevel.FULL and client.name else client.spoken


def _joined(begin: str, whole: str, trouble: str) -> str:
    if whole.startswith(("and", "but")):
        begin, whole = f"{begin}, {whole}", ""
    return " ".join(filter(None, [saying.sentence(begin), saying.sentence(whole), trouble]))


def _worded(say: _Say) -> Reply:
    public, private, full = (say(level) for level in SpeechLevel)
    return Reply(public, private if private != public else None, full if full != private else None)
