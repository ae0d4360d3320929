"""Which utterances her sentences come from. Pure.

Tidying drops hesitations and changes marks and capitals; an edit may have changed a word. A sentence said twice stands
for the first place once and for the second the next time.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Sequence
from difflib import SequenceMatcher
from itertools import accumulate

from assistant.privacy.folding import fold

_TOKENS = re.compile(r"[^\W_]+")
_HESITATIONS = re.compile(r"u+h*m+|u+h+|erm+|eh?m+")
_LEAST = 2
"""Words in a row that are more than a coincidence."""
_STEPS = 10_000_000
"""Of comparing, for all sentences of a section together; 1 500 words of which every fifth was changed take 160 000. What
is left when they are spent is not traced."""

Word = tuple[str, int]
"""A word, and the place of its utterance; -1 for a word of none."""


def heard(spans: Sequence[str], words: Sequence[Word]) -> tuple[int, ...]:
    """The places of all utterances that these sentences of hers rest on, in order.

    `spans`: tidied sentences in her order; `words`: those of their section in order.
    """
    return tuple(sorted({seq for found in places(spans, words) for seq in found}))


def places(spans: Sequence[str], words: Sequence[Word]) -> list[tuple[int, ...]]:
    """The same for each sentence by itself; empty where none of its words was said."""
    said = _Said(words)
    wanted = [_tokens(span) for span in spans]
    runs: list[range | None] = []
    done = 0
    for tokens in wanted:
        run = said.run(tokens, done) or said.run(tokens, 0)
        done = run.stop if run else done
        runs.append(run)
    stops = [said.end] * (len(runs) + 1)
    for at in range(len(runs) - 1, -1, -1):
        run = runs[at]
        stops[at] = run.start if run else stops[at + 1]
    found, start = [], 0
    for tokens, run, stop in zip(wanted, runs, stops[1:], strict=True):
        if run is not None:
            start = run.stop
            found.append(said.whose(run))
        else:
            between = range(start, stop if stop >= start else said.end)
            found.append(said.whose(said.like(tokens, between) or said.like(tokens, range(said.end))))
    return found


class _Said:
    """What was said for a section, word by word."""

    def __init__(self, words: Sequence[Word]) -> None:
        said = [(token, seq) for word, seq in words for token in _tokens(word)]
        self.end = len(said)
        self._seqs = [seq for _, seq in said]
        self._every = _Text([token for token, _ in said], range(self.end))
        meant = [place for place, (token, _) in enumerate(said) if not _HESITATIONS.fullmatch(token)]
        self._meant = _Text([said[place][0] for place in meant], meant)
        self._left = _STEPS

    def whose(self, found: Sequence[int]) -> tuple[int, ...]:
        """The utterances that these words are of, in order."""
        return tuple(sorted({self._seqs[place] for place in found if self._seqs[place] >= 0}))

    def run(self, tokens: Sequence[str], since: int) -> range | None:
        """The first stretch from `since` on that holds these words and, between them, hesitations at most."""
        meant = _meant(tokens)
        return self._meant.find(meant, since) if meant else self._every.find(tokens, since)

    def like(self, tokens: Sequence[str], among: range) -> Sequence[int]:
        """Where words in a row of the sentence stand, where it does not stand as a whole."""
        meant, text = _meant(tokens), self._meant
        first, last = text.at(among.start), text.at(among.stop)
        alike = sum(bisect_left(held, last) - bisect_left(held, first) for held in map(text.where, meant))
        self._left -= (last - first) + alike * len(meant)
        if self._left < 0 or not alike:
            return ()
        matcher = SequenceMatcher(None, meant, text.tokens[first:last], autojunk=False)
        least = min(_LEAST, len(meant))
        blocks = [block for block in matcher.get_matching_blocks() if block.size >= least]
        return [text.places[first + block.b + step] for block in blocks for step in range(block.size)]


class _Text:
    """Words in a row, in which others are looked for."""

    def __init__(self, tokens: Sequence[str], places: Sequence[int]) -> None:
        """`places`: where each of them stands among all that was said."""
        self.tokens = tokens
        self.places = places
        self._text = f" {' '.join(tokens)} "
        self._starts = [0, *accumulate(len(token) + 1 for token in tokens)]
        self._where: dict[str, list[int]] = defaultdict(list)
        for at, token in enumerate(tokens):
            self._where[token].append(at)

    def at(self, place: int) -> int:
        """The first of them that stands at this place or after it."""
        return bisect_left(self.places, place)

    def where(self, token: str) -> Sequence[int]:
        """Which of them are this word."""
        return self._where.get(token, ())

    def find(self, tokens: Sequence[str], since: int) -> range | None:
        """From the first to past the last place of the first such row that begins at the place `since` or later."""
        if not tokens or not all(map(self.where, tokens)):
            return None
        begin = self._text.find(f" {' '.join(tokens)} ", self._starts[self.at(since)])
        if begin < 0:
            return None
        first = bisect_left(self._starts, begin)
        return range(self.places[first], self.places[first + len(tokens) - 1] + 1)


def _tokens(text: str) -> list[str]:
    return _TOKENS.findall(fold(text).text)


def _meant(tokens: Sequence[str]) -> list[str]:
    return [token for token in tokens if not _HESITATIONS.fullmatch(token)]
