"""Which client a title names. Pure, and careful: the wrong client is worse than none."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from functools import lru_cache

from assistant.records import Client

_PLAIN = frozenset(
    {
        "session", "sessions", "therapy", "intake", "client", "appointment", "appt", "telehealth", "video", "online",
        "with", "and", "at", "am", "pm", "follow", "up",
    }
)  # fmt: skip
"""Words beside which a name may stand in lower case: in any other company “will” or “mark” is not a person."""


def recognise(title: str, clients: Sequence[Client]) -> Client | None:
    """The one client whom the title names: by initials (JD, J.D., J D), full name, first name or alias.

    Of overlapping names the longest counts; None where none is named, or more than one.
    """
    title = _plain(title)
    found = [(start, end, client) for client in clients for start, end in _places(title, client)]
    named = {
        client.id: client
        for start, end, client in found
        if not any(other.id != client.id and a <= start and end <= b and b - a > end - start for a, b, other in found)
    }
    return next(iter(named.values())) if len(named) == 1 else None


def _places(title: str, client: Client) -> Iterator[tuple[int, int]]:
    for pattern in _patterns(client):
        for match in pattern.finditer(title):
            if pattern.flags & re.IGNORECASE and not _is_name(match[0], title):
                continue
            yield match.span()


@lru_cache(maxsize=1024)
def _patterns(client: Client) -> tuple[re.Pattern[str], ...]:
    patterns = []
    letters = [re.escape(letter) for letter in client.initials]
    if len(letters) > 1:
        # not the AM of “9 AM”; spaced out, not a part of longer initials
        patterns.append(re.compile(rf"(?<![\w.])(?<!\d )(?<!\d){''.join(letters)}(?!\w)"))
        spaced = r"(?:\. ?| )".join(letters)
        before = r"(?<!\w)(?<!\b[A-Z] )(?<!\b[A-Z]\.)(?<!\b[A-Z]\. )(?<!\d )(?<!\d)"
        patterns.append(re.compile(rf"{before}{spaced}(?!\w)(?!\.? ?[A-Z]\b)"))
    name = _plain(client.name)
    for words in sorted({name, *name.split()[:1], *(_plain(alias) for alias in client.aliases)}):
        if len(words) > 1:
            patterns.append(re.compile(rf"(?<!\w){re.escape(words)}(?!\w)", re.IGNORECASE))
    return tuple(patterns)


def _is_name(words: str, title: str) -> bool:
    """Written as a name, or so alone in the title that it can be nothing else."""
    if " " in words or any(letter.isupper() for letter in words):
        return True
    others = set(re.findall(r"[^\W\d_]+", title.casefold())) - {words.casefold()}
    return others <= _PLAIN


def _plain(text: str) -> str:
    """Without accents, single spaces."""
    folded = unicodedata.normalize("NFKD", text)
    return " ".join("".join(c for c in folded if not unicodedata.combining(c)).split())
