"""The one door: nothing about a client goes to a model but through `Door.ask`.

In order: is the endpoint trusted, are the fields those that the task may carry, can every name be hidden, is it written
down in the audit; only then is a client built and the request made. Whatever fails before that, nothing has left, and
the refusal is in the audit. What comes back is put together again and handed over. No error raised here holds or
refers to what was sent or received.
"""

import asyncio
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ValidationError

from assistant.environment import refuse_talkative
from assistant.errors import AssistantError, ConfigurationError, EgressBlocked, ModelUnavailable, TryLater
from assistant.log import place
from assistant.ports import Audit
from assistant.privacy import answers, endpoint
from assistant.privacy.answers import ModelAnswer, Usage
from assistant.privacy.declarations import STYLE, Passage
from assistant.privacy.failures import explain_status
from assistant.privacy.pseudonyms import Pseudonyms
from assistant.privacy.questions import Letter, Question, letter, name_nobody, only_declared
from assistant.records import Client
from assistant.settings import Drafting

if TYPE_CHECKING:
    from anthropic import AsyncAnthropic
    from anthropic.types import Message

_PATH = "/v1/messages"


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be sent, had it been asked now. Nothing was."""

    url: str
    standing: str
    """``local``, ``covered`` or ``blocked``."""
    refusal: AssistantError | None
    """Why it would not leave; None where it would."""
    letter: Letter | None
    """None where its names could not be hidden."""


class Door:
    """The way out for content, for one endpoint."""

    def __init__(
        self,
        section: Drafting,
        roster: Callable[[], Sequence[Client]],
        audit: Audit,
        today: Callable[[], date] | None = None,
    ) -> None:
        """`today`: the day that dates are made relative to; without it they say nothing of when they are."""
        self._section = section
        self._roster = roster
        self._audit = audit
        self._today = today
        self._known: tuple[Sequence[Client], Pseudonyms] | None = None

    def pseudonyms(self) -> Pseudonyms:
        """For the roster as it is now."""
        return self._pseudonyms(tuple(self._roster()))

    def _pseudonyms(self, roster: tuple[Client, ...]) -> Pseudonyms:
        if self._known is None or self._known[0] != roster:
            self._known = (roster, Pseudonyms(roster, self._today))
        return self._known[1]

    async def ask(self, question: Question, bill: Callable[[Usage], None]) -> ModelAnswer:
        """One request; `bill` is called as soon as it has cost something, whatever becomes of the answer.

        Raises `EgressBlocked`, `ConfigurationError`, `AuditBroken`, `ModelUnavailable`, `TryLater`.
        """
        host = self._host()
        for rule, held in (("trust", self._trusted), ("environment", refuse_talkative), ("key", self._key)):
            with self._refusing(question, rule):
                held()
        with self._refusing(question, "fields"):
            only_declared(question)
        with self._refusing(question, "names"):
            made = await self._letter(question)
        with self._refusing(question, "address"):
            await self._in_house()
        size = len(made.body)
        self._audit.record("egress", question.item, str(self._passage(question, host, size)))
        answer = await self._send(made, question.shape, bill)
        return answers.restored(made, answer)

    async def preview(self, question: Question) -> Preview:
        """What `ask` would send; no connection is made, and nothing is looked up. Raises nothing of ours."""
        made, refusal = None, None
        try:
            only_declared(question)
            made = await self._letter(question)
            self._trusted()
            refuse_talkative()
            self._key()
        except AssistantError as error:
            refusal = error
        return Preview(self._section.base_url.rstrip("/") + _PATH, self._section.trust, refusal, made)

    # ── before anything leaves ───────────────────────────────────────────────────────────────────────────────

    @contextmanager
    def _refusing(self, question: Question, rule: str) -> Iterator[None]:
        """Whatever is raised inside is written down as a refusal by this rule."""
        try:
            yield
        except Exception:
            self._audit.record("egress-blocked", question.item, str(self._passage(question, self._host(), None, rule)))
            raise

    def _passage(self, question: Question, host: str, size: int | None, why: str = "") -> Passage:
        return Passage(question.task.name, host, self._section.trust, size, why)

    def _host(self) -> str:
        return endpoint.host(self._section.base_url)

    def _trusted(self) -> None:
        endpoint.allow(self._section.trust, self._section.base_url)

    async def _in_house(self) -> None:
        """A name of this house must not lead out of it. Raises `EgressBlocked`, `ModelUnavailable`, `TryLater`."""
        if self._section.trust != "local":
            return
        problem: AssistantError
        try:
            async with asyncio.timeout(self._section.timeout_s):
                await asyncio.to_thread(endpoint.resolve, self._host())
            return
        except TimeoutError:
            problem = _late()
        except OSError:
            problem = _unreachable()
        raise problem

    async def _letter(self, question: Question) -> Letter:
        """The whole pass. Raises `EgressBlocked` whatever goes wrong in it, or what the roster raises."""
        try:
            return await asyncio.to_thread(self._make, question, tuple(self._roster()))
        except AssistantError:
            raise
        except Exception as error:  # it may hold what was to be hidden
            where = place(error)
        raise EgressBlocked("I could not hide the names, so nothing was sent and your own words stand.", fix=where)

    def _make(self, question: Question, roster: tuple[Client, ...]) -> Letter:
        """Takes a while: importing, and looking for every name."""
        from anthropic import transform_schema

        known, task = self._pseudonyms(roster), question.task
        style = self._section.note_style if STYLE in task.traffic.carries else ""
        name_nobody(question, style, known)
        hidden = known.hide_fields(question.fields)
        return letter(task, hidden, self._section.model, transform_schema(question.shape), style)

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

    # ── the wire ─────────────────────────────────────────────────────────────────────────────────────────────

    async def _send(self, made: Letter, shape: type[BaseModel], bill: Callable[[Usage], None]) -> Mapping[str, Any]:
        problem: AssistantError
        try:
            async with asyncio.timeout(self._section.timeout_s):
                message = await self._call(made.body)
            bill(answers.usage(message))
            return answers.read(message, shape)
        except AssistantError:
            raise
        except TimeoutError:
            problem = _late()
        except Exception as error:  # a server may send anything, and no error may carry it on
            problem = _explain(error)
        # Raised out here, so that it does not remember an error that holds the request or the answer.
        raise problem

    async def _call(self, body: bytes) -> "Message":
        client = await asyncio.to_thread(self._open)
        from anthropic.types import Message

        headers = {"Content-Type": "application/json"}
        async with client:
            return await client.post(_PATH, cast_to=Message, content=body, options={"headers": headers})

    def _open(self) -> "AsyncAnthropic":
        """The client. Importing and building take a while."""
        import httpx2
        from anthropic import AsyncAnthropic

        return AsyncAnthropic(
            api_key=self._key(),
            base_url=self._section.base_url,
            timeout=self._section.timeout_s,
            max_retries=1,
            open_telemetry=False,
            # A redirect or a proxy would carry the request to a machine that nobody attested. The library's own default
            # client takes proxies from the environment whatever it is told; this one does not.
            http_client=httpx2.AsyncClient(follow_redirects=False, trust_env=False),
        )


def _late() -> TryLater:
    return TryLater("The model did not answer in time, so your own words stand.")


def _unreachable() -> ModelUnavailable:
    return ModelUnavailable("I can't reach the model, so your own words stand.", fix="[drafting] base_url")


def _unreadable(fix: str = "") -> ModelUnavailable:
    return ModelUnavailable("The model's answer could not be read, so your own words stand.", fix=fix)


def _explain(error: Exception) -> AssistantError:
    """One sentence for what went wrong; nothing of the error itself is kept but its kind."""
    import anthropic

    match error:
        case anthropic.APITimeoutError():
            return _late()
        case anthropic.APIConnectionError() | OSError():
            return _unreachable()
        case anthropic.APIStatusError():
            return explain_status(error.status_code)
        case ValidationError() | anthropic.APIResponseValidationError():
            return _unreadable()
    return _unreadable(f"the cause was {type(error).__name__}")
