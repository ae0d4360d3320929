"""From the words of a slot to its value.

client    one `Client` of the roster, by initials, name or alias; by sound where nothing is exact
when      a `Span`
time      an aware datetime
duration  a timedelta
count     an int
text      the words themselves
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

import jellyfish
from rapidfuzz import fuzz

from assistant.events import SlotValue
from assistant.intents import times
from assistant.intents.words import normalize
from assistant.records import Client

KINDS = ("client", "when", "time", "duration", "count", "text")

_LETTER_NAMES = {
    "a": "ay eh hey", "b": "bee be", "c": "see sea cee", "d": "dee de", "e": "ee", "f": "eff ef", "g": "gee ji",
    "h": "aitch haitch", "i": "eye aye", "j": "jay jae", "k": "kay okay cay", "l": "el ell elle", "m": "em",
    "n": "en and", "o": "oh owe", "p": "pee pea", "q": "queue cue kew", "r": "are ar", "s": "ess es", "t": "tee tea ti",
    "u": "you", "v": "vee", "w": "doubleyou", "x": "ex", "y": "why wye", "z": "zee zed",
}  # fmt: skip
_LETTERS = {name: letter for letter, names in _LETTER_NAMES.items() for name in (letter, *names.split())}
_ALIKE = ("bdeptvzcg", "mn", "ajkh", "fsx", "iy", "quw")
_NEAR_NAME = 80.0
"""RapidFuzz ratio from which a name is near."""


@dataclass(frozen=True, slots=True)
class Resolved:
    """Exactly one value."""

    value: SlotValue


@dataclass(frozen=True, slots=True)
class Candidates:
    """Clients who may be meant, the likeliest first."""

    values: tuple[Client, ...]


@dataclass(frozen=True, slots=True)
class Unknown:
    """Not a value of its kind."""

    initials: bool = False
    """Whether it is a client's initials, as far as one can hear."""
    name: bool = False
    """Whether it can be a client's name: one to three words that are nothing else."""


Resolution = Resolved | Candidates | Unknown


def resolve(kind: str, words: str, clients: Sequence[Client], now: datetime, *, by_name: bool = True) -> Resolution:
    """`words` (normalised) as a value of `kind`; without `by_name` a client is known by initials only."""
    if kind == "client":
        return client(words, clients, by_name=by_name)
    value: SlotValue | None = words or None
    if kind == "when":
        value = times.span(words, now)
    elif kind == "time":
        value = times.moment(words, now)
    elif kind == "duration":
        value = times.duration(words)
    elif kind == "count":
        value = times.number(words)
    return Unknown() if value is None else Resolved(value)


def client(words: str, clients: Sequence[Client], *, by_name: bool = True) -> Resolution:
    """Exact initials, full name, first name or alias: that client, or those; else the near ones; else unknown."""
    said = _unaccented(words).removeprefix("my client ").removeprefix("client ").removesuffix("'s").removesuffix("'")
    spelled = _spelled(said)
    exact = [
        one
        for one in clients
        if one.initials.lower() == said.replace(" ", "") or (by_name and said in _sounds(one.name, one.aliases))
    ]
    if not exact and spelled:
        exact = [one for one in clients if one.initials.lower() == spelled]
    if exact:
        return Resolved(exact[0]) if len(exact) == 1 else Candidates(tuple(exact))
    if spelled and len(spelled) > 1:
        near = [one for one in clients if _sounds_like(spelled, one.initials.lower())]
        return Candidates(tuple(near[:3])) if near else Unknown(initials=True)
    sound = jellyfish.metaphone(said) if by_name and len(said) >= 3 else ""
    scored = [(_name_score(said, sound, one), one) for one in clients] if sound else []
    near = [one for score, one in sorted(scored, key=lambda pair: -pair[0]) if score >= _NEAR_NAME]
    if near:
        return Candidates(tuple(near[:3]))
    return Unknown(name=1 <= len(said.split()) <= 3)


def names(one: Client) -> set[str]:
    """Everything that the client may be called, normalised: full name, first and last name, aliases."""
    return set(_sounds(one.name, one.aliases))


@lru_cache(maxsize=1024)
def _sounds(name: str, aliases: tuple[str, ...]) -> dict[str, str]:
    """Each name → how it sounds; kept, because normalising a roster costs more than everything else here."""
    full = _unaccented(name)
    parts = full.split()
    said = (full, *parts[:1], " ".join(parts[:: max(1, len(parts) - 1)]), *map(_unaccented, aliases))
    return {one: jellyfish.metaphone(one) for one in said if one}


def _unaccented(name: str) -> str:
    """As a recogniser of English writes it."""
    spread = unicodedata.normalize("NFKD", normalize(name))
    return "".join(letter for letter in spread if not unicodedata.combining(letter))


def _spelled(said: str) -> str:
    """ "jay dee", "j d", "jaydee", "jd" as "jd"; empty where it is no spelling."""
    words = said.split()
    if not 1 <= len(words) <= 4:
        return ""
    if all(word in _LETTERS for word in words):
        return "".join(_LETTERS[word] for word in words)
    if len(words) <= 2:
        parts = [_LETTERS.get(word) or _split(word) for word in words]
        if all(parts):
            return "".join(parts)
    joined = "".join(words)
    return joined if len(joined) in (2, 3) and len(words) == 1 and not set(joined) & set("aeiouy") else ""


def _split(word: str) -> str:
    """ "jaydee" as "jd"."""
    for size in range(2, len(word) - 1):
        if word[:size] in _LETTERS and word[size:] in _LETTERS:
            return _LETTERS[word[:size]] + _LETTERS[word[size:]]
    return ""


def _sounds_like(heard: str, initials: str) -> bool:
    return len(heard) == len(initials) and all(
        a == b or any(a in group and b in group for group in _ALIKE) for a, b in zip(heard, initials, strict=True)
    )


def _name_score(said: str, sound: str, one: Client) -> float:
    """How near one of the client's names is, 0 to 100; the same sound is near where the spelling is half alike."""
    best = 0.0
    for name, sounds in _sounds(one.name, one.aliases).items():
        alike = fuzz.ratio(said, name)
        best = max(best, 95.0 if sound and sound == sounds and alike >= 50 else alike)
    return best
