"""Spoken time: days and stretches, moments, durations. Pure: everything follows from the words and `now`.

Rules that are choices:

- A text is understood only whole: one word too many and the answer is None.
- A clock hour from 1 to 7 without "a m", "morning" or the like is afternoon or evening; 8 to 12 is as on the clock.
- A moment without a day is today's, even where it has passed: only the skill knows whether "my two o'clock" is over
  or to come.
- Weeks begin on Monday. "Thursday" and "this Thursday" are the next one, today included; "next Thursday" is that of
  next week; "last Thursday" the latest before today. A date without a year is the next one, today included.
- Morning is 5 to 12, afternoon 12 to 18, evening and night 17 to 24.
- A wall-clock time that the spring change skips is moved forward by the hour; one that the autumn change repeats is
  the first.
"""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import TypeVar

from assistant.events import Span
from assistant.intents.clocks import Clock, clocks, say_clock
from assistant.intents.days import Days, days
from assistant.intents.lengths import lengths
from assistant.intents.numbers import Readings, Words, number, whole, words_of

__all__ = ["duration", "moment", "number", "span"]

T = TypeVar("T")

_PARTS = {"morning": (5, 12), "afternoon": (12, 18), "evening": (17, 24), "night": (17, 24)}


def span(text: str, now: datetime) -> Span | None:
    """The stretch of calendar time that `text` names: "tomorrow morning", "next week", "between nine and noon"."""
    words = words_of(text)
    return _guarded(lambda: whole(_spans(words, now), words))


def moment(text: str, now: datetime) -> datetime | None:
    """The point in time that `text` names: "half past two", "thursday at three", "in ten minutes"."""
    words = words_of(text)
    return _guarded(lambda: whole(_moments(words, now), words))


def duration(text: str) -> timedelta | None:
    """The length of time that `text` names, above zero: "an hour and a half", "90 seconds", "one hour twenty"."""
    words = words_of(re.sub(r"(?<=\d)-(?=[a-z])|(?<=[a-z])-(?=[a-z])", " ", text.lower()))
    return _guarded(lambda: whole(lengths(words, 0), words))


def _guarded(read: Callable[[], T | None]) -> T | None:
    try:
        return read()
    except (OverflowError, ValueError):  # beyond the calendar: year 10 000, the thirtieth of February
        return None


# ── stretches ────────────────────────────────────────────────────────────────────────────────────────────────


def _spans(words: Words, now: datetime) -> Readings[Span]:
    today = now.date()
    text = " ".join(words)
    if text in ("later", "later today", "the rest of the day", "rest of the day", "the rest of today"):
        yield Span(now, _at(today + timedelta(1), 0, now), "for the rest of the day"), len(words)
    for start in range(min(2, len(words))):
        if start and words[0] not in ("on", "for", "in", "over", "during", "at"):
            break
        for found, end in days(words, start, today):
            yield Span(_at(found.first, 0, now), _at(found.after, 0, now), found.said), end
            if found.single:
                yield from _parts(words, end, found, now)
                yield from _windows(words, end, found, now)
        yield from _bare_parts(words, start, now)
    yield from _windows_first(words, now)


def _parts(words: Words, at: int, day: Days, now: datetime) -> Readings[Span]:
    at += words[at : at + 2] == ["in", "the"] and 2
    if words[at : at + 2] == ["first", "thing"]:
        yield _part(day, "morning", now), at + 2
    if at < len(words) and words[at] in _PARTS:
        yield _part(day, words[at], now), at + 1


def _bare_parts(words: Words, at: int, now: datetime) -> Readings[Span]:
    today = Days.on(now.date(), "today")
    rest = words[at:]
    if rest[:1] == ["tonight"]:
        yield _part(today, "night", now), at + 1
    if len(rest) > 1 and rest[1] in _PARTS:
        if rest[0] in ("this", "the"):
            yield _part(today, rest[1], now), at + 2
        if rest == ["last", "night"]:
            yesterday = _part(Days.on(now.date() - timedelta(1), "last"), "night", now)
            yield Span(yesterday.start, yesterday.end, "last night"), at + 2
    for lead in (["first", "thing"], ["the", "morning", "of"], ["the", "afternoon", "of"], ["the", "evening", "of"]):
        if list(rest[: len(lead)]) == lead:
            start = at + len(lead) + (rest[len(lead) : len(lead) + 1] == ["on"])
            for found, end in days(words, start, now.date()):
                if found.single:
                    yield _part(found, "morning" if lead[0] == "first" else lead[1], now), end


def _part(day: Days, part: str, now: datetime) -> Span:
    first, last = _PARTS[part]
    if day.said == "today":
        said = "tonight" if part == "night" else f"this {part}"
    else:
        said = (
            f"{day.said} {part}"
            if "," not in day.said
            else f"{day.said}, in the {part}".replace("the night", "the evening")
        )
    end = _at(day.first, last, now) if last < 24 else _at(day.after, 0, now)
    return Span(_at(day.first, first, now), end, said)


def _windows_first(words: Words, now: datetime) -> Readings[Span]:
    today = Days.on(now.date(), "today")
    yield from _windows(words, 0, today, now)
    for end in range(1, len(words)):
        for day, last in days(words, end + (words[end] == "on"), now.date()):
            if day.single:
                yield from ((inner, last) for inner, stop in _windows(words[:end], 0, day, now) if stop == end)


def _windows(words: Words, at: int, day: Days, now: datetime) -> Readings[Span]:
    if at >= len(words):
        return
    joint = {"between": ("and",), "from": ("to", "until", "till", "through")}.get(words[at])
    for first, place in clocks(words, at + 1):
        start = _on(day.first, first, now)
        said = f"{say_clock(first)} {day.said}"
        if words[at] == "after" or (words[at] == "from" and words[place : place + 2] == ["on"]):
            yield Span(start, _at(day.after, 0, now), f"after {said}"), place + (words[at] == "from")
        elif words[at] in ("before", "until", "till"):
            yield Span(_at(day.first, 0, now), start, f"before {said}"), place
        elif joint and place < len(words) and words[place] in joint:
            for last, end in clocks(words, place + 1):
                stop = _on(day.first, last, now)
                if stop > start:
                    yield Span(start, stop, f"between {say_clock(first)} and {say_clock(last)} {day.said}"), end


# ── moments ──────────────────────────────────────────────────────────────────────────────────────────────────


def _moments(words: Words, now: datetime) -> Readings[datetime]:
    if words in (["now"], ["right", "now"]):
        yield now, len(words)
    if words[:1] == ["in"]:
        yield from ((_later(now, length), end) for length, end in lengths(words, 1))
    for length, end in lengths(words, 0):
        if words[end:] == ["from", "now"]:
            yield _later(now, length), end + 2
    for clock, end in clocks(words, int(words[:1] == ["at"])):
        yield _on(now.date(), clock, now), end
        yield from _clock_then_day(words, end, clock, now)
    for start in (0, 1):
        if start and words[:1] != ["on"]:
            break
        for day, end in days(words, start, now.date()):
            if day.single:
                yield from _day_then_clock(words, end, day, now)
    yield from _part_then_clock(words, now)


def _clock_then_day(words: Words, at: int, clock: Clock, now: datetime) -> Readings[datetime]:
    if words[at : at + 1] == ["tonight"]:
        yield _on(now.date(), clock.during("night"), now), at + 1
    if words[at : at + 1] == ["this"] and words[at + 1 : at + 2] and words[at + 1] in _PARTS:
        yield _on(now.date(), clock.during(words[at + 1]), now), at + 2
    at += words[at : at + 1] == ["on"]
    for day, end in days(words, at, now.date()):
        if day.single:
            yield _on(day.first, clock, now), end
            if end < len(words) and words[end] in _PARTS:
                yield _on(day.first, clock.during(words[end]), now), end + 1


def _day_then_clock(words: Words, at: int, day: Days, now: datetime) -> Readings[datetime]:
    part = words[at] if at < len(words) and words[at] in _PARTS else ""
    at += bool(part)
    at += words[at : at + 1] == ["at"]
    for clock, end in clocks(words, at):
        yield _on(day.first, clock.during(part) if part else clock, now), end


def _part_then_clock(words: Words, now: datetime) -> Readings[datetime]:
    part, at = "", 0
    if words[:1] == ["tonight"]:
        part, at = "night", 1
    elif len(words) > 1 and words[0] == "this" and words[1] in _PARTS:
        part, at = words[1], 2
    if part:
        for clock, end in clocks(words, at + (words[at : at + 1] == ["at"])):
            yield _on(now.date(), clock.during(part), now), end


# ── the home's clock ─────────────────────────────────────────────────────────────────────────────────────────


def _at(day: date, hour: int, now: datetime) -> datetime:
    return _real(datetime.combine(day, time(hour), tzinfo=now.tzinfo))


def _on(day: date, clock: Clock, now: datetime) -> datetime:
    days_on, minutes = divmod(clock.minutes, 24 * 60)
    wall = time(minutes // 60, minutes % 60)
    return _real(datetime.combine(day + timedelta(days_on), wall, tzinfo=now.tzinfo))


def _real(wall: datetime) -> datetime:
    """The same moment, written as the zone's clocks show it."""
    return wall.astimezone(UTC).astimezone(wall.tzinfo)


def _later(now: datetime, length: timedelta) -> datetime:
    return (now.astimezone(UTC) + length).astimezone(now.tzinfo)
