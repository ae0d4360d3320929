"""Which utterances her sentences come from. Pure.

Tidying drops hesitations and changes marks and capitals; an edit may have changed a word. A sentence said twice stands
for the first place once and for the second the next time.
"""

import re
from collections.abc import Iterable, Sequence
from difflib import SequenceMatcher

from assistant.privacy.folding import fold

_TOKENS = re.compile(r"[^\W_]+")
_HESITATIONS = re.compile(r"u+h*m+|u+h+|erm+|eh?m+")
_LEAST = 2
"""Words in a row that are more than a coincidence."""

Word = tuple[str, int]
"""A word, and the place of its utterance; -1 for a word of none."""


def heard(spans: Sequence[str], words: Sequence[Word]) -> tuple[int, ...]:
    """The places of all utterances that these sentences of hers rest on, in order.

    `spans`: tidied sentences in her order; `words`: those of their section in order.
    """
    return tuple(sorted({seq for found in places(spans, words) for seq in found}))


def places(spans: Sequence[str], words: Sequence[Word]) -> list[tuple[int, ...]]:
    """The same for each sentence by itself; empty where none of its words was said."""
    said = [(token, seq) for word, seq in words for token in _tokens(word)]
    wanted = [_tokens(span) for span in spans]
    runs: list[range | None] = []
    done = 0
    for tokens in wanted:
        run = _run(tokens, said, done) or _run(tokens, said, 0)
        done = run.stop if run else done
        runs.append(run)
    found = []
    for at, tokens in enumerate(wanted):
        run = runs[at]
        if run is None:
            start = next((before.stop for before in reversed(runs[:at]) if before), 0)
            stop = next((after.start for after in runs[at + 1 :] if after and after.start >= start), len(said))
            run_of = _like(tokens, said, range(start, stop)) or _like(tokens, said, range(len(said)))
        else:
            run_of = run
        found.append(tuple(sorted({said[place][1] for place in run_of if said[place][1] >= 0})))
    return found


def _tokens(text: str) -> list[str]:
    return _TOKENS.findall(fold(text).text)


def _run(tokens: Sequence[str], said: Sequence[Word], since: int) -> range | None:
    """The first stretch from `since` on that holds these words and, between them, hesitations at most."""
    starts = (at for at in range(since, len(said)) if tokens and said[at][0] == tokens[0])
    return next((run for at in starts if (run := _from(tokens, said, at))), None)


def _from(tokens: Sequence[str], said: Sequence[Word], at: int) -> range | None:
    place = at
    for token in tokens:
        while place < len(said) and said[place][0] != token and _HESITATIONS.fullmatch(said[place][0]):
            place += 1
        if place == len(said) or said[place][0] != token:
            return None
        place += 1
    return range(at, place)


def _like(tokens: Sequence[str], said: Sequence[Word], among: range) -> Iterable[int]:
    """Where words in a row of the sentence stand, where it does not stand as a whole."""
    here = [place for place in among if not _HESITATIONS.fullmatch(said[place][0])]
    blocks = SequenceMatcher(None, tokens, [said[place][0] for place in here], autojunk=False).get_matching_blocks()
    least = min(_LEAST, len(tokens))
    return [here[block.b + step] for block in blocks if block.size >= least for step in range(block.size)]
