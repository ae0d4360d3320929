"""Names of the roster in words that a recogniser, or a hasty hand, wrote instead. Pure.

A word that is no everyday word is taken where it sounds like a name or is one slip of the pen from it. An everyday word
("more" for Mira) is taken only beside another part of the same name, or where several words together sound like the
whole of it ("mere a kern").
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import jellyfish

from assistant.privacy.common import is_common
from assistant.privacy.given import GIVEN
from assistant.privacy.pronounced import LETTERS, SAID
from assistant.privacy.sounds import apart, joined, skeleton, sounds
from assistant.privacy.terms import Entity, Named
from assistant.privacy.words import GRAMMAR

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
_RUN = re.compile(r"[ \t]*\r?\n?[ \t]*|-")
"""Between words that may be one."""
_BESIDE = re.compile(r"-|,?\s+(?:\w\.?\s+)?")
"""Between two parts of one name."""

ALONE = 0.16
"""How far a word that is no everyday word may sound from a name."""
HOMOPHONE = 0.03
"""How far another first name may: "Catherine" for Kathryn, but not "Maria" for Mira."""
NEIGHBOUR = 0.34
"""How far any word may, beside another part of that name; less where either is short."""
SPLIT = 0.06
"""How far several words together may, none of them an everyday word."""
WHOLE = 0.08
"""How far several words may, everyday words among them, from a first name and a last name together."""
MOST_WORDS = 5


@dataclass(frozen=True, slots=True)
class Known:
    """A part of a name that was found as it is written."""

    start: int
    end: int
    entity: Entity
    word: str


@dataclass(frozen=True, slots=True)
class Heard:
    """A name in other words."""

    start: int
    end: int
    entity: Entity
    owners: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Name:
    """A part of a name, or a whole name run together."""

    word: str
    sound: str
    entity: Entity
    owners: frozenset[str]
    whole: bool
    alone: bool
    """Whether it may be taken without another part beside it."""


@dataclass(frozen=True, slots=True)
class _Candidate:
    start: int
    end: int
    name: _Name
    distance: float
    sure: bool


@dataclass(frozen=True, slots=True)
class _Word:
    start: int
    end: int
    word: str
    sound: str
    """Empty where the word is known, or not in Latin letters."""
    common: bool


class Misheard:
    """Listens for the names of a roster."""

    def __init__(self, names: Sequence[Named]) -> None:
        self._by_skeleton: dict[str, list[_Name]] = {}
        self._by_less: dict[str, list[_Name]] = {}
        self._by_letters: dict[str, list[_Name]] = {}
        self._longest = 0
        for name in dict.fromkeys(one for named in names for one in _names(named)):
            self._longest = max(self._longest, len(skeleton(name.sound)))
            key = skeleton(name.sound)
            self._by_skeleton.setdefault(key, []).append(name)
            for less in _less(key):
                self._by_less.setdefault(less, []).append(name)
            if not name.whole and len(name.word) >= 4:
                for letters in {name.word, *_less(name.word)}:
                    self._by_letters.setdefault(letters, []).append(name)

    def find(self, folded: str, known: Sequence[Known]) -> list[Heard]:
        """All of them in a folded text, in order; none where `known` are."""
        candidates = list(self._candidates(folded, known))
        sure = [one for one in candidates if one.sure]
        parts = [(one.start, one.end, one.entity, one.word) for one in known]
        parts += [(one.start, one.end, one.name.entity, one.name.word) for one in sure]
        beside = _Parts(folded, parts)
        return _best([*sure, *(one for one in candidates if not one.sure and beside.beside(one))])

    def _candidates(self, folded: str, known: Sequence[Known]) -> Iterator[_Candidate]:
        near: dict[str, list[tuple[_Name, float]]] = {}
        for window, heard in self._windows(folded, known):
            start, end = window[0].start, window[-1].end
            for sound in {heard, heard[:-1]} if len(window) == 1 and _is_many(window[0].word) else (heard,):
                if sound not in near:
                    near[sound] = list(self._near(sound))
                for name, distance in near[sound]:
                    verdict = _verdict(name, distance, window)
                    if verdict is not None:
                        yield _Candidate(start, end, name, distance, verdict)
            if len(window) == 1 and not window[0].common and window[0].word not in GIVEN:
                for name in self._misspelt(window[0].word):
                    yield _Candidate(start, end, name, ALONE, sure=name.alone)

    def _windows(self, folded: str, known: Sequence[Known]) -> Iterator[tuple[Sequence[_Word], str]]:
        """Every few words on end that may be a name, and how they sound together."""
        words = _words(folded, known)
        for at in range(len(words)):
            heard = ""
            for upto in range(at, min(at + MOST_WORDS, len(words))):
                word = words[upto]
                if not word.sound or (upto > at and not _RUN.fullmatch(folded, words[upto - 1].end, word.start)):
                    break
                heard = joined(heard + word.sound)
                if len(skeleton(heard)) > self._longest + 1:
                    break
                yield words[at : upto + 1], heard

    def _near(self, heard: str) -> Iterator[tuple[_Name, float]]:
        """Names with the same consonants, or with one more, less or other; other ones tell too much of a short name."""
        key = skeleton(heard)
        less = _less(key)
        found = [*self._by_skeleton.get(key, ()), *self._by_less.get(key, ())]
        found += [name for one in less for name in self._by_skeleton.get(one, ())]
        if len(key) > 2:
            found += [name for one in less for name in self._by_less.get(one, ())]
        for name in {id(name): name for name in found}.values():
            most = ALONE if name.whole else NEIGHBOUR
            distance = apart(heard, name.sound, most)
            if distance <= most:
                yield name, distance

    def _misspelt(self, word: str) -> Iterator[_Name]:
        if len(word) < 4:
            return
        found = {id(name): name for key in {word, *_less(word)} for name in self._by_letters.get(key, ())}
        yield from (name for name in found.values() if _one_slip(word, name.word))


def _names(named: Named) -> Iterator[_Name]:
    """Its parts, and neighbouring parts run together, in every way that they are said."""
    alone = named.entity.kind != "PLACE" or (len(named.words) == 1 and len(named.words[0]) > 4)
    ways = [_ways(word, written) for word, written in zip(named.words, named.written, strict=True)]
    for word, spoken in zip(named.words, ways, strict=True):
        for sound in spoken:
            if len(sound) > 1:
                yield _Name(word, sound, named.entity, named.owners, whole=False, alone=alone)
    for first, last in combinations(range(len(ways)), 2):
        for one in ways[first]:
            for other in ways[last]:
                sound = joined(one + other)
                if len(sound) > 5:
                    word = f"{named.words[first]} {named.words[last]}"
                    yield _Name(word, sound, named.entity, named.owners, whole=True, alone=True)


def _ways(word: str, written: str) -> tuple[str, ...]:
    spellings = (*SAID.get(word, ()), word, written.translate(LETTERS))
    return tuple(dict.fromkeys(sound for spelling in spellings if (sound := sounds(spelling))))


def _words(folded: str, known: Sequence[Known]) -> list[_Word]:
    taken = sorted((one.start, one.end) for one in known)
    said: dict[str, tuple[str, bool]] = {}
    words, next_taken = [], 0
    for found in _WORD.finditer(folded):
        start, word = found.start(), found[0].removesuffix("'s")
        end = start + len(word)
        while next_taken < len(taken) and taken[next_taken][1] <= start:
            next_taken += 1
        if word not in said:
            said[word] = (sounds(word), is_common(word))
        sound, common = said[word]
        inside = next_taken < len(taken) and taken[next_taken][0] < end
        words.append(_Word(start, end, word, "" if inside else sound, common))
    return words


def _verdict(name: _Name, distance: float, window: Sequence[_Word]) -> bool | None:
    """Whether it is taken for sure (True), beside another part (False), or not at all (None)."""
    if len(window) == 1 and not name.whole:
        return _one_word(name, distance, window[0])
    everyday = any(word.common for word in window)
    if name.whole:
        return True if distance <= (WHOLE if everyday else ALONE) else None
    if len(window) > 3 or len(name.sound) < 4:
        return None
    return name.alone and not everyday and distance <= SPLIT


def _one_word(name: _Name, distance: float, word: _Word) -> bool | None:
    longest = max(len(word.sound), len(name.sound))
    if distance > (0.17 if longest <= 4 else 0.26 if longest == 5 else NEIGHBOUR):
        return None
    if word.common:
        return None if word.word in GRAMMAR and distance > 0.05 else False
    if word.word in GIVEN and distance > HOMOPHONE:
        return False
    return name.alone and distance <= (ALONE if len(name.sound) > 3 else 0.07) and len(word.word) > 2


def _is_many(word: str) -> bool:
    """Whether it may be a name in the plural."""
    return len(word) > 4 and word.endswith("s")


def _one_slip(word: str, name: str) -> bool:
    """One letter wrong, missing, too many or changed about; in four letters only the last."""
    if word == name or abs(len(word) - len(name)) > 1:
        return False
    if len(name) == 4:
        return len(word) == 4 and sorted(word) == sorted(name) and _distance(word, name) == 1
    return word[0] == name[0] and _distance(word, name) == 1


def _distance(word: str, name: str) -> int:
    return int(jellyfish.damerau_levenshtein_distance(word, name))


def _less(key: str) -> set[str]:
    """A key without one of its characters: two that differ in one place have one of these in common."""
    return {key[:at] + key[at + 1 :] for at in range(len(key))}


class _Parts:
    """The parts of names that are already taken in a text."""

    def __init__(self, folded: str, parts: Sequence[tuple[int, int, Entity, str]]) -> None:
        self._folded = folded
        self._starting: dict[Entity, list[tuple[int, str]]] = {}
        self._ending: dict[Entity, list[tuple[int, str]]] = {}
        for start, end, entity, word in parts:
            self._starting.setdefault(entity, []).append((start, word))
            self._ending.setdefault(entity, []).append((end, word))
        for places in (*self._starting.values(), *self._ending.values()):
            places.sort()

    def beside(self, one: _Candidate) -> bool:
        """Whether another part of the same name stands next to it."""
        ending, starting = self._ending.get(one.name.entity, []), self._starting.get(one.name.entity, [])
        before, after = bisect_right(ending, (one.start, "")), bisect_left(starting, (one.end, ""))
        gaps = [(word, end, one.start) for end, word in ending[max(before - 3, 0) : before]]
        gaps += [(word, one.end, start) for start, word in starting[after : after + 3]]
        return any(word != one.name.word and _BESIDE.fullmatch(self._folded, start, end) for word, start, end in gaps)


def _best(taken: Sequence[_Candidate]) -> list[Heard]:
    """Of those at the same words the nearest, for everyone whom it may name."""
    spans: dict[tuple[int, int], list[_Candidate]] = {}
    for one in taken:
        spans.setdefault((one.start, one.end), []).append(one)
    heard = []
    for (start, end), several in sorted(spans.items()):
        nearest = min(several, key=lambda one: one.distance)
        owners = frozenset[str]().union(
            *(one.name.owners for one in several if one.distance <= nearest.distance + 0.03)
        )
        heard.append(Heard(start, end, nearest.name.entity, owners))
    return heard
