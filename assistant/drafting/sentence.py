"""A sentence as the check sees it: its stems, what is denied, who is meant. Pure."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from assistant.drafting.vocabulary import FRAME, NEGATIONS, phrased, stem
from assistant.privacy.folding import fold

_TOKENS = re.compile(r"\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|[^\W\d_]+(?:'[^\W\d_]+)*|%|[.;:!?,]")
_ENDS = frozenset(".;:!?")
_TURNS = frozenset(
    stem(word)
    for word in ("but", "however", "although", "though", "except", "because", "while", "then", "until", "still")
)
_AFFIRMS = frozenset(
    stem(word)
    for word in (
        "reports",
        "states",
        "says",
        "endorses",
        "describes",
        "has",
        "is",
        "feels",
        "admits",
        "does",
        "continues",
        "wants",
    )
)
"""Verbs that say something new after a list of what is denied."""
_GENDERS = {
    "she": "she",
    "her": "she",
    "hers": "she",
    "herself": "she",
    "he": "he",
    "him": "he",
    "his": "he",
    "himself": "he",
}
_CLIENT = frozenset(
    {"client", "she", "he", "they", "her", "him", "his", "their", "them", "hers", "theirs", "who", "we", "us", "our"}
)
_HER = frozenset({"therapist", "i", "me", "my", "myself", "we", "us", "our"})


@dataclass(frozen=True)
class Read:
    """One text, read."""

    tokens: tuple[str, ...]
    """Folded words, numbers and marks."""
    capitals: frozenset[str]
    """Stems that stand in it with a capital inside a sentence."""

    @cached_property
    def stems(self) -> tuple[str, ...]:
        """Of its words, in order; without numbers and marks."""
        return tuple(stem(token) for token in self.tokens if _is_word(token))

    @cached_property
    def all(self) -> frozenset[str]:
        """The same, without order."""
        return frozenset(self.stems)

    @cached_property
    def content(self) -> tuple[str, ...]:
        """Stems that claim something, each once."""
        return tuple(each for each in dict.fromkeys(self.stems) if each not in FRAME and each not in NEGATIONS)

    @cached_property
    def forms(self) -> Mapping[str, str]:
        """Stem → the word as it stands, folded."""
        return {stem(token): token for token in reversed(self.tokens)}

    @cached_property
    def names(self) -> frozenset[str]:
        """What is written as a name."""
        return self.capitals - FRAME

    @cached_property
    def denials(self) -> int:
        """How often it says no."""
        return sum(each in NEGATIONS for each in self.stems)

    @cached_property
    def polarity(self) -> Mapping[str, frozenset[bool]]:
        """For each content stem whether it is denied, affirmed, or both."""
        found: dict[str, set[bool]] = {}
        for clause in _clauses(self.tokens):
            for each, denied in _denied(clause):
                found.setdefault(each, set()).add(denied)
        return {each: frozenset(denied) for each, denied in found.items()}

    @cached_property
    def genders(self) -> frozenset[str]:
        """``she`` and ``he``, as far as it says so."""
        return frozenset(_GENDERS[token] for token in self.tokens if token in _GENDERS)

    @cached_property
    def speaks_of_client(self) -> bool:
        """Whether somebody but her is the one who it is about."""
        return not _CLIENT.isdisjoint(self.stems)

    @cached_property
    def speaks_of_her(self) -> bool:
        """Whether it is about the therapist."""
        return not _HER.isdisjoint(self.stems)


def read(text: str) -> Read:
    """Any text of one or several sentences."""
    folded = re.sub(r"n't\b", "nt", fold(text).text)
    tokens = tuple(re.sub(r"'s$|'$", "", token) for token in _TOKENS.findall(phrased(folded)))
    capitals = re.findall(r"(?<=[a-z0-9,;'’)] )[\"“(]?([A-Z][\w]*)|\b([A-Z]{2,})\b", text)
    names = frozenset(stem(fold("".join(found)).text) for found in capitals) - {"i"}
    return Read(tokens, names)


def _is_word(token: str) -> bool:
    return token[0] == "%" or token[0].isalpha()


def _clauses(tokens: tuple[str, ...]) -> Iterator[list[str]]:
    clause: list[str] = []
    for token in tokens:
        if token in _ENDS or stem(token) in _TURNS:
            yield clause
            clause = []
        elif _is_word(token):
            clause.append(stem(token))
    yield clause


def _denied(clause: list[str]) -> list[tuple[str, bool]]:
    """Each content stem of a clause, and whether a no reaches it: one after its no, or before a no that ends it."""
    reached: list[tuple[str, bool]] = []
    inside, fresh = False, False
    for each in clause:
        if each in NEGATIONS:
            inside, fresh = True, True
        elif inside and not fresh and each in _AFFIRMS:
            inside = False
        elif each not in FRAME:
            fresh = False
        if each not in FRAME and each not in NEGATIONS:
            reached.append((each, inside))
    if inside and fresh:  # "panic: none", "any panic was denied"
        return [(each, True) for each, _ in reached]
    return reached
