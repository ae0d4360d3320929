"""Lengths of time: "an hour and a half", "90 seconds", "one hour twenty". Pure."""

import re
from collections.abc import Iterator
from datetime import timedelta

from assistant.intents.numbers import Readings, Words, cardinal

_SECONDS = {
    "second": 1, "seconds": 1, "sec": 1, "secs": 1,
    "minute": 60, "minutes": 60, "min": 60, "mins": 60,
    "hour": 3600, "hours": 3600, "hr": 3600, "hrs": 3600,
    "day": 86400, "days": 86400, "week": 604800, "weeks": 604800,
}  # fmt: skip


def lengths(words: Words, at: int) -> Readings[timedelta]:
    """Every reading from `at`, each above zero."""
    for seconds, unit, end in _amounts(words, at):
        yield from _further(words, end, seconds, unit)


def _further(words: Words, at: int, seconds: float, unit: int) -> Readings[timedelta]:
    """Goes on after "one hour": "and twenty minutes", "twenty", "and a half"."""
    joined = at + (words[at : at + 1] == ["and"])
    for more, smaller, end in _amounts(words, joined):
        if smaller < unit:
            yield from _further(words, end, seconds + more, smaller)
    if unit in (60, 3600):
        for count, end in cardinal(words, joined):
            if 1 <= count < 60:
                yield timedelta(seconds=seconds + count * unit / 60), end
    for tail, part in ((["and", "a", "half"], 0.5), (["and", "a", "quarter"], 0.25)):
        if list(words[at : at + 3]) == tail:
            yield timedelta(seconds=seconds + unit * part), at + 3
    if seconds > 0:
        yield timedelta(seconds=seconds), at


def _amounts(words: Words, at: int) -> Iterator[tuple[float, int, int]]:
    """(seconds, the unit's seconds, next place)."""
    for count, end in _counts(words, at):
        unit = _SECONDS.get(words[end]) if end < len(words) else None
        if unit:
            yield count * unit, unit, end + 1


def _counts(words: Words, at: int) -> Readings[float]:
    rest = " ".join(words[at : at + 4])
    for said, value in (
        ("three quarters of an", 0.75), ("a quarter of an", 0.25), ("quarter of an", 0.25), ("a couple of", 2.0),
        ("half an", 0.5), ("half a", 0.5), ("a half", 0.5), ("half", 0.5), ("an", 1.0), ("a", 1.0),
    ):  # fmt: skip
        if rest == said or rest.startswith(said + " "):
            yield value, at + said.count(" ") + 1
    if at < len(words) and re.fullmatch(r"\d{1,5}\.\d{1,3}", words[at]):
        yield float(words[at]), at + 1
    for count, end in cardinal(words, at):
        if list(words[end : end + 3]) == ["and", "a", "half"]:
            yield count + 0.5, end + 3
        yield float(count), end
