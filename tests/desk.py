"""A desk to dictate at in a test: the skill over a real vault, a day of sessions, and a turn with a script."""

import asyncio
import re
from collections.abc import AsyncGenerator, AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast
from zoneinfo import ZoneInfo

import pytest

from assistant.api import (
    Appointment,
    Client,
    Cue,
    Form,
    Intent,
    Note,
    Reply,
    Span,
    SpeechLevel,
    Transcript,
    Unfinished,
)
from assistant.formats import load, place
from assistant.intents.router import Router
from assistant.intents.sentences import load as load_sentences
from assistant.intents.written import SpokenTimes
from assistant.records import Supported
from assistant.recovery import VaultRecovery
from assistant.settings import Listening
from assistant.store.parts import PROCESS
from assistant.store.process_notes import ProcessNote, ProcessNotes
from assistant.store.vault import Vault
from skills.soap_notes.skill import SoapNotes

ZONE = ZoneInfo("America/Chicago")
NOW = datetime(2026, 11, 3, 14, 55, tzinfo=ZONE)
CUT = "<cut>"
"""In a script: the turn is cancelled here."""


@dataclass
class Calendar:
    """A day of appointments."""

    day: Sequence[Appointment] = ()
    trouble: str = ""

    async def between(self, span: Span) -> Sequence[Appointment]:
        return [one for one in self.day if one.start < span.end and one.end > span.start]

    async def next_after(self, moment: datetime, client: Client | None = None) -> Appointment | None:
        return next((one for one in self.day if one.start > moment), None)


FORMS = load(place(Path("/nowhere"))).forms
"""The formats that come with the program."""

Draft = tuple[Mapping[str, str], str, Mapping[str, tuple[Supported, ...]], str]


class AsDictated:
    """A drafter that takes out again the stops that end unpunctuated utterances."""

    async def note(self, client: Client, sections: Mapping[str, str], *, item: str, **_: object) -> Draft:
        stop = re.compile(r"(?<=[a-z])\.(?=\s|$)")
        return (
            {name: text if text[:1].isupper() else stop.sub("", text) for name, text in sections.items()},
            "dictated",
            {},
            "",
        )


class Drafted:
    """A drafter that begins every section with a capital."""

    async def note(self, client: Client, sections: Mapping[str, str], *, item: str, **_: object) -> Draft:
        return {section: text.capitalize() for section, text in sections.items()}, "drafted", {}, ""


class Flagging:
    """A drafter that adds a sentence to what was said first, which is flagged."""

    async def note(self, client: Client, sections: Mapping[str, str], *, item: str, **_: object) -> Draft:
        said = sections["subjective"]
        support = (Supported(said, (said,)), Supported("She ate.", (said,), 'holds words that you did not say: "ate"'))
        return {**sections, "subjective": f"{said} She ate."}, "drafted", {"subjective": support}, ""


class Interrupted:
    """A drafter in whose time she breaks in."""

    async def note(self, client: Client, sections: Mapping[str, str], *, item: str, **_: object) -> Draft:
        raise asyncio.CancelledError


@dataclass
class Spoken:
    """A turn in which she says the lines of a script."""

    lines: list[str]
    level: SpeechLevel = SpeechLevel.PRIVATE
    answers: list[str | bool | BaseException] = field(default_factory=list)
    said: list[str] = field(default_factory=list)
    public: list[str] = field(default_factory=list)
    cues: list[Cue] = field(default_factory=list)
    done: list[str] = field(default_factory=list)
    tape: list[str] = field(default_factory=list)
    forms: list[Form | None] = field(default_factory=list)
    """The formats that what hears her was told of."""
    traced: list[str] = field(default_factory=list)
    """What of it a trace would hold."""
    hidden: bool = False
    intent: Intent = field(default_factory=lambda: Intent("soap_notes.start"))
    now: datetime = NOW

    async def say(self, reply: Reply) -> None:
        self.said.append(reply.at(self.level))
        self.public.append(reply.public)

    async def cue(self, cue: Cue) -> None:
        self.cues.append(cue)

    async def did(self, command: str) -> None:
        self.done.append(command)

    async def ask(self, question: Reply) -> Transcript:
        await self.say(question)
        answer = str(self._answer())
        self._trace(answer)
        return Transcript(answer, "test")

    async def confirm(self, question: Reply) -> bool:
        await self.say(question)
        return bool(self._answer())

    def _answer(self) -> str | bool:
        answer = self.answers.pop(0)
        if isinstance(answer, BaseException):
            raise answer
        return answer

    @asynccontextmanager
    async def dictate(self, note_id: str, form: Form | None = None) -> AsyncIterator["Spoken"]:
        self.tape.append(f"begin {note_id}".strip())
        self.forms.append(form)
        try:
            yield self
        finally:
            self.tape.append("end")

    async def __aiter__(self) -> AsyncIterator[Transcript]:
        for count, line in enumerate(self.lines):
            if line == CUT:
                raise asyncio.CancelledError
            self._trace(line)
            yield Transcript(line, "test", start=count * 5.0, end=count * 5.0 + 3.0, confidence=0.9, capture="tape")

    async def pause(self, *, since: Transcript | None = None) -> None:
        self.tape.append("pause" if since is None else f"pause since {since.text}")

    async def go_on(self) -> None:
        self.tape.append("go on")

    def secret(self, on: bool) -> None:
        self.hidden = on

    def _trace(self, text: str) -> None:
        self.traced += [] if self.hidden else [text]

    async def erase(self) -> None:
        self.tape.append("erase")


@dataclass
class Desk:
    """The skill, and the vault that it writes to."""

    skill: SoapNotes
    vault: Vault
    jd: Client
    mk: Client
    calendar: Calendar

    @property
    def note(self) -> Note:
        """The only note there is, with its transcript."""
        [note] = self.vault.notes.list()
        return self.vault.notes.get(note.id)

    async def say(self, text: str, *lines: str, **turn: Any) -> tuple[Spoken, str]:
        """A request in her words, and what she says after it; what was said, and the answer."""
        router = Router([load_sentences("soap_notes", "skills.soap_notes")], self.vault.roster, self.skill.house.clock)
        spoken = Spoken(list(lines), **turn)
        intent = router.route(text, by_name=spoken.level > SpeechLevel.PUBLIC).intent
        assert intent is not None, f"“{text}” is not understood"
        spoken.intent = intent
        reply = await getattr(self.skill, intent.name.partition(".")[2])(spoken, **intent.slots)
        return spoken, reply.at(spoken.level)

    @property
    def private(self) -> list[ProcessNote]:
        """Every process note, oldest first."""
        with ProcessNotes(self.vault.files, self.vault.key(PROCESS.purpose), self.vault.audit) as notes:
            return [notes.get(head.id) for head in reversed(notes.list())]

    async def dictate(self, *lines: str, **turn: Any) -> tuple[Spoken, str]:
        spoken = Spoken(list(lines), **turn)
        reply = await self.skill.start(spoken, self.jd)
        return spoken, reply.at(spoken.level)


def seated(vault: Vault) -> Desk:
    """At the desk with this vault, in which J D and M K are; they have sessions today."""
    jd, mk = vault.roster.by_initials("JD"), vault.roster.by_initials("MK")
    calendar = Calendar([session(mk, 9), session(jd, 14), session(mk, 16), session(jd, 18)])
    house: Any = SimpleNamespace(
        agenda=calendar,
        roster=vault.roster,
        notes=vault.notes,
        drafter=AsDictated(),
        recovery=VaultRecovery(vault.notes, vault.captures, no_engine, lambda text: False, Listening()),
        clock=SimpleNamespace(now=lambda: NOW),
        lexicon=vault.lexicon,
        supervision=vault.supervision,
        process=vault.drawer,
        times=SpokenTimes(),
        forms=FORMS,
        sealed=False,
    )
    return Desk(SoapNotes(house), vault, jd, mk, calendar)


def session(client: Client | None, hour: int, minute: int = 0, *, day: int = 3, counts: bool = True) -> Appointment:
    start = datetime(2026, 11, day, hour, minute, tzinfo=ZONE)
    return Appointment(
        f"{day}-{hour}", start, start + timedelta(minutes=50), "a title", "work", session=counts, client=client
    )


def no_engine() -> Any:
    """Nothing that was recorded is to be heard here."""
    raise AssertionError


class Unheard(VaultRecovery):
    """The real recovery, but what its sound says is written down."""

    def __init__(self, vault: Vault, said: Sequence[str] = (), *, seconds: float = 9.0) -> None:
        super().__init__(vault.notes, vault.captures, no_engine, lambda text: False, Listening())
        self.said = list(said)
        self.left = seconds
        self.trouble: Exception | None = None
        self.forms: list[Form] = []

    def seconds(self, which: Unfinished) -> float:
        if self.trouble is not None:
            raise self.trouble
        return self.left

    async def unheard(self, which: Unfinished, form: Form) -> AsyncGenerator[Transcript, None]:
        self.forms.append(form)
        while self.said:
            text = self.said.pop(0)
            if text == CUT:
                raise asyncio.CancelledError
            yield Transcript(text, "test", start=1.0, end=2.0, capture=which.capture)
        if self.trouble is not None:
            raise self.trouble


def listen_to(desk: Desk, *said: str, **more: Any) -> Unheard:
    house: Any = desk.skill.house
    house.recovery = Unheard(desk.vault, said, **more)
    return cast(Unheard, house.recovery)


async def record(desk: Desk, note_id: str = "", *, minutes: int = 0) -> str:
    recording = desk.vault.captures.begin(note_id, NOW - timedelta(minutes=minutes))
    await recording.close()
    return recording.id


async def cut_off(desk: Desk, *lines: str, **turn: Any) -> str:
    with pytest.raises(asyncio.CancelledError):
        await desk.dictate(*lines, CUT, **turn)
    return await record(desk, desk.note.id)
