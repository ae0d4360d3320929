"""Placeholders in place of everything that names somebody. Pure; fails closed.

Names that are also English words (Will, Hope, Mark) are taken when they are capitalised, when they stand beside
another part of the name, and everywhere in a text that has no capitals inside its sentences: there they tell
nothing. A word wrongly taken is put back on return, so taking too much costs the model some sense and no more.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import pairwise

from assistant.errors import EgressBlocked
from assistant.privacy import dates, strangers
from assistant.privacy.folding import fold
from assistant.privacy.misheard import Known, Misheard
from assistant.privacy.patterns import PATTERNS
from assistant.privacy.placeholders import Placeholders, dropped, lookalikes, restore, without
from assistant.privacy.terms import Entity, When, expression, named, plain_words, terms
from assistant.records import Client

__all__ = ["Hidden", "HiddenFields", "Pseudonyms", "dropped", "restore"]

LONGEST = 200_000
"""Characters that are looked at in one task; more is refused."""

_GAP = re.compile(r"-|\s+(?:\w\.?\s+)?")
"""Between two parts of one name: "Jordan Davis", "Jordan P. Davis", "Smith-Davis"."""
_BESIDE = re.compile(r"-|,?\s+(?:\w\.?\s+)?")
"""The same, or a comma: "Hope, Will"."""
_CASED = re.compile(r"[a-z0-9,;'’] (?!I\b|(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?\b)[A-Z][a-z]")
"""A capital inside a sentence; not one that tidying puts there ("I", the days)."""


@dataclass(frozen=True, slots=True)
class Hidden:
    """A text without names, and what each placeholder stands for."""

    text: str
    mapping: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class HiddenFields:
    """Several texts of one task, with placeholders in common."""

    fields: Mapping[str, str]
    mapping: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Match:
    start: int
    end: int
    entity: Entity
    when: When = When.ALWAYS
    owners: frozenset[str] = frozenset()
    word: str = ""
    """The word of the roster that was found."""
    guess: bool = False
    """Whether it may be nobody, so that whatever else is found there counts before it."""
    away: str = ""
    """How far away a date is."""


class Pseudonyms:
    """Hides what the roster names, and what looks like a number, an address, a link or a date.

    Given the day, `today`, the placeholder of a date says how far away it is.
    """

    def __init__(self, roster: Sequence[Client], today: Callable[[], date] | None = None) -> None:
        self._today = today
        self._terms = terms(roster)
        self._misheard = Misheard(tuple(named(roster)))
        self._plain = plain_words(self._terms)
        # Words that may be no names are looked for apart, so that none of them hides a name that begins inside it.
        self._expressions = tuple(expression(self._terms, sure=sure) for sure in (True, False))

    def hide(self, text: str) -> Hidden:
        """One text. Raises `EgressBlocked`."""
        hidden = self.hide_fields({"text": text})
        return Hidden(hidden.fields["text"], hidden.mapping)

    def hide_fields(self, fields: Mapping[str, str]) -> HiddenFields:
        """Several texts. Raises `EgressBlocked` when it cannot answer for every name."""
        if sum(map(len, fields.values())) > LONGEST:
            raise EgressBlocked("That is too long for the model, so it stays as you said it.")
        names = Placeholders()
        hidden = {field: self._replace(text, names) for field, text in fields.items()}
        for text in hidden.values():
            self._second_look(text)
        return HiddenFields(hidden, names.mapping)

    def mentions(self, text: str) -> tuple[frozenset[str], ...]:
        """For each name or initials of a client in a text, the ids of the clients whom they may mean."""
        return tuple(match.owners for match in self._taken(text) if match.owners)

    def names(self, text: str) -> tuple[tuple[int, int], ...]:
        """Where a text names somebody or a place of the roster, or seems to name somebody else: start and end, in order.

        A name that is also an English word counts where it has a capital, or stands beside another part of the name.
        """
        found = {(match.start, match.end) for match in self._taken(text, cased=True)} | set(strangers.find(text))
        apart: list[tuple[int, int]] = []
        for start, end in sorted(found):
            if apart and start < apart[-1][1]:
                apart[-1] = (apart[-1][0], max(end, apart[-1][1]))
            else:
                apart.append((start, end))
        return tuple(apart)

    def _replace(self, text: str, names: Placeholders) -> str:
        pieces: list[str] = []
        done = 0
        for match in self._matches(text):
            form = text[match.start : match.end]
            pieces += text[done : match.start], names.of(match.entity, form, match.away)
            done = match.end
        return "".join([*pieces, text[done:]])

    def _matches(self, text: str) -> list[_Match]:
        """Everything to be hidden, in order and apart.

        What a first look takes may leave half a word behind, which is then a word of its own: look until none is left.
        """
        matches = _merged(text, [*self._taken(text), *self._patterns(text), *_lookalikes(text)])
        while matches:
            more = [
                replace(match, start=match.start + start, end=match.end + start)
                for start, end in _between(matches, len(text))
                for match in (*self._taken(text[start:end]), *self._patterns(text[start:end]))
                if match.when is When.ALWAYS
            ]
            if not more:
                break
            matches = _merged(text, matches + more)
        return matches

    def _taken(self, text: str, *, cased: bool = False) -> list[_Match]:
        """The roster's matches that count, in order; `cased`: its capitals tell, even where it has none."""
        candidates = self._candidates(text)
        cased = cased or bool(_CASED.search(text))
        sure = [match for match in candidates if _counts(match, text, cased=cased)]
        taken = set(sure)
        for first, second in pairwise(candidates):
            if first.entity == second.entity and _BESIDE.fullmatch(text, first.end, second.start):
                taken |= {first, second}
        exact = [match for match in candidates if match in taken]
        return sorted([*exact, *self._heard(text, exact)], key=lambda match: (match.start, match.end))

    def _heard(self, text: str, exact: Sequence[_Match]) -> Iterator[_Match]:
        """Names in other words than their own."""
        folded = fold(text)
        places = {at: place for place, at in reversed(list(enumerate(folded.origins)))}
        known = [
            Known(places[match.start], places.get(match.end, len(folded.text)), match.entity, match.word)
            for match in exact
        ]
        for heard in self._misheard.find(folded.text, known):
            start, end = folded.span(heard.start, heard.end)
            yield _Match(start, end, heard.entity, owners=heard.owners)

    def _candidates(self, text: str) -> list[_Match]:
        folded = fold(text)
        candidates = []
        for terms_of in self._expressions:
            for found in terms_of.finditer(folded.text):
                term = self._terms[int((found.lastgroup or "")[1:])]
                start, end = folded.span(*found.span())
                when = When.ALWAYS if "." in found[0] else term.when  # "A.", "W. W."
                candidates.append(_Match(start, end, term.entity, when, term.owners, term.folded))
        return sorted(candidates, key=lambda match: (match.start, match.end))

    def _patterns(self, text: str) -> Iterator[_Match]:
        folded = fold(text)
        for kind, pattern in PATTERNS:
            for found in pattern.finditer(folded.text):
                start, end = folded.span(*found.span())
                yield _Match(start, end, Entity(kind, text[start:end]))
        for start, end in strangers.find(text):
            yield _Match(start, end, Entity("PERSON", f"?{fold(text[start:end]).text}"), guess=True)
        for day in dates.find(folded.text, self._today() if self._today else None):
            start, end = folded.span(day.start, day.end)
            yield _Match(start, end, Entity("DATE", day.key or text[start:end]), away=day.away)

    def _second_look(self, hidden: str) -> None:
        """Look again, another way: word by word, at what is left."""
        left = fold(without(hidden)).text
        if not self._plain.isdisjoint(re.findall(r"[^\W\d_]+", left)):
            raise EgressBlocked("I could not hide every name, so nothing was sent and your own words stand.")


def _between(matches: Sequence[_Match], length: int) -> list[tuple[int, int]]:
    """The stretches that no match covers."""
    return list(zip([0, *(match.end for match in matches)], [*(match.start for match in matches), length], strict=True))


def _counts(match: _Match, text: str, *, cased: bool) -> bool:
    capital = any(char.isupper() for char in text[match.start : match.end])
    return match.when is When.ALWAYS or capital or (match.when is When.WORD and not cased)


def _lookalikes(text: str) -> Iterator[_Match]:
    """Hidden like a name, so that it comes back as it was."""
    for start, end in lookalikes(text):
        yield _Match(start, end, Entity("TEXT", text[start:end]))


def _merged(text: str, matches: list[_Match]) -> list[_Match]:
    """In order and apart: what overlaps is one, as are the parts of one name; the longest gives the entity."""
    merged: list[_Match] = []
    for match in sorted(matches, key=lambda one: (one.start, -one.end)):
        last = merged[-1] if merged else None
        if last and match.start < last.end:
            longer = max(last, match, key=lambda one: (not one.guess, one.end - one.start))
            merged[-1] = replace(longer, start=last.start, end=max(last.end, match.end))
        elif last and last.entity == match.entity and _GAP.fullmatch(text, last.end, match.start):
            merged[-1] = replace(match, start=last.start)
        else:
            merged.append(match)
    return merged
