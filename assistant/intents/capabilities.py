"""What the installed skills can do, read from their handlers."""

import inspect
from collections.abc import Mapping, Sequence

from assistant.api import Help, Skill
from assistant.intents.sentences import SentenceSet


class InstalledSkills:
    """`assistant.api.Capabilities`, from the skills' docstrings and examples."""

    def __init__(self, classes: Mapping[str, type[Skill]], sentence_sets: Sequence[SentenceSet]) -> None:
        self._help = tuple(
            Help(intent.name, _first_line(getattr(classes[one.folder], intent.verb, None)), intent.example)
            for one in sentence_sets
            for intent in one.intents
        )

    def help(self) -> tuple[Help, ...]:
        """One entry for each intent."""
        return self._help


def _first_line(handler: object) -> str:
    return (inspect.getdoc(handler) or "").partition("\n")[0]
