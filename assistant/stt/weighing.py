"""How well a grammar's sentence fits the sound, against a free loop of phones over the same frames. Pure.

`weigh` adds, in units of the decoder's score a frame: the mean difference over all words, the difference of the worst
word (one wrong word in a right sentence shows there), and −2 for each frame a phone of the slowest word is drawn out
beyond 18 (a short word stretched over a long talk), and twice what the worst long silence misses, beyond 15 (a grammar
that passes over the rest of "cancel all timers" in silence). The decoder must count scores from the best of *all* states
(``compallsen``), or the weight would depend on the size of the grammar.

Measured with PocketSphinx 5.1 and its en-us model. "Right" are hearings of sentences of the grammar that were right,
mostly of synthetic voices (human: 21 of the first grammar); "outside" are clips of other words (79, 98 and about 180);
"fragments" are 339 pieces of 0.8 to 2 s cut blindly out of read prose, weighed as dictation commands.
Form and bars were chosen on these same clips, so other voices and rooms will do worse.

    bar                                   −58    −50    −35
    62 sentences: right, of 102            95     90     75
                  outside                   1      1      0
    all skills:   right, of 68             67     63     51
                  outside                   6      3      2
    yes and no:   right, of 10              9      8      7
                  outside                  13     11      7
    fragments taken for a command          37     29     15
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

LOG_BASE = 1.0001
"""Of the decoder's scores."""

SCALE = 1024
"""By which scores of words are larger than those of the phone loop."""

SURE = -58.0
"""From this weight on a command counts as heard."""

CERTAIN = -35.0
"""From this weight on a command counts as heard where free words are more likely."""

SOFT = 12.0
"""Change of weight that turns the odds by e."""

SLOW = 18.0
"""Frames for a phone beyond which a word is drawn out."""

PAUSE = 10
"""Frames from which on a silence must be one."""

MURMUR = 15.0
"""Score a frame that a silence may miss: breath and room."""

QUIET = frozenset(["SIL", "+NSN+", "+SPN+"])
"""The phone loop's names for what is no speech."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A word, a phone or a silence that the decoder found."""

    word: str
    """Without the number of its pronunciation."""
    spelled: str
    """With it: ``a(2)``."""
    first: int
    """Frame."""
    last: int
    """Frame, included."""
    score: float
    """Acoustic, logarithmic; 0 is the best state at each frame."""
    posterior: float
    """0 to 1."""

    @classmethod
    def of(cls, spelled: str, first: int, last: int, score: float, posterior: float, *, scaled: bool) -> "Piece":
        """From the decoder's linear score."""
        logarithm = math.log(score) / math.log(LOG_BASE) if score > 0 else -1e9
        word = spelled.rpartition("(")[0] if spelled.endswith(")") and "(" in spelled else spelled
        return cls(word, spelled, first, last, logarithm / (SCALE if scaled else 1), min(1.0, max(0.0, posterior)))

    @property
    def frames(self) -> int:
        """How long it is."""
        return self.last - self.first + 1

    @property
    def is_word(self) -> bool:
        """Neither silence nor a noise nor an end of sentence."""
        return self.word[:1] not in ("<", "[", "+")


def ground(phones: Sequence[Piece]) -> list[float]:
    """The phone loop's score up to each frame, summed, with a 0 before the first."""
    total = [0.0]
    for phone in phones:
        while len(total) - 1 < phone.first:
            total.append(total[-1])
        total += [total[-1] + phone.score / phone.frames * (i + 1) for i in range(phone.last + 2 - len(total))]
    return total


def weigh(pieces: Sequence[Piece], below: Sequence[float], phones_in: Callable[[str], int]) -> float:
    """The weight of a sentence: around −15 for what was said, below `SURE` for what was not."""
    words = [piece for piece in pieces if piece.is_word]

    def over(piece: Piece) -> float:
        first, last = (min(frame, len(below) - 1) for frame in (piece.first, piece.last + 1))
        return piece.score - (below[last] - below[first])

    worst = min(over(word) / word.frames for word in words)
    mean = sum(over(word) for word in words) / sum(word.frames for word in words)
    slowest = max(word.frames / phones_in(word.spelled) for word in words)
    silences = [piece for piece in pieces if not piece.is_word and piece.frames >= PAUSE]
    missed = min((over(piece) / piece.frames + MURMUR for piece in silences), default=0.0)
    return worst + mean - 2 * max(0.0, slowest - SLOW) + 2 * min(0.0, missed)


def belief(weight: float) -> float:
    """A weight as a confidence: one half at `SURE`."""
    return 1 / (1 + math.exp(min(50.0, (SURE - weight) / SOFT)))


def is_noise(phones: Sequence[Piece]) -> bool:
    """Whether the phone loop hears no phone of speech, or hardly any."""
    return sum(phone.frames for phone in phones if phone.word not in QUIET) < 6
