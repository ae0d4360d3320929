"""The words and marks of a section as text."""

import re
from collections.abc import Sequence

from skills.soap_notes.layout import Token

_CLOSING = frozenset(",?.:”")
_MARKS = ".,;:?!…—-"


def written(tokens: Sequence[Token], *, ended: bool = False) -> str:
    """Tokens as text; `ended`: each utterance with a full stop where there is no mark yet."""
    text = ""
    ends = _ends(tokens) if ended else frozenset[int]()
    for place, token in enumerate(tokens):
        if not token.sign:
            text += f"{token.text} "
        elif token.text in _CLOSING:
            text = text.rstrip(" ").rstrip("," if token.text == "”" else _MARKS) + f"{token.text} "
        elif token.text == "“":
            text += token.text
        else:
            text = text.rstrip(" ") + token.text
        if place in ends and text.rstrip(" ”")[-1:] not in _MARKS:
            text = f"{text.rstrip(' ')}. "
    return re.sub(r"(?:(?:^|\n)- ?)+$", "", text.strip()).strip()


def _ends(tokens: Sequence[Token]) -> frozenset[int]:
    """Where an utterance ends, none goes on around it, and no mark follows."""
    last = {token.utterance: place for place, token in enumerate(tokens) if token.utterance >= 0}
    found, until = set(), -1
    for place, token in enumerate(tokens):
        until = max(until, last.get(token.utterance, place))
        follows = tokens[place + 1] if place + 1 < len(tokens) else None
        closed = follows is not None and follows.sign and follows.text in _CLOSING
        if until == place and not closed and (token.text == "”" if token.sign else token.utterance >= 0):
            found.add(place)
    return frozenset(found)
