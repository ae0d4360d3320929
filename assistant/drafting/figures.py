"""The numbers of a drafted sentence against those that she spoke. Pure."""

from collections.abc import Iterator, Sequence

from assistant.drafting.sentence import Read
from assistant.drafting.vocabulary import FRAME, stem

_UNITS = {
    word: value
    for value, word in enumerate(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
         "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
    )
}  # fmt: skip
_TENS = {
    word: 10 * value
    for value, word in enumerate(["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2)
}
_ORDINALS = {
    word: value
    for value, word in enumerate(
        ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth"], 1
    )
}  # fmt: skip
_TIMES = {"hundred": 100, "thousand": 1000}
NUMBER_WORDS = frozenset((*_UNITS, *_TENS, *_ORDINALS, "twice", "thrice"))
NUMBER_STEMS = frozenset(stem(word) for word in (*_UNITS, *_TENS, *_TIMES, "point"))
_AS_ONE = frozenset({"a", "an", "one", "another", "once", "single", "first", "1"})


def figures(tokens: Sequence[str]) -> list[tuple[float, int]]:
    """Every number in order, in figures or words, and the place of its last token.

    "twenty one" is 21, "two hundred fifty" 250, "three point five" 3.5.
    """
    found: list[tuple[float, int]] = []
    pointed = False
    for at, word in enumerate(tokens):
        value, spelt = _value(word), not word[0].isdigit()
        before, place = found[-1] if found else (0.0, -2)
        follows = place == at - 1 and spelt and not tokens[place][0].isdigit()
        if word == "point" and follows:
            pointed = True
            found[-1] = (before, at)
            continue
        if value is not None and pointed:
            found[-1] = (float(f"{before:g}.{value:g}"), at)
        elif word in _TIMES and follows:
            found[-1] = (before * _TIMES[word], at)
        elif value is not None and follows and _adds(before, value):
            found[-1] = (before + value, at)
        elif value is not None or word in _TIMES:
            found.append((float(_TIMES.get(word, value or 0)), at))
        pointed = False
    return found


def clashes(drafted: Read, said: Read) -> str:
    """Why the numbers do not fit, as the end of "this sentence …"; empty where they do."""
    ours, hers = figures(drafted.tokens), figures(said.tokens)
    if any(value == 1 for value, _ in ours) and _AS_ONE.isdisjoint(said.tokens):
        return "holds a number that you did not say"
    wanted = [value for value, at in ours if value != 1 or drafted.tokens[at] == "1"]
    spoken = [value for value, _ in hers]
    if not set(wanted) <= set(spoken):
        return "holds a number that you did not say"
    rest = iter(spoken)
    if not all(value in rest for value in wanted):
        return "gives your numbers in another order"
    for value, at in ours:
        for near in _beside(drafted.tokens, at):
            nearest = _nearest(said.tokens, hers, near)
            if value != 1 and nearest and value not in nearest:
                return "may give a number to something else"
    return ""


def _value(token: str) -> float | None:
    if token[0].isdigit():
        return float(token.replace(",", ""))
    return _UNITS.get(token, _TENS.get(token, _ORDINALS.get(token)))


def _adds(before: float, value: float) -> bool:
    """Whether the second is the rest of the first: "twenty" and "one", "hundred" and "fifty"."""
    return (before % 100 in range(20, 100, 10) and 0 < value < 10) or (
        before >= 100 and before % 100 == 0 and value < 100
    )


def _beside(tokens: Sequence[str], at: int) -> Iterator[str]:
    """The stems right before and right after a number, where they are no mere frame."""
    for place in (at - 1, at + 1):
        word = tokens[place] if 0 <= place < len(tokens) else ""
        if word[:1].isalpha() and _value(word) is None and stem(word) not in FRAME:
            yield stem(word)


def _nearest(tokens: Sequence[str], numbers: Sequence[tuple[float, int]], near: str) -> frozenset[float]:
    """The numbers closest to a stem, wherever it stands; of two equally close ones both."""
    found: set[float] = set()
    for at, token in enumerate(tokens):
        if stem(token) == near and numbers:
            least = min(abs(place - at) for _, place in numbers)
            found |= {value for value, place in numbers if abs(place - at) == least}
    return frozenset(found)
