"""The parts of a house that are no store: its calendars, its clock, its drafts."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Protocol

from assistant.events import Span
from assistant.records import Appointment, Client, Form, Message, Supported, Timer


class CalendarSource(Protocol):
    """One calendar, as the configuration names it."""

    name: str
    sessions: bool
    """Whether its timed events count as sessions."""
    trouble: str
    """One sentence on the last answer, where it came from an older copy or left entries out, else empty."""

    def between(self, start: datetime, end: datetime) -> Sequence[Appointment]:
        """Every instance that overlaps [start, end), recurrences expanded, cancelled ones left out.

        Both ends aware. Blocks. Raises `CalendarUnreachable`, `BadCalendar`.
        """
        ...


class Agenda(Protocol):
    """All calendars together."""

    async def between(self, span: Span) -> Sequence[Appointment]:
        """What overlaps the span, in order of start, clients recognised in the titles.

        Raises `NotFound` where no calendar is configured, `CalendarUnreachable` where none of them answers.
        """
        ...

    async def next_after(self, moment: datetime, client: Client | None = None) -> Appointment | None:
        """The first session (any timed appointment where no calendar counts as sessions) that starts later."""
        ...

    @property
    def trouble(self) -> str:
        """One sentence where a source failed at the last question ("I can't reach your work calendar."), else empty."""
        ...


class Clock(Protocol):
    """What time it is in the home's zone; a replay has its own."""

    def now(self) -> datetime:
        """Aware."""
        ...


class Times(Protocol):
    """Reads times that are spoken."""

    def read(self, text: str, now: datetime) -> str:
        """A day, with or without an hour, that lies ahead, as it is written in a note ("Thursday, December 3, 2:00 PM");
        empty where the words are no such thing. `now` in the home's zone."""
        ...


class Volume(Protocol):
    """How loud the answers are."""

    level: int
    """0 to 10."""

    def set(self, level: int) -> None:
        """Clamped to 0 to 10, and remembered."""
        ...


class Timers(Protocol):
    """Timers that are running."""

    def set(self, length: timedelta, name: str = "") -> Timer:
        """Start one."""
        ...

    def running(self) -> Sequence[Timer]:
        """Soonest first."""
        ...

    def cancel(self, timer_id: str) -> None:
        """Stop one; harmless when it has rung."""
        ...


Whose = Mapping[str, Sequence[tuple[str, int]]]
"""Section → its words in order, each with the `Spoken.seq` of its utterance; -1 for a word of none."""


class Drafter(Protocol):
    """Writes drafts; but for `section` it never fails: where the model cannot be had, her own words stand."""

    async def note(
        self, client: Client, sections: Mapping[str, str], *, form: Form, item: str = "", whose: Whose | None = None
    ) -> tuple[Mapping[str, str], str, Mapping[str, tuple[Supported, ...]], str]:
        """Sections as dictated → (sections as drafted, source, support, why). Source: ``dictated``, or ``drafted``.

        `form`: the note's format. Its verbatim sections, and whatever is no section of it, go to no model: the former
        come back byte for byte, the latter tidied. `item`: the note's id, for the audit of what leaves the house.

        `support`: for each section that a model wrote, its sentences and what they rest on; where the caller tells
        `whose` words they are, each sentence also has the utterances that it rests on (`Supported.heard`).

        `why`: one sentence, without content, where her own words stand in it, or in sections of it, though a model was
        asked for them; else empty.
        """
        ...

    async def section(
        self, client: Client, name: str, text: str, *, form: Form, item: str = "", words: Sequence[tuple[str, int]] = ()
    ) -> tuple[Supported, ...]:
        """One section as dictated → its sentences as a model writes them; `words` as in `Whose`.

        Raises `UsageError` where no model is given that section, `ModelUnavailable`, `TryLater`, `EgressBlocked`,
        `ConfigurationError`, `AuditBroken`: then nothing was drafted.
        """
        ...

    async def reply(
        self, client: Client, points: str, message: Message | None, *, item: str = ""
    ) -> tuple[str, str, str]:
        """What she wants to get across → (text, source, why), `why` a sentence where no model was asked or it
        failed, else empty. `item`: the id of what it is about, for the audit of what leaves the house."""
        ...


class Counter(Protocol):
    """What the model has cost."""

    def spent_this_month(self, now: datetime) -> float:
        """US dollars."""
        ...
