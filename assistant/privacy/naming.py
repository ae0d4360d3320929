"""Whether a sentence that is about to be spoken names somebody: the net under the public wordings. Pure.

It takes only what is sure, for what it takes is not spoken at all. A name that is also a word of every day (Will, Hope,
Sessions) counts where it has a capital inside a sentence; "May" and "April" are months, and are never taken.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from assistant.errors import AssistantError
from assistant.events import SpeechLevel
from assistant.privacy.common import is_common
from assistant.privacy.folding import fold
from assistant.privacy.terms import Term, When, expression, terms
from assistant.records import Client

_CALENDAR = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december""".split()  # noqa: SIM905 - a list to be read
)
_OURS = frozenset({"i", "ok", "pin", "am", "pm"}) | _CALENDAR
"""What our own sentences write with capitals."""
_APART = " apart"
_INSIDE = re.compile(r"[\w,;:'’-]\s+$")
"""What stands before a word inside a sentence."""


class Naming:
    """Looks for the names and initials of a roster; the roster is asked anew for each text.

    Where it cannot be read just now, the one that was read last counts: nobody else can be named either.
    """

    def __init__(self, roster: Callable[[], Sequence[Client]]) -> None:
        self._roster = roster
        self._known: tuple[Client, ...] = ()
        self._names, self._all = _Sought(()), _Sought(())

    def __call__(self, text: str, level: SpeechLevel) -> bool:
        """Whether `text` names somebody whom a room at `level` must not hear named: initials may be private."""
        self._learn()
        sought = self._all if level is SpeechLevel.PUBLIC else self._names
        return level is not SpeechLevel.FULL and sought.named_in(text)

    def _learn(self) -> None:
        try:
            known = tuple(self._roster())
        except AssistantError:
            return
        if known != self._known:
            self._known = known
            self._all = _Sought(terms(known))
            self._names = _Sought(terms([replace(client, initials="") for client in known]))


class _Sought:
    """Terms that are looked for."""

    def __init__(self, all_terms: Sequence[Term]) -> None:
        self._terms = all_terms
        # Words that may be no names are looked for apart, so that none of them hides a name that begins inside it.
        self._expressions = tuple(expression(all_terms, sure=sure) for sure in (True, False))

    def named_in(self, text: str) -> bool:
        return any(_names(term, text[:start], text[start:end]) for term, start, end in self._found(text))

    def _found(self, text: str) -> Iterator[tuple[Term, int, int]]:
        folded = fold(text)
        for each in self._expressions:
            for found in each.finditer(folded.text):
                yield self._terms[int((found.lastgroup or "")[1:])], *folded.span(*found.span())


def _names(term: Term, before: str, said: str) -> bool:
    word = term.folded.removesuffix(_APART)
    capitals = sum(char.isupper() for char in said)
    if term.folded.endswith(_APART):
        return capitals > 0 or not (word in _OURS or word[0] in "ai")  # "nine a m", "a one"
    if word in _OURS:
        return False
    if term.when is When.ALWAYS and not is_common(word):
        return True
    return capitals > 1 or (capitals == 1 and _INSIDE.search(before) is not None)
