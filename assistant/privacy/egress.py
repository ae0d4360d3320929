"""The one door: nothing about a client goes to a model but through `Door.ask`.

In order: is the endpoint trusted, are the fields those that the task may carry, can every name be hidden; only then
is a client built and the request made. What comes back is put together again and handed over. No error raised here
holds or refers to what was sent or received.
"""

import asyncio
import json
import logging
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError

from assistant.errors import AssistantError, ConfigurationError, EgressBlocked, ModelUnavailable, TryLater
from assistant.privacy import endpoint
from assistant.privacy.failures import explain_status
from assistant.privacy.pseudonyms import HiddenFields, Pseudonyms, dropped, restore
from assistant.records import Client
from assistant.settings import Drafting

if TYPE_CHECKING:
    from anthropic import AsyncAnthropic
    from anthropic.types import Message

TALKATIVE = ("ANTHROPIC_LOG",)
"""Variables that make the model's library write requests to the log."""


@dataclass(frozen=True, slots=True)
class Task:
    """What a request is for, and all that it may carry."""

    name: str
    fields: frozenset[str]
    prompt: str
    """The instructions: a file in ``assistant/drafting/prompts``. A request holds these, its fields, nothing else."""
    longest: int
    """Tokens of the longest answer."""


NOTE = Task("note", frozenset({"subjective", "objective", "assessment", "plan"}), "note.txt", 6000)
REPLY = Task("reply", frozenset({"points", "message"}), "reply.txt", 2000)


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


class Door:
    """The way out for content, for one endpoint."""

    def __init__(
        self, section: Drafting, roster: Callable[[], Sequence[Client]], today: Callable[[], date] | None = None
    ) -> None:
        self._section = section
        self._roster = roster
        self._today = today
        self._known: tuple[Sequence[Client], Pseudonyms] | None = None

    def check(self) -> None:
        """Whether anything may be asked; makes no connection. Raises `EgressBlocked`, `ConfigurationError`."""
        endpoint.allow(self._section.trust, self._section.base_url)
        for name in TALKATIVE:
            if os.environ.get(name):
                raise ConfigurationError(
                    "The model's library is set to log what it sends, so nothing was sent.", fix=f"unset {name}"
                )
        self._key()

    def pseudonyms(self) -> Pseudonyms:
        """For the roster as it is now."""
        return self._pseudonyms(tuple(self._roster()))

    def _pseudonyms(self, roster: tuple[Client, ...]) -> Pseudonyms:
        if self._known is None or self._known[0] != roster:
            self._known = (roster, Pseudonyms(roster, self._today))
        return self._known[1]

    async def ask(
        self, task: Task, fields: Mapping[str, str], shape: type[BaseModel], bill: Callable[[Usage], None]
    ) -> ModelAnswer:
        """One request; `bill` is called as soon as it has cost something, whatever becomes of the answer.

        `shape` is a flat model of string fields. Raises `EgressBlocked`, `ConfigurationError`, `ModelUnavailable`,
        `TryLater`.
        """
        self.check()
        if extra := fields.keys() - task.fields:
            raise EgressBlocked(
                "The draft would carry more than it may, so nothing was sent.",
                fix=f"{task.name} may not carry {len(extra)} of its fields",
            )
        roster = tuple(self._roster())
        hidden = await asyncio.to_thread(lambda: self._pseudonyms(roster).hide_fields(fields))
        answer = await self._send(task, hidden, shape, bill)
        return _restored(hidden, answer)

    async def _send(
        self, task: Task, hidden: HiddenFields, shape: type[BaseModel], bill: Callable[[Usage], None]
    ) -> Mapping[str, str]:
        problem: AssistantError
        try:
            async with asyncio.timeout(self._section.timeout_s):
                if self._section.trust == "local":
                    host = endpoint.allow(self._section.trust, self._section.base_url)
                    await asyncio.to_thread(endpoint.resolve, host)
                message = await self._call(task, hidden.fields, shape)
            bill(_usage(message))
            return _read(message, shape)
        except AssistantError:
            raise
        except TimeoutError:
            problem = TryLater("The model did not answer in time, so your own words stand.")
        except Exception as error:  # a server may send anything, and no error may carry it on
            problem = _explain(error)
        # Raised out here, so that it does not remember an error that holds the request or the answer.
        raise problem

    async def _call(self, task: Task, fields: Mapping[str, str], shape: type[BaseModel]) -> "Message":
        client, schema = await asyncio.to_thread(self._open, shape)
        async with client:
            return await client.messages.create(
                model=self._section.model,
                max_tokens=task.longest,
                system=[{"type": "text", "text": _prompt(task), "cache_control": {"type": "ephemeral"}}],
                messages=[{"role": "user", "content": json.dumps(dict(fields), ensure_ascii=False, indent=1)}],
                output_config={"format": {"type": "json_schema", "schema": schema}},
            )

    def _open(self, shape: type[BaseModel]) -> tuple["AsyncAnthropic", dict[str, Any]]:
        """The client, and `shape` as the schema that it sends. Importing and building take a while."""
        import httpx2
        from anthropic import AsyncAnthropic, transform_schema

        for name in ("anthropic", "httpx2", "httpcore2"):
            logging.getLogger(name).setLevel(logging.CRITICAL)  # they write requests at DEBUG
        client = AsyncAnthropic(
            api_key=self._key(),
            base_url=self._section.base_url,
            timeout=self._section.timeout_s,
            max_retries=1,
            open_telemetry=False,
            # A redirect or a proxy would carry the request to a machine that nobody attested. The library's own default
            # client takes proxies from the environment whatever it is told; this one does not.
            http_client=httpx2.AsyncClient(follow_redirects=False, trust_env=False),
        )
        return client, transform_schema(shape)

    def _key(self) -> str:
        """Never None, for then the library would look for keys of its own."""
        path = self._section.api_key_file
        if path is None:
            if self._section.trust == "local":
                return "none"
            raise ConfigurationError(
                "There is no key for the model, so your own words stand.", fix="[drafting] api_key_file"
            )
        try:
            key = path.expanduser().read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError) as error:
            reason = type(error).__name__
            raise ConfigurationError(
                "The model's key cannot be read, so your own words stand.", fix=f"[drafting] api_key_file: {reason}"
            ) from None
        if not key or not key.isprintable() or " " in key:
            raise ConfigurationError("The model's key file does not hold a key.", fix="[drafting] api_key_file")
        return key


def _prompt(task: Task) -> str:
    return files("assistant.drafting").joinpath("prompts", task.prompt).read_text(encoding="utf-8")


def _usage(message: "Message") -> Usage:
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


def _read(message: "Message", shape: type[BaseModel]) -> Mapping[str, str]:
    match message.stop_reason:
        case "refusal":
            raise ModelUnavailable("The model declined to draft this, so your own words stand.")
        case "max_tokens" | "model_context_window_exceeded":
            raise ModelUnavailable("The draft came out too long and was cut, so your own words stand.")
    text = "".join(block.text for block in message.content if block.type == "text")
    return {name: str(value) for name, value in shape.model_validate_json(text).model_dump().items()}


def _restored(hidden: HiddenFields, answer: Mapping[str, str]) -> ModelAnswer:
    whole = "\n".join(answer.values())
    return ModelAnswer(
        {name: restore(text, hidden.mapping) for name, text in answer.items()},
        {name: dropped(text, answer.get(name, whole), hidden.mapping) for name, text in hidden.fields.items()},
    )


def _explain(error: Exception) -> AssistantError:
    """One sentence for what went wrong; nothing of the error itself is kept but its kind."""
    import anthropic

    match error:
        case anthropic.APITimeoutError():
            return TryLater("The model did not answer in time, so your own words stand.")
        case anthropic.APIConnectionError() | OSError():
            return ModelUnavailable("I can't reach the model, so your own words stand.", fix="[drafting] base_url")
        case anthropic.APIStatusError():
            return explain_status(error.status_code)
        case ValidationError() | anthropic.APIResponseValidationError():
            return ModelUnavailable("The model's answer could not be read, so your own words stand.")
    return ModelUnavailable(
        "The model's answer could not be read, so your own words stand.", fix=f"the cause was {type(error).__name__}"
    )
