"""The wake phrase among the words of a dictation. Pure.

It is no part of a note, wherever it stands. At the beginning it calls: what comes after it may be a request.
"""

from collections.abc import Sequence

from assistant.intents.words import is_wake, normalize, sounds_alike


def without_wake(text: str, phrases: Sequence[str], noticed: str = "") -> tuple[str, bool]:
    """`text` without a wake phrase, its other words as they were written; and whether it began with one.

    `phrases`: those that count where they are written as they are spelled; `noticed`: the one that the wake model
    heard in it, which counts as it is commonly misheard too.
    """
    raw, called = text.split(), False
    for phrase in phrases:
        raw, began = _without(raw, normalize(phrase).split(), misheard=False)
        called |= began
    if noticed:
        raw, began = _without(raw, normalize(noticed).split(), misheard=True)
        called |= began
    return " ".join(raw), called


def _without(raw: list[str], wake: list[str], *, misheard: bool) -> tuple[list[str], bool]:
    began = False
    while True:
        plain = [normalize(word) for word in raw]
        found = _find(plain, wake, misheard=misheard)
        if found is None:
            return raw, began
        at, size = found
        began |= at == 0
        raw = raw[:at] + raw[at + size :]


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
