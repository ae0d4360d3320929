"""What to look at in an utterance before a note is signed: words not surely heard, no's, numbers, names, medicines. Pure.

It points, it changes nothing. What is in none of its lists is not pointed at.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from assistant.drafting.figures import NUMBER_WORDS
from assistant.drafting.vocabulary import NEGATIONS, stem
from assistant.privacy.common import is_common
from assistant.privacy.folding import Folded, fold

UNSURE, NEGATION, NUMBER, NAME, MEDICATION = "unsure", "negation", "number", "name", "medication"
KINDS = (UNSURE, NEGATION, NUMBER, NAME, MEDICATION)

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_FIGURE = r"\d+(?:[.,:/]\d+)*(?:st|nd|rd|th)?%?"
_SPELT = "|".join(sorted(NUMBER_WORDS, key=len, reverse=True))
_SCALES = rf"hundred|thousand|million|percent|dozen|point(?= (?:\d|(?:{_SPELT})\b))"
_COUNT = rf"(?:{_FIGURE}|(?:{_SPELT}|{_SCALES})\b)"
_NUMBER = re.compile(rf"(?<![\w.,/]){_COUNT}(?:(?:[ -]|[ -]and[ -](?=(?:{_SPELT})\b)){_COUNT})*")
_UNIT = r"(?:mg|mcg|ug|g|ml|cc|iu|meq|milligram(?:me)?s?|microgram(?:me)?s?|grams?|milliliters?|units?|puffs?|tablets?|capsules?|pills?|drops?)"
_UNIT_AFTER = re.compile(rf"[ -]?{_UNIT}\b")
_COUNTED = re.compile(
    rf"(?:[ -](?:out|time|day|night|week|month|year|hour|minute|drink|beer|session|more|to|or|per)|[ -]?{_UNIT}\b)",
    re.IGNORECASE,
)
"""What after "one" or "second" tells that it counts."""
_LONE = frozenset({"one", "second", "first"})
"""Words that count seldom enough to need company."""

_ENDINGS = re.compile(
    r"(?:oxetine|opram|azepam|zolam|piprazole|apine|idone|triptyline|ipramine|barbital|racetam|orexant|statin|pril|sartan|olol"
    r"|dipine|prazole|gliptin|gliflozin|glutide|formin|cillin|mycin|floxacin|cycline|triptan|conazole|thiazide|zosin|setron"
    r"|parin|lukast|xaban|semide|caine|mab|vir|codone|morphone)\Z"
)
"""Of generic names, as they are given out."""
_SHORTEST = 7
"""Letters of a word that is known by its ending."""
_NO_MEDICINES = frozenset(
    {"cocaine", "elixir", "devoir", "april", "insetron", "moab", "reservoir", "souvenir", "memoir"}
)

Found = tuple[int, int]
"""Where something stands: its first character and the one after its last."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing to look at."""

    start: int
    """Its first character."""
    stop: int
    """The character after its last."""
    kind: str
    """One of `KINDS`."""


def marks(text: str, unsure: Sequence[int], names: Callable[[str], Iterable[Found]]) -> tuple[Mark, ...]:
    """What to look at in an utterance, in order; only what is unsure may also be something else.

    `unsure`: which of its words, split at blanks, were not surely heard; `names`: where a text names somebody or a place.
    """
    folded = fold(text)
    pieces = [found.span() for found in re.finditer(r"\S+", text)]
    found = [Mark(*pieces[at], UNSURE) for at in sorted(set(unsure)) if 0 <= at < len(pieces)]
    taken = bytearray(len(text))
    for kind, places in (
        (NAME, names(text)),
        (MEDICATION, _medicines(folded)),
        (NUMBER, _numbers(folded)),
        (NEGATION, _negations(folded)),
    ):
        for start, stop in places:
            if not any(taken[start:stop]):
                taken[start:stop] = b"\1" * (stop - start)
                found.append(Mark(start, stop, kind))
    return tuple(sorted(found, key=lambda mark: (mark.start, mark.stop, KINDS.index(mark.kind))))


def _negations(folded: Folded) -> Iterator[Found]:
    for found in _WORD.finditer(folded.text):
        word = found[0].replace("n't", "nt")
        if stem(word) in NEGATIONS or word == "cannot":
            yield folded.span(*found.span())


def _numbers(folded: Folded) -> Iterator[Found]:
    for found in _NUMBER.finditer(folded.text):
        alone = _LONE.issuperset(re.split("[ -]", found[0])) and not _COUNTED.match(folded.text, found.end())
        if not alone:
            yield folded.span(*found.span())


def _medicines(folded: Folded) -> Iterator[Found]:
    """Doses and medicines, each by itself."""
    for found in _NUMBER.finditer(folded.text):
        unit = _UNIT_AFTER.match(folded.text, found.end())
        if unit:
            yield folded.span(found.start(), unit.end())
    for found in _WORD.finditer(folded.text):
        if _is_medicine(found[0].removesuffix("'s")):
            yield folded.span(*found.span())


@cache
def _is_medicine(word: str) -> bool:
    if word in _known():
        return True
    return len(word) >= _SHORTEST and bool(_ENDINGS.search(word)) and word not in _NO_MEDICINES and not is_common(word)


@cache
def _known() -> frozenset[str]:
    lines = files("assistant.drafting").joinpath("medicines.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(word for line in lines if not line.startswith("#") for word in line.split())
