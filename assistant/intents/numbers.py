"""Numbers as people say them and as recognisers write them: "twenty five", "25", "the third", "3rd". Pure.

A reader takes the words and a place among them and yields every way to go on as (value, next place): the longest
first, so that the first reading that consumes all words is the natural one.
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")
Words = Sequence[str]
Readings = Iterator[tuple[T, int]]

_SMALL = (
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen",
)  # fmt: skip
_ROUND = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_RANKS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
    "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
    "twentieth",
)  # fmt: skip
UNITS = {word: value for value, word in enumerate(_SMALL)}
TENS = {word: 10 * value for value, word in enumerate(_ROUND, start=2)}
ORDINALS = {word: value for value, word in enumerate(_RANKS, start=1)} | {"thirtieth": 30}

_DIGITS = re.compile(r"\d{1,9}")
_ORDINAL = re.compile(r"(\d{1,2})(?:st|nd|rd|th)")


def words_of(text: str) -> list[str]:
    """The words of a spoken number, time or date in one plain form: "3:30 p.m." is ["3:30", "pm"]."""
    plain = unicodedata.normalize("NFKC", text).lower().replace("’", "'")
    plain = re.sub(r"\b([ap])\.?\s?m\b\.?", r"\1m", plain)
    plain = re.sub(r"(?<=\d)(am|pm)\b", r" \1", plain)
    plain = re.sub(r"\bo\s?['`]?\s?clock\b", "o'clock", plain)
    plain = re.sub(r"(?<=\d),(?=\d{3}\b)", "", plain)
    plain = re.sub(r"(\d{1,2})\.(\d\d) (am|pm)\b", r"\1:\2 \3", plain)
    plain = re.sub(r"(?<!\d)\.|\.(?!\d)|(?<!\d):|:(?!\d)|(?<!\d)/|/(?!\d)|(?<!\d)-|-(?!\d)", " ", plain)
    return re.findall(r"[^\s,;!?\"“”()…–—]+", plain)


def cardinal(words: Words, at: int) -> Readings[int]:
    """Zero to 999 999 in words or nine digits."""
    if at >= len(words):
        return
    if _DIGITS.fullmatch(words[at]):
        yield int(words[at]), at + 1
        return
    for small, place in _below_thousand(words, at):
        if small and place < len(words) and words[place] == "thousand":
            for rest, end in _below_thousand(words, place + 1 + _is(words, place + 1, "and")):
                yield small * 1000 + rest, end
            yield small * 1000, place + 1
        yield small, place


def _below_thousand(words: Words, at: int) -> Readings[int]:
    hundreds = 1 if _is(words, at, "a") else UNITS.get(words[at], 0) if at < len(words) else 0
    if 1 <= hundreds <= 9 and _is(words, at + 1, "hundred"):
        for rest, end in _below_hundred(words, at + 2 + _is(words, at + 2, "and")):
            yield hundreds * 100 + rest, end
        yield hundreds * 100, at + 2
        return
    yield from _below_hundred(words, at)


def _below_hundred(words: Words, at: int) -> Readings[int]:
    if at >= len(words):
        return
    if words[at] in TENS:
        tens = TENS[words[at]]
        one = UNITS.get(words[at + 1], 0) if at + 1 < len(words) else 0
        if 1 <= one <= 9:
            yield tens + one, at + 2
        yield tens, at + 1
    elif words[at] in UNITS:
        yield UNITS[words[at]], at + 1
    elif "-" in words[at]:
        for value, end in _below_hundred(words[at].split("-"), 0):
            if end == words[at].count("-") + 1:
                yield value, at + 1


def ordinal(words: Words, at: int) -> Readings[int]:
    """First to ninety ninth: "third", "3rd", "twenty third", "twenty-third"."""
    if at >= len(words):
        return
    digits = _ORDINAL.fullmatch(words[at])
    if digits:
        yield int(digits[1]), at + 1
        return
    if words[at] in TENS and at + 1 < len(words) and ORDINALS.get(words[at + 1], 99) < 10:
        yield TENS[words[at]] + ORDINALS[words[at + 1]], at + 2
    elif words[at] in ORDINALS:
        yield ORDINALS[words[at]], at + 1
    elif words[at].count("-") == 1:
        for value, end in ordinal(words[at].split("-"), 0):
            if end == 2:
                yield value, at + 1


def whole(readings: Readings[T], words: Words) -> T | None:
    """The first reading that leaves no word over."""
    return next((value for value, end in readings if end == len(words)), None)


def number(text: str) -> int | None:
    """ "twenty five" or "25" as an integer; None where it is anything else."""
    words = words_of(text)
    return None if text.strip().startswith(("-", "−")) else whole(cardinal(words, 0), words)


def _is(words: Words, at: int, word: str) -> bool:
    return at < len(words) and words[at] == word
