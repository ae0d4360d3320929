"""The closed grammar inside a dictation: a whole utterance is a command, or it is text.

Never a piece of a sentence: "plan" alone moves to the plan, "we agreed on a plan" is what she said.
"""

import re
from dataclasses import dataclass

from jellyfish import levenshtein_distance, metaphone

from skills.soap_notes.spelling import spelled
from skills.soap_notes.vocabulary import HEARD_AS, Command, wordings

_FILLERS = frozenset({"um", "uh", "er", "erm", "hmm"})
_LONGEST_BY_SOUND = 4
_LONGEST_RANGE = 12
"""Words on either side of "to", "with" and "through"; what is longer is a sentence."""
_JOINTS = {"correct": "to", "change": "to", "replace": "with"}


@dataclass(frozen=True, slots=True)
class Order:
    """A command with what was said along with it."""

    command: Command
    section: str = ""
    """The section that it names; empty: the open one."""
    pairs: tuple[tuple[str, str], ...] = ()
    """What "X to Y" and "X through Y" may mean, the longest X first."""
    words: str = ""
    """The words to go to, or the word that was spelt."""
    everywhere: bool = False
    """Whether it is for the whole note."""


def _plain(text: str) -> str:
    """Lower-case words without punctuation, apostrophes or fillers around them."""
    words = re.findall(r"\w+", re.sub(r"['’]", "", text.lower()))
    while words and words[0] in _FILLERS:
        del words[0]
    while words and words[-1] in _FILLERS:
        del words[-1]
    return " ".join(words)


_EXACT = {_plain(wording): Order(command, section) for wording, command, section in wordings()}
_MISHEARD = {_plain(wording): Order(command) for wording, command in HEARD_AS.items()}


def understand(text: str) -> Order | None:
    """The command that the whole utterance is, or None where it is text.

    "Literal …" is always text; "note, …" forces a command, and is text where none follows.
    """
    order = _order(text)
    if order is None and _plain(text).startswith("note "):
        order = _order(re.sub(r"^.*?\bnote\b\W*", "", text, count=1, flags=re.IGNORECASE))
    return order


def recognize(text: str) -> Command | None:
    """The name of that command, or None where it is text."""
    order = understand(text)
    return order.command if order is not None else None


def is_empty(text: str) -> bool:
    """Whether nothing was said: no letter, no digit."""
    return not _plain(text)


def _order(text: str) -> Order | None:
    plain = _plain(text)
    return _EXACT.get(plain) or _MISHEARD.get(plain) or _by_sound(plain.split()) or _with_words(text)


def _with_words(text: str) -> Order | None:
    """The commands that carry words of the note, kept as they were written but for the marks around them."""
    words = [word for word in text.split() if not is_empty(word)]
    if re.search(r"[.?!]\s+\S", text.strip()) or len(words) < 3:
        return None
    first, second = _plain(words[0]), _plain(words[1])
    if first in _JOINTS:
        return _correction(words[1:], _JOINTS[first])
    order = None
    if (first, second) == ("strike", "from"):
        order = Order(Command.STRIKE, pairs=_pairs(words[2:], "through"))
    elif (first, second) == ("insert", "after") and len(words) <= _LONGEST_RANGE:
        order = Order(Command.INSERT_AFTER, words=_bare(words[2:]))
    elif (first, second) == ("spell", "that"):
        order = Order(Command.SPELL, words=spelled(words[2:]))
    return order if order is not None and (order.pairs or order.words) else None


def _correction(words: list[str], joint: str) -> Order | None:
    everywhere = _plain(words[-1]) == "everywhere"
    pairs = _pairs(words[:-1] if everywhere else words, joint)
    return Order(Command.CORRECT, pairs=pairs, everywhere=everywhere) if pairs else None


def _pairs(words: list[str], joint: str) -> tuple[tuple[str, str], ...]:
    """Every way to part the words at `joint`, with something on both sides."""
    found = []
    for at in range(len(words) - 2, 0, -1):
        if _plain(words[at]) == joint and max(at, len(words) - at - 1) <= _LONGEST_RANGE:
            found.append((_bare(words[:at]), _bare(words[at + 1 :])))
    return tuple(found)


def _bare(words: list[str]) -> str:
    return " ".join(words).strip(' .,;:?!"“”')


def _by_sound(words: list[str]) -> Order | None:
    """A command of two to four words in which one word was misheard as another of the same sound and spelt alike.

    A lone word is never taken by sound: "plain" and "plane" are words of hers. One reading only, or none.
    """
    if not 2 <= len(words) <= _LONGEST_BY_SOUND:
        return None
    found = {
        order
        for wording, order in _EXACT.items()
        if len(known := wording.split()) == len(words) and _one_sounds_alike(words, known)
    }
    return found.pop() if len(found) == 1 else None


def _one_sounds_alike(words: list[str], known: list[str]) -> bool:
    differing = [pair for pair in zip(words, known, strict=True) if pair[0] != pair[1]]
    if len(differing) != 1:
        return False
    heard, meant = differing[0]
    near = 2 if max(len(heard), len(meant)) > 4 else 1
    return metaphone(heard) == metaphone(meant) and levenshtein_distance(heard, meant) <= near
