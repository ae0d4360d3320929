"""The recovery key: printed once, kept on paper, and the way back in when the passphrase is forgotten.

Eight groups of four letters and digits, none of which look alike on paper. 28 of them are chance (128 bits), the
last four a digest of those, so that a slip of the pen or the finger is told from a key of another vault.
"""

import secrets

from nacl.encoding import RawEncoder
from nacl.hash import blake2b

SYMBOLS = "34679ACDEFGHJKMNPQRTUWXY"
"""Not among them: 0 O, 1 I L, 2 Z, 5 S, 8 B, V."""
_CHANCE, _DIGEST, _GROUP = 28, 4, 4
_NEARLY = range(_CHANCE + _DIGEST - 2, _CHANCE + _DIGEST + 3)
"""How many symbols a key has in which one or two were left out or typed twice."""


def new() -> str:
    """A fresh key, as it is printed: ``X4KD-9TQH-…``."""
    chance = "".join(secrets.choice(SYMBOLS) for _ in range(_CHANCE))
    whole = chance + _digest(chance)
    return "-".join(whole[at : at + _GROUP] for at in range(0, len(whole), _GROUP))


def read(typed: str) -> str | None:
    """The key that was typed, in the one way in which it is used; case, spaces and hyphens aside. None: it is none."""
    key = _plain(typed)
    if len(key) != _CHANCE + _DIGEST or set(key) - set(SYMBOLS) or _digest(key[:_CHANCE]) != key[_CHANCE:]:
        return None
    return key


def is_slip(typed: str) -> bool:
    """Whether it is a recovery key with a mistake in it, rather than something else."""
    key = _plain(typed)
    strange = sum(each not in SYMBOLS for each in key)
    return len(key) in _NEARLY and strange <= 2 and read(typed) is None


def _plain(typed: str) -> str:
    return "".join(each for each in typed.upper() if not each.isspace() and each not in "-\N{EN DASH}\N{EM DASH}")


def _digest(chance: str) -> str:
    number = int.from_bytes(blake2b(chance.encode(), 8, person=b"recovery-key", encoder=RawEncoder), "big")
    symbols = []
    for _ in range(_DIGEST):
        number, at = divmod(number, len(SYMBOLS))
        symbols.append(SYMBOLS[at])
    return "".join(symbols)
