"""A client from an answer: pure."""

import re
from collections.abc import Sequence

from assistant.api import Client


def named(answer: str, clients: Sequence[Client], *, by_name: bool) -> Client | None:
    """The one client whose initials, name or alias the answer holds; None where it is nobody or more than one.

    Without `by_name`, as in a locked room, only initials count: nobody learns there who is a client. "J D", "J. D.", "it's for j d please": single letters next to each other are initials.
    """
    words = re.findall(r"\w+", re.sub(r"['’]\w*", "", answer))
    letters = " ".join(words).upper()
    spoken = f" {letters} "
    found = {
        client.id: client
        for client in clients
        if any(
            f" {form} " in spoken
            for form in (
                client.spoken,
                client.initials,
                *(_plain(name) for name in (client.name, *client.aliases) if by_name),
            )
            if form
        )
    }
    return next(iter(found.values())) if len(found) == 1 else None


def _plain(name: str) -> str:
    return " ".join(re.findall(r"\w+", name)).upper()
