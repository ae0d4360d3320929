"""Drafts by a language model, kept only where they say no more than she said."""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, Protocol

from pydantic import BaseModel, Field, create_model

from assistant.drafting import checks, offline
from assistant.drafting.section import drafted_section
from assistant.errors import ModelUnavailable, TryLater
from assistant.ports import Clock, Whose
from assistant.privacy.answers import ModelAnswer, Usage
from assistant.privacy.egress import Door
from assistant.privacy.questions import NOTE, REPLY, Question, Task, carried
from assistant.records import Client, Form, Message, Supported
from assistant.settings import Drafting

CACHE_WRITE, CACHE_READ = 1.25, 0.1
"""What input costs that goes into the cache or comes from it, as a share of plain input."""


class Ledger(Protocol):
    """What the model has cost, kept."""

    def add(self, at: datetime, task: str, model: str, *, input_tokens: int, output_tokens: int, usd: float) -> None:
        """One request."""
        ...

    def spent_this_month(self, now: datetime) -> float:
        """US dollars."""
        ...


class Sentence(BaseModel):
    """One sentence of a drafted note, and the numbers of what it rests on."""

    sentence: str = Field(max_length=2_000)
    spans: list[Annotated[int, Field(strict=True)]] = Field(max_length=30)


Sentences = Annotated[list[Sentence], Field(max_length=200)]


class ReplyBody(BaseModel):
    """The form of a drafted reply."""

    body: str


def note_question(sections: Mapping[str, str], form: Form, item: str = "") -> Question:
    """What is asked to have a note drafted: the sections that hold words and may be given to a model, tidied, each
    sentence on its line."""
    tidied = {key: offline.sentences(offline.tidy(sections.get(name, ""))) for name, key in carried(form).items()}
    fields = {key: "\n".join(lines) for key, lines in tidied.items() if lines}
    return Question(NOTE, fields, _shape(fields), item, form)


def _shape(keys: Iterable[str]) -> type[BaseModel]:
    """The form of a drafted note: a list of sentences for each of these."""
    # A section may be called what a model's own attribute is ("copy"), so that its name is an alias.
    fields: dict[str, Any] = {f"section_{at}": (Sentences, Field(alias=key)) for at, key in enumerate(keys)}
    return create_model("NoteSections", **fields)


def reply_question(points: str, message: Message | None, item: str = "") -> Question:
    """What is asked to have a reply drafted: her points, tidied, and the message as it came."""
    fields = {"points": offline.tidy(points)} | ({"message": message.text} if message else {})
    return Question(REPLY, fields, ReplyBody, item)


class ClaudeDrafter:
    """Asks the model at the other side of the door."""

    def __init__(self, door: Door, section: Drafting, spend: Ledger, clock: Clock) -> None:
        self._door = door
        self._section = section
        self._spend = spend
        self._clock = clock

    @property
    def name(self) -> str:
        """The model's name, the source of its drafts."""
        return self._section.model

    async def note(
        self, client: Client, sections: Mapping[str, str], *, form: Form, item: str = "", whose: Whose | None = None
    ) -> Mapping[str, tuple[Supported, ...]]:
        """The sections that may stand as the model drafted them, sentence by sentence; the others are not in it.

        Raises what `Door.ask` raises, and `TryLater` when the month's money is spent.
        """
        question = note_question(sections, form, item)
        if not question.fields:
            return {}
        answer = await self._ask(question)
        drafted = {}
        for name, key in carried(form).items():
            if key not in question.fields:
                continue
            answered = [(each["sentence"], each["spans"]) for each in answer.fields[key]]
            # A long dictation takes a while to compare, and the house is listening.
            sentences = await asyncio.to_thread(
                drafted_section, key, answered, answer.lines, (whose or {}).get(name, ())
            )
            if sentences and not self._lost(client, answer.dropped[key]):
                drafted[name] = sentences
        return drafted

    async def reply(self, client: Client, points: str, message: Message | None, *, item: str = "") -> str:
        """A letter. Raises as `note` does, and `ModelUnavailable` where the draft cannot be shown."""
        question = reply_question(points, message, item)
        answer = await self._ask(question)
        body = offline.body_of(answer.fields["body"], self._section)
        others = any(client.id not in owners for owners in self._door.pseudonyms().mentions(body))
        why = checks.what_is_wrong(body, "\n".join(question.fields.values()), names_another=others)
        if not why and self._lost(client, answer.dropped["points"]):
            why = "it left out a name that you gave"
        if why:
            raise ModelUnavailable(f"I put the model's draft away because {why}; your own words stand.")
        return offline.enclose(client, body, self._section)

    async def _ask(self, question: Question) -> ModelAnswer:
        if self._spend.spent_this_month(self._clock.now()) >= self._section.monthly_cap_usd:
            raise TryLater("This month's money for the model is spent, so your own words stand.")
        return await self._door.ask(question, lambda usage: self._count(question.task, usage))

    def _lost(self, client: Client, dropped: Sequence[str]) -> bool:
        """Whether somebody is no longer named, but for the client, who may be called "the client" or "you"."""
        mentions = self._door.pseudonyms().mentions
        return any(client.id not in frozenset[str]().union(*mentions(words)) for words in dropped)

    def _count(self, task: Task, usage: Usage) -> None:
        inputs = usage.input + CACHE_WRITE * usage.cache_written + CACHE_READ * usage.cache_read
        usd = inputs * self._section.usd_per_million_input + usage.output * self._section.usd_per_million_output
        self._spend.add(
            self._clock.now(),
            task.name,
            self._section.model,
            input_tokens=usage.input + usage.cache_written + usage.cache_read,
            output_tokens=usage.output,
            usd=usd / 1e6,
        )
