"""Times on the clock's face: "nine", "half past two", "3:15 p.m.", "noon". Pure."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.intents.numbers import Readings, Words, cardinal

_BEFORE = {"to", "till", "til", "of", "before"}
_PAST = {"past", "after"}


@dataclass(frozen=True, slots=True)
class Clock:
    """A time on the clock's face."""

    hour: int
    """0 to 24."""
    minute: int = 0
    """-59 to 59: "ten to five" is hour 5, minute -10."""
    half: str = ""
    """``am``, ``pm``, ``sure`` (a 24-hour time, noon, midnight), or empty where nothing was said."""

    @property
    def minutes(self) -> int:
        """Minutes since midnight."""
        hour = self.hour
        if self.half == "am" and hour == 12:
            hour = 0
        elif (self.half == "pm" and hour < 12) or (not self.half and 1 <= hour <= 7):
            hour += 12
        return hour * 60 + self.minute

    def during(self, part: str) -> "Clock":
        """The same figures in the morning, afternoon, evening or night; unchanged where the half was said."""
        return self if self.half else Clock(self.hour, self.minute, "am" if part == "morning" else "pm")


def clocks(words: Words, at: int) -> Readings[Clock]:
    """Every reading from `at`: "nine", "half past two", "3:15 pm", "noon"."""
    for face, end in _faces(words, at):
        if face.half:
            yield face, end
            continue
        for half, width in _halves(words, end):
            if face.hour <= 12 or half == "pm":
                yield Clock(face.hour, face.minute, half), end + width
        yield face, end


def _halves(words: Words, at: int) -> Iterator[tuple[str, int]]:
    rest = list(words[at : at + 3])
    if rest[:1] in (["am"], ["pm"]):
        yield rest[0], 1
    elif rest[:2] == ["in", "the"] and rest[2:3] in (["morning"], ["afternoon"], ["evening"]):
        yield ("am" if rest[2] == "morning" else "pm"), 3
    elif rest[:2] == ["at", "night"]:
        yield "pm", 2


def _faces(words: Words, at: int) -> Readings[Clock]:
    rest = list(words[at : at + 2])
    if rest in (["twelve", "noon"], ["12", "noon"]):
        yield Clock(12, 0, "sure"), at + 2
    elif rest[:1] in (["noon"], ["midday"]):
        yield Clock(12, 0, "sure"), at + 1
    elif rest[:1] == ["midnight"]:
        yield Clock(24, 0, "sure"), at + 1
    yield from _relative_faces(words, at)
    figures = re.fullmatch(r"(\d{1,2}):(\d\d)", rest[0]) if rest else None
    if figures and int(figures[1]) < 24 and int(figures[2]) < 60:
        hour = int(figures[1])
        sure = "sure" if hour > 12 or figures[1].startswith("0") else ""
        yield Clock(hour, int(figures[2]), sure), at + 1
    for hour, end in cardinal(words, at):
        if 1 <= hour <= 12 and words[end : end + 1] == ["o'clock"]:
            yield Clock(hour), end + 1
        if 1 <= hour <= 23:
            for minute, last in _minutes(words, end):
                yield Clock(hour, minute, "sure" if hour > 12 else ""), last
        if 1 <= hour <= 12:
            yield Clock(hour), end


def _relative_faces(words: Words, at: int) -> Readings[Clock]:
    """ "half past two", "a quarter to five", "ten minutes past three"."""
    place = at + (words[at : at + 1] == ["a"])
    amounts: list[tuple[int, int]] = []
    if words[place : place + 1] == ["quarter"]:
        amounts.append((15, place + 1))
    elif words[at : at + 1] == ["half"]:
        amounts.append((30, at + 1))
    else:
        for amount, end in cardinal(words, at):
            if 1 <= amount < 60:
                amounts.append((amount, end + (words[end : end + 1] in (["minutes"], ["minute"]))))
    for amount, end in amounts:
        side = words[end] if end < len(words) else ""
        if side not in _PAST and (side not in _BEFORE or amount == 30):
            continue
        for hour, last in cardinal(words, end + 1):
            if 1 <= hour <= 12:
                yield Clock(hour, amount if side in _PAST else -amount), last
        if words[end + 1 : end + 2] == ["noon"]:
            yield Clock(12, amount if side in _PAST else -amount, "sure"), end + 2


def _minutes(words: Words, at: int) -> Readings[int]:
    if at >= len(words):
        return
    if words[at] in ("oh", "o", "zero"):
        yield from ((value, end) for value, end in cardinal(words, at + 1) if 1 <= value <= 9)
    else:
        yield from (
            (value, end)
            for value, end in cardinal(words, at)
            if 10 <= value <= 59 or (len(words[at]) == 2 and words[at][0] == "0")
        )


def say_clock(clock: Clock) -> str:
    """ "9", "2:30", "noon"."""
    hour, minute = divmod(clock.minutes, 60)
    if minute == 0 and hour in (12, 24):
        return "noon" if hour == 12 else "midnight"
    return f"{(hour - 1) % 12 + 1}" + (f":{minute:02}" if minute else "")
