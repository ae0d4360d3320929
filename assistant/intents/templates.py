"""Sentence templates: hassil's notation as a small tree of words and slots, and what can be done with it.

hassil parses the notation ("(what's|what is) on my calendar [{when}]"). Its own matcher gives two neighbouring
wildcards ("when do I see {client} [{when}]") to the first one whole, so the matching is done here, over words, and
yields every way to share the words out; the slots' resolvers decide.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import permutations

from hassil import parse_sentence
from hassil.errors import HassilError
from hassil.expression import Alternative, Expression, Group, ListReference, Permutation, RuleReference, TextChunk
from hassil.parser import ParseError


@dataclass(frozen=True, slots=True)
class Word:
    """One literal word."""

    text: str


@dataclass(frozen=True, slots=True)
class Slot:
    """One or more words of hers, named after what they are: client, when, time …"""

    name: str


@dataclass(frozen=True, slots=True)
class Rule:
    """A reference to another template by name."""

    name: str


@dataclass(frozen=True, slots=True)
class Series:
    """Parts in order; without parts: nothing said."""

    parts: "tuple[Pattern, ...]"


@dataclass(frozen=True, slots=True)
class Either:
    """One of several."""

    options: "tuple[Pattern, ...]"


Pattern = Word | Slot | Rule | Series | Either
NOTHING = Series(())


@dataclass(frozen=True, slots=True)
class Match:
    """One way to read a text as a pattern."""

    slots: Mapping[str, str]
    """Slot name → its words."""
    literal: int
    """How many letters of the text are the template's own."""


def parse(template: str) -> Pattern:
    """Raises `ValueError` with the reason where the notation is wrong."""
    try:
        return _pattern(parse_sentence(template.lower()).expression)
    except (HassilError, ParseError, AssertionError, IndexError, ValueError) as error:
        reason = str(error) or "brackets or braces do not match"
        raise ValueError(reason) from None


def slots_of(pattern: Pattern) -> tuple[frozenset[str], frozenset[str]]:
    """(slots that every reading has, slots that some reading has)."""
    if isinstance(pattern, Slot):
        return frozenset({pattern.name}), frozenset({pattern.name})
    if isinstance(pattern, Series | Either):
        inner = [slots_of(part) for part in (pattern.parts if isinstance(pattern, Series) else pattern.options)]
        some = frozenset[str]().union(*(few for _, few in inner))
        always = [every for every, _ in inner]
        if isinstance(pattern, Either):
            return always[0].intersection(*always), some
        return frozenset[str]().union(*always), some
    return frozenset(), frozenset()


def match(pattern: Pattern, words: tuple[str, ...]) -> Iterator[Match]:
    """Every reading that consumes all the words."""
    for end, slots, literal in _match(pattern, words, 0):
        if end == len(words):
            yield Match({name: " ".join(words[first:last]) for name, first, last in slots}, literal)


Taken = tuple[tuple[str, int, int], ...]


def _match(pattern: Pattern, words: tuple[str, ...], at: int) -> Iterator[tuple[int, Taken, int]]:
    if isinstance(pattern, Word):
        if at < len(words) and words[at] == pattern.text:
            yield at + 1, (), len(pattern.text)
    elif isinstance(pattern, Slot):
        yield from ((end, ((pattern.name, at, end),), 0) for end in range(at + 1, len(words) + 1))
    elif isinstance(pattern, Either):
        for option in pattern.options:
            yield from _match(option, words, at)
    elif isinstance(pattern, Series):
        yield from _match_series(pattern.parts, words, at)


def _match_series(parts: tuple[Pattern, ...], words: tuple[str, ...], at: int) -> Iterator[tuple[int, Taken, int]]:
    if not parts:
        yield at, (), 0
        return
    for middle, slots, literal in _match(parts[0], words, at):
        for end, more, further in _match_series(parts[1:], words, middle):
            yield end, slots + more, literal + further


def expand(pattern: Pattern, limit: int = 400) -> list[tuple[str, ...]]:
    """Every wording as words, slots as "{when}"; at most `limit`."""
    if isinstance(pattern, Word):
        return [(pattern.text,)]
    if isinstance(pattern, Slot):
        return [("{" + pattern.name + "}",)]
    if isinstance(pattern, Either):
        return list(dict.fromkeys(form for option in pattern.options for form in expand(option, limit)))[:limit]
    found: list[tuple[str, ...]] = [()]
    if isinstance(pattern, Series):
        for part in pattern.parts:
            found = [form + more for more in expand(part, limit) for form in found][:limit]
    return found


def referred(pattern: Pattern) -> list[str]:
    """The names of the rules in it."""
    if isinstance(pattern, Rule):
        return [pattern.name]
    if isinstance(pattern, Series | Either):
        parts = pattern.parts if isinstance(pattern, Series) else pattern.options
        return [name for part in parts for name in referred(part)]
    return []


# ── from hassil's tree ───────────────────────────────────────────────────────────────────────────────────────


def _pattern(expression: Expression) -> Pattern:
    if isinstance(expression, TextChunk):
        return _series([Word(word) for word in expression.text.split()])
    if isinstance(expression, ListReference):
        return Slot(expression.slot_name)
    if isinstance(expression, RuleReference):
        return Rule(expression.rule_name)
    if isinstance(expression, Alternative):
        return _either([_pattern(item) for item in expression.items])
    if isinstance(expression, Permutation):
        orders = permutations([_pattern(item) for item in expression.items])
        return _either([_series(list(order)) for order in orders])
    assert isinstance(expression, Group)
    return _series([_run(run) for run in _runs(expression)])


def _runs(group: Group) -> Iterator[list[Expression]]:
    """The group's items, those without a space between them together: "timer[s]" is one run."""
    run: list[Expression] = []
    for item in group.items:
        if not isinstance(item, TextChunk):
            run.append(item)
            continue
        pieces = item.text.replace(" ", " \0 ").split(" ")
        for piece in pieces:
            if piece == "\0":
                if run:
                    yield run
                run = []
            elif piece:
                run.append(TextChunk(piece))
    if run:
        yield run


def _run(run: list[Expression]) -> Pattern:
    if len(run) == 1:
        return _pattern(run[0])
    spelled = [""]
    for item in run:
        spelled = [start + end for start in spelled for end in _spellings(item)]
    return _either([_series([_token(word) for word in text.split()]) for text in spelled])


def _spellings(expression: Expression) -> list[str]:
    if isinstance(expression, TextChunk):
        return [expression.text]
    if isinstance(expression, ListReference):
        return ["{" + expression.slot_name + "}"]
    if isinstance(expression, Alternative):
        return list(dict.fromkeys(text for item in expression.items for text in _spellings(item)))
    texts = [""]
    if isinstance(expression, Group):
        for item in expression.items:
            texts = [start + end for start in texts for end in _spellings(item)]
    return texts


def _token(word: str) -> Pattern:
    return Slot(word[1:-1]) if word.startswith("{") else Word(word)


def _series(parts: list[Pattern]) -> Pattern:
    flat = [inner for part in parts for inner in (part.parts if isinstance(part, Series) else (part,))]
    return flat[0] if len(flat) == 1 else Series(tuple(flat))


def _either(options: list[Pattern]) -> Pattern:
    unique = list(dict.fromkeys(options))
    return unique[0] if len(unique) == 1 else Either(tuple(unique))
