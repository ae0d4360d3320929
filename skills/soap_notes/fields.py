"""What is said of a session in figures and days: how long it was, a goal's number, when the next one is."""

import re
from collections.abc import Callable

from assistant.api import saying
from skills.soap_notes.vocabulary import Command, Order

ADDED = frozenset({"interventions", "goals"})
"""Fields that can say several things."""

When = Callable[[str], str]
"""The words of a day that lies ahead → as it is written in a note; empty where they are none."""

_LONGEST = 480
"""Minutes."""
_MOST_GOALS = 20
_NUMBERS = {text: value for value in range(_LONGEST + 1) for text in (str(value), saying.number(value))}
_HOURS = {"half an": 30, "an": 60, "one": 60, "1": 60, "two": 120, "2": 120, "three": 180, "3": 180}
_LENGTHS = (r"session (?:length )?(?P<length>.+)", r"(?P<length>\w+(?: \w+)? (?:minute|hour)) session")
_GOAL = r"link (?:to )?goal (?:number )?(?P<goal>\w+)"
_KEPT = {
    "interventions": "intervention ",
    "next": "next session ",
    "risk level": "(?:not assessed )?risk level ?",
    "goals": "link (?:to )?goal ",
    "duration": r"(?:session (?:length )?)?(?=.*\b(?:minute|hour))",
}
_HEARD_AS = {"to": "two", "too": "two", "for": "four", "won": "one", "ate": "eight"}


def nothing(words: str) -> str:
    """A `When` that knows no day."""
    return ""


def given(plain: str, when: When) -> Order | None:
    """The field that an utterance in plain words gives; None where it is text."""
    for pattern in _LENGTHS:
        found = re.fullmatch(pattern, plain)
        minutes = _minutes(found["length"]) if found else 0
        if minutes:
            return _order("duration", "1 minute" if minutes == 1 else f"{minutes} minutes")
    goal = re.fullmatch(_GOAL, plain)
    number = _NUMBERS.get(_HEARD_AS.get(goal["goal"], goal["goal"]), 0) if goal else 0
    if 1 <= number <= _MOST_GOALS:
        return _order("goals", str(number))
    day = when(plain.removeprefix("next session ")) if plain.startswith("next session ") else ""
    return _order("next", day) if day else None


def kept(plain: str) -> Order:
    """The field that an utterance once gave, in her own words: what they meant then, nobody knows any more."""
    for field, start in _KEPT.items():
        found = re.match(start, plain)
        if found:
            return _order(field, plain[found.end() :])
    return _order("modality", re.sub("^session (by )?", "", plain))


def _minutes(words: str) -> int:
    """A length in minutes, 1 to 480; 0 where it is none."""
    if hours := re.fullmatch(r"(half an|\w+) hours?", words):
        return _HOURS.get(hours[1], 0)
    if re.fullmatch(r"(?:an|one) hour and a half|(?:one|1) and a half hours", words):
        return 90
    if longer := re.fullmatch(r"(an|one|1|two|2) hours? (?:and )?(.+) minutes", words):
        return _HOURS[longer[1]] + _NUMBERS.get(longer[2], 0)
    short = re.fullmatch(r"(.+) minutes?", words)
    return _NUMBERS.get(short[1], 0) if short else 0


def _order(field: str, value: str) -> Order:
    return Order(Command.FIELD, field=field, value=value)
