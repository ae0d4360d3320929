"""A spoken PIN among other words: its digits, and the breath in which it is said. Pure."""

import re

from assistant.intents.words import normalize

_ONES = {
    "zero": 0, "oh": 0, "o": 0, "nought": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6,
    "seven": 7, "eight": 8, "nine": 9,
}  # fmt: skip
_TEENS = {
    "ten": 10, "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16,
    "seventeen": 17, "eighteen": 18, "nineteen": 19,
}  # fmt: skip
_TENS = {
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
}  # fmt: skip
_MISHEARD = {"won": 1, "to": 2, "too": 2, "tree": 3, "for": 4, "fore": 4, "ate": 8}
"""What recognisers write for a digit."""
_REPEATS = {"double": 2, "triple": 3}
_DIGITS = _ONES.keys() | _TEENS.keys() | _TENS.keys() | _MISHEARD.keys() | _REPEATS.keys()

_BEFORE = re.compile(r"(?:(?:please|can|could|would|will|you|okay|ok|so|um|uh|and|hey|now) )*unlock\b")
_BETWEEN = frozenset(
    [
        "it",
        "the",
        "room",
        "speech",
        "lock",
        "yourself",
        "with",
        "by",
        "my",
        "pin",
        "number",
        "code",
        "is",
        "and",
        "it's",
    ]
)
"""What may stand between "unlock" and the digits."""


def read_digits(spoken: str, *, misheard: bool = False) -> str:
    """The digits in spoken words: "one two", "twelve thirty four", "double five", "1 2-34"; other words are passed over."""
    ones = _ONES | _MISHEARD if misheard else _ONES
    digits, times, tens = "", 1, False
    for word in re.findall(r"[0-9]|[a-z]+", spoken.lower()):
        if word in _REPEATS:
            times = _REPEATS[word]
            continue
        if word.isdigit():
            digits += word * times
        elif word in ones:
            one = ones[word]
            digits = digits[:-1] + str(one) if tens and one else digits + str(one) * times
        elif word in _TEENS | _TENS:
            digits += str((_TEENS | _TENS)[word])
        times, tens = 1, word in _TENS
    return digits


def after_unlock(text: str) -> str:
    """The PIN's words in "unlock, four seven one one"; empty where it is another sentence."""
    plain = normalize(text)
    found = _BEFORE.match(plain)
    if found is None:
        return ""
    words = plain[found.end() :].split()
    while words and words[0] in _BETWEEN:
        del words[0]
    while words and words[-1] in {"please", "thanks", "now"}:
        del words[-1]
    return " ".join(words) if _is_number(words) else ""


def holds_pin(text: str) -> bool:
    """Whether a text may hold a PIN, so that it is kept from every trace: rather once too often."""
    words = normalize(text).split()
    if _is_number(words):
        return True
    return not {"unlock", "pin"}.isdisjoint(words) and len(read_digits(" ".join(words), misheard=True)) > 1


def may_be_pin(text: str) -> bool:
    """Whether it holds as many digits as a PIN has, however they were heard."""
    return any(4 <= len(read_digits(text, misheard=misheard)) <= 8 for misheard in (False, True))


def _is_number(words: list[str]) -> bool:
    """Nothing but four to eight digits."""
    if not words or not all(word.isdecimal() or word in _DIGITS for word in words):
        return False
    return 4 <= len(read_digits(" ".join(words), misheard=True)) <= 8
