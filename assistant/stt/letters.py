"""How a word that no dictionary has may sound: a small letter-to-sound rule for names, pure.

Phones are those of the CMU dictionary, without stress. The rules are ours and few: at each place the longest spelling
that fits is taken. They need not be right, only near: a name is told from the other words of a small grammar.
"""

import unicodedata

SOUNDS: dict[str, str] = {
    "tch": "CH", "sch": "SH", "igh": "AY", "eau": "OW", "dge": "JH", "tion": "SH AH N", "sion": "ZH AH N",
    "ch": "CH", "sh": "SH", "th": "TH", "ph": "F", "wh": "W", "ck": "K", "qu": "K W", "ng": "NG", "gh": "G",
    "kn": "N", "wr": "R", "ts": "T S", "zh": "ZH", "rh": "R", "sc": "S K",
    "ai": "EY", "ay": "EY", "ei": "EY", "ey": "IY", "ee": "IY", "ea": "IY", "ie": "IY", "ia": "IY AH", "io": "IY OW",
    "oo": "UW", "ou": "AW", "ow": "OW", "oi": "OY", "oy": "OY", "oa": "OW", "au": "AO", "aw": "AO", "ue": "UW",
    "ui": "UW IY", "eu": "UW", "ew": "UW", "ao": "AW", "eo": "IY OW", "ua": "W AA", "uo": "W OW", "oe": "OW",
    "ar": "AA R", "er": "ER", "ir": "ER", "or": "AO R", "ur": "ER", "yr": "IH R",
    "ce": "S EH", "ci": "S IH", "cy": "S IY", "ge": "JH EH", "gi": "JH IH", "aa": "AA", "ae": "EY", "ya": "Y AH",
    "a": "AE", "b": "B", "c": "K", "d": "D", "e": "EH", "f": "F", "g": "G", "h": "HH", "i": "IH", "j": "JH", "k": "K",
    "l": "L", "m": "M", "n": "N", "o": "AA", "p": "P", "q": "K", "r": "R", "s": "S", "t": "T", "u": "AH", "v": "V",
    "w": "W", "x": "K S", "y": "IY", "z": "Z",
}  # fmt: skip
"""Spelling → phones."""

ENDINGS: dict[str, str] = {
    "a": "AH", "e": "", "i": "IY", "o": "OW", "u": "UW", "y": "IY", "ce": "S", "ge": "JH", "es": "EH Z", "ah": "AH",
    "é": "EY",
}  # fmt: skip
"""The same at the end of a word of more than one syllable or letter."""

OPEN: dict[str, str] = {"a": "EY", "e": "IY", "i": "AY", "o": "OW", "u": "UW"}
"""A vowel before one consonant and a final e: Jane, Mike."""

VOWELS = frozenset("aeiouy")
HISSING = frozenset(["S", "Z", "SH", "ZH", "CH", "JH"])
VOICELESS = frozenset(["P", "T", "K", "F", "TH"])


def pronounce(word: str) -> str:
    """Its phones, separated by spaces; empty where it has no letter of the Latin alphabet in it.

    >>> pronounce("keisha")
    'K EY SH AH'
    """
    spelled = _plain(word.lower())
    if not spelled:
        return ""
    phones: list[str] = []
    at = 0
    while at < len(spelled):
        size, sound = _sound(spelled, at)
        if sound and not (phones and len(sound.split()) == 1 and phones[-1] == sound):  # a doubled letter is one sound
            phones += sound.split()
        at += size
    if len(phones) == 0:  # a lone silent letter
        phones = SOUNDS[spelled[0]].split()
    return " ".join(phones)


def possessive(phones: str) -> str:
    """The same word with an 's."""
    last = phones.rsplit(maxsplit=1)[-1]
    return f"{phones} {'IH Z' if last in HISSING else 'S' if last in VOICELESS else 'Z'}"


def _plain(word: str) -> str:
    """Base letters only; a final é is kept, because it is heard."""
    kept = "é" if word.endswith("é") else ""
    bare = unicodedata.normalize("NFKD", word.removesuffix("é"))
    return "".join(letter for letter in bare if "a" <= letter <= "z") + kept


def _sound(spelled: str, at: int) -> tuple[int, str]:
    rest = spelled[at:]
    if at > 0 and rest in ENDINGS:
        return len(rest), ENDINGS[rest]
    if len(rest) == 3 and rest[0] in OPEN and rest[1] not in VOWELS | {"r", "h"} and rest[2] == "e" and at > 0:
        return 1, OPEN[rest[0]]
    if at == 0 and len(rest) > 1 and rest[0] == "y":
        return 1, "Y"
    for size in (4, 3, 2):
        if rest[:size] in SOUNDS and len(rest) >= size:
            return size, SOUNDS[rest[:size]]
    return 1, SOUNDS.get(rest[0], "EY")
