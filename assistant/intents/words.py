"""The words that the router reads: what recognisers give, in one plain form. Pure.

Nothing that could mean something is thrown away: a wake phrase, politeness and hesitation are left off only in
further `forms` of the text, which are tried after the text as it is ("thank you" is a sentence of its own).
"""

import re
import unicodedata
from collections.abc import Iterator, Sequence

import jellyfish
from rapidfuzz.distance import JaroWinkler

_LEADS = (
    "please", "can you", "could you", "would you", "will you", "can i", "i want to", "i'd like to", "i would like to",
    "okay", "ok", "so", "um", "uh", "er", "hmm", "well", "now", "and", "then", "but", "yes", "yeah", "hey", "hi", "hello",
    "just", "go ahead and", "let's", "i said", "no", "oh", "alright", "all right", "actually",
)  # fmt: skip
_TRAILS = (
    "please", "now", "right now", "for me", "thanks", "thank you", "then", "okay", "ok", "um", "uh", "again please",
    "would you", "could you", "will you", "if you can", "real quick", "and",
)  # fmt: skip
_SHORT_LEADS = ("please", "okay", "ok", "hey")
_SHORT_TRAILS = ("please", "thanks", "thank you")
_FILLERS = {"um", "uh", "er", "erm", "uhm", "hmm", "mm"}
_BARE = {
    "whats": "what's", "wheres": "where's", "whos": "who's", "whens": "when's", "hows": "how's", "im": "i'm",
    "dont": "don't", "cant": "can't", "thats": "that's", "youre": "you're", "its": "it's",
    "oclock": "o'clock",
}  # fmt: skip


def normalize(text: str) -> str:
    """Lower case, single spaces, no punctuation but apostrophes and what stands inside figures ("2:30", "1.5").

    Initials come out as single letters: "J.D." and "J-D" are "j d"; "JD" in capitals, too (but not the names of
    note formats).
    """
    plain = unicodedata.normalize("NFKC", text).replace("’", "'").replace("‘", "'").replace("`", "'")
    plain = re.sub(r"[\\_\x00-\x1f\x7f-\x9f]", " ", plain)
    plain = re.sub(r"\b([ap])\.\s?m\b\.?", r"\1m", plain, flags=re.IGNORECASE)
    plain = re.sub(
        r"\b(?:[A-Za-z]\.){2,}(?:[A-Za-z]\b)?(?!')", lambda found: " ".join(found[0].replace(".", "")) + " ", plain
    )
    plain = re.sub(r"\b(?:[A-Za-z]\.){2,}(?=')", lambda found: " ".join(found[0].replace(".", "")), plain)
    if not plain.isupper() or len(plain) <= 4:
        plain = re.sub(r"\b(?!(?:AM|PM|OK|DAP|PIE)\b)[A-Z]{2,3}(?=\b|'s\b)", lambda found: " ".join(found[0]), plain)
    plain = plain.lower().replace("&", " and ").replace("%", " percent ")
    plain = re.sub(r"(?<=\d),(?=\d{3}\b)", "", plain)
    plain = re.sub(r"(?<=\d)([.:/])(?=\d)", r"\\\1", plain)
    plain = re.sub(r"(?<!\\)[^\w\s'\\]|(?<!\w)'|'(?!\w)", " ", plain).replace("\\", "")
    return " ".join(_BARE.get(word, word) for word in plain.split())


def forms(text: str, wakes: Sequence[str] = (), *, cautious: bool = False) -> Iterator[str]:
    """`text` (normalised), then the same with ever more politeness left off, without repetition.

    `cautious` leaves off little: in the middle of a dictation "and then help" is text, "stop, please" is not.
    """
    leads, trails = (_SHORT_LEADS, _SHORT_TRAILS) if cautious else (_LEADS, _TRAILS)
    seen: set[str] = set()
    bare = [text]
    for phrase in wakes:
        stripped = strip_wake(text, phrase)
        if stripped != text:
            bare.append(stripped)
    for start in bare:
        spoken = [word for word in start.split() if word not in _FILLERS]
        for heads in _shorter(spoken, leads, front=True):
            for both in _shorter(heads, trails, front=False):
                for form in (start, " ".join(both)):
                    if form and form not in seen:
                        seen.add(form)
                        yield form


def _shorter(words: list[str], phrases: Sequence[str], *, front: bool) -> list[list[str]]:
    """`words`, and what is left after one, two, … up to five of the phrases are taken off an end."""
    found = [words]
    for _ in range(5):
        now = found[-1]
        for phrase in sorted(phrases, key=len, reverse=True):
            parts = phrase.split()
            size = len(parts)
            if len(now) > size and (now[:size] if front else now[-size:]) == parts:
                found.append(now[size:] if front else now[:-size])
                break
        else:
            break
    return found


def strip_wake(text: str, phrase: str) -> str:
    """`text` without the wake phrase at its beginning, as it is or as it is commonly misheard; else unchanged.

    "hey jarvis, what's next", "Hay Travis what's next" and "jarvis what's next" all give "what's next"; the words
    come out normalised where something was taken off.
    """
    words, wake = normalize(text).split(), normalize(phrase.replace("_", " ")).split()
    if not wake:
        return text
    if words[: len(wake)] == wake:
        return " ".join(words[len(wake) :])
    for size in (len(wake), len(wake) + 1, 1):
        if size <= len(words) and is_wake(words[:size], wake):
            return " ".join(words[size:])
    return text


def sounds_alike(one: str, other: str) -> bool:
    """Whether two words are spoken the same, near enough."""
    return _sound(one) == _sound(other)


def is_wake(heard: list[str], wake: list[str]) -> bool:
    """Whether these words are a wake phrase as recognisers spell it."""
    if len(heard) == 1:
        name = heard[0].removesuffix("'s")
        exact = name == wake[-1] or name == "".join(wake)
        return exact or (len(wake) > 1 and len(name) > 4 and _sound(name) == _sound(wake[-1]))
    if len(wake) == 1:
        return False
    first = (
        heard[0] in {"hey", "hay", "hi", "a", "he", "hei", "eight", "hate"} if wake[0] == "hey" else heard[0] == wake[0]
    )
    rest, name = "".join(heard[1:]).removesuffix("'s"), "".join(wake[1:])
    near = JaroWinkler.similarity(_sound(rest), _sound(name)) >= 0.75 and _near_spelling(rest, name)
    return first and abs(len(rest) - len(name)) <= 2 and near


def _near_spelling(heard: str, name: str) -> bool:
    return JaroWinkler.similarity(heard, name) >= 0.7


def _sound(word: str) -> str:
    return jellyfish.metaphone(word)
