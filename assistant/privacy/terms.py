"""The roster as terms to look for: who each name, nickname, initial or place stands for. Pure."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import Enum

from assistant.privacy.folding import fold
from assistant.privacy.words import GRAMMAR, PLACES, RELATIONS, WORDS
from assistant.records import Client

_SPLIT = r"(?:-[ \t]*(?:\r?\n)?[ \t]*|[ \t]*\r?\n[ \t]*)?"
"""Between two letters of a name that was broken by a hyphen or at the end of a line."""
_AFTER = r"(?![^\W\d_])"
_DIGITS = dict(
    zip("0123456789", ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"), strict=True)
)


class When(Enum):
    """How much has to speak for a match before it is taken."""

    ALWAYS = "always"
    WORD = "word"
    """Also an English word: when capitalised, beside another part of the name, or in a text without capitals."""
    GRAMMAR = "grammar"
    """A word no sentence goes without: when capitalised, or beside another part of the name."""
    CAPITAL = "capital"
    """Part of a place's name: when capitalised."""


@dataclass(frozen=True, slots=True)
class Entity:
    """Someone or somewhere."""

    kind: str
    """``CLIENT``, ``PERSON`` or ``PLACE``."""
    key: str
    """Tells it from the others of its kind."""


@dataclass(frozen=True, slots=True)
class Term:
    """A word or phrase and what it stands for."""

    folded: str
    entity: Entity
    when: When
    owners: frozenset[str]
    """Ids of the clients whom it may name; empty for kin and places."""
    pattern: str
    """For folded text; begins with the literal first character of `folded` wherever that is a letter."""
    bounded: bool = True
    """Whether it must not begin inside a word."""


def terms(roster: Sequence[Client]) -> tuple[Term, ...]:
    """All terms; where two stand for one word, clients come before kin and kin before places."""
    found: dict[str, Term] = {}
    for term in _all(roster):
        known = found.get(term.folded)
        if known is None:
            found[term.folded] = term
        elif term.owners and known.owners:
            found[term.folded] = replace(known, owners=known.owners | term.owners)
    return tuple(sorted(found.values(), key=lambda term: -len(term.folded)))


def _all(roster: Sequence[Client]) -> Iterator[Term]:
    for client in roster:
        entity, owners = Entity("CLIENT", client.id), frozenset({client.id})
        yield from _initials(client.initials, entity, owners)
        for name in (client.name, *client.aliases):
            yield from _name(name, entity, owners)
    for client in roster:
        for at, name in enumerate(client.kin):
            yield from _name(name, Entity("PERSON", f"{client.id}/{at}"), frozenset())
    for client in roster:
        for at, name in enumerate(client.places):
            yield from _place(name, Entity("PLACE", f"{client.id}/{at}"))


@dataclass(frozen=True, slots=True)
class Named:
    """A name's words, for hearing them in other words."""

    entity: Entity
    owners: frozenset[str]
    words: tuple[str, ...]
    """Folded."""
    written: tuple[str, ...]
    """The same with their accents."""


def named(roster: Sequence[Client]) -> Iterator[Named]:
    """Every name of the roster."""
    for client in roster:
        entity, owners = Entity("CLIENT", client.id), frozenset({client.id})
        for name in (client.name, *client.aliases):
            yield from _named(name, entity, owners, RELATIONS)
        for at, name in enumerate(client.kin):
            yield from _named(name, Entity("PERSON", f"{client.id}/{at}"), frozenset(), RELATIONS)
        for at, name in enumerate(client.places):
            yield from _named(name, Entity("PLACE", f"{client.id}/{at}"), frozenset(), RELATIONS | PLACES)


def _named(name: str, entity: Entity, owners: frozenset[str], shared: frozenset[str]) -> Iterator[Named]:
    written = [word for word in re.split(r"[^\w']+", name.lower()) if word]
    words = [fold(word).text.replace("'", "") for word in written]
    kept = [(word, full) for word, full in zip(words, written, strict=True) if len(word) > 1 and word not in shared]
    if kept:
        yield Named(entity, owners, tuple(word for word, _ in kept), tuple(full for _, full in kept))


def _name(name: str, entity: Entity, owners: frozenset[str]) -> Iterator[Term]:
    parts = [part for part in _parts(name) if part not in RELATIONS]
    for part in parts:
        if len(part) > 1 or _no_spaces(part):
            yield _word(part, entity, owners)
    if len(parts) > 1:
        bare = [part.replace("'", "") for part in parts]
        joined = {bare[0] + bare[-1], "".join(bare), bare[0][0] + bare[-1], bare[0] + bare[-1][0]}
        for handle in sorted(joined):
            if len(handle) > 3 and handle not in WORDS:
                yield _word(handle, entity, owners)
    if not parts:
        yield from _sign(name, entity, owners)


def _place(name: str, entity: Entity) -> Iterator[Term]:
    words = [word for word in _parts(name) if word not in ("the", "a", "an")]
    if len(words) > 1:
        pattern = r"[\s.,'-]*".join(_letters(word) for word in words) + _after(words[-1])
        phrase = " ".join(words)
        yield Term(phrase, entity, When.ALWAYS, frozenset(), pattern, bounded=not _no_spaces(phrase[0]))
    for word in words:
        if len(words) == 1:
            yield _word(word, entity, frozenset())
        elif len(word) > 3 and word not in PLACES | RELATIONS | GRAMMAR:
            yield replace(_word(word, entity, frozenset()), when=When.CAPITAL)
    if not words:
        yield from _sign(name, entity, frozenset())


def _sign(name: str, entity: Entity, owners: frozenset[str]) -> Iterator[Term]:
    """A name without a letter of its own, taken as it stands."""
    sign = fold(name).text.strip()
    if sign and not _parts(sign):
        yield Term(sign, entity, When.ALWAYS, owners, re.escape(sign), bounded=False)


def _initials(initials: str, entity: Entity, owners: frozenset[str]) -> Iterator[Term]:
    letters = [char for char in fold(initials).text if char.isalnum()]
    compact = "".join(letters)
    each = [f"(?:{char}|{_DIGITS[char]})" if char in _DIGITS else re.escape(char) for char in letters]
    if len(letters) == 1:
        when = When.GRAMMAR if compact in "ai" else When.CAPITAL
        yield Term(compact, entity, when, owners, rf"{each[0]}(?:\.|{_AFTER})")
    elif letters:
        when = When.GRAMMAR if compact in GRAMMAR | WORDS else When.ALWAYS
        yield Term(compact, entity, when, owners, "".join(each) + _AFTER)
        dotted = "".join(rf"\.[ \t]?{letter}" for letter in each[1:])
        spaced = "".join(rf"[ \t-]{letter}" for letter in each[1:])
        pattern = rf"{each[0]}(?:{dotted}(?:\.|{_AFTER})|{spaced}{_AFTER})"
        yield Term(f"{compact} apart", entity, When.ALWAYS, owners, pattern)


def _parts(name: str) -> list[str]:
    """The words of a name, folded, with the apostrophes inside them."""
    return [part for part in re.split(r"(?:[^\w']|_)+", re.sub(r"(?<!\w)'|'(?!\w)", " ", fold(name).text)) if part]


def _when(word: str) -> When:
    if word in GRAMMAR:
        return When.GRAMMAR
    return When.WORD if word in WORDS else When.ALWAYS


def _word(word: str, entity: Entity, owners: frozenset[str]) -> Term:
    """One word of a name: whole, plural or possessive, broken, or spelled out."""
    bare, when = word.replace("'", ""), _when(word)
    if len(bare) < 3:
        pattern = _letters(word)
    elif when is not When.ALWAYS:
        pattern = _letters(word, _SPLIT)
    else:
        whole, spelled = (
            _letters(word, _SPLIT)[len(re.escape(bare[0])) :],
            "".join(rf"[ .,-]{{1,2}}{re.escape(char)}" for char in bare[1:]),
        )
        pattern = f"{re.escape(bare[0])}(?:{whole}(?:e?s)?|{spelled})"
    return Term(bare, entity, when, owners, pattern + _after(word), bounded=not _no_spaces(word))


def _letters(word: str, between: str = "") -> str:
    """The letters of a word, its apostrophes optional or spaces."""
    spelled = [re.escape(char) + "(?:'| )?" if word[at + 1 : at + 2] == "'" else re.escape(char)
               for at, char in enumerate(word) if char != "'"]  # fmt: skip
    return between.join(spelled)


def _after(word: str) -> str:
    return "" if _no_spaces(word) else _AFTER


def _no_spaces(word: str) -> bool:
    """Whether its script writes words without spaces, or joins endings to them."""
    return any(ord(char) > 0x24F for char in word)


def plain_words(all_terms: Iterable[Term]) -> frozenset[str]:
    """The single words that may never be left in a text, whatever surrounds them."""
    return frozenset(term.folded for term in all_terms if term.when is When.ALWAYS and term.folded.isalpha())


def expression(all_terms: Sequence[Term], *, sure: bool) -> re.Pattern[str]:
    """The terms that always count, or the others; term number n is group ``tn``; at one place the longest wins.

    Branches are ordered by first letter, for that lets the engine pass over most of the roster at a glance.
    """
    branches: dict[tuple[bool, str], list[str]] = {}
    for at, term in enumerate(all_terms):
        if (term.when is When.ALWAYS) is sure:
            first = re.escape(term.folded[0])
            lead = first if term.pattern.startswith(first) else ""
            rest = term.pattern.removeprefix(lead)
            branches.setdefault((term.bounded, lead), []).append(f"(?P<t{at}>{rest})")
    sides = []
    for bounded, guard in ((True, r"(?<![^\W\d_])"), (False, "")):
        inner = "|".join(f"{lead}(?:{'|'.join(group)})" for (side, lead), group in branches.items() if side is bounded)
        if inner:
            sides.append(f"{guard}(?:{inner})")
    return re.compile("|".join(sides) or r"(?!)")
