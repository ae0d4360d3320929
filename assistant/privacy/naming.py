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
from assistant.privacy.terms import Term, When, terms
from assistant.records import Client

_CALENDAR = frozenset(
    """monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
    september october november december""".split()  # noqa: SIM905 - a list to be read
)
_CAPITALS = frozenset({"i", "ok", "pin", "am", "pm"}) | _CALENDAR
"""What our own sentences write with capitals."""
_OURS = frozenset(
    """aloud audio audit backup birp configuration dap dictated dictation digit disk format frame girp loudspeaker
    microphone newer oldest passphrase resume roster timer utterance vault welcome""".split()  # noqa: SIM905
)
"""Words of ours beside the common ones, without a plural's s; the names of the formats that come with the program too."""
_APART = " apart"
_SHORTENED = re.compile(r"n't\b|'(?:ll|re|ve|s|d|m|t)\b")
"""What is joined to a word: no sentence names Don in "I don't", nor Re in "you're"."""
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_LETTERS = re.compile(r"(?<!\w)[^\W_](?:(?:[ \t]|\.[ \t]?|-|, ?)[^\W_])+(?!\w)")
"""Single letters in a row: initials, or a name spelled out."""
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
    """Terms that are looked for, word by word: a roster is learnt in no time, for she may be waiting for the answer."""

    def __init__(self, all_terms: Sequence[Term]) -> None:
        self._terms = {term.folded: term for term in all_terms}
        self._unspaced = [term for term in all_terms if not term.bounded]
        self._longest = max((term.folded.count(" ") + 1 for term in all_terms), default=1)

    def named_in(self, text: str) -> bool:
        return any(_names(term, text[:start], text[start:end]) for term, start, end in self._found(text))

    def _found(self, text: str) -> Iterator[tuple[Term, int, int]]:
        folded = fold(_SHORTENED.sub(lambda found: " " * len(found[0]), text.replace("’", "'")))
        words = [(found[0].replace("'", ""), *found.span()) for found in _WORD.finditer(folded.text)]
        for at in range(len(words)):
            for form, size in self._forms([word for word, _, _ in words[at : at + self._longest]]):
                if form in self._terms:
                    yield self._terms[form], *folded.span(words[at][1], words[at + size - 1][2])
        for run in _LETTERS.finditer(folded.text):
            letters = re.sub(r"\W", "", run[0])
            for term in self._terms.values():
                if len(word := term.folded.removesuffix(_APART)) > 1 and word in letters:
                    yield self._terms.get(word + _APART, term), *folded.span(*run.span())
        for term in self._unspaced:
            at = folded.text.find(term.folded)
            if at >= 0:
                yield term, *folded.span(at, at + len(term.folded))

    @staticmethod
    def _forms(words: Sequence[str]) -> Iterator[tuple[str, int]]:
        """What the first of these words may stand for, alone or with those after it, and how many it takes."""
        first = words[0]
        yield from ((form, 1) for form in (first, first.removesuffix("s"), first.removesuffix("es")))
        if len(words) > 1 and len(first) == 1:
            yield first + words[1], 2  # "o kern"
        yield from ((" ".join(words[:size]), size) for size in range(2, len(words) + 1))


def _names(term: Term, before: str, said: str) -> bool:
    word = term.folded.removesuffix(_APART)
    capitals = sum(char.isupper() for char in said)
    if term.folded.endswith(_APART):
        return capitals > 0 or not (word in _CAPITALS or word[0] in "ai")  # "nine a m", "a one"
    if word in _CAPITALS:
        return False
    if term.when is When.ALWAYS and not (is_common(word) or word.removesuffix("s") in _OURS):
        return True
    return capitals > 1 or (capitals == 1 and _INSIDE.search(before) is not None)
