"""Whether a short utterance in a dictation was a command: a closed grammar and an open recogniser heard it, one is right.

The grammar always finds one of its own sentences; its weight (see `assistant.stt.weighing`) says how well that fits. The
open recogniser has any words, and gets short commands wrong: "calmer" for "comma". The one is evidence for the other
where both are alike, by letters and by sound. A false command does more harm than a missed one, so in doubt it is text.

The bars were chosen on four synthetic voices (240 hearings of commands clean, 240 with noise at 10 dB; 170 of other
words) and on half of the human clips (143 fragments), beside the demonstration model, and are measured on others: see
``docs/dictation.md``. `SURE_OF_WORDS` is the one that could not be measured: the demonstration model is never so sure.
"""

from dataclasses import dataclass

from jellyfish import metaphone
from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from assistant.stt.words import plain

ALIKE = 0.55
"""From this likeness on the open text is a mishearing of the sentence."""

HOLDS = 0.7
"""From this share of its letters on, in one run, a long sentence stands in the open text with noise around it."""

LONG = 8
"""Letters from which on a sentence has enough sound to be told by its weight."""

LONG_ALIKE = -55.0
"""Least weight of a long sentence that the open text is like."""

LONG_WITHIN = -38.0
"""The same where the open text has more words: noise around a command ("gym next section lock"), or prose that holds its
words ("her last session")."""

SHORT_ALIKE = -35.0
"""The same for a short one: "unsure", "comma"."""

LONG_ALONE = -30.0
"""Least weight of a long sentence that nothing in the open text bears out; a short one never stands alone."""

SURE_OF_WORDS = 0.75
"""From this confidence on the open recogniser has clearly heard what it says."""

SURE_ALIKE = -20.0
"""Least weight of a long sentence against clear words that are like it."""

FORCED = frozenset({"literal", "note"})
"""Who begins with one of these says herself what it is: the skill that takes the dictation knows what they mean."""


@dataclass(frozen=True, slots=True)
class Open:
    """What the open recogniser heard."""

    text: str
    confidence: float
    """0 to 1."""
    known: bool = False
    """Whether the text is a sentence of the closed grammar as it stands."""


def is_command(sentence: str, weight: float, heard: Open) -> bool:
    """Whether the grammar's sentence was said, rather than the open text.

    Nothing heard stays nothing: noise weighs much. What is a command as it stands is left to whoever understands it.
    """
    text = _letters(heard.text)
    if heard.known or not text or text.split()[0] in FORCED:
        return False
    return weight >= _bar(_letters(sentence), text, heard.confidence)


def _bar(sentence: str, text: str, confidence: float) -> float:
    """Least weight at which the sentence counts; infinite where it never does."""
    never = float("inf")
    long = len(sentence.replace(" ", "")) >= LONG
    more = len(text.split()) > len(sentence.split())
    alike = likeness(sentence, text) >= ALIKE or (long and _holds(text, sentence) >= HOLDS)
    if not long:
        return SHORT_ALIKE if alike and not more and confidence < SURE_OF_WORDS else never
    if confidence >= SURE_OF_WORDS:
        return SURE_ALIKE if alike and not more else never
    if alike:
        return LONG_WITHIN if more else LONG_ALIKE
    return LONG_ALONE


def likeness(one: str, other: str) -> float:
    """0 to 1: by letters and by sound, wherever the words are parted.

    >>> likeness("comma", "calmer") > likeness("comma", "dash")
    True
    """
    letters = Levenshtein.normalized_similarity(one.replace(" ", ""), other.replace(" ", ""))
    sounds = Levenshtein.normalized_similarity(_sound(one), _sound(other))
    return (letters + sounds) / 2


def _holds(text: str, sentence: str) -> float:
    """How much of the sentence stands in one run of the text, 0 to 1; of the text in the sentence, where it is shorter."""
    return fuzz.partial_ratio(sentence.replace(" ", ""), text.replace(" ", "")) / 100


def _sound(words: str) -> str:
    return "".join(metaphone(word) for word in words.split())


def _letters(text: str) -> str:
    return plain(text).replace("'", "")
