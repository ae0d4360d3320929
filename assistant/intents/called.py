"""The wake phrase among the words of a dictation. Pure.

It is no part of a note, wherever it stands. At the beginning it calls: what comes after it may be a request.
"""

from collections.abc import Sequence
from dataclasses import replace

from assistant.events import Transcript
from assistant.intents.words import is_wake, normalize, sounds_alike


def without_wake(heard: Transcript, phrases: Sequence[str], noticed: str = "") -> Transcript:
    """It without a wake phrase, its other words as they were written; `called` tells whether it began with one.

    `phrases`: those that count where they are written as they are spelled; `noticed`: the one that the wake model
    heard in it, which counts as it is commonly misheard too.
    """
    words, called = heard.text.split(), False
    kept = list(range(len(words)))
    wakes = [(phrase, False) for phrase in phrases] + [(noticed, True)]
    for phrase, misheard in wakes:
        kept, began = _without(words, kept, normalize(phrase).split(), misheard=misheard)
        called |= began
    unsure = tuple(place for place, at in enumerate(kept) if at in heard.unsure)
    return replace(heard, text=" ".join(words[at] for at in kept), called=called, unsure=unsure)


def _without(words: list[str], kept: list[int], wake: list[str], *, misheard: bool) -> tuple[list[int], bool]:
    """Which of the words stay, and whether a wake phrase began them."""
    began = False
    while (found := _find([normalize(words[at]) for at in kept], wake, misheard=misheard)) is not None:
        at, size = found
        began |= at == 0
        kept = kept[:at] + kept[at + size :]
    return kept, began


def _find(plain: list[str], wake: list[str], *, misheard: bool) -> tuple[int, int] | None:
    """Where it stands, and how many words it has there."""
    size = len(wake)
    if not size:
        return None
    for at in range(len(plain) - size + 1):
        if plain[at : at + size] == wake:
            return at, size
    if not misheard:
        return None
    for length in (size, size + 1, 1):
        if length <= len(plain) and is_wake(plain[:length], wake):
            return 0, length
    for at in range(1, len(plain) - size + 1):
        if is_wake(plain[at : at + size], wake) and sounds_alike(plain[at + size - 1], wake[-1]):
            return at, size
    return None
