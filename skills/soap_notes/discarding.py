"""A note is thrown away by words of its own, never by a mere yes."""

import re

from assistant.api import Reply, Turn, TurnEnded

_NOTE = frozenset({"discard note", "discard the note", "discard this note"})
_YES = frozenset({"yes", "yeah", "yep", "yes please", "sure", "okay", "ok", "do it", "yes do it", "yes discard it"})
_QUESTION = Reply("Shall I discard this note? Then say: yes, discard this note.")
_AGAIN = Reply("To be sure, say: yes, discard this note.")


def discards(text: str) -> bool:
    """Whether these are the words for it: "yes, discard this note", "discard this note"."""
    said = _plain(text)
    return said.removeprefix("yes ").removesuffix(" please") in _NOTE


def answers(text: str) -> bool:
    """Whether it can be nothing else than an answer to the question about discarding."""
    said = _plain(text)
    return said in _YES or said in ("no", "nope", "no thanks", "no thank you") or said.startswith("yes discard")


async def sure(turn: Turn, kept: str) -> bool:
    """Whether she says the words; a plain yes is asked once more, and after anything else `kept` is said."""
    try:
        said = (await turn.ask(_QUESTION)).text
        if _plain(said) in _YES:
            said = (await turn.ask(_AGAIN)).text
        if discards(said):
            return True
    except TurnEnded:
        pass
    await turn.say(Reply(kept))
    return False


def _plain(text: str) -> str:
    return " ".join(re.findall(r"\w+", text.lower()))
