"""A client from an answer: pure."""

import re
from collections.abc import Iterator, Sequence

from assistant.api import Client

_BEFORE = frozenset(
    [
        *("it", "is", "was", "that", "this", "the", "a", "my", "note", "client", "session", "for", "with", "about"),
        *("i", "mean", "meant", "said", "sorry", "no", "yes", "um", "uh", "and", "to"),
    ]
)
_AFTER = frozenset(["please", "thanks", "thank", "you", "sorry", "i", "think", "mean", "meant", "today"])
"""What may stand around whom she names."""


def named(answer: str, clients: Sequence[Client], *, by_name: bool) -> Client | None:
    """The one client whose initials, name, first name or alias the answer is; None where it is nobody or more than one.

    Without `by_name`, as in a locked room, only initials count: nobody learns there who is a client. "J D", "J. D.",
    "it's for j d please": around it may stand what belongs to an answer and nothing else, for "will", "mark" and "am"
    are words as well.
    """
    words = re.findall(r"\w+", re.sub(r"['’]\w*", "", answer))
    said = set(_meant(words))
    found = {client.id: client for client in clients if said.intersection(_forms(client, by_name=by_name))}
    return next(iter(found.values())) if len(found) == 1 else None


def _meant(words: Sequence[str]) -> Iterator[str]:
    """All the words, and what is left without some before and after them."""
    for start in range(len(words)):
        if any(word.lower() not in _BEFORE for word in words[:start]):
            return
        for stop in range(len(words), start, -1):
            if any(word.lower() not in _AFTER for word in words[stop:]):
                break
            yield " ".join(words[start:stop]).upper()


def _forms(client: Client, *, by_name: bool) -> Iterator[str]:
    yield from (client.spoken.upper(), client.initials.upper())
    if by_name:
        plain = [_plain(name) for name in (client.name, *client.aliases)]
        yield from (name for name in (*plain, *plain[0].split()[:1]) if name)


def _plain(name: str) -> str:
    return " ".join(re.findall(r"\w+", name)).upper()
