"""The words that stand in for names, and the way back. Pure; fails closed.

Every *form* of a name has its own placeholder, so that `restore` gives back exactly what was there: the client is
``[CLIENT-1]`` where first met ("Jordan Davis") and ``[CLIENT-1.2]`` in a second form ("jordan"). A date's says how far
away it is, ``[DATE-1: 12 days ago]``, and stands for the same whatever becomes of what follows its colon.
"""

import re
from collections.abc import Iterator, Mapping

from assistant.errors import ModelUnavailable
from assistant.privacy.terms import Entity

_KINDS = "CLIENT|PERSON|PLACE|PHONE|MAIL|STREET|ID|URL|DATE|TEXT"
PLACEHOLDER = re.compile(
    rf"\[\s*(?:{_KINDS})[\s_–—-]*\d+(?:\.\d+)?\s*\]|\[DATE-\d+(?:\.\d+)?:[^\[\]\n]{{0,60}}\]"
    rf"|(?:{_KINDS})[-_–—]\d+(?:\.\d+)?",
    re.IGNORECASE,
)
"""A placeholder, whole or as a model may have altered it."""


class Placeholders:
    """Who has which placeholder within one task."""

    def __init__(self) -> None:
        self.mapping: dict[str, str] = {}
        """From each placeholder, without what follows its colon, to the words it stands for."""
        self._numbers: dict[Entity, int] = {}
        self._forms: dict[tuple[Entity, str], str] = {}
        self._count: dict[str, int] = {}

    def of(self, entity: Entity, form: str, away: str = "") -> str:
        """The same for the same form of the same name; `away` is how far away a date is."""
        if (entity, form) not in self._forms:
            self._forms[entity, form] = self._make(entity, form)
        made = self._forms[entity, form]
        return f"{made[:-1]}: {away}]" if away else made

    def _make(self, entity: Entity, form: str) -> str:
        if entity not in self._numbers:
            self._numbers[entity] = self._count[entity.kind] = self._count.get(entity.kind, 0) + 1
        number = self._numbers[entity]
        forms = sum(1 for other, _ in self._forms if other == entity)
        made = f"[{entity.kind}-{number}]" if not forms else f"[{entity.kind}-{number}.{forms + 1}]"
        self.mapping[made] = form
        return made


def restore(text: str, mapping: Mapping[str, str]) -> str:
    """Put the words back. Raises `ModelUnavailable` at a placeholder that was altered or made up."""

    def back(found: re.Match[str]) -> str:
        name = _name(found[0])
        if name not in mapping:
            raise ModelUnavailable("The draft came back with its names mixed up, so your own words stand.")
        return mapping[name]

    return PLACEHOLDER.sub(back, text)


def dropped(before: str, after: str, mapping: Mapping[str, str]) -> tuple[str, ...]:
    """The words of `before` for everyone whom `after`, both still hidden, names in no form."""
    named = {_whom(found) for found in PLACEHOLDER.findall(after)}
    return tuple(mapping[_name(found)] for found in PLACEHOLDER.findall(before) if _whom(found) not in named)


def lookalikes(text: str) -> Iterator[tuple[int, int]]:
    """Where a text already holds what looks like a placeholder."""
    return (found.span() for found in PLACEHOLDER.finditer(text))


def without(hidden: str) -> str:
    """What remains when every placeholder is taken out, each a line's end."""
    return PLACEHOLDER.sub("\n", hidden)


def _name(placeholder: str) -> str:
    """As it is in the mapping: ``[DATE-1]`` of ``[DATE-1: 12 days ago]``."""
    name, colon, _ = placeholder.partition(":")
    return f"{name}]" if colon else placeholder


def _whom(placeholder: str) -> str:
    """Without brackets, form and distance: ``CLIENT-1``."""
    return _name(placeholder).strip("[]").partition(".")[0]
