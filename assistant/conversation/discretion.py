"""The net under every reply: words that would name somebody in a room that must not hear it are not said."""

from collections.abc import Callable

from assistant.api import Reply, SpeechLevel

Guard = Callable[[str, SpeechLevel], bool]
"""Whether a text names somebody whom a room at that level must not hear named."""

KEPT = "I keep that for an unlocked room."
"""Said instead."""
CODE = "kept-back"
"""The code of the `error` event: a wording of ours was wrong."""


def words_for(level: SpeechLevel, reply: Reply, guard: Guard) -> tuple[str, bool]:
    """What of a reply is said in a room at `level`, and whether anything of it was kept back."""
    text = reply.at(level)
    if level is SpeechLevel.FULL or not guard(text, level):
        return text, False
    return (KEPT if guard(reply.public, level) else reply.public), True
