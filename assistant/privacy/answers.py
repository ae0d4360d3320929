"""What a model's server answered (an `anthropic.types.Message`), read and put together again. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from assistant.errors import ModelUnavailable
from assistant.privacy.pseudonyms import HiddenFields, dropped, restore


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

    fields: Mapping[str, str]
    dropped: Mapping[str, Sequence[str]]
    """For each field of the request the names in it that the answer lacks: its field of that name, else all of it."""


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


def read(message: Any, shape: type[BaseModel]) -> Mapping[str, str]:
    """The answer's fields, names still hidden. Raises `ModelUnavailable`, and whatever a server's nonsense raises."""
    match message.stop_reason:
        case "refusal":
            raise ModelUnavailable("The model declined to draft this, so your own words stand.")
        case "max_tokens" | "model_context_window_exceeded":
            raise ModelUnavailable("The draft came out too long and was cut, so your own words stand.")
    text = "".join(block.text for block in message.content if block.type == "text")
    return {name: str(value) for name, value in shape.model_validate_json(text).model_dump().items()}


def restored(hidden: HiddenFields, answer: Mapping[str, str]) -> ModelAnswer:
    """With every name in its place. Raises `ModelUnavailable` at a placeholder that was altered or made up."""
    whole = "\n".join(answer.values())
    return ModelAnswer(
        {name: restore(text, hidden.mapping) for name, text in answer.items()},
        {name: dropped(text, answer.get(name, whole), hidden.mapping) for name, text in hidden.fields.items()},
    )
