"""Times that are spoken, as they are written in a note. Pure.

Rules that are choices, beside those of `assistant.intents.times`:

- Only what names a day is read: "at three" and "in ten minutes" are no date of a next session.
- It lies ahead: "Thursday", said on a Thursday, is that of next week, and so is "Thursday at two", said at three.
- A part of a day without an hour ("Thursday morning") is not read: nothing that was said may be left out.
"""

from datetime import date, datetime, time, timedelta

from assistant.intents.days import MONTHS, WEEKDAYS, dates, days
from assistant.intents.numbers import words_of
from assistant.intents.times import moment, span

_DAY, _WEEK = timedelta(1), timedelta(7)
_FAR = timedelta(360)
"""What is so far ahead is written with its year."""


class SpokenTimes:
    """Reads times that are spoken; see `assistant.ports.Times`."""

    def read(self, text: str, now: datetime) -> str:
        """``Thursday, December 3, 2:00 PM``, without the hour where none was said; empty where it is no day ahead."""
        words, today = words_of(text), now.date()
        if not any(day.single for at in range(len(words)) for day, _ in days(words, at, today)):
            return ""
        weekly = any(word.startswith(WEEKDAYS) for word in words) and not any(
            found for at in range(len(words)) for found, _ in dates(words, at, today)
        )
        found = span(text, now)
        if found is not None:
            day = found.start.date()
            if found.start.time() != time() or found.end.date() - day != _DAY:
                return ""
            day += _WEEK if weekly and day == today else timedelta(0)
            return _day(day, today) if day >= today else ""
        hour = moment(text, now)
        if hour is None:
            return ""
        hour += _WEEK if weekly and hour.date() == today and hour <= now else timedelta(0)
        return f"{_day(hour.date(), today)}, {_clock(hour)}" if hour > now else ""


def _day(day: date, today: date) -> str:
    written = f"{WEEKDAYS[day.weekday()].capitalize()}, {MONTHS[day.month - 1].capitalize()} {day.day}"
    return written if day - today < _FAR else f"{written}, {day.year}"


def _clock(moment: datetime) -> str:
    return f"{moment.hour % 12 or 12}:{moment.minute:02} {'AM' if moment.hour < 12 else 'PM'}"
