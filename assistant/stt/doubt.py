"""Which words of a text the engine was not sure of. Pure."""

from collections.abc import Sequence

from assistant.events import Utterance, Word

BRIEF = 0.2
"""Voice shorter than this may be none, s: what a ringing phone, a chord or an oven left after end-pointing was 0.10 to
0.16 s long, and every word that was made of it was wrong."""


def unsure(utterance: Utterance, text: str, words: Sequence[Word], bar: float) -> tuple[int, ...]:
    """The doubtful words; all of them where the utterance may be no voice at all."""
    if utterance.seconds < BRIEF:
        return tuple(range(len(text.split())))
    return doubtful(text, words, bar)


def doubtful(text: str, words: Sequence[Word], bar: float) -> tuple[int, ...]:
    """Indexes of the words of ``text.split()`` that hold one of less confidence than `bar`, in order.

    The engine's words may be pieces of those ("well", "-being"). One that is not in the text at its place is passed
    over.

    >>> doubtful("see j d", [Word("see", 0, 1, 0.9), Word("j", 1, 2, 0.2), Word("d", 2, 3, 0.9)], 0.5)
    (1,)
    """
    starts = _places(text)
    found: set[int] = set()
    at = 0
    for word in words:
        place = text.find(word.text, at) if word.text else -1
        if place < 0:
            continue
        at = place + len(word.text)
        if word.confidence < bar:
            found |= {number for number, (first, last) in enumerate(starts) if first < at and place < last}
    return tuple(sorted(found))


def _places(text: str) -> list[tuple[int, int]]:
    """First and one past the last letter of each word."""
    places, at = [], 0
    for word in text.split():
        first = text.index(word, at)
        at = first + len(word)
        places.append((first, at))
    return places
