"""How the agenda for supervision is spoken of. Pure."""

from collections import Counter
from collections.abc import Sequence

from assistant.api import Reply, SupervisionItem, saying

_NAMED = 4
"""Clients who are named; the ear holds no more."""


def counted(items: Sequence[SupervisionItem]) -> Reply:
    """How many there are; by initials where they may be said."""
    public, private = _count(items), _by_client(items)
    return Reply(saying.sentence(public), private=saying.sentence(f"{public}{private}") if private else None)


def locked(items: Sequence[SupervisionItem]) -> Reply:
    """The same, said instead of reading aloud."""
    said = counted(items)
    if not items:
        return said
    why = "The room is locked, so I won't read aloud."
    return Reply(f"{said.public} {why}", private=f"{said.private} {why}" if said.private else None, more=True)


def aloud(items: Sequence[SupervisionItem]) -> Reply:
    """All of it read out: only at the fullest level."""
    said = counted(items)
    if not items:
        return said
    read = " ".join(f"{item.client.spoken}: {saying.sentence(item.text)}" for item in items)
    return Reply(said.public, private=said.private, full=f"{saying.sentence(_count(items))} {read}")


def _count(items: Sequence[SupervisionItem]) -> str:
    return (
        f"you have {saying.counted(len(items), 'thing')} for supervision"
        if items
        else "nothing is on your list for supervision"
    )


def _by_client(items: Sequence[SupervisionItem]) -> str:
    """ ": two for J D and one for M K", ", for J D" where there is one only; empty for more clients than are named."""
    counts = Counter(item.client.spoken for item in items)
    if not 0 < len(counts) <= _NAMED:
        return ""
    if len(counts) == 1:
        return f", for {next(iter(counts))}"
    return f": {saying.in_turn([f'{saying.number(count)} for {initials}' for initials, count in counts.items()])}"
