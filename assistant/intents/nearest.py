"""The near miss: which sentence she probably meant, with the slots that can be told apart in what was heard."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from assistant.events import SlotValue
from assistant.intents.sentences import IntentSentences, SentenceSet, every_sentence
from assistant.intents.slots import Resolution, Resolved
from assistant.intents.templates import expand

CUT_OFF = 80.0
"""Likeness from which it is worth asking, 0 to 100. At 80 about 4 of 2 500 sentences of other people's talk are asked
about, at 84 one; misheard commands lie between 80 and 98."""
MARGIN = 4.0
"""How much less alike the next intent must be."""
SUGGEST = 65.0
"""Likeness from which a sentence is named as something that can be said."""

Resolver = Callable[[str, str], Resolution]
"""Kind and words → what they come to."""

_MARKS = {"client": "\ue001", "when": "\ue002", "time": "\ue003", "duration": "\ue004", "count": "\ue005"}
_LONGEST = {"client": 3, "when": 6, "time": 5, "duration": 5, "count": 3}
"""Words in a slot that are looked for."""
_NEGATIONS = {"not", "don't", "never", "no", "without", "didn't", "doesn't", "isn't", "won't", "can't"}


@dataclass(frozen=True, slots=True)
class Near:
    """A sentence that is close to what was heard."""

    intent: IntentSentences
    form: str
    """The sentence, slots as "{when}"."""
    slots: Mapping[str, SlotValue]
    said: Mapping[str, str]
    """The slots' words."""
    score: float
    """0 to 100."""


@dataclass(frozen=True, slots=True)
class _Found:
    kind: str
    first: int
    last: int
    value: SlotValue


class Nearest:
    """Every wording of every sentence that has no free text in it, to be compared with."""

    def __init__(self, sets: Sequence[SentenceSet]) -> None:
        self._forms: dict[frozenset[str], dict[str, tuple[IntentSentences, str]]] = {}
        for intent, sentence in every_sentence(sets):
            for words in expand(sentence.pattern):
                kinds = frozenset(word[1:-1] for word in words if word.startswith("{"))
                if "text" not in kinds:
                    marked = " ".join(_MARKS[word[1:-1]] if word.startswith("{") else word for word in words)
                    self._forms.setdefault(kinds, {}).setdefault(marked, (intent, " ".join(words)))

    def find(self, text: str, known: Resolver) -> list[Near]:
        """The closest sentence of each intent, the closest first; none below `SUGGEST`."""
        words = text.split()[:24]
        best: dict[str, Near] = {}
        for found in _variants(words, known):
            marked = _marked(words, found)
            forms = self._forms.get(frozenset(one.kind for one in found), {})
            for form, score, _ in process.extract(
                marked, forms.keys(), scorer=fuzz.ratio, score_cutoff=SUGGEST, limit=6
            ):
                intent, sentence = forms[form]
                near = Near(
                    intent, sentence,
                    {one.kind: one.value for one in found},
                    {one.kind: " ".join(words[one.first : one.last]) for one in found},
                    _likeness(marked, form, score),
                )  # fmt: skip
                if near.score >= SUGGEST and near.score > (best[intent.name].score if intent.name in best else 0):
                    best[intent.name] = near
        return sorted(best.values(), key=lambda near: -near.score)


def _likeness(heard: str, form: str, letters: float) -> float:
    """By letters and by whole words, so that neither a long common stem nor one common word is enough."""
    ours, theirs = heard.split(), form.split()
    if bool(set(ours) & _NEGATIONS) != bool(set(theirs) & _NEGATIONS):
        return 0.0
    matched = sum(max((fuzz.ratio(word, other) for other in theirs), default=0.0) >= 75 for word in ours)
    backward = sum(max((fuzz.ratio(word, other) for other in ours), default=0.0) >= 75 for word in theirs)
    shared = 100.0 * (matched + backward) / (len(ours) + len(theirs))
    return (letters + shared) / 2


def _variants(words: list[str], known: Resolver) -> list[tuple[_Found, ...]]:
    """The text as it is, with one slot found in it, with two."""
    singles = [found for kind in _MARKS for found in _longest(words, kind, known)]
    pairs = [
        (a, b)
        for at, a in enumerate(singles)
        for b in singles[at + 1 :]
        if a.kind != b.kind and (a.last <= b.first or b.last <= a.first)
    ]
    return [(), *((one,) for one in singles), *pairs][:40]


def _longest(words: list[str], kind: str, known: Resolver) -> list[_Found]:
    found: list[_Found] = []
    for first in range(len(words)):
        for last in range(min(len(words), first + _LONGEST[kind]), first, -1):
            if found and last <= found[-1].last:
                break
            resolution = known(kind, " ".join(words[first:last]))
            if isinstance(resolution, Resolved):
                found.append(_Found(kind, first, last, resolution.value))
                break
    return found


def _marked(words: list[str], found: tuple[_Found, ...]) -> str:
    out = list(words)
    for one in found:
        out[one.first : one.last] = [_MARKS[one.kind]] + [""] * (one.last - one.first - 1)
    return " ".join(word for word in out if word)
