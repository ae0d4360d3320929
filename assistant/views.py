"""A note seen as another format: the same words under other headings. Pure.

Nothing is split, and nothing is moved but by name and by what a format says it is made of.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.records import FIELDS, Form, Note

NOTHING = "Not addressed."
"""What stands where nobody said anything."""


@dataclass(frozen=True, slots=True)
class View:
    """What is shown of a note, in order."""

    sections: Mapping[str, str]
    """Name → text, empty where nobody spoke of it."""
    fields: Mapping[str, str]
    """Those that stand in no section."""


def as_it_is(note: Note) -> View:
    """The note in its own format."""
    return View(dict(note.sections), _given(note.fields))


def seen_as(note: Note, own: Form, wanted: Form) -> View:
    """The note in the `wanted` format; in its `own` it is as it is.

    A section holds what the note has under its name, then what it draws that no section has by name; of two sections
    that draw the same the first has it. What none takes stands at the end under its own name.
    """
    if wanted.name == own.name:
        return as_it_is(note)
    sections, fields = dict(note.sections), _given(note.fields)
    by_name = {name: sections.pop(name, "") for name in wanted.sections}
    seen = {}
    for name, text in by_name.items():
        pieces = [text]
        for drawn in wanted.draws.get(name, ()):
            pieces.append(sections.pop(drawn, ""))
            if drawn in fields:
                pieces.append(line(drawn, fields.pop(drawn)))
        seen[name] = "\n\n".join(each.strip() for each in pieces if each.strip())
    rest = [name for name in own.sections if name in sections]
    rest += [name for name in sections if name not in own.sections]
    left = {name: sections[name] for name in rest if sections[name].strip()}
    return View({**seen, **left}, fields)


def line(name: str, value: str) -> str:
    """A field as one line: ``Next: 30 November``."""
    return f"{name.capitalize()}: {value}"


def _given(fields: Mapping[str, str]) -> dict[str, str]:
    """In their order, those of a later version of ours last."""
    names = [*(name for name in FIELDS if name in fields), *(name for name in fields if name not in FIELDS)]
    return {name: fields[name] for name in names if fields[name].strip()}
