"""A word spelt aloud, by letters or by the NATO alphabet."""

import re
from collections.abc import Sequence

_NATO = [
    "alpha",
    "bravo",
    "charlie",
    "delta",
    "echo",
    "foxtrot",
    "golf",
    "hotel",
    "india",
    "juliet",
    "kilo",
    "lima",
    "mike",
    "november",
    "oscar",
    "papa",
    "quebec",
    "romeo",
    "sierra",
    "tango",
    "uniform",
    "victor",
    "whiskey",
    "xray",
    "yankee",
    "zulu",
]
_LETTERS = {
    **{word: word[0] for word in _NATO},
    "alfa": "a",
    "juliett": "j",
    "whisky": "w",
    **{chr(code): chr(code) for code in range(ord("a"), ord("z") + 1)},
}


def spelled(words: Sequence[str]) -> str:
    """The word that the letters make, in lower case; empty where one of them is none.

    >>> spelled(["J", "a", "november", "Echo."])
    'jane'
    """
    letters = []
    for word in words:
        parts = [re.sub(r"\W", "", part) for part in re.split(r"[-.,]", word.lower().replace("x-ray", "xray"))]
        if word.isupper() and word.isalpha():  # a recogniser writes J A N E together as well
            parts = list(word.lower())
        letters += [part for part in parts if part]
    joined = " ".join(letters).replace("x ray", "xray").replace("double u", "w").replace("double you", "w").split()
    return "".join(_LETTERS[letter] for letter in joined) if all(one in _LETTERS for one in joined) else ""
