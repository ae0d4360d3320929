"""How a word sounds, roughly, and how far two sounds are apart. Pure.

A sound is one character: vowels ``a e i o u`` and ``I`` (as in *my*), consonants as written but ``S`` (*ship*), ``C``
(*chip*), ``J`` (*jam*) and ``0`` (*thin*). The rules read English spelling; what is rare in names is left out.
"""

import re
from functools import cache

_CONSONANTS = "[bcdfghjklmnpqrstvwxz]"
_RULES = tuple(
    (re.compile(spelling), sound)
    for spelling, sound in (
        # silent letters
        (r"\b(?:kn|gn|pn)", "n"), (r"\bps", "s"), (r"\bpt", "t"), (r"\bwr", "r"), (r"\brh", "r"), (r"\bx", "z"),
        (r"mb\b", "m"), (r"mn\b", "m"), (r"stle", "sl"), (r"\bgh", "g"), (r"\bwh(?=o)", "h"), (r"wh", "w"),
        (r"eigh", "e"), (r"igh", "I"), (r"(?:augh|ough)(?=t)", "o"), (r"ough", "o"), (r"augh", "o"), (r"(?<=[aeiou])gh", ""),
        # consonants
        (r"tch", "C"), (r"sch(?=[mnlw])", "S"), (r"sch", "sk"), (r"ch(?=[lr])", "k"), (r"chs", "ks"), (r"ch", "C"),
        (r"sh", "S"), (r"zh", "S"), (r"ph", "f"), (r"th", "0"), (r"ck", "k"), (r"cz", "C"), (r"cc(?=[eiy])", "ks"),
        (r"sc(?=[eiy])", "s"), (r"c(?=[eiy])", "s"), (r"c", "k"), (r"que?\b", "k"), (r"qu", "kw"), (r"q", "k"),
        (r"x", "ks"), (r"dg(?=[eiy])", "J"), (r"dj", "J"), (r"g(?=[eiy])", "J"), (r"gu(?=[eiy])", "g"), (r"g", "g"),
        (r"j", "J"), (r"[ts]i(?=on|ou|a[^bdt])", "S"), (r"ci(?=a|ou)", "S"), (r"tz", "ts"),
        # vowels; "y" before one is a consonant
        (r"\by(?=[aeiou])", "Y"), (r"(?<=[aeiou])y(?=[aeiou])", "Y"),
        (r"eau", "o"), (r"eye", "I"), (r"uy|\bai(?=[sd]l)", "I"), (r"oo|ew|ue\b|ui|ou(?=[pl])", "u"), (r"oa|oe\b|ow\b", "o"),
        (r"au|aw", "o"), (r"ou|ow", "a"), (r"oi|oy", "oi"), (r"ai|ay", "e"), (r"ei|ey(?=.)", "e"), (r"ee|ea|ie|ey\b", "i"),
        (rf"a(?={_CONSONANTS}e\b)", "e"), (rf"i(?={_CONSONANTS}e\b)", "I"), (rf"y(?={_CONSONANTS}e\b)", "I"),
        (rf"e(?={_CONSONANTS}e\b)", "i"), (rf"(?<={_CONSONANTS})e\b", ""), (rf"(?<={_CONSONANTS})es\b", "s"),
        (r"(?<=[aeiou])h(?![aeiouy])", ""), (r"(?<=\b[bcdfghjklmnpqrstvwxz])y\b", "I"), (r"(?<=\bm)y(?=r)", "I"), (r"y", "i"),
        (r"(?<=[aeo])w(?![aeiou])", ""), (r"[a-z]", None),
    )
)  # fmt: skip
_VOWELS = frozenset("aeiouI")
_SOFT = frozenset("hwYr")
"""Consonants that come and go."""
_CLASSES = {sound: name for name in ("pb", "td0", "kg", "fv", "sz", "SJC", "mn") for sound in name}
_KINDRED = frozenset(frozenset(pair) for pair in ("Ss", "Sz", "Cs", "0s", "0f", "lr", "lw", "rw", "Yi", "vb", "YJ", "Ct", "Jd", "Ck", "Jh", "Jg", "vw"))  # fmt: skip


def sounds(spelling: str) -> str:
    """The sounds of a folded word; empty where it is not written in Latin letters."""
    word = spelling.replace("'", "")
    if not re.fullmatch(r"[a-z]+", word):
        return ""
    heard, at = [], 0
    while at < len(word):
        for rule, sound in _RULES:
            if found := rule.match(word, at):
                heard.append(found[0] if sound is None else sound)
                at = max(found.end(), at + 1)
                break
    return joined("".join(heard))


def joined(heard: str) -> str:
    """Without doubled sounds, as where two words run together."""
    return re.sub(r"(.)\1+", r"\1", heard)


def skeleton(heard: str) -> str:
    """The consonants by class, without the vowels and what comes and goes: equal or nearly so where words sound alike."""
    return "".join(_CLASSES.get(sound, sound)[0] for sound in heard if sound not in _VOWELS | _SOFT)


def apart(heard: str, name: str, most: float = 1.0) -> float:
    """How unlike two words sound: 0 the same, about 0.15 easily mistaken; 1 where it would be more than `most`."""
    longest = max(len(heard), len(name), 1)
    limit = most * longest
    if abs(len(heard) - len(name)) * _LEAST > limit:
        return 1.0
    above = [0.0]
    for other in name:
        above.append(above[-1] + _weight(other))
    for at, one in enumerate(heard):
        row = [above[0] + _weight(one)]
        for across, other in enumerate(name):
            swap = _swap(one, other) * (1.5 if at == across == 0 else 1.0)
            row.append(min(above[across] + swap, above[across + 1] + _weight(one), row[across] + _weight(other)))
        if min(row) > limit:
            return 1.0
        above = row
    return min(above[-1] / longest, 1.0)


_LEAST = 0.4
"""What a sound costs at least that is there or not."""


def _weight(sound: str) -> float:
    """What it costs that a sound is there or not."""
    return _LEAST if sound in _VOWELS or sound in _SOFT else 1.0


@cache
def _swap(one: str, other: str) -> float:
    """What it costs that one sound is heard for another."""
    if one == other:
        return 0.0
    if one in _VOWELS and other in _VOWELS:
        return 0.25
    if _CLASSES.get(one) == _CLASSES.get(other, "-"):
        return 0.35
    return 0.5 if frozenset((one, other)) in _KINDRED else 1.2
