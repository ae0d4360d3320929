"""Text as it is compared: lower case, without accents, ligatures or invisible characters. Pure."""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_PLAIN = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "‐": "-", "‑": "-", "‒": "-", "–": "-", "—": "-"})


@dataclass(frozen=True, slots=True)
class Folded:
    """The folded text and where each of its characters comes from."""

    text: str
    origins: tuple[int, ...]
    """Index in the original of each character of `text`."""
    length: int
    """Of the original."""

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The stretch [start, end) of `text` in the original, with the invisible characters that follow it."""
        after = self.origins[end] if end < len(self.origins) else self.length
        return self.origins[start], max(after, self.origins[end - 1] + 1)


def fold(text: str) -> Folded:
    """Fold character by character, so that every place can be found again."""
    pieces: list[str] = []
    origins: list[int] = []
    for at, char in enumerate(text):
        folded = _fold(char)
        pieces.append(folded)
        origins.extend([at] * len(folded))
    return Folded("".join(pieces), tuple(origins), len(text))


@lru_cache(maxsize=4096)
def _fold(char: str) -> str:
    plain = unicodedata.normalize("NFKD", char.casefold()).casefold()
    return "".join(c for c in plain if unicodedata.category(c) not in ("Mn", "Cf")).translate(_PLAIN)
