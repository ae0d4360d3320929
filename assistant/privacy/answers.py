"""What a model's server answered (an `anthropic.types.Message`), read and put together again. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from assistant.errors import ModelUnavailable
from assistant.privacy.pseudonyms import dropped, restore
from assistant.privacy.questions import Letter


@dataclass(frozen=True, slots=True)
class Usage:
    """What a request was billed, in tokens."""

    input: int
    output: int
    cache_written: int = 0
    """Of the input that was put in the cache; not in `input`."""
    cache_read: int = 0
    """Of the input that came from the cache; not in `input`."""


@dataclass(frozen=True, slots=True)
class ModelAnswer:
    """The answer's fields with every name in its place again."""

    fields: Mapping[str, Any]
    """In the form that was asked for."""
    dropped: Mapping[str, Sequence[str]]
    """For each field of the request the names in it that the answer lacks: its field of that name, else all of it."""
    lines: Mapping[int, tuple[str, str]]
    """What was numbered in the question: number → field and line."""


def usage(message: Any) -> Usage:
    """What the server says it billed; whatever is not a count is none."""

    def count(name: str) -> int:
        value = getattr(getattr(message, "usage", None), name, 0)
        return value if isinstance(value, int) and value > 0 else 0

    return Usage(
        count("input_tokens"),
        count("output_tokens"),
        count("cache_creation_input_tokens"),
        count("cache_read_input_tokens"),
    )


def read(message: Any, shape: type[BaseModel]) -> Mapping[str, Any]:
    """The answer's fields, names still hidden. Raises `ModelUnavailable`, and whatever a server's nonsense raises."""
    match message.stop_reason:
        case "refusal":
            raise ModelUnavailable("The model declined to draft this, so your own words stand.")
        case "max_tokens" | "model_context_window_exceeded":
            raise ModelUnavailable("The draft came out too long and was cut, so your own words stand.")
    text = "".join(block.text for block in message.content if block.type == "text")
    return shape.model_validate_json(text).model_dump(by_alias=True)


def restored(made: Letter, answer: Mapping[str, Any]) -> ModelAnswer:
    """With every name in its place. Raises `ModelUnavailable` at a placeholder that was altered or made up."""
    mapping = made.hidden.mapping
    return ModelAnswer(
        {name: _restored(value, mapping) for name, value in answer.items()},
        {
            name: dropped(text, "\n".join(_strings(answer.get(name, answer))), mapping)
            for name, text in made.hidden.fields.items()
        },
        {at: (name, restore(line, mapping)) for at, (name, line) in made.lines.items()},
    )


def _restored(value: Any, mapping: Mapping[str, str]) -> Any:
    match value:
        case str():
            return restore(value, mapping)
        case list():
            return [_restored(each, mapping) for each in value]
        case dict():
            return {key: _restored(each, mapping) for key, each in value.items()}
    return value


def _strings(value: Any) -> Iterator[str]:
    """Every string in it."""
    match value:
        case str():
            yield value
        case list() | dict():
            for each in value.values() if isinstance(value, dict) else value:
                yield from _strings(each)
