"""``config/assistant.toml`` as text, written from the settings so that the two cannot drift.

Every table is there and every key, commented out with its default; taking "# " away before a key changes nothing.
"""

import json
import textwrap
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic.fields import FieldInfo

from assistant.settings import CalendarSection, CalendarSourceSection, Section, Settings

WIDTH = 100

_HEAD = """\
The configuration of the assistant.
Every key stands here with its default, commented out. To change one, take the “# ” before it away
and give it your value. `assistant config check` says whether all is right; `assistant config show`
what is in force. Secrets never stand in this file: it names the files that hold them."""

_EXAMPLE = {
    "name": "work",
    "kind": "caldav",
    "location": "https://calendar.example.org/me/",
    "username": "me",
    "password_file": "~/.config/assistant/calendar-password",
}
"""For the keys of a calendar that have no useful default."""


def render() -> str:
    """The whole file."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    yield from (f"# {line}" for line in _HEAD.splitlines())
    for name, field in Settings.model_fields.items():
        section = field.annotation
        assert isinstance(section, type)
        assert issubclass(section, Section)
        yield from ("", "", *_prose(section.__doc__ or ""), f"[{name}]")
        if section is CalendarSection:
            yield from _calendar()
        else:
            for key, inner in section.model_fields.items():
                yield from _key(key, inner, inner.get_default())
    yield ""


def _calendar() -> Iterator[str]:
    yield from ("", *_prose("For each calendar a block like this one, with its own [[calendar.sources]] line:"))
    yield "# [[calendar.sources]]"
    for key, field in CalendarSourceSection.model_fields.items():
        yield from _key(key, field, _EXAMPLE.get(key, field.get_default()))


def _key(key: str, field: FieldInfo, value: Any) -> Iterator[str]:
    yield from ("", *_prose(field.description or ""))
    yield f"# {key} = {toml(value)}"


def _prose(text: str) -> list[str]:
    return [f"# {line}" for line in textwrap.wrap(text, WIDTH - 2, break_on_hyphens=False, break_long_words=False)]


def toml(value: Any) -> str:
    """A setting's value in TOML; an unset path is an empty text."""
    if value is None:
        return '""'
    if isinstance(value, tuple | list):
        return f"[{', '.join(toml(one) for one in value)}]"
    return json.dumps(str(value) if isinstance(value, Path) else value, ensure_ascii=False)
