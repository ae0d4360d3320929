"""Numbers, times, days and lists as people say them, in words. Pure; for every skill."""

from collections.abc import Sequence
from datetime import date, datetime

from assistant.numerals import cardinal, ordinal

_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip


def number(value: int) -> str:
    """0 to 99 in words; others in figures, which voices read well."""
    return cardinal(value) if 0 <= value < 100 else str(value)


def rank(value: int) -> str:
    """1 to 99 as "first", "twenty third"."""
    return ordinal(value)


def hour(moment: datetime) -> str:
    """A time in the working day by the clock's face: "nine", "two thirty", "four oh five", "noon".

    Before seven in the morning and from seven in the evening, where it could be mistaken: "seven p m".
    """
    if moment.minute == 0 and moment.hour in (0, 12):
        return "noon" if moment.hour else "midnight"
    words = number((moment.hour - 1) % 12 + 1)
    if moment.minute:
        words += f" {'oh ' if moment.minute < 10 else ''}{number(moment.minute)}"
    if moment.hour < 7:
        return f"{words} a m"
    return f"{words} p m" if moment.hour >= 19 else words


def weekday(day: date) -> str:
    """ "Thursday"."""
    return _DAYS[day.weekday()]


def calendar_day(day: date) -> str:
    """ "Monday, November twenty third"."""
    return f"{weekday(day)}, {_MONTHS[day.month - 1]} {rank(day.day)}"


def on_day(day: date, today: date) -> str:
    """ "today", "tomorrow", "on Thursday" within the week to come or past, else "on Thursday, November third"."""
    away = (day - today).days
    near = {0: "today", 1: "tomorrow", -1: "yesterday"}.get(away)
    if near:
        return near
    if 0 < away < 7:
        return f"on {weekday(day)}"
    return f"on {calendar_day(day)}"


def counted(count: int, noun: str) -> str:
    """ "no sessions", "one session", "three sessions"; `noun` with a regular plural."""
    plural = noun[:-1] + "ies" if noun.endswith("y") and noun[-2] not in "aeiou" else noun + "s"
    return f"{number(count) if count else 'no'} {noun if count == 1 else plural}"


def in_turn(parts: Sequence[str]) -> str:
    """ "a", "a and b", "a, b, and c"."""
    if len(parts) < 3:
        return " and ".join(parts)
    return f"{', '.join(parts[:-1])}, and {parts[-1]}"


def sentence(text: str) -> str:
    """With a capital and a full stop; empty stays empty."""
    text = text.strip()
    if not text:
        return ""
    return text[0].upper() + text[1:] + ("" if text.endswith((".", "!", "?")) else ".")
