"""The briefing as it is spoken: today's sessions, then what waits for her, in under a minute. Pure."""

from collections import Counter
from collections.abc import Sequence

from assistant.api import Appointment, Client, QueueItem, Reply, SpeechLevel, datetime, saying

BUDGET = 130
"""Words: a minute of speech is some 160, and she is making coffee."""
_MOST = 6
"""Sessions that are said one by one."""
_KINDS = {
    "note": ("note", "to review"),
    "dictation": ("dictation", "unfinished"),
    "reply": ("draft reply", "to review"),
    "message": ("message", "to answer"),
}
"""Kind → what it is called, and what it waits for; in the order in which they are said."""


def compose(
    today: Sequence[Appointment] | None,
    waiting: Sequence[QueueItem],
    now: datetime,
    trouble: str = "",
    supervision: int = 0,
) -> Reply:
    """The whole briefing, worded for each room.

    `today`: what is on today, in order; None where no calendar could be asked, and `trouble` then says why.
    `supervision`: how many things she wants to bring there.
    """
    bring = saying.sentence(f"{saying.counted(supervision, 'thing')} for supervision") if supervision else ""
    public, private, full = (_briefing(today, waiting, now, trouble, bring, level) for level in SpeechLevel)
    return Reply(public, private if private != public else None, full if full != private else None)


def _briefing(
    today: Sequence[Appointment] | None,
    waiting: Sequence[QueueItem],
    now: datetime,
    trouble: str,
    bring: str,
    level: SpeechLevel,
) -> str:
    lists = level > SpeechLevel.PUBLIC
    while True:
        parts = [
            f"Good {'morning' if now.hour < 12 else 'afternoon' if now.hour < 17 else 'evening'}.",
            "" if today is None else _sessions(today, now, level if lists else SpeechLevel.PUBLIC),
            trouble,
            _waiting(waiting, level if lists else SpeechLevel.PUBLIC),
            bring,
        ]
        text = " ".join(filter(None, parts))
        if not lists or len(text.split()) <= BUDGET:
            return text
        lists = False  # too much for a minute: counts instead


def _sessions(today: Sequence[Appointment], now: datetime, level: SpeechLevel) -> str:
    timed = [one for one in today if not one.all_day]
    sessions = [one for one in timed if one.session]
    noun = "session" if sessions or not timed else "appointment"
    main = sessions or timed
    left = [one for one in main if one.end > now]
    said = _left(left, len(main), noun, now, level)
    others = [one for one in timed if one.end > now and one not in main]
    more = []
    if others:
        kind = saying.counted(len(others), "other appointment")
        more.append(f"{kind}, {'at' if len(others) == 1 else 'the first at'} {saying.hour(others[0].start)}")
    whole = [one for one in today if one.all_day]
    if whole:
        titles = [one.title for one in whole if one.title]
        if level is SpeechLevel.FULL and titles:
            more.append(f"all day: {saying.in_turn(titles[:_MOST])}")
        else:
            more.append(saying.counted(len(whole), "all-day entry"))
    return " ".join([saying.sentence(said), *(saying.sentence(f"also {part}") for part in more)])


def _left(left: Sequence[Appointment], total: int, noun: str, now: datetime, level: SpeechLevel) -> str:
    if not total:
        return f"you have no {noun}s today"
    if not left:
        return f"your {noun}s for today are over"
    more = " more" if len(left) < total else ""
    number, _, nouns = saying.counted(len(left), noun).partition(" ")
    begin = f"you have {number}{more} {nouns} today"
    if level > SpeechLevel.PUBLIC and len(left) <= _MOST:
        return f"{begin}: {saying.in_turn([_item(one, now, level) for one in left])}"
    begun = left[0].start < now
    first = left[1] if begun and len(left) > 1 else left[0]
    if first.start < now:
        return f"{begin}, until {saying.hour(first.end)}"
    if len(left) == 1:
        return f"{begin}, at {saying.hour(first.start)}"
    return f"{begin}, the {'next' if more or begun else 'first'} at {saying.hour(first.start)}"


def _item(one: Appointment, now: datetime, level: SpeechLevel) -> str:
    at = f"one until {saying.hour(one.end)}" if one.start < now else saying.hour(one.start)
    return f"{at} with {_who(one.client, level)}" if one.client is not None else at


def _waiting(waiting: Sequence[QueueItem], level: SpeechLevel) -> str:
    if not waiting:
        return "Nothing waits for you."
    urgent = [one for one in waiting if one.urgent]
    said = []
    if urgent:
        verb = "needs" if len(urgent) == 1 else "need"
        said.append(f"{saying.counted(len(urgent), 'urgent item')}{_for(urgent, level)} {verb} you first")
    rest = [one for one in waiting if not one.urgent]
    kinds = Counter(_kind(one) for one in rest)
    counted = [
        f"{saying.counted(kinds[kind], noun)} {what}{_for([one for one in rest if _kind(one) == kind], level)}"
        for kind, (noun, what) in _KINDS.items()
        if kinds[kind]
    ]
    if counted:
        said.append(f"{'also ' if urgent else ''}waiting for you: {saying.in_turn(counted)}")
    return " ".join(saying.sentence(part) for part in said)


def _kind(item: QueueItem) -> str:
    if item.kind == "note" and item.state == "dictating":
        return "dictation"
    return item.kind if item.kind in _KINDS else "note"


def _for(items: Sequence[QueueItem], level: SpeechLevel) -> str:
    """For whom, where it may be said; at most three, for the ear holds no more."""
    clients = {item.client.id: item.client for item in items}
    if level is SpeechLevel.PUBLIC or len(clients) > 3:
        return ""
    return f" for {saying.in_turn([_who(client, level) for client in clients.values()])}"


def _who(client: Client, level: SpeechLevel) -> str:
    return client.name if level is SpeechLevel.FULL and client.name else client.spoken
