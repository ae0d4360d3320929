"""Spoken days: "tomorrow", "next thursday", "the third of may", "this weekend". Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from assistant.intents.numbers import ORDINALS, TENS, Readings, Words, cardinal, ordinal

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_SHORT_DAYS = {name: at for at, day in enumerate(WEEKDAYS) for name in (day, day[:3], day + "s")} | {
    "tues": 1, "weds": 2, "thur": 3, "thurs": 3,
}  # fmt: skip
_SHORT_MONTHS = {name: at for at, month in enumerate(MONTHS, 1) for name in (month, month[:3])} | {"sept": 9}
_ORDINAL_NAMES = {value: word for word, value in ORDINALS.items()}
_TENS_NAMES = {value: word for word, value in TENS.items()}


@dataclass(frozen=True, slots=True)
class Days:
    """One day or several in a row."""

    first: date
    after: date
    """The day after the last."""
    said: str

    @property
    def single(self) -> bool:
        """Whether it is one day."""
        return self.after - self.first == timedelta(1)

    @staticmethod
    def on(day: date, said: str) -> "Days":
        """A single one."""
        return Days(day, day + timedelta(1), said)


def days(words: Words, at: int, today: date) -> Readings[Days]:
    """Every reading from `at`, the longest first where one goes on from another."""
    if at >= len(words):
        return
    yield from _from_a_day(words, at, today)
    yield from _single(words, at, today)
    yield from _stretches(words, at, today)


def _single(words: Words, at: int, today: date) -> Readings[Days]:
    rest = list(words[at : at + 4])
    for said, away in (
        ("the day after tomorrow", 2), ("day after tomorrow", 2), ("the day before yesterday", -2),
        ("day before yesterday", -2), ("today", 0), ("tomorrow", 1), ("yesterday", -1),
    ):  # fmt: skip
        size = said.count(" ") + 1
        if " ".join(rest[:size]) == said:
            name = said if size == 1 else "the " + said.removeprefix("the ")
            yield Days.on(today + timedelta(away), name), at + size
    yield from _weekdays(words, at, today)
    for day, end in dates(words, at, today):
        yield Days.on(day, "today" if day == today else f"on {say_date(day, today)}"), end
    yield from _counted_days(words, at, today)


def _weekdays(words: Words, at: int, today: date) -> Readings[Days]:
    which = next((w for w in ("this coming", "this", "next", "last", "coming") if _starts(words, at, w)), "")
    place = at + (which.count(" ") + 1 if which else 0)
    if place >= len(words) or words[place] not in _SHORT_DAYS:
        return
    weekday = _SHORT_DAYS[words[place]]
    monday = today - timedelta(today.weekday())
    if which == "next":
        day = monday + timedelta(7 + weekday)
    elif which == "last":
        day = today - timedelta((today.weekday() - weekday - 1) % 7 + 1)
    else:
        day = today + timedelta((weekday - today.weekday()) % 7)
        start = place + 1 + _starts(words, place + 1, "on")
        for dated, end in dates(words, start, today, weekday):
            yield Days.on(dated, f"on {say_date(dated, today)}"), end
    yield Days.on(day, say_day(day, today)), place + 1


def _counted_days(words: Words, at: int, today: date) -> Readings[Days]:
    """ "in three days", "two weeks from now", "a week ago"."""
    place = at + _starts(words, at, "in")
    for count, end in _counts(words, place):
        unit = {"day": 1, "days": 1, "week": 7, "weeks": 7}.get(words[end]) if end < len(words) else None
        if unit is None:
            continue
        ahead, back = today + timedelta(count * unit), today - timedelta(count * unit)
        if place > at:
            yield Days.on(ahead, say_day(ahead, today)), end + 1
        elif _starts(words, end + 1, "from now"):
            yield Days.on(ahead, say_day(ahead, today)), end + 3
        elif _starts(words, end + 1, "ago"):
            yield Days.on(back, say_day(back, today)), end + 2


def _from_a_day(words: Words, at: int, today: date) -> Readings[Days]:
    """ "a week from thursday", "two days after tomorrow"."""
    for count, end in _counts(words, at):
        unit = {"day": 1, "days": 1, "week": 7, "weeks": 7}.get(words[end]) if end < len(words) else None
        joint = words[end + 1] if end + 1 < len(words) else ""
        if unit is None or joint not in ("from", "after", "before"):
            continue
        for day, last in _single(words, end + 2, today):
            there = day.first + timedelta(count * unit * (-1 if joint == "before" else 1))
            yield Days.on(there, say_day(there, today)), last


def _stretches(words: Words, at: int, today: date) -> Readings[Days]:
    monday = today - timedelta(today.weekday())
    week = timedelta(7)
    month = today.replace(day=1)
    for said, first, after in (
        ("the rest of the week", today, monday + week), ("rest of the week", today, monday + week),
        ("the rest of the month", today, _month_on(month, 1)), ("the week after next", monday + 2 * week, monday + 3 * week),
        ("this week", monday, monday + week), ("the week", monday, monday + week),
        ("next week", monday + week, monday + 2 * week), ("last week", monday - week, monday),
        ("this weekend", monday + timedelta(5), monday + week), ("the weekend", monday + timedelta(5), monday + week),
        ("next weekend", monday + timedelta(12), monday + 2 * week),
        ("last weekend", monday - timedelta(2), monday), ("this month", month, _month_on(month, 1)),
        ("next month", _month_on(month, 1), _month_on(month, 2)), ("last month", _month_on(month, -1), month),
        ("this year", date(today.year, 1, 1), date(today.year + 1, 1, 1)),
    ):  # fmt: skip
        if _starts(words, at, said):
            name = said.replace("rest", "the rest") if said.startswith("rest") else said
            name = {"the week": "this week", "the weekend": "this weekend"}.get(name, name)
            yield Days(first, after, f"for {name}" if "rest" in name else name), at + said.count(" ") + 1
    yield from _counted_stretches(words, at, today)
    if _starts(words, at, "the week of"):
        for day, end in _single(words, at + 3, today):
            first = day.first - timedelta(day.first.weekday())
            yield Days(first, first + week, f"in the week of {say_date(first, today)}"), end
    if words[at] in MONTHS and at + 1 == len(words):
        number = MONTHS.index(words[at]) + 1
        first = date(today.year + (number < today.month), number, 1)
        yield Days(first, _month_on(first, 1), f"in {MONTHS[number - 1].capitalize()}"), at + 1


def _counted_stretches(words: Words, at: int, today: date) -> Readings[Days]:
    place = at + _starts(words, at, "the")
    if place >= len(words) or words[place] not in ("next", "coming", "last", "past"):
        return
    for count, end in _counts(words, place + 1):
        unit = {"days": 1, "weeks": 7}.get(words[end]) if end < len(words) else None
        if unit and count:
            length = timedelta(count * unit)
            what = " ".join(words[place + 1 : end + 1])
            if words[place] in ("next", "coming"):
                yield Days(today, today + length, f"in the next {what}"), end + 1
            else:
                yield Days(today - length, today, f"in the last {what}"), end + 1


# ── dates ────────────────────────────────────────────────────────────────────────────────────────────────────


def dates(words: Words, at: int, today: date, weekday: int | None = None) -> Readings[date]:
    """ "may fifth", "the 3rd of may", "the third", "5/3": the next one, which falls on `weekday` where it is given."""
    for month, day, year, end in _named(words, at):
        found = _next_date(month, day, year, today, weekday)
        if found:
            yield found, end


def _named(words: Words, at: int) -> Iterator[tuple[int, int, int, int]]:
    """(month or 0, day, year or 0, next place)."""
    if at >= len(words):
        return
    figures = re.fullmatch(r"(\d{1,2})/(\d{1,2})(?:/(\d{4}))?", words[at])
    iso = re.fullmatch(r"(\d{4})-(\d\d)-(\d\d)", words[at])
    if figures:
        yield int(figures[1]), int(figures[2]), int(figures[3] or 0), at + 1
    if iso:
        yield int(iso[2]), int(iso[3]), int(iso[1]), at + 1
    month = _SHORT_MONTHS.get(words[at], 0)
    if month:
        place = at + 1 + _starts(words, at + 1, "the")
        for read in (ordinal, cardinal):
            for day, end in read(words, place):
                yield from ((month, day, year, last) for year, last in _years(words, end))
    place = at + _starts(words, at, "the")
    for read in (ordinal, cardinal) if place == at else (ordinal,):
        for day, end in read(words, place):
            stop = end + _starts(words, end, "of")
            month = _SHORT_MONTHS.get(words[stop], 0) if stop < len(words) else 0
            if month:
                yield from ((month, day, year, last) for year, last in _years(words, stop + 1))
            if read is ordinal:
                yield 0, day, 0, end


def _years(words: Words, at: int) -> Readings[int]:
    if at < len(words) and re.fullmatch(r"20\d\d", words[at]):
        yield int(words[at]), at + 1
    if _starts(words, at, "twenty"):
        yield from ((2000 + value, end) for value, end in cardinal(words, at + 1) if 10 <= value <= 99)
    yield 0, at


def _next_date(month: int, day: int, year: int, today: date, weekday: int | None) -> date | None:
    if not 1 <= day <= 31 or month > 12:
        return None
    if year:
        tries = [(year, month)]
    elif month:
        tries = [(today.year + on, month) for on in range(9)]
    else:
        tries = [((today.month - 1 + on) // 12 + today.year, (today.month - 1 + on) % 12 + 1) for on in range(15)]
    for in_year, in_month in tries:
        try:
            found = date(in_year, in_month, day)
        except ValueError:  # the thirty-first of a short month, the twenty-ninth of February
            continue
        if year or found >= today:
            fits = weekday is None or found.weekday() == weekday
            if fits or month:
                return found if fits else None
    return None


def _month_on(first: date, months: int) -> date:
    total = first.year * 12 + first.month - 1 + months
    return date(total // 12, total % 12 + 1, 1)


def _counts(words: Words, at: int) -> Readings[int]:
    if at < len(words) and words[at] in ("a", "one"):
        yield 1, at + 1
    if _starts(words, at, "a couple of"):
        yield 2, at + 3
    yield from cardinal(words, at)


def _starts(words: Words, at: int, phrase: str) -> bool:
    parts = phrase.split()
    return list(words[at : at + len(parts)]) == parts


# ── said back ────────────────────────────────────────────────────────────────────────────────────────────────


def say_ordinal(value: int) -> str:
    """1 to 99 as "first", "twenty third"."""
    if value in _ORDINAL_NAMES:
        return _ORDINAL_NAMES[value]
    return f"{_TENS_NAMES[value // 10 * 10]} {_ORDINAL_NAMES[value % 10]}"


def say_date(day: date, today: date) -> str:
    """ "Thursday, December third", with the year where it is not the coming twelve months."""
    said = f"{WEEKDAYS[day.weekday()].capitalize()}, {MONTHS[day.month - 1].capitalize()} {say_ordinal(day.day)}"
    return said if abs((day - today).days) < 360 else f"{said}, {day.year}"


def say_day(day: date, today: date) -> str:
    """As short as it is clear: "today", "on Thursday" within the coming six days, else with its date."""
    away = (day - today).days
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}.get(away)
    if near:
        return near
    return f"on {WEEKDAYS[day.weekday()].capitalize()}" if 0 < away < 7 else f"on {say_date(day, today)}"
