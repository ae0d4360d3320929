"""A question to a model, and the bytes that it becomes. Pure, but for reading the instructions."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from pydantic import BaseModel

from assistant.errors import EgressBlocked
from assistant.privacy import declarations
from assistant.privacy.declarations import SECTIONS, STYLE, Traffic
from assistant.privacy.pseudonyms import HiddenFields, Pseudonyms
from assistant.records import FIELDS, Form

_NEVER = frozenset({*FIELDS, "private"})
"""What no model is given, whatever a format calls its sections."""
_PLAIN = re.compile(r"(?=.{1,40}\Z)[a-z][a-z0-9'-]*(?: [a-z0-9'-]+)*")
_KEY = str.maketrans({" ": "_", "'": "."})
_NAME = str.maketrans({"_": " ", ".": "'"})
"""A key of the answer's schema may hold neither a blank nor an apostrophe."""


@dataclass(frozen=True, slots=True)
class Task:
    """What a request is for, and all that it may carry."""

    traffic: Traffic
    prompt: str
    """The instructions: a file in ``assistant/drafting/prompts``. A request holds these, its fields, nothing else."""
    longest: int
    """Tokens of the longest answer."""
    numbered: bool = False
    """Whether each line of its fields has a number of its own, so that the answer can say what it rests on."""

    @property
    def name(self) -> str:
        """As it is declared."""
        return self.traffic.name


NOTE = Task(declarations.NOTE, "note.txt", 8000, numbered=True)
REPLY = Task(declarations.REPLY, "reply.txt", 2000)


@dataclass(frozen=True, slots=True)
class Question:
    """One request that is wanted."""

    task: Task
    fields: Mapping[str, str]
    shape: type[BaseModel]
    """The answer's form: strings and whole numbers, in lists and models as deep as need be."""
    item: str = ""
    """The id of what it is about, for the audit."""
    form: Form | None = None
    """For a note, its format."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A request as it would leave: all of its body, and what stays here."""

    body: bytes
    """JSON, byte for byte what is sent."""
    hidden: HiddenFields
    """The fields in it, and what each placeholder stands for."""
    lines: Mapping[int, tuple[str, str]]
    """Where they are numbered: number → field and line, names hidden."""


def carried(form: Form) -> dict[str, str]:
    """The sections of a format that a model may be given, each with its name in the request: ``mental_status``.

    Never one that stays as she said it, nor one whose name is more than plain words.
    """
    never = _NEVER.union(form.verbatim)
    return {name: name.translate(_KEY) for name in form.sections if name not in never and _PLAIN.fullmatch(name)}


def only_declared(question: Question) -> None:
    """Raise `EgressBlocked` where it would carry a field that its task may not."""
    may = set(question.task.traffic.carries) - {SECTIONS, STYLE}
    if SECTIONS in question.task.traffic.carries and question.form:
        may.update(carried(question.form).values())
    extra = question.fields.keys() - may
    if extra:
        raise EgressBlocked(
            "The draft would carry more than it may, so nothing was sent.",
            fix=f"{question.task.name} may not carry {len(extra)} of its fields",
        )


def name_nobody(question: Question, style: str, known: Pseudonyms) -> None:
    """Raise `EgressBlocked` where the house's own words, which leave as they are, hold what would have to be hidden."""
    if any(known.hide(words).mapping for words in (style, *(key.translate(_NAME) for key in question.fields))):
        raise EgressBlocked(
            "Your note style or the name of a section names somebody, so nothing was sent and your own words stand.",
            fix="[drafting] note_style, and the sections of the format, may hold no name, date, address or number to call",
        )


def letter(task: Task, hidden: HiddenFields, model: str, schema: Mapping[str, Any], style: str = "") -> Letter:
    """The body in the form of the Messages API; `schema` is the JSON schema of the answer, `style` hers for it.

    In ASCII, so that any terminal shows it as it is. Raises `UnicodeEncodeError` at half a character.
    """
    lines = _numbered(hidden.fields) if task.numbered else {}
    fields: dict[str, Any] = dict(hidden.fields)
    if task.numbered:
        fields = {name: {str(at): line for at, (owner, line) in lines.items() if owner == name} for name in fields}
    content = json.dumps(fields, ensure_ascii=False, indent=1)
    content.encode()
    tree = {
        "model": model,
        "max_tokens": task.longest,
        "system": [
            {"type": "text", "text": _instructions(task), "cache_control": {"type": "ephemeral"}},
            *_style(style),
        ],
        "messages": [{"role": "user", "content": content}],
        "output_config": {"format": {"type": "json_schema", "schema": schema}},
    }
    return Letter(json.dumps(tree, indent=1).encode(), hidden, lines)


def _numbered(fields: Mapping[str, str]) -> dict[int, tuple[str, str]]:
    """Every line that holds something, from 1 on through all the fields."""
    lines = [(name, line.strip()) for name, text in fields.items() for line in text.splitlines() if line.strip()]
    return dict(enumerate(lines, 1))


def _style(style: str) -> list[dict[str, str]]:
    said = f"How she likes it written, as far as the rules above leave room for it:\n{style.strip()}"
    return [{"type": "text", "text": said}] if style.strip() else []


def _instructions(task: Task) -> str:
    return files("assistant.drafting").joinpath("prompts", task.prompt).read_text(encoding="utf-8")
