"""An utterance that is text, as it goes into the note: its words, and the marks that she spoke among them."""

import re
from dataclasses import dataclass

from assistant.api import Form
from skills.soap_notes.commands import is_empty, understand

_SIGNS = {
    ("comma",): ",",
    ("question", "mark"): "?",
    ("full", "stop"): ".",
    ("open", "quote"): "“",
    ("close", "quote"): "”",
    ("end", "quote"): "”",
}
_AS_WORDS_AFTER = frozenset(
    ["a", "an", "the", "this", "that", "each", "every", "no", "any", "my", "your", "his", "her", "their", "complete"]
)
"""After these it is a word of the sentence: "he came to a full stop"."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A word, or a mark."""

    text: str
    sign: bool = False


def pieces(text: str, form: Form) -> tuple[Piece, ...]:
    """What an utterance puts into a note of this format.

    "Literal" is taken away where a command or a spoken mark follows, which then stays a word; before anything else it
    is a word like any other. Quotation marks are hers alone: those of a recogniser go.
    """
    words = re.sub('["“”]', " ", re.sub('["“”]+(?=[.,;:?!])', "", text)).split()
    if words and _key(words[0]) == "literal":
        rest = words[1:]
        if understand(" ".join(rest), form, when=str) is not None or any(piece.sign for piece in _marked(rest)):
            return tuple(map(Piece, rest))
    return tuple(_marked(words))


def _marked(words: list[str]) -> list[Piece]:
    keys = [_key(word) for word in words]
    closes = any(keys[at : at + 2] in (["end", "quote"], ["close", "quote"]) for at in range(len(keys)))
    found: list[Piece] = []
    at = 0
    while at < len(words):
        sign, size = _sign(keys, at, quoting=closes)
        found.append(Piece(sign, sign=True) if sign else Piece(words[at]))
        at += size
    return found


def _sign(keys: list[str], at: int, *, quoting: bool) -> tuple[str, int]:
    if at and keys[at - 1] in _AS_WORDS_AFTER:
        return "", 1
    for size in (2, 1):
        sign = _SIGNS.get(tuple(keys[at : at + size]))
        if sign:
            return sign, size
    if quoting and keys[at] == "quote" and keys[at - 1 : at] not in (["end"], ["close"]):
        return "“", 1
    return "", 1


def _key(word: str) -> str:
    return "" if is_empty(word) else re.sub(r"\W", "", word).lower()
